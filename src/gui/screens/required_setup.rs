//! A pairing that a sign-in requires and that could not begin because of a fault.

use egui::Ui;

use crate::auth::MustEnrol;
use crate::gui::forms::screen_header;
use crate::gui::message::{Command, Request};
use crate::gui::screens::setup_step::warning;
use crate::gui::text::{self, setup, sign_in};
use crate::gui::theme::COLUMN;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TopSpacing, scroll_with_footer};

/// The state is `None` while the worker has it.
pub struct RequiredSetupScreen {
    state: Option<Box<MustEnrol>>,
    username: String,
    error: String,
    focus: FocusRequest<()>,
}

impl RequiredSetupScreen {
    pub fn new(state: Box<MustEnrol>, problem: String) -> Self {
        let username = state.username().to_owned();
        Self { state: Some(state), username, error: problem, focus: FocusRequest::initially(()) }
    }

    /// Returns the user who is to pair.
    pub fn username(&self) -> &str {
        &self.username
    }
}

impl View for RequiredSetupScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let (retry, sign_out) = scroll_with_footer(
            ui,
            theme,
            COLUMN,
            TopSpacing::Large,
            |ui| {
                screen_header(ui, theme, setup::SET_UP, setup::REQUIRED_SETUP_SUBTITLE);
                warning(ui, theme, &self.error);
            },
            |ui| {
                let retry = Button::primary(sign_in::RETRY).full_width().busy(cx.busy).show(ui, theme);
                self.focus.apply_to((), &retry);
                let sign_out = Button::secondary(text::SIGN_OUT).full_width().enabled(!cx.busy).show(ui, theme);
                (retry.clicked(), sign_out.clicked())
            },
        )
        .1;
        if retry && let Some(state) = self.state.take() {
            return Some(Command::Send(Request::BeginRequiredSetup(state)));
        }
        (sign_out || cx.consume_escape(ui))
            .then(|| Command::ShowSignIn { username: self.username.clone(), reason: None })
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
    }
}
