//! What the person should hear first.

use egui::Ui;

use crate::auth::Notices;
use crate::gui::action::Action;
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::ask::Question;
use crate::gui::dialogs::old_data::OldData;
use crate::gui::screens::account::{Part, ask};
use crate::gui::text::account;
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, banner, banner_with};

/// At so few recovery codes a new set is offered.
const FEW: u32 = 3;

pub(super) fn show(ui: &mut Ui, part: &Part<'_>, notices: &Notices) -> Option<Action> {
    let theme = part.scene.theme;
    if let Some(failed) = account::failed(notices, part.calendar) {
        banner(ui, theme, Tone::Warning, &failed);
    }
    // Counted at the sign-in; nothing is left of them once the password is another one.
    let wrong_codes = notices.wrong_codes.min(part.view.wrong_codes);
    if wrong_codes > 0 {
        banner(ui, theme, Tone::Error, &account::wrong_codes(wrong_codes));
    }
    let codes = recovery_codes(ui, part, notices);
    let old_data = old_data(ui, part);
    if part.view.only_administrator {
        banner(ui, theme, Tone::Accent, account::ONLY_ADMINISTRATOR);
    }
    codes.or(old_data)
}

/// How many are left, after one was used or if they are few.
fn recovery_codes(ui: &mut Ui, part: &Part<'_>, notices: &Notices) -> Option<Action> {
    let left = part.view.recovery_left;
    if !part.view.two_factor {
        return None;
    }
    let words = account::recovery_left(left);
    if left > FEW {
        let used = notices.recovery_left.is_some_and(|then| left <= then);
        used.then(|| banner(ui, part.scene.theme, Tone::Accent, &words));
        return None;
    }
    let offer = |ui: &mut Ui| offer(ui, part, account::NEW_CODES_OFFER);
    let (_, pressed) = banner_with(ui, part.scene.theme, Tone::Warning, &words, offer);
    pressed.then(|| ask(Question::NewCodes { left }))
}

fn old_data(ui: &mut Ui, part: &Part<'_>) -> Option<Action> {
    if !part.view.old_data {
        return None;
    }
    let offer = |ui: &mut Ui| offer(ui, part, account::OLD_DATA_ASK);
    let (_, pressed) = banner_with(ui, part.scene.theme, Tone::Accent, account::OLD_DATA, offer);
    pressed.then(|| Action::Open(Box::new(Dialog::OldData(OldData::default()))))
}

fn offer(ui: &mut Ui, part: &Part<'_>, words: &str) -> bool {
    Button::quiet(words).compact().enabled(!part.scene.busy).show(ui, part.scene.theme).clicked()
}
