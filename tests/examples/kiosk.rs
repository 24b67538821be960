//! The kiosk: what is public stays usable whatever the panel for the staff is at.

#[path = "../../examples/kiosk/kiosk.rs"]
mod example;

use egui_kittest::Harness;
use vestibule::auth::Auth;
use vestibule::gui::Options;

use self::example::Kiosk;
use super::seat::{Seat, make_alice};

const WINDOW: [f32; 2] = [900.0, 600.0];

fn seat() -> Seat<Kiosk> {
    Seat::new(WINDOW, Options::default(), |auth: &Auth| drop(make_alice(auth)), Kiosk::new)
}

/// Searches the opening hours and finds what is asked for.
fn a_visitor_looks_up_saturday(seat: &mut Seat<Kiosk>) {
    seat.type_into("When is it open?", "satur");
    assert!(seat.says("Saturday: 10:00 to 16:00"));
    assert!(!seat.says("Sunday: closed"));
    seat.type_into("When is it open?", "sun");
    assert!(seat.says("Sunday: closed"));
}

#[test]
fn public_content_is_usable_before_during_and_after_a_sign_in() {
    let mut seat = seat();
    a_visitor_looks_up_saturday(&mut seat);
    seat.press("Staff");
    assert_eq!(seat.heading(), "Sign in");
    a_visitor_looks_up_saturday(&mut seat);
    seat.type_into("Username", "alice");
    a_visitor_looks_up_saturday(&mut seat);
    seat.sign_in("alice");
    assert!(seat.says("Good day, alice"));
    a_visitor_looks_up_saturday(&mut seat);
}

#[test]
fn what_the_staff_posts_is_public_and_stands_in_the_log() {
    let mut seat = seat();
    seat.press("Staff");
    seat.sign_in("alice");
    seat.type_into("Notice for visitors", "The lift is out of order");
    seat.press("Post the notice");
    assert!(seat.says("The lift is out of order"));
    let alice = seat.auth.sign_in("alice", super::seat::typed(super::seat::PASSWORD)).unwrap();
    let vestibule::auth::Outcome::SignedIn(alice) = alice else { panic!("two-factor is off") };
    let log = seat.auth.log(&alice.session, 1, 100).unwrap();
    assert!(log.iter().any(|entry| entry.event == "host" && entry.detail == "Posted a notice"));
}

#[test]
fn the_panel_stays_while_somebody_is_in_and_locks_without_the_visitors_noticing() {
    let mut seat = seat();
    seat.press("Staff");
    seat.sign_in("alice");
    seat.press("Staff");
    assert!(seat.says("Good day, alice"), "nobody is forgotten behind a folded panel");
    seat.press("Staff");
    seat.wait(15 * 60);
    assert_eq!(seat.heading(), "Locked");
    assert!(!seat.says("Good day, alice"));
    a_visitor_looks_up_saturday(&mut seat);
}

/// For looking at, and for the guide.
#[test]
fn pictures() {
    for (theme, shade) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        let builder = Harness::builder().with_theme(theme).wgpu();
        let prepare = |auth: &Auth| drop(make_alice(auth));
        let mut seat = Seat::built(builder, WINDOW, Options::default(), prepare, Kiosk::new);
        seat.press("Staff");
        seat.type_into("Username", "alice");
        seat.picture(&format!("example-kiosk-doors-{shade}"));
        seat.sign_in("alice");
        seat.type_into("Notice for visitors", "The lift is out of order");
        seat.press("Post the notice");
        seat.picture(&format!("example-kiosk-{shade}"));
    }
}
