//! Tests of the gate's public methods and events.

use std::time::Duration;

use egui::Key;
use egui::accesskit::Role as Control;
use egui_kittest::kittest::Queryable;

use crate::auth::testing::typed;
use crate::auth::{ChainStatus, Role, SessionStatus, SignInMethod, StepUpPurpose, StepUpResult};
use crate::gui::dialogs::one_time_secret::OneTimeSecretDialog;
use crate::gui::options::{Event, Options, ProofRequest};
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};

fn signed_in_host() -> GateHarness {
    let mut harness = GateHarness::with_setup(create_admin, Options::default());
    harness.sign_in("alice");
    harness.kittest.state_mut().events().for_each(drop);
    harness
}

fn events(harness: &mut GateHarness) -> Vec<Event> {
    harness.run();
    harness.kittest.state_mut().events().collect()
}

fn request_proof(harness: &mut GateHarness, what: impl Into<ProofRequest>) {
    harness.kittest.state_mut().request_proof(what);
    harness.run();
}

fn not_proven(purpose: &str) -> Event {
    Event::NotProven(purpose.to_owned())
}

#[test]
fn a_proof_names_account_purpose_time_method_and_audit_entry() {
    let mut harness = signed_in_host();
    request_proof(&mut harness, "Sign this result");
    assert!(harness.has_label("Confirm it is you"));
    assert!(harness.has_label("Sign this result. Type your password once more."));
    assert_eq!(events(&mut harness), []);
    harness.type_into("Current password", PASSWORD);
    harness.key(Key::Enter);
    let received = events(&mut harness);
    let [Event::Proven(proof)] = received.as_slice() else { panic!("expected one proof") };
    let gate = harness.kittest.state();
    let session = gate.session().unwrap();
    assert_eq!((proof.account(), proof.username()), (session.account(), "alice"));
    assert_eq!((proof.purpose(), proof.method()), ("Sign this result", SignInMethod::Password));
    assert_eq!(proof.at(), harness.auth.now().wall);
    let entry = harness.auth.audit_log(session, proof.entry(), 1).unwrap().pop().unwrap();
    assert_eq!((entry.event.as_str(), entry.detail.as_str()), ("proven", "Sign this result"));
    assert_eq!((entry.number, entry.account), (proof.entry(), Some(session.account())));
}

#[test]
fn a_proof_with_two_factor_names_the_code() {
    let (mut harness, secret) = GateHarness::at_code_screen();
    let code = harness.code(&secret);
    harness.type_text(&code);
    harness.wait_seconds(30);
    request_proof(&mut harness, "Release the batch");
    assert!(harness.has_label("Release the batch. Type your password and a new code."));
    harness.type_into("Current password", PASSWORD);
    let code = harness.code(&secret);
    harness.type_into("6-digit code", &code);
    harness.key(Key::Enter);
    let proven = events(&mut harness).pop();
    assert!(matches!(&proven, Some(Event::Proven(proof)) if proof.method() == SignInMethod::Code), "{proven:?}");
    request_proof(&mut harness, ProofRequest::new("Release another").accept_recent_code());
    assert!(harness.has_label("Release another. Type your password once more."));
    harness.click_button("Cancel");
    request_proof(&mut harness, "Release another");
    assert!(harness.has_label("Release another. Type your password and a new code."));
}

#[test]
fn a_cancelled_or_interrupted_proof_request_is_not_proven() {
    let mut harness = signed_in_host();
    request_proof(&mut harness, "Sign this result");
    harness.click_button("Cancel");
    assert_eq!(events(&mut harness), [not_proven("Sign this result")]);
    request_proof(&mut harness, "Sign this result");
    harness.kittest.state_mut().sign_out();
    assert_eq!(events(&mut harness), [Event::SignedOut, not_proven("Sign this result")]);
    request_proof(&mut harness, "Sign this result");
    assert_eq!(events(&mut harness), [not_proven("Sign this result")]);
}

#[test]
fn a_cancelled_proof_is_reported_in_the_same_frame_whatever_else_is_open() {
    let mut harness = signed_in_host();
    let session = harness.kittest.state().session().unwrap().handle();
    let proof = match harness.auth.step_up(&session, StepUpPurpose::Administration, typed(PASSWORD), None).unwrap() {
        StepUpResult::Proven(proof) => proof,
        other => panic!("expected a step-up: {other:?}"),
    };
    let passphrase = harness.auth.add_user(&session, proof, "bob", Role::Member).unwrap();
    let once = OneTimeSecretDialog::temporary_password("bob".to_owned(), passphrase);
    harness.kittest.state_mut().show_one_time_secret(once);
    request_proof(&mut harness, "Sign this result");
    harness.kittest.get_by_role_and_label(Control::Button, "Cancel").click();
    // One step is one frame, or two if the button is pressed in one and released in the next.
    harness.kittest.step();
    assert_eq!(harness.kittest.state_mut().events().collect::<Vec<_>>(), [not_proven("Sign this result")]);
    harness.run();
    assert!(harness.has_label("Temporary password for bob"));
}

