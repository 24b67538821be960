//! The settings screen: the user's settings on this computer, the policy for all accounts, and the bundled components.

mod about;
mod administration;
#[cfg(test)]
mod tests;

use egui::Ui;

use self::administration::Administration;
use crate::auth::Role;
use crate::gui::message::Command;
use crate::gui::settings::{Bounds, CLEAR_CLIPBOARD, LOCK_AFTER, Settings, ThemeChoice, ZOOM};
use crate::gui::shortcuts;
use crate::gui::text::settings as text;
use crate::gui::theme::{GRID, Intent, Theme, Typography};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{
    DialogArea, banner, body, caption, card, card_title, checkbox, divider, heading, radio_group, row_with_trailing,
    scroll_page, stepper, tall_row_with_trailing,
};

/// The settings screen. Changes take effect at once, except for the policy.
#[derive(Default)]
pub struct SettingsScreen {
    pub administration: Administration,
}

impl View for SettingsScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let mut settings = cx.settings.clone();
        let mut command = None;
        scroll_page(ui, |ui| {
            heading(ui, theme, text::SETTINGS);
            if let Some(error) = cx.settings_error {
                banner(ui, theme, Intent::Warning, error);
            }
            card(ui, theme, |ui| appearance_card(ui, cx, &mut settings));
            card(ui, theme, |ui| security_card(ui, cx, &mut settings));
            if cx.session.is_some_and(|session| session.role() == Role::Administrator) {
                command = card(ui, theme, |ui| self.administration.show(ui, cx));
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
    let mut percent = u32::from(settings.zoom_percent);
    let keys = text::zoom_keys(&larger, &smaller);
    if stepper_row(ui, theme, (text::ZOOM, &keys), &mut percent, ZOOM, text::percent) {
        settings.zoom_percent = u16::try_from(percent).unwrap_or(settings.zoom_percent);
    }
}

fn security_card(ui: &mut Ui, cx: &ViewContext<'_>, settings: &mut Settings) {
    let (theme, policy) = (cx.theme, cx.policy);
    card_title(ui, theme, text::SECURITY);
    let (most, minutes) = (policy.lock_after_minutes, &mut settings.lock_after_minutes);
    let at_most = text::at_most(most);
    limited_row(ui, theme, (text::LOCK_AFTER, &at_most), minutes, (LOCK_AFTER, most), text::minutes);
    divider(ui, theme);
    let (most, seconds) = (policy.clear_clipboard_seconds, &mut settings.clear_clipboard_seconds);
    let clipboard = (text::CLEAR_CLIPBOARD, text::CLEAR_CLIPBOARD_BODY);
    limited_row(ui, theme, clipboard, seconds, (CLEAR_CLIPBOARD, most), text::seconds);
    divider(ui, theme);
    checkbox(ui, theme, &mut settings.submit_at_sixth_digit, text::SUBMIT_AT_SIXTH_DIGIT);
}

/// Draws a number that the policy limits to `most`; `None` is as much as it allows.
fn limited_row(
    ui: &mut Ui,
    theme: &Theme,
    name: (&str, &str),
    own: &mut Option<u32>,
    (bounds, most): (Bounds, u32),
    format: impl Fn(u32) -> String,
) {
    let mut value = own.map_or(most, |own| own.min(most));
    if stepper_row(ui, theme, name, &mut value, bounds.up_to(most), format) {
        *own = (value < most).then_some(value);
    }
}

/// Draws a number with its stepper; returns whether it was changed.
fn stepper_row(
    ui: &mut Ui,
    theme: &Theme,
    (name, description): (&str, &str),
    value: &mut u32,
    bounds: Bounds,
    format: impl Fn(u32) -> String,
) -> bool {
    let mut changed = false;
    setting_row(ui, theme, name, description, |ui| {
        changed = stepper(ui, theme, name, value, (bounds.least, bounds.most, bounds.step), format);
    });
    changed
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
