//! A process is killed at random moments while people sign in, pair and change things. What it acknowledged is there,
//! what was spent stays spent, and nobody stands between two states.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::auth::testing::children::Child;
use crate::auth::testing::{House, NOON, Phone};
use crate::auth::{Open, Random, SystemRandom, UnixTime};
use crate::sqlite::tests::Place;
use crate::sqlite::tests::aftermath::{Aftermath, Heard};
use crate::sqlite::tests::life::{Beginning, LIFE};

/// After so many kills a new file begins: each look goes through all of it.
const KILLS_OF_A_FILE: u64 = 30;

/// One file of so many is on the disk, where a transaction takes longer and is met more often.
const OF_FILES: u64 = 10;

fn kills() -> u64 {
    if std::env::var_os("VESTIBULE_LONG").is_some() { 10_000 } else { 300 }
}

/// Random times that one number repeats (`xorshift64*`).
struct Times(u64);

impl Times {
    fn below(&mut self, end: Duration) -> Duration {
        Duration::from_micros(self.number_below(u64::try_from(end.as_micros()).unwrap().max(1)))
    }

    fn number_below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) % end
    }
}

/// Another one in each run, unless one is to be repeated.
fn seed() -> u64 {
    if let Some(seed) = std::env::var("VESTIBULE_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return seed;
    }
    let mut seed = [0; 8];
    SystemRandom.fill(&mut seed).unwrap();
    u64::from_le_bytes(seed) | 1
}

/// What all kills together hit.
#[derive(Debug, Default)]
struct Hits {
    /// Acts that were begun and not acknowledged,
    acts: u64,
    /// of these within a write transaction,
    transactions: u64,
    /// and of all these, those that count.
    committed: u64,
    tried_again: usize,
}

impl Hits {
    fn are_enough(&self, kills: u64) -> bool {
        self.acts > kills / 2 && self.transactions > kills / 8 && self.tried_again as u64 > kills
    }
}

#[test]
fn after_a_kill_at_any_moment_everything_acknowledged_is_there_and_nothing_is_half_done() {
    let (seed, kills) = (seed(), kills());
    // Shown if this fails.
    println!("the times are those of VESTIBULE_SEED={seed}");
    let (mut times, mut hits) = (Times(seed), Hits::default());
    for file in 0..kills.div_ceil(KILLS_OF_A_FILE) {
        let place = if file.is_multiple_of(OF_FILES) { Place::new() } else { Place::in_memory() };
        kill_in_a_file(&place, &mut times, &mut hits);
    }
    println!("{kills} kills: {hits:?}");
    assert!(hits.are_enough(kills), "of {kills}: {hits:?}");
}

fn kill_in_a_file(place: &Place, times: &mut Times, hits: &mut Hits) {
    let (phone, known) = alices_file(place);
    let mut aftermath = Aftermath::new(place, known);
    // The first lives to its end, and shows how long that takes.
    let mut child = born(place, &phone, 0);
    let start = Instant::now();
    let heard = Heard::of_a_whole_life(&mut child);
    assert!(heard.over, "{heard:?}");
    let life = Life {
        length: start.elapsed(),
        transactions: heard.transactions,
        transaction: heard.transacting / heard.transactions,
    };
    aftermath.check(&heard);
    for kill in 1..=KILLS_OF_A_FILE {
        let mut child = born(place, &phone, kill);
        let heard = life.ended(&mut child, kill, times);
        hits.acts += u64::from(heard.in_flight.is_some());
        hits.transactions += u64::from(heard.in_transaction.is_some());
        hits.committed += u64::from(aftermath.check(&heard));
    }
    hits.tried_again += aftermath.tried_again;
}

/// A file with Alice and her phone, closed; and how long its audit log is.
pub(super) fn alices_file(place: &Place) -> (Phone, u64) {
    let house = House::over(Arc::new(place.open(Open::CreateIfMissing).unwrap()));
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.sign_out(session);
    (phone, house.log().len() as u64)
}

/// A child that has opened the file, an hour after the one before.
fn born(place: &Place, phone: &Phone, number: u64) -> Child {
    let now = UnixTime::from_seconds(NOON + 3600 * (1 + i64::try_from(number).unwrap()));
    let mut child = Child::start(LIFE, "a life");
    Beginning { file: &place.file(), phone, now, name: format!("person{number}") }.tell(&mut child);
    assert_eq!(child.answer(), "ready");
    child
}

/// To the microsecond: sleeping takes a good deal longer than a short time.
fn wait(time: Duration) {
    let start = Instant::now();
    thread::sleep(time.saturating_sub(Duration::from_millis(1)));
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// One that was not killed.
struct Life {
    length: Duration,
    transactions: u32,
    /// How long one takes.
    transaction: Duration,
}

impl Life {
    /// Kills a child at any moment of its life; two times of three a little after the beginning or the end of any
    /// transaction, in which it would otherwise be met seldom.
    fn ended(&self, child: &mut Child, kill: u64, times: &mut Times) -> Heard {
        let at = 1 + u32::try_from(times.number_below(self.transactions.into())).unwrap();
        let (heard, longest) = match kill % 3 {
            0 => (Heard::nothing(), self.length),
            1 => (Heard::nothing().until(child, |heard| heard.transactions == at), self.transaction),
            _ => (Heard::nothing().until(child, |heard| heard.commits == at), self.transaction),
        };
        wait(times.below(longest));
        child.kill();
        heard.until_it_ends(child)
    }
}
