//! TOTP secrets, sealed under the account key.

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::error::Error;
use crate::auth::random_source::Random;
use crate::auth::seal::aead::{self, AssociatedData};
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
    aead::seal(totp_key(key).expose_bytes(), &totp_aad(account, &[id.as_bytes()]), secret.expose_bytes(), random)
}

/// Opens the secret of an authenticator.
///
/// # Errors
/// Fails with [`Error::Corrupt`] if the account, row or key is another one, or the row was changed.
pub(crate) fn open_totp(key: &AccountKey, row: &AuthenticatorRow) -> Result<TotpSecret, Error> {
    aead::open(totp_key(key).expose_bytes(), &totp_aad(row.account, &[row.id.as_bytes()]), &row.sealed_secret)
        .map(TotpSecret::from)
}

fn totp_key(key: &AccountKey) -> Key {
    subkey(key.expose_bytes(), &[b"totp"])
}

fn totp_aad<'a>(account: AccountId, row: &'a [&'a [u8]]) -> AssociatedData<'a> {
    AssociatedData { table: "authenticators", column: "sealed", account, row }
}
