//! The settings screen: the user's settings on this computer, the policy for all accounts, and the bundled components.

mod about;
mod cost;
mod policy;
#[cfg(test)]
mod tests;

use egui::Ui;

use self::cost::PasswordCost;
use self::policy::PolicyEditor;
use crate::auth::{CostView, Role};
use crate::gui::message::{Command, Query};
use crate::gui::settings::{CLEAR_CLIPBOARD, LOCK_AFTER, Settings, ThemeChoice, ZOOM};
use crate::gui::shortcuts;
use crate::gui::text::settings as text;
use crate::gui::theme::{GRID, Intent, Theme, Typography, WIDE_COLUMN};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{
    DialogArea, TopSpacing, banner, body, caption, card, card_title, checkbox, divider, heading, radio_group,
    row_with_trailing, scroll_page, stepper, tall_row_with_trailing,
};

/// The settings screen. Changes take effect at once, except for the policy.
#[derive(Default)]
pub struct SettingsScreen {
    policy_editor: PolicyEditor,
    cost: PasswordCost,
}

impl SettingsScreen {
    /// The queries of this screen.
    pub const QUERIES: &'static [Query] = &[Query::Settings];

    /// Sets the cost of checking a password that the worker read.
    pub fn set_cost(&mut self, cost: CostView) {
        self.cost.set_cost(cost);
    }
}

impl View for SettingsScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let mut settings = cx.settings.clone();
        let mut command = None;
        scroll_page(ui, WIDE_COLUMN, TopSpacing::Small, |ui| {
            heading(ui, theme, text::SETTINGS);
            if let Some(error) = cx.settings_error {
                banner(ui, theme, Intent::Warning, error);
            }
            card(ui, theme, |ui| appearance_card(ui, cx, &mut settings));
            card(ui, theme, |ui| security_card(ui, cx, &mut settings));
            if cx.session.is_some_and(|session| session.role() == Role::Administrator) {
                command = card(ui, theme, |ui| {
                    let set = self.policy_editor.show(ui, cx);
                    divider(ui, theme);
                    self.cost.show(ui, cx).or(set)
                });
            }
            command = card(ui, theme, |ui| about::show(ui, cx)).or(command.take());
        });
        command.or_else(|| (settings != *cx.settings).then(|| Command::ChangeSettings(settings)))
    }
}

fn appearance_card(ui: &mut Ui, cx: &ViewContext<'_>, settings: &mut Settings) {
    let theme = cx.theme;
    card_title(ui, theme, text::APPEARANCE);
    body(ui, theme, text::THEME);
    let themes =
        [(ThemeChoice::System, text::SYSTEM), (ThemeChoice::Light, text::LIGHT), (ThemeChoice::Dark, text::DARK)];
    radio_group(ui, theme, text::THEME, &mut settings.theme, &themes);
    ui.add_space(GRID / 2.0);
    // Otherwise the host controls the zoom.
    if cx.dialog_area == DialogArea::Window {
        divider(ui, theme);
        zoom_row(ui, theme, settings);
    }
    divider(ui, theme);
    checkbox(ui, theme, &mut settings.reduce_motion, text::REDUCE_MOTION);
}

fn zoom_row(ui: &mut Ui, theme: &Theme, settings: &mut Settings) {
    let [larger, smaller] = [shortcuts::ZOOM_IN, shortcuts::ZOOM_OUT].map(|keys| shortcuts::format_shortcut(ui, &keys));
    setting_row(ui, theme, text::ZOOM, &text::zoom_keys(&larger, &smaller), |ui| {
        let mut percent = u32::from(settings.zoom_percent);
        if stepper(ui, theme, text::ZOOM, &mut percent, ZOOM.steps(), text::percent) {
            settings.zoom_percent = u16::try_from(percent).unwrap_or(settings.zoom_percent);
        }
    });
}

fn security_card(ui: &mut Ui, cx: &ViewContext<'_>, settings: &mut Settings) {
    let (theme, policy) = (cx.theme, cx.policy);
    card_title(ui, theme, text::SECURITY);
    setting_row(ui, theme, text::LOCK_AFTER, &text::at_most(policy.lock_after_minutes), |ui| {
        let most = policy.lock_after_minutes;
        let mut minutes = settings.lock_after_minutes.map_or(most, |own| own.min(most));
        if stepper(ui, theme, text::LOCK_AFTER, &mut minutes, LOCK_AFTER.up_to(most).steps(), text::minutes) {
            settings.lock_after_minutes = (minutes < most).then_some(minutes);
        }
    });
    divider(ui, theme);
    setting_row(ui, theme, text::CLEAR_CLIPBOARD, text::CLEAR_CLIPBOARD_BODY, |ui| {
        let most = policy.clear_clipboard_seconds;
        let mut seconds = settings.clear_clipboard_seconds.map_or(most, |own| own.min(most));
        let bounds = CLEAR_CLIPBOARD.up_to(most);
        if stepper(ui, theme, text::CLEAR_CLIPBOARD, &mut seconds, bounds.steps(), text::seconds) {
            settings.clear_clipboard_seconds = (seconds < most).then_some(seconds);
        }
    });
    divider(ui, theme);
    checkbox(ui, theme, &mut settings.submit_at_sixth_digit, text::SUBMIT_AT_SIXTH_DIGIT);
}

/// Draws a setting: name and note at the left, its control at the right.
fn setting_row(ui: &mut Ui, theme: &Theme, name: &str, description: &str, control: impl FnOnce(&mut Ui)) {
    if description.is_empty() {
        row_with_trailing(ui, |ui| body(ui, theme, name), control);
        return;
    }
    let label = |ui: &mut Ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            body(ui, theme, name);
            caption(ui, theme, Intent::Neutral, description);
        });
    };
    tall_row_with_trailing(ui, Typography::Body.line_height() + Typography::Caption.line_height(), label, control);
}
