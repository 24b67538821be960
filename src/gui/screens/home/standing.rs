//! What the clock says about the session, before it does it.

use egui::accesskit::{Live, Role};
use egui::{Frame, Margin, Rect, Sense, Ui, WidgetInfo};

use crate::auth::Standing;
use crate::gui::scene::Scene;
use crate::gui::text::account;
use crate::gui::theme::{GRID, GUTTER, Tone, Type};
use crate::gui::widgets::say;

/// "Locking in 1:58". Eyes get a new number every second, ears every minute.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>) {
    let (seen, heard) = match scene.standing {
        Standing::LocksIn(left) => (account::locking_in(left), account::locking_in_minutes(left)),
        Standing::EndsIn(left) => (account::ending_in(left), account::ending_in_minutes(left)),
        Standing::Open | Standing::LockNow | Standing::EndNow => Default::default(),
    };
    let start = ui.cursor().min;
    if !seen.is_empty() {
        let (color, fill) = scene.theme.tone(Tone::Warning);
        let margin = Margin::symmetric(GUTTER as i8, GRID as i8);
        Frame::NONE.fill(fill).inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            say(ui, Type::Banner, color, &seen);
        });
    }
    let id = ui.make_persistent_id("standing");
    ui.interact(Rect::from_min_max(start, start), id, Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, &heard));
    ui.accesskit_node_builder(id, |node| node.set_live(Live::Polite));
}
