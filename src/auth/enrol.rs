//! The states of a set-up.
//!
//! ```text
//! ShowSecret ⇄ ConfirmCode ─▶ ShowRecoveryCodes ─Finish─▶ On        (a further authenticator ends at ConfirmCode)
//! ```
//! Nothing counts before the end, which is one transaction. A state that is dropped leaves nothing behind; the
//! authenticators that were there stay valid meanwhile.

mod refusal;

pub use refusal::ConfirmRefusal;

use std::time::Duration;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::Now;
use crate::auth::denied::Denied;
use crate::auth::login::{Due, MustEnrol, SignedIn, elapsed};
use crate::auth::printable::is_printable;
use crate::auth::secret::{ExposedText, RecoveryCode, TotpSecret, redacted};
use crate::auth::session::Session;
use crate::auth::step_up::StepUp;
use crate::auth::store::{AuthenticatorRow, RecoveryRow};
use crate::auth::totp::{self, PairingUri};

/// Authenticators that an account may have.
pub(crate) const AUTHENTICATORS: usize = 5;
/// Recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;
/// Time from the first step of a set-up to its end.
pub const SETUP_FOR: Duration = Duration::from_secs(10 * 60);
/// Characters in the name of an authenticator.
const NAME: usize = 32;

/// For whom a set-up is, and what it was proven with.
pub(super) enum Owner {
    /// Somebody who is signed in.
    Session(Session, StepUp),
    /// Somebody who cannot be signed in without it.
    Owed(Box<MustEnrol>),
}

/// A set-up on its way.
pub(super) struct Setup {
    pub owner: Owner,
    pub since: Now,
    pub material: Material,
    /// Wrong codes for this secret.
    pub tries: u32,
}

/// What is drawn for one authenticator, and anew after too many wrong codes.
pub(super) struct Material {
    pub secret: TotpSecret,
    pub uri: PairingUri,
    pub id: AuthenticatorId,
    pub suggested_name: String,
    pub first: bool,
}

impl Setup {
    pub fn left(&self, now: Now) -> Duration {
        SETUP_FOR.saturating_sub(elapsed(self.since, now))
    }

    pub fn account(&self) -> AccountId {
        match &self.owner {
            Owner::Session(session, _) => session.account(),
            Owner::Owed(owed) => owed.proof.account(),
        }
    }

    pub fn username(&self) -> &str {
        match &self.owner {
            Owner::Session(session, _) => session.username(),
            Owner::Owed(owed) => owed.username(),
        }
    }
}

/// Step 1: the secret is shown, as a QR code and as text.
///
/// ```compile_fail,E0308
/// // A pending sign-in is shown none,
/// use vestibule::auth::{Auth, Denied, Pending, ShowSecret, StepUp};
/// fn shown(auth: &Auth, pending: &Pending, proof: StepUp) -> Result<ShowSecret, Denied> {
///     Ok(auth.begin_setup(pending, proof)?)
/// }
/// ```
/// ```
/// // a session is, after a step-up.
/// use vestibule::auth::{Auth, Denied, Session, ShowSecret, StepUp};
/// fn shown(auth: &Auth, session: &Session, proof: StepUp) -> Result<ShowSecret, Denied> {
///     Ok(auth.begin_setup(session, proof)?)
/// }
/// ```
#[must_use]
pub struct ShowSecret(pub(super) Box<Setup>);

impl ShowSecret {
    /// The URI for the QR code, and how the entry will look in the phone.
    pub fn uri(&self) -> &PairingUri {
        &self.0.material.uri
    }

    /// The same key for typing, in groups of four.
    pub fn setup_key(&self) -> ExposedText {
        totp::grouped(&totp::setup_key(&self.0.material.secret))
    }

    /// A free name for the authenticator.
    pub fn suggested_name(&self) -> &str {
        &self.0.material.suggested_name
    }

    /// Whether two-factor goes on with it, and recovery codes follow.
    pub fn is_first(&self) -> bool {
        self.0.material.first
    }

    /// Whether the sign-in is completed with it, so that leaving is signing out.
    pub fn is_owed(&self) -> bool {
        matches!(self.0.owner, Owner::Owed(_))
    }

    /// What is left of the ten minutes.
    pub fn left(&self, now: Now) -> Duration {
        self.0.left(now)
    }

    /// On to step 2.
    pub fn next(self) -> ConfirmCode {
        ConfirmCode(self.0)
    }
}

/// Step 2: a code proves that the phone has the secret.
///
/// ```compile_fail,E0599
/// // The secret is not shown any more,
/// fn key(state: vestibule::auth::ConfirmCode) -> vestibule::auth::ExposedText {
///     state.setup_key()
/// }
/// ```
/// ```
/// // but a step back.
/// fn key(state: vestibule::auth::ConfirmCode) -> vestibule::auth::ExposedText {
///     state.back().setup_key()
/// }
/// ```
#[must_use]
pub struct ConfirmCode(pub(super) Box<Setup>);

