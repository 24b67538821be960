//! Eight processes on one file that do the same thing at the same time: one of them wins, in each of a thousand rounds.
//!
//! In every other round each comes as far as the write that decides and waits there for the others, so that all have
//! looked and found that they may; in the rounds between they run as they come.

mod racer;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;

use self::racer::RACER;
use crate::auth::testing::children::{Child, TAB};
use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, House, NOON, PASSWORD, Phone};
use crate::auth::{
    AccountRow, Chain, CodeRefusal, CounterKey, CounterKind, CounterRow, Finished, Open, Outcome, Pending, Purpose,
    Role, Session, Stamp, UnixTime, Watched, verify,
};
use crate::sqlite::tests::{Place, generous};

const PROCESSES: usize = 8;

/// Looked at by the rules for new passwords eight times a round, for which a phrase of words takes longer.
const SHORT: &str = "tq7#Vz.0xWk&m2P";

/// With one file and the same processes.
const ROUNDS: usize = 1000;

/// So many times all of it.
fn times() -> std::ops::Range<usize> {
    0..if std::env::var_os("VESTIBULE_LONG").is_some() { 10 } else { 1 }
}

/// The processes; they live through all rounds.
struct Racers(Vec<Child>);

impl Racers {
    fn start() -> Self {
        Self((0..PROCESSES).map(|_| Child::start(RACER, "a race")).collect())
    }

    fn open(&mut self, limits: &str, file: &Path) {
        let line = format!("open{TAB}{limits}{TAB}{}", file.display());
        assert!(self.ask(&line).iter().all(|said| said == "open"));
    }

    /// Says a line to all, and hears what each answers.
    fn ask(&mut self, line: &str) -> Vec<String> {
        self.ask_each(|_| line.to_owned())
    }

    fn ask_each(&mut self, line: impl Fn(usize) -> String) -> Vec<String> {
        self.0.iter_mut().enumerate().for_each(|(number, child)| child.tell(&line(number)));
        self.0.iter_mut().map(Child::answer).collect()
    }

    /// What has to be done before the race, and is no part of it: one after the other.
    fn prepare(&mut self, now: UnixTime, act: impl Fn(usize) -> String) {
        for (number, child) in self.0.iter_mut().enumerate() {
            child.tell(&format!("{}{TAB}0{TAB}{}", now.seconds(), act(number)));
            assert_eq!(child.answer(), "ready");
        }
    }

    /// All act at once. In even rounds they meet before the write that decides, the `deciding`th of the act.
    fn race(&mut self, round: usize, deciding: usize, now: UnixTime, act: impl Fn(usize) -> String) -> Vec<String> {
        let gate = if round.is_multiple_of(2) { deciding } else { 0 };
        let said = self.ask_each(|number| format!("{}{TAB}{gate}{TAB}{}", now.seconds(), act(number)));
        if gate == 0 {
            return said;
        }
        assert!(said.iter().all(|said| said == "here"), "{said:?}");
        self.ask("go")
    }
}

fn count(answers: &[String], wanted: &str) -> usize {
    answers.iter().filter(|answer| *answer == wanted).count()
}

/// Alice's house in a file, and herself signed in.
fn house(place: &Place) -> (House, Session, Phone) {
    let house = House::over(Arc::new(place.open(Open::CreateIfMissing).unwrap()));
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    (house, session, phone)
}

/// How often the audit log, which must be whole, has this entry.
fn entries(house: &House, event: &str, detail: &str) -> usize {
    assert!(matches!(verify(&*house.store), Ok(Chain::Whole { .. })));
    house.read(|rows| {
        let rows = rows.audit_from(1, usize::MAX >> 1)?;
        Ok(rows.iter().filter(|row| row.event == event && row.detail == detail).count())
    })
}

#[test]
fn of_eight_processes_with_one_code_exactly_one_gets_in() {
    times().for_each(|_| race_with_a_code());
}

