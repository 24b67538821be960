//! Decodes the QR code from the rendered screen: it contains the URI, byte for byte.

use std::sync::Arc;

use egui::{Theme, ViewportId, vec2};
use egui_kittest::{Harness, HarnessBuilder};
use rqrr::PreparedImage;

use crate::auth::Options as Rules;
use crate::auth::testing::{FixedRandom, ManualClock, PASSWORD, typed};
use crate::auth::{Auth, MemoryStore, Session, ShowSecret};
use crate::gui::gate::Gate;
use crate::gui::options::{Content, Options};
use crate::gui::screens::Screen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::testing::GateHarness;

/// The display scale factors that are supported.
const SCALES: [f32; 5] = [1.0, 1.25, 1.5, 2.0, 3.0];

/// A window of the initial size, rendered without the pointer that kittest would draw over the code.
fn builder() -> HarnessBuilder<Gate> {
    Harness::builder().with_size(vec2(480.0, 640.0)).with_render_cursor(false).wgpu()
}

/// Creates the first account of a program and begins its two-factor set-up.
fn begin_first_setup(program: &str, username: &str) -> (Arc<Auth>, Arc<ManualClock>, Session, ShowSecret) {
    let (store, clock) = (MemoryStore::new(&FixedRandom::new(7)).unwrap(), Arc::new(ManualClock::new()));
    let rules = Rules { cost: crate::auth::testing::options().cost, ..Rules::new(program) };
    let auth = Auth::with(Arc::new(store), Arc::clone(&clock) as _, Arc::new(FixedRandom::new(1)), rules).unwrap();
    let first = auth.create_first_account(username, typed(PASSWORD)).unwrap();
    let show = auth.begin_enrolment(&first.session, first.step_up).unwrap();
    (Arc::new(auth), clock, first.session, show)
}

/// Decodes the screen: the text, modules per side, and pixels per module.
fn decode_screen(harness: &mut GateHarness) -> (String, usize, f32) {
    let screen = harness.kittest.render().unwrap();
    let (width, height) = screen.dimensions();
    let lightness = |x: usize, y: usize| {
        let [red, green, blue, _] = screen.get_pixel(x as u32, y as u32).0;
        ((u16::from(red) + u16::from(green) + u16::from(blue)) / 3) as u8
    };
    let mut picture = PreparedImage::prepare_from_greyscale(width as usize, height as usize, lightness);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "number of codes on the screen");
    let (meta, text) = grids[0].decode().unwrap();
    let [left, right, ..] = grids[0].bounds;
    let modules = meta.version.to_size();
    (text, modules, ((right.x - left.x) as f32 / modules as f32).round())
}

/// Asserts that the code for `username` at `program` is readable in both themes, at these display scales.
fn assert_readable(builder: HarnessBuilder<Gate>, program: &str, username: &str, scales: &[f32]) -> usize {
    let (auth, clock, session, show) = begin_first_setup(program, username);
    let uri = show.uri().expose_text().to_owned();
    let mut harness = GateHarness::with_builder(auth, clock, Options::for_window(Content::AccountOnly), builder);
    harness
        .kittest
        .state_mut()
        .set_session_and_screen(Some(session), Screen::QrCode(Box::new(QrCodeScreen::new(show))));
    let mut side = 0;
    for &scale in scales {
        for theme in [Theme::Light, Theme::Dark] {
            harness.kittest.ctx.set_theme(theme);
            let viewport = harness.kittest.input_mut().viewports.entry(ViewportId::ROOT).or_default();
            viewport.native_pixels_per_point = Some(scale);
            harness.run();
            let (text, modules, pixels) = decode_screen(&mut harness);
            let case = format!("{program} / {username}, {theme:?}, scale {scale}: {modules} modules, {pixels} pixels");
            assert_eq!(text, uri, "{case}");
            let least = if modules <= 41 { 6.0 } else { 5.0 };
            assert!(pixels >= least * scale, "{case}");
            side = modules;
        }
    }
    side
}

#[test]
fn the_shortest_name_reads_at_every_scale_in_both_themes() {
    assert_eq!(assert_readable(builder(), "Vestibule", "a", &SCALES), 37);
}

#[test]
fn the_longest_name_reads_at_every_scale_in_both_themes() {
    assert_eq!(assert_readable(builder(), "Vestibule", &"w".repeat(64), &SCALES), 41);
}

#[test]
fn umlauts_and_signs_read_at_every_scale_in_both_themes() {
    assert!(assert_readable(builder(), "C# & Größen", "jürgen+müller", &SCALES) > 41);
}

#[test]
fn the_longest_european_uris_read_at_every_scale_in_both_themes() {
    assert!(assert_readable(builder(), "ÄäÖöÜüÉéÀàÇç", &"ü".repeat(64), &SCALES) > 41);
}

/// Alternating scripts make the longest possible URI. Boxes replace letters that this machine may have no font for.
#[test]
fn the_longest_uris_read_at_the_smallest_module_size() {
    let both = assert_readable(builder().allow_missing_glyphs(), "試験装置管理室", &"字".repeat(64), &[1.25]);
    let turns = assert_readable(builder().allow_missing_glyphs(), &"a字".repeat(6), &"b字".repeat(32), &[1.25]);
    assert_eq!((both, turns), (53, 57));
}
