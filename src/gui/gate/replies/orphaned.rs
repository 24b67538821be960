//! Replies whose requester no longer exists. They do not change the screen, but nothing in them is lost silently.

use crate::auth::{FinishResult, FirstAccount, Outcome, PasswordChoice, UnlockResult};
use crate::gui::dialogs::one_time_secret::OneTimeSecretDialog;
use crate::gui::gate::Gate;
use crate::gui::message::{OperationResult, Reply, Request, Requester, ReturnedState};

impl Gate {
    /// Handles an orphaned reply. A session in it is signed out, so that none remains open unseen. A one-time secret is
    /// shown, since the one that it replaced is already invalid. Everything else is wiped on drop.
    pub(super) fn handle_orphaned_reply(&mut self, reply: Reply) {
        match reply {
            Reply::Opened(Ok((auth, _))) => self.set_accounts(auth),
            Reply::FirstAccount(Ok(FirstAccount { session, .. }))
            | Reply::Unlocked(UnlockResult::Unlocked(session)) => {
                self.worker.send(Requester::Gate, Request::SignOut(session));
            }
            Reply::SignedIn(Ok(Outcome::SignedIn(signed_in)))
            | Reply::Outcome(Outcome::SignedIn(signed_in))
            | Reply::PasswordChosen(PasswordChoice::Accepted(Outcome::SignedIn(signed_in)))
            | Reply::SetupFinished(FinishResult::SignedIn(signed_in)) => {
                self.worker.send(Requester::Gate, Request::SignOut(signed_in.session));
            }
            Reply::UnlockNeeds { locked, .. } | Reply::Interrupted(ReturnedState::Locked(locked), _) => {
                self.worker.send(Requester::Gate, Request::SignOutLocked(locked));
            }
            Reply::Unlocked(UnlockResult::PasswordRefused(locked, _) | UnlockResult::CodeRefused(locked, _)) => {
                self.worker.send(Requester::Gate, Request::SignOutLocked(Box::new(locked)));
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
        // The worker replies in order, and another session starts with a reply, so a session that is open now is the
        // one that sent the request.
        if self.session.open.is_some() {
            self.show_one_time_secret(dialog);
            self.rerun_queries();
        } else {
            self.record_missed_secret(&dialog);
        }
    }
}
