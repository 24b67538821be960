//! The home screen of a user: the tab bar, and below it the host's content or one of the account screens.

mod tab_bar;

#[cfg(test)]
mod tests;

use egui::accesskit::{Live, Role};
use egui::{Align, Frame, Layout, Margin, Rect, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use self::tab_bar::tab_bar;
use crate::auth::{SessionDeadline, SignInNotices};
use crate::gui::message::{Command, Query, QueryResult, SessionRequest};
use crate::gui::options::Content;
use crate::gui::screens::account::AccountScreen;
use crate::gui::screens::settings::SettingsScreen;
use crate::gui::screens::users::UsersScreen;
use crate::gui::section::Section;
use crate::gui::text::{account as text, users};
use crate::gui::theme::{GRID, GUTTER, Intent, Typography};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, status_bar, status_bar_beside, styled_text};

/// Width of the button **Undo** with the gap beside it, in points.
const UNDO_WIDTH: f32 = 72.0;

/// The tab bar, and the screens below it, which a host may also place individually.
pub struct HomeScreen {
    /// The selected tab, or the section in which the user last acted.
    pub current: Section,
    /// Sections that a host has drawn; their data is kept up to date.
    drawn_sections: Vec<Section>,
    /// Notices that the user has not yet seen on the account screen.
    notices: SignInNotices,
    account: AccountScreen,
    users: UsersScreen,
    settings: SettingsScreen,
}

impl HomeScreen {
    pub fn new(notices: SignInNotices, content: &Content) -> Self {
        let current = if matches!(content, Content::AccountOnly) { Section::Account } else { Section::Content };
        Self {
            current,
            drawn_sections: Vec::new(),
            notices,
            account: AccountScreen::new(notices),
            users: UsersScreen::default(),
            settings: SettingsScreen::default(),
        }
    }

    pub fn select_account(&mut self) {
        self.current = Section::Account;
        self.notices = SignInNotices::default();
    }

    pub fn set_data(&mut self, view: QueryResult) {
        match view {
            QueryResult::Account(view) => self.account.account = Some(view),
            QueryResult::History(entries) => self.account.history.entries = Some(entries),
            QueryResult::Users(users) => self.users.set_users(users),
            // Every screen reads the policy from its context.
            QueryResult::Policy(_) => {}
            QueryResult::Settings(_, cost) => self.settings.administration.cost = Some(cost),
        }
    }

    /// Returns the queries to repeat after an operation.
    pub fn queries(&self) -> Vec<Query> {
        let sections =
            self.drawn_sections.iter().chain((!self.drawn_sections.contains(&self.current)).then_some(&self.current));
        sections.flat_map(|section| self.queries_of(*section)).copied().collect()
    }

    fn queries_of(&self, section: Section) -> &'static [Query] {
        match section {
            Section::Content => &[],
            Section::Account => self.account.queries(),
            Section::Users => &[Query::Users],
            Section::Settings => &[Query::Settings],
        }
    }

    /// Records that a host draws this section; returns the query to run if it is newly shown.
    pub fn queries_on_show(&mut self, section: Section, just_shown: bool) -> Option<Query> {
        let first = !self.drawn_sections.contains(&section);
        if first {
            self.drawn_sections.push(section);
        }
        (just_shown || first).then(|| self.queries_of(section).first().copied()).flatten()
    }

    fn on_tab_bar(&mut self, (tab, button): (Option<Section>, Option<Command>)) -> Option<Command> {
        button.or_else(|| tab.map(|section| self.select(section)))
    }

    fn select(&mut self, section: Section) -> Command {
        match section {
            Section::Account => self.select_account(),
            other => self.current = other,
        }
        let query = self.queries_of(section).first();
        query.map_or(Command::ShowContent, |query| Command::SendInSession(SessionRequest::Query(*query)))
    }

    fn section_mut(&mut self, section: Section) -> Option<&mut dyn View> {
        match section {
            Section::Content => None,
            Section::Account => Some(&mut self.account),
            Section::Users => Some(&mut self.users),
            Section::Settings => Some(&mut self.settings),
        }
    }

    /// Draws one of the screens where the host placed it.
    pub fn show_section(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, section: Section) -> Option<Command> {
        ui.spacing_mut().item_spacing.y = 0.0;
        if section == Section::Account
            && let Some(line) = first_line(cx)
        {
            ui.push_id("hint", |ui| status_bar(ui, cx.theme, Intent::Neutral, line));
        }
        let status = cx.status_message.filter(|_| self.current == section).unwrap_or_default();
        let undo = status_with_undo(ui, cx, status);
        let command = undo.or(self.section_mut(section)?.show(ui, cx));
        if command.is_some() {
            self.current = section;
        }
        command
    }

    /// Draws what is above the host's content: the bar if there is one, and urgent notices.
    pub fn show_top_bar(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, bar: bool) -> Option<Command> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let pressed = if bar { tab_bar(ui, cx, self.current) } else { (None, None) };
        if bar {
            status_bar(ui, cx.theme, Intent::Warning, text::account_notice(&self.notices).unwrap_or_default());
        }
        timeout_banner(ui, cx);
        self.on_tab_bar(pressed)
    }
}

