//! Tests that a reply goes to its requester, whatever else is open by then.

use egui::Event as Input;
use egui::Key;

use crate::auth::{ActionError, Clock};
use crate::gui::gate::tests::deliver;
use crate::gui::gate::views::ViewMut;
use crate::gui::message::{Reply, Request};
use crate::gui::options::Event;
use crate::gui::screens::Screen;
use crate::gui::testing::{GateHarness, PASSWORD};

/// Shows alice the temporary password of a user whom she has just added.
fn with_temporary_password_shown() -> (GateHarness, String) {
    let mut harness = GateHarness::signed_in_admin();
    harness.select_tab("Users");
    harness.click_button("Add user…");
    harness.type_text("bob");
    harness.click_button("Create");
    let passphrase = displayed_passphrase(&harness).expect("the passphrase is shown");
    (harness, passphrase)
}

fn displayed_passphrase(harness: &GateHarness) -> Option<String> {
    harness.labels().into_iter().find(|label| label.split(['-', ' ']).count() == 6 && !label.contains('.'))
}

/// Types into a field, without drawing a frame afterwards.
fn enter_without_frame(harness: &mut GateHarness, field: &str, text: &str) {
    harness.field(field).focus();
    harness.run();
    harness.kittest.event(Input::Text(text.to_owned()));
}

fn events(harness: &mut GateHarness) -> Vec<Event> {
    harness.kittest.state_mut().events().collect()
}

#[test]
fn a_one_time_passphrase_stays_open_when_a_host_proof_succeeds() {
    let (mut harness, shown) = with_temporary_password_shown();
    events(&mut harness);
    harness.kittest.state_mut().request_proof("Sign this result");
    harness.run();
    harness.confirm_step_up();
    assert!(matches!(events(&mut harness).as_slice(), [Event::Proven(_)]));
    assert_eq!(displayed_passphrase(&harness), Some(shown));
}

#[test]
fn a_one_time_passphrase_closed_by_a_lock_is_reported_at_unlock() {
    let (mut harness, shown) = with_temporary_password_shown();
    harness.kittest.state_mut().lock();
    harness.run();
    assert!(!harness.has_label(&shown));
    harness.type_into("Password", PASSWORD);
    harness.click_button("Unlock");
    let notice = "The temporary password for bob is no longer shown. Make another one if bob does not have it";
    harness.assert_label(notice);
    harness.sign_out();
    harness.sign_in("alice");
    assert!(!harness.has_label(notice), "the notice is shown once");
}

#[test]
fn a_failed_query_leaves_another_requesters_step_up_open() {
    let mut harness = GateHarness::signed_in_admin();
    harness.kittest.state_mut().request_proof("Sign this result");
    harness.run();
    harness.type_into("Current password", PASSWORD);
    for reply in [Reply::QueryResult(Err(ActionError::NotFound)), Reply::Panicked { state_lost: false }] {
        let gate = harness.kittest.state_mut();
        let screen = gate.views.screen_requester;
        deliver(gate, screen, reply);
        harness.run();
        assert!(harness.has_label("Confirm it is you"));
    }
    harness.click_button("Continue");
    assert!(matches!(events(&mut harness).last(), Some(Event::Proven(_))));
}

#[test]
fn a_refused_host_proof_leaves_a_set_up_unchanged() {
    let refusals = [Reply::OperationResult(Err(ActionError::StepUpExpired)), Reply::Panicked { state_lost: false }];
    for (dialog_asked, reply) in [true, false].into_iter().zip(refusals) {
        let mut harness = GateHarness::at_qr_code_screen();
        let (_, code) = harness.code_for_displayed_key();
        events(&mut harness);
        harness.kittest.state_mut().request_proof("Sign this result");
        harness.run();
        let gate = harness.kittest.state_mut();
        let dialog = gate.views.dialogs.last().unwrap().requester;
        let requester = if dialog_asked { dialog } else { gate.views.close_step_up(dialog) };
        deliver(gate, requester, reply);
        assert_eq!(events(&mut harness), [Event::NotProven("Sign this result".to_owned())]);
        harness.run();
        assert_eq!(harness.heading(), "Set up two-factor");
        harness.click_button("Next");
        harness.type_text(&code);
        assert_eq!(harness.heading(), "Keep these recovery codes");
    }
}

#[test]
fn a_strength_estimate_reaches_its_field_under_another_dialog() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Change password…");
    enter_without_frame(&mut harness, "New password", "eleven brown otters nap");
    harness.kittest.step();
    harness.kittest.state_mut().request_proof("Sign this result");
    harness.run();
    assert!(harness.has_label("Confirm it is you"));
    harness.click_button("Cancel");
    harness.assert_label_containing("ery hard to guess.");
}

#[test]
fn a_lost_strength_estimate_is_requested_again() {
    let mut harness = GateHarness::new();
    harness.type_into("Username", "alice");
    enter_without_frame(&mut harness, "Password", "seven quiet herons");
    harness.kittest.step();
    let now = harness.clock.now();
    let gate = harness.kittest.state_mut();
    let lost = gate.worker.next_reply(now).unwrap();
    assert!(matches!(lost.reply, Reply::PasswordStrength(_)));
    deliver(gate, lost.requester, Reply::Panicked { state_lost: false });
    harness.run();
    assert!(harness.has_label("Something went wrong. Nothing was changed"));
    harness.type_text(" wade over");
    harness.assert_label_containing("ery hard to guess.");
}

#[test]
fn a_strength_estimate_is_requested_despite_enter_in_the_same_frame() {
    let mut harness = GateHarness::new();
    harness.type_into("Username", "alice");
    enter_without_frame(&mut harness, "Password", "alicealicealicealice");
    harness.key(Key::Enter);
    harness.assert_label("It contains the username. Leave that out");
    harness.key_with(egui::Modifiers::COMMAND, Key::A);
    harness.type_text("seven quiet herons wade over");
    harness.assert_label_containing("ery hard to guess.");
}

#[test]
fn only_the_requesting_view_is_busy() {
    let mut harness = GateHarness::at_qr_code_screen();
    harness.click_button("Next");
    let (screen, dialog);
    {
        let gate = harness.kittest.state_mut();
        gate.request_proof("Sign this result");
        gate.update(&egui::Context::default());
        (screen, dialog) = (gate.views.screen_requester, gate.views.dialogs.last().unwrap().requester);
        gate.handle_command(
            &egui::Context::default(),
            dialog,
            crate::gui::message::Command::Send(Request::SuggestPassphrase),
        );
        assert!(gate.worker.is_busy_for(dialog) && !gate.worker.is_busy_for(screen));
    }
    harness.run();
    let gate = harness.kittest.state_mut();
    assert!(!gate.worker.is_busy_for(dialog));
    assert!(matches!(gate.views.find(screen), Some(ViewMut::Screen(Screen::ConfirmPairing(_)))));
}
