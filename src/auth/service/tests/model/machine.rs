//! The two programs over one store, the people in front of them, and the model beside.
//!
//! Every act is done to both, and the answers are compared at once. What must hold after it stands in `check`.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::model::acts::Act;
use crate::auth::service::tests::model::doors::{Chooser, Owed, Waiting};
use crate::auth::service::tests::model::ledger::{Ledger, Tally};
use crate::auth::service::tests::model::pairing::Setup;
use crate::auth::service::tests::model::person::Person;
use crate::auth::service::tests::model::seat::Seat;
use crate::auth::service::tests::model::tries::{Stamp, elapsed};
use crate::auth::service::tests::model::world::{NAMES, World};
use crate::auth::testing::{FakeClock, PASSWORD, auth_over, typed};
use crate::auth::{AccountId, Auth, FirstAccount, Now, Policy, Purpose, Session, Store, UnixTime};

/// One of the two programs.
pub(super) struct Window {
    pub auth: Auth,
    store: Arc<dyn Store>,
    /// Counts the starts of both; none has the number of another.
    pub run: u32,
    /// When it last wrote down what is over.
    upkeep: Option<Now>,
}

pub(crate) struct Machine<'t> {
    pub(super) clock: Arc<FakeClock>,
    pub(super) windows: [Window; 2],
    pub(super) world: World,
    pub(super) ledger: Ledger,
    pub(super) tally: &'t Tally,
    pub(super) pendings: Vec<Waiting>,
    pub(super) choosers: Vec<Chooser>,
    pub(super) owed: Vec<Owed>,
    pub(super) setups: Vec<Setup>,
    pub(super) seats: Vec<Seat>,
    /// The number of the boot, where the system tells it.
    pub(super) boot: Option<u32>,
    /// How far the wall clock is off, in seconds.
    pub(super) turned: i64,
    serials: u32,
}

/// More than this at once nobody keeps open; the oldest is dropped.
const KEPT: usize = 6;

impl<'t> Machine<'t> {
    /// Two programs over the same accounts, of which there is one: Alice's, who is signed in. The system tells them its
    /// boot, or does not.
    pub(crate) fn over(stores: [Arc<dyn Store>; 2], tally: &'t Tally, tells_boot: bool) -> Self {
        let clock = Arc::new(FakeClock::new());
        if !tells_boot {
            clock.set_boot_id(None);
        }
        let mut run = 0;
        let windows = stores.map(|store| {
            run += 1;
            let auth = auth_over(Arc::clone(&store), Arc::clone(&clock), run.into());
            let upkeep = Some(auth.now());
            Window { auth, store, run, upkeep }
        });
        let mut machine = Self {
            clock,
            windows,
            world: World::default(),
            ledger: Ledger::default(),
            tally,
            pendings: Vec::new(),
            choosers: Vec::new(),
            owed: Vec::new(),
            setups: Vec::new(),
            seats: Vec::new(),
            boot: tells_boot.then_some(0),
            turned: 0,
            serials: run,
        };
        machine.begin();
        machine
    }

    fn begin(&mut self) {
        let auth = &self.windows[0].auth;
        let FirstAccount { session, step_up } = auth.create_first_account(NAMES[0], typed(PASSWORD)).unwrap();
        let alice = Person::new(session.account(), NAMES[0], true, PASSWORD.to_owned());
        self.world.people.push(alice);
        self.world.unlock_needs_code = Policy::default().unlock_needs_code;
        let now = self.now();
        let seat = self.sit(0, session);
        self.seats[seat].keep(step_up, Purpose::Own, now, 1);
    }

    /// Does one act, and checks what must hold after it.
    pub(crate) fn step(&mut self, act: &Act) {
        self.tally.count("acts");
        self.act(act);
        self.check();
    }

