//! Model-based test: random scenarios are applied to the library and to a small model at once.
//!
//! The model (`state`, `account_model`, `throttle_model`, `session_model`) was written from the documented rules: it
//! holds passwords and codes as plain text, without keys, wrapped keys or transactions. It predicts every result, both
//! ways: wrong input is refused, and right, unspent input in time and without a wait is accepted. The `replay_oracle`
//! checks the results independently: no code is accepted twice. At the end of each scenario everyone must be able to
//! sign in.

mod account_changes;
mod account_model;
mod action;
mod administration;
mod clock_actions;
mod enrolment;
mod harness;
mod input;
mod invariants;
mod own_account;
mod password_choice;
mod replay_oracle;
mod scenarios;
mod session_model;
mod sign_in;
mod state;
mod strategies;
mod throttle_model;

use std::sync::Arc;

use proptest::test_runner::{Config, RngSeed, TestRunner};

use harness::Harness;
use replay_oracle::Coverage;

use crate::auth::testing::FixedRandom;
use crate::auth::{MemoryStore, Store};

/// Fixed seed; a failure reports it.
const SEED: u64 = 0x7e57_1b1e;

/// Runs `days` scenarios of up to `longest` actions, each over new stores. The first failure stops the run, shrunk to
/// the actions that it requires.
pub(crate) fn run(days: u32, longest: usize, stores: impl Fn() -> [Arc<dyn Store>; 2]) -> Coverage {
    let coverage = Coverage::default();
    let config = Config {
        cases: days,
        failure_persistence: None,
        max_shrink_iters: 1000,
        rng_seed: RngSeed::Fixed(SEED),
        ..Config::default()
    };
    let result = TestRunner::new(config).run(&strategies::scenarios(longest), |day| {
        let mut machine = Harness::new(stores(), &coverage, day.actions.len() % 2 == 0);
        if day.seeded {
            machine.seed();
        }
        for action in &day.actions {
            machine.step(action);
        }
        machine.final_check();
        Ok(())
    });
    if let Err(failure) = result {
        panic!("seed {SEED:#x}: {failure}");
    }
    coverage
}

/// Minimum number of occurrences per event: scenarios without actions prove nothing.
const EXPECTED_COVERAGE: &[(&str, u32)] = &[
    ("acts", 5_000),
    ("evenings", 50),
    ("helped in", 1),
    ("signed in", 290),
    ("signed in with a password alone", 60),
    ("code accepted", 210),
    ("code used", 11),
    ("code wrong", 1170),
    ("code of another time", 4),
    ("code ahead of time", 4),
    ("code malformed", 7),
    ("code too late", 20),
    ("code waits", 670),
    ("suspended after twenty", 40),
    ("suspended after a hundred", 20),
    ("sign-in from before a change", 7),
    ("recovery code accepted", 50),
    ("recovery code used", 6),
    ("recovery codes renewed", 5),
    ("help code required", 1),
    ("password wrong", 330),
    ("password waits", 540),
    ("password change required", 40),
    ("own password chosen", 30),
    ("own password chosen too late", 1),
    ("temporary password expired", 4),
    ("pairing required after a help code", 5),
    ("pairing required after a temporary password", 7),
    ("required pairing done", 5),
    ("two-factor turned on", 30),
    ("two-factor turned off", 9),
    ("phone added", 10),
    ("phone removed", 1),
    ("set-up not finished", 6),
    ("password changed", 18),
    ("old data opened", 2),
    ("two-factor reset", 7),
    ("temporary password given", 7),
    ("disabled", 2),
    ("demoted", 1),
    ("promoted", 5),
    ("deleted", 2),
    ("locked", 30),
    ("locked after idle time", 60),
    ("unlocked", 14),
    ("unlock with a wrong code", 13),
    ("unlock of an ended session", 4),
    ("stepped up", 220),
    ("step-up in an ended session", 16),
    ("own act denied", 19),
    ("office denied", 40),
    ("session ended elsewhere", 20),
    ("session over after twelve hours", 40),
    ("in the last minute", 5),
    ("restarted", 50),
    ("clock turned back", 290),
    ("clock turned forward", 290),
];

#[test]
fn random_scenarios_agree_with_the_model() {
    let times = if std::env::var_os("VESTIBULE_LONG").is_some() { 20 } else { 1 };
    let coverage = run(50 * times, 200, || {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).unwrap());
        [Arc::clone(&store), store]
    });
    for (what, least) in EXPECTED_COVERAGE {
        let (seen, least) = (coverage.count_of(what), least * times);
        assert!(seen >= least, "{what}: expected at least {least}, counted {seen} in {}", coverage.summary());
    }
}
