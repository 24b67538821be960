//! A one-time code: its field, what was wrong with the last one, and the clock to compare with the phone.

use std::time::Duration;

use egui::{Ui, vec2};

use crate::auth::{CodeRefusal, Now, STEP_SECONDS, TypedText};
use crate::gui::parts::Trouble;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, doors, time};
use crate::gui::theme::{Tone, Type};
use crate::gui::widgets::{CodeBuffer, CodeField, CodeOutput, countdown, note};

/// After so many failures the clocks are worth a look.
const SUSPICIOUS: u32 = 2;

/// What is typed, and why it was refused before.
#[derive(Debug)]
pub(in crate::gui) struct CodeEntry {
    code: CodeBuffer,
    trouble: Option<Trouble>,
    failures: u32,
    focus: Focus<()>,
}

impl CodeEntry {
    /// Empty, with the keyboard if `focused`.
    pub(in crate::gui) fn new(focused: bool) -> Self {
        let focus = if focused { Focus::on(()) } else { Focus::default() };
        Self { code: CodeBuffer::new(), trouble: None, failures: 0, focus }
    }

    /// The code was refused.
    pub(in crate::gui) fn refused(&mut self, refusal: CodeRefusal, now: Now) {
        if !matches!(refusal, CodeRefusal::Malformed) {
            self.failures += 1;
        }
        self.trouble(Trouble::of_code(refusal, now));
    }

    /// Something else is wrong with it.
    pub(in crate::gui) fn trouble(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble);
        self.code.wipe();
        self.focus.want(());
    }

    /// Counts a failure that has its own words.
    pub(in crate::gui) fn failed(&mut self, sentence: String) {
        self.failures += 1;
        self.trouble(Trouble::Told(sentence));
    }

    /// Gives it the keyboard.
    pub(in crate::gui) fn want_focus(&mut self) {
        self.focus.want(());
    }

    /// Whether it can be submitted.
    pub(in crate::gui) fn is_ready(&self, now: Now) -> bool {
        self.code.is_full() && self.wait(now).is_none()
    }

    /// What is left of a wait.
    pub(in crate::gui) fn wait(&self, now: Now) -> Option<Duration> {
        self.trouble.as_ref().and_then(|trouble| trouble.wait(now))
    }

    /// Hands over what was typed.
    pub(in crate::gui) fn take(&mut self) -> TypedText {
        self.trouble = None;
        self.code.take()
    }

    /// Hands over a copy: what was typed stays, to be submitted again if something else is at fault.
    pub(in crate::gui) fn copy(&mut self) -> TypedText {
        self.trouble = None;
        TypedText::new(self.code.expose_text().to_owned())
    }

    /// Forgets what was typed.
    pub(in crate::gui) fn wipe(&mut self) {
        self.code.wipe();
    }

    /// Until its sentence changes by itself.
    pub(in crate::gui) fn due(&self, now: Now) -> Option<Duration> {
        self.trouble.as_ref().and_then(|trouble| trouble.due(now))
    }

    /// Draws the field with two lines under it.
    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> CodeOutput {
        let error = self.trouble.as_ref().map(|trouble| trouble.sentence(scene.now)).unwrap_or_default();
        let output = CodeField::new(text::SIX_DIGIT_CODE).error(&error).enabled(!scene.busy).show(
            ui,
            scene.theme,
            &mut self.code,
        );
        self.focus.give((), &output.response);
        if output.response.changed() && self.trouble.as_ref().is_some_and(Trouble::ends_by_typing) {
            self.trouble = None;
        }
        output
    }

    /// Draws the ring, and below it, after two failures, what this computer's clock says.
    pub(in crate::gui) fn show_clock(&self, ui: &mut Ui, scene: &Scene<'_>) {
        let left = next_code_in(scene.now);
        let period = Duration::from_secs(STEP_SECONDS);
        countdown(ui, scene.theme, left, period, &doors::new_code_in(left));
        if self.failures >= SUSPICIOUS {
            note(ui, scene.theme, Tone::Quiet, &doors::this_computer_says(&time::clock(scene.now.wall)));
        } else {
            // The line is there before it is needed, so that the button below never moves.
            ui.allocate_space(vec2(0.0, Type::Note.line_height()));
        }
    }
}

/// Until authenticators show another code.
pub(in crate::gui) fn next_code_in(now: Now) -> Duration {
    let period = i64::try_from(STEP_SECONDS * 1000).unwrap_or(30_000);
    let passed = now.wall.millis().rem_euclid(period);
    Duration::from_millis(u64::try_from(period - passed).unwrap_or_default())
}
