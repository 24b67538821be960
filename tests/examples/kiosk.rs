//! The kiosk: what is public stays usable whatever the panel for the staff is at.

#[path = "../../examples/kiosk/kiosk.rs"]
mod example;

use egui_kittest::Harness;
use vestibule::auth::{Auth, Outcome};
use vestibule::gui::Options;

use self::example::Kiosk;
use super::seat::{PASSWORD, Seat, make_alice, make_member, typed};

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

/// alice, and bob, who has a password of his own.
fn alice_and_bob(auth: &Auth) {
    let alice = make_alice(auth);
    make_member(auth, &alice, "bob");
    auth.sign_out(alice).unwrap();
}

#[test]
fn the_draft_of_one_person_is_not_there_for_the_next_one_and_undo_brings_none_back() {
    let mut seat = Seat::new(WINDOW, Options::default(), alice_and_bob, Kiosk::new);
    seat.press("Staff");
    seat.sign_in("alice");
    for words in ["Closed", "Closed on Friday", "Closed on Friday for a visit"] {
        seat.type_into("Notice for visitors", words);
        // egui keeps a state to go back to only after a while.
        seat.harness.run_steps(20);
    }
    seat.wait(15 * 60);
    seat.press("Sign in as someone else");
    seat.sign_in("bob");
    assert!(seat.says("Good day, bob"));
    assert_eq!(seat.value_of("Notice for visitors"), "");
    seat.type_into("Notice for visitors", "");
    for _ in 0..4 {
        seat.key_with(egui::Modifiers::COMMAND, egui::Key::Z);
        assert_eq!(seat.value_of("Notice for visitors"), "", "undo brings nothing back");
    }
}

#[test]
fn what_could_not_be_written_into_the_log_is_told_to_the_person_who_posted() {
    let mut seat = Seat::new(WINDOW, Options::default(), alice_and_bob, Kiosk::new);
    seat.press("Staff");
    seat.sign_in("alice");
    // Her session is ended elsewhere, and the gate has not noticed yet.
    let alice = seat.auth.sign_in("alice", typed(PASSWORD)).unwrap();
    let Outcome::SignedIn(alice) = alice else { panic!("two-factor is off") };
    seat.auth.sign_out_others(&alice.session).unwrap();
    seat.type_into("Notice for visitors", "The lift is out of order");
    seat.press("Post the notice");
    assert!(seat.says_in_part("Posted a notice: not in the log."), "{}", seat.heading());
    seat.wait(10);
    assert_eq!(seat.heading(), "Sign in");
    seat.sign_in("bob");
    assert!(!seat.says_in_part("not in the log"), "it was told to somebody else");
}

#[test]
fn what_the_staff_posts_is_public_and_stands_in_the_log() {
    let mut seat = seat();
    seat.press("Staff");
    seat.sign_in("alice");
    seat.type_into("Notice for visitors", "The lift is out of order");
    seat.press("Post the notice");
    assert!(seat.says("The lift is out of order"));
    let alice = seat.auth.sign_in("alice", typed(PASSWORD)).unwrap();
    let Outcome::SignedIn(alice) = alice else { panic!("two-factor is off") };
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
