//! Set-up: nothing counts before Finish.

use crate::auth::testing::{ALICE, BOBS_PASSWORD, House, PASSWORD, code_refused, scan, signed_in, typed};
use crate::auth::{
    CodeRefusal, ConfirmRefusal, Confirmed, Denied, Factor, Finished, Interrupted, Purpose, SETUP_FOR, Session,
    ShowRecoveryCodes, ShowSecret, TotpSecret, UnixTime, Unlock, code_at,
};

pub(super) fn confirm(house: &House, show: ShowSecret, code: &str, name: &str) -> Confirmed {
    house.auth.confirm(show.next(), typed(code), name).unwrap()
}

/// Up to the recovery codes.
pub(super) fn codes(house: &House, show: ShowSecret) -> (TotpSecret, ShowRecoveryCodes) {
    let secret = scan(&show);
    let code = code_at(&secret, house.now());
    match confirm(house, show, &code, "Phone") {
        Confirmed::Codes(codes) => (secret, *codes),
        other => panic!("{other:?}"),
    }
}

fn refused(confirmed: Confirmed) -> (ConfirmRefusal, ShowSecret) {
    match confirmed {
        Confirmed::Refused(refusal, state) => (refusal, state.back()),
        other => panic!("{other:?}"),
    }
}

pub(super) fn over(confirmed: Confirmed) -> Denied {
    match confirmed {
        Confirmed::Over(denied) => denied,
        other => panic!("{other:?}"),
    }
}

fn lock_and_unlock(house: &House, session: Session, factor: Option<Factor>) -> Session {
    let locked = house.auth.lock(session);
    match house.auth.unlock(locked, typed(PASSWORD), factor).unwrap() {
        Unlock::Open(session) => session,
        other => panic!("{other:?}"),
    }
}

#[test]
fn finish_turns_two_factor_on_and_nothing_before_it_does() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    assert!(show.is_first() && !show.is_owed());
    assert_eq!(house.log().len(), 3, "the start, an account and a sign-in");
    let (_, codes) = codes(&house, show);
    assert!(!house.row(ALICE).two_factor);
    assert!(house.read(|rows| rows.authenticators(session.account())).is_empty());
    assert!(matches!(house.auth.finish_setup(codes), Ok(Finished::On)));
    let row = house.row(ALICE);
    assert!(row.two_factor);
    assert_eq!(house.read(|rows| rows.recovery(row.id)).len(), 10);
    assert_eq!(house.log().split_off(3), [("paired".into(), "".into()), ("two-factor-on".into(), "".into())]);
    // Her own session stays.
    assert!(house.auth.account(&session).unwrap().two_factor);
}

#[test]
fn a_set_up_that_is_dropped_leaves_the_password_alone_enough() {
    let house = House::empty();
    let (session, proof) = house.first();
    drop(codes(&house, house.auth.begin_setup(&session, proof).unwrap()));
    house.sign_out(session);
    let _ = house.alone();
}

#[test]
fn a_wrong_code_keeps_the_secret_and_a_code_of_another_secret_is_wrong() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    let secret = scan(&show);
    let (refusal, show) =
        refused(confirm(&house, show, &code_at(&TotpSecret::from_bytes(&[9; 20]), house.now()), "Phone"));
    assert_eq!(refusal, ConfirmRefusal::Wrong);
    assert_eq!(scan(&show).expose_bytes(), secret.expose_bytes());
    let _ = codes(&house, show);
}

#[test]
fn a_code_of_another_time_says_by_how_much_the_clocks_differ_both_ways() {
    for minutes in [-4, 4] {
        let house = House::empty();
        let (session, proof) = house.first();
        let show = house.auth.begin_setup(&session, proof).unwrap();
        let then = UnixTime::from_seconds(house.now().seconds() + 60 * minutes);
        let code = code_at(&scan(&show), then);
        assert_eq!(refused(confirm(&house, show, &code, "Phone")).0, ConfirmRefusal::ClockOff { minutes: 4 });
    }
}

#[test]
fn twenty_wrong_codes_of_a_set_up_lead_to_a_new_secret_and_leave_the_sign_in_alone() {
    let house = House::empty();
    let (session, proof) = house.first();
    let mut show = house.auth.begin_setup(&session, proof).unwrap();
    let secret = scan(&show);
    let phone = crate::auth::testing::Phone { secret: scan(&show), recovery: Vec::new() };
    for number in 1..=20 {
        let (refusal, back) = refused(confirm(&house, show, &phone.wrong_code(house.now()), "Phone"));
        assert_eq!(refusal, if number < 20 { ConfirmRefusal::Wrong } else { ConfirmRefusal::NewSecret });
        show = back;
    }
    assert_ne!(scan(&show).expose_bytes(), secret.expose_bytes());
    let code = code_at(&secret, house.now());
    let (refusal, show) = refused(confirm(&house, show, &code, "Phone"));
    assert_eq!(refusal, ConfirmRefusal::Wrong, "the old secret is worth nothing");
    assert_eq!(house.counter(session.account(), crate::auth::CounterKind::Code).failures, 0);
    let _ = codes(&house, show);
}

#[test]
fn what_is_no_code_and_what_is_no_name_is_not_counted() {
    let house = House::empty();
    let (session, proof) = house.first();
    let mut show = house.auth.begin_setup(&session, proof).unwrap();
    let secret = scan(&show);
    for _ in 0..30 {
        show = refused(confirm(&house, show, "12345", "Phone")).1;
        show = refused(confirm(&house, show, &code_at(&secret, house.now()), "  ")).1;
        show = refused(confirm(&house, show, &code_at(&secret, house.now()), &"n".repeat(33))).1;
    }
    assert_eq!(scan(&show).expose_bytes(), secret.expose_bytes());
}

