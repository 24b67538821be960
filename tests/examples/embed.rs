//! The ten lines: what they draw, behind both doors.

#[path = "../../examples/embed.rs"]
#[allow(dead_code, reason = "its main opens a window, which the tests of the real window do")]
mod example;

use egui::Key;
use vestibule::app::Window;
use vestibule::gui::{Inside, Options};

use super::seat::{Seat, make_alice};

/// As `vestibule::run` has it.
fn seat() -> Seat<Window> {
    let options = Options::window(Inside::Tab("Lab notebook".to_owned()));
    let prepare = |auth: &vestibule::auth::Auth| drop(make_alice(auth));
    Seat::new([480.0, 640.0], options, prepare, |gate| Window::new("Lab notebook", gate).content(example::notes))
}

#[test]
fn the_content_shows_behind_both_doors_and_nowhere_else() {
    let mut seat = seat();
    assert_eq!(seat.heading(), "Sign in");
    assert!(!seat.says("The notes of alice"));
    seat.sign_in("alice");
    assert!(seat.says("The notes of alice"));

    seat.press("Account");
    seat.press("Set up two-factor");
    seat.type_into("Current password", super::seat::PASSWORD);
    seat.key(Key::Enter);
    let secret = seat.scan();
    seat.press("Next");
    let code = seat.code(&secret);
    seat.type_text(&code);
    seat.press("I have saved my recovery codes");
    seat.press("Finish");
    assert!(seat.says("Two-factor is on"));
    seat.press("Sign out");

    seat.wait(30);
    seat.sign_in("alice");
    assert_eq!(seat.heading(), "Enter your code");
    assert!(!seat.says("The notes of alice"));
    seat.type_text(&code);
    assert!(seat.says_in_part("That code was already used"));
    let code = seat.code(&secret);
    seat.type_text(&code);
    assert!(seat.says("The notes of alice"));
    seat.press("Lock");
    assert_eq!(seat.heading(), "Locked");
    assert!(!seat.says("The notes of alice"));
}

#[test]
fn its_source_is_the_block_that_readme_and_the_guide_show() {
    let source = include_str!("../../examples/embed.rs");
    let (_, code) = source.split_once("\n\n").unwrap();
    assert!(code.trim_end().lines().count() <= 11, "it is to be ten lines or so");
    for page in [include_str!("../../README.md"), include_str!("../../docs/embedding.md")] {
        assert!(page.contains(code.trim_end()), "a page shows another block");
    }
}
