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
pub(super) use factor::{FactorAnswer, Holder, Spend, check as check_factor, none_owed, paired, spent};
pub(super) use outcome::clocks_apart;
pub use outcome::{CodeRefusal, Notices, Outcome, Refusal, SignedIn, Status};
pub(super) use password::{PasswordAnswer, Retired, carried, check as check_password, is_current, open_retired};

use std::fmt;
use std::time::Duration;

use crate::auth::account::{AccountId, Role};
use crate::auth::audit::Method;
use crate::auth::clock::Now;
use crate::auth::secret::{AccountKey, SessionToken};
use crate::auth::session::{Details, Keys, Session};
use crate::auth::store::{AccountRow, PasswordKind, WrapRow};
use crate::auth::username::Username;

/// Time from the right password to the right code.
pub const PENDING_FOR: Duration = Duration::from_secs(120);

/// Time from a temporary password to one of one's own: an empty chair in front of that screen is as good as the
/// password.
pub const CHOOSING_FOR: Duration = Duration::from_secs(10 * 60);

/// The password was right. Made by the password step, and for a password that was just chosen.
#[derive(Debug)]
pub(super) struct PasswordProof {
    account: AccountId,
    username: Username,
    role: Role,
    credentials_version: u64,
    generation: u64,
    key: AccountKey,
    carried: Vec<(u64, AccountKey)>,
    /// The wrap derived anew at today's cost, to be written by the completed sign-in.
    renewed: Option<WrapRow>,
}

impl PasswordProof {
    /// Choosing the password of a new account is giving it.
    pub(super) fn of_new(row: &AccountRow, username: Username, key: AccountKey) -> Self {
        Self {
            account: row.id,
            username,
            role: row.role,
            credentials_version: row.credentials_version,
            generation: row.generation,
            key,
            carried: Vec::new(),
            renewed: None,
        }
    }

    /// The same proof, for the fresh account key under the password chosen in place of the temporary one.
    pub(super) fn with_fresh_key(self, key: AccountKey, generation: u64) -> Self {
        Self { key, generation, carried: Vec::new(), renewed: None, ..self }
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

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn key(&self) -> &AccountKey {
        &self.key
    }

    pub(super) fn renewed(&self) -> Option<&WrapRow> {
        self.renewed.as_ref()
    }

    /// The keys, for a session that is being unlocked.
    pub(super) fn into_keys(self) -> Keys {
        Keys::new(self.generation, self.key, self.carried)
    }
}

/// The factor that is owed was given, or none is owed. Made by the factor step alone.
#[derive(Debug)]
pub(super) struct FactorProof(Method);

impl FactorProof {
    pub(super) fn method(&self) -> Method {
        self.0
    }
}

/// Neither a new password nor pairing is due.
#[derive(Debug)]
pub(super) struct NothingDue(());

impl NothingDue {
    /// Of an account with a password of its own. That the second factor can be given is what [`FactorProof`] shows.
    pub(super) fn of(account: &AccountRow) -> Option<Self> {
        (account.password == PasswordKind::Own).then_some(Self(()))
    }
}

/// The only way to a [`Session`].
pub(super) fn open(
    password: PasswordProof,
    _factor: &FactorProof,
    _nothing: NothingDue,
    token: &SessionToken,
    details: Details,
) -> Session {
    let PasswordProof { account, username, role, generation, key, carried, .. } = password;
    Session::open(account, username, role, Keys::new(generation, key, carried), token, details)
}

/// What a session is opened with, beside the proof of the password: all that was written when the sign-in was completed.
pub(super) struct Opening {
    pub factor: FactorProof,
    pub nothing: NothingDue,
    pub token: SessionToken,
    pub details: Details,
    pub notices: Notices,
}

impl Opening {
    pub(super) fn open(self, password: PasswordProof) -> SignedIn {
        let Self { factor, nothing, token, details, notices } = self;
        SignedIn { session: open(password, &factor, nothing, &token, details), notices }
    }
}

/// The password was right and a code is owed. It holds no password, gives no keys, and lasts [`PENDING_FOR`].
///
/// ```compile_fail,E0382
/// // It is spent by the step that it takes; a refusal gives a new one.
/// use vestibule::auth::{Auth, Interrupted, Outcome, Pending, TypedText};
/// type Given = Result<Outcome, Interrupted<Pending>>;
/// fn twice(auth: &Auth, pending: Pending, code: TypedText, other: TypedText) -> Given {
///     let _ = auth.give_code(pending, code)?;
///     auth.give_code(pending, other)
/// }
/// ```
/// ```
/// // It takes one step.
/// use vestibule::auth::{Auth, Interrupted, Outcome, Pending, TypedText};
/// type Given = Result<Outcome, Interrupted<Pending>>;
/// fn twice(auth: &Auth, pending: Pending, code: TypedText, other: TypedText) -> Given {
///     let _ = code;
///     auth.give_code(pending, other)
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Pending {
    pub(super) proof: PasswordProof,
    pub(super) since: Now,
    /// One-time codes that were charged in this sign-in: its owner's own.
    pub(super) tried: u32,
}

impl Pending {
    /// Whose code is asked for.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }

    /// What is left of the 120 s at `now`.
    pub fn left(&self, now: Now) -> Duration {
        PENDING_FOR.saturating_sub(elapsed(self.since, now))
    }
}

/// A temporary password was right. Its only act is a password of one's own, within [`CHOOSING_FOR`].
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
    pub(super) since: Now,
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
/// [`SETUP_FOR`](super::SETUP_FOR).
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
    pub(super) since: Now,
    pub(super) method: Method,
    pub(super) due: Due,
}

/// What the completed pairing writes besides the authenticator.
pub(super) enum Due {
    /// The help code that led here, to be spent.
    HelpCode([u8; 32]),
    /// The password chosen in place of the temporary one. It counts together with the authenticator, so that nobody
    /// who leaves half-way owes a code that nobody can give.
    NewPassword(Box<WrapRow>),
}

impl fmt::Debug for Due {
    /// Not even what is stored: a tag is something to try codes against.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HelpCode(_) => "HelpCode",
            Self::NewPassword(_) => "NewPassword",
        })
    }
}

impl MustEnrol {
    /// Who is to pair.
    pub fn username(&self) -> &str {
        self.proof.username().display()
    }
}

/// Time between two readings: the larger of both clocks, so that neither sleep nor a turned clock shortens it.
pub(crate) fn elapsed(from: Now, to: Now) -> Duration {
    to.boot.saturating_sub(from.boot).max(to.wall.since(from.wall))
}
