//! Shown while the accounts open, and if opening fails.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Error, Now, StoreError};
use crate::gui::icon::{Icon, logo};
use crate::gui::message::Command;
use crate::gui::text::{self, sign_in};
use crate::gui::theme::COLUMN;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{
    Button, FocusRequest, Placement, body as body_text, heading, scroll_with_footer, spinner, weak,
};

/// Opening the accounts is reported only if it takes longer than this.
const SPINNER_DELAY: Duration = Duration::from_millis(300);

/// Empty at first, then a spinner, then the error if opening fails.
#[derive(Default)]
pub struct OpeningScreen {
    started_at: Option<Now>,
    failure: Option<String>,
    /// The whole path of the file that could not be opened.
    path: Option<String>,
    /// The path may be mistyped; trying again creates new accounts there.
    asks_creation: bool,
    focus: FocusRequest<()>,
}

impl OpeningScreen {
    pub fn new(now: Now) -> Self {
        Self { started_at: Some(now), ..Self::default() }
    }

    /// Opening failed. `another_place` is a sentence that says how the user can choose another location, if possible.
    pub fn failed(error: &Error, another_place: &str) -> Self {
        let (mut failure, path) = text::errors::error_and_path(error);
        if matches!(error, Error::Store(fault) if fault.is_location_problem()) && !another_place.is_empty() {
            failure = format!("{failure}. {another_place}");
        }
        let asks_creation = matches!(error, Error::Store(StoreError::NoAccounts(_)));
        Self { failure: Some(failure), path, asks_creation, focus: FocusRequest::initially(()), ..Self::default() }
    }

    fn elapsed(&self, now: Now) -> Duration {
        self.started_at.map_or(Duration::ZERO, |started_at| now.boot.saturating_sub(started_at.boot))
    }
}

impl View for OpeningScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let Some(failure) = &self.failure else {
            if self.elapsed(cx.now) >= SPINNER_DELAY {
                let body = |ui: &mut Ui| {
                    logo(ui, theme, 40.0);
                    ui.add_space(8.0);
                    spinner(ui, theme, sign_in::OPENING);
                };
                scroll_with_footer(ui, theme, COLUMN, Placement::Centred, body, |_| ());
            }
            return None;
        };
        let (asks_creation, path) = (self.asks_creation, &self.path);
        let body = |ui: &mut Ui| {
            Icon::Info.show(ui, 32.0, theme.palette.weak_text);
            ui.add_space(8.0);
            match asks_creation {
                true => heading(ui, theme, sign_in::NO_ACCOUNTS),
                false => heading(ui, theme, &sign_in::cannot_open(cx.program)),
            };
            if let Some(path) = path {
                body_text(ui, theme, path);
            }
            weak(ui, theme, failure);
        };
        let focus = &mut self.focus;
        let footer = |ui: &mut Ui| {
            let retry = Button::primary(if asks_creation { sign_in::MAKE_ACCOUNTS } else { sign_in::RETRY })
                .full_width()
                .show(ui, theme);
            let quit = Button::secondary(sign_in::QUIT).full_width().show(ui, theme);
            // Enter alone must not make accounts at a mistyped path.
            focus.apply_to((), if asks_creation { &quit } else { &retry });
            if retry.clicked() { Some(Command::RetryOpen) } else { quit.clicked().then_some(Command::Quit) }
        };
        scroll_with_footer(ui, theme, COLUMN, Placement::Centred, body, footer).1
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        let left = SPINNER_DELAY.saturating_sub(self.elapsed(now));
        (self.started_at.is_some() && !left.is_zero()).then_some(left)
    }

    fn show_error(&mut self, sentence: &str) {
        self.started_at = None;
        (self.asks_creation, self.path) = (false, None);
        self.failure = Some(sentence.to_owned());
        self.focus.set(());
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

    use crate::auth::testing::{FixedRandom, ManualClock, auth_with_store};
    use crate::auth::{Auth, Error, MemoryStore, StoreError};
    use crate::gui::gate::Gate;
    use crate::gui::options::{Content, Options};

    fn empty_accounts() -> Result<Auth, Error> {
        let store = MemoryStore::new(&FixedRandom::new(1))?;
        Ok(auth_with_store(Arc::new(store), Arc::new(ManualClock::new()), 1))
    }

    #[test]
    fn a_path_without_accounts_is_asked_about_and_made_by_its_button() {
        let attempts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&attempts);
        let opener = move || {
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err(Error::Store(StoreError::NoAccounts("/srv/till/mistyped.db".into())));
            }
            empty_accounts()
        };
        let gate = Gate::inline_opening(Box::new(opener), Options::for_window(Content::AccountOnly));
        let mut harness = Harness::builder()
            .with_size(vec2(480.0, 640.0))
            .build_ui_state(|ui, gate: &mut Gate| gate.ui(ui, |_, _| {}), gate);
        harness.run();
        harness.get_by_role_and_label(Role::Heading, "No accounts here yet");
        harness.get_by_label("/srv/till/mistyped.db");
        harness.get_by_label_contains("mistyped.db. Check the path, or make new accounts there");
        assert!(harness.get_by_role_and_label(Role::Button, "Quit").is_focused());
        assert_eq!(attempts.load(Ordering::SeqCst), 1);
        harness.get_by_role_and_label(Role::Button, "Make new accounts here").click();
        harness.run();
        harness.get_by_role_and_label(Role::Heading, "Welcome to Vestibule");
    }

    #[test]
    fn a_failed_opening_shows_cause_and_advice_and_can_be_retried() {
        let attempts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&attempts);
        let opener = move || {
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err(Error::Store(StoreError::NetworkFileSystem("/srv/till/accounts.db".into())));
            }
            empty_accounts()
        };
        let options = Options {
            program: "Lab notebook".to_owned(),
            other_location_hint: "Ask Ada for another one".to_owned(),
            ..Options::for_window(Content::AccountOnly)
        };
        let gate = Gate::inline_opening(Box::new(opener), options);
        let mut harness = Harness::builder()
            .with_size(vec2(480.0, 640.0))
            .build_ui_state(|ui, gate: &mut Gate| gate.ui(ui, |_, _| {}), gate);
        harness.run();
        harness.get_by_role_and_label(Role::Heading, "Lab notebook cannot open its accounts");
        harness.get_by_label(
            "accounts.db is on a network file system. Choose a place for the accounts on this computer's own \
             disk. Ask Ada for another one",
        );
        harness.get_by_label("/srv/till/accounts.db");
        harness.get_by_role_and_label(Role::Button, "Quit");
        harness.get_by_role_and_label(Role::Button, "Try again").click();
        harness.run();
        harness.get_by_role_and_label(Role::Heading, "Welcome to Vestibule");
        assert_eq!(attempts.load(Ordering::SeqCst), 2);
    }
}
