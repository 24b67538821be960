//! Replies that return a state after a fault: the screen takes it back and shows the error, so that the user can retry.

use crate::auth::{ActionError, Error, StepUp};
use crate::gui::gate::Gate;
use crate::gui::message::{Request, Requester, ReturnedState};
use crate::gui::screens::Screen;
use crate::gui::screens::required_setup::RequiredSetupScreen;
use crate::gui::text::errors;

impl Gate {
    pub(super) fn on_interrupted(&mut self, returned: ReturnedState, error: &Error) {
        let message = errors::error(error);
        match (returned, self.views.screen_mut()) {
            (ReturnedState::Pending(pending), Screen::Code(screen)) => screen.on_interrupted(pending, message),
            (ReturnedState::Pending(pending), Screen::RecoveryCode(screen)) => screen.on_interrupted(pending, message),
            (ReturnedState::ChoosePassword(state), Screen::ChoosePassword(screen)) => {
                screen.on_interrupted(state, message)
            }
            (ReturnedState::ConfirmPairing(state), Screen::ConfirmPairing(screen)) => {
                screen.on_interrupted(state, message)
            }
            (ReturnedState::RecoveryCodes(state), Screen::RecoveryCodes(screen)) => {
                screen.on_interrupted(state, message)
            }
            (ReturnedState::Locked(locked), Screen::Locked(screen)) => screen.on_interrupted(locked, &message),
            (ReturnedState::RequiredSetup(state), _) => {
                self.views.show(Screen::RequiredSetup(RequiredSetupScreen::new(state, message)));
            }
            // The screen is closed; a locked session must not remain open unseen.
            (ReturnedState::Locked(locked), _) => self.send(Requester::Gate, Request::SignOutLocked(locked)),
            (
                ReturnedState::Pending(_)
                | ReturnedState::ChoosePassword(_)
                | ReturnedState::ConfirmPairing(_)
                | ReturnedState::RecoveryCodes(_),
                _,
            ) => {}
        }
    }

    /// The first set-up could not begin. After a fault the same proof can be used again.
    pub(super) fn on_setup_denied(&mut self, requester: Requester, proof: StepUp, denied: &ActionError) {
        match (denied, self.views.screen_mut()) {
            (ActionError::Fault(error), Screen::OfferTwoFactor(screen)) => {
                screen.on_interrupted(proof, errors::error(error))
            }
            _ => self.on_denied(requester, denied),
        }
    }
}
