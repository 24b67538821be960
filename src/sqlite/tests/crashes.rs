//! A process is killed at random moments while people sign in, pair and change things. What it acknowledged is there,
//! what was spent stays spent, and nobody stands between two states.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::Place;
use super::aftermath::{Aftermath, Heard};
use super::children::Child;
use super::life::{Beginning, LIFE};
use crate::auth::testing::{House, NOON};
use crate::auth::{Open, Random, SystemRandom, UnixTime};

/// After so many kills a new file begins: each look goes through all of it.
const KILLS_OF_A_FILE: u64 = 50;

fn kills() -> u64 {
    if std::env::var_os("VESTIBULE_LONG").is_some() { 10_000 } else { 300 }
}

/// Random times that one number repeats (`xorshift64*`).
struct Times(u64);

impl Times {
    fn below(&mut self, end: Duration) -> Duration {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        Duration::from_micros(drawn % u64::try_from(end.as_micros()).unwrap())
    }
}

fn seed() -> u64 {
    let mut seed = [0; 8];
    SystemRandom.fill(&mut seed).unwrap();
    u64::from_le_bytes(seed) | 1
}

/// What all kills together hit.
#[derive(Debug, Default)]
struct Hits {
    acts: u64,
    transactions: u64,
    tried_again: usize,
}

#[test]
fn after_a_kill_at_any_moment_everything_acknowledged_is_there_and_nothing_is_half_done() {
    let (seed, kills) = (seed(), kills());
    // Shown if this fails.
    println!("the seed of the times is {seed}");
    let (mut times, mut hits) = (Times(seed), Hits::default());
    for first in (0..kills).step_by(KILLS_OF_A_FILE as usize) {
        kill_in_a_file(&mut times, KILLS_OF_A_FILE.min(kills - first), &mut hits);
    }
    println!("{hits:?}");
    assert!(hits.acts > kills / 2 && hits.transactions > kills / 4, "of {kills}: {hits:?}");
    assert!(hits.tried_again as u64 > kills, "{hits:?}");
}

fn kill_in_a_file(times: &mut Times, kills: u64, hits: &mut Hits) {
    let place = Place::in_memory();
    let house = House::over(Arc::new(place.open(Open::CreateIfMissing).unwrap()));
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.sign_out(session);
    let mut aftermath = Aftermath::new(&place, house.log().len() as u64);
    drop(house);
    let mut whole = Duration::MAX;
    for life in 0..=kills {
        let now = UnixTime::from_seconds(NOON + 3600 * (1 + i64::try_from(life).unwrap()));
        let mut child = Child::start(LIFE, "a life");
        Beginning { file: &place.file(), phone: &phone, now, name: format!("person{life}") }.tell(&mut child);
        assert_eq!(child.answer(), "ready");
        if life == 0 {
            // The first lives to its end, and shows how long that takes.
            let start = Instant::now();
            let heard = Heard::of_a_whole_life(&mut child);
            whole = start.elapsed();
            aftermath.check(&heard);
            continue;
        }
        thread::sleep(times.below(whole));
        child.kill();
        let heard = Heard::of(&mut child);
        hits.acts += u64::from(heard.in_flight.is_some());
        hits.transactions += u64::from(heard.in_transaction);
        aftermath.check(&heard);
    }
    hits.tried_again += aftermath.tried_again;
}
