//! Which characters may occur in text that people read in a list, a log or a file name: no invisible ones, and none
//! that reorder others.
//!
//! Text that spans several lines, or is displayed in another order than stored, can be mistaken for other text (Unicode
//! Technical Report 36, section 2; CVE-2021-42574).

/// Returns whether a character is visible and does not reorder others.
///
/// Refused are controls (Cc), line and paragraph separators (Zl, Zp), everything with the property `Bidi_Control`,
/// invisible characters (`Default_Ignorable_Code_Point`, except the joiners and variation selectors that scripts and
/// emoji need), noncharacters, and private-use characters, which have a meaning only in a particular font. Unassigned
/// ones are accepted, because a later Unicode may assign them.
pub(crate) fn is_printable(c: char) -> bool {
    let hidden = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}');
    let is_private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    let is_noncharacter = matches!(u32::from(c), 0xfdd0..=0xfdef) || u32::from(c) & 0xfffe == 0xfffe;
    !(c.is_control() || hidden || is_private || is_noncharacter)
}

/// Returns the first `max_chars` characters of a text, with a question mark for each unprintable one.
pub(super) fn printable(text: &str, max_chars: usize) -> String {
    text.chars().take(max_chars).map(|c| if is_printable(c) { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Username;

    #[test]
    fn characters_that_move_hide_or_end_lines_are_refused() {
        let refused = "\0\t\n\r\u{1b}\u{7f}\u{85}\u{ad}\u{61c}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202d}\u{202e}\
            \u{2060}\u{2066}\u{2069}\u{206f}\u{115f}\u{3164}\u{feff}\u{fff9}\u{fffe}\u{fdd0}\u{1ffff}\u{e000}\u{f8ff}\u{e0001}\
            \u{e0041}\u{f0000}\u{10fffd}\u{10ffff}";
        for c in refused.chars() {
            assert!(!is_printable(c), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn letters_marks_emoji_and_their_joiners_are_let_through() {
        for text in ["Zoë's phone", "電話", "הטלפון", "क्‍ष", "नमस्ते", "👩‍🔬 ❤\u{fe0f}", "a\u{301}", "½ € — “x”", "\u{3000}"]
        {
            assert_eq!(printable(text, 100), text);
        }
    }

    #[test]
    fn printable_text_is_cut_and_marks_replaced_characters() {
        assert_eq!(printable("till\u{202e}-2\n", 7), "till?-2");
    }

    #[test]
    fn no_username_contains_unprintable_characters() {
        let refused = ('\0'..=char::MAX).filter(|&c| !is_printable(c));
        let taken = refused.filter(|c| Username::parse(&format!("a{c}b")).is_ok());
        assert_eq!(taken.collect::<String>(), "");
    }
}
