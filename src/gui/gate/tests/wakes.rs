//! Woken after a sleep, or looked at after a long time: locked before anything is drawn.

use std::time::Duration;

use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;

use crate::auth::testing::auth;
use crate::gui::gate::{Gate, Options};
use crate::gui::testing::{PASSWORD, Stage, make_alice};

const NIGHT: Duration = Duration::from_secs(8 * 60 * 60);

/// Something is typed, and the first frame after it is drawn: nothing more. (A key that is pressed and let go would
/// be two frames.)
fn first_frame(stage: &mut Stage) {
    stage.harness.event(egui::Event::Text(" ".to_owned()));
    stage.harness.step();
}

#[test]
fn after_a_night_the_hosts_content_is_not_drawn_once_more() {
    let (auth, clock, _) = auth();
    make_alice(&auth);
    let drawn: usize = 0;
    let gate = Gate::inline(&auth, Options::default());
    let mut harness = Harness::builder()
        .with_size(vec2(480.0, 640.0))
        .build_ui_state(|ui, (gate, drawn): &mut (Gate, usize)| gate.ui(ui, |_, _| *drawn += 1), (gate, drawn));
    harness.run();
    harness.event(egui::Event::Text("alice".to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    harness.event(egui::Event::Text(PASSWORD.to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    assert!(harness.state().1 > 0, "it is drawn while somebody is there");
    harness.state_mut().1 = 0;
    clock.advance(NIGHT);
    harness.key_press(Key::Space);
    harness.run();
    assert_eq!(harness.state().1, 0);
    assert!(harness.state().0.session().is_none());
}

#[test]
fn after_a_night_the_first_frame_is_the_lock_whatever_was_shown_before() {
    let dialog = || {
        let mut stage = Stage::alice_inside();
        stage.reach("Set up two-factor");
        stage.type_text(PASSWORD);
        stage
    };
    let stages: [fn() -> Stage; 3] = [Stage::alice_inside, Stage::at_the_qr_code, Stage::at_the_recovery_codes];
    for mut stage in stages.into_iter().map(|make| make()).chain([dialog()]) {
        let before = stage.sentences();
        stage.clock.advance(NIGHT);
        first_frame(&mut stage);
        assert_eq!(stage.heading(), "Locked", "{before:?}");
        assert!(!stage.says("Confirm it is you"));
        // The name of a field is all that the two may have in common.
        let kept: Vec<_> = stage.sentences().into_iter().filter(|sentence| before.contains(sentence)).collect();
        assert!(kept.iter().all(|sentence| sentence == "Password"), "{kept:?}");
        assert_eq!(stage.field("Password").value().as_deref(), Some(""));
    }
}

#[test]
fn after_more_than_twelve_hours_the_first_frame_is_the_first_door() {
    let mut stage = Stage::alice_inside();
    stage.clock.advance(2 * NIGHT);
    first_frame(&mut stage);
    assert_eq!(stage.heading(), "Sign in");
    assert!(stage.harness.state().session().is_none());
}

#[test]
fn a_key_pressed_after_a_sleep_longer_than_ones_own_time_locks_all_the_same() {
    let mut stage = Stage::alice_inside();
    stage.harness.state_mut().settings_mut().lock_after_minutes = Some(5);
    stage.run();
    // Shorter than what the administrators allow.
    stage.clock.advance(Duration::from_secs(6 * 60));
    first_frame(&mut stage);
    assert_eq!(stage.heading(), "Locked");
}

#[test]
fn a_sleep_shorter_than_the_time_to_locking_locks_nothing() {
    let mut stage = Stage::alice_inside();
    stage.clock.advance(Duration::from_secs(14 * 60));
    first_frame(&mut stage);
    assert_eq!(stage.heading(), "alice");
    stage.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(stage.heading(), "Locked");
}
