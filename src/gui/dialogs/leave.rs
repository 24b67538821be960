//! The window is to be closed although a set-up is unfinished.

use egui::Ui;

use crate::gui::action::Action;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::setup;
use crate::gui::theme::GRID;
use crate::gui::widgets::{Button, body, dialog};

/// Asks once more. Staying is the default.
#[derive(Debug)]
pub(in crate::gui) struct Leave {
    focus: Focus<()>,
}

impl Default for Leave {
    fn default() -> Self {
        Self { focus: Focus::on(()) }
    }
}

impl Leave {
    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let shown = dialog(ui, theme, scene.cover, setup::NOT_ON_YET, |ui| {
            body(ui, theme, setup::NOT_ON_YET_WHY);
            ui.add_space(GRID);
            let stay = Button::primary(setup::STAY).full().show(ui, theme);
            self.focus.give((), &stay);
            let close = Button::quiet(setup::CLOSE_ANYWAY).full().show(ui, theme);
            if close.clicked() { Some(Action::CloseWindow) } else { stay.clicked().then_some(Action::Close) }
        });
        if shown.cancelled { Some(Action::Close) } else { shown.inner }
    }
}
