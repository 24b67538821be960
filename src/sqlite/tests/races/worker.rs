//! One of several processes that do the same operation at the same time.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::auth::testing::subprocess::{FIELD_SEPARATOR, argument, print_line, read_line};
use crate::auth::testing::{
    Hook, HookedStore, ManualClock, WriteOperation, derivations, expect_signed_in, expect_step_up, options, typed,
};
use crate::auth::{
    ActionError, Auth, CodeRefusal, Error, Open, Options, Outcome, PasswordRefusal, Pending, Role, Session,
    StepUpPurpose, StepUpRequirement, Store, SystemRandom, UnixTime,
};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{lenient_options, open};

/// The test that runs a worker.
pub(super) const WORKER_TEST: &str = "sqlite::tests::races::worker::child_process_runs_race_commands";

/// A barrier before one of the writes of a store.
struct Barrier {
    /// The number of the write before which it waits, counted down from now; 0 if it does not wait.
    writes_to_barrier: AtomicUsize,
}

impl Hook<SqliteStore> for Barrier {
    fn write(&self, store: &SqliteStore, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
        let left = self.writes_to_barrier.load(Ordering::Relaxed);
        self.writes_to_barrier.store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 1 {
            print_line("here");
            read_line();
        }
        store.write(operation)
    }
}

struct RaceWorker {
    auth: Auth,
    clock: Arc<ManualClock>,
    store: Arc<HookedStore<SqliteStore, Barrier>>,
    pending: Option<Pending>,
    session: Option<Session>,
}

impl RaceWorker {
    fn new(file: &Path, options: Options) -> Self {
        let store = Arc::new(HookedStore {
            store: open(file, Open::CreateIfMissing).unwrap(),
            hook: Barrier { writes_to_barrier: AtomicUsize::new(0) },
        });
        let clock = Arc::new(ManualClock::new());
        // The clock is set by wall time only, so its boot clock is not shared with other processes.
        clock.set_boot_id(None);
        // The random source of the other tests is deterministic: every process would draw the same.
        let random = Arc::new(SystemRandom);
        let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, random, options).unwrap();
        Self { auth, clock, store, pending: None, session: None }
    }

    /// Submits the right password, unless a pending sign-in is still valid.
    fn enter_password(&mut self, username: &str, password: &str) -> String {
        let now = self.auth.now();
        if self.pending.as_ref().is_none_or(|pending| pending.time_left(now).is_zero()) {
            match self.auth.sign_in(username, typed(password)).unwrap() {
                Outcome::CodeRequired(pending) => self.pending = Some(*pending),
                other => panic!("no code is required: {other:?}"),
            }
        }
        "ready".to_owned()
    }

    fn submit_factor(&mut self, kind: &str, text: &str) -> String {
        let pending = self.pending.take().unwrap();
        let outcome = match kind {
            "code" => self.auth.submit_code(pending, typed(text)),
            _ => self.auth.submit_recovery_code(pending, typed(text)),
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

    fn enter_wrong_password(&self, username: &str) -> String {
        let before = derivations();
        let outcome = self.auth.sign_in(username, typed("wrong")).unwrap();
        match (derivations() - before, outcome) {
            (1, Outcome::Refused(PasswordRefusal::Wrong)) => "looked at".to_owned(),
            (0, Outcome::Refused(PasswordRefusal::Waiting { .. })) => "waits".to_owned(),
            (count, other) => format!("{count} derivations, {other:?}"),
        }
    }

    fn create_first(&self, username: &str, password: &str) -> String {
        match self.auth.create_first_account(username, typed(password)) {
            Ok(_) => "made".to_owned(),
            Err(ActionError::AccountsExist) => "too late".to_owned(),
            Err(other) => format!("{other:?}"),
        }
    }

    /// Signs in and steps up, unless both are still valid.
    fn step_up(&mut self, username: &str, password: &str) -> String {
        let stands = |session: &Session| self.auth.step_up_requirement(session, StepUpPurpose::Administration).is_ok();
        let session = self
            .session
            .take()
            .filter(stands)
            .unwrap_or_else(|| expect_signed_in(self.auth.sign_in(username, typed(password)).unwrap()).session);
        if let StepUpRequirement::Password =
            self.auth.step_up_requirement(&session, StepUpPurpose::Administration).unwrap()
        {
            let _ = expect_step_up(
                self.auth.step_up(&session, StepUpPurpose::Administration, typed(password), None).unwrap(),
            );
        }
        self.session = Some(session);
        "ready".to_owned()
    }

    fn demote(&mut self, key: &str) -> String {
        let session = self.session.as_ref().unwrap();
        let mut target = None;
        self.store.read(&mut |rows| rows.account_by_canonical_name(key).map(|row| target = row)).unwrap();
        let proof = match self.auth.step_up_requirement(session, StepUpPurpose::Administration) {
            Ok(StepUpRequirement::Nothing(proof)) => proof,
            other => return format!("no longer: {other:?}"),
        };
        match self.auth.set_role(session, proof, target.unwrap().id, Role::Member) {
            Ok(()) => "done".to_owned(),
            Err(denied) => format!("no longer: {denied}"),
        }
    }

    fn run(&mut self, fields: &[&str]) -> String {
        match *fields {
            ["begin", username, password] => self.enter_password(username, password),
            ["begin anew", username, password] => {
                self.pending = None;
                self.enter_password(username, password)
            }
            ["prove", username, password] => self.step_up(username, password),
            [kind @ ("code" | "recovery"), text] => self.submit_factor(kind, text),
            ["guess", username] => self.enter_wrong_password(username),
            ["first", username, password] => self.create_first(username, password),
            ["demote", username] => self.demote(username),
            ref other => panic!("unknown operation: {other:?}"),
        }
    }
}

/// Not a test of its own: the processes of the race tests. A line holds the time, the write to wait before, and the
/// command.
#[test]
fn child_process_runs_race_commands() {
    let Some(_) = argument() else { return };
    let mut worker = None;
    while let Some(line) = read_line() {
        let fields: Vec<&str> = line.split(FIELD_SEPARATOR).collect();
        match fields[..] {
            ["open", limits, file] => {
                // The previous one is dropped first: two in one process are another test.
                drop(worker.take());
                worker = Some(RaceWorker::new(
                    file.as_ref(),
                    if limits == "generous" { lenient_options() } else { options() },
                ));
                print_line("open");
            }
            [seconds, gate, ref request @ ..] => {
                let worker = worker.as_mut().unwrap();
                worker.clock.set_wall(UnixTime::from_seconds(seconds.parse().unwrap()));
                worker.store.hook.writes_to_barrier.store(gate.parse().unwrap(), Ordering::Relaxed);
                print_line(worker.run(request));
            }
            _ => panic!("invalid line: {line}"),
        }
    }
}
