//! The sealed fields of a file: an authenticator's secret, an account key under a password, one under a later key.

use std::sync::LazyLock;

use crate::auth::{
    AccountId, AccountKey, AuthenticatorId, AuthenticatorRow, Cost, Error, KdfParams, PasswordKeys, TotpSecret,
    UnixTime, WrapKind, WrappedKeyRow, derive, normalize_new, open_rewrapped_key, open_totp, open_wrapped_key, rewrap,
    seal_totp, verify_password_tag, wrap_account_key,
};
use crate::fuzz::Verdict;
use crate::fuzz::input::{ByteReader, DeterministicRandom, typed};

const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);
const AUTHENTICATOR: AuthenticatorId = AuthenticatorId::from_bytes([2; 16]);
const OLD_KEY: [u8; 32] = [3; 32];
const KEY: [u8; 32] = [4; 32];
const GENERATION: u64 = 7;
const NOW: UnixTime = UnixTime::from_seconds(1_700_000_000);

/// A sealed field: it opens only while nothing that it is bound to has changed, and shows none of its plaintext.
pub fn sealed_field(bytes: &[u8]) -> Verdict {
    let mut input = ByteReader::new(bytes);
    let opened = match input.byte() % 3 {
        0 => authenticator(input),
        1 => wrapped_key(input),
        _ => rewrapped(input),
    };
    match opened {
        Ok(opened) => Verdict::of(opened),
        // Cannot occur with a random source that never fails and a cost that fits in memory.
        Err(fault) => unreachable!("{fault}"),
    }
}

fn authenticator(mut input: ByteReader<'_>) -> Result<bool, Error> {
    let key = AccountKey::from_bytes(&KEY);
    let secret = TotpSecret::from_bytes(&flip_bits(&[5; 20], &mut input));
    let sealed = seal_totp(&key, ACCOUNT, AUTHENTICATOR, &secret, &DeterministicRandom::new())?;
    assert_eq!(sealed.len(), AuthenticatorRow::SEALED_LENGTH);
    assert_no_plaintext(&sealed, secret.expose_bytes());

    let row = AuthenticatorRow {
        id: AuthenticatorId::from_bytes(flip_bits(AUTHENTICATOR.as_bytes(), &mut input)),
        account: AccountId::from_bytes(flip_bits(ACCOUNT.as_bytes(), &mut input)),
        name: input.string(),
        last_step: u64::from_be_bytes(input.array()),
        paired_at: NOW,
        last_used_at: None,
        sealed_secret: mutated(&sealed, input),
    };
    let is_untouched = (row.id, row.account, &row.sealed_secret) == (AUTHENTICATOR, ACCOUNT, &sealed);
    let opened = open_totp(&key, &row);
    assert_eq!(opened.is_ok(), is_untouched);
    assert!(opened.is_ok() || matches!(opened, Err(Error::Corrupt)));
    assert!(opened.is_err() || opened.is_ok_and(|opened| opened.expose_bytes() == secret.expose_bytes()));
    Ok(is_untouched)
}

fn wrapped_key(mut input: ByteReader<'_>) -> Result<bool, Error> {
    let (kdf, derived) = &*PASSWORD_KEYS;
    let key = AccountKey::from_bytes(&OLD_KEY);
    let wrapped =
        wrap_account_key(derived, &key, ACCOUNT, WrapKind::Active, GENERATION, kdf, NOW, &DeterministicRandom::new())?;
    assert_no_plaintext(&wrapped.sealed_key, &OLD_KEY);
    assert!(verify_password_tag(derived, &wrapped));

    let row = mutated_wrapped_key(&wrapped, &mut input);
    // A reset retires a wrapped key without being able to open it, so the kind is not bound.
    let kind = if row.kind == WrapKind::Rewrapped { row.kind } else { wrapped.kind };
    let is_untouched = WrappedKeyRow { kind, password_tag: wrapped.password_tag, ..row.clone() } == wrapped;
    let is_known = (row.account, &row.kdf_params, row.password_tag)
        == (wrapped.account, &wrapped.kdf_params, wrapped.password_tag)
        && kind == wrapped.kind;
    assert_eq!(verify_password_tag(derived, &row), is_known);
    assert_opens(open_wrapped_key(derived, &row), is_untouched);
    assert!(open_rewrapped_key(&AccountKey::from_bytes(&KEY), &row).is_err());
    Ok(is_untouched)
}

