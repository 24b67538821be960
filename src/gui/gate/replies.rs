//! Handles the worker's replies. A reply is delivered to its requester, or treated as orphaned.

mod orphaned;
mod session;
mod steps;

use std::sync::Arc;

use crate::auth::{ActionError, Auth, Error, PasswordChoice, Policy};
use crate::gui::gate::views::ViewMut;
use crate::gui::gate::{Gate, OpenAccounts};
use crate::gui::message::{QueryResult, Reply, Requester};
use crate::gui::screens::Screen;
use crate::gui::screens::opening::OpeningScreen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::text::{self, errors};
use crate::gui::worker::TaggedReply;

impl Gate {
    pub(super) fn handle_reply(&mut self, TaggedReply { requester, reply, .. }: TaggedReply) {
        match requester {
            _ if !self.is_requester_open(requester) => self.handle_orphaned_reply(reply),
            Requester::View(_) => self.handle_view_reply(requester, reply),
            Requester::Proof(_) => self.handle_session_reply(requester, reply),
            Requester::Session(_) | Requester::Gate => self.handle_gate_reply(reply),
        }
        self.expire_proof_request();
    }

    fn is_requester_open(&mut self, requester: Requester) -> bool {
        match requester {
            Requester::View(_) => self.views.find(requester).is_some(),
            Requester::Proof(id) => self.session.pending_proof.as_ref().is_some_and(|(pending, _)| *pending == id),
            Requester::Session(id) => self.session.id == Some(id),
            Requester::Gate => true,
        }
    }

    fn handle_gate_reply(&mut self, reply: Reply) {
        match reply {
            Reply::QueryResult(Ok(QueryResult::Policy(policy))) => self.set_policy(policy),
            Reply::QueryResult(Err(ActionError::Changed | ActionError::SessionEnded)) => {
                self.end_session(Some(text::ACCOUNT_CHANGED));
            }
            Reply::SessionEnded => self.end_session(Some(text::CHANGED_ELSEWHERE)),
            Reply::StoreReplaced(error) => self.on_store_replaced(&error),
            Reply::NotRecorded { text, denied } => self.push_not_recorded(text, &denied),
            Reply::SettingsSaved(saved) => self.on_settings_saved(saved),
            _ => {}
        }
    }

    /// Handles a reply to a screen of the sign-in, or one that any field can request.
    fn handle_view_reply(&mut self, requester: Requester, reply: Reply) {
        match reply {
            Reply::Opened(Ok((auth, is_new))) => {
                self.set_accounts(auth);
                if is_new {
                    self.views.show(Screen::Welcome(Box::default()));
                } else {
                    self.show_sign_in("", None);
                }
            }
            Reply::Opened(Err(error)) => {
                self.views.show(Screen::Opening(OpeningScreen::failed(&error, &self.options.other_location_hint)));
            }
            Reply::FirstAccount(made) => self.on_first_account(made),
            Reply::Passphrase(Ok(passphrase)) => {
                if let Some(mut view) = self.views.find(requester) {
                    view.view_mut().set_suggestion(&passphrase);
                }
            }
            Reply::PasswordStrength(estimate) => {
                if let Some(mut view) = self.views.find(requester) {
                    view.view_mut().set_strength(estimate);
                }
            }
            Reply::SignedIn(Ok(outcome))
            | Reply::Outcome(outcome)
            | Reply::PasswordChosen(PasswordChoice::Accepted(outcome)) => {
                self.on_sign_in(requester, outcome);
            }
            Reply::PasswordChosen(PasswordChoice::Refused(state, problem)) => {
                if let Screen::ChoosePassword(screen) = &mut self.views.screen {
                    screen.on_refused(state, problem);
                }
            }
            Reply::SetupStarted(state) => self.views.show(Screen::QrCode(Box::new(QrCodeScreen::new(state)))),
            Reply::SetupDenied(proof, denied) => self.on_setup_denied(requester, proof, &denied),
            Reply::PairingConfirmed(confirmed) => self.on_pairing_confirmed(requester, confirmed),
            Reply::SetupFinished(finished) => self.on_setup_finished(requester, finished),
            Reply::Interrupted(returned, error) => self.on_interrupted(returned, &error),
            Reply::Passphrase(Err(error)) | Reply::SignedIn(Err(error)) => {
                self.on_error(requester, &errors::error(&error));
            }
            Reply::Panicked { state_lost: true } => self.on_state_lost(requester, text::INTERNAL_ERROR),
            Reply::Panicked { state_lost: false } => self.on_error(requester, text::INTERNAL_ERROR),
            other => self.handle_session_reply(requester, other),
        }
    }