#[test]
fn only_one_proof_request_is_open_at_a_time() {
    let mut harness = signed_in_host();
    request_proof(&mut harness, "Sign one");
    request_proof(&mut harness, "Sign two");
    assert_eq!(events(&mut harness), [not_proven("Sign two")]);
    assert!(harness.has_label_containing("Sign one"));
    harness.type_into("Current password", PASSWORD);
    harness.key(Key::Enter);
    assert!(matches!(events(&mut harness).as_slice(), [Event::Proven(proof)] if proof.purpose() == "Sign one"));
}

#[test]
fn an_invalid_purpose_is_refused_before_a_dialog_opens() {
    let mut harness = signed_in_host();
    for purpose in ["x".repeat(201), String::new(), "two\nlines".to_owned()] {
        request_proof(&mut harness, purpose.as_str());
        assert!(!harness.has_label("Confirm it is you"), "no dialog opens for {purpose:?}");
        assert_eq!(events(&mut harness), [not_proven(&purpose)]);
    }
}

#[test]
fn host_entries_join_the_audit_chain_and_failures_are_reported() {
    let mut harness = signed_in_host();
    harness.kittest.state_mut().write_audit_entry("Calibrated balance 2");
    harness.kittest.state_mut().write_audit_entry("two\nlines");
    let received = events(&mut harness);
    let reason = "A text for the log has 1 to 200 characters and stands on one line".to_owned();
    assert_eq!(received, [Event::NotRecorded { text: "two\nlines".to_owned(), reason }]);
    let session = harness.kittest.state().session().unwrap().handle();
    let log = harness.auth.audit_log(&session, 1, 100).unwrap();
    let last = log.last().unwrap();
    assert_eq!((last.event.as_str(), last.detail.as_str()), ("host", "Calibrated balance 2"));
    assert_eq!(last.username, "alice");
    assert_eq!(harness.auth.verify_audit_log(&session).unwrap(), ChainStatus::Intact { entries: last.number });
    harness.kittest.state_mut().sign_out();
    harness.kittest.state_mut().write_audit_entry("Nobody did this");
    assert!(matches!(events(&mut harness).as_slice(), [Event::SignedOut, Event::NotRecorded { .. }]));
    assert!(harness.auth.audit_log(&session, 1, 100).is_err());
}

#[test]
fn idle_time_sends_events_before_locking_and_on_activity() {
    let mut harness = signed_in_host();
    harness.wait_seconds(13 * 60 + 5);
    assert_eq!(events(&mut harness), [Event::LocksSoon(Duration::from_secs(115))]);
    harness.assert_label("Locking in 1:55");
    harness.wait_seconds(10);
    assert_eq!(events(&mut harness), []);
    harness.key(Key::F5);
    assert_eq!(events(&mut harness), [Event::ActivityResumed]);
    harness.wait_seconds(14 * 60);
    harness.kittest.state_mut().record_activity();
    let received = events(&mut harness);
    assert!(matches!(received.as_slice(), [Event::LocksSoon(_), Event::ActivityResumed]), "{received:?}");
    harness.wait_seconds(15 * 60);
    assert_eq!(events(&mut harness), [Event::Locked]);
}

#[test]
fn the_session_end_warning_is_sent_once_despite_idle_time() {
    let mut harness = signed_in_host();
    for _ in 0..71 {
        harness.wait_seconds(10 * 60);
        harness.kittest.state_mut().record_activity();
    }
    let received = events(&mut harness);
    assert!(matches!(received.as_slice(), [Event::EndsSoon(left)] if *left == Duration::from_mins(10)), "{received:?}");
    // With a shorter lock time of the user, idle time is reported once more before the end.
    harness.kittest.state_mut().settings_mut().lock_after_minutes = Some(4);
    harness.wait_seconds(3 * 60);
    assert!(matches!(events(&mut harness).as_slice(), [Event::LocksSoon(_)]));
    harness.key(Key::F5);
    assert_eq!(events(&mut harness), [Event::ActivityResumed]);
    harness.wait_seconds(60);
    assert_eq!(events(&mut harness), []);
}

#[test]
fn activity_recorded_after_the_idle_limit_does_not_prevent_the_lock() {
    let mut harness = signed_in_host();
    harness.clock.advance_seconds(16 * 60);
    harness.kittest.state_mut().record_activity();
    assert_eq!(events(&mut harness), [Event::Locked]);
}

#[test]
fn dropping_the_gate_signs_out() {
    let harness = signed_in_host();
    let session = harness.kittest.state().session().map(crate::auth::Session::handle).unwrap();
    let auth = harness.auth.clone();
    assert_eq!(auth.refresh_session(&session).unwrap(), SessionStatus::Active);
    drop(harness);
    assert!(session.data_key("notes").is_err());
}
