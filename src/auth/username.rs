//! Usernames: the allowed ones, and their canonical form.
//!
//! Two spellings are the same name if PRECIS UsernameCaseMapped (RFC 8265 section 3.3) and full case folding (Unicode
//! section 3.13) map them to the same canonical name: case, full-width forms and decomposed accents do not create a
//! second account. PRECIS alone maps to lower case, which keeps `ς` and `σ`, or `ß` and `ss`, apart.

use caseless::Caseless;
use precis_core::profile::{PrecisFastInvocation, Rules};
use precis_profiles::UsernameCaseMapped;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::auth::code_input::fold_full_width;
use crate::auth::error::Error;

/// The maximum length of a name, in characters after composition.
const MAX_NAME_CHARS: usize = 64;

/// The maximum number of code points in the canonical decomposition of one character (Unicode).
const MAX_DECOMPOSED: usize = 4;

/// Characters allowed in a name besides letters and digits.
const ALLOWED_PUNCTUATION: [char; 5] = ['.', '_', '-', '@', '+'];

/// A valid username. It is not secret.
#[derive(Clone, Debug)]
pub struct Username {
    display: String,
    canonical_name: String,
}

/// Why a text is not a valid username. The messages never repeat the text, which may be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UsernameProblem {
    /// Empty.
    #[error("the username is empty")]
    Empty,
    /// Longer than 64 characters, as typed or in its canonical form.
    #[error("the username is longer than {MAX_NAME_CHARS} characters")]
    TooLong,
    /// Does not begin with a letter or digit.
    #[error("the username does not begin with a letter or digit")]
    FirstCharacter,
    /// The character is no letter, digit or one of `. _ - @ +`, or is a compatibility form (`Ⅳ`, `ᴮ`).
    #[error("the username contains a character that is not allowed")]
    Character(char),
    /// Mixes letters of both directions in an ambiguous order, or has no stable canonical form.
    #[error("the username contains letters that cannot be told apart from others")]
    Unusable,
}

impl UsernameProblem {
    /// Returns what the user can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Empty => "Type a username",
            Self::TooLong => "Choose a shorter one",
            Self::FirstCharacter => "Begin with a letter or a digit",
            Self::Character(_) => "Use letters, digits and . _ - @ + only",
            Self::Unusable => "Choose another one",
        }
    }
}

impl Username {
    /// Parses a typed name, ignoring surrounding white space. Takes bounded time for text of any length.
    ///
    /// # Errors
    /// Returns the first reason why it is not a valid name.
    pub fn parse(typed: &str) -> Result<Self, UsernameProblem> {
        let typed = typed.trim();
        if typed.chars().nth(MAX_NAME_CHARS * MAX_DECOMPOSED).is_some() {
            return Err(UsernameProblem::TooLong);
        }
        // Composed first, because PRECIS refuses the jamo with which some systems encode Hangul.
        let display: String = typed.nfc().collect();
        check_characters(&display)?;
        if is_too_long(&display) {
            return Err(UsernameProblem::TooLong);
        }
        let key = canonicalize(&display)?;
        // A letter can have a lower case of two characters, and the canonical name must be a valid name too.
        if is_too_long(&key) {
            return Err(UsernameProblem::TooLong);
        }
        // Lower-casing some letters is not idempotent; an unstable canonical name would allow two accounts.
        if check_characters(&key).is_err() || canonicalize(&key).as_ref() != Ok(&key) {
            return Err(UsernameProblem::Unusable);
        }
        Ok(Self { display, canonical_name: key })
    }

    /// Returns the name of a stored account. The allowed characters depend on the program's Unicode tables, and later
    /// tables must not lock out existing users, so only properties that no table changes are checked.
    ///
    /// # Errors
    /// Fails with [`Error::Corrupt`] if either form is empty, too long for any name, or contains a control character.
    pub(crate) fn from_stored(display: &str, canonical_name: &str) -> Result<Self, Error> {
        let is_sound = |name: &str| {
            !name.is_empty()
                && name.chars().nth(MAX_NAME_CHARS * MAX_DECOMPOSED).is_none()
                && !name.contains(char::is_control)
        };
        if !is_sound(display) || !is_sound(canonical_name) {
            return Err(Error::Corrupt);
        }
        Ok(Self { display: display.to_owned(), canonical_name: canonical_name.to_owned() })
    }

    /// Returns the name as typed, for display.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Returns the canonical name, which is equal for all spellings of the same name.
    pub fn canonical_name(&self) -> &str {
        &self.canonical_name
    }
}

/// A typed name, in the form for looking up accounts.
#[derive(Debug)]
pub(crate) struct NameInput {
    pub canonical_name: String,
    /// The name before case folding, under which an account of the first version may still be stored.
    pub unfolded_name: String,
    /// Whether an account could be created with this name.
    pub is_username: bool,
}

impl NameInput {
    /// Accepts invalid usernames as well, because an account created under other Unicode tables may have one.
    pub(crate) fn new(typed: &str) -> Self {
        let unfolded_name = map_without_checks(typed);
        match Username::parse(typed) {
            Ok(username) => Self { canonical_name: username.canonical_name, unfolded_name, is_username: true },
            Err(_) => Self { canonical_name: fold_case(&unfolded_name), unfolded_name, is_username: false },
        }
    }
}

/// Applies the mappings of UsernameCaseMapped (RFC 8265 section 3.3.2) without its checks, to any text.
fn map_without_checks(typed: &str) -> String {
    let composed: String = typed.trim().chars().take(MAX_NAME_CHARS * MAX_DECOMPOSED).nfc().collect();
    let profile = UsernameCaseMapped::new();
    let width_mapped = profile.width_mapping_rule(composed);
    let case_mapped = width_mapped.and_then(|name| profile.case_mapping_rule(name));
    case_mapped.and_then(|name| profile.normalization_rule(name)).map(String::from).unwrap_or_default()
}

fn is_too_long(name: &str) -> bool {
    name.chars().nth(MAX_NAME_CHARS).is_some()
}

/// Checks for letters, digits, their combining marks and the allowed punctuation, also in full-width forms.
fn check_characters(name: &str) -> Result<(), UsernameProblem> {
    let first = name.chars().next().ok_or(UsernameProblem::Empty)?;
    let is_letter_or_digit = |c: char| c.is_alphanumeric() && !is_combining_mark(c);
    let is_allowed =
        |c: char| c.is_alphanumeric() || is_combining_mark(c) || ALLOWED_PUNCTUATION.contains(&fold_full_width(c));
    match name.chars().find(|&c| !is_allowed(c)) {
        Some(other) => Err(UsernameProblem::Character(other)),
        None if is_letter_or_digit(first) => Ok(()),
        None => Err(UsernameProblem::FirstCharacter),
    }
}

/// Applies full case folding to a mapped name. Decomposed before, as canonical caseless matching requires (Unicode
/// section 3.13, D145), and composed after, as RFC 8265 requires.
pub(crate) fn fold_case(mapped_name: &str) -> String {
    mapped_name.nfd().default_case_fold().nfc().collect()
}

fn canonicalize(name: &str) -> Result<String, UsernameProblem> {
    UsernameCaseMapped::enforce(name).map(|mapped| fold_case(&mapped)).map_err(|refusal| match refusal {
        precis_core::Error::BadCodepoint(at) => {
            char::from_u32(at.cp).map_or(UsernameProblem::Unusable, UsernameProblem::Character)
        }
        _ => UsernameProblem::Unusable,
    })
}

#[cfg(test)]
mod tests;