    pub(super) fn set_policy(&mut self, policy: Policy) {
        if let Some(accounts) = &mut self.accounts {
            accounts.policy = policy;
        }
    }

    fn set_accounts(&mut self, auth: Arc<Auth>) {
        let mut notices = auth.warnings();
        notices.extend(Some(self.options.settings_notice.clone()).filter(|notice| !notice.is_empty()));
        self.accounts = Some(OpenAccounts {
            location: auth.location(),
            notices: errors::notices(&notices),
            policy: self.policy(),
            auth,
        });
    }

    /// The operation was denied. The requester shows the reason, or the next screen if session or set-up are over.
    fn on_denied(&mut self, requester: Requester, denied: &ActionError) {
        if matches!(denied, ActionError::Changed | ActionError::SessionEnded) && self.session.open.is_some() {
            return self.end_session(Some(text::ACCOUNT_CHANGED));
        }
        let requester = self.views.close_step_up(requester);
        let (sentence, now) = (errors::denied(denied), self.now());
        match self.views.find(requester) {
            Some(ViewMut::Dialog(dialog)) => dialog.view_mut().on_denied(denied, now),
            Some(ViewMut::Screen(Screen::Home(_))) => self.views.status_message = Some(sentence),
            Some(ViewMut::Screen(_)) => match denied {
                ActionError::Expired | ActionError::Changed | ActionError::SessionEnded => {
                    self.leave_setup("", Some(&sentence));
                }
                _ => self.on_state_lost(requester, &sentence),
            },
            // A denied proof request needs no handling here: it expires, since no request or dialog is left for it.
            None => {}
        }
    }

    /// Handles an error in place of a reply. The requester's state is unchanged.
    fn on_error(&mut self, requester: Requester, sentence: &str) {
        let requester = self.views.close_step_up(requester);
        match self.views.find(requester) {
            Some(ViewMut::Dialog(dialog)) => dialog.view_mut().show_error(sentence),
            Some(ViewMut::Screen(Screen::Home(_))) => self.views.status_message = Some(sentence.to_owned()),
            Some(ViewMut::Screen(screen)) => screen.view_mut().show_error(sentence),
            None => {}
        }
    }

    /// The accounts file is gone. Without a session there is nothing left to do but to open it again.
    fn on_store_replaced(&mut self, error: &Error) {
        if self.session.open.is_some() || matches!(self.views.screen, Screen::Locked(_)) {
            self.on_error(self.views.screen_requester, &errors::error(error));
        } else {
            self.views.show(Screen::Opening(OpeningScreen::failed(error, &self.options.other_location_hint)));
        }
    }

    /// Handles a fault that lost the state of a screen, which therefore closes.
    fn on_state_lost(&mut self, requester: Requester, sentence: &str) {
        match self.views.find(requester) {
            Some(ViewMut::Screen(Screen::Locked(_))) => self.end_session(Some(text::INTERNAL_ERROR)),
            Some(ViewMut::Screen(
                screen @ (Screen::SecondFactor(_)
                | Screen::ChoosePassword(_)
                | Screen::BeginSetup(_)
                | Screen::QrCode(_)
                | Screen::ConfirmPairing(_)
                | Screen::RecoveryCodes(_)),
            )) => {
                let username = screen.view_mut().username().unwrap_or_default().to_owned();
                self.leave_setup(&username, Some(sentence));
            }
            _ => self.on_error(requester, sentence),
        }
    }
}
