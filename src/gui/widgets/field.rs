//! Fields for text: a name above, the field, and two lines under it that are always there.

use egui::accesskit::{Invalid, Live, Role};
use egui::{
    Align2, Frame, Id, Key, Margin, Rect, Response, Sense, Shape, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo,
};
use egui::{epaint::RectShape, pos2, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{FIELD_HEIGHT, RADIUS, Theme, Tone, Type};
use crate::gui::widgets::text::{self, galley};

/// Between a field and its name, in points.
const BELOW_LABEL: f32 = 6.0;
/// Between a field and the lines under it, in points.
const ABOVE_NOTES: f32 = 4.0;
/// Left and right of what is typed, in points.
pub(super) const PADDING: i8 = 12;

/// What stands around a field: its name, and what is to be said under it.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// Its visible and accessible name.
    pub label: &'a str,
    /// What is wrong with it.
    pub error: &'a str,
    /// What to know before typing.
    pub hint: &'a str,
    /// What the keyboard does unasked, such as Caps Lock; shown rather than the hint.
    pub keyboard: &'a str,
    /// Lines kept free under it.
    pub lines: u8,
    /// The longest hint that may come: room is kept for it too.
    pub longest: &'a str,
}

impl<'a> Around<'a> {
    pub(super) fn new(label: &'a str) -> Self {
        Self { label, error: "", hint: "", keyboard: "", lines: 2, longest: "" }
    }

    /// Draws name, field and notes; `edit` draws the field and returns its response.
    pub(super) fn show(self, ui: &mut Ui, theme: &Theme, edit: impl FnOnce(&mut Ui) -> Response) -> Response {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let label = text::label(ui, theme, self.label);
            ui.add_space(BELOW_LABEL);
            let response = edit(ui).labelled_by(label.id);
            if label.clicked() {
                response.request_focus();
            }
            self.notes(ui, theme, &response);
            if response.gained_focus() {
                ui.scroll_to_rect(ui.min_rect(), None);
            }
            response
        })
        .inner
    }

    /// The lines under the field. Their nodes exist while they are empty, so that a screen reader hears them change.
    fn notes(self, ui: &mut Ui, theme: &Theme, field: &Response) {
        let width = ui.available_width();
        let line = Type::Note.line_height();
        let error = galley(ui, Type::Note, theme.palette.error, self.error, width);
        let below = if self.keyboard.is_empty() { self.hint } else { self.keyboard };
        let (tone, below) = if self.keyboard.is_empty() { (Tone::Quiet, below) } else { (Tone::Warning, below) };
        let used = if self.error.is_empty() { 0.0 } else { error.size().y };
        let longest = galley(ui, Type::Note, theme.palette.soft, self.longest, width).size().y;
        let kept = longest.max(line * f32::from(self.lines));
        let room = galley(ui, Type::Note, theme.tone(tone).0, below, width).size().y;
        // An error goes first, and what finds no room beside it waits.
        let below = if used > 0.0 && used + room > kept + 0.5 { "" } else { below };
        let note = galley(ui, Type::Note, theme.tone(tone).0, below, width);
        let needed = used + if below.is_empty() { 0.0 } else { note.size().y };
        let height = ABOVE_NOTES + needed.max(kept);
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let top = rect.top() + ABOVE_NOTES;
        let at = |y: f32| pos2(rect.left(), top + y);

        announce(ui, Rect::from_min_size(at(0.0), error.size()), field.id.with("error"), self.error, Live::Assertive);
        announce(ui, Rect::from_min_size(at(used), note.size()), field.id.with("note"), below, Live::Polite);
        ui.painter().galley(at(0.0), error, theme.palette.error);
        ui.painter().galley(at(used), note, theme.tone(tone).0);
        ui.accesskit_node_builder(field.id, |node| {
            if !self.error.is_empty() {
                node.set_invalid(Invalid::True);
                node.push_described_by(field.id.with("error").accesskit_id());
            }
            if !below.is_empty() {
                node.push_described_by(field.id.with("note").accesskit_id());
            }
        });
    }
}

/// A live region over `rect`. A countdown is said when it begins and not again with each second.
fn announce(ui: &Ui, rect: Rect, id: Id, text: &str, live: Live) {
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let live = if counts_down(ui, id, text) { Live::Off } else { live };
    ui.accesskit_node_builder(id, |node| node.set_live(live));
}

