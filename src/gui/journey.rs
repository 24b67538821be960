//! From the first start to the second sign-in, by keyboard alone.

use egui::{Key, Modifiers};

use crate::gui::gate::Event;
use crate::gui::testing::{PASSWORD, Stage, WINDOWS};

impl Stage {
    /// Presses Tab until the control of that name has the keyboard.
    fn tab_to(&mut self, name: &str) {
        for _ in 0..40 {
            if self.focused() == name {
                return;
            }
            self.key(Key::Tab);
        }
        panic!("Tab does not reach {name:?} on {:?}", self.heading());
    }
}

#[test]
fn the_whole_journey_by_keyboard() {
    let mut stage = Stage::new();
    assert_eq!(stage.heading(), "Welcome to Vestibule");
    assert_eq!(stage.focused(), "Username");
    stage.type_text("alice");
    stage.key(Key::Enter);
    assert_eq!(stage.focused(), "Password");
    stage.type_text(PASSWORD);
    stage.key(Key::Enter);

    assert_eq!(stage.heading(), "Add a second door");
    assert_eq!(stage.focused(), "Set up two-factor");
    stage.key(Key::Enter);

    assert_eq!(stage.heading(), "Set up two-factor");
    let (secret, code) = stage.code_of_shown_key();
    assert_eq!(stage.focused(), "Next");
    stage.key(Key::Enter);

    assert_eq!(stage.heading(), "Type the code your app shows");
    assert_eq!(stage.focused(), "6-digit code");
    stage.type_text(&code);

    assert_eq!(stage.heading(), "Keep these recovery codes");
    stage.key(Key::Escape);
    assert_eq!(stage.heading(), "Keep these recovery codes");
    stage.tab_to("I have saved my recovery codes");
    stage.key(Key::Space);
    stage.tab_to("Finish");
    stage.key(Key::Enter);
    assert!(stage.harness.state().session().is_some());

    stage.harness.state_mut().sign_out();
    stage.wait_seconds(30);
    assert_eq!(stage.heading(), "Sign in");
    stage.type_text("alice");
    stage.key(Key::Enter);
    stage.type_text(PASSWORD);
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "Enter your code");
    let code = stage.code(&secret);
    stage.type_text(&code);
    assert_eq!(stage.harness.state().session().map(|session| session.username().to_owned()), Some("alice".into()));
    stage.key_with(Modifiers::COMMAND, Key::L);
    assert!(stage.harness.state().session().is_none());
    let events: Vec<Event> = stage.harness.state_mut().events().collect();
    assert_eq!(events, [Event::SignedIn, Event::SignedOut, Event::SignedIn, Event::Locked]);
}

/// The heading that is to be there, and how to come there.
type Door = (&'static str, fn() -> Stage);

#[test]
fn every_door_fits_every_window() {
    let doors: [Door; 9] = [
        ("Welcome to Vestibule", Stage::new),
        ("Sign in", Stage::alice),
        ("Set up two-factor", Stage::at_the_qr_code),
        ("Keep these recovery codes", Stage::at_the_recovery_codes),
        ("Enter your code", || Stage::at_the_second_door().0),
        ("Type the code your app shows", || {
            let mut stage = Stage::at_the_qr_code();
            stage.press("Next");
            stage
        }),
        ("Use a recovery code", || {
            let mut stage = Stage::at_the_second_door().0;
            stage.press("Use a recovery code");
            stage
        }),
        ("Add a second door", || {
            let mut stage = Stage::new();
            stage.type_into("Username", "alice");
            stage.type_into("Password", PASSWORD);
            stage.press("Create account");
            stage
        }),
        ("Enter your code", || {
            let mut stage = Stage::at_the_second_door().0;
            stage.type_text("000000");
            stage.type_text("000000");
            stage
        }),
    ];
    for (heading, door) in doors {
        let mut stage = door();
        assert_eq!(stage.heading(), heading);
        for size in WINDOWS {
            stage.resize(size);
            stage.assert_all_in_reach();
        }
    }
}
