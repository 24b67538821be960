//! Tests of the users screen alone, with made-up accounts.

use egui::accesskit::Role as Control;
use egui::{Vec2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use super::*;
use crate::auth::testing::START_SECONDS;
use crate::auth::{AccountId, Role, UnixTime};
use crate::gui::message::{Operation, SessionRequest};
use crate::gui::testing::view_harness::ViewHarness;

fn user(number: u128, username: &str) -> UserView {
    UserView {
        id: AccountId::from_bytes(number.to_be_bytes()),
        username: username.to_owned(),
        role: Role::Member,
        two_factor: true,
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
        UserView { two_factor: false, last_sign_in: hours_ago(20), ..user(3, "chiara") },
        UserView { enabled: false, last_sign_in: hours_ago(21 * 24), ..user(4, "dmitri") },
        UserView { codes_suspended: true, last_sign_in: hours_ago(3 * 24), ..user(5, "maximiliane.oberhofer") },
        UserView { two_factor: false, temporary_password: true, ..user(6, "temp-7") },
        UserView { role: administrator, last_sign_in: hours_ago(6 * 24), ..user(7, "łukasz") },
    ]
}

fn harness_with(accounts: Vec<UserView>, size: Vec2, scale: f32, dark: bool) -> ViewHarness<UsersScreen> {
    let mut users = UsersScreen::default();
    users.set_users(accounts);
    ViewHarness::new(users, None, size, scale, dark)
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
    for (name, size) in
        [("users", vec2(480.0, 640.0)), ("users-narrow", vec2(400.0, 560.0)), ("users-wide", vec2(800.0, 640.0))]
    {
        ViewHarness::save_screenshots(name, |scale, dark| harness_with(sample_users(), size, scale, dark));
    }
    ViewHarness::save_screenshots("users-menu", |scale, dark| {
        let mut view = harness_with(sample_users(), vec2(480.0, 640.0), scale, dark);
        view.click_button("Actions for alice");
        view
    });
}

#[test]
fn headers_sort_by_their_column_and_reverse() {
    let mut harness = default_harness(sample_users());
    assert_eq!(rows(&harness)[..3], ["alice", "ben.okafor", "chiara"]);
    harness.click_button("Sort by username");
    assert_eq!(rows(&harness)[0], "łukasz");
    harness.click_button("Sort by role");
    assert_eq!(rows(&harness)[..2], ["alice", "łukasz"]);
    harness.click_button("Sort by last sign-in");
    assert_eq!(rows(&harness)[..2], ["alice", "ben.okafor"]);
    assert_eq!(rows(&harness)[6], "temp-7");
    harness.click_button("Sort by status");
    assert_eq!(rows(&harness)[0], "dmitri");
    harness.click_button("Sort by two-factor");
    harness.click_button("Sort by two-factor");
    assert_eq!(rows(&harness)[..2], ["chiara", "temp-7"]);
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
    harness.click_button("Sort by username");
    assert_eq!(rows(&harness)[0], "person-09999");
    assert!(nodes(&harness) < max_nodes && rows(&harness).len() < 16, "{} nodes", nodes(&harness));
}

#[test]
fn tab_scrolls_to_rows_out_of_view() {
    let crowd = (0..100).map(|number| user(number, &format!("person-{number:05}"))).collect();
    let mut harness = default_harness(crowd);
    harness.get_by_role_and_label(Control::Button, "Actions for person-00000").focus();
    harness.run();
    for _ in 0..40 {
        harness.key_press(egui::Key::Tab);
        harness.run();
    }
    let button = harness.get_by_role_and_label(Control::Button, "Actions for person-00040");
    assert!(button.accesskit_node().is_focused());
}

#[test]
fn a_narrow_window_has_rows_of_two_lines_and_a_menu_to_sort_by() {
    let mut harness = harness_with(sample_users(), vec2(400.0, 560.0), 1.0, false);
    assert!(harness.query_by_label("Sort by role").is_none());
    harness.click_button("Sort users");
    harness.get_by_role_and_label(Control::MenuItem, "Sort by role").click();
    harness.run();
    assert_eq!(rows(&harness)[..2], ["alice", "łukasz"]);
    harness.get_by_label("disabled");
}

/// Returns the entries of a user's menu, each with the reason if it is disabled.
fn menu(harness: &mut ViewHarness<UsersScreen>, username: &str) -> Vec<(String, Option<String>)> {
    harness.click_button(&format!("Actions for {username}"));
    let entries = harness.query_all_by_role(Control::MenuItem).map(|node| {
        let node = node.accesskit_node();
        let reason = node.is_disabled().then(|| node.description().unwrap_or_default());
        (node.label().unwrap_or_default(), reason)
    });
    entries.collect()
}

fn enabled_entry(label: &str) -> (String, Option<String>) {
    (label.to_owned(), None)
}

fn disabled_entry(label: &str, reason: &str) -> (String, Option<String>) {
    (label.to_owned(), Some(reason.to_owned()))
}

#[test]
fn a_user_menu_lists_all_operations() {
    let entries = menu(&mut default_harness(sample_users()), "ben.okafor");
    let expected = [
        enabled_entry("Reset two-factor for ben.okafor…"),
        enabled_entry("New temporary password for ben.okafor…"),
        enabled_entry("Disable ben.okafor"),
        enabled_entry("Make ben.okafor an administrator"),
        enabled_entry("Delete ben.okafor…"),
    ];
    assert_eq!(entries, expected);
}

#[test]
fn a_user_menu_depends_on_the_account_state() {
    let entries = menu(&mut default_harness(sample_users()), "maximiliane.oberhofer");
    assert!(entries.contains(&enabled_entry("Allow codes again for maximiliane.oberhofer")));
    assert!(menu(&mut default_harness(sample_users()), "dmitri").contains(&enabled_entry("Enable dmitri")));
    assert!(menu(&mut default_harness(sample_users()), "łukasz").contains(&enabled_entry("Make łukasz a member")));
    let entries = menu(&mut default_harness(sample_users()), "chiara");
    assert_eq!(entries[0], disabled_entry("Reset two-factor for chiara…", "Two-factor is off here"));
}

#[test]
fn disabled_entries_in_the_own_menu_give_a_reason() {
    let own_reason = "Your own is on the Account screen";
    let self_reason = "Nobody does this to themselves";
    let expected = [
        disabled_entry("Reset two-factor for alice…", own_reason),
        disabled_entry("New temporary password for alice…", own_reason),
        disabled_entry("Disable alice", self_reason),
        disabled_entry("Make alice a member", self_reason),
        disabled_entry("Delete alice…", self_reason),
    ];
    assert_eq!(menu(&mut default_harness(sample_users()), "alice"), expected);
    let mut users = sample_users();
    users[0].is_last_administrator = true;
    let last = "You are the last administrator. Make a second one first";
    assert!(menu(&mut default_harness(users), "alice").contains(&disabled_entry("Disable alice", last)));
}

#[test]
fn reversible_operations_run_at_once_and_others_ask() {
    let mut harness = default_harness(sample_users());
    harness.click_button("Actions for chiara");
    harness.get_by_role_and_label(Control::MenuItem, "Disable chiara").click();
    harness.run();
    assert!(matches!(
        harness.commands(),
        [Command::SendInSession(SessionRequest::StartOperation(Operation::SetEnabled { username, enabled: false, .. }))] if username == "chiara"
    ));
    harness.click_button("Actions for chiara");
    harness.get_by_role_and_label(Control::MenuItem, "Delete chiara…").click();
    harness.run();
    assert!(matches!(harness.commands().last(), Some(Command::OpenDialog(_))));
}
