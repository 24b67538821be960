//! What a person sets about the program on this computer, what administrators set for everybody, and what it is made of.

mod about;
mod cost;
mod everybody;
#[cfg(test)]
mod tests;

use egui::Ui;

use self::cost::PasswordCost;
use self::everybody::Everybody;
use crate::auth::{CostView, Role};
use crate::gui::action::{Action, Read};
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::settings::{CLEAR_CLIPBOARD, LOCK_AFTER, Settings, ThemeChoice, ZOOM};
use crate::gui::shortcuts;
use crate::gui::text::settings as text;
use crate::gui::theme::{GRID, Theme, Tone, Type, WIDE_COLUMN};
use crate::gui::widgets::{
    Cover, Top, banner, body, card, checkbox, choice, divider, ends, ends_high, heading, note, scroll_layout, stepper,
    strong,
};

/// The settings screen. What it changes counts at once, but for what is set for everybody.
#[derive(Default)]
pub(in crate::gui) struct SettingsScreen {
    everybody: Everybody,
    cost: PasswordCost,
}

impl SettingsScreen {
    /// What this screen shows.
    pub(in crate::gui) const READS: &'static [Read] = &[Read::Settings];

    /// The worker has read what checking a password takes.
    pub(in crate::gui) fn read(&mut self, cost: CostView) {
        self.cost.read(cost);
    }
}

impl Show for SettingsScreen {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let mut settings = scene.settings.clone();
        let mut action = None;
        scroll_layout(ui, WIDE_COLUMN, Top::Tight, |ui| {
            heading(ui, theme, text::SETTINGS);
            if let Some(trouble) = scene.settings_trouble {
                banner(ui, theme, Tone::Warning, trouble);
            }
            card(ui, theme, |ui| look(ui, scene, &mut settings));
            card(ui, theme, |ui| safety(ui, scene, &mut settings));
            if scene.session.is_some_and(|session| session.role() == Role::Administrator) {
                action = card(ui, theme, |ui| {
                    let set = self.everybody.show(ui, scene);
                    divider(ui, theme);
                    self.cost.show(ui, scene).or(set)
                });
            }
            action = card(ui, theme, |ui| about::show(ui, scene)).or(action.take());
        });
        action.or_else(|| (settings != *scene.settings).then(|| Action::Change(settings)))
    }
}

fn look(ui: &mut Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let theme = scene.theme;
    strong(ui, theme, text::LOOK);
    body(ui, theme, text::THEME);
    let themes =
        [(ThemeChoice::System, text::SYSTEM), (ThemeChoice::Light, text::LIGHT), (ThemeChoice::Dark, text::DARK)];
    choice(ui, theme, text::THEME, &mut settings.theme, &themes);
    ui.add_space(GRID / 2.0);
    // Elsewhere the zoom is the host's.
    if scene.cover == Cover::Window {
        divider(ui, theme);
        zoom(ui, theme, settings);
    }
    divider(ui, theme);
    checkbox(ui, theme, &mut settings.reduce_motion, text::REDUCE_MOTION);
}

fn zoom(ui: &mut Ui, theme: &Theme, settings: &mut Settings) {
    let [larger, smaller] = [shortcuts::LARGER, shortcuts::SMALLER].map(|keys| shortcuts::written(ui, &keys));
    line(ui, theme, text::ZOOM, &text::zoom_keys(&larger, &smaller), |ui| {
        let mut percent = u32::from(settings.zoom_percent);
        if stepper(ui, theme, text::ZOOM, &mut percent, ZOOM.steps(), text::percent) {
            settings.zoom_percent = u16::try_from(percent).unwrap_or(settings.zoom_percent);
        }
    });
}

fn safety(ui: &mut Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let (theme, policy) = (scene.theme, scene.policy);
    strong(ui, theme, text::SAFETY);
    line(ui, theme, text::LOCK_AFTER, &text::at_most(policy.lock_after_minutes), |ui| {
        let most = policy.lock_after_minutes;
        let mut minutes = settings.lock_after_minutes.map_or(most, |own| own.min(most));
        if stepper(ui, theme, text::LOCK_AFTER, &mut minutes, LOCK_AFTER.up_to(most).steps(), text::minutes) {
            settings.lock_after_minutes = (minutes < most).then_some(minutes);
        }
    });
    divider(ui, theme);
    line(ui, theme, text::CLEAR_CLIPBOARD, text::CLEAR_CLIPBOARD_WHY, |ui| {
        let most = policy.clear_clipboard_seconds;
        let mut seconds = settings.clear_clipboard_seconds.map_or(most, |own| own.min(most));
        let bounds = CLEAR_CLIPBOARD.up_to(most);
        if stepper(ui, theme, text::CLEAR_CLIPBOARD, &mut seconds, bounds.steps(), text::seconds) {
            settings.clear_clipboard_seconds = (seconds < most).then_some(seconds);
        }
    });
    divider(ui, theme);
    checkbox(ui, theme, &mut settings.submit_at_sixth_digit, text::SIXTH_DIGIT);
}

/// A setting: its name and a note to the left, what changes it to the right.
fn line(ui: &mut Ui, theme: &Theme, name: &str, about: &str, control: impl FnOnce(&mut Ui)) {
    if about.is_empty() {
        ends(ui, |ui| body(ui, theme, name), control);
        return;
    }
    let words = |ui: &mut Ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            body(ui, theme, name);
            note(ui, theme, Tone::Quiet, about);
        });
    };
    ends_high(ui, Type::Body.line_height() + Type::Note.line_height(), words, control);
}
