//! Tests that the gate is locked before it draws anything after a sleep or a long time without frames.

use std::time::Duration;

use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;

use crate::auth::testing::auth;
use crate::gui::gate::Gate;
use crate::gui::gate::tests::sign_in;
use crate::gui::options::Options;
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};

const NIGHT: Duration = Duration::from_hours(8);

/// Sends text input and draws only the first frame after it. (A key press and release would be two frames.)
fn first_frame(harness: &mut GateHarness) {
    harness.kittest.event(egui::Event::Text(" ".to_owned()));
    harness.kittest.step();
}

#[test]
fn the_host_content_is_not_drawn_after_a_night_asleep() {
    let (auth, clock, _) = auth();
    create_admin(&auth);
    let drawn: usize = 0;
    let gate = Gate::inline(&auth, Options::default());
    let mut harness = Harness::builder()
        .with_size(vec2(480.0, 640.0))
        .build_ui_state(|ui, (gate, drawn): &mut (Gate, usize)| gate.ui(ui, |_, _| *drawn += 1), (gate, drawn));
    harness.run();
    sign_in(&mut harness);
    assert!(harness.state().1 > 0, "it is drawn while a user is signed in");
    harness.state_mut().1 = 0;
    clock.advance(NIGHT);
    harness.key_press(Key::Space);
    harness.run();
    assert_eq!(harness.state().1, 0);
    assert!(harness.state().0.session().is_none());
}

#[test]
fn the_first_frame_after_a_night_asleep_is_the_locked_screen() {
    let dialog = || {
        let mut harness = GateHarness::signed_in_admin();
        harness.scroll_to_and_click("Set up two-factor");
        harness.type_text(PASSWORD);
        harness
    };
    let stages: [fn() -> GateHarness; 3] =
        [GateHarness::signed_in_admin, GateHarness::at_qr_code_screen, GateHarness::at_recovery_codes_screen];
    for mut harness in stages.into_iter().map(|make| make()).chain([dialog()]) {
        let before = harness.labels();
        harness.clock.advance(NIGHT);
        first_frame(&mut harness);
        assert_eq!(harness.heading(), "Locked", "{before:?}");
        assert!(!harness.has_label("Confirm it is you"));
        // The two screens may have only the name of a field in common.
        let in_both: Vec<_> = harness.labels().into_iter().filter(|sentence| before.contains(sentence)).collect();
        assert!(in_both.iter().all(|sentence| sentence == "Password"), "{in_both:?}");
        assert_eq!(harness.field("Password").value().as_deref(), Some(""));
    }
}

#[test]
fn the_first_frame_after_twelve_hours_is_the_sign_in_screen() {
    let mut harness = GateHarness::signed_in_admin();
    harness.clock.advance(2 * NIGHT);
    first_frame(&mut harness);
    assert_eq!(harness.heading(), "Sign in");
    assert!(harness.kittest.state().session().is_none());
}

#[test]
fn a_key_press_after_a_sleep_beyond_the_own_idle_limit_locks() {
    let mut harness = GateHarness::signed_in_admin();
    harness.kittest.state_mut().settings_mut().lock_after_minutes = Some(5);
    harness.run();
    // Shorter than the policy's lock time.
    harness.clock.advance(Duration::from_mins(6));
    first_frame(&mut harness);
    assert_eq!(harness.heading(), "Locked");
}

#[test]
fn a_sleep_shorter_than_the_idle_limit_does_not_lock() {
    let mut harness = GateHarness::signed_in_admin();
    harness.clock.advance(Duration::from_mins(14));
    first_frame(&mut harness);
    assert_eq!(harness.heading(), "alice");
    harness.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(harness.heading(), "Locked");
}
