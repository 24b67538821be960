//! Two programs over one store, their users, and the model.
//!
//! Every action is applied to both, and the results are compared at once. `check` verifies the invariants.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::model_test::account_model::AccountModel;
use crate::auth::service::tests::model_test::action::Action;
use crate::auth::service::tests::model_test::enrolment::SetupModel;
use crate::auth::service::tests::model_test::replay_oracle::{Coverage, ReplayOracle};
use crate::auth::service::tests::model_test::session_model::SessionModel;
use crate::auth::service::tests::model_test::sign_in::{EnrolmentModel, PasswordChangeModel, PendingModel};
use crate::auth::service::tests::model_test::state::{ModelState, NAMES};
use crate::auth::service::tests::model_test::throttle_model::{Stamp, elapsed};
use crate::auth::testing::{ManualClock, PASSWORD, auth_with_store, typed};
use crate::auth::{AccountId, Auth, FirstAccount, Now, Policy, Session, StepUpPurpose, Store, UnixTime};

/// One of the two programs.
pub(super) struct Window {
    pub auth: Auth,
    store: Arc<dyn Store>,
    /// Number of this run, unique over both programs.
    pub run_number: u32,
    /// Time of its last record of expirations.
    last_maintenance: Option<Now>,
}

pub(crate) struct Harness<'t> {
    pub(super) clock: Arc<ManualClock>,
    pub(super) windows: [Window; 2],
    pub(super) model: ModelState,
    pub(super) replay_oracle: ReplayOracle,
    pub(super) coverage: &'t Coverage,
    pub(super) pendings: Vec<PendingModel>,
    pub(super) password_changes: Vec<PasswordChangeModel>,
    pub(super) enrolments: Vec<EnrolmentModel>,
    pub(super) setups: Vec<SetupModel>,
    pub(super) sessions: Vec<SessionModel>,
    /// The number of the boot, where the system reports it.
    pub(super) boot: Option<u32>,
    /// The offset of the wall clock, in seconds.
    pub(super) clock_offset: i64,
    last_serial: u32,
}

/// Maximum number of pending states of a kind; the oldest is dropped.
const MAX_OPEN: usize = 6;

impl<'t> Harness<'t> {
    /// Two programs over the same store with one account, Alice's, who is signed in. `tells_boot` sets whether the
    /// system reports its boot.
    pub(crate) fn new(stores: [Arc<dyn Store>; 2], coverage: &'t Coverage, tells_boot: bool) -> Self {
        let clock = Arc::new(ManualClock::new());
        if !tells_boot {
            clock.set_boot_id(None);
        }
        let mut run_number = 0;
        let windows = stores.map(|store| {
            run_number += 1;
            let auth = auth_with_store(Arc::clone(&store), Arc::clone(&clock), run_number.into());
            let last_maintenance = Some(auth.now());
            Window { auth, store, run_number, last_maintenance }
        });
        let mut machine = Self {
            clock,
            windows,
            model: ModelState::default(),
            replay_oracle: ReplayOracle::default(),
            coverage,
            pendings: Vec::new(),
            password_changes: Vec::new(),
            enrolments: Vec::new(),
            setups: Vec::new(),
            sessions: Vec::new(),
            boot: tells_boot.then_some(0),
            clock_offset: 0,
            last_serial: run_number,
        };
        machine.create_first_account();
        machine
    }

    fn create_first_account(&mut self) {
        let auth = &self.windows[0].auth;
        let FirstAccount { session, step_up } = auth.create_first_account(NAMES[0], typed(PASSWORD)).unwrap();
        let alice = AccountModel::new(session.account(), NAMES[0], true, PASSWORD.to_owned());
        self.model.accounts.push(alice);
        self.model.unlock_needs_code = Policy::default().unlock_needs_code;
        let now = self.now();
        let index = self.open_session(0, session);
        self.sessions[index].store_proof(step_up, StepUpPurpose::OwnAccount, now, 1);
    }

    /// Runs one action and checks the invariants.
    pub(crate) fn step(&mut self, action: &Action) {
        self.coverage.count("acts");
        self.apply(action);
        self.check();
    }

