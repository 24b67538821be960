//! Wraps: an account key, sealed under a password or under a later account key.

use subtle::ConstantTimeEq;

use crate::auth::account::AccountId;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::KdfString;
use crate::auth::random::Random;
use crate::auth::seal::aead::{self, Place};
use crate::auth::seal::derive::{Derived, Key, subkey, tag};
use crate::auth::secret::AccountKey;
use crate::auth::store::{WrapKind, WrapRow};

const TABLE: &str = "wraps";

/// Wraps `key` under a password. The kind is not bound: a reset retires a wrap without being able to open it.
#[expect(clippy::too_many_arguments, reason = "one for each field of the row, and what fills it")]
pub(crate) fn new_wrap(
    derived: &Derived,
    key: &AccountKey,
    account: AccountId,
    kind: WrapKind,
    generation: u64,
    kdf: &KdfString,
    now: UnixTime,
    random: &dyn Random,
) -> Result<WrapRow, Error> {
    let row = [kdf.text().as_bytes(), &generation.to_le_bytes()];
    let sealed = aead::seal(derived.wrap.expose_bytes(), &by_password(account, &row), key.expose_bytes(), random)?;
    let tag = commit_tag(derived, account, kdf.text());
    Ok(WrapRow { account, kind, generation, kdf: kdf.text().to_owned(), tag, under: 0, sealed, created: now })
}

/// Whether the password that made `derived` is the wrap's: known before anything is opened, in constant time.
pub(crate) fn is_right(derived: &Derived, wrap: &WrapRow) -> bool {
    let equal = commit_tag(derived, wrap.account, &wrap.kdf).ct_eq(&wrap.tag);
    wrap.kind != WrapKind::Carried && bool::from(equal)
}

/// Opens a wrap with its password.
///
/// # Errors
/// [`Error::Unreadable`] if the password is another one or any field of the row was changed.
pub(crate) fn open_wrap(derived: &Derived, wrap: &WrapRow) -> Result<AccountKey, Error> {
    if wrap.kind == WrapKind::Carried || wrap.under != 0 {
        return Err(Error::Unreadable);
    }
    let row = [wrap.kdf.as_bytes(), &wrap.generation.to_le_bytes()];
    aead::open(derived.wrap.expose_bytes(), &by_password(wrap.account, &row), &wrap.sealed).map(AccountKey::from)
}

/// Wraps an old account key, of `generation`, under a later one, of the generation `under`.
pub(crate) fn carry(
    key: &AccountKey,
    generation: u64,
    under_key: &AccountKey,
    under: u64,
    account: AccountId,
    now: UnixTime,
    random: &dyn Random,
) -> Result<WrapRow, Error> {
    let row: [&[u8]; 2] = [&generation.to_le_bytes(), &under.to_le_bytes()];
    let sealed = aead::seal(carrying(under_key).expose_bytes(), &by_key(account, &row), key.expose_bytes(), random)?;
    let kind = WrapKind::Carried;
    Ok(WrapRow { account, kind, generation, kdf: String::new(), tag: [0; 32], under, sealed, created: now })
}

/// Opens a carried wrap with the account key that it is under.
///
/// # Errors
/// [`Error::Unreadable`] if that is another key or any field of the row was changed.
pub(crate) fn open_carried(under_key: &AccountKey, wrap: &WrapRow) -> Result<AccountKey, Error> {
    if wrap.kind != WrapKind::Carried || !wrap.kdf.is_empty() || wrap.tag != [0; 32] {
        return Err(Error::Unreadable);
    }
    let row: [&[u8]; 2] = [&wrap.generation.to_le_bytes(), &wrap.under.to_le_bytes()];
    let place = by_key(wrap.account, &row);
    aead::open(carrying(under_key).expose_bytes(), &place, &wrap.sealed).map(AccountKey::from)
}

fn commit_tag(derived: &Derived, account: AccountId, kdf: &str) -> [u8; 32] {
    tag(derived.commit.expose_bytes(), &[account.as_bytes(), kdf.as_bytes()])
}

fn carrying(under_key: &AccountKey) -> Key {
    subkey(under_key.expose_bytes(), &[b"carried"])
}

fn by_password<'a>(account: AccountId, row: &'a [&'a [u8]; 2]) -> Place<'a> {
    Place { table: TABLE, column: "sealed", account, row }
}

fn by_key<'a>(account: AccountId, row: &'a [&'a [u8]; 2]) -> Place<'a> {
    Place { table: TABLE, column: "sealed (carried)", account, row }
}
