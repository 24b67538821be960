//! The computer's fonts, for characters that our fonts do not contain.
//!
//! Listing them takes up to some hundred milliseconds of one processor. It begins after the first frame rather than
//! concurrently with it as in eframe: until then the window needs both processors of a small computer.

use std::sync::{Arc, OnceLock};

use eframe::egui::Context;
use eframe::egui::epaint::text::{FallbackRequest, FontInsert, FontProvider};
use egui_system_font_provider::SystemFontProvider;

/// Font provider of a context, asked once for each character that no installed font has.
#[derive(Clone, Default)]
pub(super) struct SystemFonts(Arc<OnceLock<SystemFontProvider>>);

impl SystemFonts {
    /// Registers this provider with `context`.
    pub(super) fn provide(&self, context: &Context) {
        context.add_font_provider(Arc::new(self.clone()));
    }

    /// Lists the fonts on a separate thread, once a pass of `context` is complete.
    pub(super) fn list_after_first_pass(&self, context: &Context) {
        if context.cumulative_pass_nr() > 0 {
            self.0.get_or_init(SystemFontProvider::new);
        }
    }
}

impl FontProvider for SystemFonts {
    /// Blocks until the fonts are listed. No text of this crate needs it.
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        self.0.get_or_init(SystemFontProvider::new).font_for(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::window_font_definitions;

    #[test]
    fn the_fonts_of_the_computer_are_listed_after_the_first_frame() {
        let (context, fonts) = (Context::default(), SystemFonts::default());
        context.set_fonts(window_font_definitions());
        fonts.provide(&context);
        let mut listed = Vec::new();
        for _ in 0..2 {
            let mut output = context.run_ui(eframe::egui::RawInput::default(), |ui| {
                fonts.list_after_first_pass(ui);
                ui.label("Sign in to Vestibule: alice, Ångström…");
                listed.push(fonts.0.get().is_some());
            });
            output.textures_delta.clear();
        }
        assert_eq!(listed, [false, true]);
    }

    #[test]
    fn a_character_missing_from_our_fonts_is_found_in_the_first_frame() {
        let (context, fonts) = (Context::default(), SystemFonts::default());
        context.set_fonts(window_font_definitions());
        fonts.provide(&context);
        let mut output = context.run_ui(eframe::egui::RawInput::default(), |ui| drop(ui.label("試験室")));
        output.textures_delta.clear();
        assert!(fonts.0.get().is_some());
    }
}
