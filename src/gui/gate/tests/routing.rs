//! A reply goes to its requester, whatever else is open by then.

use egui::{Event as Input, Key};

use crate::auth::{Clock, Denied};
use crate::gui::gate::Event;
use crate::gui::gate::views::View;
use crate::gui::screen::Screen;
use crate::gui::testing::{PASSWORD, Stage};
use crate::gui::worker::{Answer, Reply};

/// alice, at the users screen, with the temporary password of somebody she has just added.
fn with_a_passphrase() -> (Stage, String) {
    let mut stage = Stage::alice_inside();
    stage.choose("Users");
    stage.press("Add user…");
    stage.type_text("bob");
    stage.press("Create");
    confirm(&mut stage);
    let passphrase = passphrase(&stage).expect("it is shown");
    (stage, passphrase)
}

fn passphrase(stage: &Stage) -> Option<String> {
    stage.sentences().into_iter().find(|words| words.split(['-', ' ']).count() == 6 && !words.contains('.'))
}

fn confirm(stage: &mut Stage) {
    stage.type_into("Current password", PASSWORD);
    stage.press("Continue");
}

fn events(stage: &mut Stage) -> Vec<Event> {
    stage.harness.state_mut().events().collect()
}

#[test]
fn a_one_time_passphrase_stays_open_when_a_host_proof_succeeds() {
    let (mut stage, shown) = with_a_passphrase();
    events(&mut stage);
    stage.harness.state_mut().prove("Sign this result");
    stage.run();
    confirm(&mut stage);
    assert!(matches!(events(&mut stage).as_slice(), [Event::Proven(_)]));
    assert_eq!(passphrase(&stage), Some(shown));
}

#[test]
fn a_one_time_passphrase_that_a_lock_closes_is_told_at_the_next_unlock() {
    let (mut stage, shown) = with_a_passphrase();
    stage.harness.state_mut().lock();
    stage.run();
    assert!(!stage.says(&shown));
    stage.type_into("Password", PASSWORD);
    stage.press("Unlock");
    let told = "The temporary password for bob is no longer shown. Make another one if bob does not have it";
    assert!(stage.says(told), "{:?}", stage.sentences());
    stage.harness.state_mut().sign_out();
    stage.run();
    stage.sign_in("alice");
    assert!(!stage.says(told), "it is told once");
}

#[test]
fn a_read_that_fails_leaves_a_step_up_of_another_requester_open() {
    let mut stage = Stage::alice_inside();
    stage.harness.state_mut().prove("Sign this result");
    stage.run();
    stage.type_into("Current password", PASSWORD);
    for reply in [Reply::Read(Err(Denied::Gone)), Reply::Panicked { lost: false }] {
        let gate = stage.harness.state_mut();
        let screen = gate.views.on_screen();
        gate.hear(Answer::new(screen, reply));
        stage.run();
        assert!(stage.says("Confirm it is you"));
    }
    stage.press("Continue");
    assert!(matches!(events(&mut stage).last(), Some(Event::Proven(_))));
}

#[test]
fn a_host_proof_that_is_refused_leaves_a_set_up_as_it_is() {
    let refusals = [Reply::Done(Err(Denied::StepUpOver)), Reply::Panicked { lost: false }];
    for (dialog_asked, reply) in [true, false].into_iter().zip(refusals) {
        let mut stage = Stage::at_the_qr_code();
        let (_, code) = stage.code_of_shown_key();
        events(&mut stage);
        stage.harness.state_mut().prove("Sign this result");
        stage.run();
        let gate = stage.harness.state_mut();
        let dialog = gate.views.on_top().unwrap();
        let requester = if dialog_asked { dialog } else { gate.views.close_step_up(dialog) };
        gate.hear(Answer::new(requester, reply));
        assert_eq!(events(&mut stage), [Event::NotProven("Sign this result".to_owned())]);
        stage.run();
        assert_eq!(stage.heading(), "Set up two-factor");
        stage.press("Next");
        stage.type_text(&code);
        assert_eq!(stage.heading(), "Keep these recovery codes");
    }
}

#[test]
fn a_strength_reaches_the_field_that_asked_under_another_dialog() {
    let mut stage = Stage::alice_inside();
    stage.reach("Change password…");
    stage.field("New password").focus();
    stage.run();
    stage.harness.event(Input::Text("eleven brown otters nap".to_owned()));
    stage.harness.step();
    stage.harness.state_mut().prove("Sign this result");
    stage.run();
    assert!(stage.says("Confirm it is you"));
    stage.press("Cancel");
    assert!(stage.says_in_part("ery hard to guess."), "{:?}", stage.sentences());
}

#[test]
fn a_strength_that_does_not_come_is_asked_for_again() {
    let mut stage = Stage::new();
    stage.type_into("Username", "alice");
    stage.field("Password").focus();
    stage.run();
    stage.harness.event(Input::Text("seven quiet herons".to_owned()));
    stage.harness.step();
    let now = stage.clock.now();
    let gate = stage.harness.state_mut();
    let lost = gate.worker.take(now).unwrap();
    assert!(matches!(lost.reply, Reply::Weighed(_)));
    gate.hear(Answer::new(lost.requester, Reply::Panicked { lost: false }));
    stage.run();
    assert!(stage.says("Something went wrong. Nothing was changed"));
    stage.type_text(" wade over");
    assert!(stage.says_in_part("ery hard to guess."), "{:?}", stage.sentences());
}

#[test]
fn a_strength_is_asked_for_although_enter_came_in_the_same_frame() {
    let mut stage = Stage::new();
    stage.type_into("Username", "alice");
    stage.field("Password").focus();
    stage.run();
    stage.harness.event(Input::Text("alicealicealicealice".to_owned()));
    stage.key(Key::Enter);
    assert!(stage.says("It contains the username. Leave that out"), "{:?}", stage.sentences());
    stage.key_with(egui::Modifiers::COMMAND, Key::A);
    stage.type_text("seven quiet herons wade over");
    assert!(stage.says_in_part("ery hard to guess."), "{:?}", stage.sentences());
}

#[test]
fn only_the_view_that_asked_is_busy() {
    let mut stage = Stage::at_the_qr_code();
    stage.press("Next");
    let (screen, dialog);
    {
        let gate = stage.harness.state_mut();
        gate.prove("Sign this result");
        gate.run(&egui::Context::default());
        (screen, dialog) = (gate.views.on_screen(), gate.views.on_top().unwrap());
        gate.act(&egui::Context::default(), dialog, crate::gui::action::Action::SuggestPassphrase);
        assert!(gate.worker.is_busy_for(dialog) && !gate.worker.is_busy_for(screen));
    }
    stage.run();
    let gate = stage.harness.state_mut();
    assert!(!gate.worker.is_busy_for(dialog));
    assert!(matches!(gate.view(screen), Some(View::Screen(Screen::Confirm(_)))));
}
