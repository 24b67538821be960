//! The sealed fields of a file: an authenticator's secret, an account key under a password, one under a later key.

use std::sync::LazyLock;

use crate::auth::{
    AccountId, AccountKey, AuthenticatorId, AuthenticatorRow, Cost, Derived, Error, KdfString, TotpSecret, UnixTime,
    WrapKind, WrapRow, carry, derive, is_right, new_wrap, open_carried, open_totp, open_wrap, prepare, seal_totp,
};
use crate::fuzz::Verdict;
use crate::fuzz::input::{Counting, Input, typed};

const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);
const AUTHENTICATOR: AuthenticatorId = AuthenticatorId::from_bytes([2; 16]);
const OLD_KEY: [u8; 32] = [3; 32];
const KEY: [u8; 32] = [4; 32];
const GENERATION: u64 = 7;
const NOW: UnixTime = UnixTime::from_seconds(1_700_000_000);

/// A sealed field: it opens as long as nothing that it is bound to has changed, and shows nothing of what is inside.
pub fn sealed_field(bytes: &[u8]) -> Verdict {
    let mut input = Input::new(bytes);
    let opened = match input.byte() % 3 {
        0 => authenticator(input),
        1 => wrap(input),
        _ => carried(input),
    };
    match opened {
        Ok(opened) => Verdict::of(opened),
        // What a random source that never fails and a cost that fits in memory cannot give.
        Err(fault) => unreachable!("{fault}"),
    }
}

fn authenticator(mut input: Input<'_>) -> Result<bool, Error> {
    let key = AccountKey::from_bytes(&KEY);
    let secret = TotpSecret::from_bytes(&flipped(&[5; 20], &mut input));
    let sealed = seal_totp(&key, ACCOUNT, AUTHENTICATOR, &secret, &Counting::new())?;
    assert_eq!(sealed.len(), AuthenticatorRow::SEALED_LENGTH);
    shows_nothing(&sealed, secret.expose_bytes());

    let row = AuthenticatorRow {
        id: AuthenticatorId::from_bytes(flipped(AUTHENTICATOR.as_bytes(), &mut input)),
        account: AccountId::from_bytes(flipped(ACCOUNT.as_bytes(), &mut input)),
        name: input.short_text(),
        last_step: u64::from_be_bytes(input.array()),
        added: NOW,
        last_used: None,
        sealed: changed(&sealed, input),
    };
    let is_untouched = (row.id, row.account, &row.sealed) == (AUTHENTICATOR, ACCOUNT, &sealed);
    let opened = open_totp(&key, &row);
    assert_eq!(opened.is_ok(), is_untouched);
    assert!(opened.is_ok() || matches!(opened, Err(Error::Unreadable)));
    assert!(opened.is_err() || opened.is_ok_and(|opened| opened.expose_bytes() == secret.expose_bytes()));
    Ok(is_untouched)
}

fn wrap(mut input: Input<'_>) -> Result<bool, Error> {
    let (kdf, derived) = &*BY_PASSWORD;
    let key = AccountKey::from_bytes(&OLD_KEY);
    let made = new_wrap(derived, &key, ACCOUNT, WrapKind::Current, GENERATION, kdf, NOW, &Counting::new())?;
    shows_nothing(&made.sealed, &OLD_KEY);
    assert!(is_right(derived, &made));

    let row = changed_wrap(&made, &mut input);
    // A reset retires a wrap without being able to open it, so the kind is not bound.
    let kind = if row.kind == WrapKind::Carried { row.kind } else { made.kind };
    let is_untouched = WrapRow { kind, tag: made.tag, ..row.clone() } == made;
    let is_known = (row.account, &row.kdf, row.tag) == (made.account, &made.kdf, made.tag) && kind == made.kind;
    assert_eq!(is_right(derived, &row), is_known);
    holds(open_wrap(derived, &row), is_untouched);
    assert!(open_carried(&AccountKey::from_bytes(&KEY), &row).is_err());
    Ok(is_untouched)
}

fn carried(mut input: Input<'_>) -> Result<bool, Error> {
    let (old, key) = (AccountKey::from_bytes(&OLD_KEY), AccountKey::from_bytes(&KEY));
    let made = carry(&old, GENERATION, &key, GENERATION + 1, ACCOUNT, NOW, &Counting::new())?;
    shows_nothing(&made.sealed, &OLD_KEY);

    let row = changed_wrap(&made, &mut input);
    let is_untouched = row == made;
    holds(open_carried(&key, &row), is_untouched);
    assert!(open_carried(&old, &row).is_err());
    let (_, derived) = &*BY_PASSWORD;
    assert!(!is_right(derived, &row) && open_wrap(derived, &row).is_err());
    Ok(is_untouched)
}

/// What a password makes. Deriving is slow, and the same for every input.
static BY_PASSWORD: LazyLock<(KdfString, Derived)> = LazyLock::new(|| {
    let kdf = KdfString::from_parts(Cost::for_tests(), [6; 16]);
    let made = prepare(&typed("grumpy violet otters")).ok().and_then(|prepared| derive(&prepared, &kdf).ok());
    match made {
        Some(derived) => (kdf, derived),
        None => unreachable!("the password is one, and there is memory for a small cost"),
    }
});

fn holds(opened: Result<AccountKey, Error>, is_untouched: bool) {
    assert_eq!(opened.as_ref().ok().map(AccountKey::expose_bytes), is_untouched.then_some(&OLD_KEY));
    assert!(is_untouched || matches!(opened, Err(Error::Unreadable)));
}

/// No part of eight bytes stands in it as it is.
fn shows_nothing(sealed: &[u8], secret: &[u8]) {
    assert!(!secret.windows(8).any(|part| sealed.windows(8).any(|shown| shown == part)));
}

/// A wrap with whatever of it the input changes. One of zeros changes nothing.
fn changed_wrap(made: &WrapRow, input: &mut Input<'_>) -> WrapRow {
    let kdf = if input.byte() % 2 == 1 { input.short_text() } else { made.kdf.clone() };
    let kind = match input.byte() % 4 {
        0 => made.kind,
        1 => WrapKind::Current,
        2 => WrapKind::Retired,
        _ => WrapKind::Carried,
    };
    WrapRow {
        account: AccountId::from_bytes(flipped(made.account.as_bytes(), input)),
        kind,
        generation: made.generation ^ u64::from_be_bytes(input.array()),
        kdf,
        tag: flipped(&made.tag, input),
        under: made.under ^ u64::from_be_bytes(input.array()),
        sealed: changed(&made.sealed, Input::new(input.take(usize::MAX))),
        created: made.created,
    }
}

/// The bytes with those bits turned that are set in the input.
fn flipped<const N: usize>(bytes: &[u8; N], input: &mut Input<'_>) -> [u8; N] {
    let mut flipped = *bytes;
    flipped.iter_mut().zip(input.array::<N>()).for_each(|(byte, bits)| *byte ^= bits);
    flipped
}

/// The sealed bytes with bits turned, cut off, with more behind them, or others in their place.
fn changed(sealed: &[u8], mut input: Input<'_>) -> Vec<u8> {
    match input.byte() % 4 {
        0 => sealed.iter().map(|byte| byte ^ input.byte()).collect(),
        1 => sealed.iter().copied().take(input.byte().into()).collect(),
        2 => sealed.iter().chain(input.rest()).copied().collect(),
        _ => input.rest().to_vec(),
    }
}
