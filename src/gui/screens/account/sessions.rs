//! The sessions of the account.

use egui::Ui;

use crate::gui::icon::Icon;
use crate::gui::message::{Command, Operation};
use crate::gui::screens::account::AccountContext;
use crate::gui::text::account;
use crate::gui::theme::Intent;
use crate::gui::widgets::{badge, caption, card, card_head, divider, list_row};

pub(super) fn show(ui: &mut Ui, cx: &AccountContext<'_>) -> Option<Command> {
    let theme = cx.view_context.theme;
    let sessions = &cx.account.sessions;
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        card_head(ui, theme, Icon::User, account::SESSIONS, |_| ());
        for (index, session) in sessions.iter().enumerate() {
            if index > 0 {
                divider(ui, theme);
            }
            let name = account::session_host(session);
            let details = account::session(session, cx.dates);
            list_row(ui, theme, Icon::Lock, (name, &details), |ui| {
                if session.is_current {
                    badge(ui, theme, Intent::Accent, account::THIS_SESSION);
                }
            });
        }
        if sessions.iter().all(|session| session.is_current) {
            caption(ui, theme, Intent::Neutral, account::NO_OTHERS);
            return None;
        }
        let others = cx.button(ui, account::SIGN_OUT_OTHERS, true);
        others.clicked().then_some(Command::run(Operation::SignOutOthers))
    })
}
