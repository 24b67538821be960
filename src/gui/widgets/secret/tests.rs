use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::*;
use crate::gui::widgets::tests::LABELS;

fn harness<'a>() -> Harness<'a, SecretState> {
    let theme = Theme::new(false, true);
    let mut harness = Harness::builder().with_size(vec2(400.0, 200.0)).build_ui_state(
        move |ui, secret: &mut SecretState| {
            theme.apply(ui);
            SecretField::new("Password", LABELS).show(ui, &theme, secret);
        },
        SecretState::default(),
    );
    harness.get_by_label("Password").focus();
    harness.run();
    harness
}

fn type_text(harness: &mut Harness<'_, SecretState>, text: &str) {
    for character in text.chars() {
        harness.event(Event::Text(character.to_string()));
        harness.run();
    }
}

fn press(harness: &mut Harness<'_, SecretState>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

fn paste(harness: &mut Harness<'_, SecretState>, text: &str) {
    harness.event(Event::Paste(text.to_owned()));
    harness.run();
}

#[test]
fn undo_restores_nothing_after_the_password_was_submitted() {
    let mut harness = harness();
    type_text(&mut harness, "correct horse");
    harness.run_steps(8);
    let taken = harness.state_mut().buffer.take();
    assert_eq!(taken.expose_text(), "correct horse");
    harness.run();
    for _ in 0..5 {
        press(&mut harness, Modifiers::COMMAND, Key::Z);
        // Checked after each undo, since the next one may remove what one restored.
        assert!(harness.state().buffer.is_empty());
        assert_eq!(harness.get_by_label("Password").value().as_deref(), Some(""));
    }
}

#[test]
fn undo_while_typing_changes_nothing() {
    let mut harness = harness();
    type_text(&mut harness, "abc");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().buffer.expose_text(), "abc");
}

#[test]
fn ctrl_h_toggles_visibility_and_deletes_nothing() {
    let mut harness = harness();
    type_text(&mut harness, "abc");
    press(&mut harness, Modifiers::CTRL, Key::H);
    assert!(harness.state().shown);
    harness.get_by_role_and_label(Role::Button, "Hide password");
    press(&mut harness, Modifiers::CTRL, Key::H);
    assert!(!harness.state().shown);
    assert_eq!(harness.state().buffer.expose_text(), "abc");
}

#[test]
fn the_caret_is_behind_text_that_was_set_as_a_whole() {
    let mut harness = harness();
    type_text(&mut harness, "abc");
    press(&mut harness, Modifiers::NONE, Key::Home);
    harness.state_mut().buffer.set(&crate::auth::SecretInput::new("six words".to_owned()));
    harness.run();
    type_text(&mut harness, "!");
    assert_eq!(harness.state().buffer.expose_text(), "six words!");
}

#[test]
fn the_visibility_toggle_shows_and_hides() {
    let mut harness = harness();
    harness.get_by_label("Show password").click();
    harness.run();
    assert!(harness.state().shown);
    harness.get_by_label("Hide password").click();
    harness.run();
    assert!(!harness.state().shown);
}

#[test]
fn a_too_long_paste_is_refused_and_leaves_the_selection() {
    let mut harness = harness();
    type_text(&mut harness, "abc");
    press(&mut harness, Modifiers::COMMAND, Key::A);
    paste(&mut harness, &"x".repeat(257));
    assert_eq!(harness.state().buffer.expose_text(), "abc");
    harness.get_by_label("That is too long");
    paste(&mut harness, &"x".repeat(256));
    assert_eq!(harness.state().buffer.expose_text(), "x".repeat(256));
    assert!(harness.query_by_label("That is too long").is_none());
}

#[test]
fn a_pasted_trailing_line_end_is_removed() {
    for ending in ["\n", "\r\n", "\n\n"] {
        let mut harness = harness();
        paste(&mut harness, &format!("six words that nobody guesses{ending}"));
        assert_eq!(harness.state().buffer.expose_text(), "six words that nobody guesses");
    }
}

