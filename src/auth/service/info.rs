//! Information that requires no session.

use crate::auth::clock::Now;
use crate::auth::error::Error;
use crate::auth::service::Auth;

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
}
