//! What a step of a set-up led to.

use crate::auth::{ConfirmRefusal, Confirmed, Finished, SignedIn};
use crate::gui::gate::Gate;
use crate::gui::requester::Requester;
use crate::gui::screen::Screen;
use crate::gui::screens::codes::Codes;
use crate::gui::screens::scan::Scan;
use crate::gui::text;

impl Gate {
    pub(super) fn hear_confirmed(&mut self, requester: Requester, confirmed: Confirmed) {
        match confirmed {
            Confirmed::Codes(state) => self.views.show(Screen::Codes(Box::new(Codes::new(*state, false)))),
            Confirmed::Added => self.go_to_account(Some(text::setup::ADDED)),
            Confirmed::Refused(ConfirmRefusal::NewSecret, state) => {
                self.views.show(Screen::Scan(Box::new(Scan::anew(state.back()))));
            }
            Confirmed::Refused(refusal, state) => {
                if let Screen::Confirm(screen) = self.views.screen_mut() {
                    screen.refused(refusal, state);
                }
            }
            Confirmed::Over(denied) => self.hear_denied(requester, &denied),
        }
    }

    pub(super) fn hear_finished(&mut self, requester: Requester, finished: Finished) {
        match finished {
            Finished::On => self.go_to_account(Some(text::account::TURNED_ON)),
            Finished::Renewed => self.go_to_account(Some(text::account::CODES_RENEWED)),
            Finished::SignedIn(signed_in) => {
                let SignedIn { session, notices } = *signed_in;
                self.begin_session(session);
                self.notices = notices;
                self.go_to_account(Some(text::account::TURNED_ON));
            }
            Finished::Over(denied) => self.hear_denied(requester, &denied),
        }
    }
}
