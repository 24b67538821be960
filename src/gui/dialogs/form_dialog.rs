//! What the dialogs with fields share: the title, and the two buttons below.

use egui::Ui;

use crate::gui::message::Command;
use crate::gui::text;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, button_row, dialog};

/// Draws a dialog with a button `submit`, and **Cancel** beside it. `fields` returns whether what was typed can be
/// submitted, and whether Enter was pressed in a field. Returns whether to submit it, and otherwise the command to
/// return.
pub fn form_dialog(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    (title, submit): (&str, &str),
    fields: impl FnOnce(&mut Ui) -> (bool, bool),
) -> (bool, Option<Command>) {
    let shown = dialog(ui, cx.theme, cx.dialog_area, title, |ui| {
        let (ready, entered) = fields(ui);
        let primary = Button::primary(submit).enabled(ready).busy(cx.busy);
        let cancel = Button::secondary(text::CANCEL).enabled(!cx.busy);
        let [primary, cancel] = button_row(ui, cx.theme, [submit, text::CANCEL], [primary, cancel]);
        (ready && (entered || primary.clicked()), cancel.clicked())
    });
    let (submitted, cancelled) = shown.inner;
    let close = (cancelled || shown.cancelled) && !cx.busy;
    (submitted && !close && !cx.busy, close.then_some(Command::CloseDialog))
}
