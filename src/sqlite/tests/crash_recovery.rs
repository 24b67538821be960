//! Checks of a file after the process that wrote it has ended, whether killed or not.

mod replay;

use std::sync::Arc;
use std::time::{Duration, Instant};

use self::replay::Replay;
use crate::auth::testing::subprocess::{Child, FIELD_SEPARATOR};
use crate::auth::testing::{ALICE, ManualClock, PASSWORD, typed};
use crate::auth::{AuditRow, Auth, ChainStatus, Open, Outcome, Reader, Store, SystemRandom, UnixTime, verify};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{TestDatabase, lenient_options};

/// What a process reported while it ran.
#[derive(Debug, Default)]
pub(super) struct Acknowledged {
    /// Audit entries of the acknowledged operations.
    entries: Vec<String>,
    /// Those of an operation that was begun and neither acknowledged nor refused.
    pub in_flight: Option<Vec<String>>,
    /// Write transactions begun.
    pub transactions: u32,
    /// Write transactions completed.
    pub commits: u32,
    /// When the current transaction began.
    pub in_transaction: Option<Instant>,
    /// Total time within transactions.
    pub time_in_transactions: Duration,
    /// The refusal and its advice.
    pub refused: Option<(String, String)>,
    /// Whether the workload was completed.
    pub finished: bool,
    passwords: Vec<(String, String)>,
    /// Codes to be spent by the operations to come, and those spent by acknowledged ones.
    pending_spends: Vec<Spent>,
    spent: Vec<Spent>,
}

#[derive(Debug)]
struct Spent {
    name: String,
    kind: String,
    at: UnixTime,
    text: String,
}

impl Acknowledged {
    pub fn new() -> Self {
        Self { passwords: vec![(ALICE.to_owned(), PASSWORD.to_owned())], ..Self::default() }
    }

    /// Reads the reports of a child until `enough` holds, or it has ended.
    pub fn read_until(mut self, child: &mut Child, enough: impl Fn(&Self) -> bool) -> Self {
        while !enough(&self)
            && let Some(line) = child.receive()
        {
            let fields: Vec<&str> = line.split(FIELD_SEPARATOR).collect();
            self.record(&fields);
        }
        self
    }

    /// Reads the reports of a child until it has ended.
    pub fn read_to_end(self, child: &mut Child) -> Self {
        self.read_until(child, |_| false)
    }

    /// Reads the reports of a child until the workload is completed or the store has refused an operation, and waits
    /// for it.
    pub fn read_until_finished(child: &mut Child) -> Self {
        let acknowledged = Self::new().read_until(child, |received| received.finished || received.refused.is_some());
        child.wait();
        acknowledged
    }

    /// Number of acknowledged audit entries.
    pub fn entry_count(&self) -> usize {
        self.entries.len()
    }

    fn record(&mut self, fields: &[&str]) {
        match *fields {
            ["ready"] => {}
            ["in"] => {
                self.transactions += 1;
                self.in_transaction = Some(Instant::now());
            }
            ["commits"] => self.commits += 1,
            ["out"] => self.time_in_transactions += self.in_transaction.take().unwrap().elapsed(),
            ["begin", ref entries @ ..] => {
                let entries = entries.iter().filter(|entry| !entry.is_empty());
                self.in_flight = Some(entries.map(|entry| (*entry).to_owned()).collect());
            }
            ["done"] => {
                self.entries.extend(self.in_flight.take().unwrap());
                self.spent.append(&mut self.pending_spends);
            }
            ["refused", fault, advice] => {
                self.in_flight = None;
                self.refused = Some((fault.to_owned(), advice.to_owned()));
            }
            ["password", name, password] => self.passwords.push((name.to_owned(), password.to_owned())),
            ["spends", name, kind, seconds, text] => {
                let at = UnixTime::from_seconds(seconds.parse().unwrap());
                let (name, kind, text) = (name.to_owned(), kind.to_owned(), text.to_owned());
                self.pending_spends.push(Spent { name, kind, at, text });
            }
            ["over"] => self.finished = true,
            ref other => panic!("invalid line: {other:?}"),
        }
    }
}

/// A file under repeated checks.
pub(super) struct RecoveryCheck<'a> {
    database: &'a TestDatabase,
    /// The last audit entry that was accounted for.
    checked_entries: u64,
    /// Number of codes submitted a second time.
    pub resubmitted: usize,
}

