//! The states of an enrolment.
//!
//! ```text
//! ShowSecret ⇄ ConfirmCode ─▶ ShowRecoveryCodes ─Finish─▶ On        (a further authenticator ends at ConfirmCode)
//! ```
//! Nothing takes effect before the end, which is one transaction. A dropped state leaves nothing in the store; existing
//! authenticators stay valid meanwhile.

use std::time::Duration;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::action_error::ActionError;
use crate::auth::clock::Now;
use crate::auth::login::{MustEnrol, SignedIn};
use crate::auth::printable::is_printable;
use crate::auth::recovery::RECOVERY_CODES;
use crate::auth::refusal::EnrolmentRefusal;
use crate::auth::secret::{AccountKey, RecoveryCode, SecretText, TotpSecret, redacted};
use crate::auth::session::Session;
use crate::auth::step_up::StepUp;
use crate::auth::store::{AuthenticatorRow, RecoveryRow};
use crate::auth::totp::{self, OtpauthUri};
use crate::auth::transactions::MAX_AUTHENTICATORS;

/// Time limit from the first step of an enrolment to its end.
pub const SETUP_TIMEOUT: Duration = Duration::from_mins(10);
/// Maximum length of an authenticator's name, in characters.
const MAX_AUTHENTICATOR_NAME: usize = 32;

/// The owner of an enrolment, with the proof that permits it.
pub(super) enum EnrolmentOwner {
    /// A signed-in user.
    Session(Session, StepUp),
    /// A sign-in that requires enrolment to complete.
    Required(Box<MustEnrol>),
}

/// An enrolment in progress.
pub(super) struct Enrolment {
    pub owner: EnrolmentOwner,
    pub started_at: Now,
    pub material: Material,
    /// Wrong codes for this secret.
    pub wrong_codes: u32,
}

/// The material of one authenticator; drawn anew after too many wrong codes.
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
            EnrolmentOwner::Required(must_enrol) => must_enrol.proof.account().id,
        }
    }

    pub fn username(&self) -> &str {
        match &self.owner {
            EnrolmentOwner::Session(session, _) => session.username(),
            EnrolmentOwner::Required(must_enrol) => must_enrol.username(),
        }
    }

    /// Calls `operation` with the account key.
    pub fn with_key<T>(&self, operation: impl FnOnce(&AccountKey) -> T) -> Result<T, ActionError> {
        match &self.owner {
            EnrolmentOwner::Session(session, _) => session.with_key(|key, _| operation(key)),
            EnrolmentOwner::Required(must_enrol) => Ok(operation(must_enrol.proof.key())),
        }
    }
}

/// Step 1: shows the secret as a QR code and as text.
///
/// ```compile_fail,E0308
/// // A pending sign-in cannot begin one,
/// use vestibule::auth::{Auth, ActionError, Pending, ShowSecret, StepUp};
/// fn shown(auth: &Auth, pending: &Pending, proof: StepUp) -> Result<ShowSecret, ActionError> {
///     Ok(auth.begin_enrolment(pending, proof)?)
/// }
/// ```
/// ```
/// // a session can, after a step-up.
/// use vestibule::auth::{Auth, ActionError, Session, ShowSecret, StepUp};
/// fn shown(auth: &Auth, session: &Session, proof: StepUp) -> Result<ShowSecret, ActionError> {
///     Ok(auth.begin_enrolment(session, proof)?)
/// }
/// ```
#[must_use]
pub struct ShowSecret(pub(super) Box<Enrolment>);

impl ShowSecret {
    /// The URI for the QR code, and the entry's label in the authenticator.
    pub fn uri(&self) -> &OtpauthUri {
        &self.0.material.uri
    }

    /// The same secret for manual entry, in groups of four.
    pub fn setup_key(&self) -> SecretText {
        totp::group_by_four(&totp::setup_key(&self.0.material.secret))
    }

    /// An unused name for the authenticator.
    pub fn suggested_name(&self) -> &str {
        &self.0.material.suggested_name
    }

    /// Whether this turns two-factor on, so that recovery codes follow.
    pub fn is_first(&self) -> bool {
        self.0.material.is_first
    }

    /// Whether a sign-in requires it, so that cancelling signs out.
    pub fn is_required(&self) -> bool {
        matches!(self.0.owner, EnrolmentOwner::Required(_))
    }

    /// Returns the time left of the ten minutes.
    pub fn time_left(&self, now: Now) -> Duration {
        self.0.time_left(now)
    }

    /// Proceeds to step 2.
    pub fn next(self) -> ConfirmCode {
        ConfirmCode(self.0)
    }
}

