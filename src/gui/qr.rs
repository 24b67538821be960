//! The QR code of a pairing: black on white in every theme, with the quiet zone in the image and each module a whole
//! number of screen pixels.

use std::io::Cursor;

use egui::accesskit::Role;
use egui::emath::GuiRounding;
use egui::{
    Color32, ColorImage, Context, Rect, Response, Sense, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};
use image::{GrayImage, ImageFormat, Luma};
use qrcode::bits::Bits;
use qrcode::optimize::Segment;
use qrcode::types::{Mode, QrError};
use qrcode::{Color, EcLevel, QrCode, Version};
use zeroize::Zeroizing;

use crate::gui::theme::CARD_RADIUS;

/// Width of the light border around the code, in modules (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;
/// The largest version, 41 modules per side, with error correction M (15 %). Above it, L (7 %) keeps the modules large
/// enough to scan.
const MAX_VERSION_AT_M: i16 = 6;
/// The shortest run, in symbols, that justifies a mode of its own: switching to it and back costs 28 bits.
const MIN_ALPHANUMERIC_RUN: usize = 13;
/// Side of a module in a saved image, in pixels.
const SAVED_MODULE: u32 = 8;
/// White margin around the texture, in points, so that the rounded corners of the card do not clip it.
const BORDER: f32 = 4.0;

pub struct QrTexture {
    texture: TextureHandle,
    /// The number of modules per side, without the quiet zone.
    pub modules: usize,
}

impl QrTexture {
    /// Creates the image of `uri`. The URI contains the secret: drop this value once it is no longer shown.
    ///
    /// # Errors
    /// Fails if `uri` is longer than a QR code can hold.
    pub fn new(ctx: &Context, uri: &str) -> Result<Self, QrError> {
        let code = encode(uri)?;
        let texture = ctx.load_texture("vestibule-qr", to_image(&code), TextureOptions::NEAREST);
        Ok(Self { texture, modules: code.width() })
    }

    /// Returns the side of the white card, in points, for modules of `module_pixels` screen pixels.
    pub fn card_side(&self, module_pixels: f32, pixels_per_point: f32) -> f32 {
        (self.modules + 2 * QUIET_ZONE) as f32 * module_pixels / pixels_per_point + 2.0 * BORDER
    }

    /// Draws the code centred on its white card, as large as `available` (in points) allows with whole pixels. `name`
    /// and `description` are for screen readers.
    pub fn show(&self, ui: &mut Ui, available: Vec2, name: &str, description: &str) -> Response {
        let side = self.side(available, ui.pixels_per_point());
        let card = side + 2.0 * BORDER;
        let (allocated, response) = ui.allocate_exact_size(vec2(ui.available_width().max(card), card), Sense::hover());
        let min = (allocated.center() - Vec2::splat(side / 2.0)).round_to_pixels(ui.pixels_per_point());
        let rect = Rect::from_min_size(min, Vec2::splat(side));
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
        ui.accesskit_node_builder(response.id, |node| node.set_description(description));
        ui.painter().rect_filled(rect.expand(BORDER), CARD_RADIUS, Color32::WHITE);
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(self.texture.id(), rect, uv, Color32::WHITE);
        response
    }

    /// Returns the side of the code with its quiet zone, in points. A module is a whole number of pixels, at least one.
    fn side(&self, available: Vec2, pixels_per_point: f32) -> f32 {
        let modules = (self.modules + 2 * QUIET_ZONE) as f32;
        let pixels = (available.min_elem() - 2.0 * BORDER) * pixels_per_point;
        // Rounding at a scale such as 1.1 can make the available size slightly smaller than the whole number intended.
        let module = ((pixels + 0.01) / modules).floor().max(1.0);
        modules * module / pixels_per_point
    }
}

/// Returns the image as a PNG file with 8 pixels per module; `None` if `uri` is longer than a QR code can hold.
pub fn png(uri: &str) -> Option<Zeroizing<Vec<u8>>> {
    let code = encode(uri).ok()?;
    let side = (code.width() + 2 * QUIET_ZONE) as u32 * SAVED_MODULE;
    let image = GrayImage::from_fn(side, side, |x, y| {
        Luma([if is_dark(&code, (x / SAVED_MODULE) as usize, (y / SAVED_MODULE) as usize) { 0 } else { 255 }])
    });
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, ImageFormat::Png).ok()?;
    Some(Zeroizing::new(file.into_inner()))
}

fn encode(uri: &str) -> Result<QrCode, QrError> {
    let segments = segments(uri.as_bytes());
    // The level is chosen before the modules are placed, since evaluating the masks is nearly all of the work.
    let bits = smallest_fit(uri, &segments, EcLevel::M)?;
    match bits.version() {
        Version::Normal(version) if version > MAX_VERSION_AT_M => {
            QrCode::with_bits(smallest_fit(uri, &segments, EcLevel::L)?, EcLevel::L)
        }
        _ => QrCode::with_bits(bits, EcLevel::M),
    }
}

/// Returns the content of the smallest code that fits the segments.
fn smallest_fit(uri: &str, segments: &[Segment], level: EcLevel) -> Result<Bits, QrError> {
    let fitted = (1..=40).find_map(|version| {
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_segments(uri.as_bytes(), segments.iter().copied()).ok()?;
        bits.push_terminator(level).ok()?;
        Some(bits)
    });
    fitted.ok_or(QrError::DataTooLong)
}

/// Splits `uri` into bytes and long runs of the 45 symbols that take five and a half bits, such as the key and
/// percent-encoded letters. The crate's own segmentation needs up to two versions more for these URIs.
fn segments(uri: &[u8]) -> Vec<Segment> {
    let is_short =
        |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'$' | b'%' | b'*' | b'+' | b'-'..=b'/' | b':');
    let mut segments: Vec<Segment> = Vec::new();
    let mut begin = 0;
    for run in uri.chunk_by(|current, next| is_short(current) == is_short(next)) {
        let end = begin + run.len();
        let short = run.len() >= MIN_ALPHANUMERIC_RUN && run.first().is_some_and(is_short);
        let mode = if short { Mode::Alphanumeric } else { Mode::Byte };
        match segments.last_mut() {
            Some(last) if last.mode == mode => last.end = end,
            _ => segments.push(Segment { mode, begin, end }),
        }
        begin = end;
    }
    segments
}

/// Returns the image with one pixel per module, quiet zone included.
fn to_image(code: &QrCode) -> ColorImage {
    let side = code.width() + 2 * QUIET_ZONE;
    let color = |index| if is_dark(code, index % side, index / side) { Color32::BLACK } else { Color32::WHITE };
    ColorImage::new([side, side], (0..side * side).map(color).collect())
}

/// Whether the module at this position of the image, quiet zone included, is dark.
fn is_dark(code: &QrCode, x: usize, y: usize) -> bool {
    let modules = QUIET_ZONE..QUIET_ZONE + code.width();
    modules.contains(&x) && modules.contains(&y) && code[(x - QUIET_ZONE, y - QUIET_ZONE)] == Color::Dark
}

#[cfg(test)]
mod tests;
