//! The screen by itself, for an administrator and for a member.

use egui::accesskit::Role as Control;
use egui::vec2;
use egui_kittest::kittest::{NodeT, Queryable};

use std::time::Duration;

use super::*;
use crate::auth::{Auth, Cost, MemoryStore, Session, TypedText, testing};
use crate::gui::action::Act;
use crate::gui::gate::{Inside, Options};
use crate::gui::screens::alone::Alone;
use crate::gui::testing::{PASSWORD, Stage, make_alice};

fn administrator() -> (std::sync::Arc<Auth>, Session) {
    let (auth, ..) = testing::auth();
    let made = auth.create_first_account("alice", TypedText::new(PASSWORD.to_owned())).unwrap();
    (auth, made.session)
}

fn alone(session: Option<Session>, scale: f32, dark: bool) -> Alone<SettingsScreen> {
    Alone::new(SettingsScreen::default(), session, vec2(480.0, 640.0), scale, dark)
}

fn cost(takes_lately: Option<u64>) -> CostView {
    CostView {
        cost: Cost::new(256 * 1024, 3, 4),
        takes: Some(Duration::from_millis(512)),
        takes_lately: takes_lately.map(Duration::from_millis),
        is_fixed: false,
    }
}

/// Where **Measure again** is.
fn measured(size: egui::Vec2, scale: f32, dark: bool, busy: bool) -> Alone<SettingsScreen> {
    let mut screen = SettingsScreen::default();
    screen.read(cost(None));
    let mut alone = Alone::new(screen, Some(administrator().1), size, scale, dark);
    alone.get_by_role_and_label(Control::Button, "Measure again").focus();
    alone.run();
    if busy {
        alone.key_press(egui::Key::Space);
        alone.step();
        assert!(matches!(alone.wanted(), [Action::Do(Act::MeasureCost)]));
        alone.state_mut().busy = true;
        alone.step();
    }
    alone
}

fn plain() -> Alone<SettingsScreen> {
    alone(Some(administrator().1), 1.0, false)
}

/// Presses a key so often while the stepper of that name has the keyboard.
fn step(alone: &mut Alone<SettingsScreen>, name: &str, key: egui::Key, times: usize) {
    alone.get_by_role_and_label(Control::SpinButton, name).focus();
    alone.run();
    for _ in 0..times {
        alone.key_press(key);
        alone.run();
    }
}

fn pick(alone: &mut Alone<SettingsScreen>, role: Control, name: &str) {
    alone.get_by_role_and_label(role, name).focus();
    alone.run();
    alone.key_press(egui::Key::Space);
    alone.run();
}

#[test]
fn pictures() {
    Alone::picture("settings", |scale, dark| alone(Some(administrator().1), scale, dark));
    Alone::picture("settings-below", |scale, dark| {
        let mut alone = alone(Some(administrator().1), scale, dark);
        alone.get_by_role_and_label(Control::Button, "Licence of EFF large word list").focus();
        alone.run();
        alone
    });
    Alone::picture("settings-cost", |scale, dark| measured(vec2(480.0, 640.0), scale, dark, false));
    Alone::picture("settings-cost-busy", |scale, dark| measured(vec2(480.0, 640.0), scale, dark, true));
    Alone::picture("settings-cost-narrow", |scale, dark| measured(vec2(240.0, 320.0), scale, dark, false));
    Alone::picture("settings-cost-narrowest", |scale, dark| measured(vec2(200.0, 280.0), scale, dark, false));
    Alone::picture("settings-narrow", |scale, dark| {
        Alone::new(SettingsScreen::default(), None, vec2(200.0, 280.0), scale, dark)
    });
}

#[test]
fn each_setting_counts_at_once() {
    let mut alone = plain();
    pick(&mut alone, Control::RadioButton, "Dark");
    step(&mut alone, "Zoom", egui::Key::ArrowUp, 2);
    pick(&mut alone, Control::CheckBox, "Reduce motion");
    step(&mut alone, "Lock after", egui::Key::ArrowDown, 10);
    step(&mut alone, "Clear clipboard after", egui::Key::ArrowDown, 9);
    pick(&mut alone, Control::CheckBox, "Submit at the sixth digit");
    let expected = Settings {
        theme: ThemeChoice::Dark,
        zoom_percent: 150,
        reduce_motion: true,
        lock_after_minutes: Some(5),
        clear_clipboard_seconds: Some(10),
        submit_at_sixth_digit: false,
    };
    assert_eq!(alone.state().settings, expected);
    assert_eq!(alone.wanted().len(), 1 + 2 + 1 + 10 + 2 + 1);
}

#[test]
fn nobody_chooses_a_longer_time_than_the_administrators() {
    let mut alone = plain();
    step(&mut alone, "Lock after", egui::Key::ArrowUp, 3);
    assert_eq!(alone.state().settings.lock_after_minutes, None);
    step(&mut alone, "Lock after", egui::Key::ArrowDown, 1);
    step(&mut alone, "Lock after", egui::Key::ArrowUp, 3);
    assert_eq!(alone.state().settings.lock_after_minutes, None);
    assert!(alone.query_by_label("At most 15 min on these accounts").is_some());
}

