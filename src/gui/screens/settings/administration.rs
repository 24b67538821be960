//! What administrators set for all accounts: the policy, and the cost of checking a password on this computer.

use egui::Ui;

use crate::auth::{CostView, Policy};
use crate::gui::message::{Command, Operation};
use crate::gui::screens::settings::stepper_row;
use crate::gui::settings::{CLEAR_CLIPBOARD, LOCK_AFTER};
use crate::gui::text::settings as text;
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, body, caption, card_title, checkbox, divider};

#[derive(Default)]
pub struct Administration {
    /// Unsaved changes to the policy; `None` if there are none.
    draft: Option<Policy>,
    pub cost: Option<CostView>,
    measuring: bool,
    was_busy: bool,
}

impl Administration {
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let set = self.show_policy(ui, cx);
        divider(ui, cx.theme);
        self.show_cost(ui, cx).or(set)
    }

    fn show_policy(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let mut policy = self.draft.unwrap_or(cx.policy);
        card_title(ui, theme, text::POLICY);
        caption(ui, theme, Intent::Neutral, text::POLICY_BODY);
        let minutes = &mut policy.lock_after_minutes;
        stepper_row(ui, theme, (text::LOCK_AFTER_ALL, ""), minutes, LOCK_AFTER, text::minutes);
        divider(ui, theme);
        let seconds = &mut policy.clear_clipboard_seconds;
        stepper_row(ui, theme, (text::CLEAR_CLIPBOARD_ALL, ""), seconds, CLEAR_CLIPBOARD, text::seconds);
        divider(ui, theme);
        checkbox(ui, theme, &mut policy.unlock_needs_code, text::UNLOCK_NEEDS_CODE);
        let differs = policy != cx.policy;
        self.draft = differs.then_some(policy);
        let set = Button::secondary(text::SET_POLICY).compact().enabled(differs && !cx.busy).show(ui, theme);
        set.clicked().then_some(Command::run(Operation::SetPolicy(policy)))
    }

    /// Draws the cost. The line exists before the cost is read, so that nothing moves.
    fn show_cost(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        if self.was_busy && !cx.busy {
            self.measuring = false;
        }
        self.was_busy = cx.busy;
        let (name, about) = self.cost.map_or_else(text::cost_unread, |cost| text::cost(&cost));
        let can_measure = self.cost.is_some_and(|cost| !cost.is_fixed);
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
