//! Urgent notices for the user.

use egui::Ui;

use crate::auth::SignInNotices;
use crate::gui::message::{Command, Confirmation, DialogRequest};
use crate::gui::screens::account::{AccountContext, open_confirmation};
use crate::gui::text::account;
use crate::gui::theme::Intent;
use crate::gui::widgets::{banner, banner_with};

/// At this many recovery codes or fewer, a new set is offered.
const LOW_RECOVERY_CODES: u32 = 3;

pub(super) fn show(ui: &mut Ui, cx: &AccountContext<'_>, notices: &SignInNotices) -> Option<Command> {
    let theme = cx.view_context.theme;
    if let Some(failed) = account::failed_attempts(notices, cx.dates) {
        banner(ui, theme, Intent::Warning, &failed);
    }
    // Counted at sign-in; a password change since then has reset them.
    let wrong_codes = notices.wrong_codes.min(cx.account.wrong_codes);
    if wrong_codes > 0 {
        banner(ui, theme, Intent::Error, &account::wrong_codes(wrong_codes));
    }
    let codes = recovery_codes(ui, cx, notices);
    let old_data = old_data(ui, cx);
    if cx.account.only_administrator {
        banner(ui, theme, Intent::Accent, account::ONLY_ADMINISTRATOR);
    }
    codes.or(old_data)
}

/// Draws how many codes are left, after one was used or if few are left.
fn recovery_codes(ui: &mut Ui, cx: &AccountContext<'_>, notices: &SignInNotices) -> Option<Command> {
    let left = cx.account.recovery_left;
    if !cx.account.two_factor {
        return None;
    }
    let message = account::recovery_left(left);
    if left > LOW_RECOVERY_CODES {
        let used = notices.recovery_left.is_some_and(|then| left <= then);
        used.then(|| banner(ui, cx.view_context.theme, Intent::Accent, &message));
        return None;
    }
    let draw_button = |ui: &mut Ui| cx.button(ui, account::NEW_CODES_OFFER, true);
    let (_, button) = banner_with(ui, cx.view_context.theme, Intent::Warning, &message, draw_button);
    button.clicked().then(|| open_confirmation(Confirmation::NewRecoveryCodes { left }))
}

fn old_data(ui: &mut Ui, cx: &AccountContext<'_>) -> Option<Command> {
    if !cx.account.old_data {
        return None;
    }
    let draw_button = |ui: &mut Ui| cx.button(ui, account::OLD_DATA_BUTTON, true);
    let (_, button) = banner_with(ui, cx.view_context.theme, Intent::Accent, account::OLD_DATA, draw_button);
    button.clicked().then(|| Command::OpenDialog(DialogRequest::UnlockOldData))
}
