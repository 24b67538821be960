//! "Confirm it is you": an act waits for it.

use std::time::Duration;

use egui::Ui;

use crate::auth::Now;
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::foot::foot;
use crate::gui::parts::Proof;
use crate::gui::scene::Scene;
use crate::gui::text::{self, account, step_up};
use crate::gui::widgets::{Button, dialog, soft};
use crate::gui::worker::StepUpRefused;

/// The act, until it goes to the worker with the proof; it comes back if that is refused.
#[derive(Debug)]
pub(in crate::gui) struct StepUpDialog {
    act: Option<Act>,
    why: String,
    proof: Proof,
}

impl StepUpDialog {
    pub(in crate::gui) fn new(act: Act, with_code: bool) -> Self {
        let why = step_up::why(&act, with_code);
        Self { act: Some(act), why, proof: Proof::new(account::CURRENT_PASSWORD, with_code) }
    }

    /// The act still waits.
    pub(in crate::gui) fn refused(&mut self, act: Act, refused: StepUpRefused, now: Now) {
        self.act = Some(act);
        self.proof.refused(refused, now);
    }

    /// 120 s without input.
    pub(in crate::gui) fn rest(&mut self) {
        self.proof.wipe();
    }

    pub(in crate::gui) fn due(&self, now: Now) -> Option<Duration> {
        self.proof.due(now)
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let shown = dialog(ui, theme, scene.cover, step_up::TITLE, |ui| {
            soft(ui, theme, &self.why);
            let entered = self.proof.show(ui, scene);
            let ready = self.act.is_some() && self.proof.is_ready(scene.now);
            let go_on = Button::primary(step_up::CONTINUE).enabled(ready).busy(scene.busy);
            let cancel = Button::quiet(text::CANCEL).enabled(!scene.busy);
            let [go_on, cancel] = foot(ui, theme, [step_up::CONTINUE, text::CANCEL], [go_on, cancel]);
            (cancel.clicked(), (entered || go_on.clicked()) && ready)
        });
        let (cancel, go_on) = shown.inner;
        if (shown.cancelled || cancel) && !scene.busy {
            return Some(Action::Close);
        }
        if !go_on || scene.busy {
            return None;
        }
        let act = self.act.take()?;
        let (password, factor) = self.proof.give();
        Some(Action::StepUp { act, password, factor })
    }
}
