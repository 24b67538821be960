//! The window is about to close although a set-up is unfinished.

use egui::Ui;

use crate::gui::message::Command;
use crate::gui::text::setup;
use crate::gui::theme::GRID;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, body, dialog};

/// Asks for confirmation. Staying is the default.
#[derive(Debug)]
pub struct ConfirmCloseDialog {
    focus: FocusRequest<()>,
}

impl Default for ConfirmCloseDialog {
    fn default() -> Self {
        Self { focus: FocusRequest::initially(()) }
    }
}

impl View for ConfirmCloseDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let shown = dialog(ui, theme, cx.dialog_area, setup::CONFIRM_CLOSE_TITLE, |ui| {
            body(ui, theme, setup::CONFIRM_CLOSE_BODY);
            ui.add_space(GRID);
            let stay = Button::primary(setup::STAY).full_width().show(ui, theme);
            self.focus.apply_to((), &stay);
            let close = Button::secondary(setup::CLOSE_ANYWAY).full_width().show(ui, theme);
            if close.clicked() { Some(Command::CloseWindow) } else { stay.clicked().then_some(Command::CloseDialog) }
        });
        if shown.cancelled { Some(Command::CloseDialog) } else { shown.inner }
    }
}
