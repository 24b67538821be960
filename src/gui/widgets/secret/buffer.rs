//! The buffer of a secret field.

use std::any::TypeId;
use std::ops::Range;
use std::sync::LazyLock;

use egui::TextBuffer;
use egui::text::CharIndex;
use zeroize::{Zeroize, Zeroizing};

use crate::auth::{SecretInput, redacted};

/// The maximum length of a secret, in characters (the longest password).
const MAX_CHARS: usize = 256;
/// The capacity for them in bytes: a character in UTF-8 takes at most four.
const CAPACITY: usize = MAX_CHARS * 4;

/// The bullets that the text field sees, one for each character.
static BULLETS: LazyLock<String> = LazyLock::new(|| "•".repeat(MAX_CHARS));

/// Where the field is to move its selection.
#[derive(Clone, Copy, Debug)]
pub(super) enum SelectionRequest {
    /// The caret behind the text, which was set as a whole.
    End,
    All,
}

/// The input, in a buffer that never reallocates and is wiped. The text field reads it as bullets.
pub struct SecretBuffer {
    text: Zeroizing<String>,
    pub(super) characters: usize,
    /// Changes whenever the text does.
    pub(super) generation: u64,
    /// How often the text was taken or wiped.
    pub(super) clear_count: u64,
    /// The selection that the field is to set once.
    pub(super) selection_request: Option<SelectionRequest>,
    /// The last insertion did not fit and was rejected completely.
    pub rejected_too_long: bool,
}

impl SecretBuffer {
    pub fn is_empty(&self) -> bool {
        self.characters == 0
    }

    /// Returns the text itself, to estimate its strength or to show it.
    pub fn expose_text(&self) -> &str {
        &self.text
    }

    /// Returns the input and leaves the buffer empty.
    pub fn take(&mut self) -> SecretInput {
        let text = std::mem::replace(&mut *self.text, String::with_capacity(CAPACITY));
        self.reset();
        SecretInput::new(text)
    }

    /// Replaces the input with `text`.
    pub fn set(&mut self, text: &SecretInput) {
        self.wipe();
        self.insert_text(text.expose_text(), CharIndex(0));
        self.selection_request = Some(SelectionRequest::End);
    }

    /// Selects the whole text, so that the next key replaces it.
    pub fn select_all(&mut self) {
        self.selection_request = Some(SelectionRequest::All);
    }

    pub fn wipe(&mut self) {
        self.text.zeroize();
        self.reset();
    }

    fn reset(&mut self) {
        self.clear_count += u64::from(self.characters > 0);
        self.characters = 0;
        self.rejected_too_long = false;
        self.selection_request = None;
        self.generation += 1;
    }

    /// Whether `text` fits once `selected` characters are removed; records a rejection if not.
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
    /// Creates an empty buffer with its full capacity.
    fn default() -> Self {
        let text = Zeroizing::new(String::with_capacity(CAPACITY));
        Self { text, characters: 0, generation: 0, clear_count: 0, selection_request: None, rejected_too_long: false }
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
        // The remaining text moves down inside the buffer; what was above it is wiped with the rest.
        self.text.replace_range(bytes, "");
        self.characters = self.text.chars().count();
        self.rejected_too_long = false;
        self.generation += 1;
    }

    fn clear(&mut self) {
        self.wipe();
    }

    /// Rejected: egui's undo, the only caller, knows only bullets.
    fn replace_with(&mut self, _text: &str) {}

    /// Rejected: it would make a copy that is not wiped.
    fn take(&mut self) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> SecretBuffer {
        let mut buffer = SecretBuffer::default();
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
        let mut buffer = SecretBuffer::default();
        let start = buffer.text.as_ptr();
        for index in 0..MAX_CHARS {
            assert_eq!(buffer.insert_text("🂡", CharIndex(index)), 1);
        }
        assert_eq!(buffer.text.as_ptr(), start);
        assert_eq!(buffer.text.capacity(), CAPACITY);
        assert!(!buffer.rejected_too_long);
    }

    #[test]
    fn an_insertion_over_the_maximum_is_refused_completely() {
        let mut buffer = typed(&"a".repeat(MAX_CHARS - 1));
        assert_eq!(buffer.insert_text("bc", CharIndex(0)), 0);
        assert!(buffer.rejected_too_long);
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
