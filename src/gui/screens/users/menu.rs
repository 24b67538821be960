//! The operations of an administrator on an account, with the reasons for those that are disabled.

use egui::Ui;

use crate::auth::{Role, UserView};
use crate::gui::message::{Command, Confirmation, DialogRequest, Operation};
use crate::gui::text::users as text;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{menu_item, menu_item_danger, menu_item_disabled};

/// An entry of the menu.
pub(super) struct MenuEntry {
    pub(super) label: String,
    pub(super) kind: EntryKind,
    /// The reason why it is disabled.
    pub(super) disabled_reason: Option<&'static str>,
}

/// The effect of an entry.
pub(super) enum EntryKind {
    /// Opens a dialog that asks for confirmation.
    Confirm(Confirmation),
    /// Runs the operation, which can be undone.
    Immediate(Operation),
}

/// Returns the menu entries for an account in their order.
pub(super) fn entries(user: &UserView) -> Vec<MenuEntry> {
    let (id, username) = (user.id, user.username.as_str());
    let own_reason = user.is_self.then_some(text::OWN_TWO_FACTOR);
    let reset_off = own_reason.or((!user.two_factor).then_some(text::NO_TWO_FACTOR_TO_RESET));
    let self_message = if user.is_last_administrator { text::LAST_ADMINISTRATOR } else { text::NOT_ON_SELF };
    let self_reason = (user.is_self || user.is_last_administrator).then_some(self_message);
    let confirm = |label: String, operation, disabled_reason| MenuEntry {
        label: text::with_ellipsis(&label),
        kind: EntryKind::Confirm(operation),
        disabled_reason,
    };
    let immediate =
        |label, operation, disabled_reason| MenuEntry { label, kind: EntryKind::Immediate(operation), disabled_reason };
    let to_owned = || username.to_owned();

    let mut entries = vec![confirm(
        text::reset_two_factor(username),
        Confirmation::ResetTwoFactor { id, username: to_owned() },
        reset_off,
    )];
    if user.codes_suspended {
        entries.push(immediate(
            text::allow_codes(username),
            Operation::UnsuspendCodes { id, username: to_owned() },
            own_reason,
        ));
    }
    entries.push(confirm(
        text::new_temporary_password(username),
        Confirmation::TemporaryPassword { id, username: to_owned() },
        own_reason,
    ));
    let label = if user.enabled { text::disable(username) } else { text::enable(username) };
    entries.push(immediate(
        label,
        Operation::SetEnabled { id, username: to_owned(), enabled: !user.enabled },
        self_reason,
    ));
    let (role, label) = match user.role {
        Role::Member => (Role::Administrator, text::make_administrator(username)),
        Role::Administrator => (Role::Member, text::make_member(username)),
    };
    entries.push(immediate(label, Operation::SetRole { id, username: to_owned(), role }, self_reason));
    entries.push(confirm(text::delete(username), Confirmation::Delete { id, username: to_owned() }, self_reason));
    entries
}

/// Draws the entries. Consecutive disabled items with the same reason show it once, under the last.
pub(super) fn draw(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView) -> Option<Command> {
    let theme = cx.theme;
    let mut command = None;
    let mut entries = entries(user).into_iter().peekable();
    while let Some(MenuEntry { label, kind, disabled_reason }) = entries.next() {
        if let Some(reason) = disabled_reason {
            let is_last = entries.peek().is_none_or(|next| next.disabled_reason != disabled_reason);
            menu_item_disabled(ui, theme, &label, reason, is_last);
            continue;
        }
        let response = match &kind {
            EntryKind::Confirm(Confirmation::Delete { .. }) => menu_item_danger(ui, theme, &label),
            _ => menu_item(ui, theme, &label),
        };
        if response.clicked() {
            command = Some(action(kind));
        }
    }
    command
}

fn action(kind: EntryKind) -> Command {
    match kind {
        EntryKind::Confirm(confirmation) => Command::OpenDialog(DialogRequest::Confirm(confirmation)),
        EntryKind::Immediate(operation) => Command::run(operation),
    }
}
