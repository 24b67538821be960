//! The states of a set-up.
//!
//! ```text
//! ShowSecret ⇄ ConfirmCode ─▶ ShowRecoveryCodes ─Finish─▶ On        (a further authenticator ends at ConfirmCode)
//! ```
//! Nothing counts before the end, which is one transaction. A state that is dropped leaves nothing behind; the
//! authenticators that were there stay valid meanwhile.

use std::time::Duration;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::action_error::ActionError;
use crate::auth::clock::Now;
use crate::auth::login::{MustEnrol, SignedIn};
use crate::auth::printable::is_printable;
use crate::auth::refusal::EnrolmentRefusal;
use crate::auth::secret::{RecoveryCode, SecretText, TotpSecret, redacted};
use crate::auth::session::Session;
use crate::auth::step_up::StepUp;
use crate::auth::store::{AuthenticatorRow, RecoveryRow};
use crate::auth::totp::{self, OtpauthUri};
use crate::auth::transactions::MAX_AUTHENTICATORS;

/// Recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;
/// Time from the first step of a set-up to its end.
pub const SETUP_TIMEOUT: Duration = Duration::from_secs(10 * 60);
/// Characters in the name of an authenticator.
const MAX_AUTHENTICATOR_NAME: usize = 32;

/// For whom a set-up is, and what it was proven with.
pub(super) enum EnrolmentOwner {
    /// Somebody who is signed in.
    Session(Session, StepUp),
    /// Somebody who cannot be signed in without it.
    Required(Box<MustEnrol>),
}

/// A set-up on its way.
pub(super) struct Enrolment {
    pub owner: EnrolmentOwner,
    pub started_at: Now,
    pub material: Material,
    /// Wrong codes for this secret.
    pub wrong_codes: u32,
}

/// What is drawn for one authenticator, and anew after too many wrong codes.
pub(super) struct Material {
    pub secret: TotpSecret,
    pub uri: OtpauthUri,
    pub id: AuthenticatorId,
    pub suggested_name: String,
    pub is_first: bool,
}

impl Enrolment {
    pub fn time_left(&self, now: Now) -> Duration {
        SETUP_TIMEOUT.saturating_sub(now.since(self.started_at))
    }

    pub fn account(&self) -> AccountId {
        match &self.owner {
            EnrolmentOwner::Session(session, _) => session.account(),
            EnrolmentOwner::Required(must_enrol) => must_enrol.proof.account(),
        }
    }

    pub fn username(&self) -> &str {
        match &self.owner {
            EnrolmentOwner::Session(session, _) => session.username(),
            EnrolmentOwner::Required(must_enrol) => must_enrol.username(),
        }
    }
}

/// Step 1: the secret is shown, as a QR code and as text.
///
/// ```compile_fail,E0308
/// // A pending sign-in is shown none,
/// use vestibule::auth::{Auth, ActionError, Pending, ShowSecret, StepUp};
/// fn shown(auth: &Auth, pending: &Pending, proof: StepUp) -> Result<ShowSecret, ActionError> {
///     Ok(auth.begin_enrolment(pending, proof)?)
/// }
/// ```
/// ```
/// // a session is, after a step-up.
/// use vestibule::auth::{Auth, ActionError, Session, ShowSecret, StepUp};
/// fn shown(auth: &Auth, session: &Session, proof: StepUp) -> Result<ShowSecret, ActionError> {
///     Ok(auth.begin_enrolment(session, proof)?)
/// }
/// ```
#[must_use]
pub struct ShowSecret(pub(super) Box<Enrolment>);

impl ShowSecret {
    /// The URI for the QR code, and how the entry will look in the phone.
    pub fn uri(&self) -> &OtpauthUri {
        &self.0.material.uri
    }

    /// The same key for typing, in groups of four.
    pub fn setup_key(&self) -> SecretText {
        totp::group_by_four(&totp::setup_key(&self.0.material.secret))
    }

    /// A free name for the authenticator.
    pub fn suggested_name(&self) -> &str {
        &self.0.material.suggested_name
    }

    /// Whether two-factor goes on with it, and recovery codes follow.
    pub fn is_first(&self) -> bool {
        self.0.material.is_first
    }

    /// Whether the sign-in is completed with it, so that leaving is signing out.
    pub fn is_required(&self) -> bool {
        matches!(self.0.owner, EnrolmentOwner::Required(_))
    }

