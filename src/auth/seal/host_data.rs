//! Keys for the host's own data, which only the user's session provides, their ids, and encryption under them.

use std::fmt;
use std::str::FromStr;

use crate::auth::account::AccountId;
use crate::auth::error::Error;
use crate::auth::random_source::Random;
use crate::auth::seal::aead;
use crate::auth::seal::derive::subkey;
use crate::auth::secret::{AccountKey, DataKey};

/// Identifies the account key that a data key was derived from. Not secret: store it beside the sealed data to request
/// the right key after a reset. Its text form is the account in hexadecimal, a dot, the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyId {
    account: AccountId,
    generation: u64,
}

impl KeyId {
    /// Creates the id of the account key of `account` with this generation.
    pub const fn new(account: AccountId, generation: u64) -> Self {
        Self { account, generation }
    }

    /// Returns the account of the key.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the generation of the account key.
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.account, self.generation)
    }
}

/// The text is not in the `Display` format of [`KeyId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key id is 32 hexadecimal digits, a dot and a generation")]
pub struct ParseKeyIdError(());

impl FromStr for KeyId {
    type Err = ParseKeyIdError;

    /// Parses the exact `Display` format; other spellings are refused.
    fn from_str(text: &str) -> Result<Self, ParseKeyIdError> {
        let parse = || {
            let (account, generation) = text.split_once('.')?;
            let account = u128::from_str_radix(account, 16).ok()?;
            Some(Self::new(AccountId::from_bytes(account.to_be_bytes()), generation.parse().ok()?))
        };
        parse().filter(|id| id.to_string() == text).ok_or(ParseKeyIdError(()))
    }
}

/// Derives the data key for `context`; it differs for each context, generation and account.
pub(crate) fn data_key(key: &AccountKey, account: AccountId, generation: u64, context: &str) -> DataKey {
    let label = format!("data/{context}");
    subkey(key.expose_bytes(), &[label.as_bytes(), account.as_bytes(), &generation.to_le_bytes()]).into()
}

impl DataKey {
    /// Seals `data` (XChaCha20-Poly1305, a new random nonce each time); the result is 40 bytes longer.
    /// `associated_data` names its location, such as the row number: it is not stored, and must be passed again to open
    /// it, so that one entry of a user cannot be substituted for another.
    ///
    /// ```
    /// # fn host(session: &vestibule::Session) -> Result<(), Box<dyn std::error::Error>> {
    /// use vestibule::auth::SystemRandom;
    ///
    /// let (id, key) = session.data_key("entries")?;
    /// let sealed = key.seal(b"pH 7.4", b"row 12", &SystemRandom)?;
    /// // Keep `sealed` and `id.to_string()` in the row; later:
    /// let key = session.data_key_of(id, "entries")?;
    /// assert_eq!(key.open(&sealed, b"row 12")?, b"pH 7.4");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Fails with [`Error::RandomSource`] if the random source fails.
    pub fn seal(&self, data: &[u8], associated_data: &[u8], random: &dyn Random) -> Result<Vec<u8>, Error> {
        aead::seal(self.expose_bytes(), associated_data, data, random)
    }

    /// Opens data sealed by [`DataKey::seal`] with the same associated data. The caller must protect the result, and
    /// discard it when the session is locked.
    ///
    /// # Errors
    /// Fails with [`Error::Corrupt`] if the key or associated data differ, or the data was changed.
    pub fn open(&self, sealed: &[u8], associated_data: &[u8]) -> Result<Vec<u8>, Error> {
        aead::open_data(self.expose_bytes(), associated_data, sealed)
    }
}

#[cfg(test)]
mod tests;
