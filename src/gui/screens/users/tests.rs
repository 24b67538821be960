//! Tests of the users screen alone, with made-up accounts.

mod keys;
mod menu;

use egui::accesskit::{Role as Control, SortDirection};
use egui::{Key, Modifiers, Vec2, vec2};
use egui_kittest::kittest::{By, NodeT, Queryable};

use super::*;
use crate::auth::testing::START_SECONDS;
use crate::auth::{AccountId, Role, TwoFactorStatus, UnixTime};
use crate::gui::message::{Operation, SessionRequest};
use crate::gui::testing::view_harness::ViewHarness;

fn user(number: u128, username: &str) -> UserView {
    UserView {
        id: AccountId::from_bytes(number.to_be_bytes()),
        username: username.to_owned(),
        role: Role::Member,
        two_factor: TwoFactorStatus::On,
        enabled: true,
        temporary_password: false,
        codes_suspended: false,
        last_sign_in: None,
        is_self: false,
        is_last_administrator: false,
    }
}

/// The users of the mockup, and one of each status.
fn sample_users() -> Vec<UserView> {
    let hours_ago = |hours: i64| Some(UnixTime::from_seconds(START_SECONDS - hours * 3600));
    let administrator = Role::Administrator;
    vec![
        UserView { role: administrator, is_self: true, last_sign_in: hours_ago(5), ..user(1, "alice") },
        UserView { last_sign_in: hours_ago(6), ..user(2, "ben.okafor") },
        UserView { two_factor: TwoFactorStatus::Off, last_sign_in: hours_ago(20), ..user(3, "chiara") },
        UserView { enabled: false, last_sign_in: hours_ago(21 * 24), ..user(4, "dmitri") },
        UserView { codes_suspended: true, last_sign_in: hours_ago(3 * 24), ..user(5, "maximiliane.oberhofer") },
        UserView { two_factor: TwoFactorStatus::Off, temporary_password: true, ..user(6, "temp-7") },
        UserView { role: administrator, last_sign_in: hours_ago(6 * 24), ..user(7, "łukasz") },
        UserView { two_factor: TwoFactorStatus::HelpCodePending, last_sign_in: hours_ago(30), ..user(8, "peka") },
        UserView { two_factor: TwoFactorStatus::HelpCodeExpired, ..user(9, "pekka.maria-fernanda") },
    ]
}

fn harness_with(accounts: Vec<UserView>, size: Vec2, scale: f32, dark: bool) -> ViewHarness<UsersScreen> {
    let mut users = UsersScreen::default();
    users.set_users(accounts);
    ViewHarness::new(users, None, size, scale, dark)
}

fn wide_harness(accounts: Vec<UserView>) -> ViewHarness<UsersScreen> {
    harness_with(accounts, vec2(800.0, 640.0), 1.0, false)
}

fn default_harness(accounts: Vec<UserView>) -> ViewHarness<UsersScreen> {
    harness_with(accounts, vec2(480.0, 640.0), 1.0, false)
}

