//! The one place that acts on what the worker replies.

mod doors;
mod setup;

use egui::Context;

use super::{Event, Gate};
use crate::auth::{Chosen, Denied, Finished, FirstAccount, Outcome, Unlock};
use crate::gui::action::Read;
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::once::Once;
use crate::gui::dialogs::password::ChangePassword;
use crate::gui::dialogs::step_up::StepUpDialog;
use crate::gui::screen::{Screen, Show};
use crate::gui::screens::codes::Codes;
use crate::gui::screens::opening::Opening;
use crate::gui::screens::scan::Scan;
use crate::gui::text::{self, fault};
use crate::gui::worker::{Answer, Done, Reply, Request, View};

impl Gate {
    pub(super) fn hear(&mut self, context: &Context, answer: Answer) {
        if answer.epoch != self.epoch {
            return self.drop_stale(answer.reply);
        }
        match answer.reply {
            Reply::Opened(Ok((auth, is_new))) => {
                self.place = auth.place();
                self.found = fault::notices(&auth.notices());
                self.auth = Some(auth);
                if is_new {
                    self.screen = Screen::Welcome(Box::default());
                } else {
                    self.show_sign_in("", None);
                }
            }
            Reply::Opened(Err(error)) => {
                self.screen = Screen::Opening(Opening::failed(&error, &self.options.another_place));
            }
            Reply::FirstAccount(made) => self.hear_first_account(made),
            Reply::Passphrase(Ok(passphrase)) => match self.dialogs.last_mut() {
                Some(dialog) => dialog.suggested(&passphrase),
                None => self.screen.suggested(&passphrase),
            },
            Reply::Weighed(estimate) => match self.dialogs.last_mut() {
                Some(dialog) => dialog.weighed(estimate),
                None => self.screen.weighed(estimate),
            },
            Reply::Outcome(Ok(outcome)) => self.hear_outcome(outcome),
            Reply::Chosen(Ok(Chosen::On(outcome))) => self.hear_outcome(outcome),
            Reply::Chosen(Ok(Chosen::Refused(state, problem))) => {
                if let Screen::NewPassword(screen) = &mut self.screen {
                    screen.refused(state, problem);
                }
            }
            Reply::Setup(Ok(state)) => self.screen = Screen::Scan(Box::new(Scan::new(state))),
            Reply::Setup(Err(denied)) => self.hear_denied(&denied),
            Reply::Confirmed(Ok(confirmed)) => self.hear_confirmed(confirmed),
            Reply::Finished(finished) => self.hear_finished(finished),
            Reply::Passphrase(Err(error))
            | Reply::Outcome(Err(error))
            | Reply::Chosen(Err(error))
            | Reply::Confirmed(Err(error))
            | Reply::Unlocked(Err(error)) => self.hear_fault(&fault::error(&error)),
            Reply::Panicked => self.hear_fault(text::FAULT),
            other => self.hear_within(context, other),
        }
    }

    /// What is replied to somebody who is signed in.
    fn hear_within(&mut self, _context: &Context, reply: Reply) {
        match reply {
            Reply::Owed { act, with_code } => {
                // A question that was answered is not asked again if the step-up is cancelled.
                if let Some(Dialog::Ask(_)) = self.dialogs.last() {
                    self.dialogs.pop();
                }
                self.dialogs.push(Dialog::StepUp(StepUpDialog::new(act, with_code)));
            }
            Reply::StepUpRefused { act, refused } => {
                let now = self.now();
                if let Some(dialog) = self.dialogs.last_mut() {
                    dialog.step_up_refused(act, refused, now);
                }
            }
            Reply::AskNewPassword(Ok(with_code)) => {
                self.dialogs.push(Dialog::ChangePassword(ChangePassword::new(with_code)));
            }
            Reply::AskNewPassword(Err(denied)) => self.hear_denied(&denied),
            Reply::Saved(answer) => {
                if let Some(Dialog::Save(dialog)) = self.dialogs.last_mut() {
                    dialog.answered(answer);
                }
            }
            Reply::Done(Ok(done)) => self.hear_done(done),
            Reply::Done(Err(denied)) => self.hear_denied(&denied),
            Reply::Read(Ok(view)) => {
                if let View::Policy(policy) = &view {
                    self.policy = *policy;
                }
                if let Screen::Home(home) = &mut self.screen {
                    home.read(view);
                }
            }
            Reply::Read(Err(denied)) => self.hear_denied(&denied),
            Reply::UnlockNeeds { locked, code } => {
                if let Screen::Locked(screen) = &mut self.screen {
                    screen.needs(*locked, code);
                }
            }
            Reply::Unlocked(Ok(unlock)) => self.hear_unlock(unlock),
            Reply::NotRecorded { text, denied } => self.not_recorded(text, &denied),
            Reply::Ended => self.end_session(Some(text::ENDED_ELSEWHERE)),
            _ => {}
        }
    }

