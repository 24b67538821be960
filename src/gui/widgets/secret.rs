//! The field for passwords and recovery codes. What is typed lives in one wiped buffer; egui's layout, undo history,
//! selection and accessibility see bullets and nothing else.

use egui::accesskit::Role;
use egui::response::Flags;
use egui::text::{CCursor, CharIndex};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{Align2, Color32, Event, Frame, Id, Key, Margin, Rect, Response, Shape, TextEdit, Ui, Vec2, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, FIELD_HEIGHT, Theme, Typography};
use crate::gui::widgets::field::{LabeledField, PADDING, field_frame};
use crate::gui::widgets::{Button, FieldOutput};

mod buffer;
mod caps;
#[cfg(test)]
mod tests;

pub use buffer::SecretBuffer;

/// Room for the eye at the right end of the field, in points.
const TOGGLE_WIDTH: i8 = 44;

/// What a secret field keeps from one frame to the next.
#[derive(Debug, Default)]
pub struct SecretState {
    /// What was typed.
    pub buffer: SecretBuffer,
    /// Whether the characters are shown.
    pub shown: bool,
    /// Whether Caps Lock seems to be on.
    pub caps: bool,
}

impl SecretState {
    /// A field whose characters are shown at first.
    pub fn shown() -> Self {
        Self { shown: true, ..Self::default() }
    }
}

/// The words around a secret field, from the file of sentences.
#[derive(Clone, Copy, Debug)]
pub struct SecretLabels<'a> {
    /// Name of the eye while the characters are hidden, "Show password".
    pub show: &'a str,
    /// Name of the eye while they are shown, "Hide password".
    pub hide: &'a str,
    /// "Caps Lock is on".
    pub caps: &'a str,
    /// Said when a paste did not fit and nothing of it was taken.
    pub too_long: &'a str,
}

/// A field for a secret.
#[must_use]
pub struct SecretField<'a> {
    labeled: LabeledField<'a>,
    labels: SecretLabels<'a>,
    enabled: bool,
    always_visible: bool,
}

impl<'a> SecretField<'a> {
    /// A field with its name above it, which is its accessible name and its identity within `ui`.
    pub fn new(label: &'a str, labels: SecretLabels<'a>) -> Self {
        Self { labeled: LabeledField::new(label), labels, enabled: true, always_visible: false }
    }

    /// What is wrong; empty for nothing.
    pub fn error(mut self, error: &'a str) -> Self {
        self.labeled.error = error;
        self
    }

    /// What to know before typing.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.labeled.hint = hint;
        self
    }

    /// Keeps room for this hint, the longest that may come, so that nothing below moves when it does.
    pub fn longest_hint(mut self, longest: &'a str) -> Self {
        self.labeled.longest_hint = longest;
        self
    }

    /// Always shown, said as typed and without the eye, for recovery codes; no less wiped.
    pub fn always_visible(mut self) -> Self {
        self.always_visible = true;
        self
    }

    /// Whether it can be typed into.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui, theme: &Theme, secret: &mut SecretState) -> FieldOutput {
        let id = match self.always_visible {
            true => id_after_clear(ui, self.labeled.label, secret.buffer.clear_count()),
            false => ui.make_persistent_id(self.labeled.label),
        };
        let Self { mut labeled, labels, enabled, always_visible } = self;
        let response = ui
            .add_enabled_ui(enabled, |ui| {
                filter_events(ui, id, secret);
                if secret.caps && ui.memory(|memory| memory.has_focus(id)) {
                    labeled.keyboard_warning = labels.caps;
                }
                if secret.buffer.rejected_too_long() && labeled.error.is_empty() {
                    labeled.error = labels.too_long;
                }
                let error = !labeled.error.is_empty();
                labeled.show(ui, theme, |ui| {
                    let response = edit(ui, theme, id, secret, error, always_visible);
                    if always_visible {
                        expose_to_screen_reader(ui, id, secret.buffer.expose_text());
                    } else {
                        visibility_toggle(ui, theme, &response, secret, labels);
                    }
                    response
                })
            })
            .inner;
        FieldOutput::new(ui, response)
    }
}

/// Reads and removes what must not reach the text field: Ctrl+H, which it takes for backspace; undo and redo, of which
/// there is none here; copying and cutting; and a paste that does not fit, which would first delete the selection.
fn filter_events(ui: &Ui, id: Id, secret: &mut SecretState) {
    if !ui.memory(|memory| memory.has_focus(id)) || !ui.is_enabled() {
        return;
    }
    let selected = selection_len(ui, id, secret.buffer.characters());
    ui.input_mut(|input| {
        secret.caps = caps::infer_caps_lock(secret.caps, input.modifiers.shift, &input.events);
        let SecretState { buffer, shown, .. } = secret;
        input.events.retain_mut(|event| match event {
            Event::Key { key: Key::H, pressed: true, modifiers, .. } if modifiers.ctrl || modifiers.command => {
                *shown = !*shown;
                false
            }
            Event::Key { key: Key::Z | Key::Y, modifiers, .. } if modifiers.command => false,
            Event::Copy | Event::Cut => false,
            Event::Paste(text) => {
                // Terminals and files end a line; a text field would make a blank of it, which nobody sees.
                text.truncate(text.trim_end_matches(['\r', '\n']).len());
                buffer.fits(text, selected)
            }
            _ => true,
        });
    });
}

