//! The field for a one-time code: one text field, drawn as six slots.

use egui::response::Flags;
use egui::{Align2, Color32, Event, Frame, Id, Key, Response, Shape, Stroke, TextBuffer, TextEdit, Ui, vec2};

use crate::auth::SecretInput;
use crate::gui::theme::Theme;
use crate::gui::widgets::field::{Field, FieldOutput};
use crate::gui::widgets::secret::{clear_undo_history, expose_to_screen_reader, id_after_clear, selection_len};

mod buffer;
mod slots;

pub use buffer::{CodeBuffer, DIGITS};
use slots::Slots;

#[derive(Clone, Copy)]
pub struct Code;

pub type CodeField<'a> = Field<'a, Code>;

impl<'a> CodeField<'a> {
    /// Creates a field with `label` above it, which is its accessible name and its id within `ui`.
    pub fn new(label: &'a str) -> Self {
        Self::of_kind(label, Code)
    }

    pub fn show(self, ui: &mut Ui, theme: &Theme, code: &mut CodeBuffer) -> FieldOutput {
        let id = id_after_clear(ui, self.label, code.clear_count);
        let was_full = code.is_full();
        let mut refused_paste = None;
        let draw = |ui: &mut Ui| {
            refused_paste = filter_events(ui, id, code);
            self.show_labeled(ui, theme, |ui| edit(ui, theme, id, code, !self.error.is_empty()))
        };
        let response = ui.add_enabled_ui(self.enabled, draw).inner;
        let filled = response.changed() && code.is_full() && !was_full;
        FieldOutput { filled, refused_paste, ..FieldOutput::new(ui, response) }
    }
}

/// Removes events that must not reach the text field: undo and redo, which have nothing to restore here, and a paste
/// that is rejected, which would first delete the selection. Returns the rejected text, which may come as typed text
/// too, from a scanner or a password manager.
fn filter_events(ui: &Ui, id: Id, code: &CodeBuffer) -> Option<SecretInput> {
    if !ui.memory(|memory| memory.has_focus(id)) || !ui.is_enabled() {
        return None;
    }
    let mut refused = None;
    let selected = selection_len(ui, id, code.expose_text().len());
    ui.input_mut(|input| {
        input.events.retain_mut(|event| match event {
            Event::Key { key: Key::Z | Key::Y, modifiers, .. } => !modifiers.command,
            Event::Paste(text) => code.fits(text, selected) || take_refused(text, &mut refused),
            // One character is a key press, which the buffer refuses by itself.
            Event::Text(text) if text.chars().nth(1).is_some() => {
                code.fits(text, selected) || take_refused(text, &mut refused)
            }
            _ => true,
        });
    });
    refused
}

/// Moves the text out of its event, without a copy. Returns `false`: the event is to be removed.
fn take_refused(text: &mut String, refused: &mut Option<SecretInput>) -> bool {
    *refused = Some(SecretInput::new(std::mem::take(text)));
    false
}

