//! The theme: colours, sizes and motion. The only file that names a colour.
#![allow(clippy::disallowed_methods, reason = "the theme is the only module that creates colours")]

use std::sync::Arc;

use egui::{Color32, FontFamily, FontId, Shadow, Style, Ui};

use crate::gui::fonts;

mod style;

/// The grid unit, in points: distances are multiples of it.
pub const GRID: f32 = 8.0;
/// Width of the content column, in points.
pub const COLUMN: f32 = 360.0;
/// Width of the content of the wide screens (account, settings), in points.
pub const WIDE_COLUMN: f32 = 720.0;
/// Width of a table, in points.
pub const TABLE_COLUMN: f32 = 960.0;
/// Height of the pages of a sign-in, in points: a lower one begins where one of this height does.
pub const SIGN_IN_HEIGHT: f32 = 480.0;
/// Height of the buttons below most of them, in points.
pub const SIGN_IN_FOOTER_HEIGHT: f32 = 96.0;
/// Height of a set-up step in a window that has the space, in points: a large QR code and its texts fit.
pub const STEP_HEIGHT: f32 = 680.0;
/// Free space on each side of a column that fills the window, in points.
pub const GUTTER: f32 = 20.0;
/// Height of a field and of a screen's buttons, in points.
pub const FIELD_HEIGHT: f32 = 40.0;
/// Height of a button in a list, and the smallest target size, in points.
pub const COMPACT_HEIGHT: f32 = 32.0;
/// Corner radius of fields and buttons, in points.
pub const RADIUS: u8 = 8;
/// Corner radius of cards and dialogs, in points.
pub const CARD_RADIUS: u8 = 12;
pub const FOCUS_RING_WIDTH: f32 = 2.0;
pub const DISABLED_ALPHA: f32 = 0.45;

/// Available widths, in points, below which a layout changes. Most stack what is otherwise side by side.
pub mod breakpoints {
    /// The head of a card, and its badge.
    pub const CARD_HEAD: f32 = 160.0;
    /// The buttons of a set-up step.
    pub const SETUP_BUTTONS: f32 = 200.0;
    /// The buttons of a dialog.
    pub const BUTTON_ROW: f32 = 260.0;
    /// A line, and its trailing content.
    pub const TRAILING: f32 = 300.0;
    /// The setup key, and its buttons.
    pub const SETUP_KEY: f32 = 300.0;
    /// The users are rows of two lines and no table.
    pub const USERS_TABLE: f32 = 640.0;
    /// The bar shows icons, and recovery codes are one column.
    pub const NARROW_WINDOW: f32 = 440.0;
}

#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    pub background: Color32,
    /// Fields, cards and dialogs.
    pub surface: Color32,
    /// Border of fields: contrast of at least 3 : 1, since it alone marks where to type.
    pub field_border: Color32,
    /// Border of buttons, whose text identifies them.
    pub button_border: Color32,
    /// Lines between rows, neutral fills, the selected tab.
    pub divider: Color32,
    pub text: Color32,
    /// Captions, and icons beside text.
    pub weak_text: Color32,
    /// The primary button, links, the focus ring, the logo.
    pub accent: Color32,
    pub on_accent: Color32,
    /// A light tint of the accent, behind badges and selections.
    pub accent_fill: Color32,
    pub error: Color32,
    /// Background of errors, and text on a filled error button.
    pub error_fill: Color32,
    pub warning: Color32,
    pub warning_fill: Color32,
    pub success: Color32,
}

impl Palette {
    pub const LIGHT: Self = Self {
        background: hex(0xFA_FA_F9),
        surface: hex(0xFF_FF_FF),
        field_border: hex(0x8C_87_82),
        button_border: hex(0xD6_D3_D1),
        divider: hex(0xE7_E5_E4),
        text: hex(0x1C_19_17),
        weak_text: hex(0x57_53_4E),
        accent: hex(0x0F_6E_68),
        on_accent: hex(0xFF_FF_FF),
        accent_fill: hex(0xE6_F2_F0),
        error: hex(0xB4_23_18),
        error_fill: hex(0xFE_F1_EF),
        warning: hex(0x8A_52_00),
        warning_fill: hex(0xFF_F6_E5),
        success: hex(0x15_74_3B),
    };

    pub const DARK: Self = Self {
        background: hex(0x16_15_14),
        surface: hex(0x1F_1D_1C),
        field_border: hex(0x78_72_6D),
        button_border: hex(0x44_40_3C),
        divider: hex(0x2E_2B_29),
        text: hex(0xF5_F5_F4),
        weak_text: hex(0xA8_A2_9E),
        accent: hex(0x4C_C3_B5),
        on_accent: hex(0x06_20_1D),
        accent_fill: hex(0x17_30_2D),
        error: hex(0xFF_9A_8F),
        error_fill: hex(0x3A_1B_17),
        warning: hex(0xF2_C2_66),
        warning_fill: hex(0x33_27_0F),
        success: hex(0x6F_D5_96),
    };
}

