//! The user's own account: two-factor, password, history, sessions.

mod banners;
mod history;
mod sessions;
mod two_factor;

#[cfg(test)]
mod tests;

use egui::{Response, Ui};

use self::history::History;
use crate::auth::{AccountView, SignInNotices};
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Confirmation, DialogRequest, Query, SessionRequest};
use crate::gui::text::when::DateFormatter;
use crate::gui::text::{PASSWORD, account};
use crate::gui::theme::GRID;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, card, divider, heading, list_row, scroll_page, subtitle};

pub struct AccountScreen {
    notices: SignInNotices,
    pub account: Option<Box<AccountView>>,
    pub history: History,
}

impl AccountScreen {
    pub fn new(notices: SignInNotices) -> Self {
        Self { notices, account: None, history: History::default() }
    }

    /// Returns the queries to repeat after an operation.
    pub fn queries(&self) -> &'static [Query] {
        if self.history.open { &[Query::Account, Query::History] } else { &[Query::Account] }
    }
}

impl View for AccountScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let Self { notices, account, history } = self;
        let session = cx.session?;
        let dates = DateFormatter::local(cx.now.wall);
        let body = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            heading(ui, theme, session.username());
            let opened = dates.time_or_date(session.opened_at());
            subtitle(ui, theme, &account::signed_in_as(session.username(), session.role(), &opened));
            let view = account.as_deref()?;
            let account_cx = AccountContext { account: view, view_context: cx, dates: &dates };
            let commands = [
                banners::show(ui, &account_cx, notices),
                two_factor::show(ui, &account_cx),
                password_and_history(ui, &account_cx, history),
                sessions::show(ui, &account_cx),
            ];
            ui.add_space(GRID);
            commands.into_iter().flatten().next()
        };
        scroll_page(ui, body)
    }
}

/// What each section of the screen draws from.
struct AccountContext<'a> {
    account: &'a AccountView,
    view_context: &'a ViewContext<'a>,
    dates: &'a DateFormatter,
}

impl AccountContext<'_> {
    /// Draws a button of a card, enabled if `possible` and no request is pending.
    fn button(&self, ui: &mut Ui, label: &str, possible: bool) -> Response {
        let enabled = possible && !self.view_context.busy;
        Button::secondary(label).compact().enabled(enabled).show(ui, self.view_context.theme)
    }
}

fn password_and_history(ui: &mut Ui, cx: &AccountContext<'_>, history: &mut History) -> Option<Command> {
    let theme = cx.view_context.theme;
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let changed = account::password_changed(cx.account, cx.dates);
        let change = list_row(ui, theme, Icon::Key, (PASSWORD, &changed), |ui| {
            cx.button(ui, account::CHANGE_PASSWORD_BUTTON, true)
        });
        divider(ui, theme);
        let command = history.show(ui, cx);
        if change.clicked() { Some(Command::SendInSession(SessionRequest::QueryStepUpNeeded)) } else { command }
    })
}

fn open_confirmation(question: Confirmation) -> Command {
    Command::OpenDialog(DialogRequest::Confirm(question))
}
