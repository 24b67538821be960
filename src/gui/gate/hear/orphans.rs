//! Replies whose requester is gone. They change nothing that is on the screen, and nothing in them is lost unsaid.

use crate::auth::{Chosen, Finished, FirstAccount, Outcome, Unlock};
use crate::gui::dialogs::once::Once;
use crate::gui::gate::Gate;
use crate::gui::requester::Requester;
use crate::gui::worker::{Done, Kept, Reply, Request};

impl Gate {
    /// A session in the reply is ended, so that none stays open unseen. What can be shown only once is shown, since the
    /// one it replaced is void already. All else is wiped as it is dropped.
    pub(super) fn hear_orphan(&mut self, reply: Reply) {
        match reply {
            Reply::Opened(Ok((auth, _))) => self.auth = Some(auth),
            Reply::FirstAccount(Ok(FirstAccount { session, .. })) | Reply::Unlocked(Unlock::Open(session)) => {
                self.send(Requester::Gate, Request::SignOut(session));
            }
            Reply::SignedIn(Ok(Outcome::SignedIn(signed_in)))
            | Reply::Outcome(Outcome::SignedIn(signed_in))
            | Reply::Chosen(Chosen::On(Outcome::SignedIn(signed_in)))
            | Reply::Finished(Finished::SignedIn(signed_in)) => {
                self.send(Requester::Gate, Request::SignOut(signed_in.session));
            }
            Reply::UnlockNeeds { locked, .. } | Reply::Interrupted(Kept::Locked(locked), _) => {
                self.send(Requester::Gate, Request::SignOutLocked(locked));
            }
            Reply::Unlocked(Unlock::PasswordRefused(locked, _) | Unlock::CodeRefused(locked, _)) => {
                self.send(Requester::Gate, Request::SignOutLocked(Box::new(locked)));
            }
            Reply::Done(Ok(done)) => self.hear_done_orphan(done),
            _ => {}
        }
    }

    fn hear_done_orphan(&mut self, done: Done) {
        let once = match done {
            Done::Passphrase { username, passphrase } => Once::passphrase(username, passphrase),
            Done::HelpCode { username, code } => Once::help_code(username, &code),
            Done::Setup(_) | Done::Codes(_) | Done::Proven(_) | Done::OldDataOpened(_) | Done::Plain(_) => {
                return self.read_anew();
            }
        };
        // The worker answers in order, and another session begins with an answer: a session that is open now is the one
        // that asked.
        if self.session.is_some() {
            self.show_once(once);
            self.read_anew();
        } else {
            self.miss(&once);
        }
    }
}
