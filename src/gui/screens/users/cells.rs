//! What stands in a row of the users table.

use egui::{Align, Label, Layout, RichText, Ui, vec2};

use crate::auth::UserView;
use crate::gui::icon::Icon;
use crate::gui::scene::Scene;
use crate::gui::screens::users::menu;
use crate::gui::screens::users::people::{By, Status};
use crate::gui::screens::users::table::Wanted;
use crate::gui::text::users as text;
use crate::gui::text::when::Calendar;
use crate::gui::theme::{Tone, Type};
use crate::gui::widgets::{Button, badge, menu_button, tooltip};

/// What a badge is wider than its word, in points.
const BADGE: f32 = 16.0;

/// The longest words of a column, and what stands around them, in points.
pub(super) fn samples(by: By) -> impl Iterator<Item = (&'static str, f32)> {
    let (words, around): (&[&str], f32) = match by {
        By::Username => (&[], 0.0),
        By::Role => (&[text::ADMINISTRATOR, text::MEMBER], 0.0),
        By::TwoFactor => (&[text::ON, text::OFF], BADGE),
        By::Status => (&[text::DISABLED, text::TEMPORARY, text::CODES_OFF, text::ACTIVE], BADGE),
        By::LastSignIn => (&["Wednesday", "yesterday", "today 00:00", "3 weeks ago"], 0.0),
    };
    words.iter().map(move |word| (*word, around))
}

/// The username, cut short where it must be, with its badges.
pub(super) fn username(ui: &mut Ui, scene: &Scene<'_>, user: &UserView, with_status: bool) {
    let mut badges: Vec<(Tone, &str, &str)> = Vec::new();
    if user.is_self {
        badges.push((Tone::Accent, text::YOU, ""));
    }
    if with_status && Status::of(user) != Status::Active {
        badges.push(status_words(Status::of(user)));
    }
    let gap = ui.spacing().item_spacing.x;
    let note = |word: &str| {
        let galley = ui.painter().layout_no_wrap(word.to_owned(), Type::Note.font(), scene.theme.palette.text);
        galley.size().x + BADGE + gap
    };
    let taken: f32 = badges.iter().map(|(_, word, _)| note(word)).sum();
    let room = vec2((ui.available_width() - taken - gap).max(24.0), Type::Body.line_height());
    let color = if user.enabled { scene.theme.palette.text } else { scene.theme.palette.soft };
    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
        let name = RichText::new(&user.username).font(Type::Body.font()).color(color);
        let response = ui.add(Label::new(name).truncate().show_tooltip_when_elided(false));
        if response.rect.width() + 1.0 > room.x {
            tooltip(response, scene.theme, &user.username);
        }
    });
    for (tone, word, why) in badges {
        explained(badge(ui, scene.theme, tone, word), scene, why);
    }
}

/// Administrator or member.
pub(super) fn role(ui: &mut Ui, scene: &Scene<'_>, user: &UserView) {
    soft(ui, scene, text::role(user.role));
}

/// On or off.
pub(super) fn two_factor(ui: &mut Ui, scene: &Scene<'_>, user: &UserView) {
    let (tone, word) = if user.two_factor { (Tone::Accent, text::ON) } else { (Tone::Quiet, text::OFF) };
    badge(ui, scene.theme, tone, word);
}

/// What is not as usual.
pub(super) fn status(ui: &mut Ui, scene: &Scene<'_>, user: &UserView) {
    match Status::of(user) {
        Status::Active => soft(ui, scene, text::ACTIVE),
        status => {
            let (tone, word, why) = status_words(status);
            explained(badge(ui, scene.theme, tone, word), scene, why);
        }
    }
}

/// When somebody was last here; exactly in the tooltip.
pub(super) fn last_sign_in(ui: &mut Ui, scene: &Scene<'_>, user: &UserView) {
    let calendar = Calendar::here(scene.now.wall);
    let words = text::last_sign_in(user.last_sign_in, &calendar);
    let words = RichText::new(words).font(Type::Note.font()).color(scene.theme.palette.soft);
    let response = ui.add(Label::new(words).truncate().show_tooltip_when_elided(false));
    explained(response, scene, &text::last_sign_in_exactly(user.last_sign_in, &calendar));
}

/// All of it in two lines.
pub(super) fn two_lines(ui: &mut Ui, scene: &Scene<'_>, user: &UserView) {
    let calendar = Calendar::here(scene.now.wall);
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(7.0);
        ui.horizontal(|ui| {
            ui.set_height(24.0);
            username(ui, scene, user, true);
        });
        let two_factor = if user.two_factor { text::TWO_FACTOR_ON } else { text::TWO_FACTOR_OFF };
        let last = text::last_sign_in(user.last_sign_in, &calendar);
        let line = [text::role(user.role), two_factor, &last].join(" · ");
        let words = RichText::new(line).font(Type::Note.font()).color(scene.theme.palette.soft);
        let response = ui.add(Label::new(words).truncate().show_tooltip_when_elided(false));
        explained(response, scene, &text::last_sign_in_exactly(user.last_sign_in, &calendar));
    });
}

/// The menu of a row. With the keyboard in it the next row is in sight as well, so that Tab goes on to it.
pub(super) fn menu(ui: &mut Ui, scene: &Scene<'_>, user: &UserView, row: f32, wanted: &mut Wanted) {
    ui.push_id(user.id, |ui| {
        let name = text::actions(&user.username);
        let button = Button::icon_only(Icon::More, &name).enabled(!scene.busy);
        let mut action = None;
        let response = menu_button(ui, scene.theme, button, |ui| action = menu::draw(ui, scene, user));
        if response.gained_focus() {
            let sight = response.rect.expand2(vec2(0.0, row));
            ui.scroll_to_rect(sight, None);
            wanted.sight = Some(sight);
        }
        wanted.action = action.or(wanted.action.take());
    });
}

fn status_words(status: Status) -> (Tone, &'static str, &'static str) {
    match status {
        Status::Disabled => (Tone::Error, text::DISABLED, ""),
        Status::CodesOff => (Tone::Warning, text::CODES_OFF, text::CODES_OFF_WHY),
        Status::Temporary => (Tone::Warning, text::TEMPORARY, text::TEMPORARY_WHY),
        Status::Active => (Tone::Quiet, text::ACTIVE, ""),
    }
}

fn explained(response: egui::Response, scene: &Scene<'_>, why: &str) {
    if !why.is_empty() {
        tooltip(response, scene.theme, why);
    }
}

fn soft(ui: &mut Ui, scene: &Scene<'_>, words: &str) {
    let words = RichText::new(words).font(Type::Note.font()).color(scene.theme.palette.soft);
    ui.add(Label::new(words).truncate().show_tooltip_when_elided(false));
}
