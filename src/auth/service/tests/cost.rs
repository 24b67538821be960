//! What checking a password costs: measured, kept, measured again, or fixed by the host.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::testing::{ALICE, FakeClock, FakeMachine, FixedRandom, House, PASSWORD, derivations, typed};
use crate::auth::{
    Auth, Cost, CostChoice, Denied, MeasuredCost, MemoryStore, Options, Outcome, Purpose, Role, Session, StepUpAnswer,
    Store, WrapRow,
};

const MIB: u32 = 1024;

/// Accounts on a computer of the test's own, at the cost that is measured on it.
struct Lab {
    house: House,
    machine: Arc<FakeMachine>,
}

impl Lab {
    fn new(memory_gib: u64, millis_for_64_mib: u32) -> Self {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).unwrap());
        let machine = Arc::new(FakeMachine::new(memory_gib, millis_for_64_mib));
        let house = House::over(store);
        Self::start(&house, &machine, CostChoice::Measured, 1)
    }

    fn start(house: &House, machine: &Arc<FakeMachine>, cost: CostChoice, seed: u64) -> Self {
        let (store, clock) = (Arc::clone(&house.store), Arc::clone(&house.clock));
        let options = Options { cost, ..Options::new("Vestibule") };
        let random = Arc::new(FixedRandom::new(seed));
        let auth = Auth::with(Arc::clone(&store), Arc::clone(&clock) as _, random, options).unwrap();
        let auth = Arc::new(auth.on_machine(Arc::clone(machine) as _));
        Self { house: House { auth, clock, store }, machine: Arc::clone(machine) }
    }

    /// The program started anew over the same accounts on the same computer.
    fn restarted(&self, seed: u64) -> Self {
        Self::start(&self.house, &self.machine, CostChoice::Measured, seed)
    }

    fn stored(&self) -> Option<(u32, u32)> {
        let measured = self.house.read(|rows| rows.meta()).measured;
        measured.map(|measured| (measured.memory_kib / MIB, measured.millis))
    }

    fn store(&self, memory_mib: u32, millis: u32) {
        let measured = Some(MeasuredCost { memory_kib: memory_mib * MIB, millis });
        self.house.write(|rows| {
            let meta = crate::auth::Meta { measured, ..rows.meta()? };
            rows.put_meta(&meta)
        });
    }

    fn wrap(&self) -> WrapRow {
        let account = self.house.row(ALICE).id;
        self.house.read(|rows| rows.wraps(account)).remove(0)
    }

    fn log(&self) -> Vec<String> {
        let entries = self.house.log().into_iter();
        entries.filter(|(event, _)| event == "cost-measured").map(|(_, detail)| detail).collect()
    }

    /// Passwords are tried that take so long each to check. None of them is right, and nobody waits.
    fn tries(&self, times: u32, millis: u64) {
        self.machine.takes(millis);
        for number in 0..times {
            let _ = self.house.sign_in(&format!("somebody{number}"), "not this one at all");
        }
    }
}

fn administrator(session: &Session, lab: &Lab) -> Result<crate::auth::CostView, Denied> {
    let proof = lab.house.prove(session, Purpose::Administer, None);
    lab.house.auth.measure_cost(session, proof)
}

#[test]
fn the_first_account_measures_and_every_program_uses_what_is_stored() {
    let lab = Lab::new(16, 400);
    assert_eq!(lab.stored(), None);
    let (session, _) = lab.house.first();
    assert_eq!(lab.stored(), Some((80, 500)));
    assert!(lab.wrap().kdf.starts_with("$argon2id$v=19$m=81920,t=3,p=4$"), "{}", lab.wrap().kdf);
    assert_eq!(lab.log(), ["80 MiB, 500 ms"]);
    let (second, _) = lab.house.log().remove(1);
    assert_eq!(second, "cost-measured", "after the start, before the account that it is for");
    lab.house.sign_out(session);

    let measured = lab.machine.measured();
    let other = lab.restarted(2);
    assert!(!other.house.auth.measure_cost_if_due().unwrap());
    let before = derivations();
    drop(other.house.alone());
    assert_eq!(derivations() - before, 1, "nothing to renew");
    assert_eq!(other.machine.measured(), measured, "and nothing to measure");
    let view = other.house.auth.cost().unwrap();
    assert_eq!((view.cost.memory_kib(), view.takes), (80 * MIB, Some(Duration::from_millis(500))));
    assert!(!view.is_fixed && view.takes_lately.is_none());
}

