//! First start: why a second door.

use egui::Ui;

use crate::auth::StepUp;
use crate::gui::action::Action;
use crate::gui::parts::door_head;
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::screens::steps::warning;
use crate::gui::text::doors;
use crate::gui::theme::COLUMN;
use crate::gui::widgets::{Button, Top, screen_layout};

/// Choosing the password a moment ago counts as giving it.
pub(in crate::gui) struct SecondDoor {
    proof: Option<StepUp>,
    problem: String,
    focus: Focus<()>,
}

impl SecondDoor {
    pub(in crate::gui) fn new(proof: StepUp) -> Self {
        Self { proof: Some(proof), problem: String::new(), focus: Focus::on(()) }
    }

    /// The set-up did not begin; it can be begun again.
    pub(in crate::gui) fn interrupted(&mut self, proof: StepUp, sentence: String) {
        self.proof = Some(proof);
        self.problem = sentence;
        self.focus.want(());
    }
}

impl Show for SecondDoor {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let (set_up, not_now) = screen_layout(
            ui,
            theme,
            COLUMN,
            Top::Airy,
            |ui| {
                door_head(ui, theme, doors::SECOND_DOOR, doors::SECOND_DOOR_WHY);
                warning(ui, theme, &self.problem);
            },
            |ui| {
                let set_up = Button::primary(doors::SET_UP).full().busy(scene.busy).show(ui, theme);
                self.focus.give((), &set_up);
                let not_now = Button::quiet(doors::NOT_NOW).full().enabled(!scene.busy).show(ui, theme);
                (set_up.clicked(), not_now.clicked())
            },
        )
        .1;
        if set_up {
            self.problem.clear();
            // Without the proof, which a panic took along, the account screen asks for another.
            return Some(self.proof.take().map_or(Action::NotNow, Action::SetUpFirst));
        }
        (not_now || scene.escape(ui)).then_some(Action::NotNow)
    }

    fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.problem);
    }
}

#[cfg(test)]
mod tests;
