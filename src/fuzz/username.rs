//! Usernames as typed.

use unicode_normalization::UnicodeNormalization;

use crate::auth::{Username, UsernameProblem};
use crate::fuzz::Verdict;
use crate::fuzz::input::text;

/// The longest name, in characters.
const LONGEST: usize = 64;

/// A username: an accepted one is short, shows nothing odd, and is one account however it is spelled.
pub fn username(bytes: &[u8]) -> Verdict {
    let text = text(bytes);
    let parsed = Username::parse(&text);
    assert_eq!(matches!(parsed, Err(UsernameProblem::Empty)), text.trim().is_empty());
    assert_eq!(parsed.as_ref().err(), Username::parse(&format!(" {text}\r\n")).as_ref().err(), "white space around it");
    let Ok(name) = parsed else { return Verdict::Refused };

    for shown in [name.display(), name.key()] {
        assert!(!shown.is_empty() && shown.chars().count() <= LONGEST, "{shown:?}");
        assert!(shown.starts_with(char::is_alphanumeric), "{shown:?}");
        assert!(!shown.contains(is_odd), "{shown:?}");
    }
    assert_eq!(name.display(), text.trim().nfc().collect::<String>(), "nothing but its accents is changed");
    for spelled in
        [name.key().to_owned(), name.display().to_owned(), name.display().nfd().collect(), wide(name.display())]
    {
        let again = Username::parse(&spelled);
        assert_eq!(again.as_ref().map(Username::key), Ok(name.key()), "spelled as {spelled:?}");
    }
    if name.display().is_ascii() {
        let loud = Username::parse(&name.display().to_ascii_uppercase());
        assert_eq!(loud.as_ref().map(Username::key), Ok(name.key()));
        assert_eq!(name.key(), name.display().to_ascii_lowercase());
    }
    Verdict::Accepted
}

/// What a name must not hide: controls, white space, separators of paths, marks that turn the direction of writing.
fn is_odd(c: char) -> bool {
    c.is_control() || c.is_whitespace() || "/\\:<>|\"'*?".contains(c) || ('\u{200b}'..='\u{206f}').contains(&c)
}

/// The ASCII letters and digits as they are typed where characters are wide.
fn wide(name: &str) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_alphanumeric()).unwrap_or(c);
    name.chars().map(wide).collect()
}
