//! What is replied to somebody who is signed in.

use crate::auth::Unlock;
use crate::gui::action::Read;
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::once::Once;
use crate::gui::dialogs::password::ChangePassword;
use crate::gui::dialogs::step_up::StepUpDialog;
use crate::gui::gate::views::View;
use crate::gui::gate::{Event, Gate};
use crate::gui::requester::Requester;
use crate::gui::screen::Screen;
use crate::gui::screens::codes::Codes;
use crate::gui::screens::scan::Scan;
use crate::gui::text;
use crate::gui::worker::{Done, Reply, View as Shown};

impl Gate {
    pub(super) fn hear_within(&mut self, requester: Requester, reply: Reply) {
        match reply {
            Reply::Owed { act, with_code } => {
                self.views.open(requester, Dialog::StepUp(StepUpDialog::new(act, with_code)));
            }
            Reply::StepUpRefused { act, refused } => {
                let now = self.now();
                if let Some(View::Dialog(dialog)) = self.view(requester) {
                    dialog.step_up_refused(act, refused, now);
                }
            }
            Reply::AskNewPassword(Ok(with_code)) => {
                self.views.open(requester, Dialog::ChangePassword(ChangePassword::new(with_code)));
            }
            Reply::AskNewPassword(Err(denied)) | Reply::Done(Err(denied)) | Reply::Read(Err(denied)) => {
                self.hear_denied(requester, &denied);
            }
            Reply::Saved(answer) => {
                if let Some(View::Dialog(Dialog::Save(dialog))) = self.view(requester) {
                    dialog.answered(answer);
                }
            }
            Reply::Done(Ok(done)) => self.hear_done(requester, done),
            Reply::Read(Ok(view)) => {
                if let Shown::Policy(policy) | Shown::Settings(policy, _) = &view {
                    self.policy = *policy;
                }
                if let Some(View::Screen(Screen::Home(home))) = self.view(requester) {
                    home.read(view);
                }
            }
            Reply::UnlockNeeds { locked, code } => {
                if let Some(View::Screen(Screen::Locked(screen))) = self.view(requester) {
                    screen.needs(*locked, code);
                }
            }
            Reply::Unlocked(unlock) => self.hear_unlock(unlock),
            _ => {}
        }
    }

    /// What was asked for is done. The dialogs that led to it close; all others stay.
    fn hear_done(&mut self, requester: Requester, done: Done) {
        self.views.close_chain(requester);
        match done {
            Done::Setup(state) => self.views.show(Screen::Scan(Box::new(Scan::new(*state)))),
            Done::Codes(state) => self.views.show(Screen::Codes(Box::new(Codes::new(*state, true)))),
            Done::Passphrase { username, passphrase } => self.show_once(Once::passphrase(username, passphrase)),
            Done::HelpCode { username, code } => self.show_once(Once::help_code(username, &code)),
            Done::Proven(proof) => {
                self.proving = None;
                self.events.push_back(Event::Proven(proof));
            }
            Done::OldDataOpened(sentence) => {
                self.events.push_back(Event::OldDataOpened);
                self.told = Some(sentence);
            }
            Done::Plain(sentence) => self.told = Some(sentence).filter(|sentence| !sentence.is_empty()),
        }
        self.read_anew();
    }

    /// It belongs to nothing else on the screen: nothing but its own button closes it.
    pub(in crate::gui::gate) fn show_once(&mut self, once: Once) {
        self.views.open(Requester::Gate, Dialog::Once(once));
    }

    /// What the screens show may have changed.
    pub(super) fn read_anew(&mut self) {
        if let Screen::Home(home) = self.views.screen() {
            let reads: Vec<Read> = home.reads();
            reads.into_iter().for_each(|what| self.read(what));
        }
    }

    fn hear_unlock(&mut self, unlock: Unlock) {
        let now = self.now();
        match (unlock, self.views.screen_mut()) {
            (Unlock::Open(session), _) => self.unlocked(session),
            (Unlock::PasswordRefused(locked, refusal), Screen::Locked(screen)) => {
                screen.password_refused(locked, refusal, now);
            }
            (Unlock::CodeRefused(locked, refusal), Screen::Locked(screen)) => {
                screen.code_refused(locked, refusal, now);
            }
            _ => self.end_session(Some(text::ENDED_ELSEWHERE)),
        }
    }
}
