//! An error under a field, with its countdown if it has one.

use std::time::Duration;

use egui::Response;

use crate::auth::{CodeRefusal, Now, PasswordRefusal};
use crate::gui::countdown::until_next_second;
use crate::gui::text::sign_in;

#[derive(Debug, Default)]
pub enum FieldError {
    #[default]
    None,
    /// Shown until the user types.
    Message(String),
    /// No attempt is possible until the time is over.
    Waiting { since: Now, length: Duration },
    /// The code was already used; wait for the next one.
    CodeUsed { since: Now, length: Duration },
}

impl FieldError {
    pub fn from_refusal(refusal: PasswordRefusal, now: Now) -> Self {
        match refusal {
            PasswordRefusal::Waiting { left } => Self::Waiting { since: now, length: left },
            other => Self::Message(sign_in::refusal(other)),
        }
    }

    pub fn from_code_refusal(refusal: CodeRefusal, now: Now) -> Self {
        match refusal {
            CodeRefusal::Waiting { left } => Self::Waiting { since: now, length: left },
            CodeRefusal::AlreadyUsed { next_in: Some(left) } => Self::CodeUsed { since: now, length: left },
            other => Self::Message(sign_in::code_refusal(other)),
        }
    }

    /// Returns the current text; empty once the time is over.
    pub fn text(&self, now: Now) -> String {
        match self {
            Self::None => String::new(),
            Self::Message(sentence) => sentence.clone(),
            Self::Waiting { .. } => self.remaining(now).map(sign_in::too_many_attempts).unwrap_or_default(),
            Self::CodeUsed { .. } => sign_in::already_used(self.remaining(now)),
        }
    }

    pub fn remaining_wait(&self, now: Now) -> Option<Duration> {
        matches!(self, Self::Waiting { .. }).then(|| self.remaining(now)).flatten()
    }

    /// Returns the time until the text changes by itself.
    pub fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.remaining(now).map(until_next_second)
    }

    /// Clears the error if the user typed in its field; a wait stays.
    pub fn update(&mut self, field: &Response) {
        if field.changed() && !matches!(self, Self::Waiting { .. }) {
            *self = Self::None;
        }
    }

    fn remaining(&self, now: Now) -> Option<Duration> {
        let (Self::Waiting { since, length } | Self::CodeUsed { since, length }) = self else { return None };
        let left = length.saturating_sub(now.boot.saturating_sub(since.boot));
        (!left.is_zero()).then_some(left)
    }
}
