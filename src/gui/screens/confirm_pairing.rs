//! Set-up, step 2: confirms the pairing with a code.

use std::time::Duration;

use egui::Ui;

use crate::auth::{ConfirmCode, EnrolmentRefusal, Now};
use crate::gui::forms::SecondFactorForm;
use crate::gui::message::{Command, Request};
use crate::gui::screens::setup_step::{expired, step_header, step_page};
use crate::gui::text::{self, setup};
use crate::gui::theme::{COLUMN, GRID};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TextField, subtitle};

/// The state is `None` while the worker has it.
pub struct ConfirmPairingScreen {
    pub state: Option<Box<ConfirmCode>>,
    first: bool,
    form: SecondFactorForm,
    name: String,
    name_error: String,
    focus: FocusRequest<()>,
}

impl ConfirmPairingScreen {
    pub fn new(state: ConfirmCode) -> Self {
        Self {
            name: state.suggested_name().to_owned(),
            first: state.is_first(),
            state: Some(Box::new(state)),
            form: SecondFactorForm::code(),
            name_error: String::new(),
            focus: FocusRequest::default(),
        }
    }

    /// Not confirmed. The secret is kept, and so is the code unless it is at fault.
    pub fn on_refused(&mut self, refusal: EnrolmentRefusal, state: ConfirmCode) {
        self.state = Some(Box::new(state));
        match refusal {
            EnrolmentRefusal::InvalidName | EnrolmentRefusal::NameTaken => {
                self.name_error = setup::confirm_refusal(refusal);
                self.focus.set(());
            }
            other => self.form.count_failure(setup::confirm_refusal(other)),
        }
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && self.state.is_some() && self.form.is_ready(cx.now)
    }

    /// Draws code and name; returns whether they are to be submitted.
    fn body(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> bool {
        let theme = cx.theme;
        step_header(ui, theme, &setup::step(2, self.first), setup::TYPE_CODE);
        subtitle(ui, theme, setup::TYPE_CODE_BODY);
        ui.add_space(GRID);
        let name = TextField::new(setup::AUTHENTICATOR_NAME).error(&self.name_error).helper_lines(1);
        let name = name.enabled(!cx.busy).show(ui, theme, &mut self.name);
        self.focus.apply_to((), &name.response);
        let code = self.form.show(ui, cx);
        self.form.show_clock(ui, cx);
        if name.response.changed() {
            self.name_error.clear();
        }
        if name.submitted && !self.form.is_ready(cx.now) {
            self.form.focus.set(());
        }
        code.submitted || code.filled || name.submitted
    }
}

impl View for ConfirmPairingScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let can_submit = self.can_submit(cx);
        let body = |ui: &mut Ui| self.body(ui, cx);
        let back = Button::secondary(text::BACK).enabled(!cx.busy);
        let confirm = Button::primary(setup::CONFIRM).enabled(can_submit).busy(cx.busy);
        let (submitted, (back, confirm)) = step_page(ui, cx.theme, COLUMN, body, (Some(back), confirm));
        if (submitted || confirm.clicked()) && self.can_submit(cx) {
            let state = self.state.take()?;
            return Some(Command::Send(Request::ConfirmPairing {
                state,
                code: self.form.copy(),
                name: self.name.clone(),
            }));
        }
        if back || cx.consume_escape(ui) {
            return self.state.take().map(Command::ShowQrCode);
        }
        None
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        expired(self.state.as_ref()?.time_left(now))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        let end = self.state.as_ref().map(|state| state.time_left(now));
        end.into_iter().chain(self.form.error.next_change_in(now)).min()
    }

    fn clear_input(&mut self) {
        self.form.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.form.on_error(sentence.to_owned());
    }
}

#[cfg(test)]
mod tests;
