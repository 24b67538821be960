//! Pictures of the screens, for looking at beside the mockups: `target/pictures/*.png`.

use std::path::Path;

use egui::vec2;
use egui_kittest::Harness;

use crate::auth::testing;
use crate::gui::gate::{Inside, Options};
use crate::gui::settings::{Settings, ThemeChoice};
use crate::gui::testing::{PASSWORD, Stage, make_alice};

/// Plays `scene` in both themes at two scales and keeps a picture of each.
fn pictures(name: &str, size: [f32; 2], alice: bool, scene: impl Fn(&mut Stage)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    std::fs::create_dir_all(&folder).unwrap();
    for (theme, word, scale) in [
        (ThemeChoice::Light, "light", 1.0),
        (ThemeChoice::Light, "light", 2.0),
        (ThemeChoice::Dark, "dark", 1.0),
        (ThemeChoice::Dark, "dark", 2.0),
    ] {
        let (auth, clock, _) = testing::auth();
        if alice {
            make_alice(&auth);
        }
        let settings = Settings { theme, reduce_motion: true, ..Settings::default() };
        let options = Options { settings, ..Options::window(Inside::Account) };
        let builder = Harness::builder().with_size(vec2(size[0], size[1])).with_pixels_per_point(scale).wgpu();
        let mut stage = Stage::built(auth, clock, options, builder);
        scene(&mut stage);
        stage.run();
        stage.harness.render().unwrap().save(folder.join(format!("{name}-{word}-{scale}x.png"))).unwrap();
    }
}

const WINDOW: [f32; 2] = [480.0, 640.0];
const SMALLEST: [f32; 2] = [400.0, 560.0];

fn to_scan(stage: &mut Stage) {
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Create account");
    stage.press("Set up two-factor");
}

fn to_codes(stage: &mut Stage) {
    to_scan(stage);
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    stage.type_text(&code);
}

#[test]
fn sign_in() {
    pictures("sign-in", WINDOW, true, |stage| {
        stage.type_into("Username", "alice");
        stage.type_into("Password", "not this one at all");
        stage.press("Sign in");
    });
}

#[test]
fn first_start() {
    pictures("welcome", WINDOW, false, |stage| {
        stage.type_into("Username", "alice");
        stage.press("Suggest a passphrase");
    });
    pictures("welcome-small", SMALLEST, false, |_| {});
    for (name, size) in [("welcome-zoomed", [240.0, 320.0]), ("welcome-small-zoomed", [200.0, 280.0])] {
        pictures(name, size, false, |stage| stage.type_into("Password", "sunshine dragonfly"));
    }
    pictures("welcome-fair", WINDOW, false, |stage| stage.type_into("Password", "sunshine dragonfly"));
    pictures("second-door", WINDOW, false, |stage| {
        stage.type_into("Username", "alice");
        stage.type_into("Password", PASSWORD);
        stage.press("Create account");
    });
}

#[test]
fn set_up() {
    pictures("scan", WINDOW, false, to_scan);
    pictures("scan-small", SMALLEST, false, to_scan);
    pictures("confirm", WINDOW, false, |stage| {
        to_scan(stage);
        stage.press("Next");
        stage.type_text("12");
    });
    pictures("codes", WINDOW, false, to_codes);
    pictures("codes-small", SMALLEST, false, to_codes);
}

fn to_lock(stage: &mut Stage) {
    stage.sign_in("alice");
    stage.key_with(egui::Modifiers::COMMAND, egui::Key::L);
}

#[test]
fn empty_forms() {
    for (suffix, size) in [("", WINDOW), ("-small", SMALLEST), ("-zoomed", [240.0, 320.0])] {
        pictures(&format!("sign-in-empty{suffix}"), size, true, |_| {});
        pictures(&format!("locked{suffix}"), size, true, to_lock);
        pictures(&format!("locked-filled{suffix}"), size, true, |stage| {
            to_lock(stage);
            stage.type_text(PASSWORD);
        });
        pictures(&format!("save-refused{suffix}"), size, false, |stage| {
            to_codes(stage);
            stage.reach("Save codes…");
            stage.field("Folder").focus();
            stage.run();
            stage.key_with(egui::Modifiers::COMMAND, egui::Key::A);
            stage.type_text("~bob/Documents");
            stage.reach("Save");
        });
    }
}

/// At 200 %, the window is half as wide.
#[test]
fn zoomed() {
    pictures("zoomed-sign-in", [240.0, 320.0], true, |_| {});
    pictures("zoomed-scan", [240.0, 320.0], false, to_scan);
    pictures("zoomed-codes", [240.0, 320.0], false, to_codes);
}

#[test]
fn code() {
    pictures("code", WINDOW, false, |stage| {
        to_second_door(stage);
        stage.type_text("4810");
    });
    pictures("code-wrong", WINDOW, false, |stage| {
        to_second_door(stage);
        for _ in 0..2 {
            stage.type_text("000000");
        }
    });
    pictures("recovery", WINDOW, false, |stage| {
        to_second_door(stage);
        stage.press("Use a recovery code");
    });
}

fn to_second_door(stage: &mut Stage) {
    to_codes(stage);
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    stage.harness.state_mut().sign_out();
    stage.run();
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Sign in");
}