    /// What is left of the ten minutes.
    pub fn time_left(&self, now: Now) -> Duration {
        self.0.time_left(now)
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
/// fn key(state: vestibule::auth::ConfirmCode) -> vestibule::auth::SecretText {
///     state.setup_key()
/// }
/// ```
/// ```
/// // but a step back.
/// fn key(state: vestibule::auth::ConfirmCode) -> vestibule::auth::SecretText {
///     state.back().setup_key()
/// }
/// ```
#[must_use]
pub struct ConfirmCode(pub(super) Box<Enrolment>);

impl ConfirmCode {
    /// A free name for the authenticator.
    pub fn suggested_name(&self) -> &str {
        &self.0.material.suggested_name
    }

    /// Whether two-factor goes on with it, and recovery codes follow.
    pub fn is_first(&self) -> bool {
        self.0.material.is_first
    }

    /// Whether the sign-in is completed with it, so that leaving is signing out.
    pub fn is_required(&self) -> bool {
        matches!(self.0.owner, EnrolmentOwner::Required(_))
    }

    /// What is left of the ten minutes.
    pub fn time_left(&self, now: Now) -> Duration {
        self.0.time_left(now)
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
///     let _ = state.enables_two_factor();
/// }
/// ```
#[must_use]
pub struct ShowRecoveryCodes {
    pub(super) pending_write: PendingWrite,
    pub(super) codes: [RecoveryCode; RECOVERY_CODES],
    pub(super) rows: Vec<RecoveryRow>,
    pub(super) started_at: Now,
    pub(super) username: String,
}

/// What is to be written at the end.
pub(super) enum PendingWrite {
    /// A first authenticator, confirmed.
    Pairing(Box<Enrolment>, AuthenticatorRow),
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
    pub fn enables_two_factor(&self) -> bool {
        matches!(self.pending_write, PendingWrite::Pairing(..))
    }

    /// What is left of the ten minutes.
    pub fn time_left(&self, now: Now) -> Duration {
        SETUP_TIMEOUT.saturating_sub(now.since(self.started_at))
    }

    /// The sign-in that owed the set-up, if one did.
    pub(super) fn into_required(self) -> Option<MustEnrol> {
        match self.pending_write {
            PendingWrite::Pairing(setup, _) => match setup.owner {
                EnrolmentOwner::Required(must_enrol) => Some(*must_enrol),
                EnrolmentOwner::Session(..) => None,
            },
            PendingWrite::Renewal(..) => None,
        }
    }
}

/// What step 2 led to.
#[derive(Debug)]
#[must_use]
pub enum ConfirmResult {
    /// On to the recovery codes.
    RecoveryCodes(Box<ShowRecoveryCodes>),
    /// The further authenticator is added.
    Added,
    /// Not accepted; the state stays.
    Refused(EnrolmentRefusal, ConfirmCode),
    /// The set-up is over, and nothing was changed.
    Failed(ActionError),
}

/// What the end of a set-up led to.
#[derive(Debug)]
#[must_use]
pub enum FinishResult {
    /// Two-factor is on.
    TwoFactorOn,
    /// The new recovery codes count.
    RecoveryCodesRenewed,
    /// Two-factor is on, and the sign-in is completed.
    SignedIn(Box<SignedIn>),
    /// The set-up is over, and nothing was changed.
    Failed(ActionError),
}

/// The name of an authenticator without the white space around it: 1 to 32 characters that can be seen.
pub(super) fn parse_authenticator_name(input: &str) -> Option<String> {
    let name = input.trim();
    let fits = (1..=MAX_AUTHENTICATOR_NAME).contains(&name.chars().take(MAX_AUTHENTICATOR_NAME + 1).count());
    (fits && name.chars().all(is_printable)).then(|| name.to_owned())
}

/// "Phone", "Phone 2", … : the first that is free.
pub(super) fn suggested_name(taken: &[AuthenticatorRow]) -> String {
    let names =
        std::iter::once("Phone".to_owned()).chain((2..=MAX_AUTHENTICATORS + 1).map(|number| format!("Phone {number}")));
    let mut free = names.filter(|name| taken.iter().all(|row| &row.name != name));
    free.next().unwrap_or_default()
}

redacted!(ShowSecret, ConfirmCode, ShowRecoveryCodes);
