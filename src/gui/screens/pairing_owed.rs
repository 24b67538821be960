//! A pairing that a sign-in owes and that a fault kept from beginning.

use egui::Ui;

use crate::auth::MustEnrol;
use crate::gui::action::Action;
use crate::gui::parts::door_head;
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::screens::steps::warning;
use crate::gui::text::{self, doors, setup};
use crate::gui::theme::COLUMN;
use crate::gui::widgets::{Button, Top, screen_layout};

/// The state is away while the worker begins the set-up.
pub(in crate::gui) struct PairingOwed {
    state: Option<Box<MustEnrol>>,
    username: String,
    problem: String,
    focus: Focus<()>,
}

impl PairingOwed {
    pub(in crate::gui) fn new(state: Box<MustEnrol>, problem: String) -> Self {
        let username = state.username().to_owned();
        Self { state: Some(state), username, problem, focus: Focus::on(()) }
    }

    /// Who is to pair.
    pub(in crate::gui) fn username(&self) -> &str {
        &self.username
    }
}

impl Show for PairingOwed {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let (again, sign_out) = screen_layout(
            ui,
            theme,
            COLUMN,
            Top::Airy,
            |ui| {
                door_head(ui, theme, setup::SET_UP, setup::OWED);
                warning(ui, theme, &self.problem);
            },
            |ui| {
                let again = Button::primary(doors::TRY_AGAIN).full().busy(scene.busy).show(ui, theme);
                self.focus.give((), &again);
                let sign_out = Button::quiet(text::SIGN_OUT).full().enabled(!scene.busy).show(ui, theme);
                (again.clicked(), sign_out.clicked())
            },
        )
        .1;
        if again && let Some(state) = self.state.take() {
            return Some(Action::PairOwed(state));
        }
        (sign_out || scene.escape(ui)).then(|| Action::ToSignIn { username: self.username.clone(), reason: None })
    }

    fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.problem);
    }
}
