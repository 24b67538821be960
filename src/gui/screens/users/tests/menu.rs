//! Tests of the menu of a row.

use egui::accesskit::Role as Control;
use egui_kittest::kittest::{NodeT, Queryable};

use super::*;

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
        enabled_entry("Make ben.okafor an administrator…"),
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
