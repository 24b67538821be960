//! The duration of refusals, at the real cost and over a real file: it must not reveal what was wrong.
//!
//! That each refusal costs the same derivation, and as many writes, is tested in every run with the rules
//! (`service::tests::indistinguishable`). These measurements take minutes, and need an otherwise idle machine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::auth::testing::{Fixture, PASSWORD, expect_refused};
use crate::auth::{Cost, Open, Outcome, PasswordRefusal, Role};
use crate::sqlite::tests::TestDatabase;

/// Runs of each cause, "medians within 10 % over 200 runs".
const RUNS: usize = 200;

/// The cause, the name and the password.
const CAUSES: [(&str, &str, &str); 6] = [
    ("unknown name", "nobody", PASSWORD),
    ("wrong password", "wendy", "nine copper owls guard bridges"),
    ("disabled, right password", "diana", PASSWORD),
    ("unreadable wrapped key", "ursula", PASSWORD),
    ("unreadable account", "agnes", PASSWORD),
    ("unreadable counter", "conny", PASSWORD),
];

/// The rules over the file, at the default cost.
fn fixture(database: &TestDatabase, seed: u64) -> Fixture {
    Fixture::with_store(Arc::new(database.open(Open::CreateIfMissing).unwrap())).with_cost(Cost::STANDARD, seed)
}

/// A file in which every name of [`CAUSES`] but the unknown one has an account.
fn seeded_database() -> TestDatabase {
    let database = TestDatabase::new();
    let fixture = fixture(&database, 7);
    let (alice, _) = fixture.create_first();
    for (_, name, _) in &CAUSES[1..] {
        let temporary = fixture.add_user(&alice, name, Role::Member);
        let Outcome::SignedIn(signed_in) = fixture.choose_password(name, &temporary, PASSWORD) else {
            panic!("expected {name} to sign in")
        };
        fixture.sign_out(signed_in.session);
        let _ = fixture.sign_in(name, "a first wrong one makes a counter");
    }
    drop(fixture);
    database.tamper(
        "UPDATE account SET enabled = 0 WHERE key = 'diana';
         UPDATE account SET generation = 9 WHERE key = 'ursula';
         UPDATE account SET role = 'root' WHERE key = 'agnes';
         UPDATE counter SET failures = -1 WHERE account = (SELECT id FROM account WHERE key = 'conny');",
    );
    database
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[test]
fn all_password_refusals_take_equally_long() {
    if std::env::var_os("VESTIBULE_LONG").is_none() {
        return;
    }
    let database = seeded_database();
    let fixture = fixture(&database, 8);
    let mut times = vec![Vec::with_capacity(RUNS); CAUSES.len()];
    for run in 0..RUNS {
        // Longer than the longest wait.
        fixture.clock.advance_seconds(301);
        for step in 0..CAUSES.len() {
            // Alternately forward and backward, each cause first equally often.
            let stride = if run % 2 == 0 { 1 } else { CAUSES.len() - 1 };
            let cause = (run + step * stride) % CAUSES.len();
            let (what, name, password) = CAUSES[cause];
            let begun = Instant::now();
            let outcome = fixture.sign_in(name, password);
            times[cause].push(begun.elapsed());
            assert_eq!(expect_refused(outcome), PasswordRefusal::Wrong, "{what}");
        }
    }
    let medians: Vec<_> = times.into_iter().map(median).collect();
    let report: Vec<_> =
        CAUSES.iter().zip(&medians).map(|((what, ..), median)| format!("{what}: {median:?}")).collect();
    println!("{report:#?}");
    let (least, most) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
    assert!(*most <= least.mul_f64(1.1), "{report:#?}");
}
