//! Why something was refused, with what of it counts down.

use std::time::Duration;

use crate::auth::{CodeRefusal, Now, Refusal};
use crate::gui::gate::to_next_second;
use crate::gui::text::doors;

/// A sentence under a field.
#[derive(Debug)]
pub(in crate::gui) enum Trouble {
    /// Stays until something is typed.
    Told(String),
    /// Nothing can be tried before it is over.
    Wait { since: Now, length: Duration },
    /// The code was used; another one comes.
    Used { since: Now, length: Duration },
}

impl Trouble {
    /// Of a refused password.
    pub(in crate::gui) fn of_password(refusal: Refusal, now: Now) -> Self {
        match refusal {
            Refusal::Waiting { left } => Self::Wait { since: now, length: left },
            other => Self::Told(doors::refusal(other)),
        }
    }

    /// Of a refused code.
    pub(in crate::gui) fn of_code(refusal: CodeRefusal, now: Now) -> Self {
        match refusal {
            CodeRefusal::Waiting { left } => Self::Wait { since: now, length: left },
            CodeRefusal::AlreadyUsed { next_in: Some(left) } => Self::Used { since: now, length: left },
            other => Self::Told(doors::code_refusal(other)),
        }
    }

    /// What is to be said now; nothing once it is over.
    pub(in crate::gui) fn sentence(&self, now: Now) -> String {
        match self {
            Self::Told(sentence) => sentence.clone(),
            Self::Wait { .. } => self.left(now).map(doors::too_many).unwrap_or_default(),
            Self::Used { .. } => doors::already_used(self.left(now)),
        }
    }

    /// What is left of a wait.
    pub(in crate::gui) fn wait(&self, now: Now) -> Option<Duration> {
        matches!(self, Self::Wait { .. }).then(|| self.left(now)).flatten()
    }

    /// Until the sentence changes by itself.
    pub(in crate::gui) fn due(&self, now: Now) -> Option<Duration> {
        self.left(now).map(to_next_second)
    }

    /// Whether typing ends it.
    pub(in crate::gui) fn ends_by_typing(&self) -> bool {
        !matches!(self, Self::Wait { .. })
    }

    fn left(&self, now: Now) -> Option<Duration> {
        let (Self::Wait { since, length } | Self::Used { since, length }) = self else { return None };
        let left = length.saturating_sub(now.boot.saturating_sub(since.boot));
        (!left.is_zero()).then_some(left)
    }
}
