//! The key hierarchy: the keys derived from a password, and the subkeys of the account key.
//!
//! ```text
//! password ─Argon2id─▶ HKDF ─┬▶ K_commit: verifies the password
//!                            └▶ K_wrap:   unwraps the account key ─HKDF─▶ "totp", "recovery", "carried", "data/…"
//! ```
//! Every sealed value is bound to its location (format, table, column, account, row) by associated data, and opens only
//! there. This module takes no decisions: `transactions` evaluates a wrong tag.

mod aead;
mod derive;
mod host_data;
mod mac;
mod sealed_rows;

#[cfg(test)]
pub(crate) use derive::tests::{derivations, filled_kib, max_memory_kib};
pub(crate) use derive::{PasswordKeys, derive};
pub(crate) use host_data::data_key;
pub use host_data::{KeyId, ParseKeyIdError};
pub(crate) use mac::{dummy_cost_mac, help_tag, name_bucket, recovery_tag, temporary_password_tag, token_hash};
pub(crate) use sealed_rows::{
    open_rewrapped_key, open_totp, open_wrapped_key, rewrap, seal_totp, verify_password_tag, wrap_account_key,
};

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
