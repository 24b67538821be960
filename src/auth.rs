//! Every rule of sign-in, without a screen and without a database.
//!
//! This layer never draws and never speaks SQL. It opens no file but those in which Linux tells the size of the memory and
//! the boot, and reads no clock but through [`Clock`], apart from timing derivations. What a person can do is a method of
//! `Auth`; what a sign-in has reached is a type.

mod account;
mod acts;
mod audit;
mod base32;
pub(crate) mod clock;
mod denied;
mod enrol;
mod error;
mod host_text;
mod interrupted;
mod login;
mod machine;
mod password;
pub(crate) mod printable;
mod random;
mod recovery;
mod report;
mod seal;
mod secret;
mod sentences;
mod service;
mod session;
mod step_up;
mod store;
#[cfg(test)]
pub(crate) mod testing;
mod throttle;
mod totp;
mod typed;
mod username;
pub(crate) mod wording;

pub use account::{AccountId, AuthenticatorId, BootId, Role, SessionId, StoreId};
pub use audit::{Chain, Event, Method, verify};
pub use clock::{Clock, Now, SystemClock, UnixTime};
pub use denied::Denied;
pub use enrol::{
    ConfirmCode, ConfirmRefusal, Confirmed, Finished, RECOVERY_CODES, SETUP_FOR, ShowRecoveryCodes, ShowSecret,
};
pub use error::{Error, StoreError};
#[cfg(feature = "gui")]
pub(crate) use host_text::HostText;
pub use interrupted::Interrupted;
pub use login::{
    CHOOSING_FOR, CodeRefusal, Factor, MustChange, MustEnrol, Notices, Outcome, PENDING_FOR, Pending, Refusal,
    SignedIn, Status,
};
pub use password::{
    Cost, Estimate, Guess, MAXIMUM, MINIMUM, MeasuredCost, PasswordProblem, REQUIRED_GUESSES, Strength, passphrase,
};
pub use random::{Random, SystemRandom};
pub use report::Report;
pub use seal::{KeyId, ParseKeyIdError};
#[cfg(feature = "gui")]
pub(crate) use secret::redacted;
pub use secret::{DataKey, ExposedText, Password, RecoveryCode, TotpSecret, TypedText};
#[cfg(all(test, feature = "sqlite"))]
pub(crate) use service::tests::model;
pub use service::{
    AccountView, Auth, AuthenticatorView, Chosen, CostChoice, CostView, FirstAccount, HistoryEntry, Options,
    SessionView, Unlock, UserView, Watched,
};
pub use session::{Locked, Session, Standing};
pub use step_up::{Owed, Proof, Purpose, StepUp, StepUpAnswer};
#[cfg(any(test, feature = "testing"))]
pub(crate) use store::contract;
pub use store::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterKind, CounterRow, EXPIRED, Head, HelpCodeRow,
    MemoryStore, Meta, NameBucket, Open, PasswordKind, Policy, Reader, RecoveryRow, SessionRow, Stamp, Store, Wait,
    WrapKind, WrapRow, Writer,
};
pub use throttle::{Ladder, Limits};
pub use totp::{Code, PairingUri, STEP_SECONDS, code_at, grouped, setup_key};
#[cfg(feature = "gui")]
pub(crate) use typed::code_symbol;
pub use username::{Username, UsernameProblem};

/// What fuzzing reaches beside what everybody may.
#[cfg(any(test, fuzzing))]
pub(crate) use self::{
    audit::{Entry, append, count_unknown},
    password::{KdfString, PasswordRules, prepare},
    seal::{Derived, carry, derive, is_right, new_wrap, open_carried, open_totp, open_wrap, seal_totp},
    secret::AccountKey,
};
