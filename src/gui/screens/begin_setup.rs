//! Begins the two-factor set-up that is offered at first start, or that a sign-in requires and a fault interrupted.

use egui::Ui;

use crate::auth::{MustEnrol, StepUp};
use crate::gui::forms::{sign_in_page, submit_and_leave, warning_line};
use crate::gui::message::{Command, Request, SessionRequest};
use crate::gui::text::{self, setup, sign_in};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::FocusRequest;

/// What the set-up begins with; the inner value is `None` while the worker has it.
enum Reason {
    /// The proof from choosing the first password, which counts as a step-up.
    Offered(Option<StepUp>),
    Required {
        state: Option<Box<MustEnrol>>,
        username: String,
    },
}

/// Asks whether to begin, and shows why the last attempt failed.
pub struct BeginSetupScreen {
    reason: Reason,
    error: String,
    focus: FocusRequest<()>,
}

impl BeginSetupScreen {
    pub fn offered(proof: StepUp, error: String) -> Self {
        Self::new(Reason::Offered(Some(proof)), error)
    }

    pub fn required(state: Box<MustEnrol>, error: String) -> Self {
        let username = state.username().to_owned();
        Self::new(Reason::Required { state: Some(state), username }, error)
    }

    fn new(reason: Reason, error: String) -> Self {
        Self { reason, error, focus: FocusRequest::initially(()) }
    }

    fn begin(&mut self) -> Option<Command> {
        match &mut self.reason {
            Reason::Offered(proof) => {
                self.error.clear();
                // Without the proof, which a panic took along, the account screen asks for another.
                Some(proof.take().map_or(Command::SkipTwoFactor, |proof| {
                    Command::SendInSession(SessionRequest::BeginFirstSetup(proof))
                }))
            }
            Reason::Required { state, .. } => {
                state.take().map(|state| Command::Send(Request::BeginRequiredSetup(state)))
            }
        }
    }
}

impl View for BeginSetupScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let (header, labels) = match self.reason {
            Reason::Offered(_) => {
                ((sign_in::OFFER_TWO_FACTOR, sign_in::OFFER_TWO_FACTOR_BODY), [setup::SET_UP, sign_in::NOT_NOW])
            }
            Reason::Required { .. } => {
                ((setup::PAIR_AGAIN, setup::REQUIRED_SETUP_SUBTITLE), [sign_in::RETRY, text::SIGN_OUT])
            }
        };
        let body = |ui: &mut Ui| warning_line(ui, cx.theme, &self.error);
        let footer = |ui: &mut Ui| submit_and_leave(ui, cx, labels, true);
        let ((), [begin, leave]) = sign_in_page(ui, cx, header, body, footer);
        self.focus.apply_to((), &begin);
        if begin.clicked()
            && let Some(command) = self.begin()
        {
            return Some(command);
        }
        (leave.clicked() || cx.consume_escape(ui)).then(|| match self.username() {
            None => Command::SkipTwoFactor,
            Some(username) => Command::ShowSignIn { username: username.to_owned(), reason: None },
        })
    }

    fn username(&self) -> Option<&str> {
        match &self.reason {
            Reason::Offered(_) => None,
            Reason::Required { username, .. } => Some(username),
        }
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
    }
}

#[cfg(test)]
mod tests;
