//! What a host may write into the audit log.

use crate::auth::denied::Denied;
use crate::auth::printable::is_printable;

/// A host's own words: one line that reads as it is stored, not empty, not long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostText<'a>(&'a str);

impl<'a> HostText<'a> {
    /// Characters. A log is for what happened, not for what it happened to.
    const LONGEST: usize = 200;

    pub(crate) fn parse(text: &'a str) -> Result<Self, Denied> {
        let length = text.chars().take(Self::LONGEST + 1).count();
        let fits = (1..=Self::LONGEST).contains(&length) && !text.trim().is_empty();
        if fits && text.chars().all(is_printable) { Ok(Self(text)) } else { Err(Denied::Text) }
    }

    pub(super) const fn as_str(self) -> &'a str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_host_is_one_line_of_1_to_200_characters() {
        let longest = "ä".repeat(200);
        for fits in ["Signed entry 12", "x", longest.as_str()] {
            assert_eq!(HostText::parse(fits).map(HostText::as_str).ok(), Some(fits));
        }
        let too_long = "x".repeat(201);
        for not in [
            "",
            "  ",
            "two\nlines",
            "a\u{0}b",
            "\u{1b}[31m",
            "a\u{2028}b",
            "a\u{202e}b",
            "\u{feff}a",
            too_long.as_str(),
        ] {
            assert!(matches!(HostText::parse(not), Err(Denied::Text)), "{not:?}");
        }
    }
}
