//! The key hierarchy: what a password opens, and what lies under it.
//!
//! ```text
//! password ─Argon2id─▶ HKDF ─┬▶ K_commit: tells whether the password is right
//!                            └▶ K_wrap:   opens the account key ─HKDF─▶ "totp", "recovery", "carried", "data/…"
//! ```
//! Everything sealed names its place (format, table, column, account, row) as associated data, so it opens nowhere
//! else. This room decides nothing: whether a wrong tag is a wrong password is for the acts to say.

mod aead;
mod derive;
mod host_data;
mod key_id;
mod key_wrap;
mod length_prefix;
mod mac;
mod totp;

#[cfg(test)]
pub(crate) use derive::tests::{derivations, filled_kib, max_memory_kib};
pub(crate) use derive::{PasswordKeys, derive};
pub(crate) use key_id::data_key;
pub use key_id::{KeyId, ParseKeyIdError};
pub(crate) use key_wrap::{open_rewrapped_key, open_wrapped_key, rewrap, verify_password_tag, wrap_account_key};
pub(crate) use mac::{dummy_cost_mac, help_tag, name_bucket, recovery_tag, token_hash};
pub(crate) use totp::{open_totp, seal_totp};

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