/// Returns the usernames of the visible menus, from the top.
fn rows(harness: &ViewHarness<UsersScreen>) -> Vec<String> {
    let mut rows: Vec<_> = harness
        .query_all_by_role(Control::Button)
        .filter_map(|node| {
            let name = node.accesskit_node().label()?;
            Some((node.rect().top(), name.strip_prefix("Actions for ")?.to_owned()))
        })
        .collect();
    rows.sort_by(|first, second| first.0.total_cmp(&second.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn save_screenshots() {
    for (name, size) in [
        ("users", vec2(480.0, 640.0)),
        ("users-zoomed", vec2(240.0, 320.0)),
        ("users-table", vec2(640.0, 640.0)),
        ("users-wide", vec2(1280.0, 800.0)),
    ] {
        ViewHarness::save_screenshots(name, |scale, dark| harness_with(sample_users(), size, scale, dark));
    }
    ViewHarness::save_screenshots("users-menu", |scale, dark| {
        let mut view = harness_with(sample_users(), vec2(480.0, 640.0), scale, dark);
        view.click_button("Actions for alice");
        view
    });
}

fn click_header(harness: &mut ViewHarness<UsersScreen>, name: &str) {
    harness.get_by_role_and_label(Control::ColumnHeader, name).click();
    harness.run();
}

#[test]
fn headers_sort_by_their_column_and_reverse() {
    let mut harness = wide_harness(sample_users());
    assert_eq!(rows(&harness)[..5], ["alice", "ben.okafor", "chiara", "dmitri", "łukasz"]);
    click_header(&mut harness, "Username");
    assert_eq!(rows(&harness)[0], "temp-7");
    click_header(&mut harness, "Role");
    assert_eq!(rows(&harness)[..2], ["alice", "łukasz"]);
    click_header(&mut harness, "Last sign-in");
    assert_eq!(rows(&harness)[..2], ["alice", "ben.okafor"]);
    assert_eq!(rows(&harness)[7..], ["pekka.maria-fernanda", "temp-7"], "never is the earliest");
    click_header(&mut harness, "Status");
    assert_eq!(rows(&harness)[..3], ["temp-7", "dmitri", "maximiliane.oberhofer"]);
    click_header(&mut harness, "Two-factor");
    assert_eq!(rows(&harness)[..4], ["pekka.maria-fernanda", "peka", "chiara", "temp-7"]);
}

#[test]
fn the_header_of_the_sort_column_says_how_it_is_sorted() {
    let mut harness = wide_harness(sample_users());
    let direction = |harness: &ViewHarness<UsersScreen>, name: &str| {
        harness.get_by_role_and_label(Control::ColumnHeader, name).accesskit_node().data().sort_direction()
    };
    assert_eq!(direction(&harness, "Username"), Some(SortDirection::Ascending));
    click_header(&mut harness, "Last sign-in");
    assert_eq!(direction(&harness, "Last sign-in"), Some(SortDirection::Descending), "the latest is first");
    assert_eq!(direction(&harness, "Username"), None);
}

#[test]
fn the_filter_ignores_case() {
    let mut harness = default_harness(sample_users());
    harness.get_by_label("Filter users").focus();
    harness.run();
    harness.event(egui::Event::Text("OKA".to_owned()));
    harness.run();
    assert_eq!(rows(&harness), ["ben.okafor"]);
    harness.event(egui::Event::Text("ł".to_owned()));
    harness.run();
    assert!(rows(&harness).is_empty());
    harness.get_by_label("Nobody matches");
}

#[test]
fn a_single_user_sees_a_note() {
    let alice = UserView { is_self: true, is_last_administrator: true, ..user(1, "alice") };
    default_harness(vec![alice]).get_by_label("Only you so far");
    assert!(default_harness(sample_users()).query_by_label("Only you so far").is_none());
}

#[test]
fn only_visible_rows_of_ten_thousand_users_are_laid_out() {
    let crowd = (0..10_000).map(|number| user(number, &format!("person-{number:05}"))).collect();
    let mut harness = default_harness(crowd);
    let nodes = |harness: &ViewHarness<UsersScreen>| harness.root().children_recursive().count();
    let max_nodes = 250;
    assert!(nodes(&harness) < max_nodes, "{} nodes", nodes(&harness));
    table(&mut harness, &[Key::End]);
    assert_eq!(rows(&harness).last().map(String::as_str), Some("person-09999"));
    assert!(nodes(&harness) < max_nodes && rows(&harness).len() < 16, "{} nodes", nodes(&harness));
}

/// Focuses the table and presses keys.
fn table(harness: &mut ViewHarness<UsersScreen>, keys: &[Key]) {
    harness.get_by_role(Control::Grid).focus();
    harness.run();
    for key in keys {
        harness.key_press(*key);
        harness.run();
    }
}

/// Returns the name of the focused part of the table, up to the first comma.
fn focused(harness: &ViewHarness<UsersScreen>) -> String {
    let focused = harness.query_all(By::new().predicate(|node| node.is_focused())).next();
    let name = focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default();
    name.split(',').next().unwrap_or_default().to_owned()
}

fn crowd() -> Vec<UserView> {
    (0..100).map(|number| user(number, &format!("person-{number:05}"))).collect()
}

#[test]
fn the_table_tells_rows_columns_and_their_number() {
    let harness = wide_harness(sample_users());
    let grid = harness.get_by_role(Control::Grid);
    let data = grid.accesskit_node().data().clone();
    assert_eq!((data.row_count(), data.column_count(), data.label()), (Some(10), Some(6), Some("Users")));
    let row = harness.query_all_by_role(Control::Row).nth(2).unwrap();
    assert_eq!(row.accesskit_node().data().row_index(), Some(2));
    let name = row.accesskit_node().label().unwrap_or_default();
    assert!(name.starts_with("ben.okafor, Member, Two-factor on, active, last sign-in "), "{name}");
    assert_eq!(harness.query_all_by_role(Control::RowHeader).count(), 9);
}

#[test]
fn below_640_points_a_row_has_two_lines_and_whole_names() {
    let mut harness = harness_with(sample_users(), vec2(480.0, 640.0), 1.0, false);
    assert!(harness.query_by_role(Control::ColumnHeader).is_none());
    let name = harness.get_by_label("maximiliane.oberhofer").rect();
    let badge = harness.get_by_label("codes off").rect();
    assert!(badge.top() >= name.bottom() - 1.0, "{name:?} {badge:?}");
    assert!(name.width() > 140.0, "the name is not cut: {name:?}");
    harness.click_button("Sort users");
    harness.get_by_role_and_label(Control::MenuItemRadio, "Sort by role").click();
    harness.run();
    assert_eq!(rows(&harness)[..2], ["alice", "łukasz"]);
}

#[test]
fn a_large_window_cuts_no_ordinary_name() {
    let long = "maria.fernanda.gonzalez-hernandez";
    let accounts = vec![UserView { is_self: true, temporary_password: true, ..user(1, long) }, user(2, "ben")];
    let harness = harness_with(accounts, vec2(1280.0, 800.0), 1.0, false);
    let table = harness.get_by_role(Control::Grid).rect();
    assert_eq!(table.width(), 960.0);
    assert!(harness.get_by_label(long).rect().width() > 200.0);
}

#[test]
fn a_reset_row_says_that_a_help_code_is_pending() {
    for width in [480.0, 800.0] {
        let harness = harness_with(sample_users(), vec2(width, 760.0), 1.0, false);
        harness.get_by_label("Help code pending");
        harness.get_by_label("Help code expired");
    }
}

fn choose_facet(harness: &mut ViewHarness<UsersScreen>, facet: &str) {
    harness.click_button("Filter by role and status");
    harness.get_by_role_and_label(Control::MenuItemCheckBox, facet).click();
    harness.run();
}

#[test]
fn roles_and_states_filter_the_table_and_escape_shows_everybody() {
    let mut harness = wide_harness(sample_users());
    harness.get_by_label("9 users");
    choose_facet(&mut harness, "Administrator");
    assert_eq!(rows(&harness), ["alice", "łukasz"]);
    harness.get_by_label("2 of 9 users");
    choose_facet(&mut harness, "Two-factor off");
    harness.get_by_label("Nobody matches");
    choose_facet(&mut harness, "Administrator");
    choose_facet(&mut harness, "Help code pending");
    assert_eq!(rows(&harness), ["chiara", "peka", "temp-7"]);
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(rows(&harness).len(), 9);
    assert_eq!(focused(&harness), "Filter users");
}

#[test]
fn the_shortcut_focuses_the_filter_and_escape_clears_it() {
    let mut harness = wide_harness(sample_users());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run();
    harness.event(egui::Event::Text("LU".to_owned()));
    harness.run();
    assert_eq!(rows(&harness), ["łukasz"], "accents do not matter");
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(rows(&harness).len(), 9);
}
