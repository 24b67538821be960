//! The ten-line example: what it draws after sign-in.

#[path = "../../examples/embed.rs"]
#[allow(dead_code, reason = "`main` opens a window and is covered by the end-to-end tests")]
mod example;

use egui::Key;
use vestibule::app::Window;
use vestibule::gui::{Content, Options};

use super::harness::{AppHarness, create_admin};

/// The harness with the options of `vestibule::run`.
fn app_harness() -> AppHarness<Window> {
    let options = Options::for_window(Content::HostTab("Lab notebook".to_owned()));
    let prepare = |auth: &vestibule::auth::Auth| drop(create_admin(auth));
    AppHarness::new([480.0, 640.0], options, prepare, |gate| Window::new("Lab notebook", gate).content(example::notes))
}

#[test]
fn the_content_shows_only_after_both_factors() {
    let mut app = app_harness();
    assert_eq!(app.heading(), "Sign in");
    assert!(!app.has_label("The notes of alice"));
    app.sign_in("alice");
    assert!(app.has_label("The notes of alice"));

    app.click_button("Account");
    app.click_button("Set up two-factor");
    app.type_into("Current password", super::harness::PASSWORD);
    app.press_key(Key::Enter);
    let secret = app.shown_secret();
    app.click_button("Next");
    let code = app.code(&secret);
    app.type_text(&code);
    app.click_button("I have saved my recovery codes");
    app.click_button("Finish");
    assert!(app.has_label("Two-factor is on"));
    app.click_button("Sign out");

    app.advance_clock(30);
    app.sign_in("alice");
    assert_eq!(app.heading(), "Enter your code");
    assert!(!app.has_label("The notes of alice"));
    app.type_text(&code);
    assert!(app.has_label_containing("That code was already used"));
    let code = app.code(&secret);
    app.type_text(&code);
    assert!(app.has_label("The notes of alice"));
    app.click_button("Lock");
    assert_eq!(app.heading(), "Locked");
    assert!(!app.has_label("The notes of alice"));
}

#[test]
fn the_example_source_matches_readme_and_guide() {
    let source = include_str!("../../examples/embed.rs");
    let (_, code) = source.split_once("\n\n").unwrap();
    assert!(code.trim_end().lines().count() <= 11, "the example has at most eleven lines");
    for page in [include_str!("../../README.md"), include_str!("../../docs/embedding.md")] {
        assert!(page.contains(code.trim_end()), "a page contains a different example");
    }
}
