//! Types for secrets: wiped when dropped, `[redacted]` in `Debug`, not `Clone`, and readable only through methods named
//! `expose_…`.

mod bytes;
#[cfg(test)]
pub(crate) mod recorder;
mod redacted;
#[cfg(test)]
mod source_scan;
mod stack;

pub(crate) use bytes::Secret;
pub(crate) use redacted::{Redacted, debug_hides, redacted};
pub(crate) use stack::on_wiped_stack;

use std::ops::{Deref, DerefMut};

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::auth::error::Error;
use crate::auth::random_source::Random;

/// Text as typed: a password, a passphrase, or the content of a code field before parsing.
///
/// ```compile_fail,E0599
/// // It cannot be cloned.
/// fn copied(password: vestibule::auth::Password) -> vestibule::auth::Password {
///     password.clone()
/// }
/// ```
/// ```
/// // It can be moved.
/// fn copied(password: vestibule::auth::Password) -> vestibule::auth::Password {
///     password
/// }
/// ```
/// ```compile_fail,E0277
/// // It has no `Display`.
/// fn printed(password: &vestibule::auth::Password) -> String {
///     format!("{password}")
/// }
/// ```
/// ```
/// // Its `Debug` gives `SecretInput([redacted])`.
/// fn printed(password: &vestibule::auth::Password) -> String {
///     format!("{password:?}")
/// }
/// # assert_eq!(printed(&vestibule::auth::Password::new("typed".to_owned())), "SecretInput([redacted])");
/// ```
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SecretInput(String);

impl SecretInput {
    /// Takes ownership of `text`; the buffer is wiped on drop.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns the characters.
    pub fn expose_text(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretInput {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A password as typed, before normalization. It may violate any rule.
pub type Password = SecretInput;

/// The shared secret of one authenticator: 20 bytes, the length of an HMAC-SHA-1 key (RFC 4226 section 4, R6).
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct TotpSecret(Secret<20>);

/// The key of one account, under which everything that only its user may read is sealed.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct AccountKey(Secret<32>);

/// A key for the host's own data: 32 bytes, different for every account, key generation and context.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DataKey(Secret<32>);

/// Eighty random bits (16 symbols of 5) that replace a one-time code once: a recovery code, or an administrator's help
/// code.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode(Secret<10>);

/// Access to the bytes, with the given visibility, and the conversion of an unsealed, derived or parsed secret, of
/// which only the pointer to the bytes moves.
macro_rules! fixed_size {
    ($($visibility:vis $name:ident: $length:literal,)+) => {$(
        impl $name {
            /// The length in bytes.
            pub const LENGTH: usize = $length;

            /// Returns the bytes.
            $visibility fn expose_bytes(&self) -> &[u8; Self::LENGTH] {
                self.0.expose_bytes()
            }
        }

        impl From<Secret<$length>> for $name {
            fn from(secret: Secret<$length>) -> Self {
                Self(secret)
            }
        }
    )+};
}

fixed_size! {
    pub TotpSecret: 20,
    pub(crate) AccountKey: 32,
    pub DataKey: 32,
    pub RecoveryCode: 10,
}

macro_rules! drawn {
    ($($name:ident),+) => {$(
        impl $name {
            /// Draws a new one.
            pub(crate) fn draw(random: &dyn Random) -> Result<Self, Error> {
                Secret::draw(random).map(Self)
            }
        }
    )+};
}

drawn!(TotpSecret, AccountKey, RecoveryCode);

impl TotpSecret {
    /// Copies `bytes`; the caller must wipe the original.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
        Self(Secret::copy_of(bytes))
    }
}

/// Copies known bytes, for tests and fuzzing.
#[cfg(any(test, fuzzing))]
macro_rules! from_bytes {
    ($($name:ident),+) => {$(
        impl $name {
            pub(crate) fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
                Self(Secret::copy_of(bytes))
            }
        }
    )+};
}

#[cfg(any(test, fuzzing))]
from_bytes!(AccountKey, DataKey, RecoveryCode);

redacted!(SecretInput, TotpSecret, AccountKey, DataKey, RecoveryCode);

/// Text made from a secret, such as a setup key in base32; wiped like the secret itself. It dereferences to `String`
/// for writing; reserve the full capacity at once, since a growing buffer leaves copies.
#[derive(Default)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes ownership of `text`; the buffer is wiped on drop.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Joins `count` symbols in groups of four.
    pub(crate) fn in_groups_of_four(symbols: impl Iterator<Item = char>, count: usize, separator: char) -> Self {
        let mut text = Self::new(String::with_capacity(count + count / 4 * separator.len_utf8()));
        for (index, symbol) in symbols.enumerate() {
            if index > 0 && index % 4 == 0 {
                text.push(separator);
            }
            text.push(symbol);
        }
        text
    }
}

impl Deref for SecretText {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

impl DerefMut for SecretText {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.0
    }
}

redacted!(SecretText);

#[cfg(test)]
mod tests {
    use super::*;

    /// Compiles only for types that are wiped when dropped.
    fn wiped<T: ZeroizeOnDrop>(value: T) {
        drop(value);
    }

    #[test]
    fn every_secret_is_wiped_when_it_is_dropped() {
        wiped(SecretInput::new("typed".to_owned()));
        wiped(TotpSecret::from_bytes(&[1; 20]));
        wiped(AccountKey::from_bytes(&[1; 32]));
        wiped(DataKey::from_bytes(&[1; 32]));
        wiped(RecoveryCode::from_bytes(&[1; 10]));
        wiped(SecretText::new("shown".to_owned()).0);
    }

    #[test]
    fn no_wiped_type_stores_its_bytes_inline() {
        // Moving such a value would leave its bytes behind.
        let moved = source_scan::types().into_iter().filter(|found| found.is_wiped && found.holds_array);
        assert_eq!(moved.map(|found| found.name).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn no_secret_is_copied_out_of_its_block() {
        // Exempt: sixteen random bits that select a word of a passphrase.
        let allowed = "u16::from_le_bytes(*Secret::draw(random)?.expose_bytes())";
        for (file, line) in source_scan::lines().filter(|(_, line)| !line.contains(allowed)) {
            let before = line.split(".expose_bytes()").next().filter(|before| before.len() < line.len());
            let copied = before.is_some_and(|before| {
                let word = before.rsplit([' ', '(', '[', '&']).next().unwrap_or_default();
                word.starts_with('*')
            });
            assert!(!copied && !line.contains("Zeroizing<[u8;"), "{}: {line}", file.display());
        }
    }

    #[test]
    fn wiping_leaves_nothing_of_a_secret() {
        let (mut text, mut key) = (SecretInput::new("typed".to_owned()), AccountKey::from_bytes(&[7; 32]));
        text.zeroize();
        key.zeroize();
        assert_eq!((text.expose_text(), key.expose_bytes()), ("", &[0; 32]));
    }
}