/// Whether the sentence is the one that was there before, but for its numbers.
fn counts_down(ui: &Ui, id: Id, text: &str) -> bool {
    let words: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let before: Option<(String, String, bool)> = ui.data(|data| data.get_temp(id));
    let counts = before.is_some_and(|(sentence, before, counted)| before == words && (counted || sentence != text));
    ui.data_mut(|data| data.insert_temp(id, (text.to_owned(), words, counts)));
    counts
}

/// Fill, border and ring of a field, painted behind it once it is known whether it has the keyboard.
pub(super) fn frame(theme: &Theme, response: &Response, error: bool) -> Shape {
    let p = &theme.palette;
    let color = if error { p.error } else { p.accent };
    if response.has_focus() {
        let rect = response.rect.expand(0.5);
        RectShape::new(rect, RADIUS, p.raised, Stroke::new(2.0, color), StrokeKind::Inside).into()
    } else {
        let border = if error { p.error } else { p.field_border };
        RectShape::new(response.rect, RADIUS, p.raised, Stroke::new(1.0, border), StrokeKind::Inside).into()
    }
}

/// What a field has to say.
pub struct FieldOutput {
    /// The field itself: focus it, or ask whether it changed.
    pub response: Response,
    /// Enter was pressed in it; it keeps the keyboard.
    pub submitted: bool,
}

impl FieldOutput {
    pub(super) fn new(ui: &Ui, response: Response) -> Self {
        let submitted = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        Self { response, submitted }
    }
}

/// A field for text that is no secret.
#[must_use]
pub struct TextField<'a> {
    around: Around<'a>,
    icon: Option<Icon>,
    placeholder: &'a str,
    enabled: bool,
    bare: bool,
}

impl<'a> TextField<'a> {
    /// A field with its name above it, which is its accessible name and its identity within `ui`.
    pub fn new(label: &'a str) -> Self {
        Self { around: Around::new(label), icon: None, placeholder: "", enabled: true, bare: false }
    }

    /// What is wrong; empty for nothing.
    pub fn error(mut self, error: &'a str) -> Self {
        self.around.error = error;
        self
    }

    /// What to know before typing; an error takes its first line.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.around.hint = hint;
        self
    }

    /// Keeps this many lines free under the field instead of two.
    pub fn lines(mut self, lines: u8) -> Self {
        self.around.lines = lines;
        self
    }

    /// A field without a name above and lines below it, for filters: the name is said, and shown while it is empty.
    pub fn bare(mut self, icon: Icon) -> Self {
        self.bare = true;
        self.icon = Some(icon);
        self.placeholder = self.around.label;
        self
    }

    /// Whether it can be typed into.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui, theme: &Theme, value: &mut String) -> FieldOutput {
        let id = ui.make_persistent_id(self.around.label);
        let (around, enabled, bare) = (self.around, self.enabled, self.bare);
        let response = ui
            .add_enabled_ui(enabled, |ui| {
                if bare {
                    let response = self.edit(ui, theme, id, value).accessible_name(around.label);
                    if response.gained_focus() {
                        response.scroll_to_me(None);
                    }
                    response
                } else {
                    around.show(ui, theme, |ui| self.edit(ui, theme, id, value))
                }
            })
            .inner;
        FieldOutput::new(ui, response)
    }

    fn edit(self, ui: &mut Ui, theme: &Theme, id: Id, value: &mut String) -> Response {
        let back = ui.painter().add(Shape::Noop);
        let left = if self.icon.is_some() { PADDING + 26 } else { PADDING };
        let hint = egui::RichText::new(self.placeholder).color(theme.palette.soft);
        let response = TextEdit::singleline(value)
            .id(id)
            .font(Type::Body.font())
            .text_color(theme.palette.text)
            .hint_text(hint)
            .frame(Frame::NONE.inner_margin(Margin { left, right: PADDING, top: 0, bottom: 0 }))
            .min_size(vec2(0.0, FIELD_HEIGHT))
            .desired_width(ui.available_width())
            .align(Align2::LEFT_CENTER)
            .return_key(None)
            .show(ui)
            .response
            .response;
        ui.painter().set(back, frame(theme, &response, !self.around.error.is_empty()));
        if let Some(icon) = self.icon {
            let center = response.rect.left_center() + vec2(f32::from(PADDING) + 9.0, 0.0);
            icon.paint(ui.painter(), Rect::from_center_size(center, vec2(18.0, 18.0)), theme.palette.soft);
        }
        response
    }
}
