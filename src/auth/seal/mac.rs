//! Tags that the store keeps in place of codes, names and tokens.

use sha2::{Digest, Sha256};

use crate::auth::account::AccountId;
use crate::auth::password::NormalizedPassword;
use crate::auth::seal::derive::{subkey, tag};
use crate::auth::secret::{AccountKey, RecoveryCode, Secret, on_wiped_stack};

/// Returns the tag of a recovery code of the set `set`. Compare in constant time.
pub(crate) fn recovery_tag(key: &AccountKey, account: AccountId, set: u64, code: &RecoveryCode) -> [u8; 32] {
    let recovery_key = subkey(key.expose_bytes(), &[b"recovery"]);
    tag(recovery_key.expose_bytes(), &[account.as_bytes(), &set.to_le_bytes(), code.expose_bytes()])
}

/// Returns the tag of a help code, made by an administrator without the account key. Compare in constant time.
pub(crate) fn help_tag(store_key: &[u8; 32], account: AccountId, code: &RecoveryCode) -> [u8; 32] {
    tag(subkey(store_key, &[b"help"]).expose_bytes(), &[account.as_bytes(), code.expose_bytes()])
}

/// Returns the counter bucket of a typed name. Only 16 bits: the key is in the same file and the name may be a
/// password, so a longer tag would allow a fast offline search. One wrong guess in 65,536 matches these bits as well.
pub(crate) fn name_bucket(store_key: &[u8; 32], canonical: &str) -> u16 {
    let [first, second, ..] = tag(subkey(store_key, &[b"name counter"]).expose_bytes(), &[canonical.as_bytes()]);
    u16::from_be_bytes([first, second])
}

/// Returns a number derived from a typed name, secret without the store's key. It is never stored.
pub(crate) fn dummy_cost_mac(store_key: &[u8; 32], canonical: &str) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] =
        tag(subkey(store_key, &[b"stand-in cost"]).expose_bytes(), &[canonical.as_bytes()]);
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// Returns the tag by which a temporary password is recognised while another one is chosen. It is never stored, and not
/// made of a password that its user chose: such a tag can be searched as fast as SHA-256.
pub(crate) fn temporary_password_tag(key: &AccountKey, normalized: &NormalizedPassword) -> [u8; 32] {
    tag(subkey(key.expose_bytes(), &[b"temporary password"]).expose_bytes(), &[normalized.expose_bytes()])
}

/// Returns the SHA-256 under which the session of a random token is stored.
pub(crate) fn token_hash(token: &Secret<32>) -> [u8; 32] {
    on_wiped_stack(|| Sha256::digest(token.expose_bytes()).into())
}

#[cfg(test)]
mod tests;
