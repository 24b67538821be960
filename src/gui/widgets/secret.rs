//! The field for passwords and recovery codes. The input is kept in one wiped buffer; egui's layout, undo history,
//! selection and accessibility see only bullets.

use egui::accesskit::Role;
use egui::response::Flags;
use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{Align2, Color32, Event, Id, Key, Rect, Response, Shape, Ui, Vec2, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, Theme, Typography};
use crate::gui::widgets::field::{Field, PADDING, field_frame, line_edit};
use crate::gui::widgets::secret::buffer::SelectionRequest;
use crate::gui::widgets::{Button, FieldOutput};

mod buffer;
#[cfg(test)]
mod tests;

pub use buffer::SecretBuffer;

/// Space for the visibility toggle at the right end of the field, in points.
const TOGGLE_WIDTH: i8 = 44;

/// The state of a secret field between frames.
#[derive(Debug, Default)]
pub struct SecretState {
    pub buffer: SecretBuffer,
    pub shown: bool,
    pub caps: bool,
}

/// The labels of a secret field, from `text`.
#[derive(Clone, Copy, Debug)]
pub struct SecretLabels<'a> {
    /// Name of the toggle while the characters are hidden, "Show password".
    pub show: &'a str,
    /// Name of the toggle while they are shown, "Hide password".
    pub hide: &'a str,
    pub caps: &'a str,
    /// Announced if a paste did not fit and was rejected completely.
    pub too_long: &'a str,
}

#[derive(Clone, Copy)]
pub struct Secret<'a> {
    labels: SecretLabels<'a>,
    always_visible: bool,
}

pub type SecretField<'a> = Field<'a, Secret<'a>>;

impl<'a> SecretField<'a> {
    /// Creates a field with `label` above it, which is its accessible name and its id within `ui`.
    pub fn new(label: &'a str, labels: SecretLabels<'a>) -> Self {
        Self::of_kind(label, Secret { labels, always_visible: false })
    }

    /// Reserves space for the longest possible hint, so that nothing below moves when it appears.
    pub fn longest_hint(mut self, longest: &'a str) -> Self {
        self.longest_hint = longest;
        self
    }

    /// For recovery codes: always visible, exposed to screen readers as typed and without the toggle; equally wiped.
    pub fn always_visible(mut self) -> Self {
        self.kind.always_visible = true;
        self
    }

