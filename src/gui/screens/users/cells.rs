//! The cells of the users table.

use egui::{Align, Color32, Label, Layout, Response, RichText, Ui, vec2};

use crate::auth::UserView;
use crate::gui::icon::Icon;
use crate::gui::screens::users::sorting::{SortColumn, Status};
use crate::gui::screens::users::{TableResponse, menu};
use crate::gui::text::account::actions_for;
use crate::gui::text::users as text;
use crate::gui::text::when::DateFormatter;
use crate::gui::text::{OFF, ON};
use crate::gui::theme::{Intent, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, badge, menu_button, tooltip};

/// Width of a badge beyond its label, in points.
const BADGE_PADDING: f32 = 16.0;

/// Returns the widest labels of a column, with the padding around each in points.
pub(super) fn widest_labels(column: SortColumn) -> impl Iterator<Item = (&'static str, f32)> {
    let (labels, padding): (&[&str], f32) = match column {
        SortColumn::Username => (&[], 0.0),
        SortColumn::Role => (&[text::ADMINISTRATOR, text::MEMBER], 0.0),
        SortColumn::TwoFactor => (&[ON, OFF], BADGE_PADDING),
        SortColumn::Status => (&[text::DISABLED, text::TEMPORARY, text::CODES_OFF, text::ACTIVE], BADGE_PADDING),
        SortColumn::LastSignIn => (&["Wednesday", "yesterday", "today 00:00", "3 weeks ago"], 0.0),
    };
    labels.iter().map(move |label| (*label, padding))
}

pub(super) fn label_width(ui: &Ui, label: &str) -> f32 {
    ui.painter().layout_no_wrap(label.to_owned(), Typography::Caption.font(), ui.visuals().text_color()).size().x
}

/// Draws the cell of a column, and beside the username the status if `with_status`.
pub(super) fn show(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView, column: SortColumn, with_status: bool) {
    match column {
        SortColumn::Username => username(ui, cx, user, with_status),
        SortColumn::Role => {
            weak_line(ui, cx, text::role(user.role));
        }
        SortColumn::TwoFactor => {
            let (intent, label) = if user.two_factor { (Intent::Accent, ON) } else { (Intent::Neutral, OFF) };
            badge(ui, cx.theme, intent, label);
        }
        SortColumn::Status => match Status::of(user) {
            Status::Active => {
                weak_line(ui, cx, text::ACTIVE);
            }
            status => status_badge(ui, cx, status_labels(status)),
        },
        SortColumn::LastSignIn => {
            let dates = DateFormatter::local(cx.now.wall);
            let response = weak_line(ui, cx, &text::last_sign_in(user.last_sign_in, &dates));
            with_tooltip(response, cx, &text::full_last_sign_in(user.last_sign_in, &dates));
        }
    }
}

/// Draws the username, truncated if necessary, with its badges.
fn username(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView, with_status: bool) {
    let mut badges: Vec<(Intent, &str, &str)> = Vec::new();
    if user.is_self {
        badges.push((Intent::Accent, text::YOU, ""));
    }
    if with_status && Status::of(user) != Status::Active {
        badges.push(status_labels(Status::of(user)));
    }
    let gap = ui.spacing().item_spacing.x;
    let badges_width: f32 = badges.iter().map(|(_, label, _)| label_width(ui, label) + BADGE_PADDING + gap).sum();
    let available = vec2((ui.available_width() - badges_width - gap).max(24.0), Typography::Body.line_height());
    let color = if user.enabled { cx.theme.palette.text } else { cx.theme.palette.weak_text };
    ui.allocate_ui_with_layout(available, Layout::left_to_right(Align::Center), |ui| {
        let response = line(ui, Typography::Body, color, &user.username);
        if response.rect.width() + 1.0 > available.x {
            tooltip(response, cx.theme, &user.username);
        }
    });
    for labels in badges {
        status_badge(ui, cx, labels);
    }
}

/// Draws all columns in two lines.
pub(super) fn compact_row(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView) {
    let dates = DateFormatter::local(cx.now.wall);
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(7.0);
        ui.horizontal(|ui| {
            ui.set_height(24.0);
            username(ui, cx, user, true);
        });
        let two_factor = if user.two_factor { text::TWO_FACTOR_ON } else { text::TWO_FACTOR_OFF };
        let last = text::last_sign_in(user.last_sign_in, &dates);
        let line = [text::role(user.role), two_factor, &last].join(" · ");
        let response = weak_line(ui, cx, &line);
        with_tooltip(response, cx, &text::full_last_sign_in(user.last_sign_in, &dates));
    });
}

/// Draws the menu of a row. When focused, also scrolls the next row into view so that Tab can reach it.
pub(super) fn menu(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView, row: f32, table: &mut TableResponse) {
    ui.push_id(user.id, |ui| {
        let name = actions_for(&user.username);
        let button = Button::icon_only(Icon::More, &name).enabled(!cx.busy);
        let mut command = None;
        let response = menu_button(ui, cx.theme, button, |ui| command = menu::draw(ui, cx, user));
        if response.gained_focus() {
            let rect = response.rect.expand2(vec2(0.0, row));
            ui.scroll_to_rect(rect, None);
            table.scroll_to = Some(rect);
        }
        table.command = command.or(table.command.take());
    });
}

fn status_labels(status: Status) -> (Intent, &'static str, &'static str) {
    match status {
        Status::Disabled => (Intent::Error, text::DISABLED, ""),
        Status::CodesOff => (Intent::Warning, text::CODES_OFF, text::CODES_OFF_DESCRIPTION),
        Status::Temporary => (Intent::Warning, text::TEMPORARY, text::TEMPORARY_DESCRIPTION),
        Status::Active => (Intent::Neutral, text::ACTIVE, ""),
    }
}

fn status_badge(ui: &mut Ui, cx: &ViewContext<'_>, (intent, label, reason): (Intent, &str, &str)) {
    with_tooltip(badge(ui, cx.theme, intent, label), cx, reason);
}

fn with_tooltip(response: Response, cx: &ViewContext<'_>, description: &str) {
    if !description.is_empty() {
        tooltip(response, cx.theme, description);
    }
}

fn weak_line(ui: &mut Ui, cx: &ViewContext<'_>, text: &str) -> Response {
    line(ui, Typography::Caption, cx.theme.palette.weak_text, text)
}

/// Draws one line of text, truncated at the end of the cell.
fn line(ui: &mut Ui, size: Typography, color: Color32, text: &str) -> Response {
    let text = RichText::new(text).font(size.font()).color(color);
    ui.add(Label::new(text).truncate().show_tooltip_when_elided(false))
}
