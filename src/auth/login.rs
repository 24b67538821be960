//! The states of a sign-in, and the only place where a session is made.
//!
//! ```text
//! SignedOut ─password─▶ Pending ─code | recovery code | help code─▶ (MustChange | MustEnrol) ─▶ Session
//! ```
//! Each state holds what is valid in it and is consumed by the step that leaves it. None but [`Session`] gives
//! keys, and a [`Session`] is opened from three proofs alone: of the password, of the factor, and of nothing further
//! being due.

mod factor;
mod outcome;
mod password;

pub use factor::Factor;
pub(super) use factor::{
    FactorCheck, FactorContext, already_spent, check as check_factor, enrolment_proof, no_factor_required,
};
pub use outcome::{Outcome, SignedIn, Status};
pub(super) use password::{
    OldPasswordCheck, PasswordCheck, check as check_password, is_current, open_retired, open_rewrapped_keys,
};

use std::time::Duration;

use crate::auth::account::{AccountId, Role};
use crate::auth::audit::SignInMethod;
use crate::auth::clock::Now;
use crate::auth::notices::SignInNotices;
use crate::auth::secret::{AccountKey, SessionToken};
use crate::auth::session::{Session, SessionInfo, SessionKeys};
use crate::auth::store::{AccountRow, PasswordKind, WrappedKeyRow};
use crate::auth::transactions::DeferredChange;
use crate::auth::username::Username;

/// Time from the right password to the right code.
pub const PENDING_TIMEOUT: Duration = Duration::from_secs(120);

/// Time from a temporary password to one of one's own: an empty chair in front of that screen is as good as the
/// password.
pub const PASSWORD_CHOICE_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// The password was right. Made by the password step, and for a password that was just chosen.
#[derive(Debug)]
pub(super) struct PasswordProof {
    account: AccountId,
    username: Username,
    role: Role,
    credentials_version: u64,
    key_generation: u64,
    key: AccountKey,
    rewrapped_keys: Vec<(u64, AccountKey)>,
    /// The wrap derived anew at today's cost, to be written by the completed sign-in.
    upgraded_wrapped_key: Option<WrappedKeyRow>,
}

impl PasswordProof {
    /// Choosing the password of a new account is giving it.
    pub(super) fn for_new_account(row: &AccountRow, username: Username, key: AccountKey) -> Self {
        Self {
            account: row.id,
            username,
            role: row.role,
            credentials_version: row.credentials_version,
            key_generation: row.key_generation,
            key,
            rewrapped_keys: Vec::new(),
            upgraded_wrapped_key: None,
        }
    }

    /// The same proof, for the fresh account key under the password chosen in place of the temporary one.
    pub(super) fn with_new_key(self, key: AccountKey, generation: u64) -> Self {
        Self { key, key_generation: generation, rewrapped_keys: Vec::new(), upgraded_wrapped_key: None, ..self }
    }

    pub(super) fn account(&self) -> AccountId {
        self.account
    }

    pub(super) fn username(&self) -> &Username {
        &self.username
    }

    pub(super) fn credentials_version(&self) -> u64 {
        self.credentials_version
    }

    pub(super) fn key_generation(&self) -> u64 {
        self.key_generation
    }

    pub(super) fn key(&self) -> &AccountKey {
        &self.key
    }

    pub(super) fn upgraded_wrapped_key(&self) -> Option<&WrappedKeyRow> {
        self.upgraded_wrapped_key.as_ref()
    }

    /// The keys, for a session that is being unlocked.
    pub(super) fn into_keys(self) -> SessionKeys {
        SessionKeys::new(self.key_generation, self.key, self.rewrapped_keys)
    }
}

/// The factor that is owed was given, or none is owed. Made by the factor step alone.
#[derive(Debug)]
pub(super) struct FactorProof(SignInMethod);

impl FactorProof {
    pub(super) fn method(&self) -> SignInMethod {
        self.0
    }
}

/// Neither a new password nor pairing is due.
#[derive(Debug)]
pub(super) struct NoPendingRequirement(());

impl NoPendingRequirement {
    /// Of an account with a password of its own. That the second factor can be given is what [`FactorProof`] shows.
    pub(super) fn of(account: &AccountRow) -> Option<Self> {
        (account.password_kind == PasswordKind::Own).then_some(Self(()))
    }
}

/// The only way to a [`Session`].
pub(super) fn open(
    password: PasswordProof,
    _factor: &FactorProof,
    _no_pending: NoPendingRequirement,
    token: &SessionToken,
    details: SessionInfo,
) -> Session {
    let PasswordProof { account, username, role, key_generation: generation, key, rewrapped_keys: carried, .. } =
        password;
    Session::open(account, username, role, SessionKeys::new(generation, key, carried), token, details)
}

/// What a session is opened with, beside the proof of the password: all that was written when the sign-in was completed.
pub(super) struct SessionParts {
    pub factor: FactorProof,
    pub no_pending: NoPendingRequirement,
    pub token: SessionToken,
    pub details: SessionInfo,
    pub notices: SignInNotices,
}

impl SessionParts {
    pub(super) fn open(self, password: PasswordProof) -> SignedIn {
        let Self { factor, no_pending: nothing, token, details, notices } = self;
        SignedIn { session: open(password, &factor, nothing, &token, details), notices }
    }
}

/// The password was right and a code is owed. It holds no password, gives no keys, and lasts [`PENDING_TIMEOUT`].
///
/// ```compile_fail,E0382
/// // It is spent by the step that it takes; a refusal gives a new one.
/// use vestibule::auth::{Auth, Interrupted, Outcome, Pending, SecretInput};
/// type Given = Result<Outcome, Interrupted<Pending>>;
/// fn twice(auth: &Auth, pending: Pending, code: SecretInput, other: SecretInput) -> Given {
///     let _ = auth.submit_code(pending, code)?;
///     auth.submit_code(pending, other)
/// }
/// ```
/// ```
/// // It takes one step.
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
    /// One-time codes that were charged in this sign-in: its owner's own.
    pub(super) code_attempts: u32,
}

impl Pending {
    /// Whose code is asked for.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }

    /// What is left of the 120 s at `now`.
    pub fn time_left(&self, now: Now) -> Duration {
        PENDING_TIMEOUT.saturating_sub(now.since(self.started_at))
    }
}

/// A temporary password was right. Its only act is a password of one's own, within [`PASSWORD_CHOICE_TIMEOUT`].
///
/// ```compile_fail,E0599
/// // It gives no keys.
/// fn content(state: &vestibule::auth::MustChange) {
///     let _ = state.data_key("notes");
/// }
/// ```
/// ```
/// // It knows for whom it is.
/// fn content(state: &vestibule::auth::MustChange) {
///     let _ = state.username();
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct MustChange {
    pub(super) proof: PasswordProof,
    pub(super) started_at: Now,
    pub(super) two_factor: bool,
}

impl MustChange {
    /// Who is to choose a password.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }

    /// Whether pairing follows.
    pub fn pairing_follows(&self) -> bool {
        self.two_factor
    }
}

/// Everything was right, but the account has no authenticator. Its only act is pairing one, within
/// [`SETUP_TIMEOUT`](super::SETUP_TIMEOUT).
///
/// ```compile_fail,E0599
/// // It gives no keys.
/// fn content(state: &vestibule::auth::MustEnrol) {
///     let _ = state.data_key("notes");
/// }
/// ```
/// ```
/// // It knows for whom it is.
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
    /// Who is to pair.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }
}
