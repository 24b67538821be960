//! What a step of the sign-in led to.

use crate::auth::{CodeRefusal, Denied, FirstAccount, Outcome, Pending, SignedIn};
use crate::gui::gate::Gate;
use crate::gui::requester::Requester;
use crate::gui::screen::Screen;
use crate::gui::screens::code::Code;
use crate::gui::screens::new_password::NewPassword;
use crate::gui::screens::second_door::SecondDoor;
use crate::gui::text;
use crate::gui::worker::Request;

impl Gate {
    pub(super) fn hear_first_account(&mut self, made: Result<FirstAccount, Denied>) {
        match made {
            Ok(FirstAccount { session, step_up }) => {
                self.begin_session(session);
                self.views.show(Screen::SecondDoor(SecondDoor::new(step_up)));
            }
            Err(Denied::AccountsExist) => self.show_sign_in("", Some(text::doors::EXISTS_ALREADY)),
            Err(denied) => {
                if let Screen::Welcome(screen) = self.views.screen_mut() {
                    screen.refused(&denied);
                }
            }
        }
    }

    pub(super) fn hear_outcome(&mut self, requester: Requester, outcome: Outcome) {
        let now = self.now();
        match outcome {
            Outcome::SignedIn(signed_in) => {
                let SignedIn { session, notices } = *signed_in;
                self.enter(session, notices);
            }
            Outcome::CodeOwed(pending) => self.views.show(Screen::Code(Box::new(Code::new(pending)))),
            Outcome::PasswordOwed(state) => self.views.show(Screen::NewPassword(Box::new(NewPassword::new(state)))),
            Outcome::PairingOwed(state) => self.send(requester, Request::BeginOwedSetup(state)),
            Outcome::Refused(refusal) => match self.views.screen_mut() {
                Screen::SignIn(screen) => screen.refused(refusal, now),
                _ => {
                    let reason = text::doors::refusal(refusal);
                    self.show_sign_in("", Some(&reason));
                }
            },
            Outcome::CodeRefused(refusal, pending) => self.hear_code_refused(refusal, pending),
        }
    }

    pub(super) fn hear_code_refused(&mut self, refusal: CodeRefusal, pending: Option<Box<Pending>>) {
        let now = self.now();
        match (pending, self.views.screen_mut()) {
            (Some(pending), Screen::Code(screen)) => screen.refused(refusal, pending, now),
            (Some(pending), Screen::Recovery(screen)) => screen.refused(refusal, pending, now),
            (_, screen) => {
                let username = screen.username().unwrap_or_default().to_owned();
                let reason = text::doors::code_refusal(refusal);
                self.show_sign_in(&username, Some(&reason));
            }
        }
    }
}
