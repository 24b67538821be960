//! Replies to the steps of a sign-in.

use crate::auth::{ActionError, CodeRefusal, FirstAccount, Outcome, Pending, SignedIn};
use crate::gui::gate::Gate;
use crate::gui::message::{Request, Requester};
use crate::gui::screens::Screen;
use crate::gui::screens::choose_password::ChoosePasswordScreen;
use crate::gui::screens::code::CodeScreen;
use crate::gui::screens::offer_two_factor::OfferTwoFactorScreen;
use crate::gui::text;

impl Gate {
    pub(super) fn on_first_account(&mut self, made: Result<FirstAccount, ActionError>) {
        match made {
            Ok(FirstAccount { session, step_up }) => {
                self.begin_session(session);
                self.views.show(Screen::OfferTwoFactor(OfferTwoFactorScreen::new(step_up)));
            }
            Err(ActionError::AccountsExist) => self.show_sign_in("", Some(text::sign_in::ACCOUNT_EXISTS)),
            Err(denied) => {
                if let Screen::Welcome(screen) = self.views.screen_mut() {
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
                self.signed_in(session, notices);
            }
            Outcome::CodeRequired(pending) => self.views.show(Screen::Code(Box::new(CodeScreen::new(pending)))),
            Outcome::PasswordChangeRequired(state) => {
                self.views.show(Screen::ChoosePassword(Box::new(ChoosePasswordScreen::new(state))))
            }
            Outcome::EnrolmentRequired(state) => self.send(requester, Request::BeginRequiredSetup(state)),
            Outcome::Refused(refusal) => match self.views.screen_mut() {
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
        match (pending, self.views.screen_mut()) {
            (Some(pending), Screen::Code(screen)) => screen.on_refused(refusal, pending, now),
            (Some(pending), Screen::RecoveryCode(screen)) => screen.on_refused(refusal, pending, now),
            (_, screen) => {
                let username = screen.username().unwrap_or_default().to_owned();
                let reason = text::sign_in::code_refusal(refusal);
                self.show_sign_in(&username, Some(&reason));
            }
        }
    }
}
