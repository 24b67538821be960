//! Tests of the settings screen alone, for an administrator and for a member.

use std::time::Duration;

use egui::accesskit::Role as Control;
use egui::vec2;
use egui_kittest::kittest::{NodeT, Queryable};

use super::*;
use crate::auth::{Auth, Cost, CostView, MemoryStore, SecretInput, Session, testing};
use crate::gui::message::{Operation, SessionRequest};
use crate::gui::testing::view_harness::ViewHarness;
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};

fn administrator() -> (std::sync::Arc<Auth>, Session) {
    let (auth, ..) = testing::auth();
    let created = auth.create_first_account("alice", SecretInput::new(PASSWORD.to_owned())).unwrap();
    (auth, created.session)
}

fn view_harness(session: Option<Session>, scale: f32, dark: bool) -> ViewHarness<SettingsScreen> {
    ViewHarness::new(SettingsScreen::default(), session, vec2(480.0, 640.0), scale, dark)
}

fn cost(takes_lately: Option<u64>) -> CostView {
    CostView {
        cost: Cost::new(256 * 1024, 3, 4),
        duration: Some(Duration::from_millis(512)),
        recent_duration: takes_lately.map(Duration::from_millis),
        is_fixed: false,
    }
}

/// The screen scrolled to **Measure again**.
fn with_cost(size: egui::Vec2, scale: f32, dark: bool, busy: bool) -> ViewHarness<SettingsScreen> {
    let mut screen = SettingsScreen::default();
    screen.administration.cost = Some(cost(None));
    let mut view = ViewHarness::new(screen, Some(administrator().1), size, scale, dark);
    view.get_by_role_and_label(Control::Button, "Measure again").focus();
    view.run();
    if busy {
        view.key_press(egui::Key::Space);
        view.step();
        assert!(matches!(
            view.commands(),
            [Command::SendInSession(SessionRequest::StartOperation(Operation::MeasureCost))]
        ));
        view.state_mut().busy = true;
        view.step();
    }
    view
}

fn for_admin() -> ViewHarness<SettingsScreen> {
    view_harness(Some(administrator().1), 1.0, false)
}

/// Presses a key `times` times while the stepper with this name is focused.
fn press_in_stepper(view: &mut ViewHarness<SettingsScreen>, name: &str, key: egui::Key, times: usize) {
    view.get_by_role_and_label(Control::SpinButton, name).focus();
    view.run();
    for _ in 0..times {
        view.key_press(key);
        view.run();
    }
}

fn activate(view: &mut ViewHarness<SettingsScreen>, role: Control, name: &str) {
    view.get_by_role_and_label(role, name).focus();
    view.run();
    view.key_press(egui::Key::Space);
    view.run();
}

#[test]
fn save_screenshots() {
    ViewHarness::save_screenshots("settings", |scale, dark| view_harness(Some(administrator().1), scale, dark));
    ViewHarness::save_screenshots("settings-below", |scale, dark| {
        let mut view = view_harness(Some(administrator().1), scale, dark);
        view.get_by_role_and_label(Control::Button, "Licence of EFF large word list").focus();
        view.run();
        view
    });
    ViewHarness::save_screenshots("settings-cost", |scale, dark| with_cost(vec2(480.0, 640.0), scale, dark, false));
    ViewHarness::save_screenshots("settings-cost-busy", |scale, dark| with_cost(vec2(480.0, 640.0), scale, dark, true));
    ViewHarness::save_screenshots("settings-cost-narrow", |scale, dark| {
        with_cost(vec2(240.0, 320.0), scale, dark, false)
    });
    ViewHarness::save_screenshots("settings-cost-narrowest", |scale, dark| {
        with_cost(vec2(200.0, 280.0), scale, dark, false)
    });
    ViewHarness::save_screenshots("settings-narrow", |scale, dark| {
        ViewHarness::new(SettingsScreen::default(), None, vec2(200.0, 280.0), scale, dark)
    });
}

#[test]
fn each_setting_takes_effect_immediately() {
    let mut view = for_admin();
    activate(&mut view, Control::RadioButton, "Dark");
    press_in_stepper(&mut view, "Zoom", egui::Key::ArrowUp, 2);
    activate(&mut view, Control::CheckBox, "Reduce motion");
    press_in_stepper(&mut view, "Lock after", egui::Key::ArrowDown, 10);
    press_in_stepper(&mut view, "Clear clipboard after", egui::Key::ArrowDown, 9);
    activate(&mut view, Control::CheckBox, "Submit at the sixth digit");
    let expected = Settings {
        theme: ThemeChoice::Dark,
        zoom_percent: 150,
        reduce_motion: true,
        lock_after_minutes: Some(5),
        clear_clipboard_seconds: Some(10),
        submit_at_sixth_digit: false,
    };
    assert_eq!(view.state().settings, expected);
    assert_eq!(view.commands().len(), 1 + 2 + 1 + 10 + 2 + 1);
}

#[test]
fn the_own_lock_time_cannot_exceed_the_policy() {
    let mut view = for_admin();
    press_in_stepper(&mut view, "Lock after", egui::Key::ArrowUp, 3);
    assert_eq!(view.state().settings.lock_after_minutes, None);
    press_in_stepper(&mut view, "Lock after", egui::Key::ArrowDown, 1);
    press_in_stepper(&mut view, "Lock after", egui::Key::ArrowUp, 3);
    assert_eq!(view.state().settings.lock_after_minutes, None);
    assert!(view.query_by_label("At most 15 min on these accounts").is_some());
}

