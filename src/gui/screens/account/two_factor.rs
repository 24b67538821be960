//! The user's own second factors: authenticators and recovery codes.

use egui::{Response, Ui};

use crate::auth::{AuthenticatorView, MAX_AUTHENTICATORS};
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Confirmation, DialogRequest, Operation};
use crate::gui::screens::account::{AccountContext, open_confirmation};
use crate::gui::text::{self, account, setup};
use crate::gui::theme::Intent;
use crate::gui::widgets::{
    Button, badge, caption, card, card_head, divider, list_row, menu_button, overflow_button, weak,
};

pub(super) fn show(ui: &mut Ui, cx: &AccountContext<'_>) -> Option<Command> {
    let theme = cx.view_context.theme;
    let (intent, state) = if cx.account.two_factor { (Intent::Accent, text::ON) } else { (Intent::Neutral, text::OFF) };
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        card_head(ui, theme, Icon::Shield, account::TWO_FACTOR, |ui| badge(ui, theme, intent, state));
        if cx.account.two_factor { show_on(ui, cx) } else { show_off(ui, cx) }
    })
}

fn show_off(ui: &mut Ui, cx: &AccountContext<'_>) -> Option<Command> {
    let theme = cx.view_context.theme;
    weak(ui, theme, account::OFF_BODY);
    let set_up = Button::primary(setup::SET_UP).compact().enabled(!cx.view_context.busy).show(ui, theme);
    set_up.clicked().then_some(Command::run(Operation::BeginSetup))
}

fn show_on(ui: &mut Ui, cx: &AccountContext<'_>) -> Option<Command> {
    let theme = cx.view_context.theme;
    let authenticators = &cx.account.authenticators;
    let mut command = None;
    if authenticators.is_empty() {
        weak(ui, theme, account::NONE_PAIRED);
    }
    for view in authenticators {
        command = command.or(authenticator_row(ui, cx, view));
        divider(ui, theme);
    }
    let left = cx.account.recovery_left;
    let codes = list_row(ui, theme, Icon::Key, (account::RECOVERY_CODES, &account::codes_left(left)), |ui| {
        cx.button(ui, account::NEW_CODES_BUTTON, true)
    });
    let (add, turn_off) = footer(ui, cx);
    if codes.clicked() {
        command = Some(open_confirmation(Confirmation::NewRecoveryCodes { left }));
    } else if add.clicked() {
        command = Some(Command::run(Operation::BeginSetup));
    } else if turn_off.clicked() {
        command = Some(open_confirmation(Confirmation::DisableTwoFactor));
    }
    command
}

fn footer(ui: &mut Ui, cx: &AccountContext<'_>) -> (Response, Response) {
    let can_add = cx.account.authenticators.len() < MAX_AUTHENTICATORS;
    let buttons = ui.horizontal_wrapped(|ui| {
        let add = cx.button(ui, account::ADD, can_add);
        if !can_add {
            ui.accesskit_node_builder(add.id, |node| node.set_description(account::TOO_MANY_AUTHENTICATORS));
        }
        (add, cx.button(ui, account::TURN_OFF_BUTTON, true))
    });
    if !can_add {
        caption(ui, cx.view_context.theme, Intent::Neutral, account::TOO_MANY_AUTHENTICATORS);
    }
    buttons.inner
}

fn authenticator_row(ui: &mut Ui, cx: &AccountContext<'_>, view: &AuthenticatorView) -> Option<Command> {
    let theme = cx.view_context.theme;
    let mut command = None;
    let details = account::authenticator(view, cx.dates);
    list_row(ui, theme, Icon::Phone, (&view.name, &details), |ui| {
        let name = account::actions_for(&view.name);
        menu_button(ui, theme, overflow_button(&name).enabled(!cx.view_context.busy), |menu| {
            if menu.entry(&account::rename_button(&view.name)) {
                command = Some(Command::OpenDialog(DialogRequest::RenameAuthenticator {
                    id: view.id,
                    name: view.name.clone(),
                }));
            }
            if menu.danger(&account::remove_button(&view.name)) {
                command = Some(open_confirmation(removal_confirmation(cx, view)));
            }
        });
    });
    command
}

/// Removing the last authenticator disables two-factor, so the confirmation says so.
fn removal_confirmation(cx: &AccountContext<'_>, view: &AuthenticatorView) -> Confirmation {
    let name = view.name.clone();
    if cx.account.authenticators.len() == 1 {
        Confirmation::RemoveLastAuthenticator { name }
    } else {
        Confirmation::RemoveAuthenticator { id: view.id, name }
    }
}
