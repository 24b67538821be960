//! The parts that a host places, the tab among ours, and narrow rooms.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Ui, UiBuilder, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder};

use crate::auth::testing::{FakeClock, auth};
use crate::gui::gate::{Gate, Inside, Options};
use crate::gui::testing::{PASSWORD, make_alice};

/// A host with pages of its own and a gate.
struct Host {
    gate: Gate,
    clock: Arc<FakeClock>,
    draw: fn(&mut Ui, &mut Gate),
}

fn host(options: Options, size: [f32; 2], draw: fn(&mut Ui, &mut Gate)) -> Harness<'static, Host> {
    built(Harness::builder(), options, size, draw)
}

fn built(
    builder: HarnessBuilder<Host>,
    options: Options,
    size: [f32; 2],
    draw: fn(&mut Ui, &mut Gate),
) -> Harness<'static, Host> {
    let (auth, clock, _) = auth();
    make_alice(&auth);
    let host = Host { gate: Gate::inline(&auth, options), clock, draw };
    let draw = |ui: &mut Ui, host: &mut Host| {
        // The harness leaves a margin that a window has not.
        let whole = UiBuilder::new().max_rect(ui.ctx().content_rect());
        (host.draw)(&mut ui.new_child(whole), &mut host.gate);
    };
    let mut harness = builder.with_size(vec2(size[0], size[1])).with_max_steps(64).build_ui_state(draw, host);
    harness.run();
    harness
}

fn type_text(harness: &mut Harness<'static, Host>, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run();
}

fn enter(harness: &mut Harness<'static, Host>) {
    harness.key_press(Key::Enter);
    harness.run();
}

fn sign_in(harness: &mut Harness<'static, Host>) {
    harness.get_by_role_and_label(Role::TextInput, "Username").focus();
    harness.run();
    type_text(harness, "alice");
    enter(harness);
    type_text(harness, PASSWORD);
    enter(harness);
}

/// The first heading: which screen it is. Empty over a host's content.
fn heading(harness: &Harness<'static, Host>) -> String {
    let first = harness.query_all_by_role(Role::Heading).next();
    first.map(|node| node.accesskit_node().label().or(node.value()).unwrap_or_default()).unwrap_or_default()
}

fn beside(ui: &mut Ui, gate: &mut Gate) {
    egui::Panel::right("account").default_size(400.0).show(ui, |ui| gate.account(ui));
    gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
}

