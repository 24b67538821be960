//! The kiosk: the public content stays usable in every state of the staff panel.

#[path = "../../examples/kiosk/kiosk.rs"]
mod example;

use self::example::Kiosk;
use egui_kittest::Harness;
use vestibule::auth::{Auth, Outcome};
use vestibule::gui::Options;

use super::harness::{AppHarness, PASSWORD, create_admin, create_member, secret_input};

const WINDOW: [f32; 2] = [900.0, 600.0];

fn app_harness() -> AppHarness<Kiosk> {
    AppHarness::new(WINDOW, Options::default(), |auth: &Auth| drop(create_admin(auth)), Kiosk::new)
}

/// Searches the opening hours and finds the result.
fn search_opening_hours(app: &mut AppHarness<Kiosk>) {
    app.type_into("When is it open?", "satur");
    assert!(app.has_label("Saturday: 10:00 to 16:00"));
    assert!(!app.has_label("Sunday: closed"));
    app.type_into("When is it open?", "sun");
    assert!(app.has_label("Sunday: closed"));
}

#[test]
fn public_content_is_usable_before_during_and_after_a_sign_in() {
    let mut app = app_harness();
    search_opening_hours(&mut app);
    app.click_button("Staff");
    assert_eq!(app.heading(), "Sign in");
    search_opening_hours(&mut app);
    app.type_into("Username", "alice");
    search_opening_hours(&mut app);
    app.sign_in("alice");
    assert!(app.has_label("Good day, alice"));
    search_opening_hours(&mut app);
}

/// Creates alice, and bob, who has his own password.
fn alice_and_bob(auth: &Auth) {
    let alice = create_admin(auth);
    create_member(auth, &alice, "bob");
    auth.sign_out(alice).unwrap();
}

#[test]
fn a_draft_is_cleared_for_the_next_user_and_undo_does_not_restore_it() {
    let mut app = AppHarness::new(WINDOW, Options::default(), alice_and_bob, Kiosk::new);
    app.click_button("Staff");
    app.sign_in("alice");
    for text in ["Closed", "Closed on Friday", "Closed on Friday for a visit"] {
        app.type_into("Notice for visitors", text);
        // egui adds an undo state only after some time.
        app.harness.run_steps(20);
    }
    app.advance_clock(15 * 60);
    app.click_button("Sign in as someone else");
    app.sign_in("bob");
    assert!(app.has_label("Good day, bob"));
    assert_eq!(app.value_of("Notice for visitors"), "");
    app.type_into("Notice for visitors", "");
    for _ in 0..4 {
        app.press_key_with(egui::Modifiers::COMMAND, egui::Key::Z);
        assert_eq!(app.value_of("Notice for visitors"), "", "undo does not restore the text");
    }
}

#[test]
fn a_failed_audit_write_is_shown_to_the_user_who_posted() {
    let mut app = AppHarness::new(WINDOW, Options::default(), alice_and_bob, Kiosk::new);
    app.click_button("Staff");
    app.sign_in("alice");
    // Her session is ended elsewhere, and the gate has not noticed yet.
    let alice = app.auth.sign_in("alice", secret_input(PASSWORD)).unwrap();
    let Outcome::SignedIn(alice) = alice else { panic!("expected sign-in without a second factor") };
    app.auth.sign_out_others(&alice.session).unwrap();
    app.type_into("Notice for visitors", "The lift is out of order");
    app.click_button("Post the notice");
    assert!(app.has_label_containing("Posted a notice: not in the log."), "{}", app.heading());
    app.advance_clock(10);
    assert_eq!(app.heading(), "Sign in");
    app.sign_in("bob");
    assert!(!app.has_label_containing("not in the log"), "the failure is shown to another user");
}

#[test]
fn a_posted_notice_is_public_and_in_the_audit_log() {
    let mut app = app_harness();
    app.click_button("Staff");
    app.sign_in("alice");
    app.type_into("Notice for visitors", "The lift is out of order");
    app.click_button("Post the notice");
    assert!(app.has_label("The lift is out of order"));
    let alice = app.auth.sign_in("alice", secret_input(PASSWORD)).unwrap();
    let Outcome::SignedIn(alice) = alice else { panic!("expected sign-in without a second factor") };
    let log = app.auth.audit_log(&alice.session, 1, 100).unwrap();
    assert!(log.iter().any(|entry| entry.event == "host" && entry.detail == "Posted a notice"));
}

#[test]
fn the_staff_panel_stays_open_while_signed_in_and_locks_without_affecting_visitors() {
    let mut app = app_harness();
    app.click_button("Staff");
    app.sign_in("alice");
    app.click_button("Staff");
    assert!(app.has_label("Good day, alice"), "the panel stays open while a user is signed in");
    app.click_button("Staff");
    app.advance_clock(15 * 60);
    assert_eq!(app.heading(), "Locked");
    assert!(!app.has_label("Good day, alice"));
    search_opening_hours(&mut app);
}

/// Screenshots for review and for the guide.
#[test]
fn screenshots() {
    for (theme, shade) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        let builder = Harness::builder().with_theme(theme).wgpu();
        let prepare = |auth: &Auth| drop(create_admin(auth));
        let mut app = AppHarness::with_builder(builder, WINDOW, Options::default(), prepare, Kiosk::new);
        app.click_button("Staff");
        app.type_into("Username", "alice");
        app.save_screenshot(&format!("example-kiosk-doors-{shade}"));
        app.sign_in("alice");
        app.type_into("Notice for visitors", "The lift is out of order");
        app.click_button("Post the notice");
        app.save_screenshot(&format!("example-kiosk-{shade}"));
    }
}