/// How many of the `characters` of a field are selected. A selection may still reach beyond what was there before.
pub(super) fn selection_len(ui: &Ui, id: Id, characters: usize) -> usize {
    let range = TextEditState::load(ui, id).and_then(|state| state.cursor.char_range());
    range.map_or(0, |range| {
        let range = range.as_sorted_char_range();
        range.end.0.min(characters).saturating_sub(range.start.0)
    })
}

fn edit(ui: &mut Ui, theme: &Theme, id: Id, secret: &mut SecretState, error: bool, always_visible: bool) -> Response {
    let back = ui.painter().add(Shape::Noop);
    let before = secret.buffer.generation();
    let shown = secret.shown || always_visible;
    let right = if always_visible { PADDING } else { TOGGLE_WIDTH };
    let color = if shown { Color32::TRANSPARENT } else { theme.palette.text };
    let output = ui
        .scope(|ui| {
            if shown {
                // The bullets lie under the characters, unseen even where they are selected.
                ui.visuals_mut().selection.stroke.color = Color32::TRANSPARENT;
            }
            TextEdit::singleline(&mut secret.buffer)
                .id(id)
                .password(true)
                .font(Typography::Secret.font())
                .text_color(color)
                .frame(Frame::NONE.inner_margin(Margin { left: PADDING, right, top: 0, bottom: 0 }))
                .min_size(vec2(0.0, FIELD_HEIGHT))
                .desired_width(ui.available_width())
                .align(Align2::LEFT_CENTER)
                .return_key(None)
                .show(ui)
        })
        .inner;
    ui.painter().set(back, field_frame(theme, &output.response.response, error));
    if shown {
        paint_characters(ui, theme, &output, secret.buffer.expose_text());
    }
    clear_undo_history(ui, id);
    let mut response = output.response.response;
    // egui also calls a refused insertion a change.
    response.flags.set(Flags::CHANGED, secret.buffer.generation() != before);
    response
}

/// Paints each character over its bullet; they are never laid out together.
fn paint_characters(ui: &Ui, theme: &Theme, output: &TextEditOutput, text: &str) {
    let painter = ui.painter_at(output.text_clip_rect);
    let font = Typography::Secret.font();
    for (index, character) in text.chars().enumerate() {
        let cell = |index| output.galley.pos_from_cursor(CCursor::new(CharIndex(index))).min.x;
        let center = output.galley_pos + vec2((cell(index) + cell(index + 1)) / 2.0, output.galley.size().y / 2.0);
        painter.text(center, Align2::CENTER_CENTER, character, font.clone(), theme.palette.text);
    }
}

/// The eye at the right end of the field.
fn visibility_toggle(ui: &mut Ui, theme: &Theme, field: &Response, secret: &mut SecretState, labels: SecretLabels<'_>) {
    let center = field.rect.right_center() - vec2(4.0 + COMPACT_HEIGHT / 2.0, 0.0);
    let rect = Rect::from_center_size(center, Vec2::splat(COMPACT_HEIGHT));
    let (icon, name) = if secret.shown { (Icon::EyeOff, labels.hide) } else { (Icon::Eye, labels.show) };
    let builder = egui::UiBuilder::new().max_rect(rect);
    let mut child = ui.new_child(builder);
    let toggle = Button::icon_only(icon, name).show(&mut child, theme);
    if toggle.clicked() {
        secret.shown = !secret.shown;
        if !toggle.has_focus() {
            field.request_focus(); // the pointer took the keyboard away
        }
    }
}

/// Lets a screen reader say what stands in a field that egui knows bullets of.
pub(super) fn expose_to_screen_reader(ui: &Ui, id: Id, text: &str) {
    ui.accesskit_node_builder(id, |node| {
        node.set_role(Role::TextInput);
        node.set_value(text);
    });
}

/// The identity of a field whose text is said as typed: another each time after that text was taken or wiped.
///
/// The accessibility tree (accesskit) writes a node's next text into the buffer of its last one, and what is longer
/// stays behind it for as long as the node lives. Only a node that is gone gives its buffers up.
pub(super) fn id_after_clear(ui: &Ui, label: &str, clear_count: u64) -> Id {
    let field = ui.make_persistent_id(label);
    let id = field.with(clear_count);
    if let Some(previous) = clear_count.checked_sub(1).map(|previous| field.with(previous)) {
        ui.data_mut(|data| data.remove::<TextEditState>(previous));
        ui.memory_mut(|memory| {
            if memory.has_focus(previous) {
                memory.request_focus(id);
            }
        });
    }
    id
}

/// Drops egui's history of a field, so that nothing comes back and nothing stays in memory.
pub(super) fn clear_undo_history(ui: &Ui, id: Id) {
    if let Some(mut state) = TextEditState::load(ui, id) {
        state.clear_undoer();
        state.store(ui, id);
    }
}
