use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

use crate::gui::testing::GateHarness;
use crate::gui::testing::setup_fixtures::{adding_another, required_setup};

mod decode;

#[test]
fn the_code_is_an_image_and_the_same_key_is_below_as_text() {
    let harness = GateHarness::at_qr_code_screen();
    assert!(harness.has_label("Step 1 of 3") && harness.has_label("Scan this with your authenticator app"));
    assert!(harness.has_label("In your app it will be called: Vestibule / alice"));
    let image = harness.kittest.get_by_role_and_label(Role::Image, "QR code");
    assert_eq!(image.accesskit_node().description().as_deref(), Some("The same key is below as text"));
    let keys = harness.kittest.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
    let key = keys.into_iter().find(|text| text.contains('\n')).unwrap();
    for line in key.lines() {
        assert_eq!(line.split(' ').map(str::len).collect::<Vec<_>>(), [4; 4]);
    }
    assert_eq!(key.lines().count(), 2);
}

#[test]
fn tab_goes_from_top_to_bottom() {
    let mut harness = GateHarness::at_qr_code_screen();
    assert_eq!(harness.tab_order(), ["Next", "Copy setup key", "Save QR code…", "Cancel"]);
}

#[test]
fn going_back_shows_the_same_qr_code() {
    let mut harness = GateHarness::at_qr_code_screen();
    let (secret, _) = harness.code_for_displayed_key();
    let next = harness.button_rect("Next");
    harness.click_button("Next");
    harness.click_button("Back");
    assert_eq!(harness.code_for_displayed_key().0.expose_bytes(), secret.expose_bytes());
    assert_eq!(harness.button_rect("Next"), next);
}

#[test]
fn the_qr_code_is_hidden_after_two_minutes_idle_until_shown_again() {
    let mut harness = GateHarness::at_qr_code_screen();
    let (secret, _) = harness.code_for_displayed_key();
    let next = harness.button_rect("Next");
    harness.wait_seconds(119);
    assert!(harness.has_label("QR code"));
    harness.wait_seconds(1);
    assert!(!harness.has_label("QR code"));
    assert!(harness.has_label_containing("•••• •••• •••• ••••"));
    for name in ["Copy setup key", "Save QR code…"] {
        assert!(harness.kittest.get_by_role_and_label(Role::Button, name).accesskit_node().is_disabled(), "{name}");
    }
    assert_eq!(harness.button_rect("Next"), next);
    harness.click_button("Show QR code");
    assert!(harness.has_label("QR code"));
    assert_eq!(harness.code_for_displayed_key().0.expose_bytes(), secret.expose_bytes());
    assert_eq!(harness.button_rect("Next"), next);
}

#[test]
fn the_qr_texture_is_freed_with_its_screen() {
    let mut harness = GateHarness::at_qr_code_screen();
    let textures = |harness: &GateHarness| harness.kittest.ctx.tex_manager().read().num_allocated();
    let with_code = textures(&harness);
    harness.click_button("Next");
    assert_eq!(textures(&harness), with_code - 1);
    harness.click_button("Back");
    assert_eq!(textures(&harness), with_code);
    harness.wait_seconds(120);
    assert_eq!(textures(&harness), with_code - 1);
}

#[test]
fn escape_cancels_the_set_up() {
    let mut harness = GateHarness::at_qr_code_screen();
    harness.key(Key::Escape);
    assert!(!harness.has_label("QR code"));
    let session = harness.kittest.state().session().map(|session| session.handle()).unwrap();
    assert!(!harness.auth.account(&session).unwrap().two_factor);
}

#[test]
fn the_set_up_expires_after_ten_minutes() {
    let mut harness = GateHarness::at_qr_code_screen();
    for _ in 0..6 {
        assert_eq!(harness.heading(), "Set up two-factor");
        harness.wait_seconds(100);
        harness.key(Key::ArrowDown);
    }
    assert_ne!(harness.heading(), "Set up two-factor");
}

#[test]
fn a_further_authenticator_takes_two_steps() {
    let mut harness = adding_another();
    assert!(harness.has_label("Step 1 of 2"));
    let (_, code) = harness.code_for_displayed_key();
    harness.click_button("Next");
    assert!(harness.has_label("Step 2 of 2"));
    assert_eq!(harness.field("Name of this phone").value().as_deref(), Some("Phone 2"));
    harness.type_text(&code);
    let session = harness.kittest.state().session().map(|session| session.handle()).unwrap();
    assert_eq!(harness.auth.account(&session).unwrap().authenticators.len(), 2);
}

#[test]
fn leaving_a_required_set_up_signs_out() {
    let mut harness = required_setup();
    assert!(!harness.has_label("Cancel"));
    assert_eq!(harness.tab_order(), ["Next", "Copy setup key", "Save QR code…", "Sign out"]);
    harness.click_button("Sign out");
    assert_eq!(harness.heading(), "Sign in");
}

#[test]
fn finishing_a_required_set_up_signs_in() {
    let mut harness = required_setup();
    harness.confirm_pairing();
    assert!(harness.kittest.state().session().is_none());
    harness.finish_setup();
    assert_eq!(harness.kittest.state().session().unwrap().username(), "bob");
}

#[test]
fn the_qr_code_file_is_named_after_the_account() {
    let mut harness = GateHarness::at_qr_code_screen();
    harness.click_button("Save QR code…");
    assert_eq!(harness.field("File name").value().as_deref(), Some("vestibule-qr-code-alice.png"));
    harness.key(Key::Escape);
    assert!(harness.has_label("QR code") && !harness.has_label("File name"));
}
