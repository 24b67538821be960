//! Set-up, step 3: the recovery codes.

use std::time::Duration;

use egui::{Ui, vec2};
use zeroize::Zeroizing;

use crate::auth::{ExposedText, Now, RecoveryCode, ShowRecoveryCodes};
use crate::gui::action::Action;
use crate::gui::icon::Icon;
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::screens::steps::{foot, over, save_file, status, step_head, warning};
use crate::gui::text::{self, setup};
use crate::gui::theme::{COLUMN, GRID, Theme};
use crate::gui::widgets::{Button, Top, card, checkbox, is_narrow, lead, mono, screen_layout};

/// Between two lines of codes, in points: in one column, and in two.
const BETWEEN: [f32; 2] = [4.0, 10.0];

/// Ten codes, shown once.
pub(in crate::gui) struct Codes {
    /// Gone while the worker has it.
    state: Option<Box<ShowRecoveryCodes>>,
    codes: Vec<ExposedText>,
    username: String,
    renewal: bool,
    kept: bool,
    copied: bool,
    problem: String,
    focus: Focus<()>,
}

/// What was pressed.
#[derive(Default)]
struct Pressed {
    copy: bool,
    save: bool,
    cancel: bool,
    finish: bool,
}

impl Codes {
    /// At the end of a set-up, or a new set in place of an old one (`renewal`).
    pub(in crate::gui) fn new(state: ShowRecoveryCodes, renewal: bool) -> Self {
        let codes = state.codes().iter().map(RecoveryCode::expose_text).collect();
        let username = state.username().to_owned();
        Self {
            state: Some(Box::new(state)),
            codes,
            username,
            renewal,
            kept: false,
            copied: false,
            problem: String::new(),
            focus: Focus::on(()),
        }
    }

    /// Whether the old set stays if this screen is left.
    pub(in crate::gui) fn is_renewal(&self) -> bool {
        self.renewal
    }

    /// Nothing counts yet; the same codes can be finished with again.
    pub(in crate::gui) fn interrupted(&mut self, state: Box<ShowRecoveryCodes>, sentence: String) {
        self.state = Some(state);
        self.problem = sentence;
    }

    fn body(&mut self, ui: &mut Ui, scene: &Scene<'_>, narrow: bool) -> Pressed {
        let theme = scene.theme;
        let step = if self.renewal { String::new() } else { setup::step(3, true) };
        step_head(ui, theme, &step, setup::KEEP_CODES);
        lead(ui, theme, setup::KEEP_CODES_WHY);
        ui.add_space(GRID);
        card(ui, theme, |ui| scene.secret(ui, |ui| show_codes(ui, theme, &self.codes, narrow)));
        let mut pressed = Pressed::default();
        ui.horizontal_wrapped(|ui| {
            let copy = Button::quiet(setup::COPY_CODES).icon(Icon::Copy).compact().enabled(!scene.busy);
            let save = Button::quiet(setup::SAVE_CODES).icon(Icon::Save).compact().enabled(!scene.busy);
            let copy = copy.show(ui, theme);
            self.focus.give((), &copy);
            pressed.copy = copy.clicked();
            pressed.save = save.show(ui, theme).clicked();
        });
        if self.problem.is_empty() {
            status(ui, theme, scene.told.filter(|_| self.copied).unwrap_or_default());
        } else {
            warning(ui, theme, &self.problem);
        }
        ui.add_enabled_ui(!scene.busy, |ui| checkbox(ui, theme, &mut self.kept, setup::CODES_KEPT));
        pressed
    }

    /// Whether **Cancel** or **Finish** was pressed.
    fn foot(ui: &mut Ui, scene: &Scene<'_>, kept: bool, renewal: bool) -> (bool, bool) {
        let theme = scene.theme;
        let finish = Button::primary(setup::FINISH).enabled(kept).busy(scene.busy);
        if !renewal {
            return (false, finish.full().show(ui, theme).clicked());
        }
        let [cancel, finish] = foot(ui, theme, Button::quiet(text::CANCEL).enabled(!scene.busy), finish);
        (cancel.clicked(), finish.clicked())
    }

    fn act(&mut self, scene: &Scene<'_>, pressed: &Pressed) -> Option<Action> {
        if pressed.cancel {
            Some(Action::CancelSetup { reason: None })
        } else if pressed.finish && self.kept {
            self.problem.clear();
            self.state.take().map(Action::FinishSetup)
        } else if pressed.copy {
            self.problem.clear();
            self.copied = true;
            Some(Action::Copy(setup::codes(&self.codes)))
        } else if pressed.save {
            let text = setup::codes_file(scene.program, &self.username, &self.codes);
            let content = Zeroizing::new(text.as_bytes().to_vec());
            Some(save_file(setup::SAVE_CODES_TITLE, setup::codes_file_name(&self.username), content))
        } else {
            None
        }
    }
}

impl Show for Codes {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let narrow = is_narrow(ui);
        let (kept, renewal) = (self.kept, self.renewal);
        let (pressed, (cancel, finish)) = screen_layout(
            ui,
            scene.theme,
            COLUMN,
            Top::Tight,
            |ui| self.body(ui, scene, narrow),
            |ui| Self::foot(ui, scene, kept, renewal),
        );
        self.act(scene, &Pressed { cancel, finish, ..pressed })
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        over(self.state.as_ref()?.left(now))
    }

    fn due(&self, now: Now) -> Option<Duration> {
        self.state.as_ref().map(|state| state.left(now))
    }

    fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.problem);
    }

    fn shows_secret(&self) -> bool {
        true
    }
}

/// Down the first column, then down the second.
fn show_codes(ui: &mut Ui, theme: &Theme, codes: &[ExposedText], narrow: bool) {
    let [close, apart] = BETWEEN;
    let (columns, between) = if narrow { (1, close) } else { (2, apart) };
    ui.spacing_mut().item_spacing = vec2(GRID, between);
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
