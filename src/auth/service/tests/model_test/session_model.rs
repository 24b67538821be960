//! The model of a session: its owner, its times, and what was proven in it.

use std::time::Duration;

use crate::auth::service::tests::model_test::throttle_model::elapsed;
use crate::auth::{AccountId, Locked, Now, Session, SignInMethod, StepUp, StepUpPurpose};

/// "12 h in all."
const MAX_SESSION: Duration = Duration::from_hours(12);
/// "Idle lock after 15 min."
const IDLE_TIMEOUT: Duration = Duration::from_mins(15);
/// "Within 5 min."
const STEP_UP_VALIDITY: Duration = Duration::from_mins(5);

/// The session handle that the program holds.
pub(super) enum SessionState {
    Unlocked(Session),
    Locked(Locked),
}

/// A step-up for a later operation.
pub(super) struct StoredProof {
    pub proof: StepUp,
    pub purpose: StepUpPurpose,
    proven_at: Now,
    /// The account's version at the step-up.
    pub version: u64,
    lock_count: u32,
}

pub(super) struct SessionModel {
    pub window: usize,
    pub serial: u32,
    pub who: AccountId,
    pub state: Option<SessionState>,
    opened_at: Now,
    pub last_activity: Now,
    /// Whether the session has its keys, which it loses by a lock and at its end.
    pub has_keys: bool,
    /// How often it lost them.
    pub lock_count: u32,
    pub code_verified_at: Option<Now>,
    pub admin_step_up: Option<(Now, u64)>,
    pub wrong_codes: u32,
    pub stored_proofs: Vec<StoredProof>,
}

impl SessionModel {
    pub fn new(window: usize, serial: u32, session: Session, now: Now, version: u64) -> Self {
        // "A sign-in with the own password counts for administrators' acts."
        let by_own_password = !matches!(session.method(), SignInMethod::Help | SignInMethod::Temporary);
        Self {
            window,
            serial,
            who: session.account(),
            state: Some(SessionState::Unlocked(session)),
            opened_at: now,
            last_activity: now,
            has_keys: true,
            lock_count: 0,
            code_verified_at: None,
            admin_step_up: by_own_password.then_some((now, version)),
            wrong_codes: 0,
            stored_proofs: Vec::new(),
        }
    }

    /// The session, if it is not at the lock screen.
    pub fn session(&self) -> Option<&Session> {
        match self.state.as_ref()? {
            SessionState::Unlocked(session) => Some(session),
            SessionState::Locked(_) => None,
        }
    }

    pub fn is_over(&self, now: Now) -> bool {
        elapsed(self.opened_at, now) >= MAX_SESSION
    }

    pub fn is_idle(&self, now: Now) -> bool {
        self.has_keys && elapsed(self.last_activity, now) >= IDLE_TIMEOUT
    }

    /// Clears the keys, and what was proven with them.
    pub fn lock(&mut self) {
        self.has_keys = false;
        self.lock_count += 1;
        self.code_verified_at = None;
        self.admin_step_up = None;
    }

    pub fn store_proof(&mut self, proof: StepUp, purpose: StepUpPurpose, at: Now, version: u64) {
        self.stored_proofs.push(StoredProof { proof, purpose, proven_at: at, version, lock_count: self.lock_count });
    }

    /// Whether an earlier step-up is still valid.
    pub fn is_recent(at: Now, now: Now) -> bool {
        elapsed(at, now) < STEP_UP_VALIDITY
    }

    /// Whether the session was not locked since.
    pub fn is_since_lock(&self, locks: u32) -> bool {
        self.lock_count == locks
    }
}

impl StoredProof {
    /// Whether an operation of that kind may begin with it.
    pub fn is_valid_for(&self, lock_count: u32, purpose: StepUpPurpose, now: Now) -> bool {
        self.lock_count == lock_count && self.purpose == purpose && SessionModel::is_recent(self.proven_at, now)
    }

    pub fn lock_count(&self) -> u32 {
        self.lock_count
    }
}