/// Returns the first line of a demo hint, which says where the user is.
fn first_line<'a>(cx: &ViewContext<'a>) -> Option<&'a str> {
    cx.demo_hint.and_then(|hint| hint.lines().next())
}

/// Draws the result of the last operation, and the button that undoes it while that is possible.
fn status_with_undo(ui: &mut Ui, cx: &ViewContext<'_>, status: &str) -> Option<Command> {
    let Some(undo) = cx.undo.filter(|_| !status.is_empty()) else {
        status_bar(ui, cx.theme, Intent::Success, status);
        return None;
    };
    let bar = status_bar_beside(ui, cx.theme, Intent::Success, status, UNDO_WIDTH);
    let name = users::undo_disabling(&undo.username);
    let area = UiBuilder::new().max_rect(bar.rect.shrink2(vec2(GUTTER, 0.0)));
    let mut end = ui.new_child(area.layout(Layout::right_to_left(Align::Center)));
    let button = Button::with_accessible_name(users::UNDO, &name).compact().enabled(!cx.busy);
    button.show(&mut end, cx.theme).clicked().then(|| Command::run(undo.operation()))
}

/// Draws the time until the session locks or ends, for example "Locking in 1:58". The text changes every second, the
/// spoken text every minute.
fn timeout_banner(ui: &mut Ui, cx: &ViewContext<'_>) {
    let (text, spoken) = match cx.timeout {
        SessionDeadline::LocksIn(left) => (text::locking_in(left), text::locking_in_spoken(left)),
        SessionDeadline::EndsIn(left) => (text::ending_in(left), text::ending_in_spoken(left)),
        SessionDeadline::NotDue | SessionDeadline::LockNow | SessionDeadline::EndNow => Default::default(),
    };
    let start = ui.cursor().min;
    if !text.is_empty() {
        let (color, fill) = cx.theme.intent_colors(Intent::Warning);
        let margin = Margin::symmetric(GUTTER as i8, GRID as i8);
        Frame::NONE.fill(fill).inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            styled_text(ui, Typography::Banner, color, &text);
        });
    }
    let id = ui.make_persistent_id("standing");
    ui.interact(Rect::from_min_max(start, start), id, Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    ui.accesskit_node_builder(id, |node| node.set_live(Live::Polite));
}

impl View for HomeScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let pressed = tab_bar(ui, cx, self.current);
        if let Some(line) = first_line(cx) {
            ui.push_id("hint", |ui| status_bar(ui, cx.theme, Intent::Neutral, line));
        }
        timeout_banner(ui, cx);
        let undo = status_with_undo(ui, cx, cx.status_message.unwrap_or_default());
        let current = self.current;
        let command = ui.push_id(current, |ui| self.section_mut(current).and_then(|screen| screen.show(ui, cx))).inner;
        self.on_tab_bar(pressed).or(undo).or(command)
    }
}
