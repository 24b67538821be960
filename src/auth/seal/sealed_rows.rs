//! Sealed rows: an account key wrapped under a password or a later account key, and TOTP secrets under the account key.

use subtle::ConstantTimeEq;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::KdfParams;
use crate::auth::random_source::Random;
use crate::auth::seal::aead::{self, associated_data};
use crate::auth::seal::derive::{Key, PasswordKeys, subkey, tag};
use crate::auth::secret::{AccountKey, TotpSecret};
use crate::auth::store::{AuthenticatorRow, WrapKind, WrappedKeyRow};

/// Wraps `key` under a password. The kind is not bound, because a reset retires a wrapped key without opening it.
#[expect(clippy::too_many_arguments, reason = "one per field of the row, plus the keys and the random source")]
pub(crate) fn wrap_account_key(
    derived: &PasswordKeys,
    key: &AccountKey,
    account: AccountId,
    kind: WrapKind,
    generation: u64,
    kdf: &KdfParams,
    now: UnixTime,
    random: &dyn Random,
) -> Result<WrappedKeyRow, Error> {
    let mut row = WrappedKeyRow {
        account,
        kind,
        key_generation: generation,
        kdf_params: kdf.text.clone(),
        password_tag: password_tag(derived, account, &kdf.text),
        wrapping_generation: 0,
        sealed_key: Vec::new(),
        created: now,
    };
    row.sealed_key = aead::seal(derived.wrap.expose_bytes(), &password_aad(&row), key.expose_bytes(), random)?;
    Ok(row)
}

/// Returns whether `derived` comes from the row's password, without unwrapping anything, in constant time.
pub(crate) fn verify_password_tag(derived: &PasswordKeys, wrapped_key: &WrappedKeyRow) -> bool {
    let equal = password_tag(derived, wrapped_key.account, &wrapped_key.kdf_params).ct_eq(&wrapped_key.password_tag);
    wrapped_key.kind != WrapKind::Rewrapped && bool::from(equal)
}

/// Unwraps a wrapped key with its password.
///
/// # Errors
/// Fails with [`Error::Corrupt`] if the password is wrong or a field of the row was changed.
pub(crate) fn open_wrapped_key(derived: &PasswordKeys, wrapped_key: &WrappedKeyRow) -> Result<AccountKey, Error> {
    if wrapped_key.kind == WrapKind::Rewrapped || wrapped_key.wrapping_generation != 0 {
        return Err(Error::Corrupt);
    }
    aead::open(derived.wrap.expose_bytes(), &password_aad(wrapped_key), &wrapped_key.sealed_key).map(AccountKey::from)
}

/// Wraps an old account key, of `generation`, under a later one, of `wrapping_generation`.
pub(crate) fn rewrap(
    key: &AccountKey,
    generation: u64,
    wrapping_key: &AccountKey,
    wrapping_generation: u64,
    account: AccountId,
    now: UnixTime,
    random: &dyn Random,
) -> Result<WrappedKeyRow, Error> {
    let mut row = WrappedKeyRow {
        account,
        kind: WrapKind::Rewrapped,
        key_generation: generation,
        kdf_params: String::new(),
        password_tag: [0; 32],
        wrapping_generation,
        sealed_key: Vec::new(),
        created: now,
    };
    row.sealed_key =
        aead::seal(rewrap_key(wrapping_key).expose_bytes(), &rewrap_aad(&row), key.expose_bytes(), random)?;
    Ok(row)
}

/// Unwraps a rewrapped key with the later account key.
///
/// # Errors
/// Fails with [`Error::Corrupt`] if the key is wrong or a field of the row was changed.
pub(crate) fn open_rewrapped_key(wrapping_key: &AccountKey, wrapped_key: &WrappedKeyRow) -> Result<AccountKey, Error> {
    if wrapped_key.kind != WrapKind::Rewrapped
        || !wrapped_key.kdf_params.is_empty()
        || wrapped_key.password_tag != [0; 32]
    {
        return Err(Error::Corrupt);
    }
    aead::open(rewrap_key(wrapping_key).expose_bytes(), &rewrap_aad(wrapped_key), &wrapped_key.sealed_key)
        .map(AccountKey::from)
}

fn password_tag(derived: &PasswordKeys, account: AccountId, kdf: &str) -> [u8; 32] {
    tag(derived.verify.expose_bytes(), &[account.as_bytes(), kdf.as_bytes()])
}

fn rewrap_key(wrapping_key: &AccountKey) -> Key {
    subkey(wrapping_key.expose_bytes(), &[b"carried"])
}

fn password_aad(row: &WrappedKeyRow) -> Vec<u8> {
    let bound: [&[u8]; 2] = [row.kdf_params.as_bytes(), &row.key_generation.to_le_bytes()];
    associated_data("wraps", "sealed", row.account, &bound)
}

fn rewrap_aad(row: &WrappedKeyRow) -> Vec<u8> {
    let bound: [&[u8]; 2] = [&row.key_generation.to_le_bytes(), &row.wrapping_generation.to_le_bytes()];
    associated_data("wraps", "sealed (carried)", row.account, &bound)
}

/// Seals the secret of the authenticator `id`.
pub(crate) fn seal_totp(
    key: &AccountKey,
    account: AccountId,
    id: AuthenticatorId,
    secret: &TotpSecret,
    random: &dyn Random,
) -> Result<Vec<u8>, Error> {
    aead::seal(totp_key(key).expose_bytes(), &totp_aad(account, id), secret.expose_bytes(), random)
}

/// Opens the secret of an authenticator.
///
/// # Errors
/// Fails with [`Error::Corrupt`] if the account, row or key is another one, or the row was changed.
pub(crate) fn open_totp(key: &AccountKey, row: &AuthenticatorRow) -> Result<TotpSecret, Error> {
    aead::open(totp_key(key).expose_bytes(), &totp_aad(row.account, row.id), &row.sealed_secret).map(TotpSecret::from)
}

fn totp_key(key: &AccountKey) -> Key {
    subkey(key.expose_bytes(), &[b"totp"])
}

fn totp_aad(account: AccountId, id: AuthenticatorId) -> Vec<u8> {
    associated_data("authenticators", "sealed", account, &[id.as_bytes()])
}
