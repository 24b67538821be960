//! The states of a sign-in, and the only code that creates a session.
//!
//! ```text
//! SignedOut ─password─▶ Pending ─code | recovery code | help code─▶ (MustChange | MustEnrol) ─▶ Session
//! ```
//! Each state holds what is valid in it and is consumed by the step that leaves it. Only [`Session`] gives keys, and it
//! is opened only with three proofs: of the password, of the second factor, and that no requirement is pending.

mod factor;
mod password;

pub use factor::{Factor, RequiredFactor};
pub(super) use factor::{
    FactorCheck, FactorContext, check as check_factor, enrolment_proof, no_factor_required, refuse_spent,
};
pub(super) use password::{check as check_password, open_retired, open_rewrapped_keys};

use std::fmt;
use std::time::Duration;

use subtle::ConstantTimeEq;

use crate::auth::audit::SignInMethod;
use crate::auth::clock::Now;
use crate::auth::notices::SignInNotices;
use crate::auth::password::normalize;
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::seal;
use crate::auth::secret::{AccountKey, Password};
use crate::auth::session::{Session, SessionKeys};
use crate::auth::store::{AccountRow, PasswordKind, WrappedKeyRow};
use crate::auth::transactions::{DeferredChange, SessionInfo};
use crate::auth::username::Username;

/// Time limit from the right password to the right code.
pub const PENDING_TIMEOUT: Duration = Duration::from_mins(2);

/// Time limit for choosing a new password; anyone at an unattended prompt could set it.
pub const PASSWORD_CHOICE_TIMEOUT: Duration = Duration::from_mins(10);

/// The result of a sign-in step.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// The sign-in is completed.
    SignedIn(Box<SignedIn>),
    /// The password was right; a code is required.
    CodeRequired(Box<Pending>),
    /// A temporary password was right; a new password is required.
    PasswordChangeRequired(Box<MustChange>),
    /// The sign-in steps succeeded, but the account has no authenticator: pairing one is required.
    EnrolmentRequired(Box<MustEnrol>),
    /// The password was refused.
    Refused(PasswordRefusal),
    /// The second factor was refused. With the state, another code can be submitted; without it, the sign-in is over.
    CodeRefused(CodeRefusal, Option<Box<Pending>>),
}

/// A completed sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// The session, which gives keys and permits operations.
    pub session: Session,
    /// Notices to show to the user first.
    pub notices: SignInNotices,
}

/// Proof that the password was right. Created by the password step, and for a password that was just chosen.
pub(super) struct PasswordProof {
    /// As it was when the password was checked.
    account: AccountRow,
    username: Username,
    key: AccountKey,
    rewrapped_keys: Vec<(u64, AccountKey)>,
    /// The key wrapped anew at today's cost, written when the sign-in completes.
    upgraded_wrapped_key: Option<WrappedKeyRow>,
    /// Recognises the password if it is temporary.
    temporary_tag: Option<[u8; 32]>,
}

impl fmt::Debug for PasswordProof {
    /// Omits the row of the account: a host that logs an [`Outcome`] has no other access to most of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordProof")
            .field("username", &self.username)
            .field("key", &self.key)
            .field("rewrapped_keys", &self.rewrapped_keys)
            .field("upgraded_wrapped_key", &self.upgraded_wrapped_key)
            .finish_non_exhaustive()
    }
}

impl PasswordProof {
    /// Choosing the password of a new account counts as entering it.
    pub(super) fn for_new_account(account: AccountRow, username: Username, key: AccountKey) -> Self {
        Self { account, username, key, rewrapped_keys: Vec::new(), upgraded_wrapped_key: None, temporary_tag: None }
    }

    /// Returns the proof with the new account key, for a password chosen in place of a temporary one.
    pub(super) fn with_new_key(self, key: AccountKey, generation: u64) -> Self {
        let account = AccountRow { key_generation: generation, ..self.account };
        Self { account, key, rewrapped_keys: Vec::new(), upgraded_wrapped_key: None, temporary_tag: None, ..self }
    }

    pub(super) fn account(&self) -> &AccountRow {
        &self.account
    }

    pub(super) fn username(&self) -> &Username {
        &self.username
    }

    pub(super) fn key(&self) -> &AccountKey {
        &self.key
    }

    pub(super) fn upgraded_wrapped_key(&self) -> Option<&WrappedKeyRow> {
        self.upgraded_wrapped_key.as_ref()
    }

    /// Returns the keys, for a session that is being unlocked.
    pub(super) fn into_keys(self) -> SessionKeys {
        SessionKeys::new(self.account.key_generation, self.key, self.rewrapped_keys)
    }
}

/// Proof that the second factor was right, or that none is required. Created only by the factor step.
#[derive(Debug)]
pub(super) struct FactorProof(SignInMethod);

impl FactorProof {
    pub(super) fn method(&self) -> SignInMethod {
        self.0
    }
}

/// Proof that neither a new password nor enrolment is required.
#[derive(Debug)]
pub(super) struct NoPendingRequirement(());

