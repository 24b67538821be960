//! Replies to the steps of a sign-in and of a set-up, and the states that come back from them after a fault.

use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, EnrolmentRefusal, Error, FinishResult, FirstAccount, Outcome, Pending,
    SignInNotices, SignedIn, StepUp,
};
use crate::gui::gate::Gate;
use crate::gui::message::{Request, Requester, ReturnedState};
use crate::gui::options::Event;
use crate::gui::screens::Screen;
use crate::gui::screens::begin_setup::BeginSetupScreen;
use crate::gui::screens::choose_password::ChoosePasswordScreen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::screens::recovery_codes::RecoveryCodesScreen;
use crate::gui::screens::second_factor::SecondFactorScreen;
use crate::gui::text::{self, errors};

impl Gate {
    pub(super) fn on_first_account(&mut self, made: Result<FirstAccount, ActionError>) {
        match made {
            Ok(FirstAccount { session, step_up }) => {
                self.begin_session(session, SignInNotices::default(), Event::SignedIn);
                self.views.show(Screen::BeginSetup(BeginSetupScreen::offered(step_up, String::new())));
            }
            Err(ActionError::AccountsExist) => self.show_sign_in("", Some(text::sign_in::ACCOUNT_EXISTS)),
            Err(denied) => {
                if let Screen::Welcome(screen) = &mut self.views.screen {
                    screen.on_refused(&denied);
                }
            }
        }
    }

    pub(super) fn on_sign_in(&mut self, requester: Requester, outcome: Outcome) {
        let now = self.now();
        match outcome {
            Outcome::SignedIn(signed_in) => {
                let SignedIn { session, notices } = *signed_in;
                self.begin_session(session, notices, Event::SignedIn);
                self.show_home();
            }
            Outcome::CodeRequired(pending) => {
                self.views.show(Screen::SecondFactor(Box::new(SecondFactorScreen::new(pending))));
            }
            Outcome::PasswordChangeRequired(state) => {
                self.views.show(Screen::ChoosePassword(Box::new(ChoosePasswordScreen::new(state))));
            }
            Outcome::EnrolmentRequired(state) => self.worker.send(requester, Request::BeginRequiredSetup(state)),
            Outcome::Refused(refusal) => match &mut self.views.screen {
                Screen::SignIn(screen) => screen.on_refused(refusal, now),
                _ => {
                    let reason = text::sign_in::refusal(refusal);
                    self.show_sign_in("", Some(&reason));
                }
            },
            Outcome::CodeRefused(refusal, pending) => self.on_code_refused(refusal, pending),
        }
    }

    pub(super) fn on_code_refused(&mut self, refusal: CodeRefusal, pending: Option<Box<Pending>>) {
        let now = self.now();
        match (pending, &mut self.views.screen) {
            (Some(pending), Screen::SecondFactor(screen)) => screen.on_refused(refusal, pending, now),
            (_, screen) => {
                let username = screen.view_mut().username().unwrap_or_default().to_owned();
                let reason = text::sign_in::code_refusal(refusal);
                self.show_sign_in(&username, Some(&reason));
            }
        }
    }

    pub(super) fn on_pairing_confirmed(&mut self, requester: Requester, confirmed: ConfirmResult) {
        match confirmed {
            ConfirmResult::RecoveryCodes(state) => {
                self.views.show(Screen::RecoveryCodes(Box::new(RecoveryCodesScreen::new(*state, false))));
            }
            ConfirmResult::Added => self.show_account(Some(text::setup::ADDED)),
            ConfirmResult::Refused(EnrolmentRefusal::NewSecret, state) => {
                self.views.show(Screen::QrCode(Box::new(QrCodeScreen::new_after_failures(state.back()))));
            }
            ConfirmResult::Refused(refusal, state) => {
                if let Screen::ConfirmPairing(screen) = &mut self.views.screen {
                    screen.on_refused(refusal, state);
                }
            }
            ConfirmResult::Failed(denied) => self.on_denied(requester, &denied),
        }
    }

    pub(super) fn on_setup_finished(&mut self, requester: Requester, finished: FinishResult) {
        match finished {
            FinishResult::TwoFactorOn => self.show_account(Some(text::account::TURNED_ON)),
            FinishResult::RecoveryCodesRenewed => self.show_account(Some(text::account::CODES_RENEWED)),
            FinishResult::SignedIn(signed_in) => {
                let SignedIn { session, notices } = *signed_in;
                self.begin_session(session, notices, Event::SignedIn);
                self.show_account(Some(text::account::TURNED_ON));
            }
            FinishResult::Failed(denied) => self.on_denied(requester, &denied),
        }
    }

    /// Gives the state back to its screen, where it can be submitted again.
    pub(super) fn on_interrupted(&mut self, returned: ReturnedState, error: &Error) {
        let message = errors::error(error);
        match (returned, &mut self.views.screen) {
            (ReturnedState::Pending(pending), Screen::SecondFactor(screen)) => screen.pending = Some(pending),
            (ReturnedState::ChoosePassword(state), Screen::ChoosePassword(screen)) => screen.state = Some(state),
            (ReturnedState::ConfirmPairing(state), Screen::ConfirmPairing(screen)) => screen.state = Some(state),
            (ReturnedState::RecoveryCodes(state), Screen::RecoveryCodes(screen)) => screen.state = Some(state),
            (ReturnedState::Locked(locked), Screen::Locked(screen)) => screen.locked = Some(locked),
            (ReturnedState::RequiredSetup(state), _) => {
                return self.views.show(Screen::BeginSetup(BeginSetupScreen::required(state, message)));
            }
            // The screen is closed; a locked session must not remain open unseen.
            (ReturnedState::Locked(locked), _) => {
                return self.worker.send(Requester::Gate, Request::SignOutLocked(locked));
            }
            _ => return,
        }
        self.views.screen.view_mut().show_error(&message);
    }

    /// The first set-up could not begin. After a fault the same proof can be used again.
    pub(super) fn on_setup_denied(&mut self, requester: Requester, proof: StepUp, denied: &ActionError) {
        match (denied, &mut self.views.screen) {
            (ActionError::Fault(error), Screen::BeginSetup(screen)) => {
                *screen = BeginSetupScreen::offered(proof, errors::error(error));
            }
            _ => self.on_denied(requester, denied),
        }
    }
}