fn rewrapped(mut input: ByteReader<'_>) -> Result<bool, Error> {
    let (old, key) = (AccountKey::from_bytes(&OLD_KEY), AccountKey::from_bytes(&KEY));
    let wrapped = rewrap(&old, GENERATION, &key, GENERATION + 1, ACCOUNT, NOW, &DeterministicRandom::new())?;
    assert_no_plaintext(&wrapped.sealed_key, &OLD_KEY);

    let row = mutated_wrapped_key(&wrapped, &mut input);
    let is_untouched = row == wrapped;
    assert_opens(open_rewrapped_key(&key, &row), is_untouched);
    assert!(open_rewrapped_key(&old, &row).is_err());
    let (_, derived) = &*PASSWORD_KEYS;
    assert!(!verify_password_tag(derived, &row) && open_wrapped_key(derived, &row).is_err());
    Ok(is_untouched)
}

/// The keys derived from a password. Derivation is slow, and the same for every input.
static PASSWORD_KEYS: LazyLock<(KdfParams, PasswordKeys)> = LazyLock::new(|| {
    let kdf = KdfParams::from_parts(Cost::for_tests(), [6; 16]);
    let derived = normalize_new(&typed("grumpy violet otters")).ok().and_then(|prepared| derive(&prepared, &kdf).ok());
    match derived {
        Some(derived) => (kdf, derived),
        None => unreachable!("the password is valid and its cost fits in memory"),
    }
});

fn assert_opens(opened: Result<AccountKey, Error>, is_untouched: bool) {
    assert_eq!(opened.as_ref().ok().map(AccountKey::expose_bytes), is_untouched.then_some(&OLD_KEY));
    assert!(is_untouched || matches!(opened, Err(Error::Corrupt)));
}

/// Asserts that no eight bytes of the secret occur in the sealed bytes.
fn assert_no_plaintext(sealed: &[u8], secret: &[u8]) {
    assert!(!secret.windows(8).any(|part| sealed.windows(8).any(|window| window == part)));
}

/// Returns a wrapped key modified by the input. An input of zeros changes nothing.
fn mutated_wrapped_key(wrapped: &WrappedKeyRow, input: &mut ByteReader<'_>) -> WrappedKeyRow {
    let kdf = if input.byte() % 2 == 1 { input.string() } else { wrapped.kdf_params.clone() };
    let kind = match input.byte() % 4 {
        0 => wrapped.kind,
        1 => WrapKind::Active,
        2 => WrapKind::Retired,
        _ => WrapKind::Rewrapped,
    };
    WrappedKeyRow {
        account: AccountId::from_bytes(flip_bits(wrapped.account.as_bytes(), input)),
        kind,
        key_generation: wrapped.key_generation ^ u64::from_be_bytes(input.array()),
        kdf_params: kdf,
        password_tag: flip_bits(&wrapped.password_tag, input),
        wrapping_generation: wrapped.wrapping_generation ^ u64::from_be_bytes(input.array()),
        sealed_key: mutated(&wrapped.sealed_key, ByteReader::new(input.take(usize::MAX))),
        created: wrapped.created,
    }
}

/// Flips the bits that are set in the input.
fn flip_bits<const N: usize>(bytes: &[u8; N], input: &mut ByteReader<'_>) -> [u8; N] {
    let mut flipped = *bytes;
    flipped.iter_mut().zip(input.array::<N>()).for_each(|(byte, bits)| *byte ^= bits);
    flipped
}

/// Returns the sealed bytes with flipped bits, truncated, extended, or replaced.
fn mutated(sealed: &[u8], mut input: ByteReader<'_>) -> Vec<u8> {
    match input.byte() % 4 {
        0 => sealed.iter().map(|byte| byte ^ input.byte()).collect(),
        1 => sealed.iter().copied().take(input.byte().into()).collect(),
        2 => sealed.iter().chain(input.rest()).copied().collect(),
        _ => input.rest().to_vec(),
    }
}
