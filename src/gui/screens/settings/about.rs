//! Where the accounts are, which version this is, and what it is made of.

use egui::Ui;

use crate::gui::action::Action;
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::licence::Licence;
use crate::gui::scene::Scene;
use crate::gui::screens::settings::line;
use crate::gui::text::settings as text;
use crate::gui::widgets::{Button, divider, soft, strong};

/// The program, and what is built in and was made by others: its name, its licence in short, and the terms.
const PARTS: [(&str, &str, &str); 5] = [
    (
        text::PROGRAM_ITSELF,
        env!("CARGO_PKG_LICENSE"),
        concat!(include_str!("../../../../LICENSE-MIT"), "\n\n", include_str!("../../../../LICENSE-APACHE")),
    ),
    ("Inter", "SIL Open Font License 1.1", include_str!("../../../../assets/fonts/OFL-Inter.txt")),
    ("JetBrains Mono", "SIL Open Font License 1.1", include_str!("../../../../assets/fonts/OFL-JetBrainsMono.txt")),
    ("EFF large word list", "CC BY 3.0 US", include_str!("../../../../assets/words/LICENSE.txt")),
    ("Common passwords", "MIT", include_str!("../../../../assets/words/LICENSE-common-passwords.txt")),
];

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
    let theme = scene.theme;
    strong(ui, theme, text::ABOUT);
    line(ui, theme, text::ACCOUNTS, scene.place.unwrap_or(text::IN_MEMORY), |_| {});
    divider(ui, theme);
    line(ui, theme, text::VERSION, "", |ui| {
        soft(ui, theme, env!("CARGO_PKG_VERSION"));
    });
    let mut wanted = None;
    for (name, short, terms) in PARTS {
        divider(ui, theme);
        line(ui, theme, name, short, |ui| {
            let button = text::licence_of(name);
            if Button::named(text::SHOW, &button).compact().show(ui, theme).clicked() {
                wanted = Some(Action::Open(Box::new(Dialog::Licence(Licence::new(name, terms)))));
            }
        });
    }
    wanted
}
