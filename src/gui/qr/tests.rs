use egui::Context;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use rqrr::PreparedImage;

use super::*;
use crate::gui::theme::Theme;

const URI: &str = "otpauth://totp/Vestibule:alice?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vestibule";

/// Decodes the QR code in an image.
fn decode(width: usize, height: usize, lightness: impl Fn(usize, usize) -> u8) -> String {
    let mut picture = PreparedImage::prepare_from_greyscale(width, height, lightness);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "number of codes in the image");
    grids[0].decode().unwrap().1
}

/// An issuer of 24 bytes and a name of 32 bytes, percent-encoded with three characters each.
fn longest_uri() -> String {
    let (issuer, name) = ("%C3%A4".repeat(12), "%E5%AD%97".repeat(10));
    format!("otpauth://totp/{issuer}:{name}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer={issuer}")
}

#[test]
fn the_qr_image_decodes_to_the_uri() {
    for uri in [URI, &longest_uri()] {
        let picture = to_image(&encode(uri).unwrap());
        let scale = 4;
        let [width, height] = picture.size;
        let decoded = decode(width * scale, height * scale, |x, y| picture.pixels[y / scale * width + x / scale].r());
        assert_eq!(decoded, uri);
    }
}

#[test]
fn the_saved_png_decodes_to_the_uri() {
    let file = png(URI).unwrap();
    let picture = image::load_from_memory(&file).unwrap().to_luma8();
    let (width, height) = picture.dimensions();
    let decoded = decode(width as usize, height as usize, |x, y| picture.get_pixel(x as u32, y as u32).0[0]);
    assert_eq!(decoded, URI);
}

#[test]
fn the_quiet_zone_is_four_modules_wide() {
    // The number of the standard, independent of our constant.
    const FOUR: usize = 4;
    let code = encode(URI).unwrap();
    let picture = to_image(&code);
    let [side, _] = picture.size;
    assert_eq!(side, code.width() + 2 * FOUR);
    for (index, pixel) in picture.pixels.iter().enumerate() {
        let (x, y) = (index % side, index / side);
        let quiet = [x, y].iter().any(|&at| at < FOUR || at >= side - FOUR);
        assert!(!quiet || *pixel == Color32::WHITE, "({x}, {y})");
    }
}

#[test]
fn error_correction_is_m_up_to_41_modules_and_l_beyond() {
    let short = encode(URI).unwrap();
    assert_eq!((short.error_correction_level(), short.width()), (EcLevel::M, 37));
    let long = encode(&longest_uri()).unwrap();
    assert!(long.width() > 41);
    assert_eq!(long.error_correction_level(), EcLevel::L);
}

#[test]
fn a_module_is_a_whole_number_of_pixels() {
    let code = QrTexture::new(&Context::default(), URI).unwrap();
    for scale in [1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 3.0] {
        let pixels = code.side(vec2(360.0, 302.0), scale) * scale / (code.modules + 2 * QUIET_ZONE) as f32;
        assert!((pixels - pixels.round()).abs() < 0.001, "{scale}: {pixels}");
        assert!(pixels.round() >= (6.0 * scale).floor(), "{scale}: {pixels}");
    }
}

#[test]
fn a_screen_reader_finds_an_image_with_a_description() {
    let harness = Harness::new_ui(|ui| {
        let code = QrTexture::new(ui, URI).unwrap();
        code.show(ui, vec2(300.0, 300.0), "QR code", "The same key is below as text");
    });
    let image = harness.get_by_role_and_label(Role::Image, "QR code");
    assert_eq!(image.accesskit_node().description().as_deref(), Some("The same key is below as text"));
}

#[test]
fn the_rendered_qr_code_decodes_in_both_themes_at_every_scale() {
    for dark in [false, true] {
        for scale in [1.0, 1.25, 1.5, 2.0, 3.0] {
            let theme = Theme::new(dark, true);
            let mut code = None;
            let mut harness =
                Harness::builder().with_size(vec2(353.0, 331.0)).with_pixels_per_point(scale).wgpu().build_ui(|ui| {
                    theme.apply(ui);
                    ui.painter().rect_filled(ui.max_rect().expand(50.0), 0.0, theme.palette.background);
                    let code = code.get_or_insert_with(|| QrTexture::new(ui, URI).unwrap());
                    ui.add_space(3.3);
                    code.show(ui, vec2(337.0, 310.0), "QR code", "");
                });
            harness.run();
            let screen = harness.render().unwrap();
            let (width, height) = screen.dimensions();
            let decoded = decode(width as usize, height as usize, |x, y| screen.get_pixel(x as u32, y as u32).0[0]);
            assert_eq!(decoded, URI, "dark: {dark}, scale {scale}");
            assert_eq!(count_grey_pixels(&screen), 0, "blurred modules (dark: {dark}, scale {scale})");
        }
    }
}

/// Counts the pixels in the middle of the image that are neither black nor white.
fn count_grey_pixels(screen: &image::RgbaImage) -> usize {
    let (width, height) = screen.dimensions();
    let middle = |at: u32, size: u32| at > size / 4 && at < size * 3 / 4;
    screen
        .enumerate_pixels()
        .filter(|(x, y, pixel)| middle(*x, width) && middle(*y, height) && !matches!(pixel.0[0], 0 | 255))
        .count()
}
