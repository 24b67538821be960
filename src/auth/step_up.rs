//! Step-up: reauthentication before a sensitive operation.

use std::time::Duration;

use crate::auth::account::AccountId;
use crate::auth::audit::SignInMethod;
use crate::auth::clock::{Now, UnixTime};
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::secret::redacted;

/// How long a verified code is not asked for again, and how long one step-up covers administrative actions.
pub const STEP_UP_VALIDITY: Duration = Duration::from_mins(5);

/// The purpose of a step-up; it determines which factors are required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUpPurpose {
    /// An operation on the user's own account: requires the password each time, and the code unless a step-up verified
    /// one within five minutes.
    OwnAccount,
    /// Operations on other accounts: required once in five minutes. A sign-in with the user's own password counts, if
    /// the session was not locked since.
    Administration,
    /// A proof for the host: requires password and code each time.
    HostProof,
    /// A proof for the host for frequent operations: requires the password each time, and the code as for
    /// [`StepUpPurpose::OwnAccount`].
    HostProofCached,
}

impl StepUpPurpose {
    /// The name in the audit log.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OwnAccount => "own",
            Self::Administration => "administer",
            Self::HostProof | Self::HostProofCached => "prove",
        }
    }
}

/// What a step-up requires now.
#[derive(Debug)]
#[must_use]
pub enum StepUpRequirement {
    /// Nothing: the last step-up, or the sign-in, is still valid.
    Nothing(StepUp),
    /// The password.
    Password,
    /// The password, and a code or recovery code.
    PasswordAndCode,
}

/// A session between two locks. A lock begins a new epoch, which invalidates what was begun before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct SessionEpoch {
    pub token_hash: [u8; 32],
    pub lock_count: u64,
}

redacted!(SessionEpoch);

/// A step-up: which user, when, and for what purpose. It is consumed by its operation, is valid only in its own
/// session, and is invalidated by a change of the account or a lock.
///
/// ```compile_fail,E0382
/// // One step-up permits one operation.
/// use vestibule::auth::{Auth, ActionError, Session, StepUp};
/// fn twice(auth: &Auth, session: &Session, proof: StepUp) -> Result<(), ActionError> {
///     auth.turn_off_two_factor(session, proof)?;
///     auth.turn_off_two_factor(session, proof)
/// }
/// ```
/// ```
/// // Operations without a step-up can come before.
/// use vestibule::auth::{Auth, ActionError, Session, StepUp};
/// fn twice(auth: &Auth, session: &Session, proof: StepUp) -> Result<(), ActionError> {
///     auth.sign_out_others(session)?;
///     auth.turn_off_two_factor(session, proof)
/// }
/// ```
#[derive(Debug)]
#[must_use = "a step-up is for the act that asked for it"]
pub struct StepUp {
    session: SessionEpoch,
    account: AccountId,
    credentials_version: u64,
    purpose: StepUpPurpose,
    method: SignInMethod,
    at: Now,
}

impl StepUp {
    /// Creates a step-up of `session` for the account at `credentials_version`.
    pub(super) fn new(
        session: SessionEpoch,
        account: AccountId,
        credentials_version: u64,
        purpose: StepUpPurpose,
        method: SignInMethod,
        at: Now,
    ) -> Self {
        Self { session, account, credentials_version, purpose, method, at }
    }

    /// The account.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Time of the step-up.
    pub fn at(&self) -> Now {
        self.at
    }

    /// The second factor; [`SignInMethod::Password`] if none was required.
    pub fn method(&self) -> SignInMethod {
        self.method
    }

    pub(super) fn credentials_version(&self) -> u64 {
        self.credentials_version
    }

    pub(super) fn session(&self) -> SessionEpoch {
        self.session
    }

    /// Returns whether an operation for `purpose` may begin with it.
    pub(super) fn is_valid_for(&self, session: SessionEpoch, purpose: StepUpPurpose, now: Now) -> bool {
        self.is_for_session(session) && self.purpose == purpose && now.since(self.at) < STEP_UP_VALIDITY
    }

    /// The host's purpose, if the step-up was made for a host.
    pub(super) fn host_purpose(&self) -> Option<StepUpPurpose> {
        matches!(self.purpose, StepUpPurpose::HostProof | StepUpPurpose::HostProofCached).then_some(self.purpose)
    }

    /// Returns whether it was made in this session and the session has not been locked since.
    pub(super) fn is_for_session(&self, session: SessionEpoch) -> bool {
        self.session == session
    }
}

/// The result of a step-up.
#[derive(Debug)]
#[must_use]
pub enum StepUpResult {
    /// The user is reauthenticated.
    Proven(StepUp),
    /// The password was refused.
    PasswordRefused(PasswordRefusal),
    /// The password was right, the code was refused.
    CodeRefused(CodeRefusal),
}

/// Proof that a user reauthenticated for a purpose named by the host. Created only by
/// [`Auth::prove`](super::Auth::prove), after the audit entry is written.
///
/// The program can rely on it, and the audit log has an entry; it is not a digital signature, and nobody else can
/// verify it.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "it is the answer to what was asked"]
pub struct Proof {
    account: AccountId,
    username: String,
    purpose: String,
    at: UnixTime,
    method: SignInMethod,
    entry: u64,
}

impl Proof {
    pub(super) fn new(username: &str, step_up: &StepUp, purpose: &str, entry: u64) -> Self {
        Self {
            account: step_up.account,
            username: username.to_owned(),
            purpose: purpose.to_owned(),
            at: step_up.at.wall,
            method: step_up.method,
            entry,
        }
    }

    /// The account.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Username as entered when the account was created.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The purpose, as given by the host.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// Time of the step-up.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// The second factor: [`SignInMethod::Code`], [`SignInMethod::Recovery`], or [`SignInMethod::Password`] for none,
    /// because two-factor is off or a code was verified shortly before.
    pub fn method(&self) -> SignInMethod {
        self.method
    }

    /// Number of the entry in the audit log.
    pub fn entry(&self) -> u64 {
        self.entry
    }
}
