//! Replies to a signed-in user.

use crate::auth::UnlockResult;
use crate::gui::dialogs::Dialog;
use crate::gui::dialogs::change_password::ChangePasswordDialog;
use crate::gui::dialogs::one_time_secret::OneTimeSecretDialog;
use crate::gui::dialogs::step_up::StepUpDialog;
use crate::gui::gate::Gate;
use crate::gui::gate::views::ViewMut;
use crate::gui::message::{Operation, OperationResult, Query, QueryResult, Reply, Requester, StepUpRefusal, Undo};
use crate::gui::options::Event;
use crate::gui::screens::Screen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::screens::recovery_codes::RecoveryCodesScreen;
use crate::gui::text;

impl Gate {
    pub(super) fn handle_session_reply(&mut self, requester: Requester, reply: Reply) {
        match reply {
            Reply::StepUpRequired { operation, with_code } => {
                self.views.open_dialog(requester, Dialog::StepUp(StepUpDialog::new(operation, with_code)));
            }
            Reply::StepUpRefused { operation, refusal } => {
                let now = self.now();
                if let Some(ViewMut::Dialog(dialog)) = self.views.find(requester) {
                    dialog.view_mut().on_step_up_refused(operation, refusal, now);
                }
            }
            Reply::StepUpNeeded(Ok(with_code)) => {
                self.views.open_dialog(requester, Dialog::ChangePassword(ChangePasswordDialog::new(with_code)));
            }
            Reply::StepUpNeeded(Err(denied))
            | Reply::OperationResult(Err(denied))
            | Reply::QueryResult(Err(denied)) => {
                self.on_denied(requester, &denied);
            }
            Reply::File(reply) => {
                if let Some(ViewMut::Dialog(Dialog::SaveFile(dialog))) = self.views.find(requester) {
                    dialog.on_reply(reply);
                }
            }
            Reply::OperationResult(Ok(result)) => self.on_completed(requester, result),
            Reply::QueryResult(Ok(view)) => {
                if let QueryResult::Policy(policy) | QueryResult::Settings(policy, _) = &view {
                    self.set_policy(*policy);
                }
                if let Some(ViewMut::Screen(Screen::Home(home))) = self.views.find(requester) {
                    home.set_data(view);
                }
            }
            Reply::UnlockNeeds { locked, code } => {
                if let Some(ViewMut::Screen(Screen::Locked(screen))) = self.views.find(requester) {
                    screen.set_locked(*locked, code);
                }
            }
            Reply::Unlocked(unlock) => self.on_unlock(unlock),
            _ => {}
        }
    }

    /// Handles the result of an operation. The dialogs that led to it close; all others stay open.
    fn on_completed(&mut self, requester: Requester, result: OperationResult) {
        self.views.close_chain(requester);
        match result {
            OperationResult::SetupStarted(state) => {
                self.views.show(Screen::QrCode(Box::new(QrCodeScreen::new(*state))));
            }
            OperationResult::RecoveryCodes(state) => {
                self.views.show(Screen::RecoveryCodes(Box::new(RecoveryCodesScreen::new(*state, true))));
            }
            OperationResult::TemporaryPassword { username, passphrase } => {
                self.show_one_time_secret(OneTimeSecretDialog::temporary_password(username, passphrase));
            }
            OperationResult::HelpCode { username, code } => {
                self.show_one_time_secret(OneTimeSecretDialog::help_code(username, &code));
            }
            OperationResult::Proven(proof) => {
                self.session.pending_proof = None;
                self.events.push(Event::Proven(proof));
            }
            OperationResult::CostMeasured(cost) => self.views.status_message = Some(text::settings::measured(&cost)),
            OperationResult::Completed(operation) => {
                if let Operation::UnlockOldData { .. } = operation {
                    self.events.push(Event::OldDataOpened);
                }
                self.views.status_message = text::operations::success_message(&operation);
                self.offer_undo(operation);
            }
        }
        self.rerun_queries();
    }

    fn offer_undo(&mut self, operation: Operation) {
        let Operation::SetEnabled { id, username, enabled: false } = operation else { return };
        let message = self.views.status_message.clone().unwrap_or_default();
        self.views.undo = Some(Undo { id, username, message, offered_at: self.now() });
    }

    /// Shows a one-time secret in a dialog of the gate, which only its own button closes.
    pub(in crate::gui::gate) fn show_one_time_secret(&mut self, dialog: OneTimeSecretDialog) {
        self.views.open_dialog(Requester::Gate, Dialog::OneTimeSecret(dialog));
    }

    /// Repeats the queries of the screens, whose data may have changed.
    pub(super) fn rerun_queries(&mut self) {
        if let Screen::Home(home) = &self.views.screen {
            let queries: Vec<Query> = home.queries();
            queries.into_iter().for_each(|query| self.run_query(query));
        }
    }

    fn on_unlock(&mut self, unlock: UnlockResult) {
        let now = self.now();
        match (unlock, &mut self.views.screen) {
            (UnlockResult::Unlocked(session), _) => {
                self.begin_session(session, self.session.notices, Event::Unlocked);
                self.show_home();
            }
            (UnlockResult::PasswordRefused(locked, refusal), Screen::Locked(screen)) => {
                screen.on_refused(locked, StepUpRefusal::Password(refusal), now);
            }
            (UnlockResult::CodeRefused(locked, refusal), Screen::Locked(screen)) => {
                screen.on_refused(locked, StepUpRefusal::Code(refusal), now);
            }
            _ => self.end_session(Some(text::CHANGED_ELSEWHERE)),
        }
    }
}
