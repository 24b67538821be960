//! Tests of the second factor of a sign-in.

use egui::{Event, Key, Modifiers};

use crate::auth::testing::{BOBS_PASSWORD, Fixture, PASSWORD, TestAuthenticator};
use crate::auth::{CounterKind, Role};
use crate::gui::testing::GateHarness;

#[test]
fn typing_the_sixth_digit_submits_the_code() {
    let (mut harness, secret) = GateHarness::at_code_screen();
    let code = harness.code(&secret);
    harness.type_text(&code);
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn a_used_code_shows_the_seconds_until_the_next_code() {
    let (mut harness, secret) = GateHarness::at_code_screen();
    let code = harness.code(&secret);
    harness.type_text(&code);
    harness.kittest.state_mut().sign_out();
    harness.run();
    harness.sign_in("alice");
    harness.type_text(&code);
    assert!(harness.has_label("That code was already used. The next one comes in 10 s"), "{}", harness.heading());
    harness.wait_seconds(3);
    assert!(harness.has_label("That code was already used. The next one comes in 7 s"));
}

#[test]
fn an_expired_sign_in_returns_to_the_password_with_a_reason() {
    let (mut harness, _) = GateHarness::at_code_screen();
    harness.wait_seconds(121);
    assert_eq!(harness.heading(), "Sign in");
    assert!(harness.has_label("That took too long. Sign in again"));
    assert_eq!(harness.field("Username").value().as_deref(), Some("alice"));
}

#[test]
fn tab_goes_from_top_to_bottom() {
    let (mut harness, _) = GateHarness::at_code_screen();
    harness.type_text("1234");
    assert_eq!(harness.tab_order(), ["6-digit code", "Use a recovery code", "Back", "Use a help code"]);
}

#[test]
fn errors_and_the_clock_below_do_not_move_the_button() {
    let (mut harness, _) = GateHarness::at_code_screen();
    let before = harness.button_rect("Verify");
    for _ in 0..3 {
        harness.type_text("000000");
        assert_eq!(harness.button_rect("Verify"), before);
    }
    assert!(harness.has_label_containing("This computer says "));
}

#[test]
fn switching_to_a_recovery_code_and_back_keeps_the_sign_in() {
    let (mut harness, _) = GateHarness::at_code_screen();
    harness.click_button("Use a recovery code");
    assert_eq!(harness.heading(), "Use a recovery code");
    assert_eq!(harness.focused(), "Recovery code");
    harness.click_button("Use the authenticator app");
    assert_eq!(harness.heading(), "Enter your code");
    harness.key(Key::Escape);
    assert_eq!(harness.heading(), "Sign in");
}

#[test]
fn a_recovery_code_signs_in_once_in_any_spelling() {
    let (mut harness, codes) = GateHarness::with_recovery_codes();
    let typed = codes[3].to_lowercase().replace('-', " ");
    for again in [false, true] {
        harness.sign_in("alice");
        harness.click_button("Use a recovery code");
        harness.type_text(&typed);
        harness.key(Key::Enter);
        assert_eq!(harness.kittest.state().session().is_some(), !again);
        harness.kittest.state_mut().sign_out();
        harness.run();
    }
}

#[test]
fn a_used_recovery_code_is_reported_without_moving_the_button() {
    let (mut harness, codes) = GateHarness::with_recovery_codes();
    harness.sign_in("alice");
    harness.click_button("Use a recovery code");
    let before = harness.button_rect("Verify");
    harness.type_text(&codes[0]);
    harness.click_button("Verify");
    harness.kittest.state_mut().sign_out();
    harness.run();
    harness.sign_in("alice");
    harness.click_button("Use a recovery code");
    harness.type_text(&codes[0]);
    harness.click_button("Verify");
    assert!(harness.has_label("That code was already used. Use another one"));
    assert_eq!(harness.button_rect("Verify"), before);
    assert_eq!(harness.focused(), "Recovery code");
}

#[test]
fn a_malformed_recovery_code_is_reported_and_tab_order_is_top_down() {
    let (mut harness, _) = GateHarness::with_recovery_codes();
    harness.sign_in("alice");
    harness.click_button("Use a recovery code");
    harness.type_text("twelve");
    let names = ["Recovery code", "Verify", "Use the authenticator app", "Back", "Use a help code"];
    assert_eq!(harness.tab_order(), names);
    harness.click_button("Verify");
    assert!(harness.has_label("Character 4, “l”, occurs in no such code. Compare it"));
}

/// bob, after an administrator reset his two-factor; returns his help code.
fn after_reset() -> (Fixture, String) {
    let (fixture, alice, _) = Fixture::alice_created();
    let bob = fixture.add_bob(&alice, Role::Member);
    fixture.pair_bob(&bob);
    let help = fixture.reset_two_factor(&alice, bob.account());
    (fixture, help)
}

/// alice, whose codes were suspended by twenty wrong ones.
fn with_suspended_codes() -> (Fixture, TestAuthenticator) {
    let (fixture, phone) = Fixture::with_alice_2fa();
    for _ in 0..20 {
        fixture.clock.advance_seconds(3600);
        let _ = fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now()));
    }
    (fixture, phone)
}

#[test]
fn after_a_reset_the_help_code_is_asked_for_at_once_and_leads_to_a_new_pairing() {
    let (fixture, help) = after_reset();
    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password("bob", BOBS_PASSWORD);
    assert_eq!(harness.heading(), "Use a help code");
    assert!(harness.has_label("An administrator reset your two-factor. Type the help code you were given."));
    assert_eq!(harness.focused(), "Help code");
    harness.save_screenshots("help-code-required");
    harness.type_text(&help);
    assert_eq!(harness.tab_order(), ["Help code", "Verify", "Back"]);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Pair a phone again");
}