#[test]
fn the_account_beside_the_content_shows_while_somebody_is_in() {
    let mut harness = host(Options::default(), [900.0, 640.0], beside);
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
fn a_set_up_begun_beside_the_content_takes_the_contents_place_and_is_told_where_it_began() {
    let mut harness = host(Options::default(), [900.0, 640.0], beside);
    sign_in(&mut harness);
    harness.get_by_role_and_label(Role::Button, "Set up two-factor").click();
    harness.run();
    harness.get_by_label("Current password").focus();
    harness.run();
    type_text(&mut harness, PASSWORD);
    enter(&mut harness);
    assert_eq!(heading(&harness), "Set up two-factor");
    assert!(harness.query_by_label("Notes of alice").is_none());
    harness.get_by_role_and_label(Role::Button, "Cancel").click();
    harness.run();
    harness.get_by_label("Notes of alice");
    assert_eq!(heading(&harness), "alice");
}

#[test]
fn a_host_with_parts_is_drawn_no_more_while_nothing_happens() {
    let mut harness = host(Options::default(), [900.0, 640.0], beside);
    sign_in(&mut harness);
    // Longer than the last thing that is due but the lock: forgetting what was typed.
    let clock = harness.state().clock.clone();
    clock.advance_seconds(121);
    for _ in 0..3 {
        harness.step();
    }
    let output = &harness.output().viewport_output[&egui::ViewportId::ROOT];
    assert!(output.repaint_delay > std::time::Duration::from_secs(60), "{:?}", output.repaint_delay);
}

/// One page at a time, each by the gate: the part alone has to have the doors too.
#[test]
fn an_account_page_in_place_of_the_content_has_the_doors_and_the_dialogs() {
    let mut harness = host(Options::default(), [480.0, 640.0], |ui, gate| gate.account(ui));
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
    harness.state_mut().draw = |ui, gate| gate.users(ui);
    harness.run();
    assert_eq!(heading(&harness), "Users");
    harness.get_by_label("alice");
    harness.state_mut().draw = |ui, gate| gate.settings(ui);
    harness.run();
    assert_eq!(heading(&harness), "Settings");
    assert!(harness.query_by_label("Zoom").is_none(), "the zoom is the host's");
    harness.state_mut().gate.sign_out();
    harness.run();
    assert_eq!(heading(&harness), "Sign in");
}

#[test]
fn a_part_that_comes_back_shows_what_was_changed_meanwhile() {
    let mut harness = host(Options::default(), [480.0, 640.0], |ui, gate| gate.account(ui));
    sign_in(&mut harness);
    harness.get_by_label("Off");
    harness.state_mut().draw = |ui, gate| gate.users(ui);
    harness.run();
    let auth = harness.state().gate.auth().unwrap().clone();
    let session = harness.state().gate.session().unwrap().share();
    let proof = crate::auth::testing::proven(
        auth.step_up(&session, crate::auth::Purpose::Administer, crate::auth::testing::typed(PASSWORD), None).unwrap(),
    );
    let _ = auth.add_user(&session, proof, "bob", crate::auth::Role::Member).unwrap();
    assert!(harness.query_by_label("bob").is_none());
    harness.state_mut().draw = |ui, gate| gate.account(ui);
    harness.run();
    harness.state_mut().draw = |ui, gate| gate.users(ui);
    harness.run();
    harness.get_by_label("bob");
}

#[test]
fn two_parts_in_one_panel_scroll_by_themselves() {
    let mut harness = host(Options::default(), [900.0, 400.0], |ui, gate| {
        let (left, right) = ui.max_rect().split_left_right_at_fraction(0.5);
        ui.scope_builder(UiBuilder::new().max_rect(left), |ui| gate.account(ui));
        ui.scope_builder(UiBuilder::new().max_rect(right), |ui| gate.settings(ui));
    });
    sign_in(&mut harness);
    let top =
        |harness: &Harness<'static, Host>, name: &str| harness.get_by_role_and_label(Role::Heading, name).rect().top();
    let before = (top(&harness, "alice"), top(&harness, "Settings"));
    harness.get_by_role_and_label(Role::Button, "Licence of EFF large word list").focus();
    harness.run();
    assert!(top(&harness, "Settings") < before.1, "it was scrolled");
    assert!((top(&harness, "alice") - before.0).abs() < 0.5, "the account was not");
}

#[test]
fn a_tab_of_the_hosts_stands_first_in_the_bar_and_has_the_content() {
    let options = || Options::window(Inside::Tab("Lab notebook".to_owned()));
    let draw: fn(&mut Ui, &mut Gate) =
        |ui, gate| gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
    // The smallest window at 100, 150 and 200 %, the usual one, and a wide one.
    for width in [200.0, 240.0, 267.0, 320.0, 400.0, 480.0, 900.0] {
        let mut harness = host(options(), [width, 640.0], draw);
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
fn a_long_name_of_a_program_becomes_an_icon_before_anything_is_cut() {
    let name = "Measurements of the second floor, wing B, since 1998";
    let options = Options::window(Inside::Tab(name.to_owned()));
    let mut harness = host(options, [480.0, 640.0], |ui, gate| gate.ui(ui, |ui, _| drop(ui.label("Content"))));
    sign_in(&mut harness);
    harness.get_by_label("Content");
    assert!(harness.get_by_role_and_label(Role::Tab, name).rect().width() < 40.0);
    assert!(harness.get_by_role_and_label(Role::Button, "Sign out").rect().right() <= 480.0);
}

#[test]
fn in_a_small_panel_and_in_a_scroll_area_every_field_of_the_first_door_is_there_and_works() {
    let small: fn(&mut Ui, &mut Gate) =
        |ui, gate| gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
    let scrolls: fn(&mut Ui, &mut Gate) = |ui, gate| {
        egui::ScrollArea::vertical().show(ui, |ui| {
            ui.label("Above");
            gate.ui(ui, |ui, me| drop(ui.label(format!("Notes of {}", me.username()))));
        });
    };
    for draw in [small, scrolls] {
        let mut harness = host(Options::default(), [400.0, 300.0], draw);
        sign_in(&mut harness);
        harness.get_by_label("Notes of alice");
        harness.state_mut().gate.lock();
        harness.run();
        harness.get_by_role_and_label(Role::Button, "Sign in as someone else");
    }
}

#[test]
fn failed_attempts_are_told_over_a_hosts_tab_until_the_account_was_looked_at() {
    let options = Options::window(Inside::Tab("Till".to_owned()));
    let mut harness = host(options, [480.0, 640.0], |ui, gate| gate.ui(ui, |ui, _| drop(ui.label("Content"))));
    let auth = harness.state().gate.auth().unwrap().clone();
    let _ = auth.sign_in("alice", crate::auth::testing::typed("something else entirely")).unwrap();
    sign_in(&mut harness);
    let told = "There were failed attempts since your last sign-in. See Account";
    harness.get_by_label(told);
    assert_eq!(harness.state().gate.notices().failed, 1);
    harness.get_by_role_and_label(Role::Tab, "Account").click();
    harness.run();
    harness.get_by_role_and_label(Role::Tab, "Till").click();
    harness.run();
    assert!(harness.query_by_label(told).is_none());
}

/// For looking at, in `target/pictures`.
#[test]
fn pictures() {
    let tab = || Options::window(Inside::Tab("Lab notebook".to_owned()));
    let noted: fn(&mut Ui, &mut Gate) =
        |ui, gate| gate.ui(ui, |ui, me| drop(ui.heading(format!("Notes of {}", me.username()))));
    type Case = (&'static str, fn() -> Options, [f32; 2], fn(&mut Ui, &mut Gate), fn(&mut Harness<'static, Host>));
    let ask = |harness: &mut Harness<'static, Host>| {
        sign_in(harness);
        harness.state_mut().gate.prove("Sign this result");
        harness.run();
    };
    let cases: [Case; 7] = [
        ("host-beside", Options::default, [900.0, 640.0], beside, sign_in),
        ("host-beside-doors", Options::default, [900.0, 640.0], beside, |_| {}),
        ("host-tab", tab, [480.0, 640.0], noted, sign_in),
        ("host-tab-zoomed", tab, [240.0, 320.0], noted, sign_in),
        ("host-tab-wide", tab, [900.0, 640.0], noted, sign_in),
        ("host-small", Options::default, [400.0, 300.0], noted, |_| {}),
        ("host-prove", Options::default, [900.0, 640.0], beside, ask),
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, options, size, draw, play) in cases {
        for (theme, shade) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
            let builder = Harness::builder().with_theme(theme).wgpu();
            let mut harness = built(builder, options(), size, draw);
            play(&mut harness);
            harness.run();
            harness.render().unwrap().save(folder.join(format!("{name}-{shade}.png"))).unwrap();
        }
    }
}