fn race_with_a_code() {
    let place = Place::in_memory();
    let (house, _, phone) = house(&place);
    let mut racers = Racers::start();
    racers.open("generous", &place.file());
    for round in 0..ROUNDS {
        house.steps(1);
        let now = house.now();
        racers.prepare(now, |_| format!("begin{TAB}{ALICE}{TAB}{PASSWORD}"));
        let answers = racers.race(round, 2, now, |_| format!("code{TAB}{}", phone.code(now)));
        assert_eq!((count(&answers, "in"), count(&answers, "used")), (1, PROCESSES - 1), "{round}: {answers:?}");
    }
    assert_eq!(entries(&house, "signed-in", "code"), ROUNDS);
}

#[test]
fn of_64_threads_with_one_code_on_one_file_exactly_one_gets_in() {
    const THREADS: usize = 64;
    let place = Place::in_memory();
    let (house, _, phone) = house(&place);
    let house = house.with_options(generous(), 4);
    let counter = CounterKey::Account(house.row(ALICE).id, CounterKind::Code);
    let rounds = if times().len() > 1 { ROUNDS } else { 10 };
    for round in 0..rounds {
        house.steps(1);
        // The one that gets in clears the counter, at any moment of the round: what the others add after that would
        // count in the next round, up to a wait.
        house.write(|rows| rows.put_counter(&counter, &CounterRow::default()));
        let code = phone.code(house.now());
        let barrier = Barrier::new(THREADS);
        let pendings: Vec<Pending> = (0..THREADS).map(|_| house.pending()).collect();
        let give = |pending| {
            barrier.wait();
            house.give_code(pending, &code)
        };
        let answers: Vec<Outcome> = thread::scope(|scope| {
            let give = &give;
            let threads: Vec<_> = pendings.into_iter().map(|pending| scope.spawn(move || give(pending))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (entered, rest): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| matches!(answer, Outcome::SignedIn(_)));
        assert_eq!(entered.len(), 1, "{round}: {rest:?}");
        let used = |answer: &Outcome| matches!(answer, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, _));
        assert!(rest.iter().all(used), "{round}: {rest:?}");
    }
}

#[test]
fn of_eight_processes_with_one_recovery_code_exactly_one_gets_in() {
    times().for_each(|_| race_with_a_recovery_code());
}

fn race_with_a_recovery_code() {
    let place = Place::in_memory();
    let (house, session, mut phone) = house(&place);
    let mut racers = Racers::start();
    racers.open("generous", &place.file());
    for round in 0..ROUNDS {
        let code = round % phone.recovery.len();
        if code == 0 {
            phone.recovery = new_codes(&house, &session, &phone);
        }
        let now = house.now();
        let begin = if code == 0 { "begin anew" } else { "begin" };
        racers.prepare(now, |_| format!("{begin}{TAB}{ALICE}{TAB}{PASSWORD}"));
        let answers = racers.race(round, 2, now, |_| format!("recovery{TAB}{}", phone.recovery[code]));
        assert_eq!((count(&answers, "in"), count(&answers, "used")), (1, PROCESSES - 1), "{round}: {answers:?}");
    }
    assert_eq!(entries(&house, "signed-in", "recovery"), ROUNDS);
}

fn new_codes(house: &House, session: &Session, phone: &Phone) -> Vec<String> {
    house.steps(2);
    assert_eq!(house.auth.watch(session).unwrap(), Watched::Open);
    let proof = house.prove(session, Purpose::Own, Some(phone));
    let show = house.auth.new_recovery_codes(session, proof).unwrap();
    let codes = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
    assert!(matches!(house.auth.finish_setup(show), Ok(Finished::Renewed)));
    codes
}

/// Whatever is left of the five free tries, and whatever they are for: eight at once get as many as are left.
#[test]
fn of_eight_wrong_tries_at_once_as_many_are_looked_at_as_were_left() {
    times().for_each(|_| race_for_the_tries_left());
}

fn race_for_the_tries_left() {
    const FREE: u32 = 5;
    let place = Place::in_memory();
    let (house, _, phone) = house(&place);
    let (id, now) = (house.row(ALICE).id, house.now());
    let mut groups: Vec<&str> = phone.recovery[0].split('-').collect();
    groups.reverse();
    let wrong_codes = format!("code{TAB}{}|recovery{TAB}{}", phone.wrong_code(now), groups.join("-"));
    let (wrong_code, wrong_recovery) = wrong_codes.split_once('|').unwrap();
    let mut racers = Racers::start();
    racers.open("shipped", &place.file());
    racers.prepare(now, |_| format!("begin{TAB}{ALICE}{TAB}{PASSWORD}"));
    for (round, left) in (0..ROUNDS).zip((1..=FREE).cycle()) {
        let (act, kind) = match round / 2 % 4 {
            0 => (wrong_code.to_owned(), CounterKind::Code),
            1 => (wrong_recovery.to_owned(), CounterKind::Recovery),
            2 => (format!("guess{TAB}{ALICE}"), CounterKind::Password),
            // Everybody has all five tries for a name that nobody has.
            _ => (format!("guess{TAB}nobody{round}"), CounterKind::Password),
        };
        let left = if act.contains("nobody") { FREE } else { left };
        let touched = Stamp { wall: now, ..Stamp::default() };
        let used = CounterRow { failures: FREE - left, touched, ..CounterRow::default() };
        let of_name = house.name_counter(ALICE);
        // It may be the counter of a name before.
        let of_nobody = house.name_counter(&format!("nobody{round}"));
        house.write(|rows| {
            rows.delete_counter(&of_nobody)?;
            rows.put_counter(&CounterKey::Account(id, kind), &used)?;
            if kind == CounterKind::Password { rows.put_counter(&of_name, &used) } else { Ok(()) }
        });
        let answers = racers.race(round, 1, now, |_| act.clone());
        let left = left as usize;
        let seen = (count(&answers, "looked at"), count(&answers, "waits"));
        assert_eq!(seen, (left, PROCESSES - left), "{round}, {act}: {answers:?}");
    }
}

#[test]
fn of_eight_processes_that_make_the_first_account_exactly_one_makes_it() {
    times().for_each(|_| race_for_the_first_account());
}

fn race_for_the_first_account() {
    let place = Place::in_memory();
    let mut racers = Racers::start();
    let file = |round: usize| place.beside(&format!(".{round}"));
    for round in 0..ROUNDS {
        // Opening is a race too: all make the store.
        racers.open("shipped", &file(round));
        if let Some(before) = round.checked_sub(1) {
            assert_eq!(accounts(&file(before)), 1);
            fs::remove_file(file(before)).unwrap();
        }
        let now = UnixTime::from_seconds(NOON);
        let answers = racers.race(round, 1, now, |number| format!("first{TAB}person{number}{TAB}{SHORT}"));
        assert_eq!((count(&answers, "made"), count(&answers, "too late")), (1, PROCESSES - 1), "{round}: {answers:?}");
    }
}

/// How many accounts there are in a file that nobody has open.
fn accounts(file: &Path) -> i64 {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.query_row("SELECT count(*) FROM account", [], |row| row.get(0)).unwrap()
}

/// Each administrator sits at four windows, and demotes the other at all of them.
#[test]
fn of_two_administrators_who_demote_each_other_in_eight_processes_exactly_one_stays() {
    times().for_each(|_| race_of_administrators());
}

fn race_of_administrators() {
    let place = Place::in_memory();
    let house = House::over(Arc::new(place.open(Open::CreateIfMissing).unwrap()));
    let (session, _) = house.first();
    let _ = house.bob(&session, Role::Administrator);
    let (alice, bob) = ((ALICE, PASSWORD), (BOB, BOBS_PASSWORD));
    let who = |number: usize| if number.is_multiple_of(2) { (alice, bob) } else { (bob, alice) };
    let mut racers = Racers::start();
    racers.open("generous", &place.file());
    for round in 0..ROUNDS {
        let now = house.now();
        racers.prepare(now, |number| {
            let ((username, password), _) = who(number);
            format!("prove{TAB}{username}{TAB}{password}")
        });
        let answers = racers.race(round, 1, now, |number| format!("demote{TAB}{}", who(number).1.0));
        let done = |side: usize| answers.iter().skip(side).step_by(2).any(|answer| answer == "done");
        assert!(done(0) != done(1), "{round}: {answers:?}");
        let loser = if done(0) { BOB } else { ALICE };
        assert_eq!(house.row(loser).role, Role::Member);
        assert_eq!(house.read(|rows| rows.able_administrators(9)).len(), 1);
        house.write(|rows| {
            let row = rows.account_by_key(loser)?.unwrap();
            rows.update_account(&AccountRow { role: Role::Administrator, ..row })
        });
    }
}
