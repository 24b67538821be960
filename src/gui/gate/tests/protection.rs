//! Tests that the window is excluded from screenshots before a secret is painted in it.

use egui::epaint::{ClippedShape, Shape};
use egui::{TextureId, ViewportCommand};
use egui_kittest::kittest::Queryable;

use crate::gui::options::{Content, Options};
use crate::gui::testing::{GateHarness, PASSWORD};

/// alice is about to pair her first authenticator, in a window that protects its content.
pub(super) fn protected_first_start() -> GateHarness {
    let options = Options { protect_content: true, ..Options::for_window(Content::AccountOnly) };
    let mut harness = GateHarness::with_setup(|_| {}, options);
    harness.create_first_account();
    harness
}

/// Whether the last frame contains an image, or a text that looks like a secret.
fn paints_secret(harness: &GateHarness) -> bool {
    fn is_secret(shape: &Shape) -> bool {
        match shape {
            Shape::Vec(shapes) => shapes.iter().any(is_secret),
            Shape::Mesh(mesh) => mesh.texture_id != TextureId::default(),
            Shape::Rect(rect) => rect.brush.is_some(),
            Shape::Text(text) => looks_like_a_secret(text.galley.text()),
            _ => false,
        }
    }
    harness.kittest.output().shapes.iter().any(|ClippedShape { shape, .. }| is_secret(shape))
}

/// Whether the text is a setup key, a recovery code, or a passphrase of six words.
fn looks_like_a_secret(text: &str) -> bool {
    let grouped = |groups: usize, separator: char| {
        let parts: Vec<&str> = text.split([separator, '\n']).collect();
        parts.len() == groups && parts.iter().all(|part| part.len() == 4 && part.is_ascii() && !part.contains(' '))
    };
    let words: Vec<&str> = text.split(['-', ' ']).collect();
    let is_passphrase = words.len() == 6 && words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase()));
    grouped(8, ' ') || grouped(4, '-') || is_passphrase
}

/// Presses a button and draws frames until a secret is painted. Asserts that this happens, and no earlier than in the
/// frame after the request to the window system.
fn assert_protected_before_paint(harness: &mut GateHarness, what: &str, press: impl FnOnce(&mut GateHarness)) {
    assert!(!paints_secret(harness), "{what}: the secret is already painted");
    press(harness);
    let mut protection_requested = false;
    for _ in 0..20 {
        let requested_before = protection_requested;
        harness.kittest.step();
        let viewports = harness.kittest.output().viewport_output.values();
        protection_requested |= viewports.flat_map(|viewport| &viewport.commands).any(|command| {
            assert!(!matches!(command, ViewportCommand::ContentProtected(false)), "{what}: the protection is removed");
            matches!(command, ViewportCommand::ContentProtected(true))
        });
        if paints_secret(harness) {
            assert!(requested_before, "{what}: the secret is painted before the protection");
            harness.run();
            return;
        }
    }
    panic!("{what}: the secret is never painted");
}

fn click(name: &str) -> impl FnOnce(&mut GateHarness) {
    let name = name.to_owned();
    move |harness| harness.kittest.get_by_role_and_label(egui::accesskit::Role::Button, &name).click()
}

#[test]
fn the_window_is_protected_a_frame_before_each_secret_is_painted() {
    let mut harness = protected_first_start();
    assert_protected_before_paint(&mut harness, "the QR code", click("Set up two-factor"));
    let (_, code) = harness.code_for_displayed_key();
    harness.click_button("Next");
    assert!(harness.kittest.state().frame.content_protected_in.is_none());
    assert_protected_before_paint(&mut harness, "the QR code again", click("Back"));
    harness.click_button("Next");
    let typed = egui::Event::Text(code);
    assert_protected_before_paint(&mut harness, "the recovery codes", |harness| harness.kittest.event(typed));
    harness.finish_setup();
    assert!(harness.kittest.state().frame.content_protected_in.is_none());
}

#[test]
fn the_window_is_protected_a_frame_before_a_passphrase_is_painted_and_after_it_was_hidden() {
    let mut harness = protected_first_start();
    harness.click_button("Not now");
    harness.expire_step_up();
    harness.select_tab("Users");
    harness.click_button("Add user…");
    harness.type_text("bob");
    harness.click_button("Create");
    harness.type_into("Current password", PASSWORD);
    assert_protected_before_paint(&mut harness, "a passphrase", click("Continue"));
    harness.wait_seconds(121);
    assert!(!paints_secret(&harness) && harness.kittest.state().frame.content_protected_in.is_none());
    assert_protected_before_paint(&mut harness, "a passphrase shown again", click("Show password"));
}
