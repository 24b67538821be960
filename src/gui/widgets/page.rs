//! Pages: the column, and the footer that stays in the window while the rest scrolls.

use egui::scroll_area::ScrollAreaOutput;
use egui::{Align, Context, Id, Layout, Margin, Rect, Response, ScrollArea, Stroke, Ui, UiBuilder, Vec2, pos2, vec2};

use crate::gui::theme::{GRID, GUTTER, SIGN_IN_FOOTER_HEIGHT, SIGN_IN_HEIGHT, STEP_HEIGHT, Theme, WIDE_COLUMN};

/// Space for the focus ring of a widget at a clipping edge, in points.
pub(super) const FOCUS_RING_MARGIN: f32 = 4.0;
/// A footer that is higher than this part of the window scrolls with the content.
const MAX_FOOTER_PART: f32 = 0.25;
/// Passes after a change of size in which the layout settles.
const PASSES_AFTER_RESIZE: u64 = 3;

/// The place of a page and its footer in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// The page is as high as its content, and vertically centred; the footer follows the content.
    Centred,
    /// The page has the height of a step, and is vertically centred; the footer is at its bottom, so that the buttons
    /// are in the same place in every step.
    Step,
}

/// The heights of a page in the last frame, in points.
#[derive(Clone, Copy, Default, PartialEq)]
struct PageSize {
    body: f32,
    footer: f32,
}

impl PageSize {
    fn footer_scrolls(self, height: f32) -> bool {
        self.footer > height * MAX_FOOTER_PART
    }

    /// Returns the space above a centred page. Pages up to [`SIGN_IN_HEIGHT`] begin at the same place; longer ones move
    /// up, and a footer that grows moves nothing while there is space for it.
    fn space_above(self, height: f32) -> f32 {
        let page = SIGN_IN_HEIGHT.max(self.body + SIGN_IN_FOOTER_HEIGHT);
        ((height - page) / 2.0).min(height - self.body - self.footer).max(2.0 * GRID).floor()
    }
}

impl Placement {
    /// Returns the height of the page in a window of this height, in points.
    pub fn height(self, window: f32) -> f32 {
        match self {
            Self::Centred => window,
            Self::Step => window.min(STEP_HEIGHT),
        }
    }
}

/// Draws in a centred column at most `max_width` points wide.
pub fn column<R>(ui: &mut Ui, max_width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let available = ui.available_rect_before_wrap();
    let width = max_width.min(available.width() - 2.0 * GUTTER).max(0.0).floor();
    let left = available.left() + ((available.width() - width) / 2.0).floor();
    let rect = Rect::from_min_size(pos2(left, available.top()), vec2(width, available.height()));
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.set_width(width);
        add(ui)
    })
    .inner
}

/// Draws a wide page without a footer, in which everything scrolls.
pub fn scroll_page<R>(ui: &mut Ui, body: impl FnOnce(&mut Ui) -> R) -> R {
    let area = ScrollArea::vertical().max_height(ui.available_height()).auto_shrink([false, true]);
    scroll(ui, area, WIDE_COLUMN, |ui| {
        ui.add_space(3.0 * GRID);
        body(ui)
    })
    .inner
}

fn scroll<R>(ui: &mut Ui, area: ScrollArea, max_width: f32, body: impl FnOnce(&mut Ui) -> R) -> ScrollAreaOutput<R> {
    note_size(ui, ui.max_rect().size());
    let margin = Margin { bottom: FOCUS_RING_MARGIN as i8, ..Margin::ZERO };
    area.content_margin(margin).show(ui, |ui| {
        column(ui, max_width, |ui| {
            ui.spacing_mut().item_spacing.y = GRID;
            body(ui)
        })
    })
}

