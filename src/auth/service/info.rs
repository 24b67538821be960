//! What the accounts say of themselves, to anybody.

use crate::auth::clock::Now;
use crate::auth::error::Error;
use crate::auth::service::Auth;

impl Auth {
    /// Both clocks, now.
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// Name of the program.
    pub fn program_name(&self) -> &str {
        &self.options.program_name
    }

    /// Where the accounts are, for people to read; `None` for memory.
    pub fn location(&self) -> Option<String> {
        self.store.location()
    }

    /// What opening the accounts found and whoever is at the keyboard should hear, one sentence each.
    pub fn warnings(&self) -> Vec<String> {
        self.store.warnings()
    }

    /// Writes the start of the program into the audit log, once for each `Auth`. To be called when the program opens its
    /// accounts, beside the drawing thread; without it, the start is written with the first thing that is.
    ///
    /// # Errors
    /// A fault of the store. The start is then written later.
    pub fn record_start(&self) -> Result<(), Error> {
        match self.start_log.is_written() {
            true => Ok(()),
            false => self.transactions().write(|_| Ok(())),
        }
    }

    /// Whether there is no account yet.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn has_no_accounts(&self) -> Result<bool, Error> {
        self.transactions().read(|store| store.has_accounts()).map(|any| !any)
    }
}
