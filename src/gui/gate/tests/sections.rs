//! Tests of the sections that a host places, of the host's tab, and of narrow windows.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Ui, UiBuilder, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder};

use crate::auth::testing::{ManualClock, auth};
use crate::gui::gate::Gate;
use crate::gui::gate::tests::{press_enter, sign_in, type_text};
use crate::gui::options::{Content, Options};
use crate::gui::testing::{PASSWORD, create_admin, pictures};

/// A host with its own pages and a gate.
struct HostApp {
    gate: Gate,
    clock: Arc<ManualClock>,
    draw: fn(&mut Ui, &mut Gate),
}

fn host_app(options: Options, size: [f32; 2], draw: fn(&mut Ui, &mut Gate)) -> Harness<'static, HostApp> {
    host_app_with(Harness::builder(), options, size, draw)
}

fn host_app_with(
    builder: HarnessBuilder<HostApp>,
    options: Options,
    size: [f32; 2],
    draw: fn(&mut Ui, &mut Gate),
) -> Harness<'static, HostApp> {
    let (auth, clock, _) = auth();
    create_admin(&auth);
    let host = HostApp { gate: Gate::inline(&auth, options), clock, draw };
    let draw = |ui: &mut Ui, host: &mut HostApp| {
        // The harness leaves a margin that a window does not have.
        let builder = UiBuilder::new().max_rect(ui.ctx().content_rect());
        (host.draw)(&mut ui.new_child(builder), &mut host.gate);
    };
    let mut harness = builder.with_size(vec2(size[0], size[1])).with_max_steps(64).build_ui_state(draw, host);
    harness.run();
    harness
}

/// Returns the first heading, which identifies the screen; empty over a host's content.
fn heading(harness: &Harness<'static, HostApp>) -> String {
    let first = harness.query_all_by_role(Role::Heading).next();
    first.map(|node| node.accesskit_node().label().or(node.value()).unwrap_or_default()).unwrap_or_default()
}

fn account_beside_content(ui: &mut Ui, gate: &mut Gate) {
    egui::Panel::right("account").default_size(400.0).show(ui, |ui| gate.account_ui(ui));
    gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
}

#[test]
fn the_account_panel_is_shown_beside_content_while_signed_in() {
    let mut harness = host_app(Options::default(), [900.0, 640.0], account_beside_content);
    assert_eq!(heading(&harness), "Sign in");
    sign_in(&mut harness);
    assert_eq!(heading(&harness), "alice");
    harness.get_by_label("Notes of alice");
    harness.get_by_role_and_label(Role::Button, "Change password…").click();
    harness.run();
    assert_eq!(harness.query_all_by_label("Current password").count(), 1);
    harness.key_press(Key::Escape);
    harness.run();
    harness.state_mut().gate.lock();
    harness.run();
    assert_eq!(heading(&harness), "Locked");
    assert!(harness.query_by_label("Notes of alice").is_none());
}

#[test]
fn a_set_up_begun_in_a_panel_replaces_the_content_and_returns() {
    let mut harness = host_app(Options::default(), [900.0, 640.0], account_beside_content);
    sign_in(&mut harness);
    harness.get_by_role_and_label(Role::Button, "Set up two-factor").click();
    harness.run();
    harness.get_by_label("Current password").focus();
    harness.run();
    type_text(&mut harness, PASSWORD);
    press_enter(&mut harness);
    assert_eq!(heading(&harness), "Set up two-factor");
    assert!(harness.query_by_label("Notes of alice").is_none());
    harness.get_by_role_and_label(Role::Button, "Cancel").click();
    harness.run();
    harness.get_by_label("Notes of alice");
    assert_eq!(heading(&harness), "alice");
}

#[test]
fn an_idle_host_with_sections_requests_no_repaint() {
    let mut harness = host_app(Options::default(), [900.0, 640.0], account_beside_content);
    sign_in(&mut harness);
    // Longer than the last pending change except the lock: clearing the input.
    let clock = harness.state().clock.clone();
    clock.advance_seconds(121);
    for _ in 0..3 {
        harness.step();
    }
    let output = &harness.output().viewport_output[&egui::ViewportId::ROOT];
    assert!(output.repaint_delay > std::time::Duration::from_mins(1), "{:?}", output.repaint_delay);
}

