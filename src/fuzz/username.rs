//! Usernames as typed.

use unicode_normalization::UnicodeNormalization;

use crate::auth::{Username, UsernameProblem};
use crate::fuzz::Verdict;
use crate::fuzz::input::text;

/// The longest name, in characters.
const MAX_NAME_CHARS: usize = 64;

/// A username: an accepted one is short, has no forbidden characters, and is one account in every spelling.
pub fn username(bytes: &[u8]) -> Verdict {
    let text = text(bytes);
    let parsed = Username::parse(&text);
    assert_eq!(matches!(parsed, Err(UsernameProblem::Empty)), text.trim().is_empty());
    assert_eq!(parsed.as_ref().err(), Username::parse(&format!(" {text}\r\n")).as_ref().err(), "surrounding spaces");
    let Ok(name) = parsed else { return Verdict::Refused };

    for form in [name.display(), name.canonical_name()] {
        assert!(!form.is_empty() && form.chars().count() <= MAX_NAME_CHARS, "{form:?}");
        assert!(form.starts_with(char::is_alphanumeric), "{form:?}");
        assert!(!form.contains(is_forbidden), "{form:?}");
    }
    assert_eq!(name.display(), text.trim().nfc().collect::<String>(), "the displayed name is trimmed and in NFC");
    for spelling in [
        name.canonical_name().to_owned(),
        name.display().to_owned(),
        name.display().nfd().collect(),
        full_width(name.display()),
    ] {
        let reparsed = Username::parse(&spelling);
        assert_eq!(
            reparsed.as_ref().map(Username::canonical_name),
            Ok(name.canonical_name()),
            "spelled as {spelling:?}"
        );
    }
    if name.display().is_ascii() {
        let upper_case = Username::parse(&name.display().to_ascii_uppercase());
        assert_eq!(upper_case.as_ref().map(Username::canonical_name), Ok(name.canonical_name()));
        assert_eq!(name.canonical_name(), name.display().to_ascii_lowercase());
    }
    Verdict::Accepted
}

/// Characters that a name must not contain: controls, white space, path separators, direction marks.
fn is_forbidden(c: char) -> bool {
    c.is_control() || c.is_whitespace() || "/\\:<>|\"'*?".contains(c) || ('\u{200b}'..='\u{206f}').contains(&c)
}

/// Replaces ASCII letters and digits with their full-width forms.
fn full_width(name: &str) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_alphanumeric()).unwrap_or(c);
    name.chars().map(wide).collect()
}
