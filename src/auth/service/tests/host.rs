//! Operations of the host: proofs and audit entries.

use crate::auth::testing::{ALICE, Fixture, PASSWORD, expect_signed_in, expect_step_up, typed};
use crate::auth::{
    ActionError, ChainStatus, Event, Factor, Role, Session, SignInMethod, StepUp, StepUpPurpose, StepUpRequirement,
};

const SIGN_PURPOSE: &str = "Sign this result";

/// A step-up of a user without two-factor.
fn step_up(fixture: &Fixture, session: &Session, purpose: StepUpPurpose) -> StepUp {
    expect_step_up(fixture.auth.step_up(session, purpose, typed(PASSWORD), None).unwrap())
}

#[test]
fn a_proof_names_the_person_the_purpose_the_time_the_factors_and_its_entry() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture
        .auth
        .prove(&session, fixture.step_up(&session, StepUpPurpose::HostProof, Some(&phone)), SIGN_PURPOSE)
        .unwrap();
    assert_eq!((proof.account(), proof.username(), proof.purpose()), (session.account(), ALICE, SIGN_PURPOSE));
    assert_eq!((proof.at(), proof.method()), (fixture.now(), SignInMethod::Code));
    let rows = fixture.read(|rows| rows.audit_from(proof.entry(), 10));
    assert_eq!(rows.len(), 1, "the proof is the last entry");
    assert_eq!((rows[0].event.as_str(), rows[0].detail.as_str()), (Event::Proven.word(), SIGN_PURPOSE));
}

#[test]
fn a_proof_distinguishes_a_recovery_code_from_a_code() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    let code = Some(Factor::Recovery(typed(&phone.recovery_codes[0])));
    let step_up =
        expect_step_up(fixture.auth.step_up(&session, StepUpPurpose::HostProof, typed(PASSWORD), code).unwrap());
    assert_eq!(fixture.auth.prove(&session, step_up, SIGN_PURPOSE).unwrap().method(), SignInMethod::Recovery);
}

#[test]
fn a_cached_host_proof_needs_a_code_every_five_minutes_a_full_one_each_time() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let requirement = |purpose| fixture.auth.step_up_requirement(&session, purpose).unwrap();
    assert!(matches!(requirement(StepUpPurpose::HostProofCached), StepUpRequirement::PasswordAndCode));
    let first = fixture.step_up(&session, StepUpPurpose::HostProofCached, Some(&phone));
    assert_eq!(fixture.auth.prove(&session, first, SIGN_PURPOSE).unwrap().method(), SignInMethod::Code);
    assert!(matches!(requirement(StepUpPurpose::HostProofCached), StepUpRequirement::Password));
    assert!(matches!(requirement(StepUpPurpose::HostProof), StepUpRequirement::PasswordAndCode));
    let second = step_up(&fixture, &session, StepUpPurpose::HostProofCached);
    assert_eq!(fixture.auth.prove(&session, second, SIGN_PURPOSE).unwrap().method(), SignInMethod::Password);
    fixture.clock.advance_seconds(300);
    assert!(matches!(requirement(StepUpPurpose::HostProofCached), StepUpRequirement::PasswordAndCode));
}

#[test]
fn a_host_proof_needs_its_own_recent_step_up_of_the_same_session() {
    let (fixture, session) = Fixture::alice_signed_in();
    for purpose in [StepUpPurpose::OwnAccount, StepUpPurpose::Administration] {
        let refused = fixture.auth.prove(&session, step_up(&fixture, &session, purpose), SIGN_PURPOSE);
        assert!(matches!(refused, Err(ActionError::StepUpExpired)), "{purpose:?}");
    }
    let of_another = step_up(&fixture, &fixture.sign_in_without_factor(), StepUpPurpose::HostProof);
    assert!(matches!(fixture.auth.prove(&session, of_another, SIGN_PURPOSE), Err(ActionError::StepUpExpired)));
    let late = step_up(&fixture, &session, StepUpPurpose::HostProof);
    fixture.clock.advance_seconds(300);
    assert!(matches!(fixture.auth.prove(&session, late, SIGN_PURPOSE), Err(ActionError::StepUpExpired)));
    assert!(!fixture.audit_log().iter().any(|(event, _)| event == "proven"));
}