#[test]
fn of_two_windows_that_measure_at_once_the_first_is_kept() {
    let lab = Lab::new(16, 400);
    let (acts, seen) = (lab.house.auth.acts(), None);
    let one = MeasuredCost { memory_kib: 80 * MIB, millis: 500 };
    let other = MeasuredCost { memory_kib: 96 * MIB, millis: 510 };
    assert_eq!(acts.keep_measured(seen, one).unwrap(), one);
    assert_eq!(acts.keep_measured(seen, other).unwrap(), one);
    assert_eq!(acts.keep_measured(Some(one), other).unwrap(), other);
    assert_eq!(lab.log(), ["80 MiB, 500 ms", "80 MiB, 500 ms to 96 MiB, 510 ms"]);
}

#[test]
fn accounts_from_before_are_measured_in_a_quiet_moment_and_renewed_at_the_next_sign_in() {
    let house = House::empty().at_cost(Cost::STANDARD, 7);
    house.sign_out(house.first().0);
    let machine = Arc::new(FakeMachine::new(16, 400));
    let lab = Lab::start(&house, &machine, CostChoice::Measured, 8);
    assert!(lab.house.auth.is_cost_due());
    assert!(lab.house.auth.measure_cost_if_due().unwrap());
    assert!(!lab.house.auth.is_cost_due());
    assert_eq!(lab.stored(), Some((80, 500)));
    assert!(lab.wrap().kdf.contains("m=65536,"));
    drop(lab.house.alone());
    assert!(lab.wrap().kdf.contains("m=81920,"));
}

#[test]
fn a_computer_that_turns_out_much_faster_is_measured_again_and_one_that_does_now_and_then_is_not() {
    let lab = Lab::new(16, 400);
    lab.house.sign_out(lab.house.first().0);
    assert!(!lab.house.auth.measure_cost_if_due().unwrap());
    lab.machine.becomes(16, 160);
    lab.tries(4, 200);
    lab.tries(1, 400);
    lab.tries(4, 200);
    assert!(!lab.house.auth.is_cost_due());
    lab.tries(1, 200);
    assert!(lab.house.auth.is_cost_due());
    assert!(lab.house.auth.measure_cost_if_due().unwrap());
    assert_eq!(lab.stored(), Some((192, 480)));
    assert_eq!(lab.log().last().unwrap(), "80 MiB, 500 ms to 192 MiB, 480 ms");
    assert!(!lab.house.auth.is_cost_due(), "measured once");
}

#[test]
fn a_fast_look_that_a_measurement_does_not_bear_out_changes_nothing() {
    let lab = Lab::new(16, 400);
    lab.house.sign_out(lab.house.first().0);
    lab.machine.becomes(16, 1600);
    lab.tries(5, 200);
    lab.house.auth.measure_cost_if_due().unwrap();
    assert_eq!(lab.stored(), Some((80, 500)));
    assert!(!lab.house.auth.is_cost_due());
    assert_eq!(lab.log().len(), 1);
}

#[test]
fn a_busy_computer_never_lowers_the_cost_of_itself_and_an_administrator_sees_it_and_does() {
    let lab = Lab::new(16, 400);
    let (session, _) = lab.house.first();
    assert_eq!(lab.stored(), Some((80, 500)));
    lab.machine.becomes(16, 500);
    lab.tries(5, 2000);
    let restarted = lab.restarted(3);
    for one in [&lab, &restarted] {
        one.house.auth.measure_cost_if_due().unwrap();
        assert_eq!(one.stored(), Some((80, 500)));
    }
    assert_eq!(lab.house.auth.cost().unwrap().takes_lately, Some(Duration::from_secs(2)));

    lab.machine.takes(0);
    let view = administrator(&session, &lab).unwrap();
    assert_eq!((view.cost.memory_kib(), view.takes), (64 * MIB, Some(Duration::from_millis(500))));
    assert_eq!(view.takes_lately, None);
    assert_eq!(lab.stored(), Some((64, 500)));
    let (entries, measured) = (lab.log().len(), lab.machine.measured());
    assert_eq!(administrator(&session, &lab).unwrap(), view);
    assert!(lab.machine.measured() > measured);
    assert_eq!(lab.log().len(), entries, "the same again is no change");
    let log = lab.house.read(|rows| rows.audit_from(1, 10_000));
    let entry = log.into_iter().rfind(|row| row.event == "cost-measured").unwrap();
    assert_eq!(entry.username, ALICE);
    assert_eq!(entry.detail, "80 MiB, 500 ms to 64 MiB, 500 ms");
}

