//! A new password for the own account. The proof goes with it, so that both are one act.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Denied, Estimate, Now, Password};
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::foot::foot;
use crate::gui::parts::{NewPasswordField, Proof};
use crate::gui::scene::Scene;
use crate::gui::text::{self, account, fault};
use crate::gui::widgets::{Button, dialog};
use crate::gui::worker::StepUpRefused;

/// What proves who it is, and the new password.
#[derive(Debug)]
pub(in crate::gui) struct ChangePassword {
    proof: Proof,
    new: NewPasswordField,
}

impl ChangePassword {
    /// `with_code` if the password of now alone is not enough.
    pub(in crate::gui) fn new(with_code: bool) -> Self {
        let proof = Proof::new(account::CURRENT_PASSWORD, with_code).words(text::CURRENT_PASSWORD_WORDS);
        Self { proof, new: NewPasswordField::new(false) }
    }

    /// The proof was refused; the new password is kept.
    pub(in crate::gui) fn refused(&mut self, refused: StepUpRefused, now: Now) {
        self.proof.refused(refused, now);
    }

    /// It was not done.
    pub(in crate::gui) fn denied(&mut self, denied: &Denied) {
        match denied {
            Denied::Password(problem) => self.new.refused(*problem),
            other => self.proof.fault(&fault::denied(other)),
        }
    }

    /// A fault came in place of an answer.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        self.new.expect_no_strength();
        self.proof.fault(sentence);
    }

    /// 120 s without input.
    pub(in crate::gui) fn rest(&mut self) {
        self.proof.wipe();
        self.new.wipe();
    }

    pub(in crate::gui) fn due(&self, now: Now) -> Option<Duration> {
        self.proof.due(now)
    }

    pub(in crate::gui) fn weighed(&mut self, estimate: Estimate) {
        self.new.weighed(estimate);
    }

    pub(in crate::gui) fn suggested(&mut self, passphrase: &Password) {
        self.new.suggested(passphrase);
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let username = scene.session.map(|session| session.username()).unwrap_or_default();
        let shown = dialog(ui, theme, scene.cover, account::CHANGE_PASSWORD, |ui| {
            let entered = self.proof.show(ui, scene);
            let new = self.new.show(ui, scene, account::NEW_PASSWORD);
            let ready = self.proof.is_ready(scene.now) && !self.new.is_empty();
            let save = Button::primary(account::SAVE_PASSWORD).enabled(ready).busy(scene.busy);
            let cancel = Button::quiet(text::CANCEL).enabled(!scene.busy);
            let [save, cancel] = foot(ui, theme, [account::SAVE_PASSWORD, text::CANCEL], [save, cancel]);
            let save = (entered || new.submitted || save.clicked()) && ready;
            (cancel.clicked(), save, new)
        });
        let (cancel, save, new) = shown.inner;
        if (shown.cancelled || cancel) && !scene.busy {
            return Some(Action::Close);
        }
        if !save || scene.busy {
            return self.new.ask(&new, username);
        }
        let (password, factor) = self.proof.give();
        Some(Action::StepUp { act: Act::ChangePassword { new: self.new.copy() }, password, factor })
    }
}
