//! Step-up: proving oneself again before a sensitive act.

use std::time::Duration;

use crate::auth::account::{AccountId, SessionId};
use crate::auth::audit::SignInMethod;
use crate::auth::clock::{Now, UnixTime};
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};

/// How long a verified code is not asked for again, and how long one step-up covers administrative actions.
pub const STEP_UP_VALIDITY: Duration = Duration::from_secs(5 * 60);

/// What a step-up is for; it decides what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUpPurpose {
    /// An act on the own account: the password each time, and the code unless one was given to a step-up within five
    /// minutes.
    OwnAccount,
    /// An act on others: once in five minutes.
    Administration,
    /// A host's "prove it": both, each time.
    HostProof,
    /// A host's "prove it" for what happens often: the password each time, and the code as for [`StepUpPurpose::OwnAccount`].
    HostProofCached,
}

impl StepUpPurpose {
    /// As the audit log calls it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OwnAccount => "own",
            Self::Administration => "administer",
            Self::HostProof | Self::HostProofCached => "prove",
        }
    }
}

/// What is owed for a purpose now.
#[derive(Debug)]
#[must_use]
pub enum StepUpRequirement {
    /// Nothing: the last step-up still counts.
    Nothing(StepUp),
    /// The password.
    Password,
    /// The password, and a code or recovery code.
    PasswordAndCode,
}

/// A session between two locks: a lock begins another epoch, so that what was begun before it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SessionEpoch {
    pub session: SessionId,
    pub lock_count: u64,
}

/// Who stepped up, when, and for what. It is spent by the act that it was made for, serves no session but its own, and
/// survives neither a change of the account nor a lock.
///
/// ```compile_fail,E0382
/// // One proof is for one act.
/// use vestibule::auth::{Auth, ActionError, Session, StepUp};
/// fn twice(auth: &Auth, session: &Session, proof: StepUp) -> Result<(), ActionError> {
///     auth.turn_off_two_factor(session, proof)?;
///     auth.turn_off_two_factor(session, proof)
/// }
/// ```
/// ```
/// // What needs no proof can be done before.
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
    /// A step-up of `session`, which reads the account at `credentials_version`.
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

    /// Who.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// When.
    pub fn at(&self) -> Now {
        self.at
    }

    /// What was given beside the password; [`SignInMethod::Password`] if nothing was owed.
    pub fn method(&self) -> SignInMethod {
        self.method
    }

    pub(super) fn credentials_version(&self) -> u64 {
        self.credentials_version
    }

    pub(super) fn session(&self) -> SessionEpoch {
        self.session
    }

    /// Whether an act for `purpose` may begin with it.
    pub(super) fn is_valid_for(&self, session: SessionEpoch, purpose: StepUpPurpose, now: Now) -> bool {
        self.is_for_session(session) && self.purpose == purpose && now.since(self.at) < STEP_UP_VALIDITY
    }

    /// The question of a host that it answers, if it answers one.
    pub(super) fn host_purpose(&self) -> Option<StepUpPurpose> {
        matches!(self.purpose, StepUpPurpose::HostProof | StepUpPurpose::HostProofCached).then_some(self.purpose)
    }

    /// Whether it was made in this session, and the session has not been locked since: what began with it may go on.
    pub(super) fn is_for_session(&self, session: SessionEpoch) -> bool {
        self.session == session
    }
}

/// What became of a step-up.
#[derive(Debug)]
#[must_use]
pub enum StepUpResult {
    /// Proven.
    Proven(StepUp),
    /// The password was refused.
    PasswordRefused(PasswordRefusal),
    /// The password was right, the code was refused.
    CodeRefused(CodeRefusal),
}

/// That somebody proved to be who they are, for one thing that a host named. [`Auth::prove`](super::Auth::prove) alone
/// makes it, after it stands in the audit log.
///
/// It is what a program may rely on, and an entry in a log; it is not a digital signature, and nobody else can verify
/// it.
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

    /// Who.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Their username, as typed by whoever made the account.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// For what, in the host's words.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// When.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// What was given beside the password: [`SignInMethod::Code`], [`SignInMethod::Recovery`], or [`SignInMethod::Password`] for nothing,
    /// because two-factor is off or a code was given shortly before.
    pub fn method(&self) -> SignInMethod {
        self.method
    }

    /// Number of its entry in the audit log.
    pub fn entry(&self) -> u64 {
        self.entry
    }
}
