//! The bytes of a password: PRECIS OpaqueString (RFC 8265 section 4.2).

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::OpaqueString;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::auth::password::{MAX_PASSWORD_CHARS, PasswordProblem};
use crate::auth::secret::{Password, redacted};

/// The maximum number of code points in the canonical decomposition of one character (Unicode).
const MAX_DECOMPOSED: usize = 4;

/// A normalized password: composed accents, ordinary spaces. It may violate the rules for new ones.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct NormalizedPassword(String);

redacted!(NormalizedPassword);

impl NormalizedPassword {
    /// Returns a placeholder for an invalid password, so that checking it takes as long.
    pub(crate) fn dummy() -> Self {
        Self(" ".to_owned())
    }

    /// Returns the characters, never empty.
    pub(crate) fn expose_text(&self) -> &str {
        &self.0
    }

    /// Returns the bytes to derive a key from.
    pub(crate) fn expose_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Normalizes a new password. It is never truncated: longer ones are refused.
pub(crate) fn normalize_new(password: &Password) -> Result<NormalizedPassword, PasswordProblem> {
    normalize_new_text(password.expose_text())
}

/// Normalizes a password that is compared with a stored one. The characters are not checked again, because the allowed
/// ones depend on the program's Unicode tables, and later tables must not lock out users who chose their password under
/// earlier ones. Composed forms of assigned characters never change (Unicode, Normalization Stability Policy).
pub(crate) fn normalize(password: &Password) -> Result<NormalizedPassword, PasswordProblem> {
    normalize_text(password.expose_text())
}

/// The profile checks the text before composition; it is also accepted if only its composed form passes, as with
/// decomposed Hangul.
pub(super) fn normalize_new_text(input: &str) -> Result<NormalizedPassword, PasswordProblem> {
    let normalized = normalize_text(input)?;
    if OpaqueString::prepare(input).is_err() && OpaqueString::prepare(normalized.expose_text()).is_err() {
        return Err(PasswordProblem::Character);
    }
    Ok(normalized)
}

/// Performs the steps of OpaqueString without its intermediate strings, which are not wiped: composes, and maps other
/// spaces to U+0020.
fn normalize_text(input: &str) -> Result<NormalizedPassword, PasswordProblem> {
    if input.is_empty() {
        return Err(PasswordProblem::TooShort { characters: 0 });
    }
    if input.chars().nth(MAX_PASSWORD_CHARS * MAX_DECOMPOSED).is_some() {
        return Err(PasswordProblem::TooLong);
    }
    let composed = || input.nfc().map(|c| if is_space(c) { ' ' } else { c });
    // The size is computed first, because a growing buffer leaves copies.
    let length = composed().map(char::len_utf8).sum();
    let mut text = Zeroizing::new(String::with_capacity(length));
    text.extend(composed());
    if text.chars().nth(MAX_PASSWORD_CHARS).is_some() {
        return Err(PasswordProblem::TooLong);
    }
    Ok(NormalizedPassword(std::mem::take(&mut *text)))
}

/// Returns whether `c` is in Zs. Of the other white space, line ends and tabs, none is allowed.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}