    fn hear_done(&mut self, done: Done) {
        self.dialogs.clear();
        match done {
            Done::Setup(state) => self.screen = Screen::Scan(Box::new(Scan::new(*state))),
            Done::Codes(state) => self.screen = Screen::Codes(Box::new(Codes::new(*state, true))),
            Done::Passphrase { username, passphrase } => {
                self.dialogs.push(Dialog::Once(Once::passphrase(username, passphrase)));
            }
            Done::HelpCode { username, code } => self.dialogs.push(Dialog::Once(Once::help_code(username, &code))),
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
        if let Screen::Home(home) = &self.screen {
            let reads: Vec<Read> = home.reads().to_vec();
            reads.into_iter().for_each(|what| self.read(what));
        }
    }

    fn hear_unlock(&mut self, unlock: Unlock) {
        let now = self.now();
        match (unlock, &mut self.screen) {
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

    /// An act was not done. Whoever asked says why; where nobody is left to, the session or the set-up is over.
    fn hear_denied(&mut self, denied: &Denied) {
        if matches!(self.dialogs.last(), Some(Dialog::StepUp(_))) {
            self.dialogs.pop();
        }
        let (sentence, now) = (fault::denied(denied), self.now());
        match denied {
            Denied::Changed | Denied::Ended if self.session.is_some() => self.end_session(Some(text::CHANGED)),
            Denied::TookTooLong | Denied::Changed | Denied::Ended => self.cancel_setup_told(&sentence),
            _ => match self.dialogs.last_mut() {
                Some(dialog) => dialog.denied(denied, now),
                None if matches!(self.screen, Screen::Home(_)) => self.told = Some(sentence),
                None => self.hear_fault(&sentence),
            },
        }
    }

    fn cancel_setup_told(&mut self, sentence: &str) {
        if self.session.is_some() {
            self.go_to_account(Some(sentence));
        } else {
            self.show_sign_in("", Some(sentence));
        }
    }

    /// A fault in place of a reply: a state that went with the request is lost, so its screen is over.
    fn hear_fault(&mut self, sentence: &str) {
        match self.dialogs.last_mut() {
            Some(Dialog::StepUp(_)) => drop(self.dialogs.pop()),
            Some(Dialog::Save(dialog)) => return dialog.fault(),
            _ => {}
        }
        match &mut self.screen {
            Screen::Opening(_) | Screen::Welcome(_) | Screen::SignIn(_) => self.screen.fault(sentence),
            Screen::Locked(_) => self.end_session(Some(text::FAULT)),
            Screen::Home(_) => match self.dialogs.last_mut() {
                Some(dialog) => dialog.fault(sentence),
                None => self.told = Some(sentence.to_owned()),
            },
            screen => {
                let username = screen.username().unwrap_or_default().to_owned();
                match self.session {
                    Some(_) => self.go_to_account(Some(sentence)),
                    None => self.show_sign_in(&username, Some(sentence)),
                }
            }
        }
    }

    /// Nobody waits for this reply any more. A session in it is ended, so that none stays open unseen.
    fn drop_stale(&mut self, reply: Reply) {
        match reply {
            Reply::FirstAccount(Ok(FirstAccount { session, .. })) | Reply::Unlocked(Ok(Unlock::Open(session))) => {
                self.send(Request::SignOut(session))
            }
            Reply::Outcome(Ok(Outcome::SignedIn(signed_in)))
            | Reply::Chosen(Ok(Chosen::On(Outcome::SignedIn(signed_in))))
            | Reply::Finished(Ok(Finished::SignedIn(signed_in))) => {
                self.send(Request::SignOut(signed_in.session));
            }
            Reply::UnlockNeeds { locked, .. } => self.send(Request::SignOutLocked(locked)),
            Reply::Unlocked(Ok(Unlock::PasswordRefused(locked, _) | Unlock::CodeRefused(locked, _))) => {
                self.send(Request::SignOutLocked(Box::new(locked)));
            }
            _ => {}
        }
    }
}
