//! A fault gave a state back: its screen takes it, says what happened, and the step can be tried again.

use crate::auth::{Denied, Error, StepUp};
use crate::gui::gate::Gate;
use crate::gui::requester::Requester;
use crate::gui::screen::Screen;
use crate::gui::screens::pairing_owed::PairingOwed;
use crate::gui::text::fault;
use crate::gui::worker::{Kept, Request};

impl Gate {
    pub(super) fn hear_interrupted(&mut self, kept: Kept, error: &Error) {
        let sentence = fault::error(error);
        match (kept, self.views.screen_mut()) {
            (Kept::Pending(pending), Screen::Code(screen)) => screen.interrupted(pending, sentence),
            (Kept::Pending(pending), Screen::Recovery(screen)) => screen.interrupted(pending, sentence),
            (Kept::NewPassword(state), Screen::NewPassword(screen)) => screen.interrupted(state, sentence),
            (Kept::Confirm(state), Screen::Confirm(screen)) => screen.interrupted(state, sentence),
            (Kept::Codes(state), Screen::Codes(screen)) => screen.interrupted(state, sentence),
            (Kept::Locked(locked), Screen::Locked(screen)) => screen.interrupted(locked, &sentence),
            (Kept::PairingOwed(state), _) => {
                self.views.show(Screen::PairingOwed(PairingOwed::new(state, sentence)));
            }
            // Its screen is gone; a session must not stay open unseen.
            (Kept::Locked(locked), _) => self.send(Requester::Gate, Request::SignOutLocked(locked)),
            (Kept::Pending(_) | Kept::NewPassword(_) | Kept::Confirm(_) | Kept::Codes(_), _) => {}
        }
    }

    /// The first set-up did not begin. After a fault the same proof serves again.
    pub(super) fn hear_setup_denied(&mut self, requester: Requester, proof: StepUp, denied: &Denied) {
        match (denied, self.views.screen_mut()) {
            (Denied::Fault(error), Screen::SecondDoor(screen)) => screen.interrupted(proof, fault::error(error)),
            _ => self.hear_denied(requester, denied),
        }
    }
}