impl ConfirmCode {
    /// A free name for the authenticator.
    pub fn suggested_name(&self) -> &str {
        &self.0.material.suggested_name
    }

    /// Whether two-factor goes on with it, and recovery codes follow.
    pub fn is_first(&self) -> bool {
        self.0.material.first
    }

    /// Whether the sign-in is completed with it, so that leaving is signing out.
    pub fn is_owed(&self) -> bool {
        matches!(self.0.owner, Owner::Owed(_))
    }

    /// What is left of the ten minutes.
    pub fn left(&self, now: Now) -> Duration {
        self.0.left(now)
    }

    /// Back to step 1, with the same secret.
    pub fn back(self) -> ShowSecret {
        ShowSecret(self.0)
    }
}

/// Step 3: the recovery codes are shown, once.
///
/// ```compile_fail,E0599
/// // The secret was confirmed, and is not shown again.
/// fn back(state: vestibule::auth::ShowRecoveryCodes) {
///     let _ = state.back();
/// }
/// ```
/// ```
/// // There is only the end.
/// fn back(state: vestibule::auth::ShowRecoveryCodes) {
///     let _ = state.turns_on();
/// }
/// ```
#[must_use]
pub struct ShowRecoveryCodes {
    pub(super) kept: Kept,
    pub(super) codes: [RecoveryCode; RECOVERY_CODES],
    pub(super) rows: Vec<RecoveryRow>,
    pub(super) since: Now,
    pub(super) username: String,
}

/// What is to be written at the end.
pub(super) enum Kept {
    /// A first authenticator, confirmed.
    Pairing(Box<Setup>, AuthenticatorRow),
    /// A new set of recovery codes alone.
    Renewal(Session, StepUp),
}

impl ShowRecoveryCodes {
    /// The codes.
    pub fn codes(&self) -> &[RecoveryCode; RECOVERY_CODES] {
        &self.codes
    }

    /// Whose they are.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Whether two-factor goes on at the end; otherwise the old set of codes is replaced.
    pub fn turns_on(&self) -> bool {
        matches!(self.kept, Kept::Pairing(..))
    }

    /// What is left of the ten minutes.
    pub fn left(&self, now: Now) -> Duration {
        SETUP_FOR.saturating_sub(elapsed(self.since, now))
    }

    /// The sign-in that owed the set-up, if one did.
    pub(super) fn into_owed(self) -> Option<MustEnrol> {
        match self.kept {
            Kept::Pairing(setup, _) => match setup.owner {
                Owner::Owed(owed) => Some(*owed),
                Owner::Session(..) => None,
            },
            Kept::Renewal(..) => None,
        }
    }
}

/// What step 2 led to.
#[derive(Debug)]
#[must_use]
pub enum Confirmed {
    /// On to the recovery codes.
    Codes(Box<ShowRecoveryCodes>),
    /// The further authenticator is added.
    Added,
    /// Not accepted; the state stays.
    Refused(ConfirmRefusal, ConfirmCode),
    /// The set-up is over, and nothing was changed.
    Over(Denied),
}

/// What the end of a set-up led to.
#[derive(Debug)]
#[must_use]
pub enum Finished {
    /// Two-factor is on.
    On,
    /// The new recovery codes count.
    Renewed,
    /// Two-factor is on, and the sign-in is completed.
    SignedIn(Box<SignedIn>),
    /// The set-up is over, and nothing was changed.
    Over(Denied),
}

/// What the end of a set-up writes.
pub(crate) struct Enrolled<'a> {
    pub account: AccountId,
    pub credentials_version: u64,
    pub authenticator: &'a AuthenticatorRow,
    pub recovery: Option<&'a [RecoveryRow]>,
    pub due: Option<&'a Due>,
}

/// The name of an authenticator without the white space around it: 1 to 32 characters that can be seen.
pub(super) fn authenticator_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = (1..=NAME).contains(&name.chars().take(NAME + 1).count());
    (fits && name.chars().all(is_printable)).then(|| name.to_owned())
}

/// "Phone", "Phone 2", … : the first that is free.
pub(super) fn suggested_name(taken: &[AuthenticatorRow]) -> String {
    let names =
        std::iter::once("Phone".to_owned()).chain((2..=AUTHENTICATORS + 1).map(|number| format!("Phone {number}")));
    let mut free = names.filter(|name| taken.iter().all(|row| &row.name != name));
    free.next().unwrap_or_default()
}

redacted!(ShowSecret, ConfirmCode, ShowRecoveryCodes);
