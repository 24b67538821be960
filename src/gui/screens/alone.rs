//! For tests: a screen by itself, without a gate and without accounts behind it.

use std::ops::{Deref, DerefMut};
use std::path::Path;

use egui::accesskit::Role;
use egui::{Ui, UiBuilder, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::auth::testing::NOON;
use crate::auth::{Now, Policy, Session, Standing, UnixTime};
use crate::gui::action::Action;
use crate::gui::fonts;
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::settings::Settings;
use crate::gui::theme::Theme;
use crate::gui::widgets::Cover;

/// Points that the bar takes above these screens.
const BAR: f32 = 49.0;

/// What is drawn, from what, and what came of it.
pub(in crate::gui) struct Bench<S> {
    pub screen: S,
    pub settings: Settings,
    pub policy: Policy,
    pub busy: bool,
    theme: Theme,
    session: Option<Session>,
    wanted: Vec<Action>,
}

/// The window with the screen in it.
pub(in crate::gui) struct Alone<S: Show + 'static>(Harness<'static, Bench<S>>);

impl<S: Show + 'static> Alone<S> {
    /// `size` in points, without the zoom that `scale` stands for.
    pub fn new(screen: S, session: Option<Session>, size: Vec2, scale: f32, dark: bool) -> Self {
        let theme = Theme::new(dark, true);
        let (settings, policy) = (Settings::default(), Policy::default());
        let bench = Bench { screen, settings, policy, busy: false, theme, session, wanted: Vec::new() };
        let mut harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(scale)
            .with_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light })
            .with_max_steps(64)
            .with_context_setup(fonts::as_in_the_program)
            .wgpu()
            .build_ui_state(draw, bench);
        harness.run();
        Self(harness)
    }

    /// Both themes at both scales, into `target/pictures`.
    pub fn picture(name: &str, alone: impl Fn(f32, bool) -> Self) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        for (scale, dark) in [(1.0, false), (2.0, false), (1.0, true), (2.0, true)] {
            let shade = if dark { "dark" } else { "light" };
            let picture = alone(scale, dark).render().unwrap();
            picture.save(folder.join(format!("{name}-{shade}-{scale}x.png"))).unwrap();
        }
    }

    /// Clicks the button of that name.
    pub fn press(&mut self, name: &str) {
        self.get_by_role_and_label(Role::Button, name).click();
        self.run();
    }

    /// What the screen asked for so far.
    pub fn wanted(&self) -> &[Action] {
        &self.state().wanted
    }
}

impl<S: Show> Deref for Alone<S> {
    type Target = Harness<'static, Bench<S>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<S: Show> DerefMut for Alone<S> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

fn draw<S: Show>(ui: &mut Ui, bench: &mut Bench<S>) {
    let scene = Scene {
        theme: &bench.theme,
        settings: &bench.settings,
        policy: &bench.policy,
        now: Now { wall: UnixTime::from_seconds(NOON), boot: std::time::Duration::from_secs(1000) },
        session: bench.session.as_ref(),
        standing: Standing::Open,
        busy: bench.busy,
        covered: false,
        conceals: false,
        inside: &crate::gui::gate::Inside::Account,
        cover: Cover::Window,
        program: "Vestibule",
        place: Some("/home/alice/.local/share/vestibule/accounts.db"),
        told: None,
        settings_trouble: None,
        hint: None,
    };
    bench.theme.apply(ui);
    // The harness leaves a margin that a window has not.
    let whole = ui.max_rect().expand(8.0);
    ui.painter().rect_filled(whole, 0.0, bench.theme.palette.window);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(whole));
    ui.add_space(BAR);
    let wanted = bench.screen.show(&mut ui, &scene);
    if let Some(Action::Change(settings)) = &wanted {
        bench.settings = settings.clone();
    }
    bench.wanted.extend(wanted);
}
