//! Menus, which open below a button and take the keyboard while they are open.

use egui::accesskit::{HasPopup, Role};
use egui::{
    Color32, FocusDirection, Frame, Id, Key, Margin, Modifiers, PointerButton, Popup, Rect, RectAlign, Response,
    ScrollArea, Tooltip, Ui, Vec2, pos2, vec2,
};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, GRID, Intent, RADIUS, Theme, Typography};
use crate::gui::widgets::button::clickable;
use crate::gui::widgets::popup::{popup_frame, popup_style, show_tooltip};
use crate::gui::widgets::type_ahead::{find_from, typed_text};
use crate::gui::widgets::{Button, focus_ring, text};

const MIN_WIDTH: f32 = 180.0;
/// Maximum width of a menu, in points; longer labels wrap.
const MAX_WIDTH: f32 = 320.0;
/// Left and right of a label, in points.
const PADDING: f32 = 10.0;
/// Side of the mark of a checked entry, in points.
const MARK_SIZE: f32 = 16.0;

/// Draws a button that opens a menu; its accessible name is for example "Actions for alice". `entries` draws the
/// entries; choosing one closes the menu. The focus then returns to the button.
pub fn menu_button(ui: &mut Ui, theme: &Theme, button: Button<'_>, entries: impl FnOnce(&mut Menu<'_>)) -> Response {
    let response = button.show(ui, theme);
    show_menu(ui, theme, &response, MenuFocus { opened_by_key: false, after: response.id }, entries);
    response
}

/// Creates the bordered three-dots button of [`menu_button`].
pub fn overflow_button(name: &str) -> Button<'_> {
    Button::icon_only(Icon::More, name).bordered()
}

/// The focus around a menu that belongs to a widget with its own keys, such as a table.
#[derive(Clone, Copy)]
pub struct MenuFocus {
    /// The widget opens the menu in this frame.
    pub opened_by_key: bool,
    /// Has the focus after the menu was closed by a key or a choice.
    pub after: Id,
}

/// Draws the menu of `button`, if it is open or opens now.
pub fn show_menu(ui: &Ui, theme: &Theme, button: &Response, focus: MenuFocus, entries: impl FnOnce(&mut Menu<'_>)) {
    ui.accesskit_node_builder(button.id, |node| node.set_has_popup(HasPopup::Menu));
    let id = Popup::default_response_id(button);
    let was_open = Popup::is_id_open(ui, id);
    if focus.opened_by_key {
        Popup::open_id(ui, id);
    }
    let by_key = focus.opened_by_key || (button.clicked() && !button.clicked_by(PointerButton::Primary));
    let shown = Popup::menu(button)
        .align(RectAlign::BOTTOM_END)
        .gap(4.0)
        .style(popup_style(theme))
        .frame(popup_frame(theme, Margin::same(4)))
        .width(MIN_WIDTH)
        .show(|ui| {
            ui.set_min_width(MIN_WIDTH);
            ui.spacing_mut().item_spacing.y = 0.0;
            let height = (ui.ctx().content_rect().height() - 6.0 * PADDING).max(COMPACT_HEIGHT);
            let draw = |ui: &mut Ui| {
                let mut menu = Menu { ui, theme, entries: Vec::new(), chosen: false };
                entries(&mut menu);
                menu.finish(id, (!was_open).then_some(by_key))
            };
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, draw).inner
        });
    // A click elsewhere gives the focus to what was clicked.
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    if let Some(shown) = shown
        && (shown.inner || escaped)
    {
        ui.memory_mut(|memory| memory.request_focus(focus.after));
    }
}

/// The entries of an open menu, from top to bottom.
pub struct Menu<'a> {
    pub(super) ui: &'a mut Ui,
    theme: &'a Theme,
    /// The enabled entries, as the keyboard reaches them.
    entries: Vec<(Id, String)>,
    chosen: bool,
}

