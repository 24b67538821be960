//! Pictures for comparison with the mockups: `target/pictures/*.png`.

use egui::vec2;
use egui_kittest::Harness;

use crate::auth::testing;
use crate::gui::options::{Content, Options};
use crate::gui::settings::{Settings, ThemeChoice};
use crate::gui::testing::{GateHarness, PASSWORD, create_admin, pictures};

/// Runs `prepare` in both themes at two scales and saves a picture of each.
fn save_screenshots(name: &str, size: [f32; 2], with_admin: bool, prepare: impl Fn(&mut GateHarness)) {
    pictures::save_variants("pictures", name, |dark, scale| {
        let (auth, clock, _) = testing::auth();
        if with_admin {
            create_admin(&auth);
        }
        let theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
        let settings = Settings { theme, reduce_motion: true, ..Settings::default() };
        let options = Options { settings, ..Options::for_window(Content::AccountOnly) };
        let builder = Harness::builder().with_size(vec2(size[0], size[1])).with_pixels_per_point(scale).wgpu();
        let mut harness = GateHarness::with_builder(auth, clock, options, builder);
        prepare(&mut harness);
        harness.run();
        harness.kittest
    });
}

const DEFAULT_SIZE: [f32; 2] = [480.0, 640.0];
const MIN_SIZE: [f32; 2] = [400.0, 560.0];

fn to_qr_code_screen(harness: &mut GateHarness) {
    harness.create_first_account();
    harness.click_button("Set up two-factor");
}

fn to_recovery_codes_screen(harness: &mut GateHarness) {
    to_qr_code_screen(harness);
    harness.confirm_pairing();
}

#[test]
fn sign_in() {
    save_screenshots("sign-in", DEFAULT_SIZE, true, |harness| {
        harness.sign_in_with_password("alice", "not this one at all");
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
        harness.type_into("Password", "sunshine dragonfly");
    });
    save_screenshots("offer-two-factor", DEFAULT_SIZE, false, |harness| {
        harness.create_first_account();
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
    harness.finish_setup();
    harness.sign_out();
    harness.sign_in("alice");
}
