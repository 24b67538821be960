//! Set-up, step 3: the recovery codes.

use std::time::Duration;

use egui::{Ui, vec2};
use zeroize::Zeroizing;

use crate::auth::{Now, RecoveryCode, SecretText, ShowRecoveryCodes};
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Request};
use crate::gui::screens::setup_step::{expired, nav_buttons, open_save_dialog, status, step_header, warning};
use crate::gui::text::{self, setup};
use crate::gui::theme::{COLUMN, GRID, Theme};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{
    Button, FocusRequest, TopSpacing, card, checkbox, is_narrow, mono, scroll_with_footer, subtitle,
};

/// Line spacing of the codes in points: in one column, and in two.
const LINE_SPACING: [f32; 2] = [4.0, 10.0];

/// The ten recovery codes, shown once.
pub struct RecoveryCodesScreen {
    /// `None` while the worker has it.
    state: Option<Box<ShowRecoveryCodes>>,
    codes: Vec<SecretText>,
    username: String,
    is_renewal: bool,
    acknowledged: bool,
    copy_requested: bool,
    error: String,
    focus: FocusRequest<()>,
}

/// The buttons pressed.
#[derive(Default)]
struct Pressed {
    copy: bool,
    save: bool,
    cancel: bool,
    finish: bool,
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

    /// Whether leaving this screen keeps the old set.
    pub fn is_renewal(&self) -> bool {
        self.is_renewal
    }

    /// A fault occurred and nothing was stored; the user can finish with the same codes again.
    pub fn on_interrupted(&mut self, state: Box<ShowRecoveryCodes>, sentence: String) {
        self.state = Some(state);
        self.error = sentence;
    }

    fn body(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, narrow: bool) -> Pressed {
        let theme = cx.theme;
        let step = if self.is_renewal { String::new() } else { setup::step(3, true) };
        step_header(ui, theme, &step, setup::KEEP_CODES);
        subtitle(ui, theme, setup::KEEP_CODES_BODY);
        ui.add_space(GRID);
        card(ui, theme, |ui| cx.draw_secret(ui, |ui| show_codes(ui, theme, &self.codes, narrow)));
        let mut pressed = Pressed::default();
        ui.horizontal_wrapped(|ui| {
            let copy = Button::secondary(setup::COPY_CODES).icon(Icon::Copy).compact().enabled(!cx.busy);
            let save = Button::secondary(setup::SAVE_CODES).icon(Icon::Save).compact().enabled(!cx.busy);
            let copy = copy.show(ui, theme);
            self.focus.apply_to((), &copy);
            pressed.copy = copy.clicked();
            pressed.save = save.show(ui, theme).clicked();
        });
        if self.error.is_empty() {
            status(ui, theme, cx.status_message.filter(|_| self.copy_requested).unwrap_or_default());
        } else {
            warning(ui, theme, &self.error);
        }
        ui.add_enabled_ui(!cx.busy, |ui| checkbox(ui, theme, &mut self.acknowledged, setup::CODES_SAVED));
        pressed
    }

    /// Draws the footer; returns whether **Cancel** and whether **Finish** was pressed.
    fn footer(ui: &mut Ui, cx: &ViewContext<'_>, acknowledged: bool, renewal: bool) -> (bool, bool) {
        let theme = cx.theme;
        let finish = Button::primary(setup::FINISH).enabled(acknowledged).busy(cx.busy);
        if !renewal {
            return (false, finish.full_width().show(ui, theme).clicked());
        }
        let [cancel, finish] = nav_buttons(ui, theme, Button::secondary(text::CANCEL).enabled(!cx.busy), finish);
        (cancel.clicked(), finish.clicked())
    }

    fn handle_presses(&mut self, cx: &ViewContext<'_>, pressed: &Pressed) -> Option<Command> {
        if pressed.cancel {
            Some(Command::CancelSetup { reason: None })
        } else if pressed.finish && self.acknowledged {
            self.error.clear();
            self.state.take().map(|state| Command::Send(Request::FinishSetup(state)))
        } else if pressed.copy {
            self.error.clear();
            self.copy_requested = true;
            Some(Command::Copy(setup::codes(&self.codes)))
        } else if pressed.save {
            let text = setup::codes_file(cx.program, &self.username, &self.codes);
            let content = Zeroizing::new(text.as_bytes().to_vec());
            Some(open_save_dialog(setup::SAVE_CODES_TITLE, setup::codes_file_name(&self.username), content))
        } else {
            None
        }
    }
}

impl View for RecoveryCodesScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let narrow = is_narrow(ui);
        let (acknowledged, renewal) = (self.acknowledged, self.is_renewal);
        let (pressed, (cancel, finish)) = scroll_with_footer(
            ui,
            cx.theme,
            COLUMN,
            TopSpacing::Small,
            |ui| self.body(ui, cx, narrow),
            |ui| Self::footer(ui, cx, acknowledged, renewal),
        );
        self.handle_presses(cx, &Pressed { cancel, finish, ..pressed })
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
    let [narrow_spacing, wide_spacing] = LINE_SPACING;
    let (columns, spacing) = if narrow { (1, narrow_spacing) } else { (2, wide_spacing) };
    ui.spacing_mut().item_spacing = vec2(GRID, spacing);
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
