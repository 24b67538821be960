//! Faults: refused, nothing overwritten, and a try once charged stays charged.

use std::sync::Arc;

use crate::auth::testing::{
    ALICE, BOBS_PASSWORD, FaultyStore, House, PASSWORD, Phone, Spoilt, code_refused, refused, scan, signed_in, typed,
};
use crate::auth::{
    CodeRefusal, Confirmed, CounterKind, Denied, Factor, Finished, Outcome, Purpose, Refusal, StepUpAnswer, Unlock,
    code_at,
};

pub(super) fn house() -> (Arc<FaultyStore>, House) {
    let store = Arc::new(FaultyStore::new());
    (Arc::clone(&store), House::over(store))
}

/// Alice with her phone, a minute after pairing; her session stays open.
pub(super) fn house_with_phone() -> (Arc<FaultyStore>, House, crate::auth::Session, Phone) {
    let (store, house) = house();
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    (store, house, session, phone)
}

#[test]
fn an_unreadable_account_or_counter_is_answered_like_an_unknown_name() {
    for spoilt in [Spoilt::Account, Spoilt::Counter(CounterKind::Password), Spoilt::Wraps] {
        let (store, house) = house();
        house.sign_out(house.first().0);
        store.spoil(&[spoilt]);
        for _ in 0..5 {
            let derivations = crate::auth::seal::derivations();
            assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong, "{spoilt:?}");
            assert_eq!(crate::auth::seal::derivations() - derivations, 1);
            assert_eq!(house.last_entry(), ("password-refused".into(), "unreadable".into()));
            let _ = refused(house.sign_in("nobody", PASSWORD));
        }
        let wait = refused(house.sign_in("nobody", PASSWORD));
        assert!(matches!(wait, Refusal::Waiting { .. }));
        assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), wait);
        assert_eq!(house.auth.waiting(ALICE).unwrap(), house.auth.waiting("nobody").unwrap());
    }
}

#[test]
fn an_unreadable_counter_lets_nobody_unlock_or_step_up_and_is_not_overwritten() {
    let (store, house) = house();
    let (session, _) = house.first();
    store.spoil(&[Spoilt::Counter(CounterKind::Password)]);
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), None).unwrap();
    assert!(matches!(answer, StepUpAnswer::PasswordRefused(Refusal::Wrong)));
    let locked = house.auth.lock(session);
    let answer = house.auth.unlock(locked, typed(PASSWORD), None).unwrap();
    let Unlock::PasswordRefused(locked, Refusal::Wrong) = answer else { panic!("{answer:?}") };
    assert!(!store.mend());
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Password), Default::default());
    assert!(matches!(house.auth.unlock(locked, typed(PASSWORD), None), Ok(Unlock::Open(_))));
}

#[test]
fn unreadable_factors_are_refused_and_never_skipped() {
    let cases = [Spoilt::Authenticators, Spoilt::Counter(CounterKind::Code)];
    for spoilt in cases {
        let (store, house, _, phone) = house_with_phone();
        let pending = house.pending();
        store.spoil(&[spoilt]);
        let (refusal, pending) = code_refused(house.give_code(pending, &phone.code(house.now())));
        assert_eq!(refusal, CodeRefusal::Unreadable, "{spoilt:?}");
        store.mend();
        let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
    }
    for spoilt in [Spoilt::Recovery, Spoilt::HelpCode, Spoilt::Counter(CounterKind::Recovery)] {
        let (store, house, _, phone) = house_with_phone();
        let pending = house.pending();
        store.spoil(&[spoilt]);
        let (refusal, pending) = code_refused(house.give_recovery_code(pending, &phone.recovery[0]));
        assert_eq!(refusal, CodeRefusal::Unreadable, "{spoilt:?}");
        store.mend();
        let _ = signed_in(house.give_recovery_code(pending, &phone.recovery[0]));
    }
}

#[test]
fn an_unreadable_entry_of_the_log_keeps_nobody_out() {
    let (store, house) = house();
    house.sign_out(house.first().0);
    store.spoil(&[Spoilt::Audit]);
    assert_eq!(refused(house.sign_in("nobody", PASSWORD)), Refusal::Wrong);
    assert_eq!(refused(house.sign_in("nobody", PASSWORD)), Refusal::Wrong);
    let _ = house.alone();
}

#[test]
fn a_fault_between_try_and_verdict_leaves_the_try_counted() {
    let mut faults = 0;
    loop {
        let (store, house) = house();
        house.sign_out(house.first().0);
        // The first call is the charge: if it fails, nothing was looked at.
        store.fail_at(2 + faults);
        let answer = house.auth.sign_in(ALICE, typed("wrong"));
        if !store.mend() {
            break;
        }
        assert!(answer.is_err());
        assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Password).failures, 1);
        faults += 1;
    }
    assert!(faults >= 2, "reading the wraps, and writing the refusal down: {faults}");
}

#[test]
fn a_fault_between_code_and_verdict_leaves_the_try_counted_and_signs_nobody_in() {
    let mut faults = 0;
    loop {
        let (store, house, session, phone) = house_with_phone();
        let pending = house.pending();
        store.fail_at(1 + faults);
        let answer = house.auth.give_code(pending, typed(&phone.code(house.now())));
        if !store.mend() {
            break;
        }
        assert!(answer.is_err(), "the fault {faults} was not told: {answer:?}");
        assert_eq!(house.read(|rows| rows.sessions(session.account())).len(), 1, "nobody new");
        let counted = house.counter(session.account(), CounterKind::Code).failures;
        assert_eq!(counted, u32::from(faults >= 2), "the second call is the charge");
        faults += 1;
    }
    assert!(faults >= 4, "{faults}");
}

