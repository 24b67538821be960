//! While the accounts open, and if they do not.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Error, Now};
use crate::gui::action::Action;
use crate::gui::icon::mark;
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::text::{self, doors};
use crate::gui::theme::COLUMN;
use crate::gui::widgets::{Button, Top, heading, screen_layout, soft, spinner};

/// Accounts that open faster than this are not worth a word.
const PATIENCE: Duration = Duration::from_millis(300);

/// Nothing, then a word, then perhaps the cause.
#[derive(Default)]
pub(in crate::gui) struct Opening {
    since: Option<Now>,
    failure: Option<String>,
    focus: Focus<()>,
}

impl Opening {
    pub(in crate::gui) fn new(now: Now) -> Self {
        Self { since: Some(now), ..Self::default() }
    }

    /// They do not open.
    /// `another_place` says how a person names another one, where there is a way.
    pub(in crate::gui) fn failed(error: &Error, another_place: &str) -> Self {
        let mut failure = text::fault::error(error);
        if matches!(error, Error::Store(fault) if fault.is_about_the_place()) && !another_place.is_empty() {
            failure = format!("{failure}. {another_place}");
        }
        Self { failure: Some(failure), focus: Focus::on(()), ..Self::default() }
    }

    fn waited(&self, now: Now) -> Duration {
        self.since.map_or(Duration::ZERO, |since| now.boot.saturating_sub(since.boot))
    }
}

impl Show for Opening {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let Some(failure) = &self.failure else {
            if self.waited(scene.now) >= PATIENCE {
                let body = |ui: &mut Ui| {
                    mark(ui, theme, 40.0);
                    ui.add_space(8.0);
                    spinner(ui, theme, doors::OPENING);
                };
                screen_layout(ui, theme, COLUMN, Top::Airy, body, |_| ());
            }
            return None;
        };
        let body = |ui: &mut Ui| {
            heading(ui, theme, &doors::cannot_open(scene.program));
            soft(ui, theme, failure);
        };
        let focus = &mut self.focus;
        let foot = |ui: &mut Ui| {
            let again = Button::primary(doors::TRY_AGAIN).full().show(ui, theme);
            focus.give((), &again);
            let quit = Button::quiet(doors::QUIT).full().show(ui, theme);
            if again.clicked() { Some(Action::TryAgain) } else { quit.clicked().then_some(Action::Quit) }
        };
        screen_layout(ui, theme, COLUMN, Top::Airy, body, foot).1
    }

    fn due(&self, now: Now) -> Option<Duration> {
        let left = PATIENCE.saturating_sub(self.waited(now));
        (self.since.is_some() && !left.is_zero()).then_some(left)
    }

    fn fault(&mut self, sentence: &str) {
        self.since = None;
        self.failure = Some(sentence.to_owned());
        self.focus.want(());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use egui::accesskit::Role;
    use egui::vec2;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;

    use crate::auth::testing::{FakeClock, FixedRandom, auth_over};
    use crate::auth::{Error, MemoryStore, StoreError};
    use crate::gui::gate::{Gate, Inside, Options};

    #[test]
    fn accounts_that_do_not_open_are_told_with_cause_and_way_out_and_can_be_tried_again() {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&tries);
        let opener = move || {
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err(Error::Store(StoreError::Network("/srv/till/accounts.db".into())));
            }
            let store = MemoryStore::new(&FixedRandom::new(1))?;
            Ok(auth_over(Arc::new(store), Arc::new(FakeClock::new()), 1))
        };
        let options = Options {
            program: "Lab notebook".to_owned(),
            another_place: "Ask Ada for another one".to_owned(),
            ..Options::window(Inside::Account)
        };
        let gate = Gate::inline_opening(Box::new(opener), options);
        let mut harness = Harness::builder()
            .with_size(vec2(480.0, 640.0))
            .build_ui_state(|ui, gate: &mut Gate| gate.ui(ui, |_, _| {}), gate);
        harness.run();
        harness.get_by_role_and_label(Role::Heading, "Lab notebook cannot open its accounts");
        harness.get_by_label(
            "/srv/till/accounts.db is on a network file system. Choose a place for the accounts on this computer's own \
             disk. Ask Ada for another one",
        );
        harness.get_by_role_and_label(Role::Button, "Quit");
        harness.get_by_role_and_label(Role::Button, "Try again").click();
        harness.run();
        harness.get_by_role_and_label(Role::Heading, "Welcome to Vestibule");
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    }
}
