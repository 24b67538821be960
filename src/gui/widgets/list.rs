//! A list of which one row is chosen: one Tab stop, and the arrow keys move in it.

use egui::accesskit::Role;
use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, RADIUS, Theme, Typography};
use crate::gui::widgets::type_ahead::{find_from, typed_text};
use crate::gui::widgets::{focus_ring, text};

/// Rows that a Page key moves by.
const PAGE: usize = 5;
const ICON_SIZE: f32 = 16.0;
/// Left and right in a row, in points.
const PADDING: f32 = 10.0;

/// What was done in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListAction {
    /// A row was clicked, or Enter or Space pressed on it.
    Choose(usize),
    /// Backspace or the left arrow was pressed.
    Leave,
}

/// Draws the rows in `height` points; more of them scroll. `active` is the row that has or receives the focus. Letters go
/// to the next row that begins with them.
pub fn list(
    ui: &mut Ui,
    theme: &Theme,
    (name, icon): (&str, Icon),
    rows: &[String],
    active: &mut usize,
    height: f32,
) -> Option<ListAction> {
    *active = (*active).min(rows.len().saturating_sub(1));
    let id = ui.make_persistent_id(name);
    let builder = UiBuilder::new().accessibility_role(Role::ListBox).accessibility_label(name);
    let draw = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let moved = moved_by_keys(ui, id, rows, active);
        let mut action = moved.leave.then_some(ListAction::Leave);
        for (index, row) in rows.iter().enumerate() {
            let response = draw_row(ui, theme, (id.with(index), icon), row, index == *active);
            ui.accesskit_node_builder(response.id, |node| {
                node.set_position_in_set(index + 1);
                node.set_size_of_set(rows.len());
            });
            if index == *active && (moved.moved || response.gained_focus()) {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                action = Some(ListAction::Choose(index));
            }
        }
        action
    };
    let area = |ui: &mut Ui| {
        ui.set_min_height(height);
        ScrollArea::vertical().id_salt(name).max_height(height).auto_shrink([false, true]).show(ui, draw).inner
    };
    ui.scope_builder(builder, area).inner
}

#[derive(Default)]
struct Moved {
    moved: bool,
    leave: bool,
}

/// Moves the focus by the keys that were pressed, if the list has it.
fn moved_by_keys(ui: &Ui, id: Id, rows: &[String], active: &mut usize) -> Moved {
    let focused = id.with(*active);
    if rows.is_empty() || !ui.is_enabled() || !ui.memory(|memory| memory.has_focus(focused)) {
        return Moved::default();
    }
    let arrows = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, arrows));
    let (last, before) = (rows.len() - 1, *active);
    let leave = ui.input_mut(|input| {
        let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key);
        let down = pressed(Key::ArrowDown) + PAGE * pressed(Key::PageDown);
        let up = pressed(Key::ArrowUp) + PAGE * pressed(Key::PageUp);
        *active = active.saturating_add(down).min(last).saturating_sub(up);
        if pressed(Key::Home) > 0 {
            *active = 0;
        }
        if pressed(Key::End) > 0 {
            *active = last;
        }
        pressed(Key::Backspace) + pressed(Key::ArrowLeft) > 0
    });
    let typed = typed_text(ui).to_lowercase();
    if !typed.trim().is_empty() {
        let begins = |index: usize| rows.get(index).is_some_and(|row| row.to_lowercase().starts_with(&typed));
        *active = find_from(*active + 1, rows.len(), begins).unwrap_or(*active);
    }
    if *active != before {
        ui.memory_mut(|memory| memory.request_focus(id.with(*active)));
    }
    Moved { moved: *active != before, leave }
}

fn draw_row(ui: &mut Ui, theme: &Theme, (id, icon): (Id, Icon), label: &str, active: bool) -> Response {
    let p = &theme.palette;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), COMPACT_HEIGHT), Sense::hover());
    // Only the active row is a Tab stop.
    let response = ui.interact(rect, id, if active { Sense::click() } else { Sense::CLICK });
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), active, label));
    ui.accesskit_node_builder(id, |node| node.set_selected(active));
    if response.enabled() && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, RADIUS, p.divider);
    }
    let at =
        Rect::from_center_size(rect.left_center() + vec2(PADDING + ICON_SIZE / 2.0, 0.0), vec2(ICON_SIZE, ICON_SIZE));
    icon.paint(ui.painter(), at, p.weak_text);
    let left = at.right() + 8.0;
    let galley = text::galley(ui, Typography::Label, p.text, label, f32::INFINITY);
    let place = egui::pos2(left, rect.center().y - galley.size().y / 2.0);
    let clip = rect.with_min_x(left).with_max_x(rect.right() - PADDING);
    ui.painter_at(clip).galley(place, galley, p.text);
    if response.has_focus() {
        focus_ring(ui, theme, rect.shrink(4.0), RADIUS - 2);
    }
    response
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT, Queryable};

    use super::*;

    struct State {
        active: usize,
        action: Option<ListAction>,
    }

    fn harness<'a>() -> Harness<'a, State> {
        let theme = Theme::new(false, true);
        let rows: Vec<String> = ["alpha", "beta", "bravo", "gamma"].map(str::to_owned).to_vec();
        let mut harness = Harness::builder().with_size(vec2(300.0, 200.0)).build_ui_state(
            move |ui, state: &mut State| {
                theme.apply(ui);
                let action = list(ui, &theme, ("Folders", Icon::Folder), &rows, &mut state.active, 96.0);
                state.action = state.action.or(action);
            },
            State { active: 0, action: None },
        );
        harness.run();
        harness.key_press(Key::Tab);
        harness.run();
        harness
    }

    fn focused(harness: &Harness<'_, State>) -> String {
        let is_focused = |node: &egui_kittest::Node<'_>| node.accesskit_node().is_focused();
        let rows = harness.query_all_by_role(Role::ListBoxOption);
        rows.into_iter().find(is_focused).and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    #[test]
    fn the_keys_move_in_the_list_and_choose_a_row() {
        let mut harness = harness();
        for (key, row) in [
            (Key::ArrowDown, "beta"),
            (Key::End, "gamma"),
            (Key::ArrowDown, "gamma"),
            (Key::ArrowUp, "bravo"),
            (Key::Home, "alpha"),
            (Key::PageDown, "gamma"),
            (Key::PageUp, "alpha"),
        ] {
            harness.key_press(key);
            harness.run();
            assert_eq!(focused(&harness), row, "{key:?}");
        }
        for row in ["beta", "bravo", "beta"] {
            harness.event(egui::Event::Text("b".to_owned()));
            harness.run();
            assert_eq!(focused(&harness), row);
        }
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state().action, Some(ListAction::Choose(1)));
    }

    #[test]
    fn backspace_leaves_the_list() {
        let mut harness = harness();
        harness.key_press(Key::Backspace);
        harness.run();
        assert_eq!(harness.state().action, Some(ListAction::Leave));
    }

    #[test]
    fn a_click_or_a_screen_reader_chooses_any_row() {
        let mut harness = harness();
        harness.get_by_role_and_label(Role::ListBoxOption, "bravo").click();
        harness.run();
        assert_eq!(harness.state().action, Some(ListAction::Choose(2)));
    }
}