    pub fn show(mut self, ui: &mut Ui, theme: &Theme, secret: &mut SecretState) -> FieldOutput {
        let Secret { labels, always_visible } = self.kind;
        let id = match always_visible {
            true => id_after_clear(ui, self.label, secret.buffer.clear_count),
            false => ui.make_persistent_id(self.label),
        };
        let response = ui
            .add_enabled_ui(self.enabled, |ui| {
                filter_events(ui, id, secret);
                // Without the focus the text field forgets a selection; it comes a frame after the request.
                let has_focus = ui.memory(|memory| memory.has_focus(id));
                let is_due = |request: &mut SelectionRequest| has_focus || matches!(request, SelectionRequest::End);
                if let Some(request) = secret.buffer.selection_request.take_if(is_due) {
                    select(ui, id, request, secret.buffer.characters);
                }
                if secret.caps && ui.memory(|memory| memory.has_focus(id)) {
                    self.keyboard_warning = labels.caps;
                }
                if secret.buffer.rejected_too_long && self.error.is_empty() {
                    self.error = labels.too_long;
                }
                self.show_labeled(ui, theme, |ui| {
                    let response = edit(ui, theme, id, secret, !self.error.is_empty(), always_visible);
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

/// Handles and removes events that must not reach the text field: Ctrl+H, which it takes for backspace; undo and redo,
/// which are not supported; copy and cut; and a paste that does not fit, which would first delete the selection.
fn filter_events(ui: &Ui, id: Id, secret: &mut SecretState) {
    if !ui.memory(|memory| memory.has_focus(id)) || !ui.is_enabled() {
        return;
    }
    let selected = selection_len(ui, id, secret.buffer.characters);
    ui.input_mut(|input| {
        secret.caps = infer_caps_lock(secret.caps, input.modifiers.shift, &input.events);
        let SecretState { buffer, shown, .. } = secret;
        input.events.retain_mut(|event| match event {
            Event::Key { key: Key::H, pressed: true, modifiers, .. } if modifiers.ctrl || modifiers.command => {
                *shown = !*shown;
                false
            }
            Event::Key { key: Key::Z | Key::Y, modifiers, .. } if modifiers.command => false,
            Event::Copy | Event::Cut => false,
            Event::Paste(text) => {
                // Terminals and files end lines with a line end, which a text field turns into an unseen space.
                text.truncate(text.trim_end_matches(['\r', '\n']).len());
                buffer.fits(text, selected)
            }
            _ => true,
        });
    });
}

/// Infers the state of Caps Lock after `events`, without asking the window system: an upper-case letter without Shift,
/// or a lower-case one with it, means that it is on. Letters without case are ignored. `shift` is the state of Shift
/// before the first key event.
fn infer_caps_lock(before: bool, mut shift: bool, events: &[Event]) -> bool {
    let mut caps = before;
    for event in events {
        match event {
            Event::Key { modifiers, .. } => shift = modifiers.shift,
            Event::Text(text) => {
                if let Some(is_upper) = letter_case(text) {
                    caps = is_upper != shift;
                }
            }
            _ => {}
        }
    }
    caps
}

/// Returns whether the single letter `text` is upper case; `None` for anything else, such as a paste or a digit.
fn letter_case(text: &str) -> Option<bool> {
    let mut characters = text.chars();
    let letter = characters.next().filter(|_| characters.next().is_none())?;
    (letter.is_uppercase() != letter.is_lowercase()).then(|| letter.is_uppercase())
}

/// Returns how many of the `characters` are selected. The selection may still extend beyond the previous text.
pub(super) fn selection_len(ui: &Ui, id: Id, characters: usize) -> usize {
    let range = TextEditState::load(ui, id).and_then(|state| state.cursor.char_range());
    range.map_or(0, |range| {
        let range = range.as_sorted_char_range();
        range.end.0.min(characters).saturating_sub(range.start.0)
    })
}

fn edit(ui: &mut Ui, theme: &Theme, id: Id, secret: &mut SecretState, error: bool, always_visible: bool) -> Response {
    let back = ui.painter().add(Shape::Noop);
    let before = secret.buffer.generation;
    let shown = secret.shown || always_visible;
    let right = if always_visible { PADDING } else { TOGGLE_WIDTH };
    let color = if shown { Color32::TRANSPARENT } else { theme.palette.text };
    let output = ui
        .scope(|ui| {
            if shown {
                // The bullets are under the characters and stay invisible even where they are selected.
                ui.visuals_mut().selection.stroke.color = Color32::TRANSPARENT;
            }
            line_edit(ui, id, &mut secret.buffer, Typography::Secret, color, (PADDING, right)).password(true).show(ui)
        })
        .inner;
    if shown {
        paint_characters(ui, theme, &output, secret.buffer.expose_text());
    }
    clear_undo_history(ui, id);
    let mut response = output.response.response;
    let frame = field_frame(theme, response.rect, theme.palette.surface, response.has_focus(), error);
    ui.painter().set(back, frame);
    // egui reports a rejected insertion as a change too.
    response.flags.set(Flags::CHANGED, secret.buffer.generation != before);
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

/// Draws the visibility toggle at the right end of the field.
fn visibility_toggle(ui: &mut Ui, theme: &Theme, field: &Response, secret: &mut SecretState, labels: SecretLabels<'_>) {
    let center = field.rect.right_center() - vec2(4.0 + COMPACT_HEIGHT / 2.0, 0.0);
    let rect = Rect::from_center_size(center, Vec2::splat(COMPACT_HEIGHT));
    let (icon, name) = if secret.shown { (Icon::EyeOff, labels.hide) } else { (Icon::Eye, labels.show) };
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    let toggle = Button::icon_only(icon, name).show(&mut child, theme);
    if toggle.clicked() {
        secret.shown = !secret.shown;
        if !toggle.has_focus() {
            field.request_focus(); // the click moved the focus away
        }
    }
}

/// Exposes the real text to the screen reader; egui itself only sees bullets.
pub(super) fn expose_to_screen_reader(ui: &Ui, id: Id, text: &str) {
    ui.accesskit_node_builder(id, |node| {
        node.set_role(Role::TextInput);
        node.set_value(text);
    });
}

/// Returns the id of a field whose text is exposed as typed: a new one each time after the text was taken or wiped.
///
/// The accessibility tree (accesskit) writes a node's next text into the buffer of the previous one, and the rest of a
/// longer text remains there for the lifetime of the node. Only removing the node frees its buffers.
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

fn select(ui: &Ui, id: Id, request: SelectionRequest, characters: usize) {
    let mut state = TextEditState::load(ui, id).unwrap_or_default();
    let [start, end] = [0, characters].map(|index| CCursor::new(CharIndex(index)));
    state.cursor.set_char_range(Some(match request {
        SelectionRequest::End => CCursorRange::one(end),
        SelectionRequest::All => CCursorRange::two(start, end),
    }));
    state.store(ui, id);
}

/// Deletes egui's undo history of a field, so that nothing can be restored or remains in memory.
pub(super) fn clear_undo_history(ui: &Ui, id: Id) {
    if let Some(mut state) = TextEditState::load(ui, id) {
        state.clear_undoer();
        state.store(ui, id);
    }
}