    fn act(&mut self, act: &Act) {
        match *act {
            Act::Enter { window, who } => drop(self.enter(usize::from(window), self.name(who))),
            Act::SignIn { window, who, password } => self.try_to_sign_in(usize::from(window), self.name(who), password),
            Act::Give { at, who, factor } => self.give_at(at, self.name(who), factor),
            Act::Choose { at, temporary } => self.choose_at(at, temporary),
            Act::BeginOwed { at } => self.begin_owed_at(at),
            Act::Pair { at } => self.pair_at(at),
            Act::Confirm { at, off, right } => self.confirm_at(at, off, right),
            Act::Finish { at } => self.finish_at(at),
            Act::Cancel { at } => self.cancel_at(at),
            Act::Lock { at } => self.lock_at(at),
            Act::Unlock { at, password, factor } => self.unlock_at(at, password, factor),
            Act::SignOut { at } => self.sign_out_at(at),
            Act::SignOutOthers { at } => self.sign_out_others_at(at),
            Act::Prove { at, purpose, password, factor } => self.prove_at(at, purpose, password, factor),
            Act::Own { at, act, kept } => self.own_at(at, act, kept),
            Act::Office { at, who, act, kept } => self.office_at(at, self.name(who), act, kept),
            Act::OpenOldData { at, password } => self.open_old_data_at(at, password),
            Act::GuessCodes { window, who, times, owner } => {
                self.guess_codes(usize::from(window), self.name(who), times, owner);
            }
            Act::GuessPasswords { window, who, times } => {
                self.guess_passwords(usize::from(window), self.name(who), times)
            }
            Act::GuessRecovery { window, who, times } => {
                self.guess_recovery(usize::from(window), self.name(who), times)
            }
            Act::Pass { seconds, awake } => self.pass(Duration::from_secs(seconds.into()), awake),
            Act::Turn { seconds } => self.turn(seconds),
            Act::Astray { window, who, seconds } => {
                self.astray(usize::from(window), self.name(who), seconds.into());
            }
            Act::LastMinute { window, who } => self.last_minute(usize::from(window), self.name(who)),
            Act::PutRight => self.turn(-self.turned),
            Act::Look { window, touch } => self.look(usize::from(window) % 2, touch),
            Act::Restart { window } => self.restart(usize::from(window) % 2),
            Act::Reboot => self.reboot(),
        }
    }

    fn name(&self, who: u8) -> &'static str {
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

    /// Both clocks, as that window reads them.
    pub(super) fn stamp(&self, window: usize) -> Stamp {
        Stamp { now: self.now(), boot: self.boot.unwrap_or(self.windows[window % 2].run) }
    }

    /// "At open and with the clock": at most every ten minutes.
    pub(super) fn upkeep(&mut self, window: usize) {
        let now = self.now();
        let last = &mut self.windows[window % 2].upkeep;
        if last.is_none_or(|last| elapsed(last, now) >= Duration::from_secs(600)) {
            *last = Some(now);
            let at = self.stamp(window);
            let people = self.world.people.iter_mut().map(|person| &mut person.passwords);
            people.chain(self.world.names.values_mut()).for_each(|tries| tries.look_after(at));
        }
    }

    pub(super) fn serial(&mut self) -> u32 {
        self.serials += 1;
        self.serials
    }

    pub(super) fn person(&mut self, id: AccountId) -> &mut Person {
        self.world.person(id).expect("the account is there")
    }

    /// The program of one window is ended and started anew: what was in its memory is gone.
    pub(super) fn restart(&mut self, window: usize) {
        let run = self.serial();
        let store = Arc::clone(&self.windows[window].store);
        let auth = auth_over(Arc::clone(&store), Arc::clone(&self.clock), run.into());
        self.windows[window] = Window { auth, store, run, upkeep: None };
        self.upkeep(window);
        self.pendings.retain(|held| held.window != window);
        self.choosers.retain(|held| held.window != window);
        self.owed.retain(|held| held.window != window);
        self.setups.retain(|held| held.window != window);
        self.seats.retain(|seat| seat.window != window);
        self.tally.count("restarted");
    }

    /// Somebody sits down with a new session.
    pub(super) fn sit(&mut self, window: usize, session: Session) -> usize {
        let now = self.now();
        let serial = self.serial();
        self.world.open(serial, session.account(), self.stamp(window));
        self.note_keys(&session);
        if self.seats.len() == KEPT {
            self.leave(0);
        }
        self.seats.push(Seat::new(window % 2, serial, session, now));
        self.seats.len() - 1
    }
}

/// Adds to what is kept.
pub(super) fn keep<T>(kept: &mut Vec<T>, new: T) {
    kept.push(new);
    if kept.len() > KEPT {
        drop(kept.remove(0));
    }
}

/// Which of several a number means.
pub(super) fn among(at: u8, count: usize) -> Option<usize> {
    usize::from(at).checked_rem(count)
}