impl Menu<'_> {
    /// Draws an entry. Returns whether it was chosen, which closes the menu.
    #[must_use]
    pub fn entry(&mut self, label: &str) -> bool {
        self.draw_enabled(label, Role::MenuItem, self.theme.palette.text, None)
    }

    /// Draws an entry for what cannot be undone.
    #[must_use]
    pub fn danger(&mut self, label: &str) -> bool {
        self.draw_enabled(label, Role::MenuItem, self.theme.palette.error, None)
    }

    /// Draws an entry with a mark if it is `checked`. Those of one choice (`Role::MenuItemRadio`) exclude each other.
    #[must_use]
    pub fn checkable(&mut self, label: &str, role: Role, checked: bool) -> bool {
        self.draw_enabled(label, role, self.theme.palette.text, Some(checked))
    }

    /// Draws the heading of the entries below it.
    pub fn heading(&mut self, label: &str) {
        let theme = self.theme;
        Frame::NONE
            .inner_margin(Margin { top: 6, bottom: 2, ..Margin::symmetric(PADDING as i8, 0) })
            .show(self.ui, |ui| text::caption(ui, theme, Intent::Neutral, label));
    }

    /// Draws a disabled entry with `reason` in its description, in its tooltip and, if `show_reason`, under it.
    /// Consecutive disabled entries with the same reason show it once, under the last.
    pub fn disabled(&mut self, label: &str, reason: &str, show_reason: bool) {
        let (ui, theme) = (&mut *self.ui, self.theme);
        let draw = |ui: &mut Ui| draw_entry(ui, theme, label, Role::MenuItem, theme.palette.text, None);
        let response = ui.add_enabled_ui(false, draw).inner;
        ui.accesskit_node_builder(response.id, |node| node.set_description(reason));
        if show_reason {
            let margin = Margin::symmetric(PADDING as i8, 0);
            Frame::NONE.inner_margin(margin).show(ui, |ui| {
                ui.set_max_width(response.rect.width() - 2.0 * PADDING);
                text::caption(ui, theme, Intent::Neutral, reason);
            });
            ui.add_space(PADDING / 2.0);
        }
        show_tooltip(Tooltip::for_disabled(&response), theme, reason);
    }

    fn draw_enabled(&mut self, label: &str, role: Role, color: Color32, checked: Option<bool>) -> bool {
        let response = draw_entry(self.ui, self.theme, label, role, color, checked);
        self.entries.push((response.id, label.to_lowercase()));
        if response.clicked() {
            self.chosen = true;
            self.ui.close();
        }
        response.clicked()
    }

    /// Moves the focus. A menu that opened in this frame (`opened`: by a key or not) takes it. Returns whether the menu
    /// was closed by a choice or by Tab.
    fn finish(self, id: Id, opened: Option<bool>) -> bool {
        let Self { ui, entries, chosen, .. } = self;
        let starts = id.with("opened by a key");
        if let Some(by_key) = opened {
            // Keys that are typed while the menu is open must not reach the widget that had the focus.
            ui.memory_mut(|memory| memory.focused().inspect(|focused| memory.surrender_focus(*focused)));
            ui.data_mut(|data| data.insert_temp(starts, by_key));
        }
        if ui.is_sizing_pass() {
            return chosen;
        }
        if ui.data_mut(|data| data.remove_temp::<bool>(starts)) == Some(true) {
            focus(ui, entries.first());
        } else if opened.is_none() {
            move_focus(ui, &entries);
        }
        if ui.input_mut(|input| {
            input.consume_key(Modifiers::NONE, Key::Tab) || input.consume_key(Modifiers::SHIFT, Key::Tab)
        }) {
            ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            ui.close();
            return true;
        }
        chosen
    }
}

/// Moves the focus by Home, End and the first letter of an entry. The arrow keys are egui's.
fn move_focus(ui: &Ui, entries: &[(Id, String)]) {
    if ui.input(|input| input.key_pressed(Key::Home)) {
        return focus(ui, entries.first());
    }
    if ui.input(|input| input.key_pressed(Key::End)) {
        return focus(ui, entries.last());
    }
    let typed = typed_text(ui).trim().to_lowercase();
    if typed.is_empty() {
        return;
    }
    let focused = ui.memory(|memory| memory.focused());
    let start = entries.iter().position(|(id, _)| Some(*id) == focused).map_or(0, |place| place + 1);
    let begins = |index: usize| entries.get(index).is_some_and(|(_, label)| label.starts_with(&typed));
    focus(ui, find_from(start, entries.len(), begins).and_then(|index| entries.get(index)));
}

fn focus(ui: &Ui, entry: Option<&(Id, String)>) {
    if let Some((id, _)) = entry {
        ui.memory_mut(|memory| memory.request_focus(*id));
        // The scroll area follows the focus when the entry is drawn.
        ui.request_repaint();
    }
}

fn draw_entry(ui: &mut Ui, theme: &Theme, label: &str, role: Role, color: Color32, checked: Option<bool>) -> Response {
    let indent = if checked.is_some() { MARK_SIZE + GRID } else { 0.0 };
    let max_width = MAX_WIDTH.min(ui.ctx().content_rect().width() - 4.0 * PADDING) - 2.0 * PADDING - indent;
    let galley = text::galley(ui, Typography::Label, color, label, max_width);
    let width = (galley.size().x + 2.0 * PADDING + indent).max(ui.available_width());
    let height = (galley.size().y + PADDING).max(COMPACT_HEIGHT);
    let response = clickable(ui, vec2(width, height), role, label);
    if let Some(checked) = checked {
        ui.accesskit_node_builder(response.id, |node| node.set_toggled(checked.into()));
    }
    if response.enabled() && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(response.rect, RADIUS - 2, theme.palette.divider);
    }
    if response.has_focus() {
        focus_ring(ui, theme, response.rect.shrink(4.0), RADIUS - 4);
    }
    let left = response.rect.left() + PADDING;
    let middle = response.rect.center().y;
    if checked == Some(true) {
        let mark = Rect::from_center_size(pos2(left + MARK_SIZE / 2.0, middle), Vec2::splat(MARK_SIZE));
        Icon::Check.paint(ui.painter(), mark, theme.palette.accent);
    }
    ui.painter().galley(pos2(left + indent, middle - galley.size().y / 2.0), galley, color);
    response
}
