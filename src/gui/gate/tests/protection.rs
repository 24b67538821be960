//! The window is kept out of screenshots before a secret is painted in it.

use egui::epaint::{ClippedShape, Shape};
use egui::{TextureId, ViewportCommand};
use egui_kittest::kittest::Queryable;

use crate::auth::testing::auth;
use crate::gui::gate::{Inside, Options};
use crate::gui::testing::{PASSWORD, Stage};

/// alice, about to pair her first phone, in a window that protects its content.
fn protected() -> Stage {
    let (auth, clock, _) = auth();
    let options = Options { protect_content: true, ..Options::window(Inside::Account) };
    let mut stage = Stage::over(auth, clock, options, [480.0, 640.0]);
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Create account");
    stage
}

/// Whether the frame that was drawn last has a picture, or a text that looks like a secret.
fn paints_secret(stage: &Stage) -> bool {
    fn is_secret(shape: &Shape) -> bool {
        match shape {
            Shape::Vec(shapes) => shapes.iter().any(is_secret),
            Shape::Mesh(mesh) => mesh.texture_id != TextureId::default(),
            Shape::Rect(rect) => rect.brush.is_some(),
            Shape::Text(text) => looks_secret(text.galley.text()),
            _ => false,
        }
    }
    stage.harness.output().shapes.iter().any(|ClippedShape { shape, .. }| is_secret(shape))
}

/// A setup key, a recovery code, or a passphrase of six words.
fn looks_secret(text: &str) -> bool {
    let grouped = |groups: usize, separator: char| {
        let parts: Vec<&str> = text.split([separator, '\n']).collect();
        parts.len() == groups && parts.iter().all(|part| part.len() == 4 && part.is_ascii() && !part.contains(' '))
    };
    let words: Vec<&str> = text.split(['-', ' ']).collect();
    let is_passphrase = words.len() == 6 && words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase()));
    grouped(8, ' ') || grouped(4, '-') || is_passphrase
}

/// Presses a button, and draws frame by frame until a secret is painted. It is, and no earlier than in the frame after
/// the one that asked the window system.
fn assert_protected_before(stage: &mut Stage, what: &str, press: impl FnOnce(&mut Stage)) {
    assert!(!paints_secret(stage), "{what}: it is painted already");
    press(stage);
    let mut asked = false;
    for _ in 0..20 {
        let is_asked_for = asked;
        stage.harness.step();
        let viewports = stage.harness.output().viewport_output.values();
        asked |= viewports.flat_map(|viewport| &viewport.commands).any(|command| {
            assert!(!matches!(command, ViewportCommand::ContentProtected(false)), "{what}: it is given up");
            matches!(command, ViewportCommand::ContentProtected(true))
        });
        if paints_secret(stage) {
            assert!(is_asked_for, "{what}: it is painted in the frame that asks, or without asking");
            stage.run();
            return;
        }
    }
    panic!("{what}: it is never painted");
}

fn click(name: &str) -> impl FnOnce(&mut Stage) {
    let name = name.to_owned();
    move |stage| stage.harness.get_by_role_and_label(egui::accesskit::Role::Button, &name).click()
}

#[test]
fn the_window_is_protected_a_frame_before_each_secret_is_painted() {
    let mut stage = protected();
    assert_protected_before(&mut stage, "the QR code", click("Set up two-factor"));
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    assert!(stage.harness.state().protected_in.is_none());
    assert_protected_before(&mut stage, "the QR code again", click("Back"));
    stage.press("Next");
    let typed = egui::Event::Text(code);
    assert_protected_before(&mut stage, "the recovery codes", |stage| stage.harness.event(typed));
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    assert!(stage.harness.state().protected_in.is_none());
}

#[test]
fn the_window_is_protected_a_frame_before_a_passphrase_is_painted_and_after_it_was_hidden() {
    let mut stage = protected();
    stage.press("Not now");
    stage.choose("Users");
    stage.press("Add user…");
    stage.type_text("bob");
    stage.press("Create");
    stage.type_into("Current password", PASSWORD);
    assert_protected_before(&mut stage, "a passphrase", click("Continue"));
    stage.wait_seconds(121);
    assert!(!paints_secret(&stage) && stage.harness.state().protected_in.is_none());
    assert_protected_before(&mut stage, "a passphrase shown again", click("Show password"));
}
