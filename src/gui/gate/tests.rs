//! Tests of the gate as a whole.

mod activity;
mod api;
mod closing;
mod input_clearing;
mod interrupted;
mod orphaned_replies;
mod protection;
mod replaced_store;
mod reply_routing;
mod resume;
mod sections;
mod session_log;
mod settings;
mod submit;
mod two_windows;
mod typed_ahead;

use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers, TextStyle, ViewportCommand, ViewportId, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::auth::testing::{self, ManualClock, auth, options};
use crate::auth::{Auth, Error, MemoryStore, Random, Session, SignInNotices};
use crate::gui::gate::Gate;
use crate::gui::message::{Reply, Requester};
use crate::gui::options::{Event, Options};
use crate::gui::screens::Screen;
use crate::gui::settings::Settings;
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};
use crate::gui::worker::{Opener, TaggedReply, Worker};

impl Gate {
    /// As [`Gate::inline`], for accounts that are still to be opened.
    pub(in crate::gui) fn inline_opening(opener: Opener, options: Options) -> Self {
        Self::with(options, |saver| Worker::inline(None, Some(opener), saver))
    }

    /// Starts `session`, if any, and shows `screen`, without the steps that lead there.
    pub(in crate::gui) fn set_session_and_screen(&mut self, session: Option<Session>, screen: Screen) {
        if let Some(session) = session {
            self.begin_session(session, SignInNotices::default(), Event::SignedIn);
        }
        self.views.show(screen);
    }

    pub(in crate::gui) fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings.current
    }
}

/// Handles `reply` as if `requester` had asked for it.
fn deliver(gate: &mut Gate, requester: Requester, reply: Reply) {
    gate.handle_reply(TaggedReply { requester, reply, background: true });
}

fn type_text<S>(harness: &mut Harness<'_, S>, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run();
}

fn press_enter<S>(harness: &mut Harness<'_, S>) {
    harness.key_press(Key::Enter);
    harness.run();
}

/// Signs in as alice in the window of a host.
fn sign_in<S>(harness: &mut Harness<'_, S>) {
    harness.get_by_role_and_label(Role::TextInput, "Username").focus();
    harness.run();
    type_text(harness, "alice");
    press_enter(harness);
    type_text(harness, PASSWORD);
    press_enter(harness);
}

#[test]
fn two_gates_in_one_window_do_not_share_input() {
    let (first, ..) = auth();
    let (second, ..) = auth();
    create_admin(&first);
    create_admin(&second);
    let options = |id| Options { id_salt: id, ..Options::default() };
    let gates = (Gate::inline(&first, options("one")), Gate::inline(&second, options("other")));
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
    let fields: Vec<_> = harness.query_all_by_role(Role::TextInput).collect();
    assert_eq!(fields.len(), 2);
    fields[0].focus();
    harness.run();
    type_text(&mut harness, "alice");
    let values: Vec<_> = harness.query_all_by_role(Role::TextInput).map(|node| node.value()).collect();
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
fn the_host_content_is_drawn_only_while_signed_in() {
    let (auth, ..) = auth();
    create_admin(&auth);
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
    sign_in(&mut harness);
    assert!(harness.query_by_label("Till of alice").is_some());
    harness.state_mut().lock();
    harness.run();
    assert!(harness.query_by_label("Till of alice").is_none());
}

#[test]
fn an_idle_gate_requests_no_repaint() {
    let mut harness = GateHarness::new_with_admin();
    // The last pending change is clearing the input.
    harness.wait_seconds(121);
    harness.wait_seconds(1);
    let output = &harness.kittest.output().viewport_output[&ViewportId::ROOT];
    assert_eq!(output.repaint_delay, Duration::MAX);
}

#[test]
fn a_countdown_requests_one_repaint_a_second() {
    let (mut harness, _) = GateHarness::at_code_screen();
    harness.kittest.step();
    let output = &harness.kittest.output().viewport_output[&ViewportId::ROOT];
    assert!(output.repaint_delay > Duration::from_millis(500), "{:?}", output.repaint_delay);
    assert!(output.repaint_delay <= Duration::from_millis(1010), "{:?}", output.repaint_delay);
}

#[test]
fn idle_time_locks_and_a_key_press_resets_it() {
    let mut harness = GateHarness::signed_in_admin();
    harness.wait_seconds(14 * 60);
    harness.key(Key::ArrowDown);
    harness.wait_seconds(14 * 60);
    assert!(harness.kittest.state().session().is_some());
    harness.wait_seconds(61);
    assert!(harness.kittest.state().session().is_none());
    assert_eq!(harness.kittest.state_mut().events().last(), Some(Event::Locked));
}

#[test]
fn an_active_session_ends_after_twelve_hours() {
    let mut harness = GateHarness::signed_in_admin();
    for _ in 0..12 * 6 {
        harness.key(Key::ArrowDown);
        harness.wait_seconds(600);
    }
    assert_eq!(harness.heading(), "Sign in");
    assert!(harness.has_label("Signed in for 12 hours. Sign in again"));
}

#[test]
fn a_session_ended_elsewhere_is_detected_within_ten_seconds() {
    let mut harness = GateHarness::signed_in_admin();
    let session = harness.kittest.state().session().map(crate::auth::Session::handle).unwrap();
    harness.auth.sign_out(session).unwrap();
    harness.wait_seconds(10);
    assert_eq!(harness.heading(), "Sign in");
    assert!(harness.has_label("Your account was changed in another window. Sign in again"));
}

/// Returns random bytes until it is set to fail.
struct FailingRandom(std::sync::atomic::AtomicBool);

impl Random for FailingRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        assert!(!self.0.load(std::sync::atomic::Ordering::SeqCst), "injected panic");
        bytes.fill(7);
        Ok(())
    }
}

