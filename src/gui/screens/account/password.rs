//! The user's own password, and the history of sign-ins.

use egui::Ui;

use crate::gui::icon::Icon;
use crate::gui::message::{Command, SessionRequest};
use crate::gui::screens::account::AccountContext;
use crate::gui::screens::account::history::History;
use crate::gui::text::account;
use crate::gui::widgets::{Button, card, divider, list_row};

pub(super) fn show(ui: &mut Ui, cx: &AccountContext<'_>, history: &mut History) -> Option<Command> {
    let theme = cx.view_context.theme;
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let changed = account::password_changed(cx.account, cx.dates);
        let change = list_row(ui, theme, Icon::Key, (account::PASSWORD, &changed), |ui| {
            Button::secondary(account::CHANGE_PASSWORD_BUTTON).compact().enabled(!cx.view_context.busy).show(ui, theme)
        });
        divider(ui, theme);
        let command = history.show(ui, cx);
        if change.clicked() { Some(Command::SendInSession(SessionRequest::QueryStepUpNeeded)) } else { command }
    })
}
