//! Tests that settings take effect at once, are saved once and on the worker, and that a failure is shown.

use std::io;
use std::sync::{Arc, Mutex};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::auth::testing::auth;
use crate::gui::options::{Content, Event, Options};
use crate::gui::settings::Settings;
use crate::gui::testing::{GateHarness, create_admin};

/// The saved settings, and whether saving works.
#[derive(Clone, Default)]
struct SettingsRecorder(Arc<Mutex<(Vec<Settings>, bool)>>);

impl SettingsRecorder {
    fn options(&self) -> Options {
        let saved = self.clone();
        let save = move |settings: &Settings| {
            let mut saved = saved.0.lock().unwrap();
            if saved.1 {
                return Err(io::Error::other("the disk is full"));
            }
            saved.0.push(settings.clone());
            Ok(())
        };
        Options { save_settings: Some(Box::new(save)), ..Options::for_window(Content::AccountOnly) }
    }

    fn zooms(&self) -> Vec<u16> {
        self.0.lock().unwrap().0.iter().map(|settings| settings.zoom_percent).collect()
    }

    fn set_failing(&self, fails: bool) {
        self.0.lock().unwrap().1 = fails;
    }
}

fn admin_with(saved: &SettingsRecorder) -> GateHarness {
    let mut harness = GateHarness::with_setup(create_admin, saved.options());
    harness.sign_in("alice");
    harness.kittest.state_mut().events().for_each(drop);
    harness
}

fn zoom_in(harness: &mut GateHarness) {
    harness.key_with(Modifiers::COMMAND, Key::Plus);
}

#[test]
fn settings_are_saved_once_after_the_last_of_several_changes() {
    let saved = SettingsRecorder::default();
    let mut harness = admin_with(&saved);
    for _ in 0..3 {
        zoom_in(&mut harness);
    }
    assert_eq!(harness.kittest.state().settings.current.zoom_percent, 175, "the settings apply immediately");
    assert!(saved.zooms().is_empty());
    harness.wait_seconds(1);
    assert_eq!(saved.zooms(), [175]);
    let events: Vec<_> = harness.kittest.state_mut().events().collect();
    assert!(matches!(events.as_slice(), [Event::SettingsChanged(settings)] if settings.zoom_percent == 175));
    harness.wait_seconds(5);
    assert_eq!(saved.zooms(), [175], "unchanged settings are not saved again");
}

#[test]
fn pending_settings_are_saved_when_the_gate_is_dropped() {
    let saved = SettingsRecorder::default();
    let mut harness = admin_with(&saved);
    zoom_in(&mut harness);
    drop(harness);
    assert_eq!(saved.zooms(), [125]);
}

#[test]
fn settings_are_saved_while_signed_out() {
    let saved = SettingsRecorder::default();
    let mut harness = GateHarness::with_setup(create_admin, saved.options());
    zoom_in(&mut harness);
    harness.wait_seconds(1);
    assert_eq!(saved.zooms(), [125]);
}

#[test]
fn failing_to_save_settings_is_shown_until_it_succeeds() {
    let saved = SettingsRecorder::default();
    let mut harness = admin_with(&saved);
    saved.set_failing(true);
    let sentence = "The settings could not be saved (the disk is full). They count until the window closes";
    zoom_in(&mut harness);
    harness.wait_seconds(1);
    harness.assert_label(sentence);
    harness.select_tab("Settings");
    assert_eq!(harness.kittest.query_all_by_label(sentence).count(), 1);
    harness.save_screenshots("settings-not-saved");
    saved.set_failing(false);
    zoom_in(&mut harness);
    harness.wait_seconds(1);
    assert!(!harness.has_label(sentence));
}

#[test]
fn a_lock_time_of_zero_does_not_lock_at_once() {
    let (auth, clock, _) = auth();
    create_admin(&auth);
    let settings = Settings { lock_after_minutes: Some(0), ..Settings::default() };
    let options = Options { settings, ..Options::for_window(Content::AccountOnly) };
    let mut harness = GateHarness::with_auth(auth, clock, options, [480.0, 640.0]);
    harness.sign_in("alice");
    harness.wait_seconds(20);
    assert_eq!(harness.heading(), "alice");
    harness.wait_seconds(41);
    assert_eq!(harness.heading(), "Locked");
}

#[test]
fn the_settings_notice_is_shown_at_sign_in() {
    let notice = "The settings in /srv/settings.json cannot be read".to_owned();
    let options = Options { settings_notice: notice.clone(), ..Options::for_window(Content::AccountOnly) };
    let harness = GateHarness::with_setup(create_admin, options);
    harness.assert_label(&notice);
    assert!(harness.kittest.query_by_role_and_label(Role::Button, "Sign in").is_some());
}
