//! Another process holds the right to write: whoever waits less than five seconds for it notices nothing else.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::auth::testing::children::{Child, given, say, told};
use crate::auth::testing::{ALICE, House, PASSWORD, signed_in, typed};
use crate::auth::{CounterKind, Error, Open, StoreError};
use crate::sqlite::tests::Place;

/// Most of the five seconds, as they pass on a machine that is busy with other tests.
const HELD: Duration = Duration::from_millis(2500);

/// How long a writer waits.
const BUSY: Duration = Duration::from_secs(5);

/// Not a promise of its own: what the process of the tests below does.
#[test]
fn another_process_holds_the_right_to_write_until_it_is_told() {
    let Some(file) = given() else { return };
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    say("held");
    told();
    connection.execute_batch("ROLLBACK").unwrap();
    say("let go");
    told();
}

fn holder(place: &Place) -> Child {
    const HOLDER: &str = "sqlite::tests::busy::another_process_holds_the_right_to_write_until_it_is_told";
    let mut holder = Child::start(HOLDER, place.file());
    assert_eq!(holder.answer(), "held");
    holder
}

fn let_go(holder: &mut Child) {
    holder.tell("let go");
    assert_eq!(holder.answer(), "let go");
}

#[test]
fn an_act_waits_for_another_process_that_writes_and_is_then_done() {
    let place = Place::in_memory();
    let house = House::over(Arc::new(place.open(Open::CreateIfMissing).unwrap()));
    house.sign_out(house.first().0);
    let mut holder = holder(&place);
    let (done, outcome) = channel();
    thread::scope(|scope| {
        for seed in 2..5 {
            let done = done.clone();
            // Each in a window of its own, opened while the other process writes.
            let window = House::over(Arc::new(place.open(Open::Existing).unwrap())).restarted(seed);
            scope.spawn(move || done.send(window.auth.sign_in(ALICE, typed(PASSWORD))).unwrap());
        }
        assert!(!house.auth.is_new().unwrap(), "who only reads does not wait");
        assert!(matches!(outcome.recv_timeout(HELD), Err(RecvTimeoutError::Timeout)), "nobody waited");
        let_go(&mut holder);
        for _ in 0..3 {
            let _ = signed_in(outcome.recv().unwrap().unwrap());
        }
    });
}

#[test]
fn an_act_that_has_waited_for_five_seconds_is_refused_and_nothing_is_charged() {
    let place = Place::in_memory();
    let house = House::over(Arc::new(place.open(Open::CreateIfMissing).unwrap()));
    house.sign_out(house.first().0);
    let before = house.log();
    let mut holder = holder(&place);
    let start = Instant::now();
    let fault = house.auth.sign_in(ALICE, typed(PASSWORD)).unwrap_err();
    assert!(start.elapsed() > BUSY - Duration::from_millis(500), "{:?}", start.elapsed());
    assert!(matches!(fault, Error::Store(StoreError::Busy(_))), "{fault}");
    assert_eq!(fault.way_out(), "Close the other program, then try again");
    let_go(&mut holder);
    assert_eq!(house.log(), before);
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Password).failures, 0);
    house.alone();
}
