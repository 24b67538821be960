//! Text fields: a label above, the field, and two lines under it that are always reserved.

use egui::accesskit::{Invalid, Live, Role};
use egui::{
    Align2, Frame, Id, Key, Margin, Rect, Response, Sense, Shape, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo,
};
use egui::{epaint::RectShape, pos2, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{FIELD_HEIGHT, Intent, RADIUS, Theme, Typography};
use crate::gui::widgets::text::{self, galley};

/// Between a field and its label, in points.
const LABEL_SPACING: f32 = 6.0;
/// Between a field and the lines under it, in points.
const HELPER_TEXT_SPACING: f32 = 4.0;
/// Left and right of the input, in points.
pub(super) const PADDING: i8 = 12;

/// A field's label and helper texts.
#[derive(Clone, Copy)]
pub(super) struct LabeledField<'a> {
    /// The visible and accessible name.
    pub label: &'a str,
    /// The error.
    pub error: &'a str,
    /// The hint before typing.
    pub hint: &'a str,
    /// A keyboard state such as Caps Lock; shown in place of the hint.
    pub keyboard_warning: &'a str,
    /// The number of lines reserved under the field.
    pub helper_lines: u8,
    /// The longest possible hint, for which space is reserved too.
    pub longest_hint: &'a str,
}

impl<'a> LabeledField<'a> {
    pub(super) fn new(label: &'a str) -> Self {
        Self { label, error: "", hint: "", keyboard_warning: "", helper_lines: 2, longest_hint: "" }
    }

    /// Draws label, field and helper text; `edit` draws the field and returns its response.
    pub(super) fn show(self, ui: &mut Ui, theme: &Theme, edit: impl FnOnce(&mut Ui) -> Response) -> Response {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let label = text::label(ui, theme, self.label);
            ui.add_space(LABEL_SPACING);
            let response = edit(ui).labelled_by(label.id);
            if label.clicked() {
                response.request_focus();
            }
            self.helper_text(ui, theme, &response);
            if response.gained_focus() {
                ui.scroll_to_rect(ui.min_rect(), None);
            }
            response
        })
        .inner
    }

    /// Draws the lines under the field. Their nodes exist while empty, so that screen readers announce changes.
    fn helper_text(self, ui: &mut Ui, theme: &Theme, field: &Response) {
        let width = ui.available_width();
        let line = Typography::Caption.line_height();
        let error = galley(ui, Typography::Caption, theme.palette.error, self.error, width);
        let helper = if self.keyboard_warning.is_empty() { self.hint } else { self.keyboard_warning };
        let (intent, helper) =
            if self.keyboard_warning.is_empty() { (Intent::Neutral, helper) } else { (Intent::Warning, helper) };
        let used = if self.error.is_empty() { 0.0 } else { error.size().y };
        let longest = galley(ui, Typography::Caption, theme.palette.weak_text, self.longest_hint, width).size().y;
        let reserved = longest.max(line * f32::from(self.helper_lines));
        let needed_height = galley(ui, Typography::Caption, theme.intent_colors(intent).0, helper, width).size().y;
        // The error has priority; the helper text is hidden if both do not fit.
        let helper = if used > 0.0 && used + needed_height > reserved + 0.5 { "" } else { helper };
        let helper_galley = galley(ui, Typography::Caption, theme.intent_colors(intent).0, helper, width);
        let needed = used + if helper.is_empty() { 0.0 } else { helper_galley.size().y };
        let height = HELPER_TEXT_SPACING + needed.max(reserved);
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let top = rect.top() + HELPER_TEXT_SPACING;
        let at = |y: f32| pos2(rect.left(), top + y);

        live_region(
            ui,
            Rect::from_min_size(at(0.0), error.size()),
            field.id.with("error"),
            self.error,
            Live::Assertive,
        );
        live_region(
            ui,
            Rect::from_min_size(at(used), helper_galley.size()),
            field.id.with("note"),
            helper,
            Live::Polite,
        );
        ui.painter().galley(at(0.0), error, theme.palette.error);
        ui.painter().galley(at(used), helper_galley, theme.intent_colors(intent).0);
        ui.accesskit_node_builder(field.id, |node| {
            if !self.error.is_empty() {
                node.set_invalid(Invalid::True);
                node.push_described_by(field.id.with("error").accesskit_id());
            }
            if !helper.is_empty() {
                node.push_described_by(field.id.with("note").accesskit_id());
            }
        });
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
pub(super) fn field_frame(theme: &Theme, response: &Response, error: bool) -> Shape {
    let p = &theme.palette;
    let color = if error { p.error } else { p.accent };
    if response.has_focus() {
        let rect = response.rect.expand(0.5);
        RectShape::new(rect, RADIUS, p.surface, Stroke::new(2.0, color), StrokeKind::Inside).into()
    } else {
        let border = if error { p.error } else { p.field_border };
        RectShape::new(response.rect, RADIUS, p.surface, Stroke::new(1.0, border), StrokeKind::Inside).into()
    }
}

/// The result of drawing a field.
pub struct FieldOutput {
    /// The response of the field, for focus and changes.
    pub response: Response,
    /// Enter was pressed in the field, which keeps the focus.
    pub submitted: bool,
}

impl FieldOutput {
    pub(super) fn new(ui: &Ui, response: Response) -> Self {
        let submitted = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        Self { response, submitted }
    }
}

/// A text field for input that is not secret.
#[must_use]
pub struct TextField<'a> {
    labeled: LabeledField<'a>,
    icon: Option<Icon>,
    placeholder: &'a str,
    enabled: bool,
    is_search: bool,
}