#[test]
fn what_is_set_for_everybody_counts_once_it_is_set() {
    let mut alone = plain();
    let is_off = |alone: &Alone<SettingsScreen>| {
        alone.get_by_role_and_label(Control::Button, "Set for everybody").accesskit_node().is_disabled()
    };
    assert!(is_off(&alone));
    step(&mut alone, "Lock everybody after", egui::Key::ArrowUp, 5);
    step(&mut alone, "Clear every clipboard after", egui::Key::ArrowUp, 1);
    pick(&mut alone, Control::CheckBox, "Unlocking asks for the code too");
    assert!(alone.wanted().is_empty() && !is_off(&alone));
    pick(&mut alone, Control::Button, "Set for everybody");
    let wanted = crate::auth::Policy { lock_after_minutes: 20, clear_clipboard_seconds: 40, unlock_needs_code: false };
    assert!(matches!(alone.wanted(), [Action::Do(Act::SetPolicy(policy))] if *policy == wanted));
    alone.state_mut().policy = wanted;
    alone.run();
    assert!(is_off(&alone));
}

#[test]
fn an_administrator_sees_what_checking_a_password_takes_and_measures_again() {
    let mut alone = measured(vec2(480.0, 640.0), 1.0, false, false);
    assert!(alone.query_by_label("Checking a password takes 0.5 s and 256 MiB").is_some());
    assert!(alone.query_by_label("Measured on this computer. A guess takes the same").is_some());
    pick(&mut alone, Control::Button, "Measure again");
    assert!(matches!(alone.wanted(), [Action::Do(Act::MeasureCost)]));
    alone.state_mut().screen.read(cost(Some(2100)));
    alone.run();
    assert!(alone.query_by_label("It took 2.1 s several times in a row").is_some());
}

#[test]
fn the_button_rests_while_it_measures_and_where_the_cost_is_fixed_and_nothing_moves() {
    let place = |alone: &Alone<SettingsScreen>| {
        let button = alone.get_by_role_and_label(Control::Button, "Measure again");
        (button.rect(), button.accesskit_node().is_disabled())
    };
    let idle = measured(vec2(480.0, 640.0), 1.0, false, false);
    let busy = measured(vec2(480.0, 640.0), 1.0, false, true);
    assert_eq!(place(&idle).0, place(&busy).0);
    let spins = |alone: &Alone<SettingsScreen>| {
        alone.get_by_role_and_label(Control::Button, "Measure again").accesskit_node().is_busy()
    };
    assert!(spins(&busy) && !spins(&idle));
    let mut unread = plain();
    unread.get_by_role_and_label(Control::Button, "Measure again").focus();
    unread.run();
    assert!(place(&unread).1);
    unread.state_mut().screen.read(CostView { is_fixed: true, takes: None, ..cost(None) });
    unread.run();
    assert!(place(&unread).1);
    assert!(unread.query_by_label("This program fixes it").is_some());
}

#[test]
fn measuring_again_asks_for_a_step_up_is_told_and_is_logged() {
    let clock = std::sync::Arc::new(testing::FakeClock::new());
    let store = std::sync::Arc::new(MemoryStore::new(&testing::FixedRandom::new(99)).unwrap());
    let machine = std::sync::Arc::new(testing::FakeMachine::new(16, 400));
    let random = std::sync::Arc::new(testing::FixedRandom::new(1));
    let auth = Auth::with(store, clock.clone(), random, crate::auth::Options::new("Vestibule")).unwrap();
    let auth = std::sync::Arc::new(auth.on_machine(machine.clone()));
    make_alice(&auth);
    let mut stage = Stage::over(auth, clock, Options::window(Inside::Account), [480.0, 640.0]);
    stage.sign_in("alice");
    stage.choose("Settings");
    assert!(stage.says("Checking a password takes 0.5 s and 80 MiB"));
    machine.becomes(16, 500);
    stage.reach("Measure again");
    assert!(stage.says("To measure what checking a password takes, type your password once more."));
    stage.type_into("Current password", PASSWORD);
    stage.press("Continue");
    assert!(stage.says("Checking a password takes 0.5 s and 64 MiB now"), "{:?}", stage.sentences());
    assert!(stage.says("Checking a password takes 0.5 s and 64 MiB"));
    stage.choose("Account");
    stage.reach("Show sign-in history");
    assert!(stage.says("Checking a password measured again"));
}

#[test]
fn members_set_nothing_for_everybody() {
    let alone = alone(None, 1.0, false);
    assert!(alone.query_by_label("For everybody").is_none());
    assert!(alone.query_by_label("Lock everybody after").is_none());
    assert!(alone.query_by_label("Measure again").is_none());
}

#[test]
fn it_tells_where_the_accounts_are_which_version_it_is_and_what_it_is_made_of() {
    let mut alone = plain();
    for words in ["/home/alice/.local/share/vestibule/accounts.db", env!("CARGO_PKG_VERSION"), "MIT OR Apache-2.0"] {
        assert!(alone.query_by_label(words).is_some(), "{words}");
    }
    for part in ["This program", "Inter", "JetBrains Mono", "EFF large word list", "Common passwords"] {
        assert!(alone.query_by_label(part).is_some(), "{part}");
        pick(&mut alone, Control::Button, &format!("Licence of {part}"));
        assert!(matches!(alone.wanted().last(), Some(Action::Open(_))));
    }
}
