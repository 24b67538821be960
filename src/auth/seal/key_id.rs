//! Keys for the host's own data, and their ids.

use std::fmt;
use std::str::FromStr;

use crate::auth::account::AccountId;
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
        const NOT: ParseKeyIdError = ParseKeyIdError(());
        let (account, generation) = text.split_once('.').ok_or(NOT)?;
        let mut bytes = [0; 16];
        if account.len() != 2 * bytes.len() || generation.len() > 20 {
            return Err(NOT);
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            let digits = account.get(2 * index..2 * index + 2).ok_or(NOT)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NOT)?;
        }
        let generation = generation.parse().map_err(|_| NOT)?;
        let id = Self::new(AccountId::from_bytes(bytes), generation);
        if id.to_string() == text { Ok(id) } else { Err(NOT) }
    }
}

/// Derives the data key for `context`; it differs for each context, generation and account.
pub(crate) fn data_key(key: &AccountKey, account: AccountId, generation: u64, context: &str) -> DataKey {
    let label = format!("data/{context}");
    subkey(key.expose_bytes(), &[label.as_bytes(), account.as_bytes(), &generation.to_le_bytes()]).into()
}

#[cfg(test)]
mod tests;
