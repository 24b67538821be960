//! Set-up, step 1: the secret as QR code and as text.

mod qr_view;

use std::time::Duration;

use self::qr_view::QrView;
use egui::Ui;

use crate::auth::{Now, SecretText, ShowSecret};
use crate::gui::forms::status_line;
use crate::gui::icon::Icon;
use crate::gui::message::Command;
use crate::gui::qr::png;
use crate::gui::screens::setup_step::{expired, open_save_dialog, step_header, step_page};
use crate::gui::text::{self, setup};
use crate::gui::theme::{COLUMN, COMPACT_HEIGHT, GRID, Intent, breakpoints};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, Placement, banner, caption, card, mono, subtitle};

/// The secret to be transferred to the authenticator.
pub struct QrCodeScreen {
    state: Option<Box<ShowSecret>>,
    qr_view: QrView,
    is_replacement: bool,
    copy_requested: bool,
    save_failed: bool,
    focus: FocusRequest<()>,
}

enum Pressed {
    Show,
    Copy,
    Save,
    Back,
    Next,
}

impl QrCodeScreen {
    /// Creates the screen for a secret that was not yet shown.
    pub fn new(state: ShowSecret) -> Self {
        Self {
            state: Some(Box::new(state)),
            qr_view: QrView::new(),
            is_replacement: false,
            copy_requested: false,
            save_failed: false,
            focus: FocusRequest::initially(()),
        }
    }

    /// Creates the screen for a new secret after too many wrong codes.
    pub fn new_after_failures(state: ShowSecret) -> Self {
        Self { is_replacement: true, ..Self::new(state) }
    }

    fn show_key(&self, ui: &mut Ui, cx: &ViewContext<'_>, state: &ShowSecret) -> Option<Pressed> {
        let hidden = self.qr_view.is_hidden();
        let enabled = !cx.busy && !hidden;
        let copy = Button::secondary(setup::COPY_KEY).compact().enabled(enabled);
        let save = Button::icon_only(Icon::Save, setup::SAVE_QR).bordered().enabled(enabled);
        let text =
            if hidden { SecretText::new(setup::HIDDEN_KEY.to_owned()) } else { key_in_two_lines(&state.setup_key()) };
        let [copy, save] = card(ui, cx.theme, |ui| {
            if ui.available_width() < breakpoints::SETUP_KEY {
                cx.draw_secret(ui, |ui| mono(ui, cx.theme, &text));
                return ui.horizontal_wrapped(|ui| [copy.show(ui, cx.theme), save.show(ui, cx.theme)]).inner;
            }
            ui.horizontal(|ui| {
                cx.draw_secret(ui, |ui| mono(ui, cx.theme, &text));
                ui.add_space(GRID / 2.0);
                let rest = ui.available_width() - COMPACT_HEIGHT - ui.spacing().item_spacing.x;
                [copy.width(rest).show(ui, cx.theme), save.show(ui, cx.theme)]
            })
            .inner
        });
        if copy.clicked() { Some(Pressed::Copy) } else { save.clicked().then_some(Pressed::Save) }
    }

    fn body(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, state: &ShowSecret, window: f32) -> Option<Pressed> {
        let theme = cx.theme;
        let title = if state.is_required() { setup::PAIR_AGAIN } else { setup::SET_UP };
        step_header(ui, theme, &setup::step(1, state.is_first()), title);
        if self.is_replacement {
            banner(ui, theme, Intent::Warning, setup::SCAN_AGAIN);
        } else {
            subtitle(ui, theme, setup::SCAN_SUBTITLE);
            ui.add_space(-GRID / 2.0);
            caption(ui, theme, Intent::Neutral, setup::APPS);
        }
        let show = cx.draw_secret(ui, |ui| self.qr_view.show(ui, theme, window));
        ui.vertical_centered(|ui| {
            caption(ui, theme, Intent::Neutral, &setup::app_entry_name(state.uri().issuer(), state.uri().account()));
        });
        ui.add_space(-GRID / 2.0);
        caption(ui, theme, Intent::Neutral, setup::CANNOT_SCAN);
        ui.add_space(-GRID);
        let pressed = self.show_key(ui, cx, state);
        ui.add_space(-GRID);
        status_line(
            ui,
            theme,
            if self.save_failed {
                text::INTERNAL_ERROR
            } else {
                cx.status_message.filter(|_| self.copy_requested).unwrap_or_default()
            },
        );
        if show { Some(Pressed::Show) } else { pressed }
    }

    fn on_pressed(&mut self, state: Box<ShowSecret>, pressed: Pressed) -> Option<Command> {
        let command = match pressed {
            Pressed::Back => Some(Command::CancelSetup { reason: None }),
            Pressed::Next => return Some(Command::ShowConfirmPairing(state)),
            Pressed::Show => {
                self.qr_view.reveal();
                self.focus.set(());
                None
            }
            Pressed::Copy => {
                self.copy_requested = true;
                Some(Command::Copy(without_spaces(&state.setup_key())))
            }
            Pressed::Save => self.save_qr_code(&state),
        };
        self.state = Some(state);
        command
    }

    fn save_qr_code(&mut self, state: &ShowSecret) -> Option<Command> {
        match png(state.uri().expose_text()) {
            Some(png_bytes) => {
                Some(open_save_dialog(setup::SAVE_QR_TITLE, setup::qr_file_name(state.uri().account()), png_bytes))
            }
            None => {
                self.save_failed = true;
                None
            }
        }
    }
}

impl View for QrCodeScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let state = self.state.take()?;
        self.qr_view.prepare(ui, state.uri().expose_text());
        let window = Placement::Step.height(ui.available_height());
        // The largest codes need a slightly wider column than other screens.
        let column = COLUMN.max(self.qr_view.min_side(ui, window));
        let mut height = 0.0;
        let body = |ui: &mut Ui| {
            let pressed = self.body(ui, cx, &state, window);
            height = ui.min_rect().height();
            pressed
        };
        let back = Button::secondary(if state.is_required() { text::SIGN_OUT } else { text::CANCEL });
        let next = Button::primary(setup::NEXT).enabled(!cx.busy);
        let buttons = (Some(back.enabled(!cx.busy)), next);
        let (pressed, (back, next)) = step_page(ui, cx.theme, column, body, buttons);
        self.qr_view.measure(ui, height);
        self.focus.apply_to((), &next);
        let pressed = if back || cx.consume_escape(ui) {
            Some(Pressed::Back)
        } else if next.clicked() {
            Some(Pressed::Next)
        } else {
            pressed
        };
        let Some(pressed) = pressed else {
            self.state = Some(state);
            return None;
        };
        self.on_pressed(state, pressed)
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        expired(self.state.as_ref()?.time_left(now))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.state.as_ref().map(|state| state.time_left(now))
    }

    fn clear_input(&mut self) {
        self.qr_view.hide();
    }

    fn shows_secret(&self) -> bool {
        !self.qr_view.is_hidden()
    }
}

/// Splits eight groups of four into two lines of four groups.
fn key_in_two_lines(key: &str) -> SecretText {
    let mut text = SecretText::new(String::with_capacity(key.len()));
    for (index, group) in key.split(' ').enumerate() {
        match index {
            0 => {}
            4 => text.push('\n'),
            _ => text.push(' '),
        }
        text.push_str(group);
    }
    text
}

/// Removes the spaces, for pasting into an app.
fn without_spaces(key: &str) -> SecretText {
    let mut text = SecretText::new(String::with_capacity(key.len()));
    text.extend(key.split(' '));
    text
}

#[cfg(test)]
mod tests;