impl<'a> RecoveryCheck<'a> {
    /// Starts with the current state of the file.
    pub fn new(database: &'a TestDatabase, checked_entries: u64) -> Self {
        Self { database, checked_entries, resubmitted: 0 }
    }

    /// Checks the file after another run. Returns whether the operation in flight was committed.
    pub fn check(&mut self, acknowledged: &Acknowledged) -> bool {
        let store = self.database.open(Open::Existing).unwrap();
        let integrity: String = {
            let writer = store.writer.lock().unwrap();
            writer.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(integrity, "ok");
        let store = Arc::new(store);
        assert!(matches!(verify(&*store), Ok(ChainStatus::Intact { .. })));
        let in_flight_committed = std::cell::Cell::new(false);
        let compare = |rows: &dyn Reader| {
            let log = rows.audit_from(1, 1_000_000)?;
            Replay::from_log(&log).compare(rows)?;
            in_flight_committed.set(assert_acknowledged_entries(&log, self.checked_entries, acknowledged));
            Ok(())
        };
        store.read(&mut |rows| compare(rows)).unwrap();
        self.resubmitted += spent_stays_spent(&store, acknowledged);
        store.read(&mut |rows| rows.meta().map(|meta| self.checked_entries = meta.head.number)).unwrap();
        in_flight_committed.get()
    }
}

/// Asserts that the log continues with the acknowledged entries, and ends there or with all entries of the operation in
/// flight. Returns whether it includes those.
fn assert_acknowledged_entries(log: &[AuditRow], checked_entries: u64, acknowledged: &Acknowledged) -> bool {
    let summary = |row: &AuditRow| format!("{}/{}/{}", row.event, row.detail, row.username);
    // Each run starts the program, which may log a session left open by a killed run, expired credentials, and counted
    // unknown names.
    let ignored_events = ["session-lost", "help-code-expired", "temporary-password-expired"];
    let is_operation = |row: &&AuditRow| row.account.is_some() && !ignored_events.contains(&&*row.event);
    let mut remaining =
        log.iter().filter(|row| row.number > checked_entries).filter(is_operation).map(summary).peekable();
    for entry in &acknowledged.entries {
        match entry.strip_prefix('?') {
            Some(entry) => drop(remaining.next_if_eq(entry)),
            None => assert_eq!(remaining.next().as_ref(), Some(entry), "acknowledged, but missing: {acknowledged:?}"),
        }
    }
    let rest: Vec<String> = remaining.collect();
    let in_flight = acknowledged.in_flight.iter().flatten().map(|entry| entry.trim_start_matches('?'));
    assert!(rest.is_empty() || in_flight.eq(rest.iter()), "unacknowledged entries {rest:?} after {acknowledged:?}");
    !rest.is_empty()
}

/// Submits every spent code a second time, at the same moment and with the right password. Returns how many could be
/// submitted.
fn spent_stays_spent(store: &Arc<SqliteStore>, acknowledged: &Acknowledged) -> usize {
    let clock = Arc::new(ManualClock::new());
    let shared = Arc::clone(&clock);
    let auth = Auth::with(Arc::clone(store) as _, shared as _, Arc::new(SystemRandom), lenient_options()).unwrap();
    let mut resubmitted = 0;
    for Spent { name, kind, at, text } in &acknowledged.spent {
        clock.set_wall(*at);
        let passwords = acknowledged.passwords.iter().filter(|(whose, _)| whose == name).rev();
        let pending = passwords.map(|(_, password)| auth.sign_in(name, typed(password)).unwrap()).find_map(|outcome| {
            let Outcome::CodeRequired(pending) = outcome else { return None };
            Some(*pending)
        });
        // A deleted account, or one without two-factor, accepts no code.
        let Some(pending) = pending else { continue };
        let result = match kind.as_str() {
            "code" => auth.submit_code(pending, typed(text)),
            _ => auth.submit_recovery_code(pending, typed(text)),
        };
        assert!(
            matches!(result, Ok(Outcome::CodeRefused(..))),
            "{kind} of {name} is accepted again: {result:?}, {acknowledged:?}"
        );
        resubmitted += 1;
    }
    resubmitted
}
