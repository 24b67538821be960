//! Keys for the host's own data, and their names.

use std::fmt;
use std::str::FromStr;

use crate::auth::account::AccountId;
use crate::auth::seal::derive::subkey;
use crate::auth::secret::{AccountKey, DataKey};

/// Names the account key that a data key was made from. It is no secret: store it beside what was sealed, so that
/// the right key can be asked for after a reset. As text: the account in hexadecimal, a dot, the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyId {
    account: AccountId,
    generation: u64,
}

impl KeyId {
    /// The key of `account` with this number.
    pub const fn new(account: AccountId, generation: u64) -> Self {
        Self { account, generation }
    }

    /// Whose key.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Number of the account key.
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.account, self.generation)
    }
}

/// The text is not what `Display` of a [`KeyId`] wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key id is 32 hexadecimal digits, a dot and a generation")]
pub struct ParseKeyIdError(());

impl FromStr for KeyId {
    type Err = ParseKeyIdError;

    /// Reads what `Display` wrote, and no other spelling of it.
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

/// The key of an account for `context`: for each context, generation and account another one.
pub(crate) fn data_key(key: &AccountKey, account: AccountId, generation: u64, context: &str) -> DataKey {
    let label = format!("data/{context}");
    subkey(key.expose_bytes(), &[label.as_bytes(), account.as_bytes(), &generation.to_le_bytes()]).into()
}

#[cfg(test)]
mod tests;
