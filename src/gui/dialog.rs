//! Which dialogs lie over the screen. Like a screen, each owns its own fields and gives back an action.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Denied, Estimate, Now, Password};
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::add_user::AddUser;
use crate::gui::dialogs::administer::Administer;
use crate::gui::dialogs::ask::Ask;
use crate::gui::dialogs::leave::Leave;
use crate::gui::dialogs::licence::Licence;
use crate::gui::dialogs::old_data::OldData;
use crate::gui::dialogs::once::Once;
use crate::gui::dialogs::password::ChangePassword;
use crate::gui::dialogs::rename::Rename;
use crate::gui::dialogs::save::Save;
use crate::gui::dialogs::step_up::StepUpDialog;
use crate::gui::scene::Scene;
use crate::gui::worker::StepUpRefused;

/// One dialog.
#[derive(Debug)]
pub(super) enum Dialog {
    /// "Confirm it is you": an act waits for it.
    StepUp(StepUpDialog),
    /// Asks before an act whose outcome cannot be taken back.
    Ask(Ask),
    /// A new password for the own account.
    ChangePassword(ChangePassword),
    /// Another name for an authenticator.
    Rename(Rename),
    /// The password from before a reset.
    OldData(OldData),
    /// Where to write a file.
    Save(Save),
    /// Somebody is to be added.
    AddUser(AddUser),
    /// Something is to be done to somebody.
    Administer(Administer),
    /// The terms of something that is built in.
    Licence(Licence),
    /// A passphrase or help code for somebody else, shown once.
    Once(Once),
    /// The window is to be closed although a set-up is unfinished.
    Leave(Leave),
}

impl Dialog {
    /// Draws itself and gives back what the person wants.
    pub(super) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        match self {
            Self::StepUp(dialog) => dialog.show(ui, scene),
            Self::Ask(dialog) => dialog.show(ui, scene),
            Self::ChangePassword(dialog) => dialog.show(ui, scene),
            Self::Rename(dialog) => dialog.show(ui, scene),
            Self::OldData(dialog) => dialog.show(ui, scene),
            Self::Save(dialog) => dialog.show(ui, scene),
            Self::Once(dialog) => dialog.show(ui, scene),
            Self::Leave(dialog) => dialog.show(ui, scene),
            Self::AddUser(dialog) => dialog.show(ui, scene),
            Self::Administer(dialog) => dialog.show(ui, scene),
            Self::Licence(dialog) => dialog.show(ui, scene),
        }
    }

    /// 120 s without input: forgets what was typed.
    pub(super) fn rest(&mut self) {
        match self {
            Self::StepUp(dialog) => dialog.rest(),
            Self::Once(dialog) => dialog.rest(),
            Self::ChangePassword(dialog) => dialog.rest(),
            Self::OldData(dialog) => dialog.rest(),
            _ => {}
        }
    }

    /// How long nothing changes by itself. `None`: for ever.
    pub(super) fn due(&self, now: Now) -> Option<Duration> {
        match self {
            Self::StepUp(dialog) => dialog.due(now),
            Self::ChangePassword(dialog) => dialog.due(now),
            Self::OldData(dialog) => dialog.due(now),
            _ => None,
        }
    }

    /// Whether it shows what a screenshot must not.
    pub(super) fn shows_secret(&self) -> bool {
        matches!(self, Self::Once(dialog) if dialog.shows_secret())
    }

    /// How good is what was typed so far.
    pub(super) fn weighed(&mut self, estimate: Estimate) {
        if let Self::ChangePassword(dialog) = self {
            dialog.weighed(estimate);
        }
    }

    /// A passphrase that was asked for.
    pub(super) fn suggested(&mut self, passphrase: &Password) {
        if let Self::ChangePassword(dialog) = self {
            dialog.suggested(passphrase);
        }
    }

    /// The proof that went with the act was refused; the act still waits.
    pub(super) fn step_up_refused(&mut self, act: Act, refused: StepUpRefused, now: Now) {
        match self {
            Self::StepUp(dialog) => dialog.refused(act, refused, now),
            // It keeps what the act is made of.
            Self::ChangePassword(dialog) => dialog.refused(refused, now),
            _ => {}
        }
    }

    /// The act it asked for was not done.
    pub(super) fn denied(&mut self, denied: &Denied, now: Now) {
        match self {
            Self::Ask(dialog) => dialog.denied(denied),
            Self::ChangePassword(dialog) => dialog.denied(denied),
            Self::Rename(dialog) => dialog.denied(denied),
            Self::OldData(dialog) => dialog.denied(denied, now),
            Self::AddUser(dialog) => dialog.denied(denied),
            Self::Administer(dialog) => dialog.denied(denied),
            Self::StepUp(_) | Self::Save(_) | Self::Once(_) | Self::Leave(_) | Self::Licence(_) => {}
        }
    }

    /// A fault came in place of a reply.
    pub(super) fn fault(&mut self, sentence: &str) {
        match self {
            Self::AddUser(dialog) => dialog.fault(sentence),
            Self::Administer(dialog) => dialog.fault(sentence),
            Self::Ask(dialog) => dialog.fault(sentence),
            Self::ChangePassword(dialog) => dialog.fault(sentence),
            Self::Rename(dialog) => dialog.fault(sentence),
            Self::OldData(dialog) => dialog.fault(sentence),
            Self::Save(dialog) => dialog.fault(),
            Self::StepUp(_) | Self::Once(_) | Self::Leave(_) | Self::Licence(_) => {}
        }
    }
}
