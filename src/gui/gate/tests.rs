//! What the gate does as a whole.

mod forgets;
mod host;
mod interrupted;
mod leaving;
mod parts;
mod protection;
mod routing;
mod routing_orphans;
mod settings;
mod submit;
mod wakes;
mod windows;

use std::sync::Arc;
use std::time::Duration;

use egui::{Key, Modifiers, TextStyle, ViewportCommand, ViewportId, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::auth::testing::{self, FakeClock, auth, options};
use crate::auth::{Auth, Error, MemoryStore, Random};
use crate::gui::gate::{Event, Gate, Inside, Options};
use crate::gui::testing::{PASSWORD, Stage, make_alice};

#[test]
fn two_gates_in_one_window_do_not_share_what_is_typed() {
    let (one, ..) = auth();
    let (other, ..) = auth();
    make_alice(&one);
    make_alice(&other);
    let options = |id| Options { id, ..Options::default() };
    let gates = (Gate::inline(&one, options("one")), Gate::inline(&other, options("other")));
    let mut harness = Harness::builder().with_size(vec2(960.0, 640.0)).build_ui_state(
        |ui, (one, other): &mut (Gate, Gate)| {
            ui.columns_const(|[left, right]| {
                one.ui(left, |_, _| {});
                other.ui(right, |_, _| {});
            });
        },
        gates,
    );
    harness.run();
    let fields: Vec<_> = harness.query_all_by_role(egui::accesskit::Role::TextInput).collect();
    assert_eq!(fields.len(), 2);
    fields[0].focus();
    harness.run();
    harness.event(egui::Event::Text("alice".to_owned()));
    harness.run();
    let values: Vec<_> = harness.query_all_by_role(egui::accesskit::Role::TextInput).map(|node| node.value()).collect();
    assert_eq!(values, [Some("alice".to_owned()), Some(String::new())]);
}

#[test]
fn the_hosts_style_and_zoom_are_left_alone() {
    let (auth, ..) = auth();
    let gate = Gate::inline(&auth, Options::default());
    let mut harness = Harness::builder().build_ui_state(
        |ui, gate: &mut Gate| {
            let before = (Arc::clone(ui.style()), ui.ctx().global_style(), ui.ctx().zoom_factor());
            gate.ui(ui, |_, _| {});
            assert_eq!(ui.style().text_styles[&TextStyle::Body], before.0.text_styles[&TextStyle::Body]);
            assert_eq!(ui.ctx().global_style(), before.1);
            assert!((ui.ctx().zoom_factor() - before.2).abs() < f32::EPSILON);
        },
        gate,
    );
    harness.run();
}

#[test]
fn the_hosts_content_is_drawn_only_while_somebody_is_signed_in() {
    let (auth, ..) = auth();
    make_alice(&auth);
    let gate = Gate::inline(&auth, Options::default());
    let mut harness = Harness::builder().with_size(vec2(480.0, 640.0)).build_ui_state(
        |ui, gate: &mut Gate| {
            gate.ui(ui, |ui, session| {
                ui.label(format!("Till of {}", session.username()));
            });
        },
        gate,
    );
    harness.run();
    assert!(harness.query_by_label("Till of alice").is_none());
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Username").focus();
    harness.run();
    harness.event(egui::Event::Text("alice".to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    harness.event(egui::Event::Text(PASSWORD.to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    assert!(harness.query_by_label("Till of alice").is_some());
    harness.state_mut().lock();
    harness.run();
    assert!(harness.query_by_label("Till of alice").is_none());
}

#[test]
fn an_idle_gate_is_drawn_no_more() {
    let mut stage = Stage::alice();
    // The last thing that is due is forgetting what was typed.
    stage.wait_seconds(121);
    stage.wait_seconds(1);
    let output = &stage.harness.output().viewport_output[&ViewportId::ROOT];
    assert_eq!(output.repaint_delay, Duration::MAX);
}

#[test]
fn a_countdown_is_drawn_once_a_second() {
    let (mut stage, _) = Stage::at_the_second_door();
    stage.harness.step();
    let output = &stage.harness.output().viewport_output[&ViewportId::ROOT];
    assert!(output.repaint_delay > Duration::from_millis(500), "{:?}", output.repaint_delay);
    assert!(output.repaint_delay <= Duration::from_millis(1010), "{:?}", output.repaint_delay);
}

#[test]
fn idle_time_locks_and_a_key_puts_it_off() {
    let mut stage = Stage::alice_inside();
    stage.wait_seconds(14 * 60);
    stage.key(Key::ArrowDown);
    stage.wait_seconds(14 * 60);
    assert!(stage.harness.state().session().is_some());
    stage.wait_seconds(61);
    assert!(stage.harness.state().session().is_none());
    assert_eq!(stage.harness.state_mut().events().last(), Some(Event::Locked));
}

#[test]
fn twelve_hours_end_a_session_that_is_in_use() {
    let mut stage = Stage::alice_inside();
    for _ in 0..12 * 6 {
        stage.key(Key::ArrowDown);
        stage.wait_seconds(600);
    }
    assert_eq!(stage.heading(), "Sign in");
    assert!(stage.says("Signed in for 12 hours. Sign in again"));
}

#[test]
fn a_session_that_was_ended_elsewhere_is_noticed_within_ten_seconds() {
    let mut stage = Stage::alice_inside();
    let session = stage.harness.state().session().map(crate::auth::Session::share).unwrap();
    stage.auth.sign_out(session).unwrap();
    stage.wait_seconds(10);
    assert_eq!(stage.heading(), "Sign in");
    assert!(stage.says("Your account was changed in another window. Sign in again"));
}

/// Gives bytes until it is told to break.
struct Breaking(std::sync::atomic::AtomicBool);

impl Random for Breaking {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        assert!(!self.0.load(std::sync::atomic::Ordering::SeqCst), "a fault of ours");
        bytes.fill(7);
        Ok(())
    }
}

#[test]
fn a_panic_in_the_worker_is_told_and_the_worker_lives_on() {
    let clock = Arc::new(FakeClock::new());
    let random = Arc::new(Breaking(false.into()));
    let store = Arc::new(MemoryStore::new(&*random).unwrap());
    let auth = Arc::new(
        Auth::with(store, Arc::<FakeClock>::clone(&clock), Arc::<Breaking>::clone(&random), options()).unwrap(),
    );
    make_alice(&auth);
    let mut stage = Stage::over(auth, clock, Options::window(Inside::Account), [480.0, 640.0]);
    random.0.store(true, std::sync::atomic::Ordering::SeqCst);
    stage.sign_in("alice");
    assert!(stage.says("Something went wrong. Nothing was changed"));
    random.0.store(false, std::sync::atomic::Ordering::SeqCst);
    stage.sign_in("alice");
    assert!(stage.harness.state().session().is_some());
}

#[test]
fn qr_and_recovery_codes_are_kept_out_of_screenshots_while_they_show() {
    let (auth, clock, _) = auth();
    let options = Options { protect_content: true, ..Options::window(Inside::Account) };
    let mut stage = Stage::over(auth, clock, options, [480.0, 640.0]);
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Create account");
    stage.press("Set up two-factor");
    assert!(stage.harness.state().protected_in.is_some());
    stage.press("Next");
    assert!(stage.harness.state().protected_in.is_none());
}

#[test]
fn zoom_stays_between_once_and_twice_and_is_told_to_whoever_keeps_the_settings() {
    let mut stage = Stage::alice();
    for _ in 0..6 {
        stage.key_with(Modifiers::COMMAND, Key::Plus);
    }
    assert!((stage.harness.ctx.zoom_factor() - 2.0).abs() < f32::EPSILON);
    stage.wait_seconds(1);
    stage.key_with(Modifiers::COMMAND, Key::Minus);
    stage.key_with(Modifiers::COMMAND, Key::Num0);
    stage.wait_seconds(1);
    let told: Vec<u16> = (stage.harness.state_mut().events())
        .filter_map(|event| match event {
            Event::SettingsChanged(settings) => Some(settings.zoom_percent),
            _ => None,
        })
        .collect();
    assert_eq!(told, [200, 100], "each time once, after the last of several keys");
}

#[test]
fn quitting_asks_the_window_to_close() {
    let commands = Stage::alice().close_window();
    assert!(!commands.contains(&ViewportCommand::CancelClose));
}

#[test]
fn the_thread_answers_like_the_inline_worker() {
    let (auth, ..) = auth();
    make_alice(&auth);
    let gate = Gate::with(Options::default(), |saver| super::Worker::start(Some(Arc::clone(&auth)), None, saver));
    let mut harness = Harness::builder()
        .with_size(vec2(480.0, 640.0))
        .build_ui_state(|ui, gate: &mut Gate| gate.ui(ui, |_, _| {}), gate);
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while harness.query_by_label("Forgot password?").is_none() {
        assert!(std::time::Instant::now() < deadline, "the accounts do not open");
        std::thread::yield_now();
        harness.step();
    }
}

#[test]
fn the_thread_measures_what_checking_a_password_takes_once_nobody_asks_for_anything() {
    let store = Arc::new(crate::auth::MemoryStore::new(&testing::FixedRandom::new(99)).unwrap());
    let options = crate::auth::Options::new("Vestibule");
    let (clock, random) = (Arc::new(testing::FakeClock::new()), Arc::new(testing::FixedRandom::new(1)));
    let auth = crate::auth::Auth::with(store, clock, random, options).unwrap();
    let auth = Arc::new(auth.on_machine(Arc::new(testing::FakeMachine::new(16, 400))));
    let gate = Gate::with(Options::default(), |saver| super::Worker::start(Some(Arc::clone(&auth)), None, saver));
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while auth.is_cost_due() || auth.cost().unwrap().takes.is_none() {
        assert!(std::time::Instant::now() < deadline, "nothing is measured");
        std::thread::yield_now();
    }
    assert_eq!(auth.cost().unwrap().cost.memory_kib(), 80 * 1024);
    drop(gate);
}
