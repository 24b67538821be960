//! What is drawn where: the doors, what is behind them, the parts of it that a host places, and the dialogs.

use egui::{CentralPanel, Context, Frame, Rect, Ui, UiBuilder};

use crate::auth::{Now, Role, Session};
use crate::gui::action::Action;
use crate::gui::fonts;
use crate::gui::gate::{Gate, Inside, Place};
use crate::gui::requester::{Id, Requester};
use crate::gui::scene::Scene;
use crate::gui::screen::{Screen, Show};
use crate::gui::settings::ThemeChoice;
use crate::gui::text;
use crate::gui::theme::{GRID, Theme};
use crate::gui::widgets::Cover;

/// Around a host's content below our bar, in points: as the bar has it.
const MARGIN: f32 = 2.0 * GRID;

impl Gate {
    /// Draws the doors, or `content` while somebody is signed in, and over either whatever dialog is open. It fills the
    /// room that `ui` has. Call it in every frame.
    pub fn ui(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Ui, &Session)) {
        let room = ui.available_rect_before_wrap();
        self.begin(ui, Place::Content);
        if self.shows_content() {
            self.behind(ui, content);
        } else {
            self.act_of(ui, Self::draw);
        }
        self.dialogs_over(ui, room);
        self.schedule(ui);
    }

    /// Draws the account of whoever is signed in: two-factor, password, history, sessions. It fills the room that `ui`
    /// has, and scrolls where that is too little.
    ///
    /// Where a host draws [`Gate::ui`] too, this is empty while nobody is in, and what an act here leads to (pairing a
    /// phone, new recovery codes) takes the place of the host's content. Where a host draws it in place of [`Gate::ui`],
    /// as one of its pages, it has the doors and the dialogs as well.
    pub fn account(&mut self, ui: &mut Ui) {
        self.part(ui, Place::Account);
    }

    /// Draws everybody with an account, for administrators; empty for members. Otherwise as [`Gate::account`].
    pub fn users(&mut self, ui: &mut Ui) {
        self.part(ui, Place::Users);
    }

    /// Draws what the person may set, and what administrators set for everybody. Otherwise as [`Gate::account`].
    pub fn settings(&mut self, ui: &mut Ui) {
        self.part(ui, Place::Settings);
    }

    fn part(&mut self, ui: &mut Ui, place: Place) {
        let room = ui.available_rect_before_wrap();
        // A panel that is empty now must not shrink: it has to have its room when somebody signs in.
        ui.take_available_width();
        let drawn = self.begin(ui, place);
        let fits = place != Place::Users || self.session().is_some_and(|session| session.role() == Role::Administrator);
        let home = matches!(self.views.screen(), Screen::Home(_)) && self.session.is_some();
        if drawn.new {
            // Whether it has the doors is known at its next turn.
            ui.request_repaint();
        }
        if home && fits {
            self.refresh(place, drawn.new);
            // Two parts in one panel keep their ids apart.
            ui.push_id(place, |ui| {
                if self.leaves_others_alive() {
                    ui.disable();
                }
                self.act_of(ui, |gate, ui| gate.draw_part(ui, place));
            });
        } else if !home && drawn.doors {
            self.act_of(ui, Self::draw);
        }
        if drawn.doors {
            self.dialogs_over(ui, room);
        }
        self.schedule(ui);
    }

    fn begin(&mut self, ui: &Ui, place: Place) -> super::places::Draw {
        if !std::mem::take(&mut self.fresh) {
            self.run(ui);
        }
        self.choose_theme(ui);
        self.places.enter(place)
    }

    /// Draws in a scope of our own, where style and ids end with it, and acts on what the person wants.
    fn act_of(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Self, &mut Ui) -> Option<Action>) {
        if !fonts::install(ui) {
            return;
        }
        let on_screen = self.views.on_screen();
        let action = ui.push_id(("vestibule", self.options.id), |ui| draw(self, ui)).inner;
        if let Some(action) = action {
            self.act(ui, on_screen, action);
        }
    }

    /// In the room that was there before anything was drawn in it.
    fn dialogs_over(&mut self, ui: &mut Ui, room: Rect) {
        self.views.keep_focus(ui);
        if !fonts::install(ui) {
            return;
        }
        let mut over = ui.new_child(UiBuilder::new().max_rect(room));
        let drawn = over.push_id(("vestibule", self.options.id), |ui| self.draw_dialog(ui)).inner;
        if let Some((id, action)) = drawn {
            self.act(ui, Requester::View(id), action);
        }
    }

    /// Whether it is the host's to draw what is behind the doors, as far as anything is.
    fn shows_content(&self) -> bool {
        let Screen::Home(home) = self.views.screen() else { return false };
        match &self.options.inside {
            Inside::Content => true,
            Inside::Tab(_) => home.is_at(Place::Content),
            Inside::Account => false,
        }
    }

    /// The host's content, below what we have to say over it.
    fn behind(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Ui, &Session)) {
        self.act_of(ui, Self::draw_above);
        // What is above is no widget of the host's, and must not push its content down by the space between two.
        ui.add_space(-ui.spacing().item_spacing.y);
        let Some(session) = &self.session else { return };
        let below = self.leaves_others_alive();
        let inside = |ui: &mut Ui| {
            if below {
                ui.disable();
            }
            content(ui, session);
        };
        match &self.options.inside {
            Inside::Tab(_) => {
                let frame = Frame::central_panel(ui.style()).inner_margin(MARGIN);
                CentralPanel::default().frame(frame).show(ui, inside);
            }
            Inside::Content | Inside::Account => inside(ui),
        }
    }

    /// A dialog in our panel leaves the rest of the window alive; what it is about must not be.
    fn leaves_others_alive(&self) -> bool {
        self.views.has_dialogs() && !self.options.whole_window
    }

    fn choose_theme(&mut self, ui: &Ui) {
        let dark = match self.settings.theme {
            ThemeChoice::Light => false,
            ThemeChoice::Dark => true,
            ThemeChoice::System => ui.visuals().dark_mode,
        };
        if (dark, self.settings.reduce_motion) != (self.theme.dark, self.theme.reduce_motion) {
            self.theme = Theme::new(dark, self.settings.reduce_motion);
        }
    }

    /// The screen is taken out while it draws, so that it can read everything around it.
    fn with_screen<R>(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Screen, &mut Ui, &Scene<'_>) -> R) -> R {
        self.theme.apply(ui);
        let now = self.now();
        let mut screen = self.views.take_screen();
        let hint = self.hint(screen.asks_code_of(), now);
        let scene = Scene { hint: hint.as_deref(), ..self.scene(ui, now, self.views.on_screen()) };
        let drawn = draw(&mut screen, ui, &scene);
        self.views.put_screen_back(screen);
        drawn
    }

    /// All of our room in our colours. What scrolls fades into the ground that it lies on, which egui looks up here.
    fn on_ground<R>(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Self, &mut Ui) -> R) -> R {
        let ground = self.theme.palette.window;
        ui.painter().rect_filled(ui.max_rect(), 0.0, ground);
        Frame::NONE.fill(ground).show(ui, |ui| draw(self, ui)).inner
    }

    fn draw(&mut self, ui: &mut Ui) -> Option<Action> {
        self.on_ground(ui, |gate, ui| gate.with_screen(ui, |screen, ui, scene| screen.show(ui, scene)))
    }

    /// One of the screens behind the doors, by itself.
    fn draw_part(&mut self, ui: &mut Ui, place: Place) -> Option<Action> {
        self.on_ground(ui, |gate, ui| {
            gate.with_screen(ui, |screen, ui, scene| match screen {
                Screen::Home(home) => home.show_part(ui, scene, place),
                _ => None,
            })
        })
    }

    /// Above the host's content: the bar, if there is one, and what its owner should hear now.
    fn draw_above(&mut self, ui: &mut Ui) -> Option<Action> {
        let bar = matches!(self.options.inside, Inside::Tab(_));
        let ground = self.theme.palette.window;
        let above = |ui: &mut Ui| {
            self.with_screen(ui, |screen, ui, scene| match screen {
                Screen::Home(home) => home.show_above(ui, scene, bar),
                _ => None,
            })
        };
        Frame::NONE.fill(ground).show(ui, above).inner
    }

    /// Only the topmost dialog is drawn.
    fn draw_dialog(&mut self, ui: &mut Ui) -> Option<(Id, Action)> {
        let mut open = self.views.take_top()?;
        self.theme.apply(ui);
        let now = self.now();
        let hint = self.session.as_ref().and_then(|session| self.hint(Some(session.username()), now));
        let scene = self.scene(ui, now, Requester::View(open.id));
        let action = open.dialog.show(ui, &Scene { covered: false, hint: hint.as_deref(), ..scene });
        let id = open.id;
        self.views.put_top_back(open);
        Some((id, action?))
    }

    fn hint(&self, username: Option<&str>, now: Now) -> Option<String> {
        let told = self.options.hint.as_ref().and_then(|hint| hint(username, now));
        told.or_else(|| if username.is_none() { self.found.clone() } else { None })
    }

    /// What `view` draws from.
    fn scene(&self, context: &Context, now: Now, view: Requester) -> Scene<'_> {
        let named = Some(self.options.program.as_str()).filter(|name| !name.is_empty());
        Scene {
            theme: &self.theme,
            settings: &self.settings,
            policy: &self.policy,
            now,
            session: self.session.as_ref(),
            standing: self.standing,
            busy: self.worker.is_busy_for(view),
            covered: self.views.has_dialogs(),
            conceals: self.conceals(context),
            cover: if self.options.whole_window { Cover::Window } else { Cover::Panel },
            inside: &self.options.inside,
            program: self.auth.as_ref().map_or(named.unwrap_or(text::THIS_PROGRAM), |auth| auth.program()),
            place: self.place.as_deref(),
            told: self.told.as_deref(),
            settings_trouble: self.settings_trouble.as_deref(),
            hint: None,
        }
    }
}
