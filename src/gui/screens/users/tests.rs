//! The screen by itself, over people who were made up.

use egui::accesskit::Role as Control;
use egui::{Vec2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use super::*;
use crate::auth::testing::NOON;
use crate::auth::{AccountId, Role, UnixTime};
use crate::gui::screens::alone::Alone;

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

/// As in the mockup, and one of each status.
fn people() -> Vec<UserView> {
    let hours_ago = |hours: i64| Some(UnixTime::from_seconds(NOON - hours * 3600));
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

fn bench(people: Vec<UserView>, size: Vec2, scale: f32, dark: bool) -> Alone<Users> {
    let mut users = Users::default();
    users.read(people);
    Alone::new(users, None, size, scale, dark)
}

fn plain(people: Vec<UserView>) -> Alone<Users> {
    bench(people, vec2(480.0, 640.0), 1.0, false)
}

/// Whose menus are there, from the top.
fn rows(harness: &Alone<Users>) -> Vec<String> {
    let mut rows: Vec<_> = harness
        .query_all_by_role(Control::Button)
        .filter_map(|node| {
            let name = node.accesskit_node().label()?;
            Some((node.rect().top(), name.strip_prefix("Actions for ")?.to_owned()))
        })
        .collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn pictures() {
    for (name, size) in
        [("users", vec2(480.0, 640.0)), ("users-narrow", vec2(400.0, 560.0)), ("users-wide", vec2(800.0, 640.0))]
    {
        Alone::picture(name, |scale, dark| bench(people(), size, scale, dark));
    }
    Alone::picture("users-menu", |scale, dark| {
        let mut alone = bench(people(), vec2(480.0, 640.0), scale, dark);
        alone.press("Actions for alice");
        alone
    });
}

#[test]
fn headers_sort_by_what_they_say_and_turn_round() {
    let mut harness = plain(people());
    assert_eq!(rows(&harness)[..3], ["alice", "ben.okafor", "chiara"]);
    harness.press("Sort by username");
    assert_eq!(rows(&harness)[0], "łukasz");
    harness.press("Sort by role");
    assert_eq!(rows(&harness)[..2], ["alice", "łukasz"]);
    harness.press("Sort by last sign-in");
    assert_eq!(rows(&harness)[..2], ["alice", "ben.okafor"]);
    assert_eq!(rows(&harness)[6], "temp-7");
    harness.press("Sort by status");
    assert_eq!(rows(&harness)[0], "dmitri");
    harness.press("Sort by two-factor");
    harness.press("Sort by two-factor");
    assert_eq!(rows(&harness)[..2], ["chiara", "temp-7"]);
}

#[test]
fn the_filter_knows_no_case() {
    let mut harness = plain(people());
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
fn somebody_alone_is_told_so() {
    let alice = UserView { is_self: true, is_last_administrator: true, ..user(1, "alice") };
    plain(vec![alice]).get_by_label("Only you so far");
    assert!(plain(people()).query_by_label("Only you so far").is_none());
}

#[test]
fn of_ten_thousand_only_those_in_sight_are_laid_out() {
    let crowd = (0..10_000).map(|number| user(number, &format!("person-{number:05}"))).collect();
    let mut harness = plain(crowd);
    let nodes = |harness: &Alone<Users>| harness.root().children_recursive().count();
    let most = 250;
    assert!(nodes(&harness) < most, "{} nodes", nodes(&harness));
    harness.press("Sort by username");
    assert_eq!(rows(&harness)[0], "person-09999");
    assert!(nodes(&harness) < most && rows(&harness).len() < 16, "{} nodes", nodes(&harness));
}

#[test]
fn tab_goes_on_to_rows_that_were_out_of_sight() {
    let crowd = (0..100).map(|number| user(number, &format!("person-{number:05}"))).collect();
    let mut harness = plain(crowd);
    harness.get_by_role_and_label(Control::Button, "Actions for person-00000").focus();
    harness.run();
    for _ in 0..40 {
        harness.key_press(egui::Key::Tab);
        harness.run();
    }
    let here = harness.get_by_role_and_label(Control::Button, "Actions for person-00040");
    assert!(here.accesskit_node().is_focused());
}

#[test]
fn a_narrow_window_has_rows_of_two_lines_and_a_menu_to_sort_by() {
    let mut harness = bench(people(), vec2(400.0, 560.0), 1.0, false);
    assert!(harness.query_by_label("Sort by role").is_none());
    harness.press("Sort users");
    harness.get_by_role_and_label(Control::MenuItem, "Sort by role").click();
    harness.run();
    assert_eq!(rows(&harness)[..2], ["alice", "łukasz"]);
    harness.get_by_label("disabled");
}

/// What the menu of somebody says: each entry, whether it can be chosen, and why not.
fn menu(harness: &mut Alone<Users>, username: &str) -> Vec<(String, Option<String>)> {
    harness.press(&format!("Actions for {username}"));
    let entries = harness.query_all_by_role(Control::MenuItem).map(|node| {
        let node = node.accesskit_node();
        let why = node.is_disabled().then(|| node.description().unwrap_or_default());
        (node.label().unwrap_or_default(), why)
    });
    entries.collect()
}

fn on(words: &str) -> (String, Option<String>) {
    (words.to_owned(), None)
}

fn off(words: &str, why: &str) -> (String, Option<String>) {
    (words.to_owned(), Some(why.to_owned()))
}

#[test]
fn a_menu_has_what_can_be_done_to_somebody() {
    let entries = menu(&mut plain(people()), "ben.okafor");
    let expected = [
        on("Reset two-factor for ben.okafor…"),
        on("New temporary password for ben.okafor…"),
        on("Disable ben.okafor"),
        on("Make ben.okafor an administrator"),
        on("Delete ben.okafor…"),
    ];
    assert_eq!(entries, expected);
}

#[test]
fn a_menu_follows_how_somebody_stands() {
    let entries = menu(&mut plain(people()), "maximiliane.oberhofer");
    assert!(entries.contains(&on("Allow codes again for maximiliane.oberhofer")));
    assert!(menu(&mut plain(people()), "dmitri").contains(&on("Enable dmitri")));
    assert!(menu(&mut plain(people()), "łukasz").contains(&on("Make łukasz a member")));
    let entries = menu(&mut plain(people()), "chiara");
    assert_eq!(entries[0], off("Reset two-factor for chiara…", "Two-factor is off here"));
}

#[test]
fn what_is_off_in_ones_own_menu_says_why() {
    let own = "Your own is on the Account screen";
    let oneself = "Nobody does this to themselves";
    let expected = [
        off("Reset two-factor for alice…", own),
        off("New temporary password for alice…", own),
        off("Disable alice", oneself),
        off("Make alice a member", oneself),
        off("Delete alice…", oneself),
    ];
    assert_eq!(menu(&mut plain(people()), "alice"), expected);
    let mut alone = people();
    alone[0].is_last_administrator = true;
    let last = "You are the last administrator. Make a second one first";
    assert!(menu(&mut plain(alone), "alice").contains(&off("Disable alice", last)));
}

#[test]
fn what_can_be_taken_back_is_done_at_once_and_the_rest_asks() {
    let mut harness = plain(people());
    harness.press("Actions for chiara");
    harness.get_by_role_and_label(Control::MenuItem, "Disable chiara").click();
    harness.run();
    assert!(matches!(
        harness.wanted(),
        [Action::Do(crate::gui::action::Act::SetEnabled { username, enabled: false, .. })] if username == "chiara"
    ));
    harness.press("Actions for chiara");
    harness.get_by_role_and_label(Control::MenuItem, "Delete chiara…").click();
    harness.run();
    assert!(matches!(harness.wanted().last(), Some(Action::Open(_))));
}
