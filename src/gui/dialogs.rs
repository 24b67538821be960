//! The dialogs over a screen, one file each. Each owns its fields and returns a command, as a screen does.

pub mod change_password;
pub mod confirm;
pub mod licence;
pub mod name;
pub mod one_time_secret;
pub mod save_file;
pub mod step_up;
pub mod unlock_old_data;

use egui::Ui;

use crate::gui::dialogs::{
    change_password::ChangePasswordDialog,
    confirm::{ConfirmCloseDialog, ConfirmDialog},
    licence::LicenceDialog,
    name::NameDialog,
    one_time_secret::OneTimeSecretDialog,
    save_file::SaveFileDialog,
    step_up::StepUpDialog,
    unlock_old_data::UnlockOldDataDialog,
};
use crate::gui::message::{Command, DialogRequest};
use crate::gui::text;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, button_row, dialog};

#[derive(Debug)]
pub enum Dialog {
    StepUp(StepUpDialog),
    Confirm(ConfirmDialog),
    ChangePassword(ChangePasswordDialog),
    Name(NameDialog),
    UnlockOldData(UnlockOldDataDialog),
    SaveFile(SaveFileDialog),
    Licence(LicenceDialog),
    OneTimeSecret(OneTimeSecretDialog),
    ConfirmClose(ConfirmCloseDialog),
}

impl Dialog {
    pub fn new(request: DialogRequest) -> Self {
        match request {
            DialogRequest::Confirm(confirmation) => Self::Confirm(ConfirmDialog::new(confirmation)),
            DialogRequest::RenameAuthenticator { id, name } => Self::Name(NameDialog::rename_authenticator(id, name)),
            DialogRequest::UnlockOldData => Self::UnlockOldData(UnlockOldDataDialog::new()),
            DialogRequest::SaveFile { title, suggested_name, content } => {
                Self::SaveFile(SaveFileDialog::new(title, suggested_name, content))
            }
            DialogRequest::AddUser => Self::Name(NameDialog::add_user()),
            DialogRequest::Licence { name, terms } => Self::Licence(LicenceDialog::new(name, terms)),
        }
    }

    pub fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::StepUp(dialog) => dialog,
            Self::Confirm(dialog) => dialog,
            Self::ChangePassword(dialog) => dialog,
            Self::Name(dialog) => dialog,
            Self::UnlockOldData(dialog) => dialog,
            Self::SaveFile(dialog) => dialog,
            Self::Licence(dialog) => dialog,
            Self::OneTimeSecret(dialog) => dialog,
            Self::ConfirmClose(dialog) => dialog,
        }
    }
}

/// Draws a dialog with **Cancel**, and a button `submit` at the right. `fields` returns whether what was typed can be
/// submitted, and whether Enter was pressed in a field. Returns whether to submit it, and otherwise the command to
/// return.
fn form_dialog(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    (title, submit): (&str, &str),
    fields: impl FnOnce(&mut Ui) -> (bool, bool),
) -> (bool, Option<Command>) {
    let shown = dialog(ui, cx.theme, cx.dialog_area, title, |ui| {
        let (ready, entered) = fields(ui);
        let primary = Button::primary(submit).enabled(ready).busy(cx.busy);
        let cancel = Button::secondary(text::CANCEL).enabled(!cx.busy);
        let [cancel, primary] = button_row(ui, cx.theme, [cancel, primary]);
        (ready && (entered || primary.clicked()), cancel.clicked())
    });
    let (submitted, cancelled) = shown.inner;
    let close = (cancelled || shown.cancelled) && !cx.busy;
    (submitted && !close && !cx.busy, close.then_some(Command::CloseDialog))
}
