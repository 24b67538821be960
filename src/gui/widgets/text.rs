//! Text in the theme's styles.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Galley, Label, Response, RichText, Ui};

use crate::gui::theme::{GRID, Intent, Theme, Typography};

/// Draws the heading of a screen, marked as heading for screen readers.
pub fn heading(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    titled(ui, theme, Typography::Heading, text, 1)
}

pub fn dialog_title(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    titled(ui, theme, Typography::DialogTitle, text, 2)
}

pub fn card_title(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    titled(ui, theme, Typography::CardTitle, text, 2)
}

pub fn body(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    styled_text(ui, Typography::Body, theme.palette.text, text)
}

/// Draws the sentence under a heading, close to it.
pub fn subtitle(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    ui.add_space(-GRID / 2.0);
    weak(ui, theme, text)
}

/// Draws running text in the weak colour.
pub fn weak(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    styled_text(ui, Typography::Body, theme.palette.weak_text, text)
}

/// Draws small text in the colour of `intent`.
pub fn caption(ui: &mut Ui, theme: &Theme, intent: Intent, text: &str) -> Response {
    styled_text(ui, Typography::Caption, theme.intent_colors(intent).0, text)
}

pub fn label(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    styled_text(ui, Typography::Label, theme.palette.text, text)
}

pub fn mono(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    styled_text(ui, Typography::Mono, theme.palette.text, text)
}

/// Draws text of any size and colour, wrapped at the available width.
pub fn styled_text(ui: &mut Ui, size: Typography, color: Color32, text: &str) -> Response {
    let text = RichText::new(text).font(size.font()).line_height(Some(size.line_height())).color(color);
    ui.add(Label::new(text))
}

/// Lays out text for custom painting, wrapped at `width` points.
pub(super) fn galley(ui: &Ui, size: Typography, color: Color32, text: &str, width: f32) -> Arc<Galley> {
    let format =
        TextFormat { font_id: size.font(), color, line_height: Some(size.line_height()), ..TextFormat::default() };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap.max_width = width;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

fn titled(ui: &mut Ui, theme: &Theme, size: Typography, text: &str, level: usize) -> Response {
    let response = styled_text(ui, size, theme.palette.text, text);
    ui.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_level(level);
        node.clear_value();
        node.set_label(text);
    });
    response
}
