//! A banner with the time until the session locks or ends.

use egui::accesskit::{Live, Role};
use egui::{Frame, Margin, Rect, Sense, Ui, WidgetInfo};

use crate::auth::SessionDeadline;
use crate::gui::text::account;
use crate::gui::theme::{GRID, GUTTER, Intent, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::styled_text;

/// Draws for example "Locking in 1:58". The text changes every second, the spoken text every minute.
pub(super) fn show(ui: &mut Ui, cx: &ViewContext<'_>) {
    let (text, spoken) = match cx.timeout {
        SessionDeadline::LocksIn(left) => (account::locking_in(left), account::locking_in_spoken(left)),
        SessionDeadline::EndsIn(left) => (account::ending_in(left), account::ending_in_spoken(left)),
        SessionDeadline::NotDue | SessionDeadline::LockNow | SessionDeadline::EndNow => Default::default(),
    };
    let start = ui.cursor().min;
    if !text.is_empty() {
        let (color, fill) = cx.theme.intent_colors(Intent::Warning);
        let margin = Margin::symmetric(GUTTER as i8, GRID as i8);
        Frame::NONE.fill(fill).inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            styled_text(ui, Typography::Banner, color, &text);
        });
    }
    let id = ui.make_persistent_id("standing");
    ui.interact(Rect::from_min_max(start, start), id, Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    ui.accesskit_node_builder(id, |node| node.set_live(Live::Polite));
}
