//! The cost of checking a password on this computer.

use egui::Ui;

use crate::auth::CostView;
use crate::gui::message::{Command, Operation};
use crate::gui::text::settings as text;
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, body, caption};

/// The cost that was read, whether the button was pressed, and whether the worker is measuring.
#[derive(Default)]
pub(super) struct PasswordCost {
    view: Option<CostView>,
    measuring: bool,
    was_busy: bool,
}

impl PasswordCost {
    /// Sets the cost that the worker read.
    pub(super) fn set_cost(&mut self, view: CostView) {
        self.view = Some(view);
    }

    /// Draws the cost, for administrators. The line exists before the cost is read, so that nothing moves.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        if self.was_busy && !cx.busy {
            self.measuring = false;
        }
        self.was_busy = cx.busy;
        let (name, about) = self.view.map_or_else(text::cost_unread, |view| text::cost(&view));
        let can_measure = self.view.is_some_and(|view| !view.is_fixed);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            body(ui, cx.theme, &name);
            caption(ui, cx.theme, Intent::Neutral, &about);
        });
        let button = Button::secondary(text::MEASURE_AGAIN).compact().busy(self.measuring);
        let pressed = button.enabled(can_measure && (!cx.busy || self.measuring)).show(ui, cx.theme).clicked();
        self.measuring |= pressed;
        pressed.then_some(Command::run(Operation::MeasureCost))
    }
}
