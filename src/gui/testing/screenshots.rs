//! Pictures for comparison with the mockups: `target/pictures/*.png`.

use std::path::Path;

use egui::vec2;
use egui_kittest::Harness;
use image::RgbaImage;

use crate::auth::testing;
use crate::gui::options::{Content, Options};
use crate::gui::settings::{Settings, ThemeChoice};
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};

/// Saves pictures in both themes at two scales in a folder of `target`. `render` is given whether the theme is dark, and
/// the scale.
pub fn save_pictures(folder: &str, name: &str, mut render: impl FnMut(bool, f32) -> Result<RgbaImage, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (dark, scale) in [(false, 1.0), (false, 2.0), (true, 1.0), (true, 2.0)] {
        let shade = if dark { "dark" } else { "light" };
        render(dark, scale).unwrap().save(folder.join(format!("{name}-{shade}-{scale}x.png"))).unwrap();
    }
}

/// Runs `prepare` in both themes at two scales and saves a picture of each.
fn save_screenshots(name: &str, size: [f32; 2], with_admin: bool, prepare: impl Fn(&mut GateHarness)) {
    save_pictures("pictures", name, |dark, scale| {
        let theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
        let (auth, clock, _) = testing::auth();
        if with_admin {
            create_admin(&auth);
        }
        let settings = Settings { theme, reduce_motion: true, ..Settings::default() };
        let options = Options { settings, ..Options::for_window(Content::AccountOnly) };
        let builder = Harness::builder().with_size(vec2(size[0], size[1])).with_pixels_per_point(scale).wgpu();
        let mut harness = GateHarness::with_builder(auth, clock, options, builder);
        prepare(&mut harness);
        harness.run();
        harness.kittest.render()
    });
}

const DEFAULT_SIZE: [f32; 2] = [480.0, 640.0];
const MIN_SIZE: [f32; 2] = [400.0, 560.0];

fn to_qr_code_screen(harness: &mut GateHarness) {
    harness.type_into("Username", "alice");
    harness.type_into("Password", PASSWORD);
    harness.click_button("Create account");
    harness.click_button("Set up two-factor");
}

fn to_recovery_codes_screen(harness: &mut GateHarness) {
    to_qr_code_screen(harness);
    let (_, code) = harness.code_for_displayed_key();
    harness.click_button("Next");
    harness.type_text(&code);
}

#[test]
fn sign_in() {
    save_screenshots("sign-in", DEFAULT_SIZE, true, |harness| {
        harness.type_into("Username", "alice");
        harness.type_into("Password", "not this one at all");
        harness.click_button("Sign in");
    });
}

#[test]
fn first_start() {
    save_screenshots("welcome", DEFAULT_SIZE, false, |harness| {
        harness.type_into("Username", "alice");
        harness.click_button("Suggest a passphrase");
    });
    save_screenshots("welcome-small", MIN_SIZE, false, |_| {});
    for (name, size) in [("welcome-zoomed", [240.0, 320.0]), ("welcome-small-zoomed", [200.0, 280.0])] {
        save_screenshots(name, size, false, |harness| harness.type_into("Password", "sunshine dragonfly"));
    }
    save_screenshots("welcome-fair", DEFAULT_SIZE, false, |harness| {
        harness.type_into("Password", "sunshine dragonfly")
    });
    save_screenshots("second-door", DEFAULT_SIZE, false, |harness| {
        harness.type_into("Username", "alice");
        harness.type_into("Password", PASSWORD);
        harness.click_button("Create account");
    });
}

#[test]
fn set_up() {
    save_screenshots("scan", DEFAULT_SIZE, false, to_qr_code_screen);
    save_screenshots("scan-small", MIN_SIZE, false, to_qr_code_screen);
    save_screenshots("confirm", DEFAULT_SIZE, false, |harness| {
        to_qr_code_screen(harness);
        harness.click_button("Next");
        harness.type_text("12");
    });
    save_screenshots("codes", DEFAULT_SIZE, false, to_recovery_codes_screen);
    save_screenshots("codes-small", MIN_SIZE, false, to_recovery_codes_screen);
}

fn to_locked_screen(harness: &mut GateHarness) {
    harness.sign_in("alice");
    harness.key_with(egui::Modifiers::COMMAND, egui::Key::L);
}

#[test]
fn empty_forms() {
    for (suffix, size) in [("", DEFAULT_SIZE), ("-small", MIN_SIZE), ("-zoomed", [240.0, 320.0])] {
        save_screenshots(&format!("sign-in-empty{suffix}"), size, true, |_| {});
        save_screenshots(&format!("locked{suffix}"), size, true, to_locked_screen);
        save_screenshots(&format!("locked-filled{suffix}"), size, true, |harness| {
            to_locked_screen(harness);
            harness.type_text(PASSWORD);
        });
        save_screenshots(&format!("save-refused{suffix}"), size, false, |harness| {
            to_recovery_codes_screen(harness);
            harness.scroll_to_and_click("Save codes…");
            harness.field("Folder").focus();
            harness.run();
            harness.key_with(egui::Modifiers::COMMAND, egui::Key::A);
            harness.type_text("~bob/Documents");
            harness.scroll_to_and_click("Save");
        });
    }
}

/// At 200 %, the window is half as wide.
#[test]
fn zoomed() {
    save_screenshots("zoomed-sign-in", [240.0, 320.0], true, |_| {});
    save_screenshots("zoomed-scan", [240.0, 320.0], false, to_qr_code_screen);
    save_screenshots("zoomed-codes", [240.0, 320.0], false, to_recovery_codes_screen);
}

#[test]
fn code() {
    save_screenshots("code", DEFAULT_SIZE, false, |harness| {
        to_code_screen(harness);
        harness.type_text("4810");
    });
    save_screenshots("code-wrong", DEFAULT_SIZE, false, |harness| {
        to_code_screen(harness);
        for _ in 0..2 {
            harness.type_text("000000");
        }
    });
    save_screenshots("recovery", DEFAULT_SIZE, false, |harness| {
        to_code_screen(harness);
        harness.click_button("Use a recovery code");
    });
}

fn to_code_screen(harness: &mut GateHarness) {
    to_recovery_codes_screen(harness);
    harness.click_checkbox("I have saved my recovery codes");
    harness.click_button("Finish");
    harness.kittest.state_mut().sign_out();
    harness.run();
    harness.type_into("Username", "alice");
    harness.type_into("Password", PASSWORD);
    harness.click_button("Sign in");
}
