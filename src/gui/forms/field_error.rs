//! Why something was refused, with what of it counts down.

use std::time::Duration;

use crate::auth::{CodeRefusal, Now, PasswordRefusal};
use crate::gui::countdown::until_next_second;
use crate::gui::text::sign_in;

/// A sentence under a field.
#[derive(Debug)]
pub enum FieldError {
    /// Stays until something is typed.
    Message(String),
    /// Nothing can be tried before it is over.
    Waiting { since: Now, length: Duration },
    /// The code was used; another one comes.
    CodeUsed { since: Now, length: Duration },
}

impl FieldError {
    /// Of a refused password.
    pub fn from_refusal(refusal: PasswordRefusal, now: Now) -> Self {
        match refusal {
            PasswordRefusal::Waiting { left } => Self::Waiting { since: now, length: left },
            other => Self::Message(sign_in::refusal(other)),
        }
    }

    /// Of a refused code.
    pub fn from_code_refusal(refusal: CodeRefusal, now: Now) -> Self {
        match refusal {
            CodeRefusal::Waiting { left } => Self::Waiting { since: now, length: left },
            CodeRefusal::AlreadyUsed { next_in: Some(left) } => Self::CodeUsed { since: now, length: left },
            other => Self::Message(sign_in::code_refusal(other)),
        }
    }

    /// What is to be said now; nothing once it is over.
    pub fn text(&self, now: Now) -> String {
        match self {
            Self::Message(sentence) => sentence.clone(),
            Self::Waiting { .. } => self.remaining(now).map(sign_in::too_many_attempts).unwrap_or_default(),
            Self::CodeUsed { .. } => sign_in::already_used(self.remaining(now)),
        }
    }

    /// What is left of a wait.
    pub fn remaining_wait(&self, now: Now) -> Option<Duration> {
        matches!(self, Self::Waiting { .. }).then(|| self.remaining(now)).flatten()
    }

    /// Until the sentence changes by itself.
    pub fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.remaining(now).map(until_next_second)
    }

    /// Whether typing ends it.
    pub fn clears_on_edit(&self) -> bool {
        !matches!(self, Self::Waiting { .. })
    }

    fn remaining(&self, now: Now) -> Option<Duration> {
        let (Self::Waiting { since: started_at, length } | Self::CodeUsed { since: started_at, length }) = self else {
            return None;
        };
        let left = length.saturating_sub(now.boot.saturating_sub(started_at.boot));
        (!left.is_zero()).then_some(left)
    }
}
