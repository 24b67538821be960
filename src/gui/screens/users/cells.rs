//! The cells of the users table.

use egui::{Align, Color32, Id, Label, Layout, Response, RichText, Ui, vec2};

use crate::auth::{TwoFactorStatus, UserView};
use crate::gui::icon::Icon;
use crate::gui::message::Command;
use crate::gui::screens::users::facet::Status;
use crate::gui::screens::users::list::SortColumn;
use crate::gui::screens::users::menu;
use crate::gui::text::account::actions_for;
use crate::gui::text::users as text;
use crate::gui::text::when::DateFormatter;
use crate::gui::text::{OFF, ON};
use crate::gui::theme::{Intent, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, MenuFocus, badge, show_menu, tooltip};

/// Width of a badge beyond its label, in points.
const BADGE_PADDING: f32 = 16.0;

/// Colour, label, and explanation of a badge.
type Badge = (Intent, &'static str, &'static str);

/// Returns the widest labels of a column, with the padding around each in points.
pub(super) fn widest_labels(column: SortColumn) -> impl Iterator<Item = (&'static str, f32)> {
    let (labels, padding): (&[&str], f32) = match column {
        SortColumn::Username => (&[], 0.0),
        SortColumn::Role => (&[text::ADMINISTRATOR, text::MEMBER], 0.0),
        SortColumn::TwoFactor => (&[ON, OFF, text::HELP_CODE_PENDING, text::HELP_CODE_EXPIRED], BADGE_PADDING),
        SortColumn::Status => (&[text::DISABLED, text::TEMPORARY, text::CODES_OFF, text::ACTIVE], BADGE_PADDING),
        SortColumn::LastSignIn => (&text::WIDEST_SIGN_INS, 0.0),
    };
    labels.iter().map(move |label| (*label, padding))
}

pub(super) fn label_width(ui: &Ui, label: &str) -> f32 {
    ui.painter().layout_no_wrap(label.to_owned(), Typography::Caption.font(), ui.visuals().text_color()).size().x
}

pub(super) fn row_in_words(cx: &ViewContext<'_>, user: &UserView) -> String {
    text::row(user, Status::of(user).label(), &DateFormatter::local(cx.now.wall))
}

/// Draws the cell of a column.
pub(super) fn show(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView, column: SortColumn) {
    match column {
        SortColumn::Username => {
            let you = user.is_self.then_some((Intent::Accent, text::YOU, ""));
            let gap = ui.spacing().item_spacing.x;
            let reserved = you.map_or(0.0, |(_, label, _)| label_width(ui, label) + BADGE_PADDING + gap);
            username(ui, cx, user, ui.available_width() - reserved);
            you.into_iter().for_each(|you| show_badge(ui, cx, you));
        }
        SortColumn::Role => {
            weak_line(ui, cx, text::role(user.role));
        }
        SortColumn::TwoFactor => show_badge(ui, cx, two_factor_badge(user.two_factor)),
        SortColumn::Status => match Status::of(user) {
            Status::Active => {
                weak_line(ui, cx, text::ACTIVE);
            }
            status => show_badge(ui, cx, status_badge(status)),
        },
        SortColumn::LastSignIn => {
            let dates = DateFormatter::local(cx.now.wall);
            let response = weak_line(ui, cx, &text::last_sign_in(user.last_sign_in, &dates));
            with_tooltip(response, cx, &text::full_last_sign_in(user.last_sign_in, &dates));
        }
    }
}

/// Draws the username, and under it everything else: what is unusual as badges, the rest as text.
pub(super) fn compact(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView) {
    let dates = DateFormatter::local(cx.now.wall);
    let status = Status::of(user);
    let mut badges: Vec<Badge> = Vec::new();
    badges.extend(user.is_self.then_some((Intent::Accent, text::YOU, "")));
    badges.extend((status != Status::Active).then(|| status_badge(status)));
    let mut words = vec![text::role(user.role)];
    match user.two_factor {
        TwoFactorStatus::On | TwoFactorStatus::Off => words.push(text::two_factor_in_words(user.two_factor)),
        reset => badges.push(two_factor_badge(reset)),
    }
    let last = text::last_sign_in(user.last_sign_in, &dates);
    words.push(&last);
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(6.0);
        username(ui, cx, user, ui.available_width());
        ui.horizontal(|ui| {
            ui.set_height(24.0);
            badges.into_iter().for_each(|badge| show_badge(ui, cx, badge));
            let response = weak_line(ui, cx, &words.join(" · "));
            with_tooltip(response, cx, &text::full_last_sign_in(user.last_sign_in, &dates));
        });
    });
}

/// Draws the username, truncated if necessary; the tooltip then has the whole name.
fn username(ui: &mut Ui, cx: &ViewContext<'_>, user: &UserView, width: f32) {
    let color = if user.enabled { cx.theme.palette.text } else { cx.theme.palette.weak_text };
    let size = vec2(width.max(24.0), Typography::Body.line_height());
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        let whole = ui.painter().layout_no_wrap(user.username.clone(), Typography::Body.font(), color).size().x;
        let response = line(ui, Typography::Body, color, &user.username);
        if whole > size.x {
            tooltip(response, cx.theme, &user.username);
        }
    });
}

/// Draws the menu of a row; afterwards the focus is on the table.
pub(super) fn menu(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    user: &UserView,
    table: Id,
    opened_by_key: bool,
) -> Option<Command> {
    let name = actions_for(&user.username);
    let button = Button::icon_only(Icon::More, &name).enabled(!cx.busy).not_focusable();
    let response = button.show(ui, cx.theme);
    let mut command = None;
    let focus = MenuFocus { opened_by_key, after: table };
    show_menu(ui, cx.theme, &response, focus, |entries| command = menu::draw(entries, user));
    command
}

fn two_factor_badge(status: TwoFactorStatus) -> Badge {
    let (intent, description) = match status {
        TwoFactorStatus::On => (Intent::Accent, ""),
        TwoFactorStatus::Off => (Intent::Neutral, ""),
        TwoFactorStatus::HelpCodePending => (Intent::Warning, text::HELP_CODE_PENDING_DESCRIPTION),
        TwoFactorStatus::HelpCodeExpired => (Intent::Error, text::HELP_CODE_EXPIRED_DESCRIPTION),
    };
    (intent, text::two_factor(status), description)
}

fn status_badge(status: Status) -> Badge {
    let (intent, description) = match status {
        Status::Disabled => (Intent::Error, ""),
        Status::CodesOff => (Intent::Warning, text::CODES_OFF_DESCRIPTION),
        Status::Temporary => (Intent::Warning, text::TEMPORARY_DESCRIPTION),
        Status::Active => (Intent::Neutral, ""),
    };
    (intent, status.label(), description)
}

fn show_badge(ui: &mut Ui, cx: &ViewContext<'_>, (intent, label, description): Badge) {
    with_tooltip(badge(ui, cx.theme, intent, label), cx, description);
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
