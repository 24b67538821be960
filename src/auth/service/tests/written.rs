//! What acts write down beside what they do.

use std::sync::Arc;

use crate::auth::testing::{ALICE, FaultyStore, House, PASSWORD, Phone, derivations, scan, signed_in, typed};
use crate::auth::{
    AccountId, AccountRow, CodeRefusal, ConfirmRefusal, Confirmed, Denied, Factor, Outcome, Purpose, Session, StepUp,
    StepUpAnswer, UnixTime,
};

/// Event, account and username of the last entry of the log.
fn last(house: &House) -> (String, Option<AccountId>, String) {
    let row = house.read(|rows| rows.audit_from(1, 10_000)).pop().unwrap();
    (row.event, row.account, row.username)
}

#[test]
fn however_a_session_ends_or_rests_the_log_says_so_and_whose_it_was() {
    let house = House::of_alice();
    let account = Some(house.row(ALICE).id);
    let entry = |event: &str| (event.to_owned(), account, ALICE.to_owned());
    type End = fn(&House, Session);
    let end: [(&str, End); 4] = [
        ("locked", |house, session| drop(house.auth.lock(session))),
        ("signed-out", |house, session| house.auth.sign_out(session).unwrap()),
        ("signed-out", |house, session| house.auth.sign_out_locked(house.auth.lock(session)).unwrap()),
        ("expired", |house, session| house.auth.expire(session).unwrap()),
    ];
    for (event, end) in end {
        end(&house, house.alone());
        assert_eq!(last(&house), entry(event));
        let left = house.read(|rows| rows.sessions(house.row(ALICE).id)).len();
        assert_eq!(left, 1, "of all of them the locked one stands");
    }
}

#[test]
fn a_session_is_noted_as_seen_anew_after_half_a_minute() {
    let house = House::of_alice();
    let session = house.alone();
    let seen = || house.read(|rows| rows.sessions(session.account()))[0].seen.wall;
    let opened = house.now();
    for seconds in [10, 19] {
        house.clock.advance_seconds(seconds);
        let _ = house.auth.watch(&session).unwrap();
        assert_eq!(seen(), opened);
    }
    house.clock.advance_seconds(1);
    let _ = house.auth.watch(&session).unwrap();
    assert_eq!(seen(), house.now());
}

#[test]
fn an_authenticator_was_used_last_when_its_code_was_taken_and_no_other_was() {
    let house = House::empty();
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let other = house.add_phone(&session, proof);
    house.steps(2);
    let used = |house: &House| -> Vec<Option<UnixTime>> {
        house.read(|rows| rows.authenticators(house.row(ALICE).id)).iter().map(|row| row.last_used).collect()
    };
    let before = used(&house);
    let _ = signed_in(house.give_code(house.pending(), &other.code(house.now())));
    assert_eq!(used(&house), [before[0], Some(house.now())]);
}

#[test]
fn a_clock_is_behind_from_a_minute_and_a_half_before_the_latest_time_seen() {
    let (house, phone) = House::of_alice_with_phone();
    house.sign_out(house.with(&phone));
    let latest = house.now();
    for (seconds, behind) in [(-90, false), (-91, true)] {
        house.clock.set_wall(UnixTime::from_seconds(latest.seconds() + seconds));
        let wrong = phone.wrong_code(house.now());
        match house.give_code(house.pending(), &wrong) {
            Outcome::CodeRefused(CodeRefusal::Wrong { clock_behind, .. }, _) => assert_eq!(clock_behind, behind),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn wrong_recovery_codes_of_ones_own_at_a_step_up_hide_no_code_that_somebody_else_typed() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(2);
    for _ in 0..3 {
        drop(house.give_code(house.pending(), &phone.wrong_code(house.now())));
    }
    let step_up = |factor| house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), Some(factor)).unwrap();
    for code in ["0000-0000-0000-0000", "0000-0000-0000-0001"] {
        assert!(matches!(step_up(Factor::Recovery(typed(code))), StepUpAnswer::CodeRefused(_)));
    }
    let right = step_up(Factor::Code(typed(&phone.code(house.now()))));
    assert!(matches!(right, StepUpAnswer::Proven(_)));
    assert_eq!(house.auth.account(&session).unwrap().wrong_codes, 3);
}

#[test]
fn a_new_secret_after_twenty_wrong_codes_leaves_name_and_time_of_the_set_up_as_they_were() {
    let house = House::empty();
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    let proof: StepUp = house.prove(&session, Purpose::Own, Some(&phone));
    let mut show = house.auth.begin_setup(&session, proof).unwrap();
    house.clock.advance_seconds(60);
    let left = show.left(house.auth.now());
    for _ in 0..20 {
        let wrong = Phone { secret: scan(&show), recovery: Vec::new() }.wrong_code(house.now());
        match house.auth.confirm(show.next(), typed(&wrong), "Tablet").unwrap() {
            Confirmed::Refused(ConfirmRefusal::Wrong | ConfirmRefusal::NewSecret, state) => show = state.back(),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((show.suggested_name(), show.is_first()), ("Phone 2", false));
    assert_eq!(show.left(house.auth.now()), left);
}

#[test]
fn a_session_of_an_account_that_is_not_enabled_is_none_even_if_it_was_left() {
    let house = House::of_alice();
    let session = house.alone();
    let row = AccountRow { enabled: false, ..house.row(ALICE) };
    house.write(|rows| rows.update_account(&row));
    assert!(matches!(house.auth.account(&session), Err(Denied::Ended)));
}

#[test]
fn after_a_credential_went_the_journals_are_emptied() {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    let (session, proof) = house.first();
    let before = store.scrubs();
    house.auth.change_password(&session, proof, typed("seven brave kites hum softly")).unwrap();
    assert_eq!(store.scrubs(), before + 1);
}

#[test]
fn a_right_password_costs_one_derivation_and_no_renewal_where_nothing_is_weaker() {
    let house = House::of_alice();
    let before = derivations();
    let _ = house.alone();
    assert_eq!(derivations() - before, 1);
}

#[test]
fn an_account_was_signed_in_to_last_when_its_owner_came_in() {
    let house = House::of_alice();
    house.clock.advance_seconds(3600);
    let _ = house.alone();
    assert_eq!(house.row(ALICE).last_sign_in, Some(house.now()));
}
