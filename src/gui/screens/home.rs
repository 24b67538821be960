//! The home screen of a user: the tab bar, and below it the host's content or one of the account screens.

mod tab_bar;
mod timeout_banner;

#[cfg(test)]
mod tests;

use std::time::Duration;

use egui::Ui;

use crate::auth::{Estimate, Now, Password, SignInNotices};
use crate::gui::message::{Command, Query, QueryResult, SessionRequest};
use crate::gui::options::Content;
use crate::gui::screens::account::AccountScreen;
use crate::gui::screens::settings::SettingsScreen;
use crate::gui::screens::users::UsersScreen;
use crate::gui::section::Section;
use crate::gui::text::account as text;
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::status_bar;

/// The tab bar, and the screens below it, which a host may also place individually.
pub struct HomeScreen {
    /// The selected tab, or the section in which the user last acted.
    current: Section,
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

    /// Selects the account tab.
    pub fn select_account(&mut self) {
        self.current = Section::Account;
        self.notices = SignInNotices::default();
    }

    /// Whether this tab is selected.
    pub fn is_current(&self, section: Section) -> bool {
        self.current == section
    }

    /// Passes data that the worker read to its screen.
    pub fn set_data(&mut self, view: QueryResult) {
        match view {
            QueryResult::Account(view) => self.account.set_account(view),
            QueryResult::History(entries) => self.account.set_history(entries),
            QueryResult::Users(users) => self.users.set_users(users),
            // Every screen reads the policy from its context.
            QueryResult::Policy(_) => {}
            QueryResult::Settings(_, cost) => self.settings.set_cost(cost),
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
            Section::Users => UsersScreen::QUERIES,
            Section::Settings => SettingsScreen::QUERIES,
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

    fn select(&mut self, section: Section) -> Option<Command> {
        match section {
            Section::Account => self.select_account(),
            other => self.current = other,
        }
        Some(
            self.queries_of(section)
                .first()
                .map_or(Command::ShowContent, |query| Command::SendInSession(SessionRequest::Query(*query))),
        )
    }

    fn section_mut(&mut self, section: Section) -> Option<&mut dyn View> {
        match section {
            Section::Content => None,
            Section::Account => Some(&mut self.account),
            Section::Users => Some(&mut self.users),
            Section::Settings => Some(&mut self.settings),
        }
    }

    fn sections_mut(&mut self) -> [&mut dyn View; 3] {
        [&mut self.account, &mut self.users, &mut self.settings]
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
        status_bar(ui, cx.theme, Intent::Success, status);
        let command = self.section_mut(section)?.show(ui, cx);
        if command.is_some() {
            self.current = section;
        }
        command
    }

    /// Draws what is above the host's content: the bar if there is one, and urgent notices.
    pub fn show_top_bar(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, bar: bool) -> Option<Command> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let response = if bar { tab_bar::tab_bar(ui, cx, self.current) } else { None };
        if bar {
            status_bar(ui, cx.theme, Intent::Warning, text::account_notice(&self.notices).unwrap_or_default());
        }
        timeout_banner::show(ui, cx);
        response.and_then(|response| self.handle_tab_bar(response))
    }

    fn handle_tab_bar(&mut self, response: tab_bar::TabBarResponse) -> Option<Command> {
        match response {
            tab_bar::TabBarResponse::Section(section) => self.select(section),
            tab_bar::TabBarResponse::Lock => Some(Command::Lock),
            tab_bar::TabBarResponse::SignOut => Some(Command::SignOut { reason: None }),
        }
    }
}

/// Returns the first line of a demo hint, which says where the user is.
fn first_line<'a>(cx: &ViewContext<'a>) -> Option<&'a str> {
    cx.demo_hint.and_then(|hint| hint.lines().next())
}

impl View for HomeScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let response = tab_bar::tab_bar(ui, cx, self.current);
        if let Some(line) = first_line(cx) {
            ui.push_id("hint", |ui| status_bar(ui, cx.theme, Intent::Neutral, line));
        }
        timeout_banner::show(ui, cx);
        status_bar(ui, cx.theme, Intent::Success, cx.status_message.unwrap_or_default());
        let current = self.current;
        let command = ui.push_id(current, |ui| self.section_mut(current).and_then(|screen| screen.show(ui, cx))).inner;
        match response {
            Some(response) => self.handle_tab_bar(response),
            None => command,
        }
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        self.sections_mut().into_iter().find_map(|screen| screen.tick(now))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        [self.account.next_change_in(now), self.users.next_change_in(now), self.settings.next_change_in(now)]
            .into_iter()
            .flatten()
            .min()
    }

    fn clear_input(&mut self) {
        self.sections_mut().into_iter().for_each(View::clear_input);
    }

    fn set_strength(&mut self, estimate: Estimate) {
        if let Some(screen) = self.section_mut(self.current) {
            screen.set_strength(estimate);
        }
    }

    fn set_suggestion(&mut self, passphrase: &Password) {
        if let Some(screen) = self.section_mut(self.current) {
            screen.set_suggestion(passphrase);
        }
    }

    fn show_error(&mut self, sentence: &str) {
        if let Some(screen) = self.section_mut(self.current) {
            screen.show_error(sentence);
        }
    }
}
