use egui::{Key, Modifiers};

use crate::gui::screens::steps::testing::adding_another;
use crate::gui::testing::Stage;

/// At the second step, with the code that the phone shows.
fn confirming() -> (Stage, String) {
    let mut stage = Stage::at_the_qr_code();
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    (stage, code)
}

/// Six digits that the phone does not show.
fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

fn name_it(stage: &mut Stage, name: &str) {
    stage.field("Name of this phone").focus();
    stage.run();
    stage.key_with(Modifiers::COMMAND, Key::A);
    stage.key(Key::Delete);
    stage.type_text(name);
}

#[test]
fn it_asks_for_the_code_first_and_suggests_a_name() {
    let (mut stage, code) = confirming();
    assert_eq!(stage.heading(), "Type the code your app shows");
    assert!(stage.says("Step 2 of 3"));
    assert_eq!(stage.field("Name of this phone").value().as_deref(), Some("Phone"));
    assert_eq!(stage.tab_order(), ["6-digit code", "Name of this phone", "Back"]);
    stage.type_text(&code[..5]);
    assert_eq!(stage.heading(), "Type the code your app shows");
    stage.type_text(&code[5..]);
    assert_eq!(stage.heading(), "Keep these recovery codes");
}

#[test]
fn a_wrong_code_keeps_the_key_and_the_button_where_it_is() {
    let (mut stage, code) = confirming();
    let before = stage.button_rect("Confirm");
    for _ in 0..2 {
        stage.type_text(wrong(&code));
        assert!(stage.says("That code is not right"));
        assert_eq!(stage.field("6-digit code").value().as_deref(), Some(""));
        assert_eq!(stage.focused(), "6-digit code");
        assert_eq!(stage.button_rect("Confirm"), before);
    }
    assert!(stage.says_in_part("This computer says "));
    stage.type_text(&code);
    assert_eq!(stage.heading(), "Keep these recovery codes");
}

#[test]
fn a_phone_whose_clock_is_off_is_told_by_how_much() {
    let mut stage = Stage::at_the_qr_code();
    let (secret, _) = stage.code_of_shown_key();
    stage.press("Next");
    let code = stage.code_in(&secret, -240);
    stage.type_text(&code);
    assert!(stage.says("The phone's clock or this computer's is about 4 minutes off. Set both to automatic time"));
}

#[test]
fn a_name_that_does_not_do_keeps_the_code() {
    for (name, told) in [
        ("", "Give it a name of 1 to 32 characters"),
        ("a name of more than thirty-two characters", "Give it a name of 1 to 32 characters"),
    ] {
        let (mut stage, code) = confirming();
        let before = stage.button_rect("Confirm");
        name_it(&mut stage, name);
        stage.type_into("6-digit code", &code);
        assert!(stage.says(told));
        assert_eq!(stage.focused(), "Name of this phone");
        assert_eq!(stage.button_rect("Confirm"), before);
        name_it(&mut stage, "Pixel 9");
        assert!(!stage.says(told));
        stage.key(Key::Enter);
        assert_eq!(stage.heading(), "Keep these recovery codes");
    }
}

#[test]
fn a_name_that_is_taken_is_told() {
    let mut stage = adding_another();
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    name_it(&mut stage, "Phone");
    stage.type_into("6-digit code", &code);
    assert!(stage.says("Another authenticator has this name. Choose another one"));
    name_it(&mut stage, "Tablet");
    stage.press("Confirm");
    assert_ne!(stage.heading(), "Type the code your app shows");
}

#[test]
fn enter_in_the_name_goes_back_to_a_code_that_is_not_there() {
    let (mut stage, _) = confirming();
    stage.field("Name of this phone").focus();
    stage.run();
    stage.key(Key::Enter);
    assert_eq!(stage.focused(), "6-digit code");
    assert_eq!(stage.heading(), "Type the code your app shows");
}

#[test]
fn twenty_wrong_codes_bring_another_key() {
    let mut stage = Stage::at_the_qr_code();
    let (secret, code) = stage.code_of_shown_key();
    stage.press("Next");
    for _ in 0..20 {
        assert_eq!(stage.heading(), "Type the code your app shows");
        stage.type_text(wrong(&code));
    }
    assert_eq!(stage.heading(), "Set up two-factor");
    assert!(stage.says("Too many wrong codes. Here is a new QR code; scan it again"));
    let (other, code) = stage.code_of_shown_key();
    assert_ne!(other.expose_bytes(), secret.expose_bytes());
    stage.press("Next");
    stage.type_text(&code);
    assert_eq!(stage.heading(), "Keep these recovery codes");
}

#[test]
fn after_two_minutes_without_input_the_digits_are_gone() {
    let (mut stage, code) = confirming();
    stage.type_text(&code[..4]);
    stage.wait_seconds(120);
    assert_eq!(stage.field("6-digit code").value().as_deref(), Some(""));
}

#[test]
fn escape_goes_back_one_step() {
    let (mut stage, _) = confirming();
    stage.key(Key::Escape);
    assert_eq!(stage.heading(), "Set up two-factor");
    assert!(stage.says("QR code"));
}
