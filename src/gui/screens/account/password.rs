//! The first door of the own account, and who came through it.

use egui::Ui;

use crate::gui::action::Action;
use crate::gui::icon::Icon;
use crate::gui::screens::account::Part;
use crate::gui::screens::account::history::History;
use crate::gui::text::account;
use crate::gui::widgets::{Button, card, divider, row};

pub(super) fn show(ui: &mut Ui, part: &Part<'_>, history: &mut History) -> Option<Action> {
    let theme = part.scene.theme;
    card(ui, theme, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let changed = account::password_changed(part.view, part.calendar);
        let change = row(ui, theme, Icon::Key, (account::PASSWORD, &changed), |ui| {
            Button::quiet(account::CHANGE_PASSWORD_ASK).compact().enabled(!part.scene.busy).show(ui, theme)
        });
        divider(ui, theme);
        let wanted = history.show(ui, part);
        if change.clicked() { Some(Action::AskNewPassword) } else { wanted }
    })
}
