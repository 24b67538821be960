//! What a host asks of its gate, and what it hears.

use std::time::Duration;

use egui::Key;
use egui::accesskit::Role as Control;
use egui_kittest::kittest::Queryable;

use crate::auth::testing::typed;
use crate::auth::{Chain, Method, Purpose, Role, StepUpAnswer, Watched};
use crate::gui::dialogs::once::Once;
use crate::gui::gate::{Event, Options, Prove};
use crate::gui::testing::{PASSWORD, Stage, make_alice};

fn inside() -> Stage {
    let mut stage = Stage::with(make_alice, Options::default());
    stage.sign_in("alice");
    stage.harness.state_mut().events().for_each(drop);
    stage
}

fn events(stage: &mut Stage) -> Vec<Event> {
    stage.run();
    stage.harness.state_mut().events().collect()
}

fn ask(stage: &mut Stage, what: impl Into<Prove>) {
    stage.harness.state_mut().prove(what);
    stage.run();
}

fn not_proven(purpose: &str) -> Event {
    Event::NotProven(purpose.to_owned())
}

#[test]
fn a_proof_says_who_for_what_when_with_which_factors_and_where_it_is_written() {
    let mut stage = inside();
    ask(&mut stage, "Sign this result");
    assert!(stage.says("Confirm it is you"));
    assert!(stage.says("Sign this result. Type your password once more."));
    assert_eq!(events(&mut stage), []);
    stage.type_into("Current password", PASSWORD);
    stage.key(Key::Enter);
    let heard = events(&mut stage);
    let [Event::Proven(proof)] = heard.as_slice() else { panic!("it was proven") };
    let gate = stage.harness.state();
    let session = gate.session().unwrap();
    assert_eq!((proof.account(), proof.username()), (session.account(), "alice"));
    assert_eq!((proof.purpose(), proof.method()), ("Sign this result", Method::Password));
    assert_eq!(proof.at(), stage.auth.now().wall);
    let entry = stage.auth.log(session, proof.entry(), 1).unwrap().pop().unwrap();
    assert_eq!((entry.event.as_str(), entry.detail.as_str()), ("proven", "Sign this result"));
    assert_eq!((entry.number, entry.account), (proof.entry(), Some(session.account())));
}

#[test]
fn a_proof_of_somebody_with_two_factor_names_the_code() {
    let (mut stage, phone) = Stage::at_the_second_door();
    let code = stage.code(&phone);
    stage.type_text(&code);
    stage.wait_seconds(30);
    ask(&mut stage, "Release the batch");
    assert!(stage.says("Release the batch. Type your password and a code once more."));
    stage.type_into("Current password", PASSWORD);
    let code = stage.code(&phone);
    stage.type_into("6-digit code", &code);
    stage.key(Key::Enter);
    let proven = events(&mut stage).pop();
    assert!(matches!(&proven, Some(Event::Proven(proof)) if proof.method() == Method::Code), "{proven:?}");
    ask(&mut stage, Prove::new("Release another").lightly());
    assert!(stage.says("Release another. Type your password once more."));
    stage.press("Cancel");
    ask(&mut stage, "Release another");
    assert!(stage.says("Release another. Type your password and a code once more."));
}

#[test]
fn a_question_that_is_cancelled_or_cut_off_was_not_answered() {
    let mut stage = inside();
    ask(&mut stage, "Sign this result");
    stage.press("Cancel");
    assert_eq!(events(&mut stage), [not_proven("Sign this result")]);
    ask(&mut stage, "Sign this result");
    stage.harness.state_mut().sign_out();
    assert_eq!(events(&mut stage), [Event::SignedOut, not_proven("Sign this result")]);
    ask(&mut stage, "Sign this result");
    assert_eq!(events(&mut stage), [not_proven("Sign this result")]);
}

#[test]
fn a_cancelled_proof_is_reported_in_the_same_frame_whatever_else_is_open() {
    let mut stage = inside();
    let session = stage.harness.state().session().unwrap().share();
    let proof = match stage.auth.step_up(&session, Purpose::Administer, typed(PASSWORD), None).unwrap() {
        StepUpAnswer::Proven(proof) => proof,
        other => panic!("the password is right: {other:?}"),
    };
    let passphrase = stage.auth.add_user(&session, proof, "bob", Role::Member).unwrap();
    let once = Once::passphrase("bob".to_owned(), passphrase);
    stage.harness.state_mut().show_once(once);
    ask(&mut stage, "Sign this result");
    stage.harness.get_by_role_and_label(Control::Button, "Cancel").click();
    // One step is one frame, or two where the button is pressed in one and let go in the next.
    stage.harness.step();
    assert_eq!(stage.harness.state_mut().events().collect::<Vec<_>>(), [not_proven("Sign this result")]);
    stage.run();
    assert!(stage.says("Temporary password for bob"));
}

