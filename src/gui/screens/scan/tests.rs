use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

use crate::gui::screens::steps::testing::{adding_another, owed};
use crate::gui::testing::Stage;

mod decode;

#[test]
fn the_code_is_an_image_and_the_same_key_is_below_as_text() {
    let stage = Stage::at_the_qr_code();
    assert!(stage.says("Step 1 of 3") && stage.says("Scan this with your authenticator app"));
    assert!(stage.says("In your app it will be called: Vestibule / alice"));
    let image = stage.harness.get_by_role_and_label(Role::Image, "QR code");
    assert_eq!(image.accesskit_node().description().as_deref(), Some("The same key is below as text"));
    let keys = stage.harness.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
    let key = keys.into_iter().find(|text| text.contains('\n')).unwrap();
    for line in key.lines() {
        assert_eq!(line.split(' ').map(str::len).collect::<Vec<_>>(), [4; 4]);
    }
    assert_eq!(key.lines().count(), 2);
}

#[test]
fn tab_goes_from_top_to_bottom() {
    let mut stage = Stage::at_the_qr_code();
    assert_eq!(stage.tab_order(), ["Next", "Copy setup key", "Save QR code…", "Cancel"]);
}

#[test]
fn back_shows_the_same_code_again() {
    let mut stage = Stage::at_the_qr_code();
    let (secret, _) = stage.code_of_shown_key();
    let next = stage.button_rect("Next");
    stage.press("Next");
    stage.press("Back");
    assert_eq!(stage.code_of_shown_key().0.expose_bytes(), secret.expose_bytes());
    assert_eq!(stage.button_rect("Next"), next);
}

#[test]
fn after_two_minutes_without_input_nothing_secret_is_left_until_somebody_asks() {
    let mut stage = Stage::at_the_qr_code();
    let (secret, _) = stage.code_of_shown_key();
    let next = stage.button_rect("Next");
    stage.wait_seconds(119);
    assert!(stage.says("QR code"));
    stage.wait_seconds(1);
    assert!(!stage.says("QR code"));
    assert!(stage.says_in_part("•••• •••• •••• ••••"));
    for name in ["Copy setup key", "Save QR code…"] {
        assert!(stage.harness.get_by_role_and_label(Role::Button, name).accesskit_node().is_disabled(), "{name}");
    }
    assert_eq!(stage.button_rect("Next"), next);
    stage.press("Show QR code");
    assert!(stage.says("QR code"));
    assert_eq!(stage.code_of_shown_key().0.expose_bytes(), secret.expose_bytes());
    assert_eq!(stage.button_rect("Next"), next);
}

#[test]
fn the_texture_is_gone_with_the_screen() {
    let mut stage = Stage::at_the_qr_code();
    let textures = |stage: &Stage| stage.harness.ctx.tex_manager().read().num_allocated();
    let with_code = textures(&stage);
    stage.press("Next");
    assert_eq!(textures(&stage), with_code - 1);
    stage.press("Back");
    assert_eq!(textures(&stage), with_code);
    stage.wait_seconds(120);
    assert_eq!(textures(&stage), with_code - 1);
}

#[test]
fn escape_leaves_everything_as_it_was() {
    let mut stage = Stage::at_the_qr_code();
    stage.key(Key::Escape);
    assert!(!stage.says("QR code"));
    let session = stage.harness.state().session().map(|session| session.share()).unwrap();
    assert!(!stage.auth.account(&session).unwrap().two_factor);
}

#[test]
fn ten_minutes_end_it() {
    let mut stage = Stage::at_the_qr_code();
    for _ in 0..6 {
        assert_eq!(stage.heading(), "Set up two-factor");
        stage.wait_seconds(100);
        stage.key(Key::ArrowDown);
    }
    assert_ne!(stage.heading(), "Set up two-factor");
}

#[test]
fn a_further_authenticator_takes_two_steps() {
    let mut stage = adding_another();
    assert!(stage.says("Step 1 of 2"));
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    assert!(stage.says("Step 2 of 2"));
    assert_eq!(stage.field("Name of this phone").value().as_deref(), Some("Phone 2"));
    stage.type_text(&code);
    let session = stage.harness.state().session().map(|session| session.share()).unwrap();
    assert_eq!(stage.auth.account(&session).unwrap().authenticators.len(), 2);
}

#[test]
fn where_it_is_owed_leaving_is_signing_out() {
    let mut stage = owed();
    assert!(!stage.says("Cancel"));
    assert_eq!(stage.tab_order(), ["Next", "Copy setup key", "Save QR code…", "Sign out"]);
    stage.press("Sign out");
    assert_eq!(stage.heading(), "Sign in");
}

#[test]
fn where_it_is_owed_finishing_is_signing_in() {
    let mut stage = owed();
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    stage.type_text(&code);
    assert!(stage.harness.state().session().is_none());
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    assert_eq!(stage.harness.state().session().unwrap().username(), "bob");
}

#[test]
fn the_picture_is_saved_under_a_name_that_says_whose_it_is() {
    let mut stage = Stage::at_the_qr_code();
    stage.press("Save QR code…");
    assert_eq!(stage.field("File name").value().as_deref(), Some("vestibule-qr-code-alice.png"));
    stage.key(Key::Escape);
    assert!(stage.says("QR code") && !stage.says("File name"));
}
