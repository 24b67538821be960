//! "Confirm it is you": the step-up before an operation.

use std::time::Duration;

use egui::Ui;

use crate::auth::Now;
use crate::gui::forms::CredentialsForm;
use crate::gui::message::{Command, Operation, SessionRequest, StepUpRefusal};
use crate::gui::text::{self, account, operations};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, button_row, dialog, weak};

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
        Self {
            operation: Some(operation),
            explanation,
            credentials: CredentialsForm::new(account::CURRENT_PASSWORD, with_code),
        }
    }
}

impl View for StepUpDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let shown = dialog(ui, theme, cx.dialog_area, operations::TITLE, |ui| {
            weak(ui, theme, &self.explanation);
            let submitted = self.credentials.show(ui, cx);
            let ready = self.operation.is_some() && self.credentials.is_ready(cx.now);
            let confirm = Button::primary(operations::CONTINUE).enabled(ready).busy(cx.busy);
            let cancel = Button::secondary(text::CANCEL).enabled(!cx.busy);
            let [confirm, cancel] = button_row(ui, theme, [operations::CONTINUE, text::CANCEL], [confirm, cancel]);
            (cancel.clicked(), (submitted || confirm.clicked()) && ready)
        });
        let (cancel, confirm) = shown.inner;
        if (shown.cancelled || cancel) && !cx.busy {
            return Some(Command::CloseDialog);
        }
        if !confirm || cx.busy {
            return None;
        }
        let operation = self.operation.take()?;
        let (password, factor) = self.credentials.take();
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