#[test]
fn one_question_is_asked_at_a_time() {
    let mut stage = inside();
    ask(&mut stage, "Sign one");
    ask(&mut stage, "Sign two");
    assert_eq!(events(&mut stage), [not_proven("Sign two")]);
    assert!(stage.says_in_part("Sign one"));
    stage.type_into("Current password", PASSWORD);
    stage.key(Key::Enter);
    assert!(matches!(events(&mut stage).as_slice(), [Event::Proven(proof)] if proof.purpose() == "Sign one"));
}

#[test]
fn a_purpose_that_the_log_cannot_keep_is_refused_before_anything_is_typed() {
    let mut stage = inside();
    for purpose in ["x".repeat(201), String::new(), "two\nlines".to_owned()] {
        ask(&mut stage, purpose.as_str());
        assert!(!stage.says("Confirm it is you"), "nothing is to be typed for {purpose:?}");
        assert_eq!(events(&mut stage), [not_proven(&purpose)]);
    }
}

#[test]
fn what_a_host_records_joins_the_chain_and_what_cannot_be_is_told() {
    let mut stage = inside();
    stage.harness.state_mut().record("Calibrated balance 2");
    stage.harness.state_mut().record("two\nlines");
    let heard = events(&mut stage);
    let why = "A text for the log has 1 to 200 characters and stands on one line".to_owned();
    assert_eq!(heard, [Event::NotRecorded { text: "two\nlines".to_owned(), why }]);
    let session = stage.harness.state().session().unwrap().share();
    let log = stage.auth.log(&session, 1, 100).unwrap();
    let last = log.last().unwrap();
    assert_eq!((last.event.as_str(), last.detail.as_str()), ("host", "Calibrated balance 2"));
    assert_eq!(last.username, "alice");
    assert_eq!(stage.auth.verify_log(&session).unwrap(), Chain::Whole { entries: last.number });
    stage.harness.state_mut().sign_out();
    stage.harness.state_mut().record("Nobody did this");
    assert!(matches!(events(&mut stage).as_slice(), [Event::SignedOut, Event::NotRecorded { .. }]));
    assert!(stage.auth.log(&session, 1, 100).is_err());
}

#[test]
fn idle_time_is_told_before_it_locks_and_when_it_is_over() {
    let mut stage = inside();
    stage.wait_seconds(13 * 60 + 5);
    assert_eq!(events(&mut stage), [Event::LocksSoon(Duration::from_secs(115))]);
    assert!(stage.says("Locking in 1:55"), "{:?}", stage.sentences());
    stage.wait_seconds(10);
    assert_eq!(events(&mut stage), []);
    stage.key(Key::F5);
    assert_eq!(events(&mut stage), [Event::Active]);
    stage.wait_seconds(14 * 60);
    stage.harness.state_mut().touch();
    let heard = events(&mut stage);
    assert!(matches!(heard.as_slice(), [Event::LocksSoon(_), Event::Active]), "{heard:?}");
    stage.wait_seconds(15 * 60);
    assert_eq!(events(&mut stage), [Event::Locked]);
}

#[test]
fn the_end_of_twelve_hours_is_told_once_also_where_nobody_was_there_for_a_while() {
    let mut stage = inside();
    for _ in 0..71 {
        stage.wait_seconds(10 * 60);
        stage.harness.state_mut().touch();
    }
    let heard = events(&mut stage);
    assert!(matches!(heard.as_slice(), [Event::EndsSoon(left)] if *left == Duration::from_secs(600)), "{heard:?}");
    // By a shorter time to locking of the person's own, idle time comes once more before the end.
    stage.harness.state_mut().settings_mut().lock_after_minutes = Some(4);
    stage.wait_seconds(3 * 60);
    assert!(matches!(events(&mut stage).as_slice(), [Event::LocksSoon(_)]));
    stage.key(Key::F5);
    assert_eq!(events(&mut stage), [Event::Active]);
    stage.wait_seconds(60);
    assert_eq!(events(&mut stage), []);
}

#[test]
fn a_touch_after_the_time_to_locking_comes_too_late() {
    let mut stage = inside();
    stage.clock.advance_seconds(16 * 60);
    stage.harness.state_mut().touch();
    assert_eq!(events(&mut stage), [Event::Locked]);
}

#[test]
fn closing_the_window_is_signing_out() {
    let stage = inside();
    let session = stage.harness.state().session().map(crate::auth::Session::share).unwrap();
    let auth = stage.auth.clone();
    assert_eq!(auth.watch(&session).unwrap(), Watched::Open);
    drop(stage);
    assert!(session.data_key("notes").is_err());
}