#[test]
fn policy_changes_take_effect_when_confirmed() {
    let mut view = for_admin();
    let is_disabled = |view: &ViewHarness<SettingsScreen>| {
        view.get_by_role_and_label(Control::Button, "Set for everybody").accesskit_node().is_disabled()
    };
    assert!(is_disabled(&view));
    press_in_stepper(&mut view, "Lock everybody after", egui::Key::ArrowUp, 5);
    press_in_stepper(&mut view, "Clear every clipboard after", egui::Key::ArrowUp, 1);
    activate(&mut view, Control::CheckBox, "Unlocking asks for the code too");
    assert!(view.commands().is_empty() && !is_disabled(&view));
    activate(&mut view, Control::Button, "Set for everybody");
    let expected =
        crate::auth::Policy { lock_after_minutes: 20, clear_clipboard_seconds: 40, unlock_needs_code: false };
    assert!(
        matches!(view.commands(), [Command::SendInSession(SessionRequest::StartOperation(Operation::SetPolicy(policy)))] if *policy == expected)
    );
    view.state_mut().policy = expected;
    view.run();
    assert!(is_disabled(&view));
}

#[test]
fn administrators_see_the_password_cost_and_can_measure_again() {
    let mut view = with_cost(vec2(480.0, 640.0), 1.0, false, false);
    assert!(view.query_by_label("Checking a password takes 0.5 s and 256 MiB").is_some());
    assert!(view.query_by_label("Measured on this computer. A guess takes the same").is_some());
    activate(&mut view, Control::Button, "Measure again");
    assert!(matches!(
        view.commands(),
        [Command::SendInSession(SessionRequest::StartOperation(Operation::MeasureCost))]
    ));
    view.state_mut().screen.administration.cost = Some(cost(Some(2100)));
    view.run();
    assert!(view.query_by_label("It took 2.1 s several times in a row").is_some());
}

#[test]
fn measure_again_is_disabled_while_busy_or_fixed_without_moving() {
    let button_state = |view: &ViewHarness<SettingsScreen>| {
        let button = view.get_by_role_and_label(Control::Button, "Measure again");
        (button.rect(), button.accesskit_node().is_disabled())
    };
    let idle = with_cost(vec2(480.0, 640.0), 1.0, false, false);
    let busy = with_cost(vec2(480.0, 640.0), 1.0, false, true);
    assert_eq!(button_state(&idle).0, button_state(&busy).0);
    let spins = |view: &ViewHarness<SettingsScreen>| {
        view.get_by_role_and_label(Control::Button, "Measure again").accesskit_node().is_busy()
    };
    assert!(spins(&busy) && !spins(&idle));
    let mut unread = for_admin();
    unread.get_by_role_and_label(Control::Button, "Measure again").focus();
    unread.run();
    assert!(button_state(&unread).1);
    unread.state_mut().screen.administration.cost = Some(CostView { is_fixed: true, duration: None, ..cost(None) });
    unread.run();
    assert!(button_state(&unread).1);
    assert!(unread.query_by_label("This program fixes it").is_some());
}

#[test]
fn measuring_again_requires_step_up_and_is_logged() {
    let clock = std::sync::Arc::new(testing::ManualClock::new());
    let store = std::sync::Arc::new(MemoryStore::new(&testing::FixedRandom::new(99)).unwrap());
    let machine = std::sync::Arc::new(testing::FakeMachine::new(16, 400));
    let random = std::sync::Arc::new(testing::FixedRandom::new(1));
    let auth = Auth::with(store, clock.clone(), random, crate::auth::Options::new("Vestibule")).unwrap();
    let auth = std::sync::Arc::new(auth.with_machine(machine.clone()));
    create_admin(&auth);
    let mut harness = GateHarness::with_accounts(auth, clock);
    harness.sign_in("alice");
    harness.expire_step_up();
    harness.select_tab("Settings");
    assert!(harness.has_label("Checking a password takes 0.5 s and 80 MiB"));
    machine.set_hardware(16, 500);
    harness.scroll_to_and_click("Measure again");
    assert!(harness.has_label("To measure what checking a password takes, type your password once more."));
    harness.confirm_step_up();
    harness.assert_label("Checking a password takes 0.5 s and 64 MiB now");
    assert!(harness.has_label("Checking a password takes 0.5 s and 64 MiB"));
    harness.select_tab("Account");
    harness.scroll_to_and_click("Show sign-in history");
    assert!(harness.has_label("Checking a password measured again"));
}

#[test]
fn members_cannot_change_the_policy() {
    let view = view_harness(None, 1.0, false);
    assert!(view.query_by_label("For everybody").is_none());
    assert!(view.query_by_label("Lock everybody after").is_none());
    assert!(view.query_by_label("Measure again").is_none());
}

#[test]
fn the_about_card_shows_location_version_and_licences() {
    let mut view = for_admin();
    for label in ["/home/alice/.local/share/vestibule/accounts.db", env!("CARGO_PKG_VERSION"), "MIT OR Apache-2.0"] {
        assert!(view.query_by_label(label).is_some(), "{label}");
    }
    for component in ["This program", "Inter", "JetBrains Mono", "EFF large word list", "Common passwords"] {
        assert!(view.query_by_label(component).is_some(), "{component}");
        activate(&mut view, Control::Button, &format!("Licence of {component}"));
        assert!(matches!(view.commands().last(), Some(Command::OpenDialog(_))));
    }
}
