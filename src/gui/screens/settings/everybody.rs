//! What administrators set for everybody.

use egui::Ui;

use crate::auth::Policy;
use crate::gui::action::{Act, Action};
use crate::gui::scene::Scene;
use crate::gui::screens::settings::line;
use crate::gui::settings::{CLEAR_CLIPBOARD, LOCK_AFTER};
use crate::gui::text::settings as text;
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, checkbox, divider, note, stepper, strong};

/// What is chosen and not yet set. `None`: nothing was touched.
#[derive(Default)]
pub(super) struct Everybody {
    draft: Option<Policy>,
}

impl Everybody {
    pub(super) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let mut policy = self.draft.unwrap_or(*scene.policy);
        strong(ui, theme, text::FOR_EVERYBODY);
        note(ui, theme, Tone::Quiet, text::FOR_EVERYBODY_WHY);
        line(ui, theme, text::LOCK_AFTER_ALL, "", |ui| {
            stepper(ui, theme, text::LOCK_AFTER_ALL, &mut policy.lock_after_minutes, LOCK_AFTER.steps(), text::minutes);
        });
        divider(ui, theme);
        line(ui, theme, text::CLEAR_CLIPBOARD_ALL, "", |ui| {
            let seconds = &mut policy.clear_clipboard_seconds;
            stepper(ui, theme, text::CLEAR_CLIPBOARD_ALL, seconds, CLEAR_CLIPBOARD.steps(), text::seconds);
        });
        divider(ui, theme);
        checkbox(ui, theme, &mut policy.unlock_needs_code, text::UNLOCK_NEEDS_CODE);
        let differs = policy != *scene.policy;
        self.draft = differs.then_some(policy);
        let set = Button::quiet(text::SET).compact().enabled(differs && !scene.busy).show(ui, theme);
        set.clicked().then_some(Action::Do(Act::SetPolicy(policy)))
    }
}
