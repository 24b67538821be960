//! What a host asks for itself: a proof, and a place in the log.

use crate::auth::testing::{ALICE, House, PASSWORD, proven, signed_in, typed};
use crate::auth::{Chain, Denied, Event, Factor, Method, Owed, Purpose, Role, Session, StepUp};

const SIGN: &str = "Sign this result";

/// A step-up of somebody without two-factor.
fn step_up(house: &House, session: &Session, purpose: Purpose) -> StepUp {
    proven(house.auth.step_up(session, purpose, typed(PASSWORD), None).unwrap())
}

#[test]
fn a_proof_names_the_person_the_purpose_the_time_the_factors_and_its_entry() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.auth.prove(&session, house.prove(&session, Purpose::Prove, Some(&phone)), SIGN).unwrap();
    assert_eq!((proof.account(), proof.username(), proof.purpose()), (session.account(), ALICE, SIGN));
    assert_eq!((proof.at(), proof.method()), (house.now(), Method::Code));
    let rows = house.read(|rows| rows.audit_from(proof.entry(), 10));
    assert_eq!(rows.len(), 1, "it is the last entry");
    assert_eq!((rows[0].event.as_str(), rows[0].detail.as_str()), (Event::Proven.word(), SIGN));
}

#[test]
fn a_recovery_code_is_told_apart_from_a_code_in_a_proof() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    let code = Some(Factor::Recovery(typed(&phone.recovery[0])));
    let step_up = proven(house.auth.step_up(&session, Purpose::Prove, typed(PASSWORD), code).unwrap());
    assert_eq!(house.auth.prove(&session, step_up, SIGN).unwrap().method(), Method::Recovery);
}

#[test]
fn a_light_question_asks_for_the_code_once_in_five_minutes_and_a_full_one_each_time() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let owed = |purpose| house.auth.step_up_owed(&session, purpose).unwrap();
    assert!(matches!(owed(Purpose::ProveLightly), Owed::PasswordAndCode));
    let first = house.prove(&session, Purpose::ProveLightly, Some(&phone));
    assert_eq!(house.auth.prove(&session, first, SIGN).unwrap().method(), Method::Code);
    assert!(matches!(owed(Purpose::ProveLightly), Owed::Password));
    assert!(matches!(owed(Purpose::Prove), Owed::PasswordAndCode));
    let second = step_up(&house, &session, Purpose::ProveLightly);
    assert_eq!(house.auth.prove(&session, second, SIGN).unwrap().method(), Method::Password);
    house.clock.advance_seconds(300);
    assert!(matches!(owed(Purpose::ProveLightly), Owed::PasswordAndCode));
}

#[test]
fn only_a_step_up_that_was_asked_for_proof_proves_and_only_within_five_minutes_in_its_own_session() {
    let house = House::of_alice();
    let session = house.alone();
    for purpose in [Purpose::Own, Purpose::Administer] {
        let refused = house.auth.prove(&session, step_up(&house, &session, purpose), SIGN);
        assert!(matches!(refused, Err(Denied::StepUpOver)), "{purpose:?}");
    }
    let of_another = step_up(&house, &house.alone(), Purpose::Prove);
    assert!(matches!(house.auth.prove(&session, of_another, SIGN), Err(Denied::StepUpOver)));
    let late = step_up(&house, &session, Purpose::Prove);
    house.clock.advance_seconds(300);
    assert!(matches!(house.auth.prove(&session, late, SIGN), Err(Denied::StepUpOver)));
    assert!(!house.log().iter().any(|(event, _)| event == "proven"));
}

#[test]
fn a_proof_of_an_account_that_was_changed_or_a_session_that_was_locked_meanwhile_is_none() {
    let house = House::of_alice();
    let (session, other) = (house.alone(), house.alone());
    let before = step_up(&house, &session, Purpose::Prove);
    let own = step_up(&house, &session, Purpose::Own);
    house.auth.change_password(&session, own, typed("seven quiet herons wade slowly")).unwrap();
    assert!(matches!(house.auth.prove(&session, before, SIGN), Err(Denied::Changed)));
    assert!(matches!(house.auth.record(&other, "Signed elsewhere"), Err(Denied::Ended)));
    let again =
        proven(house.auth.step_up(&session, Purpose::Prove, typed("seven quiet herons wade slowly"), None).unwrap());
    let hold = session.share();
    let _ = house.auth.lock(session);
    assert!(matches!(house.auth.prove(&hold, again, SIGN), Err(Denied::Ended)));
    assert!(matches!(house.auth.record(&hold, "While locked"), Err(Denied::Ended)));
    assert!(!house.log().iter().any(|(event, _)| event == "proven" || event == "host"));
}

#[test]
fn what_a_host_records_is_the_persons_and_is_numbered() {
    let house = House::of_alice();
    let session = house.alone();
    let first = house.auth.record(&session, "Calibrated balance 2").unwrap();
    let second = house.auth.record(&session, "Calibrated balance 2").unwrap();
    assert_eq!(second, first + 1, "nothing of it is put together");
    let rows = house.auth.log(&session, first, 10).unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!((row.event.as_str(), row.detail.as_str()), ("host", "Calibrated balance 2"));
        assert_eq!((row.username.as_str(), row.account, row.actor), (ALICE, Some(session.account()), None));
    }
    assert_eq!(house.auth.verify_log(&session).unwrap(), Chain::Whole { entries: second });
}

#[test]
fn a_text_that_cannot_be_kept_is_refused_and_nothing_is_written() {
    let house = House::of_alice();
    let session = house.alone();
    let before = house.log().len();
    let long = "x".repeat(201);
    for text in ["", " ", "two\nlines", long.as_str()] {
        assert!(matches!(house.auth.record(&session, text), Err(Denied::Text)), "{text:?}");
    }
    assert_eq!(house.log().len(), before);
}

#[test]
fn members_record_and_only_administrators_read_the_log() {
    let house = House::of_alice();
    let alice = house.alone();
    let bob = house.bob(&alice, Role::Member);
    let entry = house.auth.record(&bob, "Opened the safe").unwrap();
    assert!(matches!(house.auth.log(&bob, 1, 10), Err(Denied::NotAdministrator)));
    assert!(matches!(house.auth.verify_log(&bob), Err(Denied::NotAdministrator)));
    assert_eq!(house.auth.log(&alice, entry, 1).unwrap()[0].username, "bob");
}

#[test]
fn what_a_host_writes_never_pushes_a_sign_in_out_of_the_history() {
    let house = House::of_alice();
    let session = signed_in(house.sign_in(ALICE, PASSWORD)).session;
    for number in 0..900 {
        let _ = house.auth.record(&session, &format!("Entry {number}")).unwrap();
    }
    let history = house.auth.history(&session).unwrap();
    assert_eq!(history.first().and_then(|entry| entry.event), Some(Event::SignedIn));
    assert!(history.iter().all(|entry| entry.event != Some(Event::Host)));
    assert!(history.len() < 100);
}
