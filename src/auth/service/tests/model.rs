//! Days in the life of a household, drawn at random, done to the rules and to a small model of them at once.
//!
//! The model (`world`, `person`, `tries`, `seat`) was written from the rules as people read them: it holds passwords and
//! codes as plain text and knows nothing of keys, wraps or transactions. It says of every answer what it must be, both
//! ways: what is not right is refused, and what is right, fresh, in time and without a wait is accepted. The `ledger`
//! watches the answers without asking the model: no code opens anything twice. In the evening everybody must come in.

mod acts;
mod change;
mod check;
mod doors;
mod draw;
mod errands;
mod ledger;
mod machine;
mod office;
mod own;
mod pairing;
mod person;
mod seat;
mod time;
mod tries;
mod typed;
mod world;

use std::sync::Arc;

use proptest::test_runner::{Config, RngSeed, TestRunner};

use ledger::Tally;
use machine::Machine;

use crate::auth::testing::FixedRandom;
use crate::auth::{MemoryStore, Store};

/// The same days in every run; a failure names it.
const SEED: u64 = 0x7e57_1b1e;

/// Lives through so many days of up to so many acts, each over stores of its own; the first failure ends it, shrunk to
/// the few acts that it takes.
pub(crate) fn live(days: u32, longest: usize, stores: impl Fn() -> [Arc<dyn Store>; 2]) -> Tally {
    let tally = Tally::default();
    let config = Config {
        cases: days,
        failure_persistence: None,
        max_shrink_iters: 2000,
        rng_seed: RngSeed::Fixed(SEED),
        ..Config::default()
    };
    let lived = TestRunner::new(config).run(&draw::days(longest), |day| {
        let mut machine = Machine::over(stores(), &tally);
        if day.furnished {
            machine.furnish();
        }
        for act in &day.acts {
            machine.step(act);
        }
        machine.evening();
        Ok(())
    });
    if let Err(failure) = lived {
        panic!("seed {SEED:#x}: {failure}");
    }
    tally
}

/// What must have happened, and how often at least: days on which nobody does anything prove nothing.
const REACHED: &[(&str, u32)] = &[
    ("acts", 5_000),
    ("evenings", 50),
    ("signed in", 500),
    ("signed in with a password alone", 200),
    ("code accepted", 250),
    ("code used", 10),
    ("code wrong", 800),
    ("code of another time", 10),
    ("code ahead of time", 5),
    ("code malformed", 8),
    ("code too late", 30),
    ("code waits", 400),
    ("suspended after twenty", 30),
    ("suspended after a hundred", 10),
    ("sign-in from before a change", 10),
    ("recovery code accepted", 60),
    ("recovery code used", 7),
    ("recovery codes renewed", 8),
    ("help code owed", 5),
    ("password wrong", 400),
    ("password waits", 200),
    ("password owed", 60),
    ("own password chosen", 50),
    ("temporary password expired", 5),
    ("pairing owed after a help code", 5),
    ("pairing owed after a temporary password", 5),
    ("owed pairing done", 8),
    ("two-factor turned on", 50),
    ("two-factor turned off", 15),
    ("phone added", 15),
    ("phone removed", 1),
    ("password changed", 20),
    ("old data opened", 3),
    ("two-factor reset", 8),
    ("temporary password given", 8),
    ("disabled", 1),
    ("demoted", 1),
    ("promoted", 4),
    ("deleted", 2),
    ("locked", 50),
    ("locked after idle time", 80),
    ("unlocked", 20),
    ("unlock with a wrong code", 10),
    ("unlock of an ended session", 5),
    ("stepped up", 300),
    ("step-up in an ended session", 15),
    ("own act denied", 20),
    ("office denied", 80),
    ("session ended elsewhere", 30),
    ("session over after twelve hours", 30),
    ("restarted", 80),
    ("clock turned back", 40),
    ("clock turned forward", 40),
];

#[test]
fn whatever_people_do_the_rules_answer_as_the_model_says() {
    let times = if std::env::var_os("VESTIBULE_LONG").is_some() { 20 } else { 1 };
    let tally = live(50 * times, 200, || {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).unwrap());
        [Arc::clone(&store), store]
    });
    for (what, least) in REACHED {
        let (seen, least) = (tally.of(what), least * times);
        assert!(seen >= least, "{what}: {seen} of at least {least} in {}", tally.all());
    }
}