impl NoPendingRequirement {
    /// For an account whose password is not temporary. [`FactorProof`] covers the second factor.
    pub(super) fn of(account: &AccountRow) -> Option<Self> {
        (account.password_kind == PasswordKind::Own).then_some(Self(()))
    }
}

/// What opens a session together with the password proof: the other proofs, and what was written when the sign-in
/// completed.
pub(super) struct SessionParts {
    pub factor: FactorProof,
    pub no_pending: NoPendingRequirement,
    pub info: SessionInfo,
    pub notices: SignInNotices,
}

impl SessionParts {
    /// For an account that requires no second factor, if nothing is pending.
    pub(super) fn without_factor(account: &AccountRow, info: SessionInfo, notices: SignInNotices) -> Option<Self> {
        let (factor, no_pending) = (no_factor_required(account)?, NoPendingRequirement::of(account)?);
        Some(Self { factor, no_pending, info, notices })
    }

    /// Opens the session. This is the only way to create a [`Session`].
    pub(super) fn open(self, password: PasswordProof) -> SignedIn {
        let Self { factor: FactorProof(_), no_pending: NoPendingRequirement(()), info, notices } = self;
        let PasswordProof { account, username, key, rewrapped_keys, .. } = password;
        let AccountRow { id, role, key_generation, credentials_version, .. } = account;
        let keys = SessionKeys::new(key_generation, key, rewrapped_keys);
        SignedIn { session: Session::open(id, username, role, keys, info, credentials_version), notices }
    }
}

/// The password was right and a code is required. Holds no password, gives no keys, and lasts [`PENDING_TIMEOUT`].
///
/// ```compile_fail,E0382
/// // Consumed by the step that it takes; a refusal returns a new one.
/// use vestibule::auth::{Auth, Interrupted, Outcome, Pending, SecretInput};
/// type Given = Result<Outcome, Interrupted<Pending>>;
/// fn twice(auth: &Auth, pending: Pending, code: SecretInput, other: SecretInput) -> Given {
///     let _ = auth.submit_code(pending, code)?;
///     auth.submit_code(pending, other)
/// }
/// ```
/// ```
/// // Can be used once.
/// use vestibule::auth::{Auth, Interrupted, Outcome, Pending, SecretInput};
/// type Given = Result<Outcome, Interrupted<Pending>>;
/// fn twice(auth: &Auth, pending: Pending, code: SecretInput, other: SecretInput) -> Given {
///     let _ = code;
///     auth.submit_code(pending, other)
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Pending {
    pub(super) proof: PasswordProof,
    pub(super) started_at: Now,
    /// One-time codes charged in this sign-in; they count as the user's own.
    pub(super) code_attempts: u32,
    pub(super) required_factor: RequiredFactor,
}

impl Pending {
    /// Username of the account whose code is required.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }

    /// Which second factor can complete the sign-in, as of the last step.
    pub fn required_factor(&self) -> RequiredFactor {
        self.required_factor
    }

    /// Returns the time left of the 120 s at `now`.
    pub fn time_left(&self, now: Now) -> Duration {
        PENDING_TIMEOUT.saturating_sub(now.since(self.started_at))
    }
}

/// A temporary password was right. Permits only choosing a new password, within [`PASSWORD_CHOICE_TIMEOUT`].
///
/// ```compile_fail,E0599
/// // Gives no keys.
/// fn content(state: &vestibule::auth::MustChange) {
///     let _ = state.data_key("notes");
/// }
/// ```
/// ```
/// // Has the username.
/// fn content(state: &vestibule::auth::MustChange) {
///     let _ = state.username();
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct MustChange {
    pub(super) proof: PasswordProof,
    pub(super) started_at: Now,
}

impl MustChange {
    /// Username of the account whose password must be changed.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }

    /// Returns whether `typed` is the temporary password, which cannot be chosen. Costs microseconds, so that a screen
    /// can ask at each key.
    pub fn is_temporary_password(&self, typed: &Password) -> bool {
        let Ok(normalized) = normalize(typed) else { return false };
        let tag = seal::temporary_password_tag(&self.proof.key, &normalized);
        self.proof.temporary_tag.is_some_and(|temporary| temporary.ct_eq(&tag).into())
    }

    /// Returns whether pairing an authenticator follows.
    pub fn pairing_follows(&self) -> bool {
        self.proof.account().two_factor
    }
}

/// The sign-in requires enrolment, as the account has no authenticator. Permits only pairing one, within
/// [`SETUP_TIMEOUT`](super::SETUP_TIMEOUT).
///
/// ```compile_fail,E0599
/// // Gives no keys.
/// fn content(state: &vestibule::auth::MustEnrol) {
///     let _ = state.data_key("notes");
/// }
/// ```
/// ```
/// // Has the username.
/// fn content(state: &vestibule::auth::MustEnrol) {
///     let _ = state.username();
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct MustEnrol {
    pub(super) proof: PasswordProof,
    pub(super) started_at: Now,
    pub(super) method: SignInMethod,
    pub(super) deferred_change: DeferredChange,
}

impl MustEnrol {
    /// Username of the account that must be enrolled.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }
}
