//! The QR code as large as the window allows, or its placeholder.

use egui::{Align, CornerRadius, Layout, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, vec2};

use crate::gui::icon::Icon;
use crate::gui::qr::QrTexture;
use crate::gui::text::setup;
use crate::gui::theme::{CARD_RADIUS, FIELD_HEIGHT, GRID, Intent, Theme};
use crate::gui::widgets::{Button, banner};

/// Initial height of a window, in points.
const DEFAULT_HEIGHT: f32 = 640.0;
/// The most modules per side of a code that counts as small.
const SMALL_CODE_MODULES: usize = 41;

/// What is shown in place of the QR code.
enum QrState {
    /// The texture is created in the next frame.
    Pending,
    Code(QrTexture),
    /// Hidden after two minutes without input.
    Hidden,
    /// The key does not fit a QR code.
    TooLong,
}

/// The QR code and the measurements for its layout.
pub(super) struct QrView {
    state: QrState,
    /// Side of the card last shown, in points; its placeholder takes the same space.
    side: f32,
    /// Height of everything else that scrolls with the code, in points.
    rest_height: f32,
}

impl QrView {
    pub(super) fn new() -> Self {
        // The height is measured in the first frame, before anything is visible.
        Self { state: QrState::Pending, side: 0.0, rest_height: 256.0 }
    }

    /// Hides the code and drops its texture.
    pub(super) fn hide(&mut self) {
        if !matches!(self.state, QrState::TooLong) {
            self.state = QrState::Hidden;
        }
    }

    pub(super) fn reveal(&mut self) {
        self.state = QrState::Pending;
    }

    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.state, QrState::Hidden)
    }

    /// Creates the texture, once each time the code is shown.
    pub(super) fn prepare(&mut self, ui: &Ui, uri: &str) {
        if let QrState::Pending = &self.state {
            self.state = QrTexture::new(ui, uri).map_or(QrState::TooLong, QrState::Code);
        }
    }

    /// Returns the side of the smallest card that is shown without scrolling, in points.
    pub(super) fn min_side(&self, ui: &Ui, window: f32) -> f32 {
        let QrState::Code(code) = &self.state else { return self.side };
        // Pixels per module at a display scale of 1. In a window that was made smaller, phones have to be held closer.
        let least = match code.modules {
            _ if window < DEFAULT_HEIGHT => 4.0,
            ..=SMALL_CODE_MODULES => 6.0,
            _ => 5.0,
        };
        let display = ui.pixels_per_point() / ui.zoom_factor();
        code.card_side((least * display).ceil(), ui.pixels_per_point())
    }

    /// Draws the code in the height that the rest leaves or, if that is too small, in all the height that scrolls.
    /// Returns whether the user asked to show it again.
    pub(super) fn show(&mut self, ui: &mut Ui, theme: &Theme, window: f32) -> bool {
        let scrolled = ui.clip_rect().height();
        let left = scrolled - self.rest_height;
        let height = if left >= self.min_side(ui, window) { left } else { scrolled };
        let available = vec2(ui.available_width(), height);
        match &self.state {
            QrState::Code(code) => {
                self.side = code.show(ui, available, setup::QR_CODE, setup::QR_CODE_DESCRIPTION).rect.height();
                false
            }
            QrState::Hidden => hidden_card(ui, theme, self.side),
            QrState::Pending | QrState::TooLong => {
                self.side = banner(ui, theme, Intent::Warning, setup::QR_TOO_LONG).rect.height();
                false
            }
        }
    }

    /// Records the measured height of everything above the footer, the code included, in points.
    pub(super) fn measure(&mut self, ui: &Ui, body: f32) {
        // Half a grid step for the margin of a scrolling body.
        let rest_height = body - self.side + GRID / 2.0;
        if (rest_height - self.rest_height).abs() > 0.1 {
            self.rest_height = rest_height;
            ui.request_discard("the room for the code");
        }
    }
}

/// Draws a card in place of the code; returns whether its button was pressed.
fn hidden_card(ui: &mut Ui, theme: &Theme, side: f32) -> bool {
    let (allocated, _) = ui.allocate_exact_size(vec2(ui.available_width(), side), Sense::hover());
    let rect = Rect::from_center_size(allocated.center(), Vec2::splat(side));
    let (p, radius) = (&theme.palette, CornerRadius::same(CARD_RADIUS));
    ui.painter().rect(rect, radius, p.surface, Stroke::new(1.0, p.divider), StrokeKind::Inside);
    let button_rect = Rect::from_center_size(rect.center(), vec2(side, FIELD_HEIGHT.min(side)));
    let builder = UiBuilder::new().max_rect(button_rect).layout(Layout::top_down(Align::Center));
    // A child instead of a scope, since the space is already allocated.
    Button::secondary(setup::SHOW_QR).icon(Icon::Eye).show(&mut ui.new_child(builder), theme).clicked()
}
