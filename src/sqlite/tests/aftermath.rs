//! What must be in a file after the process that wrote it has ended, however it ended.

mod replay;

use std::sync::Arc;
use std::time::{Duration, Instant};

use self::replay::Replay;
use crate::auth::testing::children::{Child, TAB};
use crate::auth::testing::{ALICE, FakeClock, PASSWORD, typed};
use crate::auth::{AuditRow, Auth, Chain, Open, Outcome, Reader, Store, SystemRandom, UnixTime, verify};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{Place, generous};

/// All that a process said of its life.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Audit entries of the acts that were acknowledged.
    acknowledged: Vec<String>,
    /// Those of the act that was begun and neither acknowledged nor refused.
    pub in_flight: Option<Vec<String>>,
    /// Write transactions that it began.
    pub transactions: u32,
    /// Those that it came to the end of.
    pub commits: u32,
    /// Since when it has stood within one.
    pub in_transaction: Option<Instant>,
    /// How long it stood within one, all together.
    pub transacting: Duration,
    /// What was refused, and the way out.
    pub refused: Option<(String, String)>,
    /// Whether the story came to its end.
    pub over: bool,
    passwords: Vec<(String, String)>,
    /// What the acts to come spend, and what acknowledged ones have spent.
    spends: Vec<Spent>,
    spent: Vec<Spent>,
}

#[derive(Debug)]
struct Spent {
    name: String,
    kind: String,
    at: UnixTime,
    text: String,
}

impl Heard {
    pub fn nothing() -> Self {
        Self { passwords: vec![(ALICE.to_owned(), PASSWORD.to_owned())], ..Self::default() }
    }

    /// Hears a child until that is `enough`, or it has ended.
    pub fn until(mut self, child: &mut Child, enough: impl Fn(&Self) -> bool) -> Self {
        while !enough(&self)
            && let Some(line) = child.hear()
        {
            let words: Vec<&str> = line.split(TAB).collect();
            self.note(&words);
        }
        self
    }

    /// Hears a child until it has ended.
    pub fn until_it_ends(self, child: &mut Child) -> Self {
        self.until(child, |_| false)
    }

    /// Hears a child until its story is over or the store has refused an act, and lets it go.
    pub fn of_a_whole_life(child: &mut Child) -> Self {
        let heard = Self::nothing().until(child, |heard| heard.over || heard.refused.is_some());
        child.end();
        heard
    }

    /// How many audit entries were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    fn note(&mut self, words: &[&str]) {
        match *words {
            ["ready"] => {}
            ["in"] => {
                self.transactions += 1;
                self.in_transaction = Some(Instant::now());
            }
            ["commits"] => self.commits += 1,
            ["out"] => self.transacting += self.in_transaction.take().unwrap().elapsed(),
            ["begin", ref entries @ ..] => {
                let entries = entries.iter().filter(|entry| !entry.is_empty());
                self.in_flight = Some(entries.map(|entry| (*entry).to_owned()).collect());
            }
            ["done"] => {
                self.acknowledged.extend(self.in_flight.take().unwrap());
                self.spent.append(&mut self.spends);
            }
            ["refused", fault, way_out] => {
                self.in_flight = None;
                self.refused = Some((fault.to_owned(), way_out.to_owned()));
            }
            ["password", name, password] => self.passwords.push((name.to_owned(), password.to_owned())),
            ["spends", name, kind, seconds, text] => {
                let at = UnixTime::from_seconds(seconds.parse().unwrap());
                let (name, kind, text) = (name.to_owned(), kind.to_owned(), text.to_owned());
                self.spends.push(Spent { name, kind, at, text });
            }
            ["over"] => self.over = true,
            ref other => panic!("not a line: {other:?}"),
        }
    }
}

/// A file, as far as it was looked through.
pub(super) struct Aftermath<'a> {
    place: &'a Place,
    /// The last audit entry that was accounted for.
    known: u64,
    /// Codes that were given a second time.
    pub tried_again: usize,
}

