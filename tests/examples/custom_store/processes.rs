//! Several programs on one file, and programs that are ended while they write.

use vestibule::auth::Open;

use super::{Place, count, counted, open};
use crate::child::{Child, given, say};

/// How often each of two programs counts.
const TURNS: u32 = 200;
/// How many programs are killed, one after the other.
const KILLS: u32 = 25;

/// Not a promise of its own: a second program that counts.
#[test]
fn a_program_counts_where_it_is_asked_to() {
    let Some(path) = given() else { return };
    let store = open(&path, Open::CreateIfMissing).unwrap();
    say("ready");
    (0..TURNS).for_each(|_| count(&store).unwrap());
}

/// Nor this: one that counts until it is killed, and says each number that is durable.
#[test]
fn a_program_counts_until_it_is_ended() {
    let Some(path) = given() else { return };
    let store = open(&path, Open::CreateIfMissing).unwrap();
    loop {
        count(&store).unwrap();
        say(counted(&store));
    }
}

#[test]
fn two_programs_lose_none_of_each_others_writes() {
    let place = Place::new();
    let mut other = Child::start("custom_store::processes::a_program_counts_where_it_is_asked_to", &place.file());
    assert_eq!(other.hear().as_deref(), Some("ready"));
    let store = place.open();
    (0..TURNS).for_each(|_| count(&store).unwrap());
    other.end();
    assert_eq!(counted(&store), 2 * TURNS);
}

#[test]
fn a_program_killed_at_any_moment_leaves_all_that_it_said_and_no_half_of_more() {
    let place = Place::new();
    let mut last = 0;
    for round in 0..KILLS {
        let mut program = Child::start("custom_store::processes::a_program_counts_until_it_is_ended", &place.file());
        // Later each time, and by then somewhere in its next write.
        for _ in 0..=round % 7 {
            last = program.hear().expect("it goes on until it is killed").parse().unwrap();
        }
        program.kill();
        while let Some(said) = program.hear() {
            last = said.parse().unwrap();
        }
        let found = counted(&open(&place.file(), Open::Existing).unwrap());
        assert!(found == last || found == last + 1, "{last} was said and {found} is there");
        last = found;
    }
    assert!(last >= KILLS);
}

#[test]
fn a_store_made_by_two_at_once_is_one_store() {
    for _ in 0..20 {
        let place = Place::new();
        let start = std::sync::Barrier::new(4);
        let count_once = || {
            start.wait();
            count(&place.open()).unwrap();
        };
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(count_once))));
        assert_eq!(counted(&place.open()), 4);
    }
}
