//! Text fields: a label above, the field, and two lines under it that are always reserved.

use egui::accesskit::{Invalid, Live, Role};
use egui::{
    Align2, Color32, Frame, Id, Key, Margin, Rect, Response, RichText, Sense, Shape, Stroke, StrokeKind, TextBuffer,
    TextEdit, Ui, WidgetInfo,
};
use egui::{epaint::RectShape, pos2, vec2};

use crate::auth::SecretInput;
use crate::gui::icon::Icon;
use crate::gui::theme::{FIELD_HEIGHT, Intent, RADIUS, Theme, Typography};
use crate::gui::widgets::page::{focus_and_reveal, must_reveal};
use crate::gui::widgets::text::{self, galley};

/// Between a field and its label, in points.
const LABEL_SPACING: f32 = 6.0;
/// Between a field and the lines under it, in points.
const HELPER_TEXT_SPACING: f32 = 4.0;
/// Left and right of the input, in points.
pub(super) const PADDING: i8 = 12;

/// A field with its label and helper texts. The kind of field adds its own parts.
#[derive(Clone, Copy)]
#[must_use]
pub struct Field<'a, K> {
    /// The visible and accessible name.
    pub(super) label: &'a str,
    pub(super) error: &'a str,
    pub(super) hint: &'a str,
    /// A keyboard state such as Caps Lock; shown in place of the hint.
    pub(super) keyboard_warning: &'a str,
    /// The number of lines reserved under the field.
    pub(super) helper_lines: u8,
    /// The longest possible hint, for which space is reserved too.
    pub(super) longest_hint: &'a str,
    /// Between the field and the lines under it, in points.
    pub(super) helper_spacing: f32,
    pub(super) enabled: bool,
    pub(super) kind: K,
}

impl<'a, K> Field<'a, K> {
    pub(super) fn of_kind(label: &'a str, kind: K) -> Self {
        Self {
            label,
            error: "",
            hint: "",
            keyboard_warning: "",
            helper_lines: 2,
            longest_hint: "",
            helper_spacing: HELPER_TEXT_SPACING,
            enabled: true,
            kind,
        }
    }

    /// Sets the error; empty for none.
    pub fn error(mut self, error: &'a str) -> Self {
        self.error = error;
        self
    }

    /// Sets the hint before typing; an error takes its first line.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Leaves this much space between the field and the lines under it, in points, for what the caller paints there.
    pub fn helper_spacing(mut self, points: f32) -> Self {
        self.helper_spacing = points;
        self
    }

    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Draws label, field and helper text; `edit` draws the field and returns its response.
    pub(super) fn show_labeled(self, ui: &mut Ui, theme: &Theme, edit: impl FnOnce(&mut Ui) -> Response) -> Response {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let label = text::label(ui, theme, self.label);
            ui.add_space(LABEL_SPACING);
            let response = edit(ui).labelled_by(label.id);
            if label.clicked() {
                response.request_focus();
            }
            self.helper_text(ui, theme, &response);
            if must_reveal(&response) {
                ui.scroll_to_rect(ui.min_rect(), None);
            }
            response
        })
        .inner
    }

    /// Draws the lines under the field. Their nodes exist while empty, so that screen readers announce changes.
    fn helper_text(self, ui: &mut Ui, theme: &Theme, field: &Response) {
        let width = ui.available_width();
        let caption = |ui: &Ui, color, text| galley(ui, Typography::Caption, color, text, width);
        let error_color = theme.palette.error;
        let (helper_color, helper) = if self.keyboard_warning.is_empty() {
            (theme.intent_colors(Intent::Neutral).0, self.hint)
        } else {
            (theme.intent_colors(Intent::Warning).0, self.keyboard_warning)
        };
        let error = caption(ui, error_color, self.error);
        let used = if self.error.is_empty() { 0.0 } else { error.size().y };
        let longest = caption(ui, helper_color, self.longest_hint).size().y;
        let reserved = longest.max(Typography::Caption.line_height() * f32::from(self.helper_lines));
        // The error has priority; the helper text is hidden if both do not fit.
        let needed = used + caption(ui, helper_color, helper).size().y;
        let helper = if used > 0.0 && needed > reserved + 0.5 { "" } else { helper };
        let helper_galley = caption(ui, helper_color, helper);
        let needed = used + if helper.is_empty() { 0.0 } else { helper_galley.size().y };
        let (rect, _) = ui.allocate_exact_size(vec2(width, self.helper_spacing + needed.max(reserved)), Sense::hover());
        let top = rect.top() + self.helper_spacing;
        for (name, text, galley, color, top, live) in [
            ("error", self.error, error, error_color, top, Live::Assertive),
            ("note", helper, helper_galley, helper_color, top + used, Live::Polite),
        ] {
            let (at, id) = (pos2(rect.left(), top), field.id.with(name));
            live_region(ui, Rect::from_min_size(at, galley.size()), id, text, live);
            ui.painter().galley(at, galley, color);
            if !text.is_empty() {
                ui.accesskit_node_builder(field.id, |node| node.push_described_by(id.accesskit_id()));
            }
        }
        if !self.error.is_empty() {
            ui.accesskit_node_builder(field.id, |node| node.set_invalid(Invalid::True));
        }
    }
}

/// Creates a live region over `rect`. A countdown is announced at its start, not every second.
fn live_region(ui: &Ui, rect: Rect, id: Id, text: &str, live: Live) {
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let live = if is_countdown(ui, id, text) { Live::Off } else { live };
    ui.accesskit_node_builder(id, |node| node.set_live(live));
}

