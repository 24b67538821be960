//! The operations of an administrator on an account, with the reasons for those that are disabled.

use crate::auth::{Role, TwoFactorStatus, UserView};
use crate::gui::message::{Command, Confirmation, DialogRequest, Operation};
use crate::gui::text::users as text;
use crate::gui::widgets::Menu;

struct MenuEntry {
    label: String,
    command: Command,
    /// The reason why it is disabled.
    disabled_reason: Option<&'static str>,
}

fn entries(user: &UserView) -> Vec<MenuEntry> {
    let id = user.id;
    let username = || user.username.clone();
    let own_reason = user.is_self.then_some(text::OWN_TWO_FACTOR);
    let reset_off = own_reason.or((user.two_factor == TwoFactorStatus::Off).then_some(text::NO_TWO_FACTOR_TO_RESET));
    let self_message = if user.is_last_administrator { text::LAST_ADMINISTRATOR } else { text::NOT_ON_SELF };
    let self_reason = (user.is_self || user.is_last_administrator).then_some(self_message);
    let confirm = |label: String, confirmation, disabled_reason| MenuEntry {
        label: text::with_ellipsis(&label),
        command: Command::OpenDialog(DialogRequest::Confirm(confirmation)),
        disabled_reason,
    };
    // These can be undone.
    let immediate =
        |label, operation, disabled_reason| MenuEntry { label, command: Command::run(operation), disabled_reason };
    let name = user.username.as_str();
    let enable = if user.enabled { text::disable(name) } else { text::enable(name) };
    let change_role = match user.role {
        Role::Member => {
            let promotion = Confirmation::MakeAdministrator { id, username: username() };
            confirm(text::make_administrator(name), promotion, self_reason)
        }
        Role::Administrator => {
            let operation = Operation::SetRole { id, username: username(), role: Role::Member };
            immediate(text::make_member(name), operation, self_reason)
        }
    };

    let reset = Confirmation::ResetTwoFactor { id, username: username() };
    let mut entries = vec![confirm(text::reset_two_factor(name), reset, reset_off)];
    if user.codes_suspended {
        let unsuspend = Operation::UnsuspendCodes { id, username: username() };
        entries.push(immediate(text::allow_codes(name), unsuspend, own_reason));
    }
    let temporary = Confirmation::TemporaryPassword { id, username: username() };
    let set_enabled = Operation::SetEnabled { id, username: username(), enabled: !user.enabled };
    let delete = Confirmation::Delete { id, username: username() };
    entries.extend([
        confirm(text::new_temporary_password(name), temporary, own_reason),
        immediate(enable, set_enabled, self_reason),
        change_role,
        confirm(text::delete(name), delete, self_reason),
    ]);
    entries
}

/// Draws the entries. Consecutive disabled entries with the same reason show it once, under the last.
pub(super) fn draw(menu: &mut Menu<'_>, user: &UserView) -> Option<Command> {
    let mut command = None;
    let mut entries = entries(user).into_iter().peekable();
    while let Some(entry) = entries.next() {
        if let Some(reason) = entry.disabled_reason {
            let is_last = entries.peek().is_none_or(|next| next.disabled_reason != entry.disabled_reason);
            menu.disabled(&entry.label, reason, is_last);
            continue;
        }
        let chosen = match &entry.command {
            Command::OpenDialog(DialogRequest::Confirm(Confirmation::Delete { .. })) => menu.danger(&entry.label),
            _ => menu.entry(&entry.label),
        };
        if chosen {
            command = Some(entry.command);
        }
    }
    command
}
