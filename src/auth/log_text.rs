//! Text that a host may write into the audit log.

use crate::auth::action_error::ActionError;
use crate::auth::printable::is_printable;

/// A host's text: one printable line, not blank, of limited length.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogText<'a>(&'a str);

impl<'a> LogText<'a> {
    /// In characters. The log records events, not their contents.
    const MAX_TEXT_CHARS: usize = 200;

    pub(crate) fn parse(text: &'a str) -> Result<Self, ActionError> {
        let length = text.chars().take(Self::MAX_TEXT_CHARS + 1).count();
        let fits = (1..=Self::MAX_TEXT_CHARS).contains(&length) && !text.trim().is_empty();
        if fits && text.chars().all(is_printable) { Ok(Self(text)) } else { Err(ActionError::InvalidText) }
    }

    pub(super) const fn as_str(self) -> &'a str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_text_is_one_line_of_1_to_200_characters() {
        let longest = "ä".repeat(200);
        for fits in ["Signed entry 12", "x", longest.as_str()] {
            assert_eq!(LogText::parse(fits).map(LogText::as_str).ok(), Some(fits));
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
            assert!(matches!(LogText::parse(not), Err(ActionError::InvalidText)), "{not:?}");
        }
    }
}
