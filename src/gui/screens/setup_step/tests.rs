//! Tests that the four screens around a set-up fit every supported window.

use egui::{Key, Rect, vec2};
use egui_kittest::kittest::{By, NodeT, Queryable};

use crate::auth::testing::auth;
use crate::gui::options::{Content, Options};
use crate::gui::settings::Settings;
use crate::gui::testing::GateHarness;
use crate::gui::testing::setup_fixtures::{renewing_recovery_codes, required_setup};

/// A first start in a window of this size, in points at 100 %, zoomed.
fn zoomed_first_start(size: [f32; 2], percent: u16) -> GateHarness {
    let (auth, clock, _) = auth();
    let settings = Settings { zoom_percent: percent, ..Settings::default() };
    let zoom = f32::from(percent) / 100.0;
    let options = Options { settings, ..Options::for_window(Content::AccountOnly) };
    let mut harness = GateHarness::with_auth(auth, clock, options, size.map(|side| side / zoom));
    harness.create_first_account();
    harness
}

/// Runs `check` on each of the screens, in order.
fn for_each_screen(mut check: impl FnMut(&mut GateHarness), mut harness: GateHarness) {
    check(&mut harness);
    harness.click_button("Set up two-factor");
    check(&mut harness);
    let (_, code) = harness.code_for_displayed_key();
    harness.click_button("Next");
    check(&mut harness);
    harness.type_into("6-digit code", &code);
    check(&mut harness);
    assert_eq!(harness.heading(), "Keep these recovery codes");
}

/// Asserts that nothing extends beyond the sides of the window.
fn assert_nothing_clipped(harness: &GateHarness, window: Rect) {
    for node in harness.kittest.query_all(By::new().predicate(|node| node.label().is_some() || node.value().is_some()))
    {
        let rect = node.rect();
        let case = format!("{:?} on {:?}: {rect} in {window}", node.accesskit_node().label(), harness.heading());
        assert!(rect.left() >= window.left() && rect.right() <= window.right() + 0.1, "{case}");
    }
}

/// Asserts that Tab scrolls every control completely into the window.
fn assert_all_reachable(harness: &mut GateHarness, window: Rect) {
    for _ in 0..8 {
        harness.key(Key::Tab);
        let focused = harness.kittest.query_all(By::new().predicate(|node| node.is_focused())).next();
        let Some(focused) = focused else { continue };
        let case = format!("{:?} on {:?}", focused.accesskit_node().label(), harness.heading());
        assert!(window.expand(0.1).contains_rect(focused.rect()), "{case}: {} in {window}", focused.rect());
    }
}

#[test]
fn no_set_up_screen_is_clipped_and_every_control_is_reachable() {
    for size in [[480.0, 640.0], [400.0, 560.0]] {
        for percent in [100, 150, 200] {
            let zoom = f32::from(percent) / 100.0;
            let window = Rect::from_min_size(egui::Pos2::ZERO, vec2(size[0], size[1]) / zoom);
            let check = |harness: &mut GateHarness| {
                let content_rect = harness.kittest.ctx.content_rect();
                assert!((content_rect.size() - window.size()).length() < 0.1, "{content_rect} is not {window}");
                assert_nothing_clipped(harness, window);
                assert_all_reachable(harness, window);
            };
            for_each_screen(check, zoomed_first_start(size, percent));
        }
    }
}

#[test]
fn set_up_screens_do_not_scroll_at_the_default_size() {
    let window = Rect::from_min_size(egui::Pos2::ZERO, vec2(480.0, 640.0));
    let check = |harness: &mut GateHarness| {
        for node in harness.kittest.query_all(By::new().predicate(|node| node.label().is_some())) {
            let case = format!("{:?} on {:?}", node.accesskit_node().label(), harness.heading());
            assert!(window.contains_rect(node.rect()), "{case}: {}", node.rect());
        }
    };
    for_each_screen(check, zoomed_first_start([480.0, 640.0], 100));
}

#[test]
fn the_buttons_are_in_one_place_in_every_step() {
    for size in [[480.0, 640.0], [400.0, 560.0], [800.0, 480.0], [1280.0, 800.0]] {
        let mut harness = zoomed_first_start(size, 100);
        harness.click_button("Set up two-factor");
        let (next, cancel) = (harness.button_rect("Next"), harness.button_rect("Cancel"));
        let (_, code) = harness.code_for_displayed_key();
        harness.click_button("Next");
        assert_eq!((harness.button_rect("Confirm"), harness.button_rect("Back")), (next, cancel), "{size:?}");
        harness.type_into("6-digit code", &code);
        assert_eq!(harness.button_rect("Finish"), next, "{size:?}");
    }
}

#[test]
fn the_qr_code_is_fully_visible_in_every_window() {
    for size in [[480.0, 640.0], [400.0, 560.0]] {
        for percent in [100, 150, 200] {
            let zoom = f32::from(percent) / 100.0;
            let mut harness = zoomed_first_start(size, percent);
            harness.click_button("Set up two-factor");
            let footer_top = harness.button_rect("Next");
            let code = harness.kittest.get_by_role_and_label(egui::accesskit::Role::Image, "QR code").rect();
            assert!(code.height() <= footer_top.top(), "{size:?} at {percent} %: {code} above {footer_top}");
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
fn save_screenshots() {
    let mut harness = zoomed_first_start([480.0, 640.0], 100);
    harness.click_button("Set up two-factor");
    let (_, code) = harness.code_for_displayed_key();
    harness.wait_seconds(120);
    harness.save_screenshots("scan-hidden");
    harness.click_button("Next");
    for _ in 0..2 {
        harness.type_text(if code == "000000" { "000001" } else { "000000" });
    }
    harness.save_screenshots("confirm-wrong");
    for _ in 0..18 {
        harness.type_text(if code == "000000" { "000001" } else { "000000" });
    }
    harness.save_screenshots("scan-anew");
    let mut harness = GateHarness::at_recovery_codes_screen();
    harness.close_window();
    harness.save_screenshots("leave");
    renewing_recovery_codes().save_screenshots("codes-renewal");
    required_setup().save_screenshots("scan-owed");
    let mut harness = GateHarness::at_qr_code_screen();
    harness.resize([200.0, 280.0]);
    harness.save_screenshots("scan-narrowest");
}