fn edit(ui: &mut Ui, theme: &Theme, id: Id, code: &mut CodeBuffer, error: bool) -> Response {
    let slots = Slots::for_width(ui.available_width());
    let back = ui.painter().add(Shape::Noop);
    let before = code.generation;
    let color = theme.palette.text;
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _: f32| slots.layout(ui, buffer.as_str(), color);
    let output = ui
        .scope(|ui| {
            // The slots show the caret and the selection.
            let visuals = ui.visuals_mut();
            visuals.selection.bg_fill = Color32::TRANSPARENT;
            visuals.selection.stroke.color = color;
            visuals.text_cursor.stroke = Stroke::NONE;
            TextEdit::singleline(code)
                .id(id)
                .password(true) // keeps it from clipboards and selections, and out of accessibility events
                .layouter(&mut layouter)
                .frame(Frame::NONE)
                .min_size(vec2(slots.width(), slots.height))
                .desired_width(slots.width())
                .align(Align2::LEFT_CENTER)
                .return_key(None)
                .show(ui)
        })
        .inner;
    ui.painter().set(back, slots.paint(theme, &output, error));
    clear_undo_history(ui, id);
    expose_to_screen_reader(ui, id, code.expose_text());
    let mut response = output.response.response;
    // egui reports a rejected insertion as a change too.
    response.flags.set(Flags::CHANGED, code.generation != before);
    response
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;

    use super::*;
    use crate::gui::theme::Typography;

    fn harness<'a>(width: f32) -> Harness<'a, (CodeBuffer, usize)> {
        let theme = Theme::new(false, true);
        Harness::builder().with_size(vec2(width, 200.0)).build_ui_state(
            move |ui, (code, filled): &mut (CodeBuffer, usize)| {
                theme.apply(ui);
                *filled += usize::from(CodeField::new("6-digit code").show(ui, &theme, code).filled);
            },
            (CodeBuffer::new(), 0),
        )
    }

    #[test]
    fn a_pasted_code_with_spaces_or_full_width_digits_is_accepted() {
        for pasted in ["123 456", "123-456\n", "１２３４５６"] {
            let mut harness = harness(400.0);
            harness.get_by_label("6-digit code").focus();
            harness.run();
            harness.event(Event::Paste(pasted.to_owned()));
            harness.run();
            assert_eq!(harness.state().0.expose_text(), "123456", "{pasted:?}");
            assert_eq!(harness.state().1, 1);
        }
    }

    #[test]
    fn an_invalid_or_too_long_paste_leaves_the_selection() {
        let mut harness = harness(400.0);
        harness.get_by_label("6-digit code").focus();
        harness.run();
        harness.event(Event::Text("123".to_owned()));
        harness.run();
        for (pasted, left) in
            [("milk, eggs", "123"), (" ", "123"), ("1234567", "123"), ("98", "98"), ("012345", "012345")]
        {
            harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
            harness.run();
            harness.event(Event::Paste(pasted.to_owned()));
            harness.run();
            assert_eq!(harness.state().0.expose_text(), left, "{pasted:?}");
        }
    }

    #[test]
    fn the_sixth_digit_is_reported_once() {
        let mut harness = harness(400.0);
        harness.get_by_label("6-digit code").focus();
        harness.run();
        for digit in ["1", "2", "3", "4", "5", "6", "7"] {
            harness.event(Event::Text(digit.to_owned()));
            harness.run();
        }
        assert_eq!(harness.state().0.expose_text(), "123456");
        assert_eq!(harness.state().1, 1);
    }

    #[test]
    fn a_screen_reader_reads_one_text_field_with_its_digits() {
        let mut harness = harness(400.0);
        harness.get_by_label("6-digit code").focus();
        harness.run();
        harness.event(Event::Text("42".to_owned()));
        harness.run();
        let field = harness.get_by_role_and_label(egui::Role::TextInput, "6-digit code");
        assert_eq!(field.value().as_deref(), Some("42"));
    }

    #[test]
    fn undo_restores_nothing_after_the_code_was_submitted() {
        let mut harness = harness(400.0);
        harness.get_by_label("6-digit code").focus();
        harness.run();
        harness.event(Event::Text("123".to_owned()));
        harness.run_steps(8);
        drop(harness.state_mut().0.take());
        harness.run();
        for _ in 0..3 {
            harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Z);
            harness.run();
            assert_eq!(harness.state().0.expose_text(), "");
        }
    }

    #[test]
    fn six_slots_are_as_wide_as_the_column() {
        for width in [160.0, 200.0, 227.0, 320.0, 351.0, 352.0, 360.0] {
            let slots = Slots::for_width(width);
            assert_eq!(slots.width(), width);
            assert!(slots.left(3) - slots.left(2) > slots.left(1), "the gap in the middle at {width}");
        }
        assert_eq!(Slots::for_width(560.0).width(), 360.0);
    }

    #[test]
    fn digits_are_centred_in_their_slots() {
        let theme = Theme::new(false, true);
        let harness = Harness::new_ui(|ui| {
            theme.apply(ui);
            let slots = Slots::for_width(360.0);
            let galley = slots.layout(ui, "123456", theme.palette.text);
            let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&Typography::CodeDigit.font(), '0'));
            for (index, glyph) in galley.rows[0].row.glyphs.iter().enumerate() {
                let middle = glyph.pos.x + digit / 2.0;
                assert!((middle - slots.left(index) - slots.side / 2.0).abs() < 1.0, "{index}: {middle}");
            }
        });
        drop(harness);
    }
}
