//! The QR code on the screen, as large as the window has room for, or what is in its place.

use egui::{Align, CornerRadius, Layout, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, vec2};

use crate::gui::icon::Icon;
use crate::gui::qr::QrTexture;
use crate::gui::text::setup;
use crate::gui::theme::{CARD_RADIUS, FIELD_HEIGHT, GRID, Theme, Tone};
use crate::gui::widgets::{Button, banner};

/// Height of a window as it opens, in points.
const WHOLE: f32 = 640.0;
/// Most modules a side of what counts as a small code.
const SMALL: usize = 41;

/// What is where the QR code belongs.
enum Content {
    /// It is made with the next frame.
    Due,
    Code(QrTexture),
    /// Nobody was here for two minutes.
    Hidden,
    /// The key does not fit a QR code.
    Impossible,
}

/// The code with what was measured around it.
pub(super) struct Picture {
    content: Content,
    /// Side of the card that was shown last, in points: what hides it takes the same room.
    side: f32,
    /// Height of the screen's foot, in points.
    foot: f32,
    /// Height of everything but the code, the foot included, in points.
    around: f32,
}

impl Picture {
    pub(super) fn new() -> Self {
        // Both heights are measured in the first frame, before anybody sees it.
        Self { content: Content::Due, side: 0.0, foot: 64.0, around: 288.0 }
    }

    /// Takes the code away, and its texture with it.
    pub(super) fn hide(&mut self) {
        if !matches!(self.content, Content::Impossible) {
            self.content = Content::Hidden;
        }
    }

    /// Brings it back.
    pub(super) fn reveal(&mut self) {
        self.content = Content::Due;
    }

    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.content, Content::Hidden)
    }

    /// Makes the texture, once for each time it is shown.
    pub(super) fn prepare(&mut self, ui: &Ui, uri: &str) {
        if let Content::Due = &self.content {
            self.content = QrTexture::new(ui, uri).map_or(Content::Impossible, Content::Code);
        }
    }

    /// Side of the smallest card that is shown without scrolling, in points.
    pub(super) fn least_side(&self, ui: &Ui, window: f32) -> f32 {
        let Content::Code(code) = &self.content else { return self.side };
        // Pixels of a module at a display scale of 1. Where the window was made smaller phones have to come closer.
        let least = match code.modules_per_side() {
            _ if window < WHOLE => 4.0,
            ..=SMALL => 6.0,
            _ => 5.0,
        };
        let display = ui.pixels_per_point() / ui.zoom_factor();
        code.card_side((least * display).ceil(), ui.pixels_per_point())
    }

    /// Draws it with all the height that is left, or, where that is too little, with all there is above the foot.
    /// Says whether it is to be shown again.
    pub(super) fn show(&mut self, ui: &mut Ui, theme: &Theme, window: f32) -> bool {
        let left = window - self.around;
        let height = if left >= self.least_side(ui, window) { left } else { window - self.foot };
        let room = vec2(ui.available_width(), height);
        match &self.content {
            Content::Code(code) => {
                self.side = code.show(ui, room, setup::QR_CODE, setup::QR_CODE_IS).rect.height();
                false
            }
            Content::Hidden => hidden(ui, theme, self.side),
            Content::Due | Content::Impossible => {
                self.side = banner(ui, theme, Tone::Warning, setup::NO_QR).rect.height();
                false
            }
        }
    }

    /// Heights as they came out, in points: `body` is all above the foot, the code included.
    pub(super) fn measure(&mut self, ui: &Ui, body: f32, foot: f32) {
        // Half a step of the grid for the margin that a scrolling body has.
        let around = body - self.side + foot + GRID / 2.0;
        let moved = (around - self.around).abs().max((foot - self.foot).abs());
        (self.around, self.foot) = (around, foot);
        if moved > 0.1 {
            ui.request_discard("the room for the code");
        }
    }
}

/// A card in place of the code, with what brings it back.
fn hidden(ui: &mut Ui, theme: &Theme, side: f32) -> bool {
    let (room, _) = ui.allocate_exact_size(vec2(ui.available_width(), side), Sense::hover());
    let rect = Rect::from_center_size(room.center(), Vec2::splat(side));
    let (p, radius) = (&theme.palette, CornerRadius::same(CARD_RADIUS));
    ui.painter().rect(rect, radius, p.raised, Stroke::new(1.0, p.hairline), StrokeKind::Inside);
    let place = Rect::from_center_size(rect.center(), vec2(side, FIELD_HEIGHT.min(side)));
    let builder = UiBuilder::new().max_rect(place).layout(Layout::top_down(Align::Center));
    // Not a scope: its place is taken already.
    Button::quiet(setup::SHOW_QR).icon(Icon::Eye).show(&mut ui.new_child(builder), theme).clicked()
}
