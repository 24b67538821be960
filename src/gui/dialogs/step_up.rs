//! "Confirm it is you": the step-up before an operation.

use std::time::Duration;

use egui::Ui;

use crate::auth::Now;
use crate::gui::dialogs::form_dialog;
use crate::gui::forms::CredentialsForm;
use crate::gui::message::{Command, Operation, SessionRequest, StepUpRefusal};
use crate::gui::text::{self, account, operations};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::weak;

/// The operation, until it is sent to the worker with the proof; it is returned if that is refused.
#[derive(Debug)]
pub struct StepUpDialog {
    operation: Option<Operation>,
    explanation: String,
    credentials: CredentialsForm,
}

impl StepUpDialog {
    pub fn new(operation: Operation, with_code: bool) -> Self {
        let explanation = operations::explanation(&operation, with_code);
        let credentials = CredentialsForm::new(account::CURRENT_PASSWORD, text::PASSWORD_LABELS, with_code);
        Self { operation: Some(operation), explanation, credentials }
    }
}

impl View for StepUpDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let (submitted, command) = form_dialog(ui, cx, (operations::TITLE, operations::CONTINUE), |ui| {
            weak(ui, cx.theme, &self.explanation);
            let entered = self.credentials.show(ui, cx);
            (self.operation.is_some() && self.credentials.is_ready(cx.now), entered)
        });
        if !submitted {
            return command;
        }
        let (password, factor) = self.credentials.submit()?;
        let operation = self.operation.take()?;
        Some(Command::SendInSession(SessionRequest::StepUp { operation, password, factor }))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.credentials.next_change_in(now)
    }

    fn clear_input(&mut self) {
        self.credentials.wipe();
    }

    fn on_step_up_refused(&mut self, operation: Operation, refusal: StepUpRefusal, now: Now) {
        self.operation = Some(operation);
        self.credentials.on_refused(refusal, now);
    }
}
