//! Dialogs in our own style: over the whole window, or within the panel that a host gave us.

use egui::accesskit::Role;
use egui::{
    Area, CornerRadius, Frame, Id, Key, Margin, Modal, Modifiers, Order, Popup, Rect, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, UiKind,
};

use crate::gui::theme::{CARD_RADIUS, GRID, Theme};
use crate::gui::widgets::layout::RING_ROOM;
use crate::gui::widgets::text;

/// Widest dialog, in points.
const WIDTH: f32 = 400.0;
/// Around the words of a dialog, in points.
const PADDING: i8 = 20;
/// Free space left around a dialog, in points.
const MARGIN: f32 = 2.0 * GRID;

/// What a dialog covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cover {
    /// The whole window, which is ours: nothing behind it can be reached.
    #[default]
    Window,
    /// The panel we were given. The rest of the window belongs to the host and stays alive; whoever draws the
    /// panel draws it with `ui.disable()` while the dialog is open.
    Panel,
}

/// What came of drawing a dialog.
pub struct DialogOutcome<R> {
    /// What its content returned.
    pub inner: R,
    /// Escape was pressed: leave as its Cancel would. A click beside it does nothing.
    pub cancelled: bool,
}

/// A dialog with a title, which is its accessible name.
pub fn dialog<R>(
    ui: &mut Ui,
    theme: &Theme,
    cover: Cover,
    title: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> DialogOutcome<R> {
    let id = ui.make_persistent_id(("dialog", title));
    match cover {
        Cover::Window => over_window(ui, theme, id, title, content),
        Cover::Panel => over_panel(ui, theme, id, title, content),
    }
}

fn over_window<R>(ui: &Ui, theme: &Theme, id: Id, title: &str, content: impl FnOnce(&mut Ui) -> R) -> DialogOutcome<R> {
    let room = ui.ctx().content_rect();
    let shown = Modal::new(id)
        .area(Modal::default_area(id).fade_in(!theme.reduce_motion))
        .backdrop_color(theme.backdrop())
        .frame(Frame::NONE)
        .show(ui.ctx(), |ui| sheet(ui, theme, room, title, content));
    // It is centred by the size that it had before.
    let (size, known) = (shown.response.rect.size(), ui.data(|data| data.get_temp(id)));
    if known != Some(size) {
        ui.data_mut(|data| data.insert_temp(id, size));
        ui.ctx().request_discard("the size of the dialog");
    }
    let cancelled = shown.is_top_modal && !shown.any_popup_open && escaped(ui);
    DialogOutcome { inner: shown.inner, cancelled }
}

fn over_panel<R>(ui: &Ui, theme: &Theme, id: Id, title: &str, content: impl FnOnce(&mut Ui) -> R) -> DialogOutcome<R> {
    let room = ui.clip_rect().intersect(ui.max_rect());
    let popup_open = Popup::is_any_open(ui.ctx());
    let size = ui.data(|data| data.get_temp(id)).unwrap_or(room.size());
    let area = Area::new(id)
        .kind(UiKind::Modal)
        .order(Order::Foreground)
        .fixed_pos(room.min)
        .constrain_to(room)
        .sense(Sense::CLICK | Sense::DRAG);
    let inner = area
        .show(ui.ctx(), |ui| {
            ui.painter().rect_filled(room, 0.0, theme.backdrop());
            ui.allocate_rect(room, Sense::CLICK | Sense::DRAG);
            let place = Rect::from_center_size(room.center(), size).intersect(room);
            let sheet = ui.scope_builder(UiBuilder::new().max_rect(place), |ui| sheet(ui, theme, room, title, content));
            if size != sheet.response.rect.size() {
                ui.data_mut(|data| data.insert_temp(id, sheet.response.rect.size()));
                ui.request_discard("the size of the dialog");
            }
            sheet.inner
        })
        .inner;
    DialogOutcome { inner, cancelled: !popup_open && escaped(ui) }
}

fn escaped(ui: &Ui) -> bool {
    ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

/// The card with the title and the content, which scrolls if the room is too low for it.
fn sheet<R>(ui: &mut Ui, theme: &Theme, room: Rect, title: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    theme.apply(ui);
    let padding = f32::from(PADDING);
    // The scroll area clips, so a margin of its own leaves room for the focus ring.
    let ring = RING_ROOM as i8;
    let width = WIDTH.min(room.width() - 2.0 * MARGIN) - 2.0 * padding;
    let height = room.height() - 2.0 * (MARGIN + padding);
    let builder = UiBuilder::new().accessibility_role(Role::Dialog).accessibility_label(title);
    let framed = |ui: &mut Ui| {
        Frame::NONE
            .fill(theme.palette.raised)
            .stroke(Stroke::new(1.0, theme.palette.hairline))
            .corner_radius(CornerRadius::same(CARD_RADIUS))
            .inner_margin(Margin::same(PADDING - ring))
            .shadow(theme.shadow())
            .show(ui, |ui| {
                ui.set_width(width + 2.0 * RING_ROOM);
                // Not as high as it was in the last frame: an error may have come.
                ui.set_max_height(height + 2.0 * RING_ROOM);
                ScrollArea::vertical()
                    .content_margin(Margin::same(ring))
                    .max_height(height + 2.0 * RING_ROOM)
                    // An area offers the height that its content had before; a longer content may have all of it.
                    .min_scrolled_height(height + 2.0 * RING_ROOM)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        ui.set_width(width);
                        text::title(ui, theme, title);
                        content(ui)
                    })
                    .inner
            })
            .inner
    };
    let sheet = ui.scope_builder(builder, framed);
    ui.accesskit_node_builder(sheet.response.id, |node| node.set_modal());
    sheet.inner
}