/// One page at a time, each drawn by the gate: a section alone also has to draw the sign-in screens.
#[test]
fn an_account_page_without_content_draws_sign_in_and_dialogs() {
    let mut harness = host_app(Options::default(), [480.0, 640.0], |ui, gate| gate.account_ui(ui));
    assert_eq!(heading(&harness), "Sign in");
    sign_in(&mut harness);
    assert_eq!(heading(&harness), "alice");
    harness.get_by_role_and_label(Role::Button, "Change password…").click();
    harness.run();
    harness.get_by_label("Current password");
    harness.key_press(Key::Escape);
    harness.run();
    harness.state_mut().draw = |ui, gate| gate.ui(ui, |ui, _| drop(ui.label("Content")));
    harness.run();
    harness.get_by_label("Content");
    assert_eq!(heading(&harness), "");
    harness.state_mut().draw = |ui, gate| gate.users_ui(ui);
    harness.run();
    assert_eq!(heading(&harness), "Users");
    harness.get_by_label("alice");
    harness.state_mut().draw = |ui, gate| gate.settings_ui(ui);
    harness.run();
    assert_eq!(heading(&harness), "Settings");
    assert!(harness.query_by_label("Zoom").is_none(), "the host controls the zoom");
    harness.state_mut().gate.sign_out();
    harness.run();
    assert_eq!(heading(&harness), "Sign in");
}

#[test]
fn a_section_shown_again_is_up_to_date() {
    let mut harness = host_app(Options::default(), [480.0, 640.0], |ui, gate| gate.account_ui(ui));
    sign_in(&mut harness);
    harness.get_by_label("Off");
    harness.state_mut().draw = |ui, gate| gate.users_ui(ui);
    harness.run();
    let auth = harness.state().gate.auth().unwrap().clone();
    let session = harness.state().gate.session().unwrap().handle();
    let proof = crate::auth::testing::expect_step_up(
        auth.step_up(&session, crate::auth::StepUpPurpose::Administration, crate::auth::testing::typed(PASSWORD), None)
            .unwrap(),
    );
    let _ = auth.add_user(&session, proof, "bob", crate::auth::Role::Member).unwrap();
    assert!(harness.query_by_label("bob").is_none());
    harness.state_mut().draw = |ui, gate| gate.account_ui(ui);
    harness.run();
    harness.state_mut().draw = |ui, gate| gate.users_ui(ui);
    harness.run();
    harness.get_by_label("bob");
}

#[test]
fn two_sections_in_one_panel_scroll_independently() {
    let mut harness = host_app(Options::default(), [900.0, 400.0], |ui, gate| {
        let (left, right) = ui.max_rect().split_left_right_at_fraction(0.5);
        ui.scope_builder(UiBuilder::new().max_rect(left), |ui| gate.account_ui(ui));
        ui.scope_builder(UiBuilder::new().max_rect(right), |ui| gate.settings_ui(ui));
    });
    sign_in(&mut harness);
    let top = |harness: &Harness<'static, HostApp>, name: &str| {
        harness.get_by_role_and_label(Role::Heading, name).rect().top()
    };
    let before = (top(&harness, "alice"), top(&harness, "Settings"));
    harness.get_by_role_and_label(Role::Button, "Licence of EFF large word list").focus();
    harness.run();
    assert!(top(&harness, "Settings") < before.1, "the settings are scrolled");
    assert!((top(&harness, "alice") - before.0).abs() < 0.5, "the account is not scrolled");
}

#[test]
fn the_host_tab_is_first_and_shows_the_content() {
    let options = || Options::for_window(Content::HostTab("Lab notebook".to_owned()));
    let draw: fn(&mut Ui, &mut Gate) =
        |ui, gate| gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
    // The smallest window at 100, 150 and 200 %, the default one, and a wide one.
    for width in [200.0, 240.0, 267.0, 320.0, 400.0, 480.0, 900.0] {
        let mut harness = host_app(options(), [width, 640.0], draw);
        assert!(harness.query_by_label("Lab notebook").is_none());
        sign_in(&mut harness);
        harness.get_by_label("Notes of alice");
        harness.get_by_role_and_label(Role::Tab, "Account").click();
        harness.run();
        assert!(harness.query_by_label("Notes of alice").is_none());
        assert_eq!(heading(&harness), "alice");
        harness.get_by_role_and_label(Role::Tab, "Lab notebook").click();
        harness.run();
        harness.get_by_label("Notes of alice");
        assert!(harness.get_by_role_and_label(Role::Button, "Sign out").rect().right() <= width);
        harness.get_by_role_and_label(Role::Button, "Lock").click();
        harness.run();
        assert_eq!(heading(&harness), "Locked");
    }
}