/// Step 2: a code proves that the authenticator has the secret.
///
/// ```compile_fail,E0599
/// // The secret is not available in this step,
/// fn key(state: vestibule::auth::ConfirmCode) -> vestibule::auth::SecretText {
///     state.setup_key()
/// }
/// ```
/// ```
/// // but in the previous one.
/// fn key(state: vestibule::auth::ConfirmCode) -> vestibule::auth::SecretText {
///     state.back().setup_key()
/// }
/// ```
#[must_use]
pub struct ConfirmCode(pub(super) Box<Enrolment>);

impl ConfirmCode {
    /// An unused name for the authenticator.
    pub fn suggested_name(&self) -> &str {
        &self.0.material.suggested_name
    }

    /// Whether this turns two-factor on, so that recovery codes follow.
    pub fn is_first(&self) -> bool {
        self.0.material.is_first
    }

    /// Whether a sign-in requires it, so that cancelling signs out.
    pub fn is_required(&self) -> bool {
        matches!(self.0.owner, EnrolmentOwner::Required(_))
    }

    /// Returns the time left of the ten minutes.
    pub fn time_left(&self, now: Now) -> Duration {
        self.0.time_left(now)
    }

    /// Returns to step 1, with the same secret.
    pub fn back(self) -> ShowSecret {
        ShowSecret(self.0)
    }
}

/// Step 3: shows the recovery codes, once.
///
/// ```compile_fail,E0599
/// // The secret was confirmed and is not shown again.
/// fn back(state: vestibule::auth::ShowRecoveryCodes) {
///     let _ = state.back();
/// }
/// ```
/// ```
/// // Only finishing is left.
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
}

/// What is written at the end.
pub(super) enum PendingWrite {
    /// A confirmed first authenticator.
    Pairing(Box<Enrolment>, AuthenticatorRow),
    /// A new set of recovery codes only.
    Renewal(Session, StepUp),
}

impl ShowRecoveryCodes {
    /// The codes.
    pub fn codes(&self) -> &[RecoveryCode; RECOVERY_CODES] {
        &self.codes
    }

    /// Username of the account.
    pub fn username(&self) -> &str {
        match &self.pending_write {
            PendingWrite::Pairing(setup, _) => setup.username(),
            PendingWrite::Renewal(session, _) => session.username(),
        }
    }

    /// Whether finishing turns two-factor on; otherwise it replaces the old set of codes.
    pub fn enables_two_factor(&self) -> bool {
        matches!(self.pending_write, PendingWrite::Pairing(..))
    }

    /// Returns the time left of the ten minutes.
    pub fn time_left(&self, now: Now) -> Duration {
        SETUP_TIMEOUT.saturating_sub(now.since(self.started_at))
    }

    /// The sign-in that required the enrolment, if any.
    pub(super) fn into_required(self) -> Option<MustEnrol> {
        let PendingWrite::Pairing(setup, _) = self.pending_write else { return None };
        let EnrolmentOwner::Required(must_enrol) = setup.owner else { return None };
        Some(*must_enrol)
    }
}

/// The result of step 2.
#[derive(Debug)]
#[must_use]
pub enum ConfirmResult {
    /// Continues with the recovery codes.
    RecoveryCodes(Box<ShowRecoveryCodes>),
    /// The further authenticator is added.
    Added,
    /// Refused; the state is returned.
    Refused(EnrolmentRefusal, ConfirmCode),
    /// The enrolment is over, and nothing was changed.
    Failed(ActionError),
}

/// The result of finishing an enrolment.
#[derive(Debug)]
#[must_use]
pub enum FinishResult {
    /// Two-factor is on.
    TwoFactorOn,
    /// The new recovery codes are in force.
    RecoveryCodesRenewed,
    /// Two-factor is on, and the sign-in is completed.
    SignedIn(Box<SignedIn>),
    /// The enrolment is over, and nothing was changed.
    Failed(ActionError),
}

/// Returns the name of an authenticator without surrounding white space, if it has 1 to 32 printable characters.
pub(super) fn parse_authenticator_name(input: &str) -> Option<String> {
    let name = input.trim();
    let fits = (1..=MAX_AUTHENTICATOR_NAME).contains(&name.chars().take(MAX_AUTHENTICATOR_NAME + 1).count());
    (fits && name.chars().all(is_printable)).then(|| name.to_owned())
}

/// Returns the first unused of "Phone", "Phone 2", and so on.
pub(super) fn suggested_name(taken: &[AuthenticatorRow]) -> String {
    let names =
        std::iter::once("Phone".to_owned()).chain((2..=MAX_AUTHENTICATORS + 1).map(|number| format!("Phone {number}")));
    let mut free = names.filter(|name| taken.iter().all(|row| &row.name != name));
    free.next().unwrap_or_default()
}

redacted!(ShowSecret, ConfirmCode, ShowRecoveryCodes);
