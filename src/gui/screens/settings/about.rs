//! The location of the accounts, the version, and the bundled components.

use egui::Ui;

use crate::gui::message::{Command, DialogRequest};
use crate::gui::screens::settings::setting_row;
use crate::gui::text::{FALLBACK_PROGRAM_NAME, settings as text};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, card_title, divider, weak};

/// The program and bundled third-party components: name, short licence, terms.
const COMPONENTS: [(&str, &str, &str); 5] = [
    (
        FALLBACK_PROGRAM_NAME,
        env!("CARGO_PKG_LICENSE"),
        concat!(include_str!("../../../../LICENSE-MIT"), "\n\n", include_str!("../../../../LICENSE-APACHE")),
    ),
    ("Inter", "SIL Open Font License 1.1", include_str!("../../../../assets/fonts/OFL-Inter.txt")),
    ("JetBrains Mono", "SIL Open Font License 1.1", include_str!("../../../../assets/fonts/OFL-JetBrainsMono.txt")),
    ("EFF large word list", "CC BY 3.0 US", include_str!("../../../../assets/words/LICENSE.txt")),
    ("Common passwords", "MIT", include_str!("../../../../assets/words/LICENSE-common-passwords.txt")),
];

pub(super) fn show(ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
    let theme = cx.theme;
    card_title(ui, theme, text::ABOUT);
    setting_row(ui, theme, text::ACCOUNTS, cx.storage_location.unwrap_or(text::IN_MEMORY), |_| {});
    divider(ui, theme);
    setting_row(ui, theme, text::VERSION, "", |ui| {
        weak(ui, theme, env!("CARGO_PKG_VERSION"));
    });
    let mut command = None;
    for (name, short, terms) in COMPONENTS {
        divider(ui, theme);
        setting_row(ui, theme, name, short, |ui| {
            let button = text::licence_of(name);
            if Button::with_accessible_name(text::LICENCE, &button).compact().show(ui, theme).clicked() {
                command = Some(Command::OpenDialog(DialogRequest::Licence { name, terms }));
            }
        });
    }
    command
}