/// Whether the text differs from the previous one in its digits only.
fn is_countdown(ui: &Ui, id: Id, text: &str) -> bool {
    let without_digits: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let before: Option<(String, String, bool)> = ui.data(|data| data.get_temp(id));
    let counts =
        before.is_some_and(|(sentence, before, counted)| before == without_digits && (counted || sentence != text));
    ui.data_mut(|data| data.insert_temp(id, (text.to_owned(), without_digits, counts)));
    counts
}

/// Fill, border and focus ring of a field, painted behind it once its focus is known.
pub(super) fn field_frame(theme: &Theme, rect: Rect, fill: Color32, focused: bool, error: bool) -> Shape {
    let p = &theme.palette;
    let (rect, width, color) = if focused { (rect.expand(0.5), 2.0, p.accent) } else { (rect, 1.0, p.field_border) };
    let stroke = Stroke::new(width, if error { p.error } else { color });
    RectShape::new(rect, RADIUS, fill, stroke, StrokeKind::Inside).into()
}

/// Returns a text field of one line, with `left` and `right` points beside the input.
pub(super) fn line_edit<'t>(
    ui: &Ui,
    id: Id,
    buffer: &'t mut dyn TextBuffer,
    font: Typography,
    color: Color32,
    (left, right): (i8, i8),
) -> TextEdit<'t> {
    TextEdit::singleline(buffer)
        .id(id)
        .font(font.font())
        .text_color(color)
        .frame(Frame::NONE.inner_margin(Margin { left, right, top: 0, bottom: 0 }))
        .min_size(vec2(0.0, FIELD_HEIGHT))
        .desired_width(ui.available_width())
        .align(Align2::LEFT_CENTER)
        .return_key(None)
}

pub struct FieldOutput {
    /// The response of the field, for focus and changes.
    pub response: Response,
    /// Enter was pressed in the field, which keeps the focus.
    pub submitted: bool,
    /// The last digit of a one-time code was just typed.
    pub filled: bool,
    /// Pasted text that a field for a one-time code did not take.
    pub refused_paste: Option<SecretInput>,
}

impl FieldOutput {
    pub(super) fn new(ui: &Ui, response: Response) -> Self {
        let submitted = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        Self { response, submitted, filled: false, refused_paste: None }
    }
}

/// The kind of a field for input that is not secret; with an icon, it is a filter.
#[derive(Clone, Copy)]
pub struct Plain(Option<Icon>);

pub type TextField<'a> = Field<'a, Plain>;

impl<'a> TextField<'a> {
    /// Creates a field with `label` above it, which is its accessible name and its id within `ui`.
    pub fn new(label: &'a str) -> Self {
        Self::of_kind(label, Plain(None))
    }

    /// Creates a filter without label and helper lines: `label` is its accessible name and placeholder.
    pub fn search(label: &'a str, icon: Icon) -> Self {
        Self::of_kind(label, Plain(Some(icon)))
    }

    /// Reserves this many lines under the field instead of two.
    pub fn helper_lines(mut self, lines: u8) -> Self {
        self.helper_lines = lines;
        self
    }

    pub fn show(self, ui: &mut Ui, theme: &Theme, value: &mut String) -> FieldOutput {
        let id = ui.make_persistent_id(self.label);
        let draw = |ui: &mut Ui| {
            if self.kind.0.is_none() {
                return self.show_labeled(ui, theme, |ui| self.edit(ui, theme, id, value));
            }
            let response = self.edit(ui, theme, id, value).accessible_name(self.label);
            if must_reveal(&response) {
                response.scroll_to_me(None);
            }
            response
        };
        let response = ui.add_enabled_ui(self.enabled, draw).inner;
        FieldOutput::new(ui, response)
    }

    fn edit(self, ui: &mut Ui, theme: &Theme, id: Id, value: &mut String) -> Response {
        let back = ui.painter().add(Shape::Noop);
        let (left, placeholder) = if self.kind.0.is_some() { (PADDING + 26, self.label) } else { (PADDING, "") };
        let p = &theme.palette;
        let response = line_edit(ui, id, value, Typography::Body, p.text, (left, PADDING))
            .hint_text(RichText::new(placeholder).color(p.weak_text))
            .show(ui)
            .response
            .response;
        let frame = field_frame(theme, response.rect, p.surface, response.has_focus(), !self.error.is_empty());
        ui.painter().set(back, frame);
        if let Some(icon) = self.kind.0 {
            let center = response.rect.left_center() + vec2(f32::from(PADDING) + 9.0, 0.0);
            icon.paint(ui.painter(), Rect::from_center_size(center, vec2(18.0, 18.0)), p.weak_text);
        }
        response
    }
}

/// The field that is to be focused. Applied once for each change of state, never in every frame.
#[derive(Debug)]
pub struct FocusRequest<F>(Option<F>);

impl<F> Default for FocusRequest<F> {
    fn default() -> Self {
        Self(None)
    }
}

impl<F: PartialEq> FocusRequest<F> {
    /// Creates a request for `field`, applied in the next frame.
    pub fn initially(field: F) -> Self {
        Self(Some(field))
    }

    pub fn set(&mut self, field: F) {
        self.0 = Some(field);
    }

    /// Focuses `response` if `field` is requested. A disabled field is focused once it is enabled.
    pub fn apply_to(&mut self, field: F, response: &egui::Response) {
        if self.0.as_ref() == Some(&field) && response.enabled() {
            self.0 = None;
            focus_and_reveal(response);
        }
    }
}