/// Found by fuzzing: the selection was counted beyond the end, so that a paste was wrongly found to fit.
#[test]
fn a_selection_beyond_the_text_adds_no_capacity() {
    let mut harness = harness();
    paste(&mut harness, &"x".repeat(20));
    harness.key_press(Key::Home);
    (0..5).for_each(|_| harness.key_press(Key::ArrowRight));
    press(&mut harness, Modifiers::SHIFT, Key::End);
    harness.state_mut().buffer.set(&crate::auth::SecretInput::new("suggestion".to_owned()));
    paste(&mut harness, &"y".repeat(252));
    assert_eq!(harness.state().buffer.expose_text(), "suggestion");
}

#[test]
fn a_screen_reader_reads_bullets_whether_shown_or_hidden() {
    let mut harness = harness();
    type_text(&mut harness, "äb");
    for _ in 0..2 {
        let field = harness.get_by_role_and_label(Role::PasswordInput, "Password");
        assert_eq!(field.value().as_deref(), Some("••"));
        press(&mut harness, Modifiers::CTRL, Key::H);
    }
}

#[test]
fn copy_and_cut_are_ignored() {
    let mut harness = harness();
    type_text(&mut harness, "abc");
    press(&mut harness, Modifiers::COMMAND, Key::A);
    for event in [Event::Copy, Event::Cut] {
        harness.event(event);
        harness.step();
        assert!(harness.output().platform_output.commands.is_empty());
    }
    assert_eq!(harness.state().buffer.expose_text(), "abc");
}

#[test]
fn caps_lock_is_reported_under_the_field() {
    let mut harness = harness();
    assert!(harness.query_by_label("Caps Lock is on").is_none());
    type_text(&mut harness, "A");
    harness.get_by_label("Caps Lock is on");
    type_text(&mut harness, "a");
    assert!(harness.query_by_label("Caps Lock is on").is_none());
}

#[test]
fn the_characters_keep_their_order_when_typed_into_the_middle() {
    let mut harness = harness();
    type_text(&mut harness, "ad");
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    type_text(&mut harness, "bc");
    press(&mut harness, Modifiers::NONE, Key::Home);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert_eq!(harness.state().buffer.expose_text(), "bcd");
}

/// Renders the field with this text.
fn rendered_field(text: &str, shown: bool) -> Vec<u8> {
    let mut harness = harness();
    harness.event(Event::Text(text.to_owned()));
    harness.run();
    harness.state_mut().shown = shown;
    harness.run();
    harness.render().expect("the field is rendered").into_raw()
}

#[test]
fn a_hidden_password_reveals_only_its_length() {
    let hidden = rendered_field("iiiiiiiiiiii", false);
    for text in ["mmmmmmmmmmmm", "zebra 山 №7ab", "\u{fb01}\u{1f512}abcdefghij"] {
        assert_eq!(text.chars().count(), 12);
        assert!(rendered_field(text, false) == hidden, "{text}");
    }
    // Verifies that the comparison detects differences.
    assert!(rendered_field("iiiiiiiiiii", false) != hidden);
    assert!(rendered_field("iiiiiiiiiiii", true) != rendered_field("mmmmmmmmmmmm", true));
}

fn key_and_text(modifiers: Modifiers, text: &str) -> [Event; 2] {
    let key = Event::Key { key: Key::A, physical_key: None, pressed: true, repeat: false, modifiers };
    [key, Event::Text(text.to_owned())]
}

#[test]
fn a_capital_without_shift_means_caps_lock() {
    assert!(infer_caps_lock(false, false, &key_and_text(Modifiers::NONE, "A")));
    assert!(infer_caps_lock(false, false, &key_and_text(Modifiers::NONE, "Ä")));
}

#[test]
fn a_small_letter_with_shift_means_caps_lock() {
    assert!(infer_caps_lock(false, false, &key_and_text(Modifiers::SHIFT, "a")));
}

#[test]
fn ordinary_letters_clear_caps_lock() {
    assert!(!infer_caps_lock(true, false, &key_and_text(Modifiers::NONE, "a")));
    assert!(!infer_caps_lock(true, false, &key_and_text(Modifiers::SHIFT, "A")));
}

#[test]
fn digits_and_caseless_letters_change_nothing() {
    assert!(infer_caps_lock(true, false, &key_and_text(Modifiers::NONE, "1")));
    assert!(infer_caps_lock(true, false, &key_and_text(Modifiers::NONE, "字")));
    assert!(!infer_caps_lock(false, false, &key_and_text(Modifiers::NONE, "字")));
}