#[test]
fn ten_minutes_end_a_set_up_at_every_step() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    assert_eq!(show.left(house.auth.now()), SETUP_FOR);
    let code = code_at(&scan(&show), house.now());
    house.clock.advance(SETUP_FOR);
    assert!(matches!(over(confirm(&house, show, &code, "Phone")), Denied::TookTooLong));
    let proof = house.prove(&session, Purpose::Own, None);
    let (_, codes) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
    house.clock.advance(SETUP_FOR);
    assert!(matches!(house.auth.finish_setup(codes), Ok(Finished::Over(Denied::TookTooLong))));
    assert!(!house.row(ALICE).two_factor);
}

#[test]
fn locking_drops_a_half_done_set_up_even_after_unlocking() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    let other = house.auth.begin_setup(&session, house.prove(&session, Purpose::Own, None)).unwrap();
    let code = code_at(&scan(&show), house.now());
    let (_, codes) = codes(&house, other);
    let locked = house.auth.lock(session);
    assert!(matches!(over(confirm(&house, show, &code, "Phone")), Denied::Ended));
    let Ok(Unlock::Open(session)) = house.auth.unlock(locked, typed(PASSWORD), None) else { panic!("it is right") };
    assert!(matches!(house.auth.finish_setup(codes), Ok(Finished::Over(Denied::Ended))));
    assert!(!house.row(ALICE).two_factor);
    let show = house.auth.begin_setup(&session, house.prove(&session, Purpose::Own, None)).unwrap();
    let code = code_at(&scan(&show), house.now());
    let _session = lock_and_unlock(&house, session, None);
    assert!(matches!(over(confirm(&house, show, &code, "Phone")), Denied::Ended));
}

#[test]
fn locking_drops_new_recovery_codes_even_after_unlocking() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let one = house.auth.new_recovery_codes(&session, proof).unwrap();
    let other = house.auth.new_recovery_codes(&session, house.prove(&session, Purpose::Own, Some(&phone))).unwrap();
    let locked = house.auth.lock(session);
    assert!(matches!(house.auth.finish_setup(one), Ok(Finished::Over(Denied::Ended))), "while it is locked");
    house.steps(1);
    let factor = Some(Factor::Code(typed(&phone.code(house.now()))));
    let Ok(Unlock::Open(_)) = house.auth.unlock(locked, typed(PASSWORD), factor) else { panic!("it is right") };
    assert!(matches!(house.auth.finish_setup(other), Ok(Finished::Over(Denied::Ended))), "nor later");
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0]));
}

#[test]
fn a_set_up_begun_before_a_change_in_another_window_is_refused() {
    let house = House::empty();
    let (session, proof) = house.first();
    let (_, codes) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
    let other = house.alone();
    house.auth.change_password(&other, house.prove(&other, Purpose::Own, None), typed(BOBS_PASSWORD)).unwrap();
    let finished = house.auth.finish_setup(codes);
    assert!(matches!(finished, Ok(Finished::Over(Denied::Ended))), "{finished:?}");
    assert!(!house.row(ALICE).two_factor);
}

#[test]
fn a_set_up_whose_session_was_signed_out_elsewhere_is_refused() {
    let house = House::empty();
    let (session, proof) = house.first();
    let (_, codes) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
    let other = house.alone();
    house.auth.sign_out_others(&other).unwrap();
    assert!(matches!(house.auth.finish_setup(codes), Ok(Finished::Over(Denied::Ended))));
}

#[test]
fn of_two_half_done_set_ups_one_counts() {
    let house = House::empty();
    let (session, proof) = house.first();
    let (_, one) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
    let proof = house.prove(&session, Purpose::Own, None);
    let (_, other) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
    assert!(matches!(house.auth.finish_setup(other), Ok(Finished::On)));
    assert!(matches!(house.auth.finish_setup(one), Ok(Finished::Over(Denied::Changed))));
    assert_eq!(house.read(|rows| rows.authenticators(session.account())).len(), 1);
}

#[test]
fn a_cancelled_further_pairing_leaves_the_old_authenticator() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    drop(house.auth.begin_setup(&session, proof).unwrap());
    house.steps(1);
    let _ = house.with(&phone);
}

#[test]
fn a_further_authenticator_keeps_the_recovery_codes_and_both_work() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let tablet = house.add_phone(&session, proof);
    let names: Vec<_> = house.auth.account(&session).unwrap().authenticators.into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Phone", "Phone 2"]);
    let (refusal, _) = code_refused(house.give_code(house.pending(), &tablet.code(house.now())));
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "it confirmed the pairing");
    house.steps(2);
    let _ = house.with(&tablet);
    house.steps(2);
    let _ = house.with(&phone);
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0]));
}

#[test]
fn five_authenticators_are_the_most_and_their_names_are_unique() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    for _ in 0..4 {
        let proof = house.prove(&session, Purpose::Own, Some(&phone));
        let _ = house.add_phone(&session, proof);
    }
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    assert!(matches!(house.auth.begin_setup(&session, proof), Err(Interrupted { error: Denied::TooMany, .. })));
    let id = house.auth.account(&session).unwrap().authenticators[0].id;
    assert!(matches!(house.auth.rename_authenticator(&session, id, "Phone 3"), Err(Denied::NameTaken)));
    house.auth.rename_authenticator(&session, id, " Old phone ").unwrap();
    assert_eq!(house.auth.account(&session).unwrap().authenticators[0].name, "Old phone");
}
