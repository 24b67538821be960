//! First start: offers to set up two-factor.

use egui::Ui;

use crate::auth::StepUp;
use crate::gui::forms::screen_header;
use crate::gui::message::{Command, SessionRequest};
use crate::gui::screens::setup_step::warning;
use crate::gui::text::sign_in;
use crate::gui::theme::COLUMN;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TopSpacing, scroll_with_footer};

/// Holds the proof from choosing the password, which counts as a step-up.
pub struct OfferTwoFactorScreen {
    proof: Option<StepUp>,
    error: String,
    focus: FocusRequest<()>,
}

impl OfferTwoFactorScreen {
    pub fn new(proof: StepUp) -> Self {
        Self { proof: Some(proof), error: String::new(), focus: FocusRequest::initially(()) }
    }

    /// The set-up did not begin; the user can retry.
    pub fn on_interrupted(&mut self, proof: StepUp, sentence: String) {
        self.proof = Some(proof);
        self.error = sentence;
        self.focus.set(());
    }
}

impl View for OfferTwoFactorScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let (set_up, not_now) = scroll_with_footer(
            ui,
            theme,
            COLUMN,
            TopSpacing::Large,
            |ui| {
                screen_header(ui, theme, sign_in::OFFER_TWO_FACTOR, sign_in::OFFER_TWO_FACTOR_BODY);
                warning(ui, theme, &self.error);
            },
            |ui| {
                let set_up = Button::primary(sign_in::SET_UP).full_width().busy(cx.busy).show(ui, theme);
                self.focus.apply_to((), &set_up);
                let not_now = Button::secondary(sign_in::NOT_NOW).full_width().enabled(!cx.busy).show(ui, theme);
                (set_up.clicked(), not_now.clicked())
            },
        )
        .1;
        if set_up {
            self.error.clear();
            // Without the proof, which a panic took along, the account screen asks for another.
            return Some(self.proof.take().map_or(Command::SkipTwoFactor, |proof| {
                Command::SendInSession(SessionRequest::BeginFirstSetup(proof))
            }));
        }
        (not_now || cx.consume_escape(ui)).then_some(Command::SkipTwoFactor)
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
    }
}

#[cfg(test)]
mod tests;