#[test]
fn a_worker_panic_is_reported_and_the_worker_survives() {
    let clock = Arc::new(ManualClock::new());
    let random = Arc::new(FailingRandom(false.into()));
    let store = Arc::new(MemoryStore::new(&*random).unwrap());
    let auth = Arc::new(
        Auth::with(store, Arc::<ManualClock>::clone(&clock), Arc::<FailingRandom>::clone(&random), options()).unwrap(),
    );
    create_admin(&auth);
    let mut harness = GateHarness::with_accounts(auth, clock);
    random.0.store(true, std::sync::atomic::Ordering::SeqCst);
    harness.sign_in("alice");
    assert!(harness.has_label("Something went wrong. Nothing was changed"));
    random.0.store(false, std::sync::atomic::Ordering::SeqCst);
    harness.sign_in("alice");
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn qr_and_recovery_codes_are_kept_out_of_screenshots_while_they_show() {
    let mut harness = protection::protected_first_start();
    harness.click_button("Set up two-factor");
    assert!(harness.kittest.state().frame.content_protected_in.is_some());
    harness.click_button("Next");
    assert!(harness.kittest.state().frame.content_protected_in.is_none());
}

#[test]
fn zoom_stays_within_bounds_and_each_change_is_reported_to_the_host() {
    let mut harness = GateHarness::new_with_admin();
    for _ in 0..6 {
        harness.key_with(Modifiers::COMMAND, Key::Plus);
    }
    assert!((harness.kittest.ctx.zoom_factor() - 2.0).abs() < f32::EPSILON);
    harness.wait_seconds(1);
    harness.key_with(Modifiers::COMMAND, Key::Minus);
    harness.key_with(Modifiers::COMMAND, Key::Num0);
    harness.wait_seconds(1);
    let zooms: Vec<u16> = (harness.kittest.state_mut().events())
        .filter_map(|event| match event {
            Event::SettingsChanged(settings) => Some(settings.zoom_percent),
            _ => None,
        })
        .collect();
    assert_eq!(zooms, [200, 100], "each series of keys is reported once");
}

#[test]
fn closing_the_window_is_not_cancelled_while_signed_out() {
    let commands = GateHarness::new_with_admin().close_window();
    assert!(!commands.contains(&ViewportCommand::CancelClose));
}

#[test]
fn the_thread_answers_like_the_inline_worker() {
    let (auth, ..) = auth();
    create_admin(&auth);
    let gate = Gate::with(Options::default(), |saver| super::Worker::start(Some(Arc::clone(&auth)), None, saver));
    let mut harness = Harness::builder()
        .with_size(vec2(480.0, 640.0))
        .build_ui_state(|ui, gate: &mut Gate| gate.ui(ui, |_, _| {}), gate);
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while harness.query_by_label("Forgot password?").is_none() {
        assert!(std::time::Instant::now() < deadline, "the accounts are not opened");
        std::thread::yield_now();
        harness.step();
    }
}

#[test]
fn the_idle_worker_thread_measures_the_password_cost() {
    let store = Arc::new(crate::auth::MemoryStore::new(&testing::FixedRandom::new(99)).unwrap());
    let options = crate::auth::Options::new("Vestibule");
    let (clock, random) = (Arc::new(testing::ManualClock::new()), Arc::new(testing::FixedRandom::new(1)));
    let auth = crate::auth::Auth::with(store, clock, random, options).unwrap();
    let auth = Arc::new(auth.with_machine(Arc::new(testing::FakeMachine::new(16, 400))));
    let gate = Gate::with(Options::default(), |saver| super::Worker::start(Some(Arc::clone(&auth)), None, saver));
    let deadline = std::time::Instant::now() + Duration::from_mins(1);
    while auth.is_cost_measurement_due() || auth.cost().unwrap().duration.is_none() {
        assert!(std::time::Instant::now() < deadline, "the cost is not measured");
        std::thread::yield_now();
    }
    assert_eq!(auth.cost().unwrap().cost.memory_kib(), 80 * 1024);
    drop(gate);
}
