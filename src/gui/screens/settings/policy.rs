//! The policy that administrators set for all accounts.

use egui::Ui;

use crate::auth::Policy;
use crate::gui::message::{Command, Operation};
use crate::gui::screens::settings::setting_row;
use crate::gui::settings::{CLEAR_CLIPBOARD, LOCK_AFTER};
use crate::gui::text::settings as text;
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, caption, card_title, checkbox, divider, stepper};

/// Unsaved changes to the policy; `None` if there are none.
#[derive(Default)]
pub(super) struct PolicyEditor {
    draft: Option<Policy>,
}

impl PolicyEditor {
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let mut policy = self.draft.unwrap_or(cx.policy);
        card_title(ui, theme, text::POLICY);
        caption(ui, theme, Intent::Neutral, text::POLICY_BODY);
        setting_row(ui, theme, text::LOCK_AFTER_ALL, "", |ui| {
            stepper(ui, theme, text::LOCK_AFTER_ALL, &mut policy.lock_after_minutes, LOCK_AFTER.steps(), text::minutes);
        });
        divider(ui, theme);
        setting_row(ui, theme, text::CLEAR_CLIPBOARD_ALL, "", |ui| {
            let seconds = &mut policy.clear_clipboard_seconds;
            stepper(ui, theme, text::CLEAR_CLIPBOARD_ALL, seconds, CLEAR_CLIPBOARD.steps(), text::seconds);
        });
        divider(ui, theme);
        checkbox(ui, theme, &mut policy.unlock_needs_code, text::UNLOCK_NEEDS_CODE);
        let differs = policy != cx.policy;
        self.draft = differs.then_some(policy);
        let set = Button::secondary(text::SET_POLICY).compact().enabled(differs && !cx.busy).show(ui, theme);
        set.clicked().then_some(Command::run(Operation::SetPolicy(policy)))
    }
}