#[test]
fn a_long_program_name_collapses_to_an_icon() {
    let name = "Measurements of the second floor, wing B, since 1998";
    let options = Options::for_window(Content::HostTab(name.to_owned()));
    let mut harness = host_app(options, [480.0, 640.0], |ui, gate| gate.ui(ui, |ui, _| drop(ui.label("Content"))));
    sign_in(&mut harness);
    harness.get_by_label("Content");
    assert!(harness.get_by_role_and_label(Role::Tab, name).rect().width() < 40.0);
    assert!(harness.get_by_role_and_label(Role::Button, "Sign out").rect().right() <= 480.0);
}

#[test]
fn sign_in_works_in_a_small_panel_and_in_a_scroll_area() {
    let small: fn(&mut Ui, &mut Gate) =
        |ui, gate| gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
    let scrolls: fn(&mut Ui, &mut Gate) = |ui, gate| {
        egui::ScrollArea::vertical().show(ui, |ui| {
            ui.label("Above");
            gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
        });
    };
    for draw in [small, scrolls] {
        let mut harness = host_app(Options::default(), [400.0, 300.0], draw);
        sign_in(&mut harness);
        harness.get_by_label("Notes of alice");
        harness.state_mut().gate.lock();
        harness.run();
        harness.get_by_role_and_label(Role::Button, "Sign in as someone else");
    }
}

#[test]
fn failed_attempts_are_shown_above_the_host_tab_until_seen() {
    let options = Options::for_window(Content::HostTab("Till".to_owned()));
    let mut harness = host_app(options, [480.0, 640.0], |ui, gate| gate.ui(ui, |ui, _| drop(ui.label("Content"))));
    let auth = harness.state().gate.auth().unwrap().clone();
    let _ = auth.sign_in("alice", crate::auth::testing::typed("something else entirely")).unwrap();
    sign_in(&mut harness);
    let notice = "There were failed attempts since your last sign-in. See Account";
    harness.get_by_label(notice);
    assert_eq!(harness.state().gate.notices().failed, 1);
    harness.get_by_role_and_label(Role::Tab, "Account").click();
    harness.run();
    harness.get_by_role_and_label(Role::Tab, "Till").click();
    harness.run();
    assert!(harness.query_by_label(notice).is_none());
}

/// Saves pictures for visual inspection in `target/pictures`.
#[test]
fn save_screenshots() {
    type Case = (&'static str, fn() -> Options, [f32; 2], fn(&mut Ui, &mut Gate), fn(&mut Harness<'static, HostApp>));
    let tab = || Options::for_window(Content::HostTab("Lab notebook".to_owned()));
    let noted: fn(&mut Ui, &mut Gate) =
        |ui, gate| gate.ui(ui, |ui, me| drop(ui.heading(format!("Notes of {}", me.username()))));
    let ask = |harness: &mut Harness<'static, HostApp>| {
        sign_in(harness);
        harness.state_mut().gate.request_proof("Sign this result");
        harness.run();
    };
    let cases: [Case; 7] = [
        ("host-beside", Options::default, [900.0, 640.0], account_beside_content, sign_in),
        ("host-beside-doors", Options::default, [900.0, 640.0], account_beside_content, |_| {}),
        ("host-tab", tab, [480.0, 640.0], noted, sign_in),
        ("host-tab-zoomed", tab, [240.0, 320.0], noted, sign_in),
        ("host-tab-wide", tab, [900.0, 640.0], noted, sign_in),
        ("host-small", Options::default, [400.0, 300.0], noted, |_| {}),
        ("host-prove", Options::default, [900.0, 640.0], account_beside_content, ask),
    ];
    for (name, options, size, draw, prepare) in cases {
        for (theme, shade) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
            let builder = Harness::builder().with_theme(theme).wgpu();
            let mut harness = host_app_with(builder, options(), size, draw);
            prepare(&mut harness);
            harness.run();
            pictures::save(&mut harness, &format!("pictures/{name}-{shade}"));
        }
    }
}