#[test]
fn a_panic_between_try_and_verdict_leaves_the_try_counted() {
    let (_, house) = house();
    house.sign_out(house.first().0);
    let account = house.row(ALICE).id;
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let acts = house.auth.acts();
        let _tried = acts.charge_password(crate::auth::acts::Target::Account(account));
        panic!("in the middle of it");
    }));
    assert!(panicked.is_err());
    assert_eq!(house.counter(account, CounterKind::Password).failures, 1);
    assert_eq!(refused(house.sign_in(ALICE, "wrong")), Refusal::Wrong);
}

#[test]
fn a_fault_at_any_point_of_a_set_up_leaves_the_old_or_the_new_state() {
    for owner_waits_at in 1.. {
        let (store, house) = house();
        let (session, proof) = house.first();
        store.fail_at(owner_waits_at);
        let finished = set_up(&house, &session, proof);
        let failed = store.mend();
        let row = house.row(ALICE);
        let (phones, codes) = house.read(|rows| Ok((rows.authenticators(row.id)?.len(), rows.recovery(row.id)?.len())));
        let whole = [(false, 0, 0), (true, 1, 10)];
        assert!(whole.contains(&(row.two_factor, phones, codes)), "{:?}", (row.two_factor, phones, codes));
        assert_eq!(finished.is_ok(), row.two_factor, "what is told is what is so");
        if !failed {
            assert!(row.two_factor && owner_waits_at > 4);
            break;
        }
    }
}

fn set_up(house: &House, session: &crate::auth::Session, proof: crate::auth::StepUp) -> Result<(), Denied> {
    let show = house.auth.begin_setup(session, proof)?;
    let code = code_at(&scan(&show), house.now());
    match house.auth.confirm(show.next(), typed(&code), "Phone")? {
        Confirmed::Codes(codes) => {
            assert!(matches!(house.auth.finish_setup(*codes)?, Finished::On));
            Ok(())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fault_at_any_point_of_a_change_of_password_leaves_one_password_that_opens_everything() {
    for call in 1.. {
        let (store, house, session, phone) = house_with_phone();
        let proof = house.prove(&session, Purpose::Own, Some(&phone));
        let (_, before) = session.data_key("notes").unwrap();
        house.steps(1);
        store.fail_at(call);
        let changed = house.auth.change_password(&session, proof, typed(BOBS_PASSWORD));
        let failed = store.mend();
        let (opens, closed) = if changed.is_ok() { (BOBS_PASSWORD, PASSWORD) } else { (PASSWORD, BOBS_PASSWORD) };
        assert_eq!(refused(house.sign_in(ALICE, closed)), Refusal::Wrong);
        let signed = signed_in(house.give_code(house.pending_of(ALICE, opens), &phone.code(house.now())));
        assert_eq!(signed.session.data_key("notes").unwrap().1.expose_bytes(), before.expose_bytes());
        if !failed {
            break;
        }
    }
}

#[test]
fn a_fault_while_a_recovery_code_is_spent_leaves_it_fresh_or_used_with_a_session() {
    for call in 1.. {
        let (store, house, session, phone) = house_with_phone();
        let pending = house.pending();
        store.fail_at(call);
        let answer = house.auth.give_recovery_code(pending, typed(&phone.recovery[0]));
        let failed = store.mend();
        let used = house.read(|rows| rows.recovery(session.account())).iter().filter(|row| row.used.is_some()).count();
        assert_eq!(used == 1, matches!(answer, Ok(Outcome::SignedIn(_))));
        if !failed {
            break;
        }
    }
}

#[test]
fn a_look_at_a_session_costs_nothing_while_nobody_writes() {
    let (store, house, session, _) = house_with_phone();
    let _ = house.auth.watch(&session).unwrap();
    let _ = house.auth.watch(&session).unwrap();
    let before = store.calls();
    for _ in 0..100 {
        let _ = house.auth.watch(&session).unwrap();
        let _ = house.auth.standing(&session, None);
    }
    assert_eq!(store.calls(), before);
    let _ = refused(house.sign_in("nobody", "wrong"));
    let before = store.calls();
    let _ = house.auth.watch(&session).unwrap();
    assert!(store.calls() > before, "somebody wrote");
}

#[test]
fn locking_wipes_the_keys_even_if_it_cannot_be_written_down() {
    let (store, house, session, _) = house_with_phone();
    let elsewhere = session.share();
    store.fail_at(1);
    let _locked = house.auth.lock(session);
    assert!(store.mend());
    assert!(matches!(elsewhere.data_key("notes"), Err(Denied::Ended)));
}

#[test]
fn a_factor_of_the_wrong_kind_is_refused_uncounted() {
    let (_, house, session, phone) = house_with_phone();
    let crossed = Some(Factor::Code(typed(&phone.recovery[0])));
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), crossed).unwrap();
    assert!(matches!(answer, StepUpAnswer::CodeRefused(CodeRefusal::Malformed)));
    let crossed = Some(Factor::Recovery(typed(&phone.code(house.now()))));
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), crossed).unwrap();
    assert!(matches!(answer, StepUpAnswer::CodeRefused(CodeRefusal::Malformed)));
    assert_eq!(house.counter(session.account(), CounterKind::Code).failures, 0);
}
