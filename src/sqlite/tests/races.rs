//! Eight processes do the same operation on one file at the same time: one of them wins, in each of a thousand rounds.
//!
//! In every other round each stops before the deciding write and waits for the others, so that all have checked that
//! they may proceed; in the rounds between they run freely.

mod worker;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;

use self::worker::WORKER_TEST;
use crate::auth::testing::subprocess::{Child, FIELD_SEPARATOR};
use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, START_SECONDS, TestAuthenticator};
use crate::auth::{
    AccountRow, ChainStatus, ClockStamp, CodeRefusal, CounterKey, CounterKind, CounterRow, FinishResult, Open, Outcome,
    Pending, Role, Session, SessionStatus, UnixTime, verify,
};
use crate::sqlite::tests::{TestDatabase, lenient_options};

const PROCESSES: usize = 8;

/// Checked by the rules for new passwords eight times a round, which takes longer for a passphrase.
const SHORT_PASSWORD: &str = "tq7#Vz.0xWk&m2P";

/// Rounds with one file and the same processes.
const ROUNDS: usize = 1000;

/// How often all rounds are repeated.
fn repetitions() -> std::ops::Range<usize> {
    0..if std::env::var_os("VESTIBULE_LONG").is_some() { 10 } else { 1 }
}

/// The processes; they run through all rounds.
struct RaceWorkers(Vec<Child>);

impl RaceWorkers {
    fn start() -> Self {
        Self((0..PROCESSES).map(|_| Child::start(WORKER_TEST, "a race")).collect())
    }

    fn open(&mut self, limits: &str, file: &Path) {
        let line = format!("open{FIELD_SEPARATOR}{limits}{FIELD_SEPARATOR}{}", file.display());
        assert!(self.ask(&line).iter().all(|reply| reply == "open"));
    }

    /// Sends a line to all processes, and returns their answers.
    fn ask(&mut self, line: &str) -> Vec<String> {
        self.ask_each(|_| line.to_owned())
    }

    fn ask_each(&mut self, line: impl Fn(usize) -> String) -> Vec<String> {
        self.0.iter_mut().enumerate().for_each(|(number, child)| child.send(&line(number)));
        self.0.iter_mut().map(Child::receive_reply).collect()
    }

    /// Runs the preparation of a race, one process after the other.
    fn prepare(&mut self, now: UnixTime, request: impl Fn(usize) -> String) {
        for (number, child) in self.0.iter_mut().enumerate() {
            child.send(&format!("{}{FIELD_SEPARATOR}0{FIELD_SEPARATOR}{}", now.seconds(), request(number)));
            assert_eq!(child.receive_reply(), "ready");
        }
    }

    /// Runs the command in all processes at once. In even rounds they meet before the deciding write, the `deciding`th
    /// one.
    fn race(&mut self, round: usize, deciding: usize, now: UnixTime, request: impl Fn(usize) -> String) -> Vec<String> {
        let gate = if round.is_multiple_of(2) { deciding } else { 0 };
        let replies = self
            .ask_each(|number| format!("{}{FIELD_SEPARATOR}{gate}{FIELD_SEPARATOR}{}", now.seconds(), request(number)));
        if gate == 0 {
            return replies;
        }
        assert!(replies.iter().all(|reply| reply == "here"), "{replies:?}");
        self.ask("go")
    }
}

fn count(replies: &[String], expected: &str) -> usize {
    replies.iter().filter(|reply| *reply == expected).count()
}

/// A fixture over the file, with Alice signed in.
fn fixture(database: &TestDatabase) -> (Fixture, Session, TestAuthenticator) {
    let fixture = Fixture::with_store(Arc::new(database.open(Open::CreateIfMissing).unwrap()));
    let (session, proof) = fixture.create_first();
    let phone = fixture.pair(&session, proof);
    fixture.advance_steps(2);
    (fixture, session, phone)
}

/// Counts the audit entries of this kind; the log must be intact.
fn entries(fixture: &Fixture, event: &str, detail: &str) -> usize {
    assert!(matches!(verify(&*fixture.store), Ok(ChainStatus::Intact { .. })));
    fixture.read(|rows| {
        let rows = rows.audit_from(1, usize::MAX >> 1)?;
        Ok(rows.iter().filter(|row| row.event == event && row.detail == detail).count())
    })
}

#[test]
fn eight_processes_with_one_code_open_exactly_one_session() {
    repetitions().for_each(|_| race_with_a_code());
}

