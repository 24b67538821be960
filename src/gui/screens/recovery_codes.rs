//! Set-up, step 3: the recovery codes.

use std::time::Duration;

use egui::{Ui, vec2};
use zeroize::Zeroizing;

use crate::auth::{Now, RecoveryCode, SecretText, ShowRecoveryCodes};
use crate::gui::forms::{status_line, warning_line};
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Request};
use crate::gui::screens::setup_step::{expired, open_save_dialog, step_header, step_page};
use crate::gui::text::{self, setup};
use crate::gui::theme::{COLUMN, GRID, Theme};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, card, checkbox, is_narrow, mono, subtitle};

/// The ten recovery codes, shown once.
pub struct RecoveryCodesScreen {
    /// `None` while the worker has it.
    pub state: Option<Box<ShowRecoveryCodes>>,
    codes: Vec<SecretText>,
    username: String,
    /// Leaving this screen keeps the old set.
    pub is_renewal: bool,
    acknowledged: bool,
    copy_requested: bool,
    error: String,
    focus: FocusRequest<()>,
}

enum Pressed {
    Copy,
    Save,
    Cancel,
    Finish,
}

impl RecoveryCodesScreen {
    /// Creates the screen at the end of a set-up or, if `renewal`, for a new set that replaces an old one.
    pub fn new(state: ShowRecoveryCodes, renewal: bool) -> Self {
        let codes = state.codes().iter().map(RecoveryCode::expose_text).collect();
        let username = state.username().to_owned();
        Self {
            state: Some(Box::new(state)),
            codes,
            username,
            is_renewal: renewal,
            acknowledged: false,
            copy_requested: false,
            error: String::new(),
            focus: FocusRequest::initially(()),
        }
    }

    fn body(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, narrow: bool) -> Option<Pressed> {
        let theme = cx.theme;
        let step = if self.is_renewal { String::new() } else { setup::step(3, true) };
        step_header(ui, theme, &step, setup::KEEP_CODES);
        subtitle(ui, theme, setup::KEEP_CODES_BODY);
        ui.add_space(GRID);
        card(ui, theme, |ui| cx.draw_secret(ui, |ui| show_codes(ui, theme, &self.codes, narrow)));
        let buttons = ui.horizontal_wrapped(|ui| {
            let copy = Button::secondary(setup::COPY_CODES).icon(Icon::Copy).compact().enabled(!cx.busy);
            let save = Button::secondary(setup::SAVE_CODES).icon(Icon::Save).compact().enabled(!cx.busy);
            [copy.show(ui, theme), save.show(ui, theme)]
        });
        let [copy, save] = buttons.inner;
        self.focus.apply_to((), &copy);
        if self.error.is_empty() {
            status_line(ui, theme, cx.status_message.filter(|_| self.copy_requested).unwrap_or_default());
        } else {
            warning_line(ui, theme, &self.error);
        }
        ui.add_enabled_ui(!cx.busy, |ui| checkbox(ui, theme, &mut self.acknowledged, setup::CODES_SAVED));
        if copy.clicked() { Some(Pressed::Copy) } else { save.clicked().then_some(Pressed::Save) }
    }

    fn on_pressed(&mut self, cx: &ViewContext<'_>, pressed: &Pressed) -> Option<Command> {
        match pressed {
            Pressed::Cancel => Some(Command::CancelSetup { reason: None }),
            Pressed::Finish if !self.acknowledged => None,
            Pressed::Finish => {
                self.error.clear();
                self.state.take().map(|state| Command::Send(Request::FinishSetup(state)))
            }
            Pressed::Copy => {
                self.error.clear();
                self.copy_requested = true;
                Some(Command::Copy(setup::codes(&self.codes)))
            }
            Pressed::Save => {
                let text = setup::codes_file(cx.program, &self.username, &self.codes);
                let content = Zeroizing::new(text.as_bytes().to_vec());
                Some(open_save_dialog(setup::SAVE_CODES_TITLE, setup::codes_file_name(&self.username), content))
            }
        }
    }
}

impl View for RecoveryCodesScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let narrow = is_narrow(ui);
        let (acknowledged, renewal) = (self.acknowledged, self.is_renewal);
        let body = |ui: &mut Ui| self.body(ui, cx, narrow);
        let cancel = renewal.then(|| Button::secondary(text::CANCEL).enabled(!cx.busy));
        let finish = Button::primary(setup::FINISH).enabled(acknowledged).busy(cx.busy);
        let (pressed, (cancel, finish)) = step_page(ui, cx.theme, COLUMN, body, (cancel, finish));
        let below = if cancel { Some(Pressed::Cancel) } else { finish.clicked().then_some(Pressed::Finish) };
        self.on_pressed(cx, &below.or(pressed)?)
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        expired(self.state.as_ref()?.time_left(now))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.state.as_ref().map(|state| state.time_left(now))
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
    }

    fn shows_secret(&self) -> bool {
        true
    }
}

/// Draws the codes, ordered by column.
fn show_codes(ui: &mut Ui, theme: &Theme, codes: &[SecretText], narrow: bool) {
    let (columns, line_spacing) = if narrow { (1, 4.0) } else { (2, 10.0) };
    ui.spacing_mut().item_spacing = vec2(GRID, line_spacing);
    ui.columns(columns, |uis| {
        for (ui, codes) in uis.iter_mut().zip(codes.chunks(codes.len().div_ceil(columns))) {
            for code in codes {
                mono(ui, theme, code);
            }
        }
    });
}

#[cfg(test)]
mod tests;
