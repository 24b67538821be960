//! Usernames: what may be one, and which of them are the same.
//!
//! Two spellings are the same name if PRECIS UsernameCaseMapped (RFC 8265 section 3.3) makes the same key of them:
//! case, full-width forms and decomposed accents do not make a second account.

use precis_core::profile::{PrecisFastInvocation, Rules};
use precis_profiles::UsernameCaseMapped;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::auth::code_input::fold_full_width;
use crate::auth::error::Error;

/// The longest name, in characters, each composed with its accents.
const MAX_NAME_CHARS: usize = 64;

/// The most code points that one composed character can come from (Unicode canonical decomposition).
const MAX_DECOMPOSED: usize = 4;

/// What may stand in a name beside letters and digits.
const ALLOWED_PUNCTUATION: [char; 5] = ['.', '_', '-', '@', '+'];

/// A name that an account can have. It is no secret.
#[derive(Clone, Debug)]
pub struct Username {
    display: String,
    canonical_name: String,
}

/// Why a text is no username. No sentence repeats what was typed: it may have been a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UsernameProblem {
    /// Nothing was typed.
    #[error("the username is empty")]
    Empty,
    /// More than 64 characters, as typed or in its canonical form.
    #[error("the username is longer than {MAX_NAME_CHARS} characters")]
    TooLong,
    /// It does not begin with a letter or digit.
    #[error("the username does not begin with a letter or digit")]
    FirstCharacter,
    /// This character is neither a letter, a digit nor one of `. _ - @ +`, or only a look of another (`Ⅳ`, `ᴮ`).
    #[error("the username contains a character that is not allowed")]
    Character(char),
    /// Letters of both directions in an order that cannot be told apart on screen, or without a stable key.
    #[error("the username contains letters that cannot be told apart from others")]
    Unusable,
}

impl UsernameProblem {
    /// What the person can do about it, as one sentence without a full stop.
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
    /// Reads a name as typed; spaces and line ends around it do not count. A text of any length is answered in
    /// bounded time.
    ///
    /// # Errors
    /// The first reason why it cannot be a name.
    pub fn parse(typed: &str) -> Result<Self, UsernameProblem> {
        let typed = typed.trim();
        if typed.chars().nth(MAX_NAME_CHARS * MAX_DECOMPOSED).is_some() {
            return Err(UsernameProblem::TooLong);
        }
        // Composed first: PRECIS refuses the jamo that some systems write Hangul with.
        let display: String = typed.nfc().collect();
        check_characters(&display)?;
        if is_too_long(&display) {
            return Err(UsernameProblem::TooLong);
        }
        let key = canonicalize(&display)?;
        // A letter can have a lower case of two characters; a key is a name as well.
        if is_too_long(&key) {
            return Err(UsernameProblem::TooLong);
        }
        // Some letters have several lower cases one after the other; a key that wanders would be two accounts.
        if check_characters(&key).is_err() || canonicalize(&key).as_ref() != Ok(&key) {
            return Err(UsernameProblem::Unusable);
        }
        Ok(Self { display, canonical_name: key })
    }

    /// The name of a stored account. Which characters a name may have depends on the Unicode tables of the program, and
    /// a later table must not lock out whoever has a name: only what no table changes is checked.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if either form is empty, longer than any name, or holds a control character.
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

    /// The name as typed, for people to read.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The canonical name; equal for all spellings of the same name.
    pub fn canonical_name(&self) -> &str {
        &self.canonical_name
    }
}

/// A typed name, in the form that accounts are looked up by.
#[derive(Debug)]
pub(crate) struct NameInput {
    canonical_name: String,
    is_username: bool,
}

impl NameInput {
    /// Text that cannot be a username is looked up as well: an account made under other Unicode tables may have it.
    pub(crate) fn new(typed: &str) -> Self {
        match Username::parse(typed) {
            Ok(username) => Self { canonical_name: username.canonical_name, is_username: true },
            Err(_) => Self { canonical_name: map_without_checks(typed), is_username: false },
        }
    }

    /// The canonical form.
    pub(crate) fn canonical_name(&self) -> &str {
        &self.canonical_name
    }

    /// Whether an account could be made with it.
    pub(crate) fn is_username(&self) -> bool {
        self.is_username
    }
}

/// The mappings of UsernameCaseMapped (RFC 8265 section 3.3.2) without what refuses: the key that any text would have.
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

/// Letters, digits, marks that belong to them, and the few signs, in their full-width forms too.
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

fn canonicalize(name: &str) -> Result<String, UsernameProblem> {
    UsernameCaseMapped::enforce(name).map(String::from).map_err(|refusal| match refusal {
        precis_core::Error::BadCodepoint(at) => {
            char::from_u32(at.cp).map_or(UsernameProblem::Unusable, UsernameProblem::Character)
        }
        _ => UsernameProblem::Unusable,
    })
}

#[cfg(test)]
mod tests;
