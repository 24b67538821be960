//! Wrapped keys: an account key encrypted under a password or a later account key.

use subtle::ConstantTimeEq;

use crate::auth::account::AccountId;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::KdfParams;
use crate::auth::random_source::Random;
use crate::auth::seal::aead::{self, AssociatedData};
use crate::auth::seal::derive::{Key, PasswordKeys, subkey, tag};
use crate::auth::secret::AccountKey;
use crate::auth::store::{WrapKind, WrappedKeyRow};

const TABLE: &str = "wraps";

/// Wraps `key` under a password. The kind is not bound, because a reset retires a wrapped key without opening it.
#[expect(clippy::too_many_arguments, reason = "one for each field of the row, and what fills it")]
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
    let row = [kdf.as_str().as_bytes(), &generation.to_le_bytes()];
    let sealed = aead::seal(derived.wrap.expose_bytes(), &password_aad(account, &row), key.expose_bytes(), random)?;
    let tag = password_tag(derived, account, kdf.as_str());
    Ok(WrappedKeyRow {
        account,
        kind,
        key_generation: generation,
        kdf_params: kdf.as_str().to_owned(),
        password_tag: tag,
        wrapping_generation: 0,
        sealed_key: sealed,
        created: now,
    })
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
    let row = [wrapped_key.kdf_params.as_bytes(), &wrapped_key.key_generation.to_le_bytes()];
    aead::open(derived.wrap.expose_bytes(), &password_aad(wrapped_key.account, &row), &wrapped_key.sealed_key)
        .map(AccountKey::from)
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
    let row: [&[u8]; 2] = [&generation.to_le_bytes(), &wrapping_generation.to_le_bytes()];
    let sealed =
        aead::seal(rewrap_key(wrapping_key).expose_bytes(), &key_aad(account, &row), key.expose_bytes(), random)?;
    let kind = WrapKind::Rewrapped;
    Ok(WrappedKeyRow {
        account,
        kind,
        key_generation: generation,
        kdf_params: String::new(),
        password_tag: [0; 32],
        wrapping_generation,
        sealed_key: sealed,
        created: now,
    })
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
    let row: [&[u8]; 2] = [&wrapped_key.key_generation.to_le_bytes(), &wrapped_key.wrapping_generation.to_le_bytes()];
    let aad = key_aad(wrapped_key.account, &row);
    aead::open(rewrap_key(wrapping_key).expose_bytes(), &aad, &wrapped_key.sealed_key).map(AccountKey::from)
}

fn password_tag(derived: &PasswordKeys, account: AccountId, kdf: &str) -> [u8; 32] {
    tag(derived.verify.expose_bytes(), &[account.as_bytes(), kdf.as_bytes()])
}

fn rewrap_key(wrapping_key: &AccountKey) -> Key {
    subkey(wrapping_key.expose_bytes(), &[b"carried"])
}

fn password_aad<'a>(account: AccountId, row: &'a [&'a [u8]; 2]) -> AssociatedData<'a> {
    AssociatedData { table: TABLE, column: "sealed", account, row }
}

fn key_aad<'a>(account: AccountId, row: &'a [&'a [u8]; 2]) -> AssociatedData<'a> {
    AssociatedData { table: TABLE, column: "sealed (carried)", account, row }
}
