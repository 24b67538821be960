//! The second door of the own account: authenticators and recovery codes.

use egui::{Response, Ui};

use crate::auth::AuthenticatorView;
use crate::gui::action::{Act, Action};
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::ask::Question;
use crate::gui::dialogs::rename::Rename;
use crate::gui::icon::Icon;
use crate::gui::screens::account::{Part, ask};
use crate::gui::text::account;
use crate::gui::theme::Tone;
use crate::gui::widgets::{
    Button, badge, card, card_head, divider, menu_button, menu_danger, menu_item, more, note, row, soft,
};

/// Authenticators that an account may have.
const MOST: usize = 5;

pub(super) fn show(ui: &mut Ui, part: &Part<'_>) -> Option<Action> {
    let theme = part.scene.theme;
    let (tone, word) = if part.view.two_factor { (Tone::Accent, account::ON) } else { (Tone::Quiet, account::OFF) };
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        card_head(ui, theme, Icon::Shield, account::TWO_FACTOR, |ui| badge(ui, theme, tone, word));
        if part.view.two_factor { on(ui, part) } else { off(ui, part) }
    })
}

fn off(ui: &mut Ui, part: &Part<'_>) -> Option<Action> {
    let theme = part.scene.theme;
    soft(ui, theme, account::OFF_MEANS);
    let set_up = Button::primary(account::SET_UP).compact().enabled(!part.scene.busy).show(ui, theme);
    set_up.clicked().then_some(Action::Do(Act::BeginSetup))
}

fn on(ui: &mut Ui, part: &Part<'_>) -> Option<Action> {
    let theme = part.scene.theme;
    let authenticators = &part.view.authenticators;
    let mut wanted = None;
    if authenticators.is_empty() {
        soft(ui, theme, account::NONE_PAIRED);
    }
    for view in authenticators {
        wanted = wanted.or(authenticator(ui, part, view));
        divider(ui, theme);
    }
    let left = part.view.recovery_left;
    let codes = row(ui, theme, Icon::Key, (account::RECOVERY_CODES, &account::left(left)), |ui| {
        quiet(ui, part, account::NEW_CODES_ASK, true)
    });
    let (add, turn_off) = foot(ui, part);
    if codes.clicked() {
        wanted = Some(ask(Question::NewCodes { left }));
    } else if add.clicked() {
        wanted = Some(Action::Do(Act::BeginSetup));
    } else if turn_off.clicked() {
        wanted = Some(ask(Question::TurnOff));
    }
    wanted
}

fn foot(ui: &mut Ui, part: &Part<'_>) -> (Response, Response) {
    let room = part.view.authenticators.len() < MOST;
    let buttons = ui.horizontal_wrapped(|ui| {
        let add = quiet(ui, part, account::ADD, room);
        if !room {
            ui.accesskit_node_builder(add.id, |node| node.set_description(account::FIVE_ALREADY));
        }
        (add, quiet(ui, part, account::TURN_OFF_ASK, true))
    });
    if !room {
        note(ui, part.scene.theme, Tone::Quiet, account::FIVE_ALREADY);
    }
    buttons.inner
}

fn quiet(ui: &mut Ui, part: &Part<'_>, words: &str, possible: bool) -> Response {
    Button::quiet(words).compact().enabled(possible && !part.scene.busy).show(ui, part.scene.theme)
}

fn authenticator(ui: &mut Ui, part: &Part<'_>, view: &AuthenticatorView) -> Option<Action> {
    let theme = part.scene.theme;
    let mut wanted = None;
    let note = account::authenticator(view, part.calendar);
    row(ui, theme, Icon::Phone, (&view.name, &note), |ui| {
        let name = account::actions_for(&view.name);
        let dots = menu_button(ui, theme, more(&name).enabled(!part.scene.busy), |ui| {
            if menu_item(ui, theme, &account::rename_ask(&view.name)).clicked() {
                wanted = Some(Action::Open(Box::new(Dialog::Rename(Rename::new(view.id, &view.name)))));
            }
            if menu_danger(ui, theme, &account::remove_ask(&view.name)).clicked() {
                wanted = Some(ask(removal(part, view)));
            }
        });
        if wanted.is_some() {
            // The menu is gone by the time the dialog closes; its button is where one came from.
            dots.request_focus();
        }
    });
    wanted
}

/// Removing the last one is turning two-factor off, and says so.
fn removal(part: &Part<'_>, view: &AuthenticatorView) -> Question {
    let name = view.name.clone();
    if part.view.authenticators.len() == 1 {
        Question::RemoveLast { name }
    } else {
        Question::Remove { id: view.id, name }
    }
}