    fn apply(&mut self, action: &Action) {
        match *action {
            Action::CompleteSignIn { window, who } => {
                let _is_signed_in = self.complete_sign_in(usize::from(window), self.username(who));
            }
            Action::SignIn { window, who, password } => {
                self.sign_in_with(usize::from(window), self.username(who), password);
            }
            Action::SubmitFactor { at, who, factor } => self.submit_factor_at(at, self.username(who), factor),
            Action::ChoosePassword { at, temporary } => self.choose_password_at(at, temporary),
            Action::BeginRequiredEnrolment { at } => self.begin_required_enrolment_at(at),
            Action::Enrol { at } => self.enrol_at(at),
            Action::Confirm { at, step_offset: off, right } => self.confirm_at(at, off, right),
            Action::Finish { at } => self.finish_at(at),
            Action::Cancel { at } => self.cancel_at(at),
            Action::Lock { at } => self.lock_at(at),
            Action::Unlock { at, password, factor } => self.unlock_at(at, password, factor),
            Action::SignOut { at } => self.sign_out_at(at),
            Action::SignOutOthers { at } => self.sign_out_others_at(at),
            Action::StepUp { at, purpose, password, factor } => self.step_up_at(at, purpose, password, factor),
            Action::Own { at, action, use_stored_proof } => self.own_action_at(at, action, use_stored_proof),
            Action::Admin { at, who, action, use_stored_proof } => {
                self.admin_action_at(at, self.username(who), action, use_stored_proof);
            }
            Action::OpenOldData { at, password } => self.open_old_data_at(at, password),
            Action::GuessCodes { window, who, times, owner } => {
                self.guess_codes(usize::from(window), self.username(who), times, owner);
            }
            Action::GuessPasswords { window, who, times } => {
                self.guess_passwords(usize::from(window), self.username(who), times);
            }
            Action::GuessRecovery { window, who, times } => {
                self.guess_recovery(usize::from(window), self.username(who), times);
            }
            Action::AdvanceTime { seconds, awake } => self.advance_time(Duration::from_secs(seconds.into()), awake),
            Action::ShiftClock { seconds } => self.shift_clock(seconds),
            Action::SignInWithClockAhead { window, who, seconds } => {
                self.with_clock_ahead(usize::from(window), self.username(who), seconds.into());
            }
            Action::SignInAtExpiry { window, who } => self.at_expiry(usize::from(window), self.username(who)),
            Action::CorrectClock => self.shift_clock(-self.clock_offset),
            Action::RefreshSessions { window, touch } => self.refresh_sessions(usize::from(window) % 2, touch),
            Action::Restart { window } => self.restart(usize::from(window) % 2),
            Action::Reboot => self.reboot(),
        }
    }

    fn username(&self, who: u8) -> &'static str {
        NAMES[usize::from(who) % NAMES.len()]
    }

    pub(super) fn auth(&self, window: usize) -> &Auth {
        &self.windows[window % 2].auth
    }

    pub(super) fn store(&self) -> &dyn Store {
        &*self.windows[0].store
    }

    pub(super) fn now(&self) -> Now {
        self.windows[0].auth.now()
    }

    pub(super) fn wall(&self) -> UnixTime {
        self.now().wall
    }

    /// Both clocks, as that program reads them.
    pub(super) fn stamp(&self, window: usize) -> Stamp {
        Stamp { now: self.now(), boot: self.boot.unwrap_or(self.windows[window % 2].run_number) }
    }

    /// "At open and with the clock": at most every ten minutes.
    pub(super) fn run_maintenance(&mut self, window: usize) {
        let now = self.now();
        let last = &mut self.windows[window % 2].last_maintenance;
        if last.is_none_or(|last| elapsed(last, now) >= Duration::from_mins(10)) {
            *last = Some(now);
            let at = self.stamp(window);
            let counters = self.model.accounts.iter_mut().map(|person| &mut person.password_counter);
            counters.chain(self.model.name_counters.values_mut()).for_each(|counter| counter.expire(at));
        }
    }

    pub(super) fn next_serial(&mut self) -> u32 {
        self.last_serial += 1;
        self.last_serial
    }

    pub(super) fn account(&mut self, id: AccountId) -> &mut AccountModel {
        self.model.account(id).expect("the account exists")
    }

    /// Restarts the program of one window, which loses its memory.
    pub(super) fn restart(&mut self, window: usize) {
        let run_number = self.next_serial();
        let store = Arc::clone(&self.windows[window].store);
        let auth = auth_with_store(Arc::clone(&store), Arc::clone(&self.clock), run_number.into());
        self.windows[window] = Window { auth, store, run_number, last_maintenance: None };
        self.run_maintenance(window);
        self.pendings.retain(|entry| entry.window != window);
        self.password_changes.retain(|entry| entry.window != window);
        self.enrolments.retain(|entry| entry.window != window);
        self.setups.retain(|entry| entry.window != window);
        self.sessions.retain(|entry| entry.window != window);
        self.coverage.count("restarted");
    }

    /// Adds a new session.
    pub(super) fn open_session(&mut self, window: usize, session: Session) -> usize {
        let now = self.now();
        let serial = self.next_serial();
        self.model.open_session(serial, session.account(), self.stamp(window));
        self.check_data_keys(&session);
        if self.sessions.len() == MAX_OPEN {
            self.remove_session(0);
        }
        let version = self.account(session.account()).version;
        self.sessions.push(SessionModel::new(window % 2, serial, session, now, version));
        self.sessions.len() - 1
    }
}

/// Adds to a bounded list.
pub(super) fn push_bounded<T>(list: &mut Vec<T>, new: T) {
    list.push(new);
    if list.len() > MAX_OPEN {
        drop(list.remove(0));
    }
}

/// Maps a number to an index.
pub(super) fn pick_index(at: u8, count: usize) -> Option<usize> {
    usize::from(at).checked_rem(count)
}
