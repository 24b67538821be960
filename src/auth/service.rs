//! [`Auth`]: one method for each operation of a user, an administrator or the host.

mod administration;
mod cost;
mod enrolment;
mod host_events;
mod info;
mod maintenance;
mod new_account;
mod options;
mod own_account;
mod session;
mod sign_in;
mod step_up;
mod views;

pub use administration::{TwoFactorStatus, UserView};
pub use cost::CostView;
pub use new_account::FirstAccount;
pub use options::{CostChoice, Options};
pub use session::{SessionStatus, UnlockResult};
pub use sign_in::PasswordChoice;
pub use views::{AccountView, AuthenticatorView, HistoryEntry, SessionView};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::account::BootId;
use crate::auth::clock::{Clock, Now, SystemClock};
use crate::auth::error::Error;
use crate::auth::machine::ThisMachine;
use crate::auth::password::PasswordRules;
use crate::auth::printable::printable;
use crate::auth::random_source::{Random, SystemRandom};
use crate::auth::service::cost::CostMeasurement;
use crate::auth::store::{Policy, Store};
use crate::auth::transactions::{StartLog, Transactions};

/// Longest host name that is stored, in characters.
const MAX_HOST_NAME_CHARS: usize = 255;
/// Longest program name, in characters.
const MAX_PROGRAM_NAME_CHARS: usize = 200;

/// Sign-in and account management over one [`Store`]. Can be shared between threads.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    options: Options,
    boot_id: BootId,
    host_name: String,
    start_log: StartLog,
    /// As last read, for callers that ask in every frame.
    policy: Mutex<Option<Policy>>,
    /// When expirations were last recorded.
    last_expiry_check: Mutex<Option<Now>>,
    cost_measurement: CostMeasurement,
    /// When a purge last failed that is still pending.
    failed_purge: Mutex<Option<Now>>,
}

impl Auth {
    /// Creates an `Auth` over `store` with the system's clock and random source.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for invalid options, or [`Error::RandomSource`].
    pub fn new(store: Arc<dyn Store>, options: Options) -> Result<Self, Error> {
        Self::with(store, Arc::new(SystemClock), Arc::new(SystemRandom), options)
    }

    /// Creates an `Auth` over `store` with the given clock and random source.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for invalid options, or [`Error::RandomSource`].
    pub fn with(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        options: Options,
    ) -> Result<Self, Error> {
        options.limits.check()?;
        if let CostChoice::Fixed(cost) = options.cost {
            cost.check()?;
        }
        PasswordRules::check_required(options.required_guesses)?;
        // Always drawn, so that a deterministic random source yields the same sequence from here on.
        let drawn = BootId::draw(&*random)?;
        let boot_id = clock.boot_id().unwrap_or(drawn);
        let auth = Self {
            store,
            clock,
            random,
            options: Options { program_name: printable(&options.program_name, MAX_PROGRAM_NAME_CHARS), ..options },
            boot_id,
            host_name: printable(&gethostname::gethostname().to_string_lossy(), MAX_HOST_NAME_CHARS),
            start_log: StartLog::default(),
            policy: Mutex::default(),
            last_expiry_check: Mutex::default(),
            cost_measurement: CostMeasurement::new(Arc::new(ThisMachine)),
            failed_purge: Mutex::default(),
        };
        auth.record_expirations();
        Ok(auth)
    }

    fn transactions(&self) -> Transactions<'_> {
        Transactions {
            store: &*self.store,
            limits: &self.options.limits,
            now: self.clock.now(),
            boot_id: self.boot_id,
            host_name: &self.host_name,
            build_date: self.options.build_date,
            program_name: &self.options.program_name,
            start_log: &self.start_log,
        }
    }
}

/// Ignores poisoning: no code that changes a value can panic half-way.
fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub(crate) mod tests;
