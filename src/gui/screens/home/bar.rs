//! The bar: where to go to the left, how to leave to the right.

use egui::accesskit::Role as Part;
use egui::{Ui, UiBuilder};

use crate::auth::Role;
use crate::gui::gate::{Inside, Place};
use crate::gui::icon::Icon;
use crate::gui::scene::Scene;
use crate::gui::text::{self, account};
use crate::gui::widgets::{self, Button, is_narrow, tab, tooltip};

/// Narrower than this, in points, a bar with a tab of the host's shows its other places and ways out as icons.
const CONTENT_AND_WORDS: f32 = 640.0;

/// What was pressed.
pub(super) enum Chosen {
    Place(Place),
    Lock,
    SignOut,
}

/// Draws the bar.
pub(super) fn bar(ui: &mut Ui, scene: &Scene<'_>, here: Place) -> Option<Chosen> {
    // A name of the host's own takes the room of the other words.
    let named = matches!(scene.inside, Inside::Tab(_)) && ui.available_width() < CONTENT_AND_WORDS;
    let narrow = named || is_narrow(ui);
    let tabs = |ui: &mut Ui| tabs(ui, scene, here, narrow);
    let (there, leaving) = widgets::bar(ui, scene.theme, tabs, |ui| leave(ui, scene, narrow));
    leaving.or(there)
}

fn tabs(ui: &mut Ui, scene: &Scene<'_>, here: Place, narrow: bool) -> Option<Chosen> {
    let administers = scene.session.is_some_and(|session| session.role() == Role::Administrator);
    let content = match scene.inside {
        Inside::Tab(name) => Some((Place::Content, Icon::Info, name.as_str())),
        Inside::Content | Inside::Account => None,
    };
    let users = administers.then_some((Place::Users, Icon::Users, account::USERS));
    let places = content.into_iter().chain([(Place::Account, Icon::User, account::ACCOUNT)]).chain(users).chain([(
        Place::Settings,
        Icon::Settings,
        account::SETTINGS,
    )]);
    let list = UiBuilder::new().accessibility_role(Part::TabList);
    ui.scope_builder(list, |ui| {
        let mut chosen = None;
        for (place, icon, words) in places {
            let icons = narrow && place != Place::Content;
            if tab(ui, scene.theme, icon, words, place == here, icons).clicked() {
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
    let lock = if narrow { lock } else { tooltip(lock, theme, account::LOCK_KEY) };
    let sign_out = Button::bar(Icon::SignOut, text::SIGN_OUT, narrow).show(ui, theme);
    if lock.clicked() { Some(Chosen::Lock) } else { sign_out.clicked().then_some(Chosen::SignOut) }
}
