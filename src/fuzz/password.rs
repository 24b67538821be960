//! Passwords as typed.

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::OpaqueString;
use unicode_normalization::UnicodeNormalization;

use crate::auth::{
    Cost, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, PasswordProblem, PasswordRules, REQUIRED_GUESSES, Strength, Username,
    normalize_new,
};
use crate::fuzz::Verdict;
use crate::fuzz::input::{text, typed};

/// Maximum number of characters rated during typing.
const RATED_CHARS: usize = 100;

/// The only character that RFC 8265 allows and composes to a disallowed one: it is checked before composition.
const ANO_TELEIA: char = '\u{387}';

/// A password: prepared completely as RFC 8265 specifies, or refused.
pub fn password(bytes: &[u8]) -> Verdict {
    let text = text(bytes);
    let normalized = normalize_new(&typed(&text)).map(|prepared| prepared.expose_text().to_owned());
    let composed: String = text.nfc().collect();
    match &normalized {
        Ok(result) => {
            assert_eq!(result.chars().count(), composed.chars().count(), "the password is not truncated");
            assert!((1..=MAX_PASSWORD_CHARS).contains(&result.chars().count()));
            assert_eq!(&enforce_profile(&text).or_else(|| enforce_profile(&composed)), &Some(result.clone()));
            let renormalized = normalize_new(&typed(result)).map(|again| again.expose_text().to_owned());
            assert!(renormalized == normalized || text.contains(ANO_TELEIA), "not idempotent: {renormalized:?}");
        }
        Err(PasswordProblem::TooShort { characters: 0 }) => assert!(text.is_empty()),
        Err(PasswordProblem::TooLong) => {
            assert!(composed.chars().count() > MAX_PASSWORD_CHARS || text.chars().count() > 4 * MAX_PASSWORD_CHARS);
        }
        Err(PasswordProblem::Character) => {
            assert_eq!(enforce_profile(&text).or_else(|| enforce_profile(&composed)), None);
        }
        Err(other) => assert_eq!(*other, PasswordProblem::Character, "normalization reports no other problem"),
    }
    Verdict::of(normalized.is_ok())
}

/// A new password: an accepted one is neither short nor the name of its owner; the rating during typing agrees.
pub fn new_password(bytes: &[u8]) -> Verdict {
    let text = text(bytes);
    let Ok(owner) = Username::parse("margaret") else { return Verdict::Refused };
    let rules = PasswordRules { program_name: "Vestibule", required_guesses: REQUIRED_GUESSES };
    let checked = rules.check_new(&typed(&text), &owner);
    let rated = rules.estimate(&text, owner.canonical_name(), &Cost::STANDARD).strength;
    if text.chars().count() <= RATED_CHARS {
        assert_eq!(checked.is_ok(), rated >= Strength::Good, "{checked:?}, {rated:?}");
    }
    if checked.is_ok() {
        assert!((MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS).contains(&text.nfc().count()));
        let low = text.to_ascii_lowercase();
        assert!(!low.contains("margaret") && !low.contains("vestibule"));
    }
    Verdict::of(checked.is_ok())
}

/// Returns the result of the PRECIS profile itself.
fn enforce_profile(text: &str) -> Option<String> {
    OpaqueString::enforce(text).ok().map(String::from)
}
