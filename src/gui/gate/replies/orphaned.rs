//! Replies whose requester is gone. They change nothing that is on the screen, and nothing in them is lost unsaid.

use crate::auth::{FinishResult, FirstAccount, Outcome, PasswordChoice, UnlockResult};
use crate::gui::dialogs::one_time_secret::OneTimeSecretDialog;
use crate::gui::gate::Gate;
use crate::gui::message::{OperationResult, Reply, Request, Requester, ReturnedState};

impl Gate {
    /// A session in the reply is ended, so that none stays open unseen. What can be shown only once is shown, since the
    /// one it replaced is void already. All else is wiped as it is dropped.
    pub(super) fn handle_orphaned_reply(&mut self, reply: Reply) {
        match reply {
            Reply::Opened(Ok((auth, _))) => self.set_accounts(auth),
            Reply::FirstAccount(Ok(FirstAccount { session, .. }))
            | Reply::Unlocked(UnlockResult::Unlocked(session)) => {
                self.send(Requester::Gate, Request::SignOut(session));
            }
            Reply::SignedIn(Ok(Outcome::SignedIn(signed_in)))
            | Reply::Outcome(Outcome::SignedIn(signed_in))
            | Reply::PasswordChosen(PasswordChoice::Accepted(Outcome::SignedIn(signed_in)))
            | Reply::SetupFinished(FinishResult::SignedIn(signed_in)) => {
                self.send(Requester::Gate, Request::SignOut(signed_in.session));
            }
            Reply::UnlockNeeds { locked, .. } | Reply::Interrupted(ReturnedState::Locked(locked), _) => {
                self.send(Requester::Gate, Request::SignOutLocked(locked));
            }
            Reply::Unlocked(UnlockResult::PasswordRefused(locked, _) | UnlockResult::CodeRefused(locked, _)) => {
                self.send(Requester::Gate, Request::SignOutLocked(Box::new(locked)));
            }
            Reply::OperationResult(Ok(done)) => self.handle_orphaned_result(done),
            _ => {}
        }
    }

    fn handle_orphaned_result(&mut self, result: OperationResult) {
        let dialog = match result {
            OperationResult::TemporaryPassword { username, passphrase } => {
                OneTimeSecretDialog::temporary_password(username, passphrase)
            }
            OperationResult::HelpCode { username, code } => OneTimeSecretDialog::help_code(username, &code),
            OperationResult::SetupStarted(_)
            | OperationResult::RecoveryCodes(_)
            | OperationResult::Proven(_)
            | OperationResult::CostMeasured(_)
            | OperationResult::Completed(_) => {
                return self.rerun_queries();
            }
        };
        // The worker answers in order, and another session begins with an answer: a session that is open now is the one
        // that asked.
        if self.session.open.is_some() {
            self.show_one_time_secret(dialog);
            self.rerun_queries();
        } else {
            self.record_missed_secret(&dialog);
        }
    }
}
