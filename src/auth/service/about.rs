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
    pub fn program(&self) -> &str {
        &self.options.program
    }

    /// Where the accounts are, for people to read; `None` for memory.
    pub fn place(&self) -> Option<String> {
        self.store.place()
    }

    /// What opening the accounts found and whoever is at the keyboard should hear, one sentence each.
    pub fn notices(&self) -> Vec<String> {
        self.store.notices()
    }

    /// Writes the start of the program into the audit log, once for each `Auth`. To be called when the program opens its
    /// accounts, beside the drawing thread; without it, the start is written with the first thing that is.
    ///
    /// # Errors
    /// A fault of the store. The start is then written later.
    pub fn record_start(&self) -> Result<(), Error> {
        match self.start.is_written() {
            true => Ok(()),
            false => self.acts().write(|_| Ok(())),
        }
    }

    /// Whether there is no account yet.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn is_new(&self) -> Result<bool, Error> {
        self.acts().read(|store| store.has_accounts()).map(|any| !any)
    }
}
