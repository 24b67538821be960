//! The bar: where to go to the left, how to leave to the right.

use egui::accesskit::Role as Part;
use egui::{Ui, UiBuilder};

use super::Tab;
use crate::auth::Role;
use crate::gui::icon::Icon;
use crate::gui::scene::Scene;
use crate::gui::text::{self, account};
use crate::gui::widgets::{self, Button, is_narrow, tab, tooltip};

/// What was pressed.
pub(super) enum Chosen {
    Tab(Tab),
    Lock,
    SignOut,
}

/// Draws the bar.
pub(super) fn bar(ui: &mut Ui, scene: &Scene<'_>, here: Tab) -> Option<Chosen> {
    let narrow = is_narrow(ui);
    let tabs = |ui: &mut Ui| tabs(ui, scene, here, narrow);
    let (there, leaving) = widgets::bar(ui, scene.theme, tabs, |ui| leave(ui, scene, narrow));
    leaving.or(there)
}

fn tabs(ui: &mut Ui, scene: &Scene<'_>, here: Tab, narrow: bool) -> Option<Chosen> {
    let administers = scene.session.is_some_and(|session| session.role() == Role::Administrator);
    let places = [
        (Tab::Account, Icon::User, account::ACCOUNT, true),
        (Tab::Users, Icon::Users, account::USERS, administers),
        (Tab::Settings, Icon::Settings, account::SETTINGS, true),
    ];
    let list = UiBuilder::new().accessibility_role(Part::TabList);
    ui.scope_builder(list, |ui| {
        let mut chosen = None;
        for (place, icon, words, _) in places.into_iter().filter(|(.., shown)| *shown) {
            if tab(ui, scene.theme, icon, words, place == here, narrow).clicked() {
                chosen = Some(Chosen::Tab(place));
            }
        }
        chosen
    })
    .inner
}

fn leave(ui: &mut Ui, scene: &Scene<'_>, narrow: bool) -> Option<Chosen> {
    let theme = scene.theme;
    let lock = Button::bar(Icon::Lock, account::LOCK, narrow).show(ui, theme);
    let lock = if narrow { lock } else { tooltip(lock, theme, account::LOCK_KEY) };
    let sign_out = Button::bar(Icon::SignOut, text::SIGN_OUT, narrow).show(ui, theme);
    if lock.clicked() { Some(Chosen::Lock) } else { sign_out.clicked().then_some(Chosen::SignOut) }
}
