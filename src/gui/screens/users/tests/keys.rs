//! Tests of the keys of the users table.

use super::*;

#[test]
fn keys_choose_a_row_and_scroll_to_it() {
    let mut harness = default_harness(crowd());
    let mut after = |keys: &[Key]| {
        table(&mut harness, keys);
        let name = focused(&harness);
        assert!(rows(&harness).contains(&name), "{name} is in view");
        name
    };
    assert_eq!(after(&[Key::ArrowDown, Key::ArrowDown]), "person-00002");
    assert_eq!(after(&[Key::ArrowUp]), "person-00001");
    assert_eq!(after(&[Key::End]), "person-00099");
    assert_eq!(after(&[Key::ArrowDown]), "person-00099");
    assert_eq!(after(&[Key::Home]), "person-00000");
    let page = after(&[Key::PageDown]);
    assert!(("person-00003".."person-00012").contains(&page.as_str()), "{page}");
    assert_eq!(after(&[Key::PageUp]), "person-00000");
}

#[test]
fn the_table_is_one_tab_stop() {
    let mut harness = wide_harness(crowd());
    table(&mut harness, &[Key::ArrowDown, Key::Tab]);
    assert_ne!(focused(&harness), "person-00002");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    harness.run();
    table(&mut harness, &[]);
    assert_eq!(focused(&harness), "person-00001", "the table keeps its row");
}

#[test]
fn letters_go_to_the_next_name_that_begins_with_them() {
    let mut harness = wide_harness(sample_users());
    table(&mut harness, &[]);
    let mut type_letters = |letters: &str| {
        letters.chars().for_each(|letter| harness.event(egui::Event::Text(letter.to_string())));
        harness.run();
        focused(&harness)
    };
    assert_eq!(type_letters("l"), "łukasz");
    let mut harness = wide_harness(sample_users());
    table(&mut harness, &[]);
    let mut type_letters = |letters: &str| {
        harness.event(egui::Event::Text(letters.to_owned()));
        harness.run();
        focused(&harness)
    };
    assert_eq!(type_letters("p"), "peka");
    assert_eq!(type_letters("p"), "pekka.maria-fernanda");
    assert_eq!(type_letters("p"), "peka");
}

#[test]
fn enter_opens_the_actions_of_the_row_and_escape_returns_to_it() {
    let mut harness = wide_harness(sample_users());
    table(&mut harness, &[Key::ArrowDown, Key::Enter]);
    assert_eq!(focused(&harness), "Reset two-factor for ben.okafor…");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_role(Control::MenuItem).is_none());
    assert_eq!(focused(&harness), "ben.okafor");
}

#[test]
fn arrow_up_reaches_the_headers_and_enter_sorts() {
    let mut harness = wide_harness(sample_users());
    table(&mut harness, &[Key::ArrowUp, Key::ArrowRight]);
    assert_eq!(focused(&harness), "Role");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(rows(&harness)[..2], ["alice", "łukasz"]);
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(focused(&harness), "alice");
}
