//! From the first start to the second sign-in, with the keyboard only.

use egui::{Key, Modifiers};

use crate::gui::options::Event;
use crate::gui::testing::{GateHarness, PASSWORD};

impl GateHarness {
    /// Presses Tab until the control with this name is focused.
    fn tab_to(&mut self, name: &str) {
        for _ in 0..40 {
            if self.focused() == name {
                return;
            }
            self.key(Key::Tab);
        }
        panic!("Tab does not reach {name:?} on {:?}", self.heading());
    }

    /// Types username and password, each followed by Enter.
    fn type_credentials(&mut self) {
        for (text, next) in [("alice", Some("Password")), (PASSWORD, None)] {
            self.type_text(text);
            self.key(Key::Enter);
            assert!(next.is_none_or(|field| self.focused() == field), "{next:?}: {:?}", self.focused());
        }
    }
}

#[test]
fn first_start_to_lock_works_by_keyboard_alone() {
    let mut harness = GateHarness::new();
    assert_eq!(harness.heading(), "Welcome to Vestibule");
    assert_eq!(harness.focused(), "Username");
    harness.type_credentials();

    assert_eq!(harness.heading(), "Add two-factor sign-in");
    assert_eq!(harness.focused(), "Set up two-factor");
    harness.key(Key::Enter);

    assert_eq!(harness.heading(), "Set up two-factor");
    let (secret, code) = harness.code_for_displayed_key();
    assert_eq!(harness.focused(), "Next");
    harness.key(Key::Enter);

    assert_eq!(harness.heading(), "Type the code your app shows");
    assert_eq!(harness.focused(), "6-digit code");
    harness.type_text(&code);

    assert_eq!(harness.heading(), "Keep these recovery codes");
    harness.key(Key::Escape);
    assert_eq!(harness.heading(), "Keep these recovery codes");
    harness.tab_to("I have saved my recovery codes");
    harness.key(Key::Space);
    harness.tab_to("Finish");
    harness.key(Key::Enter);
    assert!(harness.kittest.state().session().is_some());

    harness.kittest.state_mut().sign_out();
    harness.wait_seconds(30);
    assert_eq!(harness.heading(), "Sign in");
    harness.type_credentials();
    assert_eq!(harness.heading(), "Enter your code");
    let code = harness.code(&secret);
    harness.type_text(&code);
    assert_eq!(harness.kittest.state().session().map(|session| session.username().to_owned()), Some("alice".into()));
    harness.key_with(Modifiers::COMMAND, Key::L);
    assert!(harness.kittest.state().session().is_none());
    let events: Vec<Event> = harness.kittest.state_mut().events().collect();
    assert_eq!(events, [Event::SignedIn, Event::SignedOut, Event::SignedIn, Event::Locked]);
}

/// The expected heading, and how to open the screen.
type ScreenCase = (&'static str, fn() -> GateHarness);

#[test]
fn every_sign_in_and_setup_screen_fits_every_window() {
    let cases: [ScreenCase; 9] = [
        ("Welcome to Vestibule", GateHarness::new),
        ("Sign in", GateHarness::new_with_admin),
        ("Set up two-factor", GateHarness::at_qr_code_screen),
        ("Keep these recovery codes", GateHarness::at_recovery_codes_screen),
        ("Enter your code", || GateHarness::at_code_screen().0),
        ("Type the code your app shows", || {
            let mut harness = GateHarness::at_qr_code_screen();
            harness.click_button("Next");
            harness
        }),
        ("Use a recovery code", || {
            let mut harness = GateHarness::at_code_screen().0;
            harness.click_button("Use a recovery code");
            harness
        }),
        ("Add two-factor sign-in", || {
            let mut harness = GateHarness::new();
            harness.create_first_account();
            harness
        }),
        ("Enter your code", || {
            let mut harness = GateHarness::at_code_screen().0;
            harness.type_text("000000");
            harness.type_text("000000");
            harness
        }),
    ];
    for (heading, open_screen) in cases {
        let mut harness = open_screen();
        assert_eq!(harness.heading(), heading);
        harness.assert_all_reachable_at_all_sizes();
    }
}
