//! Clipboard text, pasted into the code field and into the secret field.

use std::cell::RefCell;
use std::ops::Range;

use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::text_edit::TextEditState;
use egui::{Context, Event, Id, Pos2, RawInput, Rect, TextBuffer, vec2};

use crate::auth::{Code, MAX_PASSWORD_CHARS};
use crate::fuzz::Verdict;
use crate::fuzz::input::{ByteReader, text, typed};
use crate::gui::{CodeBuffer, CodeField, SecretField, SecretLabels, SecretState, Theme};

/// The code field may refuse longer texts, in characters, without parsing them.
const MAX_INPUT_CHARS: usize = 64;

const LABELS: SecretLabels<'_> = SecretLabels { show: "Show", hide: "Hide", caps: "Caps Lock", too_long: "Too long" };

/// Clipboard text: inserted completely, or the field stays as it was, selected characters included.
pub fn clipboard_text(bytes: &[u8]) -> Verdict {
    let mut input = ByteReader::new(bytes);
    let (digits, from, to) = (input.byte() % 7, input.byte().into(), input.byte().into());
    let (characters, shown) = (usize::from(input.byte()) + usize::from(input.byte() % 2), input.byte() % 2 == 1);
    let pasted = text(input.rest());
    FIELDS.with_borrow_mut(|screen| {
        let code = screen.paste_code(&"012345"[..digits.into()], from..to, &pasted);
        let secret = screen.paste_secret(&"ä".repeat(characters), shown, from..to, &pasted);
        Verdict::of(code && secret)
    })
}

thread_local! {
    /// Cached, since a context is slow to create: it lays out fonts.
    static FIELDS: RefCell<TestFields> = RefCell::new(TestFields::new());
}

/// Both fields in a window that is not shown.
struct TestFields {
    context: Context,
    theme: Theme,
    code: CodeBuffer,
    code_id: Id,
    secret: SecretState,
    secret_id: Id,
}

impl TestFields {
    fn new() -> Self {
        let mut screen = Self {
            context: Context::default(),
            theme: Theme::new(false, true),
            code: CodeBuffer::new(),
            code_id: Id::NULL,
            secret: SecretState::default(),
            secret_id: Id::NULL,
        };
        screen.draw(Vec::new());
        screen
    }

    /// Pastes into the code field. Returns whether the text was accepted.
    fn paste_code(&mut self, before: &str, selection: Range<usize>, pasted: &str) -> bool {
        self.code.wipe();
        self.code.insert_text(before, CharIndex(0));
        // An emptied field gets another id when it is drawn next.
        self.draw(Vec::new());
        self.paste(self.code_id, selection.clone(), pasted);

        let content = self.code.expose_text().to_owned();
        let expected = self.expected_code(before, selection, pasted);
        assert!(content.len() <= 6 && content.bytes().all(|digit| digit.is_ascii_digit()), "{content:?}");
        if pasted.chars().count() <= MAX_INPUT_CHARS {
            assert_eq!(content, expected.clone().unwrap_or_else(|| before.to_owned()));
        } else {
            assert!(content == before || Some(&content) == expected.as_ref(), "{content:?}");
        }
        if let Some(code) = Code::parse(&typed(pasted)).filter(|_| pasted.chars().count() <= MAX_INPUT_CHARS) {
            assert_eq!(content, *code.expose_text(), "the field accepts every valid code");
        }
        expected.is_some()
    }

    /// Returns the expected content: digits only, if all of them fit.
    fn expected_code(&self, before: &str, selection: Range<usize>, pasted: &str) -> Option<String> {
        let digits: String = pasted.chars().filter_map(crate::auth::normalize_symbol).collect();
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let spliced = splice(before, selection, &digits);
        if digits.len() == 6 { Some(digits) } else { Some(spliced).filter(|all| all.len() <= 6) }
    }

    /// Pastes into the secret field. Returns whether the text was accepted.
    fn paste_secret(&mut self, before: &str, shown: bool, selection: Range<usize>, pasted: &str) -> bool {
        self.secret.buffer.set(&typed(before));
        self.secret.shown = shown;
        // The caret moves to the end of a text that was set when the field is drawn next.
        self.draw(Vec::new());
        self.paste(self.secret_id, selection.clone(), pasted);

        // Ends of lines cannot be entered in a field of one line.
        let line = pasted.trim_end_matches(['\r', '\n']).replace(['\r', '\n'], " ");
        let all = splice(before, selection, &line);
        let fits = line.is_empty() || all.chars().count() <= MAX_PASSWORD_CHARS;
        let expected = if fits && !line.is_empty() { &all } else { before };
        assert_eq!(self.secret.buffer.expose_text(), expected);
        assert_eq!(self.secret.buffer.rejected_too_long, !fits);
        assert_eq!(self.secret.buffer.as_str(), "•".repeat(expected.chars().count()), "egui receives only bullets");
        assert_eq!(self.secret.buffer.take().expose_text(), expected);
        assert!(self.secret.buffer.is_empty());
        fits
    }

    /// Pastes with Ctrl+V over the selection of a field.
    fn paste(&mut self, field: Id, selection: Range<usize>, pasted: &str) {
        let cursor = |index| CCursor::new(CharIndex(index));
        let mut state = TextEditState::load(&self.context, field).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::two(cursor(selection.start), cursor(selection.end))));
        state.store(&self.context, field);
        self.context.memory_mut(|memory| memory.request_focus(field));
        self.draw(vec![Event::Paste(pasted.to_owned())]);
    }

    fn draw(&mut self, events: Vec<Event>) {
        let Self { context, theme, code, code_id, secret, secret_id } = self;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(480.0, 640.0)));
        let output = context.run_ui(RawInput { screen_rect, events, ..RawInput::default() }, |ui| {
            theme.apply(ui);
            *code_id = CodeField::new("6-digit code").show(ui, theme, code).response.id;
            *secret_id = SecretField::new("Password", LABELS).show(ui, theme, secret).response.id;
        });
        output.drop_without_applying_deltas();
    }
}

/// Returns `text` with `inserted` in place of the selected characters, clamped to its length.
fn splice(text: &str, selection: Range<usize>, inserted: &str) -> String {
    let (start, end) = (selection.start.min(selection.end), selection.start.max(selection.end));
    let (before, after) = (text.chars().take(start), text.chars().skip(end));
    before.chain(inserted.chars()).chain(after).collect()
}