#[test]
fn a_password_stored_at_more_than_today_stays_as_it_is_until_it_is_changed() {
    let lab = Lab::new(16, 250);
    let (session, _) = lab.house.first();
    let before = lab.wrap();
    assert!(before.kdf.contains("m=131072,"));
    lab.machine.becomes(16, 500);
    administrator(&session, &lab).unwrap();
    lab.house.sign_out(session);
    let session = lab.house.alone();
    assert_eq!(lab.wrap(), before, "nobody who lowers the number in the file makes a guess cheaper");
    let proof = lab.house.prove(&session, Purpose::Own, None);
    lab.house.auth.change_password(&session, proof, typed("another dozen purple umbrellas")).unwrap();
    assert!(lab.wrap().kdf.contains("m=65536,"));
}

#[test]
fn accounts_moved_to_a_computer_with_little_memory_take_an_eighth_of_it_at_most() {
    let lab = Lab::new(16, 100);
    lab.store(320, 500);
    lab.machine.becomes(1, 100);
    let moved = lab.restarted(2);
    assert!(moved.house.auth.measure_cost_if_due().unwrap());
    assert_eq!(moved.stored(), Some((128, 200)));
    // A system that tells nothing is no reason to lower what is stored.
    lab.store(320, 500);
    lab.machine.hides_its_memory();
    assert!(!lab.restarted(3).house.auth.measure_cost_if_due().unwrap());
    assert_eq!(lab.stored(), Some((320, 500)));
}

#[test]
fn a_host_fixes_the_cost_and_nothing_is_measured() {
    let machine = Arc::new(FakeMachine::new(16, 10));
    let lab = Lab::start(&House::empty(), &machine, CostChoice::Fixed(Cost::STANDARD), 1);
    let (session, _) = lab.house.first();
    assert!(!lab.house.auth.is_cost_due());
    assert!(!lab.house.auth.measure_cost_if_due().unwrap());
    let view = lab.house.auth.cost().unwrap();
    assert_eq!((view.cost, view.takes, view.is_fixed), (Cost::STANDARD, None, true));
    assert!(matches!(administrator(&session, &lab), Err(Denied::CostFixed)));
    assert_eq!((machine.measured(), lab.stored()), (0, None));
    assert!(lab.wrap().kdf.contains("m=65536,"));
}

#[test]
fn only_an_administrator_measures_again() {
    let lab = Lab::new(16, 500);
    let (alice, _) = lab.house.first();
    let bob = lab.house.bob(&alice, Role::Member);
    let proof = lab.house.auth.step_up(&bob, Purpose::Administer, typed(crate::auth::testing::BOBS_PASSWORD), None);
    let Ok(StepUpAnswer::Proven(proof)) = proof else { panic!("the password is right") };
    let before = lab.machine.measured();
    assert!(matches!(lab.house.auth.measure_cost(&bob, proof), Err(Denied::NotAdministrator)));
    let own = lab.house.prove(&alice, Purpose::Own, None);
    assert!(matches!(lab.house.auth.measure_cost(&alice, own), Err(Denied::StepUpOver)));
    assert_eq!(lab.log().len(), 1);
    assert_eq!(lab.machine.measured(), before, "refused before the work");
}

#[test]
fn what_is_said_of_a_password_follows_from_the_cost_that_holds_here() {
    let lab = Lab::new(16, 500);
    let time = |lab: &Lab| lab.house.auth.estimate_password("sunshine dragonfly", ALICE).time_to_guess.unwrap();
    let at_least = time(&lab);
    lab.store(256, 500);
    let ratio = time(&lab).as_secs_f64() / at_least.as_secs_f64();
    assert!((ratio - 5_731.0 / 1_482.0).abs() < 0.01, "{ratio}");
}

#[test]
fn unknown_names_take_todays_cost() {
    let lab = Lab::new(16, 400);
    lab.house.sign_out(lab.house.first().0);
    let outcome = lab.house.sign_in("nobody", PASSWORD);
    assert!(matches!(outcome, Outcome::Refused(_)));
    assert_eq!(crate::auth::testing::most_memory(), 80 * MIB);
}

/// The real computer from end to end.
#[test]
fn a_program_with_the_shipped_settings_measures_makes_an_account_and_signs_in() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).unwrap());
    let clock = Arc::new(FakeClock::new());
    let auth = Auth::with(store, clock, Arc::new(FixedRandom::new(1)), Options::new("Vestibule")).unwrap();
    assert_eq!(auth.cost().unwrap().takes, None);
    let first = auth.create_first_account(ALICE, typed(PASSWORD)).unwrap();
    auth.sign_out(first.session).unwrap();
    let view = auth.cost().unwrap();
    assert!((64 * MIB..=1024 * MIB).contains(&view.cost.memory_kib()));
    assert!(view.takes.is_some_and(|took| took > Duration::ZERO));
    assert!(matches!(auth.sign_in(ALICE, typed(PASSWORD)), Ok(Outcome::SignedIn(_))));
}
