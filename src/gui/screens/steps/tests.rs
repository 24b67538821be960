//! The four screens around a set-up in every window they have to fit.

use egui::{Key, Rect, vec2};
use egui_kittest::kittest::{By, NodeT, Queryable};

use crate::auth::testing::auth;
use crate::gui::gate::{Inside, Options};
use crate::gui::screens::steps::testing::{owed, renewing};
use crate::gui::settings::Settings;
use crate::gui::testing::{PASSWORD, Stage};

/// A first start in a window of so many points at 100 %, zoomed.
fn zoomed(size: [f32; 2], percent: u16) -> Stage {
    let (auth, clock, _) = auth();
    let settings = Settings { zoom_percent: percent, ..Settings::default() };
    let zoom = f32::from(percent) / 100.0;
    let options = Options { settings, ..Options::window(Inside::Account) };
    let mut stage = Stage::over(auth, clock, options, size.map(|side| side / zoom));
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Create account");
    stage
}

/// What to do with each of the screens, in order.
fn screens(mut look: impl FnMut(&mut Stage), mut stage: Stage) {
    look(&mut stage);
    stage.press("Set up two-factor");
    look(&mut stage);
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    look(&mut stage);
    stage.type_into("6-digit code", &code);
    look(&mut stage);
    assert_eq!(stage.heading(), "Keep these recovery codes");
}

/// Nothing reaches beyond the sides of the window.
fn assert_nothing_is_cut(stage: &Stage, window: Rect) {
    for node in stage.harness.query_all(By::new().predicate(|node| node.label().is_some() || node.value().is_some())) {
        let rect = node.rect();
        let case = format!("{:?} on {:?}: {rect} in {window}", node.accesskit_node().label(), stage.heading());
        assert!(rect.left() >= window.left() && rect.right() <= window.right() + 0.1, "{case}");
    }
}

/// Tab brings every control wholly into the window.
fn assert_all_is_reached(stage: &mut Stage, window: Rect) {
    for _ in 0..8 {
        stage.key(Key::Tab);
        let focused = stage.harness.query_all(By::new().predicate(|node| node.is_focused())).next();
        let Some(focused) = focused else { continue };
        let case = format!("{:?} on {:?}", focused.accesskit_node().label(), stage.heading());
        assert!(window.expand(0.1).contains_rect(focused.rect()), "{case}: {} in {window}", focused.rect());
    }
}

#[test]
fn nothing_is_cut_sideways_and_every_control_comes_into_view() {
    for size in [[480.0, 640.0], [400.0, 560.0]] {
        for percent in [100, 150, 200] {
            let zoom = f32::from(percent) / 100.0;
            let window = Rect::from_min_size(egui::Pos2::ZERO, vec2(size[0], size[1]) / zoom);
            let look = |stage: &mut Stage| {
                let shown = stage.harness.ctx.content_rect();
                assert!((shown.size() - window.size()).length() < 0.1, "{shown} is not {window}");
                assert_nothing_is_cut(stage, window);
                assert_all_is_reached(stage, window);
            };
            screens(look, zoomed(size, percent));
        }
    }
}

#[test]
fn at_the_size_it_opens_with_nothing_scrolls() {
    let window = Rect::from_min_size(egui::Pos2::ZERO, vec2(480.0, 640.0));
    let look = |stage: &mut Stage| {
        for node in stage.harness.query_all(By::new().predicate(|node| node.label().is_some())) {
            let case = format!("{:?} on {:?}", node.accesskit_node().label(), stage.heading());
            assert!(window.contains_rect(node.rect()), "{case}: {}", node.rect());
        }
    };
    screens(look, zoomed([480.0, 640.0], 100));
}

#[test]
fn the_whole_code_is_in_view_in_every_window() {
    for size in [[480.0, 640.0], [400.0, 560.0]] {
        for percent in [100, 150, 200] {
            let zoom = f32::from(percent) / 100.0;
            let mut stage = zoomed(size, percent);
            stage.press("Set up two-factor");
            let foot = stage.button_rect("Next");
            let code = stage.harness.get_by_role_and_label(egui::accesskit::Role::Image, "QR code").rect();
            assert!(code.height() <= foot.top(), "{size:?} at {percent} %: {code} above {foot}");
            let modules = 37.0 + 8.0;
            let pixels = (code.height() - 8.0) * zoom / modules;
            assert!(
                pixels.round() >= 4.0 && (pixels - pixels.round()).abs() < 0.01,
                "{size:?} at {percent} %: {pixels}"
            );
        }
    }
}

#[test]
fn pictures() {
    let mut stage = zoomed([480.0, 640.0], 100);
    stage.press("Set up two-factor");
    let (_, code) = stage.code_of_shown_key();
    stage.wait_seconds(120);
    stage.pictures("scan-hidden");
    stage.press("Next");
    for _ in 0..2 {
        stage.type_text(if code == "000000" { "000001" } else { "000000" });
    }
    stage.pictures("confirm-wrong");
    for _ in 0..18 {
        stage.type_text(if code == "000000" { "000001" } else { "000000" });
    }
    stage.pictures("scan-anew");
    let mut stage = Stage::at_the_recovery_codes();
    stage.close_window();
    stage.pictures("leave");
    renewing().pictures("codes-renewal");
    owed().pictures("scan-owed");
    let mut stage = Stage::at_the_qr_code();
    stage.resize([200.0, 280.0]);
    stage.pictures("scan-narrowest");
}
