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
mod encode;
mod host_data;
mod key_id;
mod tags;
mod totp;
mod wrap;

#[cfg(test)]
pub(crate) use derive::tests::{derivations, filled_kib, most_memory};
pub(crate) use derive::{Derived, derive};
pub(crate) use key_id::data_key;
pub use key_id::{KeyId, ParseKeyIdError};
pub(crate) use tags::{help_tag, name_bucket, name_number, recovery_tag, token_hash};
pub(crate) use totp::{open_totp, seal_totp};
pub(crate) use wrap::{carry, is_right, new_wrap, open_carried, open_wrap};

#[cfg(test)]
mod kit;
#[cfg(test)]
mod tests;
