//! The buffer of a code field: at most six digits, wiped.

use std::any::TypeId;
use std::ops::Range;

use egui::TextBuffer;
use egui::text::CharIndex;
use zeroize::{Zeroize, Zeroizing};

use crate::auth::{SecretInput, normalize_symbol, redacted};

/// The number of digits of a one-time code.
pub const DIGITS: usize = 6;
/// The longest text that is parsed, in characters: a code with spaces, dashes and line ends.
const MAX_INPUT_CHARS: usize = 64;

/// The input of a one-time code: ASCII digits only.
pub struct CodeBuffer {
    digits: Zeroizing<String>,
    /// Changes whenever the digits do.
    pub(super) generation: u64,
    /// How often the digits were taken or wiped.
    pub(super) clear_count: u64,
}

impl CodeBuffer {
    /// Creates an empty buffer with its full capacity.
    pub fn new() -> Self {
        Self { digits: Zeroizing::new(String::with_capacity(DIGITS)), generation: 0, clear_count: 0 }
    }

    /// Whether all six digits were typed.
    pub fn is_full(&self) -> bool {
        self.digits.len() == DIGITS
    }

    pub fn expose_text(&self) -> &str {
        &self.digits
    }

    /// Returns the input and leaves the buffer empty.
    pub fn take(&mut self) -> SecretInput {
        self.mark_changed();
        SecretInput::new(std::mem::replace(&mut *self.digits, String::with_capacity(DIGITS)))
    }

    pub fn wipe(&mut self) {
        self.mark_changed();
        self.digits.zeroize();
    }

    fn mark_changed(&mut self) {
        self.generation += 1;
        self.clear_count += u64::from(!self.digits.is_empty());
    }

    /// Whether `text` consists of digits that fit once `selected` ones are removed.
    pub(super) fn fits(&self, text: &str, selected: usize) -> bool {
        parse_digits(text).is_some_and(|digits| self.has_capacity(&digits, selected))
    }

    /// Whether `digits` fit. A complete code always does, since it replaces the input.
    fn has_capacity(&self, digits: &str, selected: usize) -> bool {
        digits.len() == DIGITS || self.digits.len().saturating_sub(selected) + digits.len() <= DIGITS
    }
}

redacted!(CodeBuffer);

/// Returns the digits of `text` without common separators; `None` if it contains anything else, or no digit.
fn parse_digits(text: &str) -> Option<Zeroizing<String>> {
    let mut digits = Zeroizing::new(String::with_capacity(DIGITS));
    for (index, character) in text.chars().enumerate() {
        let Some(digit) = normalize_symbol(character) else { continue };
        if !digit.is_ascii_digit() || digits.len() == DIGITS || index >= MAX_INPUT_CHARS {
            return None;
        }
        digits.push(digit);
    }
    Some(digits).filter(|digits| !digits.is_empty())
}

impl TextBuffer for CodeBuffer {
    fn is_mutable(&self) -> bool {
        true
    }

    fn type_id(&self) -> TypeId {
        TypeId::of::<Self>()
    }

    fn as_str(&self) -> &str {
        &self.digits
    }

    /// Inserts digits only if all of them fit; a complete code replaces the input.
    fn insert_text(&mut self, text: &str, at: CharIndex) -> usize {
        let at = at.0.min(self.digits.len());
        let Some(digits) = parse_digits(text) else { return 0 };
        if digits.len() == DIGITS {
            self.digits.zeroize();
            self.digits.push_str(&digits);
            self.generation += 1;
            return DIGITS - at;
        }
        if !self.has_capacity(&digits, 0) {
            return 0;
        }
        self.digits.insert_str(at, &digits);
        self.generation += 1;
        digits.len()
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        let end = range.end.0.min(self.digits.len());
        if range.start.0 < end {
            self.digits.replace_range(range.start.0..end, "");
            self.generation += 1;
        }
    }

    fn clear(&mut self) {
        self.wipe();
    }

    /// Rejected: egui's undo, the only caller, has nothing to restore here.
    fn replace_with(&mut self, _text: &str) {}

    /// Rejected: it would make a copy that is not wiped.
    fn take(&mut self) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(texts: &[&str]) -> String {
        let mut buffer = CodeBuffer::new();
        for text in texts {
            let end = CharIndex(buffer.digits.len());
            buffer.insert_text(text, end);
        }
        buffer.expose_text().to_owned()
    }

    #[test]
    fn spaces_dashes_line_ends_and_full_width_digits_are_normalized() {
        for text in
            ["012345", "012 345", "012-345", "012\u{a0}345\r\n", " ０１２–３４５ ", "０１２－３４５", "012\u{10ead}345"]
        {
            assert_eq!(typed(&[text]), "012345", "{text:?}");
        }
    }

    #[test]
    fn text_with_other_characters_or_too_many_digits_is_refused() {
        for text in ["1234567", "12a456", "٠١٢٣٤٥", "½", "••••••", "+12345", "\u{202e}123456", "\0"]
        {
            assert_eq!(typed(&[text]), "", "{text:?}");
        }
        assert_eq!(typed(&[&"1".repeat(1 << 20)]), "");
        assert_eq!(typed(&[&format!("{}1", " ".repeat(1 << 20))]), "");
    }

    #[test]
    fn input_is_never_truncated_to_fit() {
        assert_eq!(typed(&["1234", "567"]), "1234");
    }

    #[test]
    fn a_complete_code_replaces_the_typed_digits() {
        assert_eq!(typed(&["999", "123456"]), "123456");
    }

    #[test]
    fn the_buffer_never_moves() {
        let mut buffer = CodeBuffer::new();
        let start = buffer.digits.as_ptr();
        for _ in 0..3 {
            buffer.insert_text("123456", CharIndex(0));
            buffer.delete_char_range(CharIndex(1)..CharIndex(3));
            buffer.insert_text("7", CharIndex(0));
        }
        assert_eq!(buffer.expose_text(), "71456");
        assert_eq!(buffer.digits.as_ptr(), start);
    }
}
