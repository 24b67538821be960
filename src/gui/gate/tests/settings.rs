//! Settings count at once, are saved on the worker and once, and what cannot be saved is told.

use std::io;
use std::sync::{Arc, Mutex};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::auth::testing::auth;
use crate::gui::gate::{Event, Inside, Options};
use crate::gui::settings::Settings;
use crate::gui::testing::{Stage, make_alice};

/// What was saved, and whether saving works.
#[derive(Clone, Default)]
struct Saved(Arc<Mutex<(Vec<Settings>, bool)>>);

impl Saved {
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
        Options { save_settings: Some(Box::new(save)), ..Options::window(Inside::Account) }
    }

    fn zooms(&self) -> Vec<u16> {
        self.0.lock().unwrap().0.iter().map(|settings| settings.zoom_percent).collect()
    }

    fn fail(&self, fails: bool) {
        self.0.lock().unwrap().1 = fails;
    }
}

fn alice_with(saved: &Saved) -> Stage {
    let mut stage = Stage::with(make_alice, saved.options());
    stage.sign_in("alice");
    stage.harness.state_mut().events().for_each(drop);
    stage
}

fn zoom_in(stage: &mut Stage) {
    stage.key_with(Modifiers::COMMAND, Key::Plus);
}

#[test]
fn settings_are_saved_once_after_the_last_of_several_changes() {
    let saved = Saved::default();
    let mut stage = alice_with(&saved);
    for _ in 0..3 {
        zoom_in(&mut stage);
    }
    assert_eq!(stage.harness.state().settings.zoom_percent, 175, "they count at once");
    assert!(saved.zooms().is_empty());
    stage.wait_seconds(1);
    assert_eq!(saved.zooms(), [175]);
    let heard: Vec<_> = stage.harness.state_mut().events().collect();
    assert!(matches!(heard.as_slice(), [Event::SettingsChanged(settings)] if settings.zoom_percent == 175));
    stage.wait_seconds(5);
    assert_eq!(saved.zooms(), [175], "nothing is saved that did not change");
}

#[test]
fn settings_that_just_changed_are_saved_when_the_gate_is_dropped() {
    let saved = Saved::default();
    let mut stage = alice_with(&saved);
    zoom_in(&mut stage);
    drop(stage);
    assert_eq!(saved.zooms(), [125]);
}

#[test]
fn settings_are_saved_while_nobody_is_signed_in() {
    let saved = Saved::default();
    let mut stage = Stage::with(make_alice, saved.options());
    zoom_in(&mut stage);
    stage.wait_seconds(1);
    assert_eq!(saved.zooms(), [125]);
}

#[test]
fn settings_that_cannot_be_saved_are_told_until_they_are() {
    let saved = Saved::default();
    let mut stage = alice_with(&saved);
    saved.fail(true);
    let sentence = "The settings could not be saved (the disk is full). They count until the window closes";
    zoom_in(&mut stage);
    stage.wait_seconds(1);
    assert!(stage.says(sentence), "{:?}", stage.sentences());
    stage.choose("Settings");
    assert_eq!(stage.harness.query_all_by_label(sentence).count(), 1);
    stage.pictures("settings-not-saved");
    saved.fail(false);
    zoom_in(&mut stage);
    stage.wait_seconds(1);
    assert!(!stage.says(sentence));
}

#[test]
fn a_lock_time_of_zero_does_not_lock_at_once() {
    let (auth, clock, _) = auth();
    make_alice(&auth);
    let settings = Settings { lock_after_minutes: Some(0), ..Settings::default() };
    let options = Options { settings, ..Options::window(Inside::Account) };
    let mut stage = Stage::over(auth, clock, options, [480.0, 640.0]);
    stage.sign_in("alice");
    stage.wait_seconds(20);
    assert_eq!(stage.heading(), "alice");
    stage.wait_seconds(41);
    assert_eq!(stage.heading(), "Locked");
}

#[test]
fn what_reading_the_settings_found_is_told_at_sign_in() {
    let notice = "The settings in /srv/settings.json cannot be read".to_owned();
    let options = Options { settings_notice: notice.clone(), ..Options::window(Inside::Account) };
    let stage = Stage::with(make_alice, options);
    assert!(stage.says(&notice), "{:?}", stage.sentences());
    assert!(stage.harness.query_by_role_and_label(Role::Button, "Sign in").is_some());
}
