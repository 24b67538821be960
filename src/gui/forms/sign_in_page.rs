//! What the screens of a sign-in share: logo, heading and a sentence above, the main button below.

use egui::{Response, Ui};

use crate::gui::icon::logo;
use crate::gui::theme::{COLUMN, GRID};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, Placement, heading, scroll_with_footer, subtitle};

const LOGO_SIZE: f32 = 40.0;

/// Draws a screen: logo, title, the sentence under it and `body`, which scroll if necessary; `footer` stays below.
pub fn sign_in_page<B, F>(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    (title, sentence): (&str, &str),
    body: impl FnOnce(&mut Ui) -> B,
    footer: impl FnOnce(&mut Ui) -> F,
) -> (B, F) {
    let page = |ui: &mut Ui| {
        // The logo is decorative, and small windows have no space for it.
        if ui.ctx().content_rect().height() >= 480.0 {
            logo(ui, cx.theme, LOGO_SIZE);
            ui.add_space(GRID);
        }
        heading(ui, cx.theme, title);
        subtitle(ui, cx.theme, sentence);
        ui.add_space(2.0 * GRID);
        body(ui)
    };
    scroll_with_footer(ui, cx.theme, COLUMN, Placement::Centred, page, footer)
}

/// Draws the main button of a screen, as wide as the column.
pub fn submit_button(ui: &mut Ui, cx: &ViewContext<'_>, label: &str, enabled: bool) -> Response {
    Button::primary(label).full_width().enabled(enabled).busy(cx.busy).show(ui, cx.theme)
}

/// Draws the main button and another one below it.
pub fn submit_and_leave(ui: &mut Ui, cx: &ViewContext<'_>, [submit, leave]: [&str; 2], enabled: bool) -> [Response; 2] {
    let submit = submit_button(ui, cx, submit, enabled);
    [submit, Button::secondary(leave).full_width().enabled(!cx.busy).show(ui, cx.theme)]
}