fn race_with_a_code() {
    let database = TestDatabase::in_memory();
    let (fixture, _, phone) = fixture(&database);
    let mut workers = RaceWorkers::start();
    workers.open("generous", &database.path());
    for round in 0..ROUNDS {
        fixture.advance_steps(1);
        let now = fixture.now();
        workers.prepare(now, |_| format!("begin{FIELD_SEPARATOR}{ALICE}{FIELD_SEPARATOR}{PASSWORD}"));
        let replies = workers.race(round, 2, now, |_| format!("code{FIELD_SEPARATOR}{}", phone.code(now)));
        assert_eq!((count(&replies, "in"), count(&replies, "used")), (1, PROCESSES - 1), "{round}: {replies:?}");
    }
    assert_eq!(entries(&fixture, "signed-in", "code"), ROUNDS);
}

#[test]
fn threads_with_one_code_on_one_file_open_exactly_one_session() {
    const THREADS: usize = 64;
    let database = TestDatabase::in_memory();
    let (fixture, _, phone) = fixture(&database);
    let fixture = fixture.with_options(lenient_options(), 4);
    let counter = CounterKey::Account(fixture.account_row(ALICE).id, CounterKind::Code);
    let rounds = if repetitions().len() > 1 { ROUNDS } else { 10 };
    for round in 0..rounds {
        fixture.advance_steps(1);
        // The successful attempt clears the counter, at any moment of the round: what the others add after that would
        // count in the next round, up to a wait.
        fixture.write(|rows| rows.put_counter(&counter, &CounterRow::default()));
        let code = phone.code(fixture.now());
        let barrier = Barrier::new(THREADS);
        let pendings: Vec<Pending> = (0..THREADS).map(|_| fixture.pending()).collect();
        let give = |pending| {
            barrier.wait();
            fixture.submit_code(pending, &code)
        };
        let outcomes: Vec<Outcome> = thread::scope(|scope| {
            let give = &give;
            let threads: Vec<_> = pendings.into_iter().map(|pending| scope.spawn(move || give(pending))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (entered, rest): (Vec<_>, Vec<_>) =
            outcomes.into_iter().partition(|outcome| matches!(outcome, Outcome::SignedIn(_)));
        assert_eq!(entered.len(), 1, "{round}: {rest:?}");
        let used = |outcome: &Outcome| matches!(outcome, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, _));
        assert!(rest.iter().all(used), "{round}: {rest:?}");
    }
}

#[test]
fn eight_processes_with_one_recovery_code_open_exactly_one_session() {
    repetitions().for_each(|_| race_with_a_recovery_code());
}

fn race_with_a_recovery_code() {
    let database = TestDatabase::in_memory();
    let (fixture, session, mut phone) = fixture(&database);
    let mut workers = RaceWorkers::start();
    workers.open("generous", &database.path());
    for round in 0..ROUNDS {
        let code = round % phone.recovery_codes.len();
        if code == 0 {
            phone.recovery_codes = new_codes(&fixture, &session, &phone);
        }
        let now = fixture.now();
        let begin = if code == 0 { "begin anew" } else { "begin" };
        workers.prepare(now, |_| format!("{begin}{FIELD_SEPARATOR}{ALICE}{FIELD_SEPARATOR}{PASSWORD}"));
        let replies =
            workers.race(round, 2, now, |_| format!("recovery{FIELD_SEPARATOR}{}", phone.recovery_codes[code]));
        assert_eq!((count(&replies, "in"), count(&replies, "used")), (1, PROCESSES - 1), "{round}: {replies:?}");
    }
    assert_eq!(entries(&fixture, "signed-in", "recovery"), ROUNDS);
}

fn new_codes(fixture: &Fixture, session: &Session, phone: &TestAuthenticator) -> Vec<String> {
    fixture.advance_steps(2);
    assert_eq!(fixture.auth.refresh_session(session).unwrap(), SessionStatus::Active);
    let proof = fixture.own_step_up(session, Some(phone));
    let show = fixture.auth.new_recovery_codes(session, proof).unwrap();
    let codes = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
    assert!(matches!(fixture.auth.finish_enrolment(show), Ok(FinishResult::RecoveryCodesRenewed)));
    codes
}

/// However many of the five free attempts are left, and of whatever kind: eight at once get as many as are left.
#[test]
fn of_eight_simultaneous_wrong_attempts_only_the_free_ones_are_checked() {
    repetitions().for_each(|_| race_for_free_attempts());
}

fn race_for_free_attempts() {
    const FREE_ATTEMPTS: u32 = 5;
    let database = TestDatabase::in_memory();
    let (fixture, _, phone) = fixture(&database);
    let (id, now) = (fixture.account_row(ALICE).id, fixture.now());
    let mut groups: Vec<&str> = phone.recovery_codes[0].split('-').collect();
    groups.reverse();
    let wrong_codes =
        format!("code{FIELD_SEPARATOR}{}|recovery{FIELD_SEPARATOR}{}", phone.wrong_code(now), groups.join("-"));
    let (wrong_code, wrong_recovery) = wrong_codes.split_once('|').unwrap();
    let mut workers = RaceWorkers::start();
    workers.open("shipped", &database.path());
    workers.prepare(now, |_| format!("begin{FIELD_SEPARATOR}{ALICE}{FIELD_SEPARATOR}{PASSWORD}"));
    for (round, left) in (0..ROUNDS).zip((1..=FREE_ATTEMPTS).cycle()) {
        let (request, kind) = match round / 2 % 4 {
            0 => (wrong_code.to_owned(), CounterKind::Code),
            1 => (wrong_recovery.to_owned(), CounterKind::Recovery),
            2 => (format!("guess{FIELD_SEPARATOR}{ALICE}"), CounterKind::Password),
            // An unknown name always has all five attempts.
            _ => (format!("guess{FIELD_SEPARATOR}nobody{round}"), CounterKind::Password),
        };
        let left = if request.contains("nobody") { FREE_ATTEMPTS } else { left };
        let touched = ClockStamp { wall: now, ..ClockStamp::default() };
        let used = CounterRow { failures: FREE_ATTEMPTS - left, updated_at: touched, ..CounterRow::default() };
        let of_name = fixture.name_counter_key(ALICE);
        // The counter may be shared with an earlier name.
        let of_nobody = fixture.name_counter_key(&format!("nobody{round}"));
        fixture.write(|rows| {
            rows.delete_counter(&of_nobody)?;
            rows.put_counter(&CounterKey::Account(id, kind), &used)?;
            if kind == CounterKind::Password { rows.put_counter(&of_name, &used) } else { Ok(()) }
        });
        let replies = workers.race(round, 1, now, |_| request.clone());
        let left = left as usize;
        let seen = (count(&replies, "looked at"), count(&replies, "waits"));
        assert_eq!(seen, (left, PROCESSES - left), "{round}, {request}: {replies:?}");
    }
}

#[test]
fn eight_processes_creating_the_first_account_create_exactly_one() {
    repetitions().for_each(|_| race_for_the_first_account());
}

fn race_for_the_first_account() {
    let database = TestDatabase::in_memory();
    let mut workers = RaceWorkers::start();
    let file = |round: usize| database.sibling(&format!(".{round}"));
    for round in 0..ROUNDS {
        // Opening is a race too: all create the store.
        workers.open("shipped", &file(round));
        if let Some(before) = round.checked_sub(1) {
            assert_eq!(accounts(&file(before)), 1);
            fs::remove_file(file(before)).unwrap();
        }
        let now = UnixTime::from_seconds(START_SECONDS);
        let replies = workers.race(round, 1, now, |number| {
            format!("first{FIELD_SEPARATOR}person{number}{FIELD_SEPARATOR}{SHORT_PASSWORD}")
        });
        assert_eq!((count(&replies, "made"), count(&replies, "too late")), (1, PROCESSES - 1), "{round}: {replies:?}");
    }
}

/// Returns the number of accounts in a file that is not open.
fn accounts(file: &Path) -> i64 {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.query_row("SELECT count(*) FROM account", [], |row| row.get(0)).unwrap()
}

/// Each of two administrators uses four windows, and demotes the other in all of them.
#[test]
fn mutual_demotion_in_eight_processes_leaves_exactly_one_administrator() {
    repetitions().for_each(|_| race_of_administrators());
}

fn race_of_administrators() {
    let database = TestDatabase::in_memory();
    let fixture = Fixture::with_store(Arc::new(database.open(Open::CreateIfMissing).unwrap()));
    let (session, _) = fixture.create_first();
    let _ = fixture.add_bob(&session, Role::Administrator);
    let (alice, bob) = ((ALICE, PASSWORD), (BOB, BOBS_PASSWORD));
    let who = |number: usize| if number.is_multiple_of(2) { (alice, bob) } else { (bob, alice) };
    let mut workers = RaceWorkers::start();
    workers.open("generous", &database.path());
    for round in 0..ROUNDS {
        let now = fixture.now();
        workers.prepare(now, |number| {
            let ((username, password), _) = who(number);
            format!("prove{FIELD_SEPARATOR}{username}{FIELD_SEPARATOR}{password}")
        });
        let replies = workers.race(round, 1, now, |number| format!("demote{FIELD_SEPARATOR}{}", who(number).1.0));
        let done = |side: usize| replies.iter().skip(side).step_by(2).any(|reply| reply == "done");
        assert!(done(0) != done(1), "{round}: {replies:?}");
        let loser = if done(0) { BOB } else { ALICE };
        assert_eq!(fixture.account_row(loser).role, Role::Member);
        assert_eq!(fixture.read(|rows| rows.active_administrators(9)).len(), 1);
        fixture.write(|rows| {
            let row = rows.account_by_canonical_name(loser)?.unwrap();
            rows.update_account(&AccountRow { role: Role::Administrator, ..row })
        });
    }
}
