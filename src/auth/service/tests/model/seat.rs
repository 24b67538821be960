//! A session, as the model sees it: whose it is, since when, what was proven in it.

use std::time::Duration;

use crate::auth::service::tests::model::tries::elapsed;
use crate::auth::{AccountId, Locked, Now, Purpose, Session, StepUp};

/// "12 h in all."
const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// "Idle lock after 15 min."
const IDLE: Duration = Duration::from_secs(15 * 60);
/// "Within 5 min."
const PROVEN_FOR: Duration = Duration::from_secs(5 * 60);

/// What the window holds.
pub(super) enum Screen {
    Open(Session),
    Locked(Locked),
}

/// A step-up that was given for an act to come.
pub(super) struct Kept {
    pub proof: StepUp,
    pub purpose: Purpose,
    at: Now,
    /// The account's version then.
    pub version: u64,
    locks: u32,
}

pub(super) struct Seat {
    pub window: usize,
    pub serial: u32,
    pub who: AccountId,
    pub screen: Option<Screen>,
    opened: Now,
    pub active: Now,
    /// Whether the session has its keys. It loses them by a lock and at its end.
    pub has_keys: bool,
    /// How often it lost them.
    pub locks: u32,
    pub code_given: Option<Now>,
    pub administers: Option<(Now, u64)>,
    pub wrong_codes: u32,
    pub kept: Vec<Kept>,
}

impl Seat {
    pub fn new(window: usize, serial: u32, session: Session, now: Now) -> Self {
        Self {
            window,
            serial,
            who: session.account(),
            screen: Some(Screen::Open(session)),
            opened: now,
            active: now,
            has_keys: true,
            locks: 0,
            code_given: None,
            administers: None,
            wrong_codes: 0,
            kept: Vec::new(),
        }
    }

    /// The session, if its screen is not the locked one.
    pub fn session(&self) -> Option<&Session> {
        match self.screen.as_ref()? {
            Screen::Open(session) => Some(session),
            Screen::Locked(_) => None,
        }
    }

    pub fn is_over(&self, now: Now) -> bool {
        elapsed(self.opened, now) >= LONGEST
    }

    pub fn is_idle(&self, now: Now) -> bool {
        self.has_keys && elapsed(self.active, now) >= IDLE
    }

    /// The keys go, and what was proven with them.
    pub fn lose_keys(&mut self) {
        self.has_keys = false;
        self.locks += 1;
        self.code_given = None;
        self.administers = None;
    }

    pub fn keep(&mut self, proof: StepUp, purpose: Purpose, at: Now, version: u64) {
        self.kept.push(Kept { proof, purpose, at, version, locks: self.locks });
    }

    /// Whether a step-up from then still spares another.
    pub fn is_recent(at: Now, now: Now) -> bool {
        elapsed(at, now) < PROVEN_FOR
    }

    /// Whether the session was not locked since.
    pub fn is_since_lock(&self, locks: u32) -> bool {
        self.locks == locks
    }
}

impl Kept {
    /// Whether an act of that kind may begin with it.
    pub fn serves(&self, seat_locks: u32, purpose: Purpose, now: Now) -> bool {
        self.locks == seat_locks && self.purpose == purpose && Seat::is_recent(self.at, now)
    }

    pub fn locks(&self) -> u32 {
        self.locks
    }
}
