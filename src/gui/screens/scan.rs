//! Set-up, step 1: the QR code, and the same key as text.

mod picture;

use std::time::Duration;

use egui::Ui;

use self::picture::Picture;
use crate::auth::{ExposedText, Now, ShowSecret};
use crate::gui::action::Action;
use crate::gui::icon::Icon;
use crate::gui::qr::png;
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::screens::steps::{foot, over, save_file, status, step_head};
use crate::gui::text::{self, setup};
use crate::gui::theme::{COLUMN, COMPACT_HEIGHT, GRID, Tone};
use crate::gui::widgets::{Button, Top, banner, card, lead, mono, note, screen_layout};

/// Under this width, in points, the buttons stand below the key.
const NARROW: f32 = 300.0;

/// The secret, on its way to the phone.
pub(in crate::gui) struct Scan {
    state: Option<Box<ShowSecret>>,
    picture: Picture,
    anew: bool,
    copied: bool,
    failed: bool,
    focus: Focus<()>,
}

/// What was pressed.
#[derive(Default)]
struct Pressed {
    show: bool,
    copy: bool,
    save: bool,
    back: bool,
    on: bool,
}

impl Scan {
    /// With a secret nobody has seen yet.
    pub(in crate::gui) fn new(state: ShowSecret) -> Self {
        Self {
            state: Some(Box::new(state)),
            picture: Picture::new(),
            anew: false,
            copied: false,
            failed: false,
            focus: Focus::on(()),
        }
    }

    /// With a new secret after too many wrong codes.
    pub(in crate::gui) fn anew(state: ShowSecret) -> Self {
        Self { anew: true, ..Self::new(state) }
    }

    /// The key with what can be done with it.
    fn show_key(&self, ui: &mut Ui, scene: &Scene<'_>, state: &ShowSecret) -> (bool, bool) {
        let hidden = self.picture.is_hidden();
        let enabled = !scene.busy && !hidden;
        let copy = Button::quiet(setup::COPY_KEY).compact().enabled(enabled);
        let save = Button::icon_only(Icon::Save, setup::SAVE_QR).bordered().enabled(enabled);
        let text = if hidden { ExposedText::new(setup::HIDDEN_KEY.to_owned()) } else { two_lines(&state.setup_key()) };
        card(ui, scene.theme, |ui| {
            if ui.available_width() < NARROW {
                scene.secret(ui, |ui| mono(ui, scene.theme, &text));
                return ui
                    .horizontal_wrapped(|ui| {
                        (copy.show(ui, scene.theme).clicked(), save.show(ui, scene.theme).clicked())
                    })
                    .inner;
            }
            ui.horizontal(|ui| {
                scene.secret(ui, |ui| mono(ui, scene.theme, &text));
                ui.add_space(GRID / 2.0);
                let rest = ui.available_width() - COMPACT_HEIGHT - ui.spacing().item_spacing.x;
                (copy.width(rest).show(ui, scene.theme).clicked(), save.show(ui, scene.theme).clicked())
            })
            .inner
        })
    }

    fn body(&mut self, ui: &mut Ui, scene: &Scene<'_>, state: &ShowSecret, window: f32) -> Pressed {
        let theme = scene.theme;
        step_head(ui, theme, &setup::step(1, state.is_first()), setup::SET_UP);
        if self.anew {
            banner(ui, theme, Tone::Warning, setup::SCAN_ANEW);
        } else {
            lead(ui, theme, setup::SCAN_THIS);
        }
        ui.add_space(GRID / 2.0);
        let show = scene.secret(ui, |ui| self.picture.show(ui, theme, window));
        ui.vertical_centered(|ui| {
            note(ui, theme, Tone::Quiet, &setup::called(state.uri().issuer(), state.uri().account()));
        });
        ui.add_space(-GRID / 2.0);
        let (copy, save) = self.show_key(ui, scene, state);
        ui.add_space(-GRID);
        status(ui, theme, if self.failed { text::FAULT } else { self.told(scene) });
        Pressed { show, copy, save, ..Pressed::default() }
    }

    /// What became of the copy, if one was asked for here.
    fn told<'a>(&self, scene: &Scene<'a>) -> &'a str {
        scene.told.filter(|_| self.copied).unwrap_or_default()
    }

    fn act(&mut self, state: Box<ShowSecret>, pressed: &Pressed) -> Option<Action> {
        if pressed.back {
            return Some(Action::CancelSetup { reason: None });
        }
        if pressed.on {
            return Some(Action::ToConfirm(state));
        }
        if pressed.show {
            self.picture.reveal();
            self.focus.want(());
        }
        let action = if pressed.copy {
            self.copied = true;
            Some(Action::Copy(without_spaces(&state.setup_key())))
        } else if pressed.save {
            self.save(&state)
        } else {
            None
        };
        self.state = Some(state);
        action
    }

    fn save(&mut self, state: &ShowSecret) -> Option<Action> {
        match png(state.uri().expose_text()) {
            Ok(picture) => Some(save_file(setup::SAVE_QR_TITLE, setup::qr_file_name(state.uri().account()), picture)),
            Err(_) => {
                self.failed = true;
                None
            }
        }
    }
}

impl Show for Scan {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let state = self.state.take()?;
        self.picture.prepare(ui, state.uri().expose_text());
        let theme = scene.theme;
        let window = ui.available_height();
        // Where the largest codes need it the column is a little wider than on other screens.
        let column = COLUMN.max(self.picture.least_side(ui, window));
        let (mut body, mut foot_top) = (0.0, 0.0);
        let (mut pressed, [back, on]) = screen_layout(
            ui,
            theme,
            column,
            Top::Tight,
            |ui| {
                let pressed = self.body(ui, scene, &state, window);
                body = ui.min_rect().height();
                pressed
            },
            |ui| {
                foot_top = ui.min_rect().top();
                let back = Button::quiet(if state.is_owed() { text::SIGN_OUT } else { text::CANCEL });
                let on = Button::primary(setup::NEXT).enabled(!scene.busy);
                foot(ui, theme, back.enabled(!scene.busy), on)
            },
        );
        self.picture.measure(ui, body, ui.cursor().top() - foot_top);
        pressed.back = back.clicked() || scene.escape(ui);
        self.focus.give((), &on);
        pressed.on = on.clicked();
        self.act(state, &pressed)
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        over(self.state.as_ref()?.left(now))
    }

    fn due(&self, now: Now) -> Option<Duration> {
        self.state.as_ref().map(|state| state.left(now))
    }

    fn rest(&mut self) {
        self.picture.hide();
    }

    fn shows_secret(&self) -> bool {
        !self.picture.is_hidden()
    }
}

/// Eight groups of four as two lines of four.
fn two_lines(key: &str) -> ExposedText {
    let mut text = ExposedText::new(String::with_capacity(key.len()));
    for (place, group) in key.split(' ').enumerate() {
        match place {
            0 => {}
            4 => text.push('\n'),
            _ => text.push(' '),
        }
        text.push_str(group);
    }
    text
}

/// For pasting into an app.
fn without_spaces(key: &str) -> ExposedText {
    let mut text = ExposedText::new(String::with_capacity(key.len()));
    text.extend(key.split(' '));
    text
}

#[cfg(test)]
mod tests;
