//! Where the account is signed in.

use egui::Ui;

use crate::auth::SessionView;
use crate::gui::action::{Act, Action};
use crate::gui::icon::Icon;
use crate::gui::screens::account::Part;
use crate::gui::text::account;
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, badge, card, card_head, divider, note, row};

pub(super) fn show(ui: &mut Ui, part: &Part<'_>) -> Option<Action> {
    let theme = part.scene.theme;
    let sessions = &part.view.sessions;
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        card_head(ui, theme, Icon::User, account::SESSIONS, |_| ());
        for (index, session) in sessions.iter().enumerate() {
            if index > 0 {
                divider(ui, theme);
            }
            show_session(ui, part, session);
        }
        if sessions.iter().all(|session| session.this) {
            note(ui, theme, Tone::Quiet, account::NO_OTHERS);
            return None;
        }
        let others = Button::quiet(account::SIGN_OUT_OTHERS).compact().enabled(!part.scene.busy).show(ui, theme);
        others.clicked().then_some(Action::Do(Act::SignOutOthers))
    })
}

fn show_session(ui: &mut Ui, part: &Part<'_>, session: &SessionView) {
    let theme = part.scene.theme;
    let name = account::session_place(session);
    let words = account::session(session, part.calendar);
    row(ui, theme, Icon::Lock, (name, &words), |ui| {
        if session.this {
            badge(ui, theme, Tone::Accent, account::THIS_SESSION);
        }
    });
}
