//! Kills a process at random moments while users sign in, pair and change things. What it acknowledged must be there,
//! what was spent must stay spent, and no operation may be half done.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::auth::testing::subprocess::Child;
use crate::auth::testing::{Fixture, START_SECONDS, TestAuthenticator};
use crate::auth::{Open, Random, SystemRandom, UnixTime};
use crate::sqlite::tests::TestDatabase;
use crate::sqlite::tests::crash_recovery::{Acknowledged, RecoveryCheck};
use crate::sqlite::tests::workload::{Setup, WORKLOAD_TEST};

/// A new file begins after so many kills: each check reads all of it.
const KILLS_PER_FILE: u64 = 30;

/// One file of so many is on the disk, where transactions take longer and are hit more often.
const FILES: u64 = 10;

fn kills() -> u64 {
    if std::env::var_os("VESTIBULE_LONG").is_some() { 10_000 } else { 300 }
}

/// Random times, reproducible from a seed (`xorshift64*`).
struct Rng(u64);

impl Rng {
    fn duration_below(&mut self, end: Duration) -> Duration {
        Duration::from_micros(self.number_below(u64::try_from(end.as_micros()).unwrap().max(1)))
    }

    fn number_below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) % end
    }
}

/// A new seed in each run, unless one is given.
fn seed() -> u64 {
    if let Some(seed) = std::env::var("VESTIBULE_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return seed;
    }
    let mut seed = [0; 8];
    SystemRandom.fill(&mut seed).unwrap();
    u64::from_le_bytes(seed) | 1
}

/// What all kills together interrupted.
#[derive(Debug, Default)]
struct Coverage {
    /// Operations that were begun and not acknowledged,
    operations: u64,
    /// those of them that were within a write transaction,
    transactions: u64,
    /// and those of the first that were committed.
    committed: u64,
    resubmitted: usize,
}

impl Coverage {
    fn is_sufficient(&self, kills: u64) -> bool {
        self.operations > kills / 2 && self.transactions > kills / 8 && self.resubmitted as u64 > kills
    }
}

#[test]
fn a_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_half_done() {
    let (seed, kills) = (seed(), kills());
    // Printed for reproducing a failure.
    println!("the times are those of VESTIBULE_SEED={seed}");
    let (mut times, mut hits) = (Rng(seed), Coverage::default());
    for file in 0..kills.div_ceil(KILLS_PER_FILE) {
        let database = if file.is_multiple_of(FILES) { TestDatabase::new() } else { TestDatabase::in_memory() };
        kill_repeatedly(&database, &mut times, &mut hits);
    }
    println!("{kills} kills: {hits:?}");
    assert!(hits.is_sufficient(kills), "of {kills}: {hits:?}");
}

fn kill_repeatedly(database: &TestDatabase, times: &mut Rng, hits: &mut Coverage) {
    let (phone, known) = create_database(database);
    let mut aftermath = RecoveryCheck::new(database, known);
    // The first run is not killed, and shows how long a run takes.
    let mut child = start_child(database, &phone, 0);
    let start = Instant::now();
    let received = Acknowledged::read_until_finished(&mut child);
    assert!(received.finished, "{received:?}");
    let life = Workload {
        duration: start.elapsed(),
        transactions: received.transactions,
        mean_transaction: received.time_in_transactions / received.transactions,
    };
    aftermath.check(&received);
    for kill in 1..=KILLS_PER_FILE {
        let mut child = start_child(database, &phone, kill);
        let received = life.kill_child(&mut child, kill, times);
        hits.operations += u64::from(received.in_flight.is_some());
        hits.transactions += u64::from(received.in_transaction.is_some());
        hits.committed += u64::from(aftermath.check(&received));
    }
    hits.resubmitted += aftermath.resubmitted;
}

/// Creates a closed file with Alice and her authenticator; returns the length of its audit log too.
pub(super) fn create_database(database: &TestDatabase) -> (TestAuthenticator, u64) {
    let fixture = Fixture::with_store(Arc::new(database.open(Open::CreateIfMissing).unwrap()));
    let (session, proof) = fixture.create_first();
    let phone = fixture.pair(&session, proof);
    fixture.sign_out(session);
    (phone, fixture.audit_log().len() as u64)
}

/// Starts a child that has opened the file, one hour after the previous one.
fn start_child(database: &TestDatabase, phone: &TestAuthenticator, number: u64) -> Child {
    let now = UnixTime::from_seconds(START_SECONDS + 3600 * (1 + i64::try_from(number).unwrap()));
    let mut child = Child::start(WORKLOAD_TEST, "a life");
    Setup { file: &database.path(), authenticator: phone, now, name: format!("person{number}") }.send(&mut child);
    assert_eq!(child.receive_reply(), "ready");
    child
}

/// Waits with microsecond precision: sleeping takes considerably longer than a short time.
fn wait(time: Duration) {
    let start = Instant::now();
    thread::sleep(time.saturating_sub(Duration::from_millis(1)));
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// Measurements of a run that was not killed.
struct Workload {
    duration: Duration,
    transactions: u32,
    /// The mean duration of a transaction.
    mean_transaction: Duration,
}

impl Workload {
    /// Kills a child at any moment of its run; in two cases of three shortly after the beginning or the end of a
    /// transaction, which would otherwise be hit rarely.
    fn kill_child(&self, child: &mut Child, kill: u64, times: &mut Rng) -> Acknowledged {
        let at = 1 + u32::try_from(times.number_below(self.transactions.into())).unwrap();
        let (received, longest) = match kill % 3 {
            0 => (Acknowledged::new(), self.duration),
            1 => (Acknowledged::new().read_until(child, |received| received.transactions == at), self.mean_transaction),
            _ => (Acknowledged::new().read_until(child, |received| received.commits == at), self.mean_transaction),
        };
        wait(times.duration_below(longest));
        child.kill();
        received.read_to_end(child)
    }
}
