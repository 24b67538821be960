//! The bar: where to go to the left, how to leave to the right.

use egui::accesskit::Role as Part;
use egui::{Ui, UiBuilder};

use crate::auth::Role;
use crate::gui::gate::{Inside, Place};
use crate::gui::icon::Icon;
use crate::gui::scene::Scene;
use crate::gui::shortcuts;
use crate::gui::text::{self, account};
use crate::gui::widgets::{self, Button, is_narrow, tab, tab_width, tooltip};

/// What was pressed.
pub(super) enum Chosen {
    Place(Place),
    Lock,
    SignOut,
}

/// What the places and ways out of our own take, as words and as icons, in points.
const OWN_WORDS: f32 = 440.0;
const OWN_ICONS: f32 = 200.0;

/// Which parts of the bar are icons, for want of room.
#[derive(Clone, Copy)]
struct Icons {
    own: bool,
    hosts: bool,
}

impl Icons {
    /// The name of the host's own goes last: it says where one is.
    fn in_room_of(ui: &Ui, host: Option<&str>) -> Self {
        let room = ui.available_width();
        match host.map(|name| tab_width(ui, name)) {
            None => Self { own: is_narrow(ui), hosts: false },
            Some(name) => Self { own: room < OWN_WORDS + name, hosts: room < OWN_ICONS + name },
        }
    }
}

/// Draws the bar.
pub(super) fn bar(ui: &mut Ui, scene: &Scene<'_>, here: Place) -> Option<Chosen> {
    let host = match scene.inside {
        Inside::Tab(name) => Some(name.as_str()),
        Inside::Content | Inside::Account => None,
    };
    let icons = Icons::in_room_of(ui, host);
    let tabs = |ui: &mut Ui| tabs(ui, scene, (here, host), icons);
    let (there, leaving) = widgets::bar(ui, scene.theme, tabs, |ui| leave(ui, scene, icons.own));
    leaving.or(there)
}

fn tabs(ui: &mut Ui, scene: &Scene<'_>, (here, host): (Place, Option<&str>), icons: Icons) -> Option<Chosen> {
    let administers = scene.session.is_some_and(|session| session.role() == Role::Administrator);
    let own = [
        (Place::Account, Icon::User, account::ACCOUNT, true),
        (Place::Users, Icon::Users, account::USERS, administers),
        (Place::Settings, Icon::Settings, account::SETTINGS, true),
    ];
    let own = own.into_iter().filter(|(.., shown)| *shown);
    let own = own.map(|(place, icon, words, _)| (place, icon, words, icons.own));
    let hosts = host.map(|name| (Place::Content, Icon::Home, name, icons.hosts));
    let list = UiBuilder::new().accessibility_role(Part::TabList);
    ui.scope_builder(list, |ui| {
        let mut chosen = None;
        for (place, icon, words, compact) in hosts.into_iter().chain(own) {
            if tab(ui, scene.theme, icon, words, place == here, compact).clicked() {
                chosen = Some(Chosen::Place(place));
            }
        }
        chosen
    })
    .inner
}

fn leave(ui: &mut Ui, scene: &Scene<'_>, narrow: bool) -> Option<Chosen> {
    let theme = scene.theme;
    let lock = Button::bar(Icon::Lock, account::LOCK, narrow).show(ui, theme);
    let keys = shortcuts::written(ui, &shortcuts::LOCK);
    ui.accesskit_node_builder(lock.id, |node| node.set_keyboard_shortcut(keys.as_str()));
    let lock = if narrow { lock } else { tooltip(lock, theme, &keys) };
    let sign_out = Button::bar(Icon::SignOut, text::SIGN_OUT, narrow).show(ui, theme);
    if lock.clicked() { Some(Chosen::Lock) } else { sign_out.clicked().then_some(Chosen::SignOut) }
}
