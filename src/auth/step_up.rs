//! Step-up: proving oneself again before a sensitive act.

use crate::auth::account::{AccountId, SessionId};
use crate::auth::audit::Method;
use crate::auth::clock::{Now, UnixTime};
use crate::auth::login::{CodeRefusal, Refusal, elapsed};
use crate::auth::session::{STEP_UP_FOR, Session};

/// What a step-up is for; it decides what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An act on the own account: the password each time, and the code unless one was given to a step-up within five
    /// minutes.
    Own,
    /// An act on others: once in five minutes.
    Administer,
    /// A host's "prove it": both, each time.
    Prove,
    /// A host's "prove it" for what happens often: the password each time, and the code as for [`Purpose::Own`].
    ProveLightly,
}

impl Purpose {
    /// As the audit log calls it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Administer => "administer",
            Self::Prove | Self::ProveLightly => "prove",
        }
    }
}

/// What is owed for a purpose now.
#[derive(Debug)]
#[must_use]
pub enum Owed {
    /// Nothing: the last step-up still counts.
    Nothing(StepUp),
    /// The password.
    Password,
    /// The password, and a code or recovery code.
    PasswordAndCode,
}

/// Who stepped up, when, and for what. It is spent by the act that it was made for, serves no session but its own, and
/// survives neither a change of the account nor a lock.
///
/// ```compile_fail,E0382
/// // One proof is for one act.
/// use vestibule::auth::{Auth, Denied, Session, StepUp};
/// fn twice(auth: &Auth, session: &Session, proof: StepUp) -> Result<(), Denied> {
///     auth.turn_off(session, proof)?;
///     auth.turn_off(session, proof)
/// }
/// ```
/// ```
/// // What needs no proof can be done before.
/// use vestibule::auth::{Auth, Denied, Session, StepUp};
/// fn twice(auth: &Auth, session: &Session, proof: StepUp) -> Result<(), Denied> {
///     auth.sign_out_others(session)?;
///     auth.turn_off(session, proof)
/// }
/// ```
#[derive(Debug)]
#[must_use = "a step-up is for the act that asked for it"]
pub struct StepUp {
    session: SessionId,
    account: AccountId,
    credentials_version: u64,
    /// How often the session had been locked.
    locks: u64,
    purpose: Purpose,
    method: Method,
    at: Now,
}

impl StepUp {
    /// `locks` is how often the session had been locked when the step-up began: a lock since then cancels it.
    pub(super) fn new(
        session: &Session,
        locks: u64,
        credentials_version: u64,
        purpose: Purpose,
        method: Method,
        at: Now,
    ) -> Self {
        let account = session.account();
        Self { session: session.id(), account, credentials_version, locks, purpose, method, at }
    }

    /// Who.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// When.
    pub fn at(&self) -> Now {
        self.at
    }

    /// What was given beside the password; [`Method::Password`] if nothing was owed.
    pub fn method(&self) -> Method {
        self.method
    }

    pub(super) fn credentials_version(&self) -> u64 {
        self.credentials_version
    }

    pub(super) fn locks(&self) -> u64 {
        self.locks
    }

    /// Whether an act for `purpose` may begin with it.
    pub(super) fn serves(&self, session: &Session, purpose: Purpose, now: Now) -> bool {
        self.belongs_to(session) && self.purpose == purpose && elapsed(self.at, now) < STEP_UP_FOR
    }

    /// The question of a host that it answers, if it answers one.
    pub(super) fn asks_for_proof(&self) -> Option<Purpose> {
        matches!(self.purpose, Purpose::Prove | Purpose::ProveLightly).then_some(self.purpose)
    }

    /// Whether it was made in this session, and the session has not been locked since: what began with it may go on.
    pub(super) fn belongs_to(&self, session: &Session) -> bool {
        self.session == session.id() && self.locks == session.locks()
    }
}

/// What became of a step-up.
#[derive(Debug)]
#[must_use]
pub enum StepUpAnswer {
    /// Proven.
    Proven(StepUp),
    /// The password was refused.
    PasswordRefused(Refusal),
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
    method: Method,
    entry: u64,
}

impl Proof {
    pub(super) fn new(session: &Session, step_up: &StepUp, purpose: &str, entry: u64) -> Self {
        Self {
            account: session.account(),
            username: session.username().to_owned(),
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

    /// What was given beside the password: [`Method::Code`], [`Method::Recovery`], or [`Method::Password`] for nothing,
    /// because two-factor is off or a code was given shortly before.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Number of its entry in the audit log.
    pub fn entry(&self) -> u64 {
        self.entry
    }
}