/// Draws a page: `body` scrolls if necessary; `footer` (its buttons) stays in the window, unless it takes too much of a
/// low one and scrolls with the rest.
pub fn scroll_with_footer<B, F>(
    ui: &mut Ui,
    theme: &Theme,
    max_width: f32,
    placement: Placement,
    body: impl FnOnce(&mut Ui) -> B,
    footer: impl FnOnce(&mut Ui) -> F,
) -> (B, F) {
    let id = ui.make_persistent_id(("page", placement as u8));
    let last: PageSize = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut size = PageSize::default();
    ui.spacing_mut().item_spacing.y = 0.0;
    let window = ui.available_height();
    let height = placement.height(window);
    let above = match placement {
        Placement::Centred => last.space_above(height),
        Placement::Step => {
            ui.add_space(((window - height) / 2.0).floor());
            3.0 * GRID
        }
    };
    let body = |ui: &mut Ui| {
        ui.add_space(above);
        let (body, height) = measured(ui, body);
        // Only a centred page is laid out by the height of its content.
        size.body = if placement == Placement::Centred { height } else { 0.0 };
        body
    };
    // With its own id, so that its widgets keep theirs, and so the focus, where the footer begins to scroll.
    let builder = UiBuilder::new().scope_id(id.with("footer"));
    let footer = |ui: &mut Ui| {
        ui.add_space(GRID);
        let footer = ui.scope_builder(builder, footer).inner;
        ui.add_space(footer_margin(placement, height));
        footer
    };
    let area = ScrollArea::vertical().auto_shrink([false, placement == Placement::Centred]);
    let (body, (footer, footer_height)) = if last.footer_scrolls(height) {
        let page = |ui: &mut Ui| (body(ui), measured(ui, footer));
        scroll(ui, area.max_height(height), max_width, page).inner
    } else {
        let max_height = (height - last.footer).max(8.0 * GRID);
        let scrolled = scroll(ui, area.max_height(max_height), max_width, body);
        if scrolled.content_size.y > scrolled.inner_rect.height() + 0.5 {
            let line = Stroke::new(1.0, theme.palette.divider);
            ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), line);
        }
        let footer = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = GRID;
            footer(ui)
        };
        (scrolled.inner, measured(ui, |ui| column(ui, max_width, footer)))
    };
    size.footer = footer_height;
    keep_size(ui, id, size);
    (body, footer)
}

/// Returns the space below the footer, in points. Low windows have little to spare.
fn footer_margin(placement: Placement, height: f32) -> f32 {
    match placement {
        Placement::Step if height >= 560.0 => 2.0 * GRID,
        _ => GRID,
    }
}

/// Returns what `add` returns, and the height of what it draws.
fn measured<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> (R, f32) {
    let start = ui.cursor().top();
    let inner = add(ui);
    (inner, ui.cursor().top() - start)
}

/// Keeps `size` for the next frame, which is laid out by it. If it has changed, this frame is drawn again.
pub(super) fn keep_size<T: PartialEq + Copy + Send + Sync + 'static>(ui: &Ui, id: Id, size: T) {
    if ui.data(|data| data.get_temp(id)) != Some(size) {
        ui.data_mut(|data| data.insert_temp(id, size));
        ui.request_discard("the size of a part");
    }
}

/// Notes in which pass the space for a page or a dialog last changed, by another size of the window or another zoom.
pub(super) fn note_size(ui: &Ui, size: Vec2) {
    let id = ui.scope_id().with("size");
    let last: Option<Vec2> = ui.data(|data| data.get_temp(id));
    if last == Some(size) {
        return;
    }
    ui.data_mut(|data| data.insert_temp(id, size));
    if last.is_some() {
        let (id, pass) = (resized_id(ui), ui.cumulative_pass_nr());
        ui.data_mut(|data| data.insert_temp(id, pass));
    }
}

fn resized_id(ctx: &Context) -> Id {
    Id::unique(("resized", ctx.viewport_id()))
}

/// Focuses a widget that was already drawn in this pass. The page is scrolled to it when it is drawn next.
pub(super) fn focus_and_reveal(response: &Response) {
    response.request_focus();
    response.ctx.data_mut(|data| data.insert_temp(reveal_id(), response.id));
    response.ctx.request_repaint();
}

fn reveal_id() -> Id {
    Id::unique("focused by a view")
}

/// Whether the page is to be scrolled to this widget: it has just received the focus, or it has the focus in a window
/// whose size or zoom has just changed.
pub(super) fn must_reveal(response: &Response) -> bool {
    let ctx = &response.ctx;
    let requested: Option<Id> = ctx.data(|data| data.get_temp(reveal_id()));
    if requested == Some(response.id) {
        ctx.data_mut(|data| data.remove::<Id>(reveal_id()));
        return true;
    }
    let resized = || {
        let id = resized_id(ctx);
        let last: Option<u64> = ctx.data(|data| data.get_temp(id));
        last.is_some_and(|pass| ctx.cumulative_pass_nr() - pass < PASSES_AFTER_RESIZE)
    };
    response.gained_focus() || response.has_focus() && resized()
}

#[cfg(test)]
mod tests;
