//! The rules of sign-in, independent of any user interface and of any database.
//!
//! This layer does not draw and contains no SQL. It opens no files except those in which Linux reports the memory size
//! and the boot, and reads no clock except through [`Clock`], apart from timing derivations. Operations are methods of
//! `Auth`; the states of a sign-in are types.

mod account;
mod action_error;
mod audit;
mod base32;
pub(crate) mod clock;
mod code_input;
mod enrolment;
mod error;
pub(crate) mod formatting;
mod interrupted;
mod log_text;
mod login;
mod machine;
mod notices;
mod password;
pub(crate) mod printable;
mod random_source;
mod recovery;
mod refusal;
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
mod transactions;
mod username;

pub use account::{AccountId, AuthenticatorId, BootId, Role, SessionId, StoreId};
pub use action_error::ActionError;
pub use audit::{ChainStatus, Event, SignInMethod, verify};
pub use clock::{Clock, Now, SystemClock, UnixTime};
#[cfg(feature = "gui")]
pub(crate) use code_input::normalize_symbol;
pub use enrolment::{ConfirmCode, ConfirmResult, FinishResult, SETUP_TIMEOUT, ShowRecoveryCodes, ShowSecret};
pub use error::{Error, StoreError};
pub use interrupted::Interrupted;
#[cfg(feature = "gui")]
pub(crate) use log_text::LogText;
pub use login::{
    Factor, MustChange, MustEnrol, Outcome, PASSWORD_CHOICE_TIMEOUT, PENDING_TIMEOUT, Pending, RequiredFactor, SignedIn,
};
pub use notices::SignInNotices;
pub use password::{
    Cost, Estimate, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, MeasuredCost, PasswordProblem, PasswordWeakness,
    REQUIRED_GUESSES, Strength, passphrase,
};
pub use random_source::{Random, SystemRandom};
pub use recovery::{RECOVERY_CODES, RecoveryCodeProblem};
pub use refusal::{CodeRefusal, EnrolmentRefusal, PasswordRefusal};
pub use report::Report;
pub use seal::{KeyId, ParseKeyIdError};
#[cfg(any(feature = "gui", feature = "sqlite"))]
pub(crate) use secret::redacted;
pub use secret::{DataKey, Password, RecoveryCode, SecretInput, SecretText, TotpSecret};
#[cfg(all(test, feature = "sqlite"))]
pub(crate) use service::tests::model_test;
pub use service::{
    AccountView, Auth, AuthenticatorView, CostChoice, CostView, FirstAccount, HistoryEntry, Options, PasswordChoice,
    SessionStatus, SessionView, TwoFactorStatus, UnlockResult, UserView,
};
pub use session::{Locked, Session, SessionDeadline};
pub use step_up::{Proof, StepUp, StepUpPurpose, StepUpRequirement, StepUpResult};
#[cfg(any(test, feature = "testing"))]
pub(crate) use store::contract;
pub use store::{
    AccountRow, AccountSummary, AuditRow, AuthenticatorRow, ClockStamp, CounterKey, CounterKind, CounterRow, EXPIRED,
    Head, HelpCodeRow, MemoryStore, Meta, NameBucket, Open, PasswordKind, Policy, Reader, RecoveryRow, SessionRow,
    Store, WaitPeriod, WrapKind, WrappedKeyRow, Writer,
};
pub use throttle::{Backoff, ThrottleLimits};
pub use totp::{Code, OtpauthUri, STEP_SECONDS, code_at, group_by_four, setup_key};
#[cfg(feature = "gui")]
pub(crate) use transactions::MAX_AUTHENTICATORS;
#[cfg(feature = "sqlite")]
pub(crate) use username::fold_case;
pub use username::{Username, UsernameProblem};

/// Crate-internal items that the fuzz targets need beside the public API.
#[cfg(any(test, fuzzing))]
pub(crate) use self::{
    audit::{NewEntry, append, count_unknown},
    password::{KdfParams, PasswordRules, normalize_new},
    seal::{
        PasswordKeys, derive, open_rewrapped_key, open_totp, open_wrapped_key, rewrap, seal_totp, verify_password_tag,
        wrap_account_key,
    },
    secret::AccountKey,
};
