//! Tests of what a pass receives, and of the gate with all keys in one pass.

use egui::{Event, Id, Key, Modifiers};

use super::{GUARD_SECONDS, Shown, TypedInput};

fn text(text: &str) -> Event {
    Event::Text(text.to_owned())
}

fn key(key: Key, pressed: bool) -> Event {
    Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
}

fn view(name: &str) -> Shown {
    Shown { view: Id::unique(name), has_focus: true, busy: false }
}

/// The input of a view that is shown for long.
struct Passes {
    input: TypedInput,
    now: f64,
}

impl Passes {
    fn of(shown: Shown) -> Self {
        let mut passes = Self { input: TypedInput::default(), now: 10.0 };
        for _ in 0..3 {
            passes.next(shown, []);
        }
        passes.now += GUARD_SECONDS;
        passes
    }

    /// Runs the pass after one that drew `shown`; returns what it receives.
    fn next(&mut self, shown: Shown, events: impl Into<Vec<Event>>) -> Vec<Event> {
        self.input.shown = Some(shown);
        self.now += 0.01;
        let mut events = events.into();
        self.input.filter(&mut events, self.now);
        events
    }
}

#[test]
fn what_follows_tab_waits_until_the_focus_has_moved() {
    let mut passes = Passes::of(view("sign-in"));
    let tab = key(Key::Tab, true);
    let typed = [text("a"), tab.clone(), key(Key::Tab, false), text("b")];
    assert_eq!(passes.next(view("sign-in"), typed.clone()), [text("a"), tab]);
    assert_eq!(passes.next(view("sign-in"), [text("c")]), []);
    assert_eq!(passes.next(view("sign-in"), []), [key(Key::Tab, false), text("b"), text("c")]);
}

#[test]
fn the_text_of_a_key_goes_with_it() {
    let mut passes = Passes::of(view("sign-in"));
    let space = [key(Key::Space, true), text(" ")];
    assert_eq!(passes.next(view("sign-in"), [&space[..], &[text("b")]].concat()), space);
}

#[test]
fn input_for_a_host_is_neither_held_nor_dropped() {
    let host = Shown { has_focus: false, ..view("host") };
    let mut passes = Passes::of(host);
    let typed = [text("a"), key(Key::Tab, true), key(Key::Tab, false), text("b"), key(Key::Enter, true)];
    assert_eq!(passes.next(host, typed.clone()), typed);
    assert_eq!(passes.next(host, [key(Key::Enter, true)]), [key(Key::Enter, true)]);
}

#[test]
fn input_during_a_request_goes_to_the_next_view_without_its_enter() {
    let mut passes = Passes::of(view("sign-in"));
    let enter = key(Key::Enter, true);
    let received = passes.next(view("sign-in"), [enter.clone(), key(Key::Enter, false), text("1")]);
    assert_eq!(received, std::slice::from_ref(&enter));
    let busy = Shown { busy: true, ..view("sign-in") };
    assert_eq!(passes.next(busy, [text("2")]), [key(Key::Enter, false)]);
    for _ in 0..2 {
        assert_eq!(passes.next(view("code"), []), []);
    }
    assert_eq!(passes.next(view("code"), []), [text("1"), text("2")]);
    // The sixth digit submits: the Enter behind it is for nothing in the view after that.
    for _ in 0..3 {
        assert_eq!(passes.next(view("codes"), []), []);
    }
    assert_eq!(passes.next(view("codes"), [enter]), []);
}

#[test]
fn input_after_a_refused_submission_is_dropped() {
    let mut passes = Passes::of(view("sign-in"));
    let enter = key(Key::Enter, true);
    passes.next(view("sign-in"), [enter, text("123456")]);
    passes.next(Shown { busy: true, ..view("sign-in") }, []);
    for _ in 0..4 {
        assert_eq!(passes.next(view("sign-in"), []), []);
    }
}

#[test]
fn input_for_a_gate_does_not_reach_the_host() {
    let mut passes = Passes::of(view("code"));
    passes.next(view("code"), [key(Key::Enter, true), text("123456")]);
    assert_eq!(passes.next(Shown { has_focus: false, ..view("host") }, []), []);
}

#[test]
fn a_repeated_key_moves_and_deletes_but_presses_nothing() {
    let mut passes = Passes::of(view("steps"));
    let lock =
        Event::Key { key: Key::L, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::COMMAND };
    for pressed in [key(Key::Enter, true), key(Key::Space, true), key(Key::Escape, true), lock] {
        assert_eq!(passes.next(view("steps"), [pressed.clone()]), std::slice::from_ref(&pressed));
        passes.next(view("steps"), []);
        assert_eq!(passes.next(view("steps"), [pressed]), []);
        passes.next(view("steps"), []);
    }
    let delete = key(Key::Backspace, true);
    assert_eq!(passes.next(view("steps"), [delete.clone(), delete.clone()]), [delete.clone(), delete]);
}

#[test]
fn a_key_held_across_a_change_does_nothing_until_it_is_released() {
    let mut passes = Passes::of(view("code"));
    let (six, delete) = ([key(Key::Num6, true), text("6")], key(Key::Backspace, true));
    passes.next(view("code"), [&six[..], std::slice::from_ref(&delete)].concat());
    passes.now += 1.0;
    for _ in 0..3 {
        passes.next(view("codes"), []);
    }
    assert_eq!(passes.next(view("codes"), [&six[..], &[delete]].concat()), []);
    let again = [&[key(Key::Num6, false)], &six[..]].concat();
    assert_eq!(passes.next(view("codes"), again.clone()), again);
}

#[test]
fn enter_right_after_a_change_presses_nothing_unless_text_was_typed() {
    let mut passes = Passes::of(view("a"));
    for _ in 0..2 {
        passes.next(view("b"), []);
    }
    let enter = [key(Key::Enter, true), key(Key::Enter, false)];
    assert_eq!(passes.next(view("b"), enter), [key(Key::Enter, false)]);
    let typed = [text("bob"), key(Key::Enter, true)];
    assert_eq!(passes.next(view("b"), typed.clone()), typed);
}

#[test]
fn the_pointer_and_shortcuts_do_not_wait_for_a_reply() {
    let mut passes = Passes::of(view("sign-in"));
    let lock =
        Event::Key { key: Key::L, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::COMMAND };
    let busy = Shown { busy: true, ..view("sign-in") };
    let events = [text("a"), Event::PointerGone, lock.clone()];
    assert_eq!(passes.next(busy, events), [Event::PointerGone, lock]);
}

#[test]
fn keys_released_in_another_window_are_not_held() {
    let mut passes = Passes::of(view("a"));
    let enter = key(Key::Enter, true);
    passes.next(view("a"), [enter.clone(), Event::WindowFocused(false)]);
    passes.next(view("a"), []);
    passes.next(view("a"), []);
    assert_eq!(passes.next(view("a"), [enter.clone()]), [enter]);
}
