//! The one place that acts on what the worker replies. A reply goes to its requester, or nowhere.

mod doors;
mod interrupted;
mod orphans;
mod setup;
mod within;

use crate::auth::{Chosen, Denied};
use crate::gui::gate::Gate;
use crate::gui::gate::views::View;
use crate::gui::requester::Requester;
use crate::gui::screen::{Screen, Show};
use crate::gui::screens::opening::Opening;
use crate::gui::screens::scan::Scan;
use crate::gui::text::{self, fault};
use crate::gui::worker::{Answer, Reply, View as Read};

impl Gate {
    pub(super) fn hear(&mut self, Answer { requester, reply, .. }: Answer) {
        match requester {
            _ if !self.is_there(requester) => self.hear_orphan(reply),
            Requester::View(_) => self.hear_for_view(requester, reply),
            Requester::Proof(_) => self.hear_within(requester, reply),
            Requester::Session(_) | Requester::Gate => self.hear_for_gate(reply),
        }
        self.end_proof();
    }

    fn is_there(&self, requester: Requester) -> bool {
        match requester {
            Requester::View(id) => self.views.is_open(id),
            Requester::Proof(id) => self.proving.as_ref().is_some_and(|proving| proving.id == id),
            Requester::Session(id) => self.session_id == Some(id),
            Requester::Gate => true,
        }
    }

    fn hear_for_gate(&mut self, reply: Reply) {
        match reply {
            Reply::Read(Ok(Read::Policy(policy))) => self.policy = policy,
            Reply::Read(Err(Denied::Changed | Denied::Ended)) => self.end_session(Some(text::CHANGED)),
            Reply::Ended => self.end_session(Some(text::ENDED_ELSEWHERE)),
            Reply::NotRecorded { text, denied } => self.not_recorded(text, &denied),
            Reply::SettingsSaved(saved) => self.settings_saved(saved),
            _ => {}
        }
    }

    /// What a screen on the way in asked for, and what any field may ask for.
    fn hear_for_view(&mut self, requester: Requester, reply: Reply) {
        match reply {
            Reply::Opened(Ok((auth, is_new))) => {
                self.place = auth.place();
                let mut notices = auth.notices();
                notices.extend(Some(self.options.settings_notice.clone()).filter(|notice| !notice.is_empty()));
                self.found = fault::notices(&notices);
                self.auth = Some(auth);
                if is_new {
                    self.views.show(Screen::Welcome(Box::default()));
                } else {
                    self.show_sign_in("", None);
                }
            }
            Reply::Opened(Err(error)) => {
                self.views.show(Screen::Opening(Opening::failed(&error, &self.options.another_place)));
            }
            Reply::FirstAccount(made) => self.hear_first_account(made),
            Reply::Passphrase(Ok(passphrase)) => match self.view(requester) {
                Some(View::Screen(screen)) => screen.suggested(&passphrase),
                Some(View::Dialog(dialog)) => dialog.suggested(&passphrase),
                None => {}
            },
            Reply::Weighed(estimate) => match self.view(requester) {
                Some(View::Screen(screen)) => screen.weighed(estimate),
                Some(View::Dialog(dialog)) => dialog.weighed(estimate),
                None => {}
            },
            Reply::SignedIn(Ok(outcome)) | Reply::Outcome(outcome) | Reply::Chosen(Chosen::On(outcome)) => {
                self.hear_outcome(requester, outcome);
            }
            Reply::Chosen(Chosen::Refused(state, problem)) => {
                if let Screen::NewPassword(screen) = self.views.screen_mut() {
                    screen.refused(state, problem);
                }
            }
            Reply::Setup(state) => self.views.show(Screen::Scan(Box::new(Scan::new(state)))),
            Reply::SetupDenied(proof, denied) => self.hear_setup_denied(requester, proof, &denied),
            Reply::Confirmed(confirmed) => self.hear_confirmed(requester, confirmed),
            Reply::Finished(finished) => self.hear_finished(requester, finished),
            Reply::Interrupted(kept, error) => self.hear_interrupted(kept, &error),
            Reply::Passphrase(Err(error)) | Reply::SignedIn(Err(error)) => {
                self.hear_fault(requester, &fault::error(&error));
            }
            Reply::Panicked { lost: true } => self.hear_lost(requester, text::FAULT),
            Reply::Panicked { lost: false } => self.hear_fault(requester, text::FAULT),
            other => self.hear_within(requester, other),
        }
    }

    pub(super) fn view(&mut self, requester: Requester) -> Option<View<'_>> {
        match requester {
            Requester::View(id) => self.views.find(id),
            Requester::Proof(_) | Requester::Session(_) | Requester::Gate => None,
        }
    }

    /// An act was not done. The requester says why; where the session or the set-up is over, that is said.
    fn hear_denied(&mut self, requester: Requester, denied: &Denied) {
        if matches!(denied, Denied::Changed | Denied::Ended) && self.session.is_some() {
            return self.end_session(Some(text::CHANGED));
        }
        let requester = self.views.close_step_up(requester);
        let (sentence, now) = (fault::denied(denied), self.now());
        match self.view(requester) {
            Some(View::Dialog(dialog)) => dialog.denied(denied, now),
            Some(View::Screen(Screen::Home(_))) => self.told = Some(sentence),
            Some(View::Screen(_)) => match denied {
                Denied::TookTooLong | Denied::Changed | Denied::Ended => self.cancel_setup_told(&sentence),
                _ => self.hear_lost(requester, &sentence),
            },
            // A proof that is refused ends by itself, since nothing is left that works on it.
            None => {}
        }
    }

    fn cancel_setup_told(&mut self, sentence: &str) {
        if self.session.is_some() {
            self.go_to_account(Some(sentence));
        } else {
            self.show_sign_in("", Some(sentence));
        }
    }

    /// A fault in place of a reply. What the requester holds is as it was.
    fn hear_fault(&mut self, requester: Requester, sentence: &str) {
        let requester = self.views.close_step_up(requester);
        match self.view(requester) {
            Some(View::Dialog(dialog)) => dialog.fault(sentence),
            Some(View::Screen(Screen::Home(_))) => self.told = Some(sentence.to_owned()),
            Some(View::Screen(screen)) => screen.fault(sentence),
            None => {}
        }
    }

    /// A fault that took the state of a screen along, so that the screen is over.
    fn hear_lost(&mut self, requester: Requester, sentence: &str) {
        match self.view(requester) {
            Some(View::Screen(Screen::Locked(_))) => self.end_session(Some(text::FAULT)),
            Some(View::Screen(
                screen @ (Screen::Code(_)
                | Screen::Recovery(_)
                | Screen::NewPassword(_)
                | Screen::PairingOwed(_)
                | Screen::SecondDoor(_)
                | Screen::Scan(_)
                | Screen::Confirm(_)
                | Screen::Codes(_)),
            )) => {
                let username = screen.username().unwrap_or_default().to_owned();
                match self.session {
                    Some(_) => self.go_to_account(Some(sentence)),
                    None => self.show_sign_in(&username, Some(sentence)),
                }
            }
            _ => self.hear_fault(requester, sentence),
        }
    }
}
