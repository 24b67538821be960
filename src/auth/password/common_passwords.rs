//! Well-known passwords that the estimator overrates: those of public lists, and famous phrases.
//!
//! Matching ignores case, separators and the usual substitutions (`0` for `o`), because these do not slow an attacker
//! down.

use std::sync::LazyLock;

use zeroize::Zeroizing;

/// Common passwords of fifteen characters or more that the estimator rates at 10^10 guesses or more.
const COMMON: &str = include_str!("../../../assets/words/common_passwords.txt");

/// Quotations, titles, proverbs and well-known examples of passwords.
const PHRASES: &str = include_str!("../../../assets/words/famous_phrases.txt");

/// Guesses that find any of the entries, which is about their number.
pub(super) const GUESSES_FOR_AN_ENTRY: f64 = 10_000.0;

/// All entries, folded, one per line.
static ENTRIES: LazyLock<String> = LazyLock::new(|| {
    let mut entries = String::with_capacity(COMMON.len() + PHRASES.len());
    for entry in COMMON.lines().chain(PHRASES.lines()) {
        entries.extend(fold_spelling(entry));
        entries.push('\n');
    }
    entries
});

/// Returns `text`, folded and without the longest entry that it contains; `None` if it contains none.
pub(super) fn remove_known_entry(text: &str) -> Option<Zeroizing<String>> {
    let mut rest = Zeroizing::new(String::with_capacity(fold_spelling(text).map(char::len_utf8).sum()));
    rest.extend(fold_spelling(text));
    let longest_entry = ENTRIES.lines().filter(|entry| rest.contains(*entry)).max_by_key(|entry| entry.len())?;
    let start = rest.find(longest_entry)?;
    rest.replace_range(start..start + longest_entry.len(), "");
    Some(rest)
}

/// Lower-cases, reverts the usual substitutions, and keeps only letters and digits.
fn fold_spelling(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).map(undo_substitution).filter(|c| c.is_alphanumeric())
}

/// Returns the letter that a digit or symbol usually replaces.
fn undo_substitution(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::password::MIN_PASSWORD_CHARS;

    fn rest(text: &str) -> Option<String> {
        remove_known_entry(text).map(|rest| (*rest).clone())
    }

    #[test]
    fn an_entry_is_recognised_in_any_spelling() {
        for typed in [
            "correct horse battery staple",
            "correcthorsebatterystaple",
            "Correct-Horse_Battery.Staple",
            "C0RRECT H0R$E B@773RY STAPLE",
            "  correct  horse  battery  staple  ",
        ] {
            assert_eq!(rest(typed).as_deref(), Some(""), "{typed}");
        }
    }

    #[test]
    fn text_around_an_entry_is_left() {
        assert_eq!(rest("kvl correct horse battery staple 99").as_deref(), Some("kvl99"));
        assert_eq!(rest("grumpy violet otters juggle maps"), None);
        assert_eq!(rest(""), None);
    }

    #[test]
    fn the_longest_entry_counts() {
        assert_eq!(rest("to be or not to be, that is the question").as_deref(), Some(""));
    }

    #[test]
    fn the_lists_contain_only_long_and_unique_entries() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in ENTRIES.lines() {
            assert!(entry.chars().count() >= 12, "{entry} is short enough to occur in a password by chance");
            assert!(seen.insert(entry), "{entry} is listed twice");
        }
        assert!(PHRASES.lines().all(|phrase| phrase.chars().count() >= MIN_PASSWORD_CHARS));
        assert!(COMMON.lines().all(|entry| entry.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())));
        assert!((5_000.0..=GUESSES_FOR_AN_ENTRY).contains(&(seen.len() as f64)), "{}", seen.len());
    }
}
