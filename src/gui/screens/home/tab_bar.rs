//! The tab bar: sections at the left, lock and sign-out at the right.

use egui::accesskit::Role as Part;
use egui::{Ui, UiBuilder};

use crate::auth::Role;
use crate::gui::icon::Icon;
use crate::gui::options::Content;
use crate::gui::section::Section;
use crate::gui::shortcuts;
use crate::gui::text::{self, account};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{self, Button, is_narrow, tab, tab_width, tooltip};

/// The button that was pressed.
pub(super) enum TabBarResponse {
    Section(Section),
    Lock,
    SignOut,
}

/// Width of our own tabs and buttons, with text and as icons, in points.
const TABS_WIDTH: f32 = 440.0;
const TABS_ICON_WIDTH: f32 = 200.0;

/// Which tabs are reduced to icons for lack of space.
#[derive(Clone, Copy)]
struct Compact {
    own_tabs: bool,
    host_tab: bool,
}

impl Compact {
    /// Our own tabs become icons first; the host's tab keeps its name longest, since it says where the user is.
    fn for_width(ui: &Ui, host: Option<&str>) -> Self {
        let available = ui.available_width();
        match host.map(|name| tab_width(ui, name)) {
            None => Self { own_tabs: is_narrow(ui), host_tab: false },
            Some(name) => {
                Self { own_tabs: available < TABS_WIDTH + name, host_tab: available < TABS_ICON_WIDTH + name }
            }
        }
    }
}

/// Draws the tab bar.
pub(super) fn tab_bar(ui: &mut Ui, cx: &ViewContext<'_>, current: Section) -> Option<TabBarResponse> {
    let host = match cx.content {
        Content::HostTab(name) => Some(name.as_str()),
        Content::Host | Content::AccountOnly => None,
    };
    let compact = Compact::for_width(ui, host);
    let tabs = |ui: &mut Ui| tabs(ui, cx, (current, host), compact);
    let (tabs_response, buttons_response) =
        widgets::top_bar(ui, cx.theme, tabs, |ui| session_buttons(ui, cx, compact.own_tabs));
    buttons_response.or(tabs_response)
}

fn tabs(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    (current, host): (Section, Option<&str>),
    compact_parts: Compact,
) -> Option<TabBarResponse> {
    let is_administrator = cx.session.is_some_and(|session| session.role() == Role::Administrator);
    let own_tabs = [
        (Section::Account, Icon::User, account::ACCOUNT, true),
        (Section::Users, Icon::Users, account::USERS, is_administrator),
        (Section::Settings, Icon::Settings, account::SETTINGS, true),
    ];
    let own_tabs = own_tabs.into_iter().filter(|(.., shown)| *shown);
    let own_tabs = own_tabs.map(|(section, icon, label, _)| (section, icon, label, compact_parts.own_tabs));
    let host_tab = host.map(|name| (Section::Content, Icon::Home, name, compact_parts.host_tab));
    let list = UiBuilder::new().accessibility_role(Part::TabList);
    ui.scope_builder(list, |ui| {
        let mut response = None;
        for (section, icon, label, compact) in host_tab.into_iter().chain(own_tabs) {
            if tab(ui, cx.theme, icon, label, section == current, compact).clicked() {
                response = Some(TabBarResponse::Section(section));
            }
        }
        response
    })
    .inner
}

fn session_buttons(ui: &mut Ui, cx: &ViewContext<'_>, narrow: bool) -> Option<TabBarResponse> {
    let theme = cx.theme;
    let lock = Button::toolbar(Icon::Lock, account::LOCK, narrow).show(ui, theme);
    let keys = shortcuts::format_shortcut(ui, &shortcuts::LOCK);
    ui.accesskit_node_builder(lock.id, |node| node.set_keyboard_shortcut(keys.as_str()));
    let lock = if narrow { lock } else { tooltip(lock, theme, &keys) };
    let sign_out = Button::toolbar(Icon::SignOut, text::SIGN_OUT, narrow).show(ui, theme);
    if lock.clicked() { Some(TabBarResponse::Lock) } else { sign_out.clicked().then_some(TabBarResponse::SignOut) }
}
