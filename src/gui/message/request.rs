//! The requests to the worker, and who sends them. States move in and come back in the reply, which goes to the
//! requester and nowhere else.

use crate::auth::{
    ConfirmCode, Factor, Locked, MustChange, MustEnrol, Password, Pending, SecretInput, Session, ShowRecoveryCodes,
    StepUp,
};
use crate::gui::message::file::FileRequest;
use crate::gui::message::operation::{Operation, Query};
use crate::gui::settings::Settings;

/// A request to the worker.
#[derive(Debug)]
pub enum Request {
    Open,
    CreateFirst { username: String, password: Password },
    SuggestPassphrase,
    EstimateStrength { input: SecretInput, username: String },
    SignIn { username: String, password: Password },
    SubmitCode { pending: Box<Pending>, code: SecretInput },
    SubmitRecoveryCode { pending: Box<Pending>, code: SecretInput },
    ChoosePassword { state: Box<MustChange>, password: Password },
    BeginRequiredSetup(Box<MustEnrol>),
    ConfirmPairing { state: Box<ConfirmCode>, code: SecretInput, name: String },
    FinishSetup(Box<ShowRecoveryCodes>),
    File(FileRequest),
    // What only a signed-in user can have.
    InSession { session: Session, request: SessionRequest },
    // Writes an audit entry of the host.
    WriteAuditEntry { session: Session, text: String },
    // Persists a lock. The keys are already wiped.
    Lock(Session),
    Unlock { locked: Box<Locked>, password: Password, factor: Option<Factor> },
    SignOut(Session),
    SignOutLocked(Box<Locked>),
    ExpireSession(Session),
    SaveSettings(Settings),
}

impl Request {
    /// Whether the screen stays usable while the request runs.
    pub fn is_background(&self) -> bool {
        matches!(
            self,
            Self::EstimateStrength { .. }
                | Self::File(_)
                | Self::InSession { request: SessionRequest::Query(_), .. }
                | Self::WriteAuditEntry { .. }
                | Self::Lock(_)
                | Self::SignOut(_)
                | Self::SignOutLocked(_)
                | Self::ExpireSession(_)
                | Self::SaveSettings(_)
        )
    }

    /// Whether a state went with it that its screen cannot go on without.
    pub fn carries_state(&self) -> bool {
        matches!(
            self,
            Self::SubmitCode { .. }
                | Self::SubmitRecoveryCode { .. }
                | Self::ChoosePassword { .. }
                | Self::InSession { request: SessionRequest::BeginFirstSetup(_), .. }
                | Self::BeginRequiredSetup(_)
                | Self::ConfirmPairing { .. }
                | Self::FinishSetup(_)
                | Self::Lock(_)
                | Self::Unlock { .. }
        )
    }
}

/// One thing for the worker to do in the session of a signed-in user.
#[derive(Debug)]
pub enum SessionRequest {
    /// Begins the set-up that is offered after the first account was created.
    BeginFirstSetup(StepUp),
    /// Runs the operation if it requires no step-up; otherwise the reply says what it requires.
    StartOperation(Operation),
    /// Runs the operation after a step-up.
    StepUp { operation: Operation, password: Password, factor: Option<Factor> },
    /// Whether a change of the password requires a code too.
    QueryStepUpNeeded,
    /// What a screen shows.
    Query(Query),
}

/// Identifies a screen, dialog, session or proof request. An id is never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequesterId(u64);

/// Generates ids.
#[derive(Debug, Default)]
pub struct IdCounter(u64);

impl IdCounter {
    pub fn next(&mut self) -> RequesterId {
        self.0 += 1;
        RequesterId(self.0)
    }
}

/// The sender of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Requester {
    /// A screen or a dialog, while it is open.
    View(RequesterId),
    /// A proof request of the host, until it is answered.
    Proof(RequesterId),
    /// The gate, for the current session.
    Session(RequesterId),
    /// The gate, independent of the session.
    Gate,
}
