//! The buffer behind a secret field.

use std::any::TypeId;
use std::ops::Range;
use std::sync::LazyLock;

use egui::TextBuffer;
use egui::text::CharIndex;
use zeroize::{Zeroize, Zeroizing};

use crate::auth::{SecretInput, redacted};

/// Most characters a secret may have (the longest password).
const MAX_CHARS: usize = 256;
/// Room for them, in bytes: no character of UTF-8 is longer than four.
const CAPACITY: usize = MAX_CHARS * 4;

/// What the text field sees, as often as there are characters.
static BULLETS: LazyLock<String> = LazyLock::new(|| "•".repeat(MAX_CHARS));

/// Typed characters in a buffer that never moves and is wiped; to the text field it reads as bullets.
pub struct SecretBuffer {
    text: Zeroizing<String>,
    characters: usize,
    generation: u64,
    clear_count: u64,
    rejected_too_long: bool,
}

impl SecretBuffer {
    /// An empty buffer with all the room it will ever need.
    pub fn new() -> Self {
        let text = Zeroizing::new(String::with_capacity(CAPACITY));
        Self { text, characters: 0, generation: 0, clear_count: 0, rejected_too_long: false }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.characters == 0
    }

    /// How many there are.
    pub(super) fn characters(&self) -> usize {
        self.characters
    }

    /// Whether the last insertion did not fit and was refused whole.
    pub fn rejected_too_long(&self) -> bool {
        self.rejected_too_long
    }

    /// The characters themselves, for rating or showing them.
    pub fn expose_text(&self) -> &str {
        &self.text
    }

    /// Hands over what was typed and leaves nothing.
    pub fn take(&mut self) -> SecretInput {
        let text = std::mem::replace(&mut *self.text, String::with_capacity(CAPACITY));
        self.reset();
        SecretInput::new(text)
    }

    /// Puts a suggestion in place of what was typed.
    pub fn set(&mut self, text: &SecretInput) {
        self.wipe();
        self.insert_text(text.expose_text(), CharIndex(0));
    }

    /// Wipes what was typed.
    pub fn wipe(&mut self) {
        self.text.zeroize();
        self.reset();
    }

    fn reset(&mut self) {
        self.clear_count += u64::from(self.characters > 0);
        self.characters = 0;
        self.rejected_too_long = false;
        self.generation += 1;
    }

    /// Changes whenever the characters do.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// How often characters were taken or wiped.
    pub(super) fn clear_count(&self) -> u64 {
        self.clear_count
    }

    /// Whether `text` has room once `selected` characters are gone; notes it if not.
    pub(super) fn fits(&mut self, text: &str, selected: usize) -> bool {
        let left = MAX_CHARS.saturating_sub(self.characters.saturating_sub(selected));
        self.rejected_too_long = text.chars().nth(left).is_some();
        !self.rejected_too_long
    }

    fn byte_index(&self, index: CharIndex) -> usize {
        self.text.char_indices().nth(index.0).map_or(self.text.len(), |(byte, _)| byte)
    }
}

impl Default for SecretBuffer {
    fn default() -> Self {
        Self::new()
    }
}

redacted!(SecretBuffer);

impl TextBuffer for SecretBuffer {
    fn is_mutable(&self) -> bool {
        true
    }

    fn type_id(&self) -> TypeId {
        TypeId::of::<Self>()
    }

    fn as_str(&self) -> &str {
        BULLETS.get(..self.characters * '•'.len_utf8()).unwrap_or_default()
    }

    fn insert_text(&mut self, text: &str, at: CharIndex) -> usize {
        if !self.fits(text, 0) {
            return 0;
        }
        let byte = self.byte_index(at);
        self.text.insert_str(byte, text);
        let inserted = text.chars().count();
        self.characters += inserted;
        self.generation += 1;
        inserted
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        let bytes = self.byte_index(range.start)..self.byte_index(range.end);
        if bytes.is_empty() {
            return;
        }
        // What is kept moves down inside the buffer; what lay above it is wiped with the rest.
        self.text.replace_range(bytes, "");
        self.characters = self.text.chars().count();
        self.rejected_too_long = false;
        self.generation += 1;
    }

    fn clear(&mut self) {
        self.wipe();
    }

    /// Refused: egui's undo, the only caller, knows bullets only.
    fn replace_with(&mut self, _text: &str) {}

    /// Refused: it would make an unwiped copy.
    fn take(&mut self) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> SecretBuffer {
        let mut buffer = SecretBuffer::new();
        buffer.insert_text(text, CharIndex(0));
        buffer
    }

    #[test]
    fn the_text_field_sees_bullets() {
        assert_eq!(typed("päss").as_str(), "••••");
    }

    #[test]
    fn debug_output_is_redacted() {
        assert_eq!(format!("{:?}", typed("pass")), "SecretBuffer([redacted])");
    }

    #[test]
    fn insertion_and_deletion_count_characters_and_not_bytes() {
        let mut buffer = typed("aäöb");
        buffer.delete_char_range(CharIndex(1)..CharIndex(3));
        buffer.insert_text("ßü", CharIndex(1));
        assert_eq!(buffer.expose_text(), "aßüb");
        assert_eq!(buffer.as_str(), "••••");
    }

    #[test]
    fn the_longest_password_fits_without_the_buffer_moving() {
        let mut buffer = SecretBuffer::new();
        let start = buffer.text.as_ptr();
        for index in 0..MAX_CHARS {
            assert_eq!(buffer.insert_text("🂡", CharIndex(index)), 1);
        }
        assert_eq!(buffer.text.as_ptr(), start);
        assert_eq!(buffer.text.capacity(), CAPACITY);
        assert!(!buffer.rejected_too_long());
    }

    #[test]
    fn an_insertion_over_the_maximum_is_refused_completely() {
        let mut buffer = typed(&"a".repeat(MAX_CHARS - 1));
        assert_eq!(buffer.insert_text("bc", CharIndex(0)), 0);
        assert!(buffer.rejected_too_long());
        assert_eq!(buffer.expose_text(), "a".repeat(MAX_CHARS - 1));
    }

    #[test]
    fn undo_cannot_insert_text() {
        let mut buffer = typed("secret");
        buffer.replace_with("••");
        assert_eq!(buffer.expose_text(), "secret");
        assert_eq!(TextBuffer::take(&mut buffer), "");
        assert_eq!(buffer.expose_text(), "secret");
    }

    #[test]
    fn taking_the_text_leaves_an_empty_buffer_of_full_capacity() {
        let mut buffer = typed("secret");
        assert_eq!(SecretBuffer::take(&mut buffer).expose_text(), "secret");
        assert!(buffer.is_empty());
        assert_eq!(buffer.text.capacity(), CAPACITY);
    }
}
