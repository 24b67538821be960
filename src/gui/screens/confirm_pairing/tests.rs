use egui::{Key, Modifiers};

use crate::auth::TotpSecret;
use crate::gui::testing::GateHarness;
use crate::gui::testing::setup_fixtures::adding_another;

/// Opens the second step; returns the secret and its current code too.
fn at_confirm_pairing_screen() -> (GateHarness, TotpSecret, String) {
    let mut harness = GateHarness::at_qr_code_screen();
    let (secret, code) = harness.code_for_displayed_key();
    harness.click_button("Next");
    (harness, secret, code)
}

/// Returns six digits that are not the current code.
fn wrong_code(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

fn enter_name(harness: &mut GateHarness, name: &str) {
    harness.field("Name of this phone").focus();
    harness.run();
    harness.key_with(Modifiers::COMMAND, Key::A);
    harness.key(Key::Delete);
    harness.type_text(name);
}

#[test]
fn the_confirm_screen_focuses_the_code_and_suggests_a_name() {
    let (mut harness, _, code) = at_confirm_pairing_screen();
    assert_eq!(harness.heading(), "Type the code your app shows");
    assert!(harness.has_label("Step 2 of 3"));
    assert_eq!(harness.field("Name of this phone").value().as_deref(), Some("Phone"));
    assert_eq!(harness.tab_order(), ["6-digit code", "Back", "Name of this phone"]);
    harness.type_text(&code[..5]);
    assert_eq!(harness.heading(), "Type the code your app shows");
    harness.type_text(&code[5..]);
    assert_eq!(harness.heading(), "Keep these recovery codes");
}

#[test]
fn a_wrong_code_keeps_the_key_without_moving_the_button() {
    let (mut harness, _, code) = at_confirm_pairing_screen();
    let before = harness.button_rect("Confirm");
    for _ in 0..2 {
        harness.type_text(wrong_code(&code));
        assert!(harness.has_label("That code is not right"));
        assert_eq!(harness.field("6-digit code").value().as_deref(), Some(""));
        assert_eq!(harness.focused(), "6-digit code");
        assert_eq!(harness.button_rect("Confirm"), before);
    }
    assert!(harness.has_label_containing("This computer says "));
    harness.type_text(&code);
    assert_eq!(harness.heading(), "Keep these recovery codes");
}

#[test]
fn a_wrong_phone_clock_is_reported_in_minutes() {
    let (mut harness, secret, _) = at_confirm_pairing_screen();
    let code = harness.code_with_clock_offset(&secret, -240);
    harness.type_text(&code);
    assert!(
        harness.has_label("The phone's clock or this computer's is about 4 minutes off. Set both to automatic time")
    );
}

#[test]
fn an_invalid_name_keeps_the_typed_code() {
    for (name, reason) in [
        ("", "Give it a name of 1 to 32 characters"),
        ("a name of more than thirty-two characters", "Give it a name of 1 to 32 characters"),
    ] {
        let (mut harness, _, code) = at_confirm_pairing_screen();
        let before = harness.button_rect("Confirm");
        enter_name(&mut harness, name);
        harness.type_into("6-digit code", &code);
        assert!(harness.has_label(reason));
        assert_eq!(harness.focused(), "Name of this phone");
        assert_eq!(harness.button_rect("Confirm"), before);
        enter_name(&mut harness, "Pixel 9");
        assert!(!harness.has_label(reason));
        harness.key(Key::Enter);
        assert_eq!(harness.heading(), "Keep these recovery codes");
    }
}

#[test]
fn a_taken_authenticator_name_is_refused_with_a_reason() {
    let mut harness = adding_another();
    let (_, code) = harness.code_for_displayed_key();
    harness.click_button("Next");
    enter_name(&mut harness, "Phone");
    harness.type_into("6-digit code", &code);
    assert!(harness.has_label("Another authenticator has this name. Choose another one"));
    enter_name(&mut harness, "Tablet");
    harness.click_button("Confirm");
    assert_ne!(harness.heading(), "Type the code your app shows");
}

#[test]
fn enter_in_the_name_moves_to_the_empty_code() {
    let (mut harness, ..) = at_confirm_pairing_screen();
    harness.field("Name of this phone").focus();
    harness.run();
    harness.key(Key::Enter);
    assert_eq!(harness.focused(), "6-digit code");
    assert_eq!(harness.heading(), "Type the code your app shows");
}

#[test]
fn twenty_wrong_codes_generate_a_new_key() {
    let (mut harness, secret, code) = at_confirm_pairing_screen();
    for _ in 0..20 {
        assert_eq!(harness.heading(), "Type the code your app shows");
        harness.type_text(wrong_code(&code));
    }
    assert_eq!(harness.heading(), "Set up two-factor");
    assert!(harness.has_label("Too many wrong codes. Here is a new QR code; scan it again"));
    let other = harness.confirm_pairing();
    assert_ne!(other.expose_bytes(), secret.expose_bytes());
    assert_eq!(harness.heading(), "Keep these recovery codes");
}

#[test]
fn a_typed_code_is_cleared_after_two_minutes_idle() {
    let (mut harness, _, code) = at_confirm_pairing_screen();
    harness.type_text(&code[..4]);
    harness.wait_seconds(120);
    assert_eq!(harness.field("6-digit code").value().as_deref(), Some(""));
}

#[test]
fn escape_goes_back_one_step() {
    let (mut harness, ..) = at_confirm_pairing_screen();
    harness.key(Key::Escape);
    assert_eq!(harness.heading(), "Set up two-factor");
    assert!(harness.has_label("QR code"));
}
