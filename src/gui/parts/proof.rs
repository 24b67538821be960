//! The fields with which somebody who is signed in shows to be there still: the password, and a code where one is
//! owed. The step-up dialog, the change of password and the locked screen share them.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Factor, Now, Password, Refusal, TypedText};
use crate::gui::parts::{CodeEntry, RecoveryEntry, Trouble};
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, account, doors};
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, Secret, SecretField, SecretWords, banner};
use crate::gui::worker::StepUpRefused;

/// What the second door is opened with.
#[derive(Debug)]
enum SecondDoor {
    /// The password alone is enough.
    None,
    Code(CodeEntry),
    Recovery(RecoveryEntry),
}

/// What is typed, and what was refused.
#[derive(Debug)]
pub(in crate::gui) struct Proof {
    label: &'static str,
    words: SecretWords<'static>,
    password: Secret,
    trouble: Option<Trouble>,
    focus: Focus<()>,
    second: SecondDoor,
}

impl Proof {
    /// With the name of the password field, and whether a code is asked for.
    pub(in crate::gui) fn new(label: &'static str, asks_code: bool) -> Self {
        let mut proof = Self {
            label,
            words: text::PASSWORD_WORDS,
            password: Secret::default(),
            trouble: None,
            focus: Focus::on(()),
            second: SecondDoor::None,
        };
        proof.ask_code(asks_code);
        proof
    }

    /// With another name for the eye, where there is a second password field beside it.
    pub(in crate::gui) fn words(mut self, words: SecretWords<'static>) -> Self {
        self.words = words;
        self
    }

    /// Whether a code is asked for is known only now.
    pub(in crate::gui) fn ask_code(&mut self, asks_code: bool) {
        self.second = if asks_code { SecondDoor::Code(CodeEntry::new(false)) } else { SecondDoor::None };
    }

    /// Draws the fields; says whether Enter was pressed in one of them. It leads to what is still empty.
    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> bool {
        let error = self.trouble.as_ref().map(|trouble| trouble.sentence(scene.now)).unwrap_or_default();
        let field = SecretField::new(self.label, self.words).error(&error).enabled(!scene.busy);
        let password = field.show(ui, scene.theme, &mut self.password);
        self.focus.give((), &password.response);
        if password.response.changed() && self.trouble.as_ref().is_some_and(Trouble::ends_by_typing) {
            self.trouble = None;
        }
        let submitted = match &mut self.second {
            SecondDoor::None => false,
            SecondDoor::Code(entry) => {
                let submitted = entry.show(ui, scene).submitted;
                if let Some(hint) = scene.hint {
                    banner(ui, scene.theme, Tone::Quiet, hint);
                }
                submitted
            }
            SecondDoor::Recovery(entry) => entry.show(ui, scene).submitted,
        };
        self.toggle(ui, scene);
        if password.submitted && !self.password.buffer.is_empty() && !self.has_factor(scene.now) {
            self.want_factor();
        } else if submitted && self.password.buffer.is_empty() {
            self.focus.want(());
        }
        password.submitted || submitted
    }

    /// From the app to the recovery codes and back.
    fn toggle(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let words = match self.second {
            SecondDoor::None => return,
            SecondDoor::Code(_) => text::USE_RECOVERY,
            SecondDoor::Recovery(_) => doors::USE_AUTHENTICATOR,
        };
        if Button::link(words).enabled(!scene.busy).show(ui, scene.theme).clicked() {
            self.second = match self.second {
                SecondDoor::Code(_) => SecondDoor::Recovery(RecoveryEntry::new(true)),
                _ => SecondDoor::Code(CodeEntry::new(true)),
            };
        }
    }

    fn want_factor(&mut self) {
        match &mut self.second {
            SecondDoor::None => {}
            SecondDoor::Code(entry) => entry.want_focus(),
            SecondDoor::Recovery(entry) => entry.want_focus(),
        }
    }

    fn has_factor(&self, now: Now) -> bool {
        match &self.second {
            SecondDoor::None => true,
            SecondDoor::Code(entry) => entry.is_ready(now),
            SecondDoor::Recovery(entry) => entry.is_ready(now),
        }
    }

    /// Whether all that is asked for was typed, and no wait runs.
    pub(in crate::gui) fn is_ready(&self, now: Now) -> bool {
        let waits = self.trouble.as_ref().is_some_and(|trouble| trouble.wait(now).is_some());
        !self.password.buffer.is_empty() && !waits && self.has_factor(now)
    }

    /// What was typed, for the worker. The password stays under its bullets until the answer has come, so that a
    /// wrong code does not cost it; the code is gone at once.
    pub(in crate::gui) fn give(&mut self) -> (Password, Option<Factor>) {
        self.trouble = None;
        let factor = match &mut self.second {
            SecondDoor::None => None,
            SecondDoor::Code(entry) => Some(Factor::Code(entry.take())),
            SecondDoor::Recovery(entry) => Some(Factor::Recovery(entry.take())),
        };
        (TypedText::new(self.password.buffer.expose_text().to_owned()), factor)
    }

    /// Whichever half was refused is empty and has the keyboard.
    pub(in crate::gui) fn refused(&mut self, refused: StepUpRefused, now: Now) {
        match (refused, &mut self.second) {
            (StepUpRefused::Password(refusal), _) => {
                self.password.buffer.wipe();
                self.trouble = Some(match refusal {
                    Refusal::Wrong => Trouble::Told(account::WRONG_PASSWORD.to_owned()),
                    other => Trouble::of_password(other, now),
                });
                self.focus.want(());
            }
            (StepUpRefused::Interrupted(error), _) => self.fault(&text::fault::error(&error)),
            (StepUpRefused::Code(refusal), SecondDoor::Code(entry)) => entry.refused(refusal, now),
            (StepUpRefused::Code(refusal), SecondDoor::Recovery(entry)) => entry.refused(refusal, now),
            // A code has come to be owed since the fields were drawn.
            (StepUpRefused::Code(_), SecondDoor::None) => self.second = SecondDoor::Code(CodeEntry::new(true)),
        }
    }

    /// It came to nothing for another reason.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        self.wipe();
        self.trouble = Some(Trouble::Told(sentence.to_owned()));
        self.focus.want(());
    }

    /// Forgets what was typed.
    pub(in crate::gui) fn wipe(&mut self) {
        self.password.buffer.wipe();
        match &mut self.second {
            SecondDoor::None => {}
            SecondDoor::Code(entry) => entry.wipe(),
            SecondDoor::Recovery(entry) => entry.wipe(),
        }
    }

    /// Until a sentence changes by itself.
    pub(in crate::gui) fn due(&self, now: Now) -> Option<Duration> {
        let second = match &self.second {
            SecondDoor::None => None,
            SecondDoor::Code(entry) => entry.due(now),
            SecondDoor::Recovery(entry) => entry.due(now),
        };
        let first = self.trouble.as_ref().and_then(|trouble| trouble.due(now));
        first.into_iter().chain(second).min()
    }
}
