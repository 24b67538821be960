//! Information that requires no session, and the requirements on new passwords.

use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::error::Error;
use crate::auth::password::{self, Cost, Estimate, PasswordProblem, PasswordRules};
use crate::auth::secret::Password;
use crate::auth::service::{Auth, lock};
use crate::auth::store::Policy;
use crate::auth::username::{NameInput, Username};

impl Auth {
    /// Returns the current readings of both clocks.
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// Returns the program's name.
    pub fn program_name(&self) -> &str {
        &self.options.program_name
    }

    /// Returns the location of the accounts for display; `None` for memory.
    pub fn location(&self) -> Option<String> {
        self.store.location()
    }

    /// Returns warnings from opening the store (for example repaired permissions), one sentence each, for display.
    pub fn warnings(&self) -> Vec<String> {
        self.store.warnings()
    }

    /// Appends the start of the program to the audit log, once per `Auth`. Call it when the program opens its accounts,
    /// off the drawing thread. Otherwise the entry is written with the first other write.
    ///
    /// # Errors
    /// Fails if the store fails. The entry is then written later.
    pub fn record_start(&self) -> Result<(), Error> {
        match self.start_log.is_written() {
            true => Ok(()),
            false => self.transactions().write(|_| Ok(())),
        }
    }

    /// Returns whether the store has no account yet.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn has_no_accounts(&self) -> Result<bool, Error> {
        self.transactions().read(|store| store.has_accounts()).map(|any| !any)
    }

    /// Returns the policy that administrators set for all accounts.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn policy(&self) -> Result<Policy, Error> {
        let policy = self.transactions().read(|store| Ok(store.meta()?.policy))?;
        self.cache_policy(policy);
        Ok(policy)
    }

    pub(super) fn cache_policy(&self, policy: Policy) {
        *lock(&self.policy) = Some(policy);
    }

    /// Returns the policy as last read; reads the store only the first time. [`Auth::refresh_session`] updates it.
    pub(super) fn cached_policy(&self) -> Policy {
        let cached = *lock(&self.policy);
        cached.unwrap_or_else(|| self.policy().unwrap_or_default())
    }

    /// Returns a random passphrase of six words.
    ///
    /// # Errors
    /// Fails if the random source fails.
    pub fn suggest_passphrase(&self) -> Result<Password, Error> {
        password::passphrase(&*self.random)
    }

    /// Returns how long a sign-in attempt for this name would have to wait now; `None` if it would not have to.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn remaining_wait(&self, username: &str) -> Result<Option<Duration>, Error> {
        self.transactions().remaining_wait(&NameInput::new(username))
    }

    /// Estimates the strength of the text as a new password of `username`, and how long it would withstand an attacker
    /// with a copy of the accounts. Reads only the first 100 characters. Takes milliseconds: call it off the drawing
    /// thread.
    pub fn estimate_password(&self, typed: &str, username: &str) -> Estimate {
        // If the store fails, assumes the lowest cost that a measurement yields; the error is reported elsewhere.
        let cost = self.current_cost().map_or(Cost::STANDARD, |(cost, _)| cost);
        self.password_rules().estimate(typed, username, &cost)
    }

    /// Checks whether `password` may become the new password of `username`. Takes milliseconds: call it off the drawing
    /// thread.
    ///
    /// # Errors
    /// The first reason for refusing the password.
    pub fn check_new_password(&self, password: &Password, username: &Username) -> Result<(), PasswordProblem> {
        self.password_rules().check_new(password, username)
    }

    fn password_rules(&self) -> PasswordRules<'_> {
        PasswordRules { program_name: &self.options.program_name, required_guesses: self.options.required_guesses }
    }
}
