//! The tab bar: sections at the left, lock and sign-out at the right.

use egui::accesskit::Role as Part;
use egui::{Ui, UiBuilder};

use crate::auth::Role;
use crate::gui::icon::Icon;
use crate::gui::message::Command;
use crate::gui::options::Content;
use crate::gui::section::Section;
use crate::gui::shortcuts;
use crate::gui::text::{self, account, settings, users};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, is_narrow, tab, tab_width, tooltip, top_bar};

/// Width of our own tabs and buttons, with text and as icons, in points.
const TABS_WIDTH: f32 = 440.0;
const TABS_ICON_WIDTH: f32 = 200.0;

/// Returns whether our own tabs and the host's tab are reduced to icons for lack of space. The host's tab keeps its
/// name longest, since it says where the user is.
fn compact_tabs(ui: &Ui, host: Option<&str>) -> (bool, bool) {
    let available = ui.available_width();
    match host.map(|name| tab_width(ui, name)) {
        None => (is_narrow(ui), false),
        Some(name) => (available < TABS_WIDTH + name, available < TABS_ICON_WIDTH + name),
    }
}

/// Draws the tab bar; returns the tab that was pressed, and the command of a button.
pub(super) fn tab_bar(ui: &mut Ui, cx: &ViewContext<'_>, current: Section) -> (Option<Section>, Option<Command>) {
    let host = match cx.content {
        Content::HostTab(name) => Some(name.as_str()),
        Content::Host | Content::AccountOnly => None,
    };
    let (compact, compact_host) = compact_tabs(ui, host);
    let is_administrator = cx.session.is_some_and(|session| session.role() == Role::Administrator);
    let tabs = [
        host.map(|name| (Section::Content, Icon::Home, name, compact_host)),
        Some((Section::Account, Icon::User, account::ACCOUNT, compact)),
        is_administrator.then_some((Section::Users, Icon::Users, users::USERS, compact)),
        Some((Section::Settings, Icon::Settings, settings::SETTINGS, compact)),
    ];
    let list = UiBuilder::new().accessibility_role(Part::TabList);
    let draw_tabs = |ui: &mut Ui| {
        let mut chosen = None;
        for (section, icon, label, compact) in tabs.into_iter().flatten() {
            if tab(ui, cx.theme, icon, label, section == current, compact).clicked() {
                chosen = Some(section);
            }
        }
        chosen
    };
    let tabs = |ui: &mut Ui| ui.scope_builder(list, draw_tabs).inner;
    top_bar(ui, cx.theme, tabs, |ui| session_buttons(ui, cx, compact))
}

fn session_buttons(ui: &mut Ui, cx: &ViewContext<'_>, narrow: bool) -> Option<Command> {
    let theme = cx.theme;
    let lock = Button::toolbar(Icon::Lock, account::LOCK, narrow).show(ui, theme);
    let keys = shortcuts::format_shortcut(ui, &shortcuts::LOCK);
    ui.accesskit_node_builder(lock.id, |node| node.set_keyboard_shortcut(keys.as_str()));
    let lock = if narrow { lock } else { tooltip(lock, theme, &keys) };
    let sign_out = Button::toolbar(Icon::SignOut, text::SIGN_OUT, narrow).show(ui, theme);
    if lock.clicked() { Some(Command::Lock) } else { sign_out.clicked().then_some(Command::SignOut { reason: None }) }
}
