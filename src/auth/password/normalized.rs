//! The bytes that a password stands for: PRECIS OpaqueString (RFC 8265 section 4.2).

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::OpaqueString;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::auth::password::{MAX_PASSWORD_CHARS, PasswordProblem};
use crate::auth::secret::{Password, redacted};

/// The most code points that one composed character can come from (Unicode canonical decomposition).
const MAX_DECOMPOSED: usize = 4;

/// A password whose spellings are one: composed accents, ordinary spaces. It need not satisfy the rules for new ones.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct NormalizedPassword(String);

redacted!(NormalizedPassword);

impl NormalizedPassword {
    /// Stands in for what cannot be a password, so that looking at it takes as long.
    pub(crate) fn dummy() -> Self {
        Self(" ".to_owned())
    }

    /// The characters, never empty.
    pub(crate) fn expose_text(&self) -> &str {
        &self.0
    }

    /// The bytes to derive a key from.
    pub(crate) fn expose_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Prepares a password that is being chosen. It is never cut: what does not fit is refused.
pub(crate) fn normalize_new(password: &Password) -> Result<NormalizedPassword, PasswordProblem> {
    normalize_new_text(password.expose_text())
}

/// Normalizes a password that is compared with a stored one. Which characters a new password may have depends on the
/// Unicode tables of the program, and a later table must not lock out whoever chose one under an earlier table: the
/// characters are not judged again. Composed forms of assigned characters never change (Unicode, Normalization Stability
/// Policy).
pub(crate) fn normalize(password: &Password) -> Result<NormalizedPassword, PasswordProblem> {
    normalize_text(password.expose_text())
}

/// As the profile says the text is checked before it is composed; if only the composed one passes, as with decomposed
/// Hangul, that will do.
pub(super) fn normalize_new_text(input: &str) -> Result<NormalizedPassword, PasswordProblem> {
    let normalized = normalize_text(input)?;
    if OpaqueString::prepare(input).is_err() && OpaqueString::prepare(normalized.expose_text()).is_err() {
        return Err(PasswordProblem::Character);
    }
    Ok(normalized)
}

/// The steps of OpaqueString by hand, since the profile's own leave intermediate strings behind: composed, other
/// spaces made U+0020.
fn normalize_text(input: &str) -> Result<NormalizedPassword, PasswordProblem> {
    if input.is_empty() {
        return Err(PasswordProblem::TooShort { characters: 0 });
    }
    if input.chars().nth(MAX_PASSWORD_CHARS * MAX_DECOMPOSED).is_some() {
        return Err(PasswordProblem::TooLong);
    }
    let composed = || input.nfc().map(|c| if is_space(c) { ' ' } else { c });
    // Measured first: a buffer that grows leaves copies.
    let length = composed().map(char::len_utf8).sum();
    let mut text = Zeroizing::new(String::with_capacity(length));
    text.extend(composed());
    if text.chars().nth(MAX_PASSWORD_CHARS).is_some() {
        return Err(PasswordProblem::TooLong);
    }
    Ok(NormalizedPassword(std::mem::take(&mut *text)))
}

/// General category Zs. Of the other white space, line ends and tabs, none is allowed.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}
