//! One of several processes that do the same thing at the same time.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::auth::testing::children::{TAB, given, say, told};
use crate::auth::testing::{FakeClock, derivations, options, proven, signed_in, typed};
use crate::auth::{
    Auth, CodeRefusal, Denied, Error, Open, Options, Outcome, Owed, Pending, Purpose, Reader, Refusal, Role, Session,
    Store, SystemRandom, UnixTime, Writer,
};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{generous, open};

/// The test that plays a racer.
pub(super) const RACER: &str = "sqlite::tests::races::racer::another_process_races_as_it_is_told";

/// A file, and a place in it to wait for the others.
struct Gated {
    file: SqliteStore,
    /// So many writes to come, this one included, before the last of which it waits; 0 if it does not.
    gate: AtomicUsize,
}

impl Store for Gated {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let left = self.gate.load(Ordering::Relaxed);
        self.gate.store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 1 {
            say("here");
            told();
        }
        self.file.write(act)
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        self.file.read(act)
    }

    fn version(&self) -> Result<u64, Error> {
        self.file.version()
    }

    fn scrub(&self) -> Result<(), Error> {
        self.file.scrub()
    }

    fn place(&self) -> Option<String> {
        self.file.place()
    }
}

struct Racer {
    auth: Auth,
    clock: Arc<FakeClock>,
    store: Arc<Gated>,
    pending: Option<Pending>,
    session: Option<Session>,
}

impl Racer {
    fn new(file: &Path, options: Options) -> Self {
        let store = Arc::new(Gated { file: open(file, Open::CreateIfMissing).unwrap(), gate: AtomicUsize::new(0) });
        let clock = Arc::new(FakeClock::new());
        // It is set by the wall clock alone, so its boot clock is no other process's.
        clock.set_boot_id(None);
        // Not the one of the other tests, which repeats itself: every process would draw the same.
        let random = Arc::new(SystemRandom);
        let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, random, options).unwrap();
        Self { auth, clock, store, pending: None, session: None }
    }

    /// Gives the right password, unless there is a pending sign-in that still holds.
    fn begin(&mut self, username: &str, password: &str) -> String {
        let now = self.auth.now();
        if self.pending.as_ref().is_none_or(|pending| pending.left(now).is_zero()) {
            match self.auth.sign_in(username, typed(password)).unwrap() {
                Outcome::CodeOwed(pending) => self.pending = Some(*pending),
                other => panic!("no code is owed: {other:?}"),
            }
        }
        "ready".to_owned()
    }

    fn give(&mut self, kind: &str, text: &str) -> String {
        let pending = self.pending.take().unwrap();
        let outcome = match kind {
            "code" => self.auth.give_code(pending, typed(text)),
            _ => self.auth.give_recovery_code(pending, typed(text)),
        };
        let (refusal, pending) = match outcome.unwrap() {
            Outcome::SignedIn(_) => return "in".to_owned(),
            Outcome::CodeRefused(refusal, pending) => (refusal, pending),
            other => panic!("{other:?}"),
        };
        self.pending = pending.map(|pending| *pending);
        match refusal {
            CodeRefusal::AlreadyUsed { .. } => "used".to_owned(),
            CodeRefusal::Wrong { .. } => "looked at".to_owned(),
            CodeRefusal::Waiting { .. } => "waits".to_owned(),
            other => format!("{other:?}"),
        }
    }

    fn guess(&self, username: &str) -> String {
        let before = derivations();
        let outcome = self.auth.sign_in(username, typed("wrong")).unwrap();
        match (derivations() - before, outcome) {
            (1, Outcome::Refused(Refusal::Wrong)) => "looked at".to_owned(),
            (0, Outcome::Refused(Refusal::Waiting { .. })) => "waits".to_owned(),
            (count, other) => format!("{count} derivations, {other:?}"),
        }
    }

    fn first(&self, username: &str, password: &str) -> String {
        match self.auth.create_first_account(username, typed(password)) {
            Ok(_) => "made".to_owned(),
            Err(Denied::AccountsExist) => "too late".to_owned(),
            Err(other) => format!("{other:?}"),
        }
    }

    /// Signs in and steps up, unless both still hold.
    fn prove(&mut self, username: &str, password: &str) -> String {
        let stands = |session: &Session| self.auth.step_up_owed(session, Purpose::Administer).is_ok();
        let session = self
            .session
            .take()
            .filter(stands)
            .unwrap_or_else(|| signed_in(self.auth.sign_in(username, typed(password)).unwrap()).session);
        if let Owed::Password = self.auth.step_up_owed(&session, Purpose::Administer).unwrap() {
            let _ = proven(self.auth.step_up(&session, Purpose::Administer, typed(password), None).unwrap());
        }
        self.session = Some(session);
        "ready".to_owned()
    }

    fn demote(&mut self, key: &str) -> String {
        let session = self.session.as_ref().unwrap();
        let mut target = None;
        self.store.read(&mut |rows| rows.account_by_key(key).map(|row| target = row)).unwrap();
        let proof = match self.auth.step_up_owed(session, Purpose::Administer) {
            Ok(Owed::Nothing(proof)) => proof,
            other => return format!("no longer: {other:?}"),
        };
        match self.auth.set_role(session, proof, target.unwrap().id, Role::Member) {
            Ok(()) => "done".to_owned(),
            Err(denied) => format!("no longer: {denied}"),
        }
    }

    fn act(&mut self, words: &[&str]) -> String {
        match *words {
            ["begin", username, password] => self.begin(username, password),
            ["begin anew", username, password] => {
                self.pending = None;
                self.begin(username, password)
            }
            ["prove", username, password] => self.prove(username, password),
            [kind @ ("code" | "recovery"), text] => self.give(kind, text),
            ["guess", username] => self.guess(username),
            ["first", username, password] => self.first(username, password),
            ["demote", username] => self.demote(username),
            ref other => panic!("not an act: {other:?}"),
        }
    }
}

/// Not a promise of its own: what the processes of the tests beside do. A line is the time, the write to wait before,
/// and the act.
#[test]
fn another_process_races_as_it_is_told() {
    let Some(_) = given() else { return };
    let mut racer = None;
    while let Some(line) = told() {
        let words: Vec<&str> = line.split(TAB).collect();
        match words[..] {
            ["open", limits, file] => {
                // The last one first: two of one process are another test.
                drop(racer.take());
                racer = Some(Racer::new(file.as_ref(), if limits == "generous" { generous() } else { options() }));
                say("open");
            }
            [seconds, gate, ref act @ ..] => {
                let racer = racer.as_mut().unwrap();
                racer.clock.set_wall(UnixTime::from_seconds(seconds.parse().unwrap()));
                racer.store.gate.store(gate.parse().unwrap(), Ordering::Relaxed);
                say(racer.act(act));
            }
            _ => panic!("not a line: {line}"),
        }
    }
}
