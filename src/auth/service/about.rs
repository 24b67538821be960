//! What the accounts say of themselves, to anybody.

use super::Auth;
use crate::auth::clock::Now;
use crate::auth::error::Error;

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

    /// Whether there is no account yet.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn is_new(&self) -> Result<bool, Error> {
        self.acts().read(|store| store.has_accounts()).map(|any| !any)
    }
}
