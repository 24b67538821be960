//! The order of names, as a reader of a Latin script expects it: an accent or another case decides only between names
//! that are otherwise the same, so `łukasz` is before `m`, and `Ünal` beside `unal`.
//!
//! This is not the Unicode collation algorithm, whose tables would be a twentieth of the program. Other scripts are
//! ordered by code point, which for Greek, Cyrillic, Hebrew and Arabic is nearly the order of their alphabets. A
//! language that gives an accented letter a place of its own (`ä` after `z` in Swedish) is not known here.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters that Unicode does not decompose, and the letters that they are ordered as.
const LETTERS: [(char, &str); 14] = [
    ('ł', "l"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('ħ', "h"),
    ('ŧ', "t"),
    ('ŋ', "n"),
    ('ı', "i"),
    ('ĸ', "k"),
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('þ', "th"),
    ('ς', "σ"),
];

/// Returns the name without accents and case, by which names are ordered and found.
pub(super) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in name.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match LETTERS.iter().find(|(from, _)| *from == letter) {
            Some((_, to)) => folded.push_str(to),
            None => folded.push(letter),
        }
    }
    folded
}

/// Names in the order of their keys are in the order of the alphabet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SortKey {
    folded: String,
    lowercase: String,
    name: String,
}

impl SortKey {
    pub(super) fn of(name: &str) -> Self {
        Self { folded: fold(name), lowercase: name.to_lowercase(), name: name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_the_alphabet() {
        let latin =
            ["7up", "_x", "Alice", "Ångström", "ben", "đorđe", "eva", "Éva", "lukas", "łukasz", "luke", "maria"];
        let rest = ["øre", "Straße", "strasser", "unal", "Ünal", "zoë", "Αθηνά", "νίκος", "ёж", "яна"];
        let ordered = [&latin[..], &rest].concat();
        let mut sorted = ordered.clone();
        sorted.reverse();
        sorted.sort_by_cached_key(|name| SortKey::of(name));
        assert_eq!(sorted, ordered);
    }

    #[test]
    fn a_name_is_found_without_its_accents() {
        assert_eq!(fold("Łukasz Ünal"), "lukasz unal");
        assert_eq!(fold("ΝΊΚΟΣ"), fold("Νίκος"));
    }
}
