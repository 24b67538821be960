//! Tags: what the store keeps in place of codes, names and tokens.

use sha2::{Digest, Sha256};

use super::derive::{subkey, tag};
use crate::auth::account::AccountId;
use crate::auth::secret::{AccountKey, RecoveryCode, SessionToken, on_wiped_stack};

/// Tag of a recovery code of the set `set`. Compare in constant time.
pub(crate) fn recovery_tag(key: &AccountKey, account: AccountId, set: u64, code: &RecoveryCode) -> [u8; 32] {
    let below = subkey(key.expose_bytes(), &[b"recovery"]);
    tag(below.expose_bytes(), &[account.as_bytes(), &set.to_le_bytes(), code.expose_bytes()])
}

/// Tag of a help code, which an administrator makes without the account's key. Compare in constant time.
pub(crate) fn help_tag(store_key: &[u8; 32], account: AccountId, code: &RecoveryCode) -> [u8; 32] {
    tag(subkey(store_key, &[b"help"]).expose_bytes(), &[account.as_bytes(), code.expose_bytes()])
}

/// What stands for a name that no account has: who reads the store learns no name that was never one.
pub(crate) fn unknown_name_tag(store_key: &[u8; 32], canonical: &str) -> [u8; 32] {
    tag(subkey(store_key, &[b"unknown name"]).expose_bytes(), &[canonical.as_bytes()])
}

/// What a session is found by.
pub(crate) fn token_hash(token: &SessionToken) -> [u8; 32] {
    on_wiped_stack(|| Sha256::digest(token.expose_bytes()).into())
}

#[cfg(test)]
mod tests;