#[test]
fn a_proof_is_invalid_after_an_account_change_or_a_lock() {
    let fixture = Fixture::with_alice();
    let (session, other) = (fixture.sign_in_without_factor(), fixture.sign_in_without_factor());
    let before = step_up(&fixture, &session, StepUpPurpose::HostProof);
    let own = step_up(&fixture, &session, StepUpPurpose::OwnAccount);
    fixture.auth.change_password(&session, own, typed("seven quiet herons wade slowly")).unwrap();
    assert!(matches!(fixture.auth.prove(&session, before, SIGN_PURPOSE), Err(ActionError::Changed)));
    assert!(matches!(fixture.auth.append_event(&other, "Signed elsewhere"), Err(ActionError::SessionEnded)));
    let again = expect_step_up(
        fixture
            .auth
            .step_up(&session, StepUpPurpose::HostProof, typed("seven quiet herons wade slowly"), None)
            .unwrap(),
    );
    let hold = session.handle();
    let _ = fixture.auth.lock(session);
    assert!(matches!(fixture.auth.prove(&hold, again, SIGN_PURPOSE), Err(ActionError::SessionEnded)));
    assert!(matches!(fixture.auth.append_event(&hold, "While locked"), Err(ActionError::SessionEnded)));
    assert!(!fixture.audit_log().iter().any(|(event, _)| event == "proven" || event == "host"));
}

#[test]
fn host_events_belong_to_the_account_and_are_numbered() {
    let (fixture, session) = Fixture::alice_signed_in();
    let first = fixture.auth.append_event(&session, "Calibrated balance 2").unwrap();
    let second = fixture.auth.append_event(&session, "Calibrated balance 2").unwrap();
    assert_eq!(second, first + 1, "equal entries are not coalesced");
    let rows = fixture.auth.audit_log(&session, first, 10).unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!((row.event.as_str(), row.detail.as_str()), ("host", "Calibrated balance 2"));
        assert_eq!((row.username.as_str(), row.account, row.actor), (ALICE, Some(session.account()), None));
    }
    assert_eq!(fixture.auth.verify_audit_log(&session).unwrap(), ChainStatus::Intact { entries: second });
}

#[test]
fn an_invalid_host_text_is_refused_and_not_written() {
    let (fixture, session) = Fixture::alice_signed_in();
    let before = fixture.audit_log().len();
    let long = "x".repeat(201);
    for text in ["", " ", "two\nlines", long.as_str()] {
        assert!(matches!(fixture.auth.append_event(&session, text), Err(ActionError::InvalidText)), "{text:?}");
    }
    assert_eq!(fixture.audit_log().len(), before);
}

#[test]
fn members_append_events_and_only_administrators_read_the_log() {
    let (fixture, alice, bob) = Fixture::alice_and_bob(Role::Member);
    let entry = fixture.auth.append_event(&bob, "Opened the safe").unwrap();
    assert!(matches!(fixture.auth.audit_log(&bob, 1, 10), Err(ActionError::NotAdministrator)));
    assert!(matches!(fixture.auth.verify_audit_log(&bob), Err(ActionError::NotAdministrator)));
    assert_eq!(fixture.auth.audit_log(&alice, entry, 1).unwrap()[0].username, "bob");
}

#[test]
fn host_events_never_displace_sign_ins_from_the_history() {
    let fixture = Fixture::with_alice();
    let session = expect_signed_in(fixture.sign_in(ALICE, PASSWORD)).session;
    for number in 0..900 {
        let _ = fixture.auth.append_event(&session, &format!("Entry {number}")).unwrap();
    }
    let history = fixture.auth.history(&session).unwrap();
    assert_eq!(history.first().and_then(|entry| entry.event), Some(Event::SignedIn));
    assert!(history.iter().all(|entry| entry.event != Some(Event::Host)));
    assert!(history.len() < 100);
}