impl<'a> TextField<'a> {
    /// Creates a field with `label` above it, which is its accessible name and its id within `ui`.
    pub fn new(label: &'a str) -> Self {
        Self { labeled: LabeledField::new(label), icon: None, placeholder: "", enabled: true, is_search: false }
    }

    /// Sets the error; empty for none.
    pub fn error(mut self, error: &'a str) -> Self {
        self.labeled.error = error;
        self
    }

    /// Sets the hint; an error takes its first line.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.labeled.hint = hint;
        self
    }

    /// Reserves this many lines under the field instead of two.
    pub fn helper_lines(mut self, lines: u8) -> Self {
        self.labeled.helper_lines = lines;
        self
    }

    /// Turns the field into a filter without label and helper lines: the label is its accessible name and placeholder.
    pub fn search(mut self, icon: Icon) -> Self {
        self.is_search = true;
        self.icon = Some(icon);
        self.placeholder = self.labeled.label;
        self
    }

    /// Sets whether the field is enabled.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Draws the field.
    pub fn show(self, ui: &mut Ui, theme: &Theme, value: &mut String) -> FieldOutput {
        let id = ui.make_persistent_id(self.labeled.label);
        let (labeled, enabled, bare) = (self.labeled, self.enabled, self.is_search);
        let response = ui
            .add_enabled_ui(enabled, |ui| {
                if bare {
                    let response = self.edit(ui, theme, id, value).accessible_name(labeled.label);
                    if response.gained_focus() {
                        response.scroll_to_me(None);
                    }
                    response
                } else {
                    labeled.show(ui, theme, |ui| self.edit(ui, theme, id, value))
                }
            })
            .inner;
        FieldOutput::new(ui, response)
    }

    fn edit(self, ui: &mut Ui, theme: &Theme, id: Id, value: &mut String) -> Response {
        let back = ui.painter().add(Shape::Noop);
        let left = if self.icon.is_some() { PADDING + 26 } else { PADDING };
        let hint = egui::RichText::new(self.placeholder).color(theme.palette.weak_text);
        let response = TextEdit::singleline(value)
            .id(id)
            .font(Typography::Body.font())
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
        ui.painter().set(back, field_frame(theme, &response, !self.labeled.error.is_empty()));
        if let Some(icon) = self.icon {
            let center = response.rect.left_center() + vec2(f32::from(PADDING) + 9.0, 0.0);
            icon.paint(ui.painter(), Rect::from_center_size(center, vec2(18.0, 18.0)), theme.palette.weak_text);
        }
        response
    }
}