const fn hex(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typography {
    Heading,
    DialogTitle,
    CardTitle,
    /// Running text and input.
    Body,
    /// Buttons and tabs.
    Button,
    /// Labels of fields and small buttons.
    Label,
    Banner,
    /// Text under a field or beside an icon.
    Caption,
    /// Recovery codes.
    Mono,
    /// Setup keys, and the characters of a password field.
    Secret,
    /// The digits of a one-time code.
    CodeDigit,
}

impl Typography {
    /// Returns font size and line height, in points, and the font family.
    fn metrics(self) -> (f32, f32, &'static FontFamily) {
        match self {
            Self::Heading => (24.0, 32.0, &fonts::SEMIBOLD),
            Self::DialogTitle => (18.0, 26.0, &fonts::SEMIBOLD),
            Self::CardTitle => (15.0, 22.0, &fonts::SEMIBOLD),
            Self::Body => (15.0, 22.0, &fonts::REGULAR),
            Self::Button => (15.0, 22.0, &fonts::MEDIUM),
            Self::Label => (14.0, 20.0, &fonts::MEDIUM),
            Self::Banner => (14.0, 20.0, &fonts::REGULAR),
            Self::Caption => (13.0, 18.0, &fonts::REGULAR),
            Self::Mono => (13.0, 18.0, &fonts::MONO),
            Self::Secret => (15.0, 22.0, &fonts::MONO),
            Self::CodeDigit => (30.0, 40.0, &fonts::MONO),
        }
    }

    pub fn font(self) -> FontId {
        let (size, _, family) = self.metrics();
        FontId::new(size, family.clone())
    }

    pub fn line_height(self) -> f32 {
        self.metrics().1
    }
}

/// The meaning of a text, a badge or a banner, which selects its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Neutral,
    /// On, current, selected.
    Accent,
    /// Done, saved.
    Success,
    Warning,
    Error,
}

/// A palette with the user's preferences, and the egui style made from both.
#[derive(Clone, Debug)]
pub struct Theme {
    pub palette: Palette,
    pub dark: bool,
    /// Disables fades, shaking and the spinner's rotation.
    pub reduce_motion: bool,
    /// The style for what egui draws itself: scroll bars, menus, tooltips, tables.
    pub style: Arc<Style>,
}

impl Theme {
    pub fn new(dark: bool, reduce_motion: bool) -> Self {
        let palette = if dark { Palette::DARK } else { Palette::LIGHT };
        let style = Arc::new(style::style(&palette, dark, reduce_motion));
        Self { palette, dark, reduce_motion, style }
    }

    /// Sets fonts and style for everything drawn in `ui`, and for nothing outside it.
    pub fn apply(&self, ui: &mut Ui) {
        fonts::install(ui);
        ui.set_style(Arc::clone(&self.style));
    }

    /// Returns the text colour for `intent`, and its background in badges and banners.
    pub fn intent_colors(&self, intent: Intent) -> (Color32, Color32) {
        let p = &self.palette;
        match intent {
            Intent::Neutral => (p.weak_text, p.divider),
            Intent::Accent => (p.accent, p.accent_fill),
            Intent::Success => (p.success, p.accent_fill),
            Intent::Warning => (p.warning, p.warning_fill),
            Intent::Error => (p.error, p.error_fill),
        }
    }

    pub fn hovered(&self, color: Color32) -> Color32 {
        color.lerp_to_gamma(self.palette.text, 0.08)
    }

    pub fn pressed(&self, color: Color32) -> Color32 {
        color.lerp_to_gamma(self.palette.text, 0.16)
    }

    /// Returns `color` as drawn on a disabled element on the window background.
    pub fn disabled(&self, color: Color32) -> Color32 {
        if color == Color32::TRANSPARENT { color } else { self.palette.background.lerp_to_gamma(color, DISABLED_ALPHA) }
    }

    /// Returns the colour between a dialog and the screen behind it.
    pub fn backdrop(&self) -> Color32 {
        Color32::from_black_alpha(if self.dark { 140 } else { 70 })
    }

    pub fn shadow(&self) -> Shadow {
        Shadow {
            offset: [0, 6],
            blur: 24,
            spread: 0,
            color: Color32::from_black_alpha(if self.dark { 110 } else { 36 }),
        }
    }
}

#[cfg(test)]
mod tests;
