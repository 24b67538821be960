//! The secrets of authenticators, sealed under their account's key.

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::error::Error;
use crate::auth::random::Random;
use crate::auth::seal::aead::{self, Place};
use crate::auth::seal::derive::{Key, subkey};
use crate::auth::secret::{AccountKey, TotpSecret};
use crate::auth::store::AuthenticatorRow;

/// Seals the secret of the authenticator `id`.
pub(crate) fn seal_totp(
    key: &AccountKey,
    account: AccountId,
    id: AuthenticatorId,
    secret: &TotpSecret,
    random: &dyn Random,
) -> Result<Vec<u8>, Error> {
    aead::seal(below(key).expose_bytes(), &place(account, &[id.as_bytes()]), secret.expose_bytes(), random)
}

/// Opens the secret of an authenticator.
///
/// # Errors
/// [`Error::Unreadable`] if it belongs to another account, row or key, or was changed.
pub(crate) fn open_totp(key: &AccountKey, row: &AuthenticatorRow) -> Result<TotpSecret, Error> {
    aead::open(below(key).expose_bytes(), &place(row.account, &[row.id.as_bytes()]), &row.sealed).map(TotpSecret::from)
}

fn below(key: &AccountKey) -> Key {
    subkey(key.expose_bytes(), &[b"totp"])
}

fn place<'a>(account: AccountId, row: &'a [&'a [u8]]) -> Place<'a> {
    Place { table: "authenticators", column: "sealed", account, row }
}