#[test]
fn an_expired_help_code_is_told_without_a_field() {
    let (fixture, _) = after_reset();
    fixture.clock.advance_seconds(24 * 3600);
    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password("bob", BOBS_PASSWORD);
    assert_eq!(harness.heading(), "Your help code has expired");
    assert_eq!(harness.focused(), "Back");
    assert!(!harness.has_label("Help code"));
    harness.save_screenshots("help-code-expired");
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Sign in");
}

#[test]
fn while_codes_are_suspended_a_recovery_code_is_asked_for_at_once() {
    let (fixture, phone) = with_suspended_codes();
    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password("alice", PASSWORD);
    assert_eq!(harness.heading(), "Use a recovery code");
    assert!(harness.has_label_containing("One-time codes are off after too many wrong tries."));
    assert_eq!(harness.focused(), "Recovery code");
    harness.save_screenshots("recovery-code-required");
    harness.type_text(&phone.recovery_codes[0]);
    assert_eq!(harness.tab_order(), ["Recovery code", "Verify", "Back"]);
    harness.key(Key::Enter);
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn the_wrong_code_that_suspends_codes_leads_to_the_recovery_code() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    for _ in 0..19 {
        fixture.clock.advance_seconds(3600);
        let _ = fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now()));
    }
    fixture.clock.advance_seconds(3600);
    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password("alice", PASSWORD);
    assert_eq!(harness.heading(), "Enter your code");
    harness.type_text(&phone.wrong_code(harness.now()));
    assert_eq!(harness.heading(), "Use a recovery code");
    assert_eq!(harness.focused(), "Recovery code");
}

#[test]
fn a_help_code_is_a_choice_of_its_own() {
    let (mut harness, _) = GateHarness::at_code_screen();
    harness.click_button("Use a help code");
    assert_eq!(harness.heading(), "Use a help code");
    assert_eq!(harness.focused(), "Help code");
    harness.save_screenshots("help-code");
    harness.type_text("2345-6789-ABCD-EFGH");
    harness.key(Key::Enter);
    assert!(harness.has_label("That code is not right"));
    harness.click_button("Use a recovery code");
    assert_eq!(harness.heading(), "Use a recovery code");
    harness.click_button("Use the authenticator app");
    assert_eq!(harness.heading(), "Enter your code");
}

#[test]
fn a_malformed_code_is_kept_selected_described_and_not_charged() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password("alice", PASSWORD);
    harness.click_button("Use a recovery code");
    let right = &phone.recovery_codes[0];
    for (typed, sentence) in [
        (right.replacen(|c: char| c != '-', "I", 1), "Character 1, “I”, occurs in no such code. Compare it"),
        (right[..17].to_owned(), "2 characters of 16 are missing"),
        (right[..18].to_owned(), "1 character of 16 is missing"),
        (format!("{right}A"), "That is too long. Such a code has 16 letters and digits"),
        (format!("{right}\u{200e}"), "Character 17 is invisible and occurs in no such code. Delete it"),
    ] {
        harness.type_text(&typed);
        harness.key(Key::Enter);
        assert!(harness.has_label(sentence), "{sentence}");
        assert_eq!(harness.field("Recovery code").value().as_deref(), Some(&*typed));
        assert_eq!(harness.focused(), "Recovery code");
    }
    harness.save_screenshots("recovery-code-malformed");
    let account = fixture.account_row("alice").id;
    assert_eq!(fixture.counter(account, CounterKind::Recovery).failures, 0);
    // Each text replaced the selected one before it.
    harness.type_text(right);
    harness.key(Key::Enter);
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn a_wrong_recovery_code_is_kept_and_selected() {
    let (mut harness, codes) = GateHarness::with_recovery_codes();
    harness.sign_in("alice");
    harness.click_button("Use a recovery code");
    harness.type_text("2345-6789-ABCD-EFGH");
    harness.key(Key::Enter);
    assert!(harness.has_label("That code is not right"));
    assert_eq!(harness.field("Recovery code").value().as_deref(), Some("2345-6789-ABCD-EFGH"));
    harness.type_text(&codes[0]);
    harness.key(Key::Enter);
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn a_recovery_code_pasted_as_a_one_time_code_moves_to_its_own_field_and_is_not_submitted() {
    for as_typed_text in [false, true] {
        let (mut harness, codes) = GateHarness::with_recovery_codes();
        harness.sign_in("alice");
        harness.type_text("12");
        let text = codes[0].clone();
        harness.kittest.event(if as_typed_text { Event::Text(text) } else { Event::Paste(text) });
        harness.run();
        assert_eq!(harness.heading(), "Use a recovery code");
        assert_eq!(harness.field("Recovery code").value().as_deref(), Some(&*codes[0]));
        assert!(harness.has_label("You pasted this as a one-time code. Press Verify to use it"));
        assert_eq!(harness.focused(), "Recovery code");
        assert!(harness.kittest.state().session().is_none());
        harness.key(Key::Enter);
        assert!(harness.kittest.state().session().is_some());
    }
}

#[test]
fn other_text_pasted_as_a_one_time_code_is_refused_with_a_word() {
    let (mut harness, _) = GateHarness::at_code_screen();
    harness.kittest.event(Event::Paste("milk, eggs".to_owned()));
    harness.run();
    assert_eq!(harness.heading(), "Enter your code");
    assert!(harness.has_label("A one-time code has six digits, so nothing was pasted"));
    harness.key_with(Modifiers::NONE, Key::Num1);
    harness.type_text("1");
    assert!(!harness.has_label("A one-time code has six digits, so nothing was pasted"));
}