impl<'a> Aftermath<'a> {
    /// Takes the file as it is.
    pub fn new(place: &'a Place, known: u64) -> Self {
        Self { place, known, tried_again: 0 }
    }

    /// Looks through the file after another life. Says whether the act in flight is there.
    pub fn check(&mut self, heard: &Heard) -> bool {
        let store = self.place.open(Open::Existing).unwrap();
        let whole: String = {
            let writer = store.writer.lock().unwrap();
            writer.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(whole, "ok");
        let store = Arc::new(store);
        assert!(matches!(verify(&*store), Ok(Chain::Whole { .. })));
        let in_flight_is_there = std::cell::Cell::new(false);
        let look = |rows: &dyn Reader| {
            let log = rows.audit_from(1, 1_000_000)?;
            Replay::of(&log).compare(rows)?;
            in_flight_is_there.set(everything_acknowledged(&log, self.known, heard));
            Ok(())
        };
        store.read(&mut |rows| look(rows)).unwrap();
        self.tried_again += nothing_works_again(&store, heard);
        store.read(&mut |rows| rows.meta().map(|meta| self.known = meta.head.number)).unwrap();
        in_flight_is_there.get()
    }
}

/// The log goes on with what was acknowledged, and ends there or with the whole of the act that was not. Says whether
/// with that.
fn everything_acknowledged(log: &[AuditRow], known: u64, heard: &Heard) -> bool {
    let words = |row: &AuditRow| format!("{}/{}/{}", row.event, row.detail, row.username);
    // Each life starts the program, and may find a session that a killed one left open, what expired, and unknown names
    // counted.
    let found_later = ["session-lost", "help-code-expired", "temporary-password-expired"];
    let is_act = |row: &&AuditRow| row.account.is_some() && !found_later.contains(&&*row.event);
    let mut found = log.iter().filter(|row| row.number > known).filter(is_act).map(words).peekable();
    for entry in &heard.acknowledged {
        match entry.strip_prefix('?') {
            Some(entry) => drop(found.next_if_eq(entry)),
            None => assert_eq!(found.next().as_ref(), Some(entry), "acknowledged, and not there: {heard:?}"),
        }
    }
    let rest: Vec<String> = found.collect();
    let in_flight = heard.in_flight.iter().flatten().map(|entry| entry.trim_start_matches('?'));
    assert!(rest.is_empty() || in_flight.eq(rest.iter()), "{rest:?} of {heard:?}");
    !rest.is_empty()
}

/// Gives everything that was spent a second time, at the same moment and with the right password. Says how often it
/// came to that.
fn nothing_works_again(store: &Arc<SqliteStore>, heard: &Heard) -> usize {
    let clock = Arc::new(FakeClock::new());
    let shared = Arc::clone(&clock);
    let auth = Auth::with(Arc::clone(store) as _, shared as _, Arc::new(SystemRandom), generous()).unwrap();
    let mut tried = 0;
    for Spent { name, kind, at, text } in &heard.spent {
        clock.set_wall(*at);
        let passwords = heard.passwords.iter().filter(|(whose, _)| whose == name).rev();
        let pending = passwords.map(|(_, password)| auth.sign_in(name, typed(password)).unwrap()).find_map(|outcome| {
            let Outcome::CodeOwed(pending) = outcome else { return None };
            Some(*pending)
        });
        // Who is gone, or owes no code any more, cannot give one.
        let Some(pending) = pending else { continue };
        let again = match kind.as_str() {
            "code" => auth.give_code(pending, typed(text)),
            _ => auth.give_recovery_code(pending, typed(text)),
        };
        assert!(matches!(again, Ok(Outcome::CodeRefused(..))), "{kind} of {name} works again: {again:?}, {heard:?}");
        tried += 1;
    }
    tried
}
