//! The user's own account: two-factor, password, history, sessions.

mod banners;
mod history;
mod sessions;
mod two_factor;

#[cfg(test)]
mod tests;

use egui::{Response, Ui};

use crate::auth::{AccountView, HistoryEntry, SignInNotices};
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Confirmation, DialogRequest, Query, SessionRequest};
use crate::gui::text::account;
use crate::gui::text::when::DateFormatter;
use crate::gui::theme::{GRID, WIDE_COLUMN};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, TopSpacing, card, divider, heading, list_row, scroll_page, subtitle};

/// The account data that was read.
pub struct AccountScreen {
    notices: SignInNotices,
    account: Option<Box<AccountView>>,
    history: history::History,
}

impl AccountScreen {
    pub fn new(notices: SignInNotices) -> Self {
        Self { notices, account: None, history: history::History::default() }
    }

    /// Sets the current account data.
    pub fn set_account(&mut self, view: Box<AccountView>) {
        self.account = Some(view);
    }

    /// Sets the current history.
    pub fn set_history(&mut self, entries: Vec<HistoryEntry>) {
        self.history.set_entries(entries);
    }

    /// Returns the queries to repeat after an operation.
    pub fn queries(&self) -> &'static [Query] {
        if self.history.is_open() { &[Query::Account, Query::History] } else { &[Query::Account] }
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
        scroll_page(ui, WIDE_COLUMN, TopSpacing::Small, body)
    }
}

/// What each section of the screen draws from.
struct AccountContext<'a> {
    account: &'a AccountView,
    view_context: &'a ViewContext<'a>,
    dates: &'a DateFormatter,
}

impl AccountContext<'_> {
    /// Draws a button of a card, enabled if `possible` and nothing runs.
    fn button(&self, ui: &mut Ui, label: &str, possible: bool) -> Response {
        let enabled = possible && !self.view_context.busy;
        Button::secondary(label).compact().enabled(enabled).show(ui, self.view_context.theme)
    }
}

fn password_and_history(ui: &mut Ui, cx: &AccountContext<'_>, history: &mut history::History) -> Option<Command> {
    let theme = cx.view_context.theme;
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let changed = account::password_changed(cx.account, cx.dates);
        let change = list_row(ui, theme, Icon::Key, (account::PASSWORD, &changed), |ui| {
            cx.button(ui, account::CHANGE_PASSWORD_BUTTON, true)
        });
        divider(ui, theme);
        let command = history.show(ui, cx);
        if change.clicked() { Some(Command::SendInSession(SessionRequest::QueryStepUpNeeded)) } else { command }
    })
}

/// Opens the dialog for `question`.
fn open_confirmation(question: Confirmation) -> Command {
    Command::OpenDialog(DialogRequest::Confirm(question))
}
