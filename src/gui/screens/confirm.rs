//! Set-up, step 2: the code that the app shows.

use std::time::Duration;

use egui::Ui;

use crate::auth::{ConfirmCode, ConfirmRefusal, Now};
use crate::gui::action::Action;
use crate::gui::parts::{CodeEntry, Trouble};
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::screens::steps::{foot, over, step_head};
use crate::gui::text::{self, setup};
use crate::gui::theme::{COLUMN, GRID};
use crate::gui::widgets::{Button, TextField, Top, lead, screen_layout};

/// The state is away while the worker looks at a code.
pub(in crate::gui) struct Confirm {
    state: Option<Box<ConfirmCode>>,
    first: bool,
    entry: CodeEntry,
    name: String,
    problem: String,
    focus: Focus<()>,
}

impl Confirm {
    pub(in crate::gui) fn new(state: ConfirmCode) -> Self {
        Self {
            name: state.suggested_name().to_owned(),
            first: state.is_first(),
            state: Some(Box::new(state)),
            entry: CodeEntry::new(true),
            problem: String::new(),
            focus: Focus::default(),
        }
    }

    /// Not confirmed; the secret stays, and so does a code that is not at fault.
    pub(in crate::gui) fn refused(&mut self, refusal: ConfirmRefusal, state: ConfirmCode) {
        self.state = Some(Box::new(state));
        match refusal {
            ConfirmRefusal::Name | ConfirmRefusal::NameTaken => {
                self.problem = setup::confirm_refusal(refusal);
                self.focus.want(());
            }
            other => self.entry.failed(setup::confirm_refusal(other)),
        }
    }

    /// Nothing is known of the code; it can be given again.
    pub(in crate::gui) fn interrupted(&mut self, state: Box<ConfirmCode>, sentence: String) {
        self.state = Some(state);
        self.entry.trouble(Trouble::Told(sentence));
    }

    fn can_submit(&self, scene: &Scene<'_>) -> bool {
        !scene.busy && self.state.is_some() && self.entry.is_ready(scene.now)
    }

    /// Code and name; whether they are to be submitted.
    fn body(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> bool {
        let theme = scene.theme;
        step_head(ui, theme, &setup::step(2, self.first), setup::TYPE_CODE);
        lead(ui, theme, setup::TYPE_CODE_WHY);
        ui.add_space(GRID);
        let code = self.entry.show(ui, scene);
        self.entry.show_clock(ui, scene);
        ui.add_space(GRID);
        let name = TextField::new(setup::PHONE_NAME).error(&self.problem).enabled(!scene.busy);
        let name = name.show(ui, theme, &mut self.name);
        self.focus.give((), &name.response);
        if name.response.changed() {
            self.problem.clear();
        }
        if name.submitted && !self.entry.is_ready(scene.now) {
            self.entry.want_focus();
        }
        code.submitted || code.filled || name.submitted
    }
}

impl Show for Confirm {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let can_submit = self.can_submit(scene);
        let (submitted, [back, confirm]) = screen_layout(
            ui,
            theme,
            COLUMN,
            Top::Tight,
            |ui| self.body(ui, scene),
            |ui| {
                let back = Button::quiet(text::BACK).enabled(!scene.busy);
                foot(ui, theme, back, Button::primary(setup::CONFIRM).enabled(can_submit).busy(scene.busy))
            },
        );
        if (submitted || confirm.clicked()) && self.can_submit(scene) {
            let state = self.state.take()?;
            return Some(Action::Confirm { state, code: self.entry.copy(), name: self.name.clone() });
        }
        if back.clicked() || scene.escape(ui) {
            return self.state.take().map(Action::ToScan);
        }
        None
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        over(self.state.as_ref()?.left(now))
    }

    fn due(&self, now: Now) -> Option<Duration> {
        let end = self.state.as_ref().map(|state| state.left(now));
        [end, self.entry.due(now)].into_iter().flatten().min()
    }

    fn rest(&mut self) {
        self.entry.wipe();
    }

    fn fault(&mut self, sentence: &str) {
        self.entry.trouble(Trouble::Told(sentence.to_owned()));
    }
}

#[cfg(test)]
mod tests;
