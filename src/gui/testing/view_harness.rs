//! Draws a screen alone, without a gate or accounts.

use std::ops::{Deref, DerefMut};

use egui::accesskit::Role;
use egui::{Ui, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::auth::testing::START_SECONDS;
use crate::auth::{Now, Policy, Session, SessionDeadline, UnixTime};
use crate::gui::message::Command;
use crate::gui::settings::Settings;
use crate::gui::testing::pictures;
use crate::gui::theme::Theme;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::DialogArea;

/// Height of the tab bar above these screens, in points.
const TOP_BAR_HEIGHT: f32 = 49.0;

/// The screen, its context data, and its commands.
pub struct ViewState<S> {
    pub screen: S,
    pub settings: Settings,
    pub policy: Policy,
    pub busy: bool,
    theme: Theme,
    session: Option<Session>,
    commands: Vec<Command>,
}

/// A window with the screen in it.
pub struct ViewHarness<S: View + 'static>(Harness<'static, ViewState<S>>);

impl<S: View + 'static> ViewHarness<S> {
    /// Creates the window. `size` is in points, `scale` in pixels per point.
    pub fn new(screen: S, session: Option<Session>, size: Vec2, scale: f32, dark: bool) -> Self {
        let theme = Theme::new(dark, true);
        let (settings, policy) = (Settings::default(), Policy::default());
        let state = ViewState { screen, settings, policy, busy: false, theme, session, commands: Vec::new() };
        let mut harness = pictures::window(size, dark, scale).with_max_steps(64).build_ui_state(draw, state);
        harness.run();
        Self(harness)
    }

    /// Saves pictures in both themes at both scales, in `target/pictures`.
    pub fn save_screenshots(name: &str, build: impl Fn(f32, bool) -> Self) {
        pictures::save_variants("pictures", name, |dark, scale| build(scale, dark).0);
    }

    /// Clicks the button with this name.
    pub fn click_button(&mut self, name: &str) {
        self.get_by_role_and_label(Role::Button, name).click();
        self.run();
    }

    /// Returns the commands of the screen so far.
    pub fn commands(&self) -> &[Command] {
        &self.state().commands
    }
}

impl<S: View> Deref for ViewHarness<S> {
    type Target = Harness<'static, ViewState<S>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<S: View> DerefMut for ViewHarness<S> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

fn draw<S: View>(ui: &mut Ui, state: &mut ViewState<S>) {
    let cx = ViewContext {
        theme: &state.theme,
        settings: &state.settings,
        policy: state.policy,
        now: Now { wall: UnixTime::from_seconds(START_SECONDS), boot: std::time::Duration::from_secs(1000) },
        session: state.session.as_ref(),
        timeout: SessionDeadline::NotDue,
        busy: state.busy,
        dialog_open: false,
        conceal_secrets: false,
        content: &crate::gui::options::Content::AccountOnly,
        dialog_area: DialogArea::Window,
        program: "Vestibule",
        storage_location: Some("/home/alice/.local/share/vestibule/accounts.db"),
        status_message: None,
        undo: None,
        settings_error: None,
        demo_hint: None,
    };
    let mut ui = pictures::fill_window(ui, &state.theme);
    ui.add_space(TOP_BAR_HEIGHT);
    let command = state.screen.show(&mut ui, &cx);
    if let Some(Command::ChangeSettings(settings)) = &command {
        state.settings = settings.clone();
    }
    state.commands.extend(command);
}
