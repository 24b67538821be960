//! The cost of checking a password: measured, stored, measured again, or fixed by the host.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::testing::{ALICE, FakeMachine, FixedRandom, Fixture, ManualClock, PASSWORD, derivations, typed};
use crate::auth::{
    ActionError, Auth, Cost, CostChoice, MeasuredCost, MemoryStore, Options, Outcome, Role, Session, StepUpPurpose,
    StepUpResult, Store, WrappedKeyRow,
};

const MIB: u32 = 1024;

/// Accounts on a fake machine, at the cost measured on it.
struct CostFixture {
    base: Fixture,
    machine: Arc<FakeMachine>,
}

impl CostFixture {
    fn new(memory_gib: u64, millis_for_64_mib: u32) -> Self {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).unwrap());
        let machine = Arc::new(FakeMachine::new(memory_gib, millis_for_64_mib));
        let base = Fixture::with_store(store);
        Self::start(&base, &machine, CostChoice::Measured, 1)
    }

    /// With Alice's account, signed out, on a computer that takes 500 ms for 80 MiB.
    fn with_alice() -> Self {
        let fixture = Self::new(16, 400);
        fixture.base.sign_out(fixture.base.create_first().0);
        fixture
    }

    fn start(base: &Fixture, machine: &Arc<FakeMachine>, cost: CostChoice, seed: u64) -> Self {
        let (store, clock) = (Arc::clone(&base.store), Arc::clone(&base.clock));
        let options = Options { cost, ..Options::new("Vestibule") };
        let random = Arc::new(FixedRandom::new(seed));
        let auth = Auth::with(Arc::clone(&store), Arc::clone(&clock) as _, random, options).unwrap();
        let auth = Arc::new(auth.with_machine(Arc::clone(machine) as _));
        Self { base: Fixture { auth, clock, store }, machine: Arc::clone(machine) }
    }

    /// Restarts the program over the same accounts on the same computer.
    fn restarted(&self, seed: u64) -> Self {
        Self::start(&self.base, &self.machine, CostChoice::Measured, seed)
    }

    fn stored(&self) -> Option<(u32, u32)> {
        let measured = self.base.read(|rows| rows.meta()).measured;
        measured.map(|measured| (measured.memory_kib / MIB, measured.millis))
    }

    fn store(&self, memory_mib: u32, millis: u32) {
        let measured = Some(MeasuredCost { memory_kib: memory_mib * MIB, millis });
        self.base.write(|rows| {
            let meta = crate::auth::Meta { measured, ..rows.meta()? };
            rows.put_meta(&meta)
        });
    }

    fn wrapped_key(&self) -> WrappedKeyRow {
        let account = self.base.account_row(ALICE).id;
        self.base.read(|rows| rows.wrapped_keys(account)).remove(0)
    }

    fn log(&self) -> Vec<String> {
        let entries = self.base.audit_log().into_iter();
        entries.filter(|(event, _)| event == "cost-measured").map(|(_, detail)| detail).collect()
    }

    /// Attempts wrong passwords that take `millis` each to check, without being throttled.
    fn attempts(&self, times: u32, millis: u64) {
        self.machine.set_derivation_time(millis);
        for number in 0..times {
            let _ = self.base.sign_in(&format!("somebody{number}"), "not this one at all");
        }
    }
}

fn remeasure(session: &Session, fixture: &CostFixture) -> Result<crate::auth::CostView, ActionError> {
    let proof = fixture.base.admin_step_up(session);
    fixture.base.auth.measure_cost(session, proof)
}

#[test]
fn the_first_account_measures_and_later_programs_use_the_stored_cost() {
    let fixture = CostFixture::new(16, 400);
    assert_eq!(fixture.stored(), None);
    let (session, _) = fixture.base.create_first();
    assert_eq!(fixture.stored(), Some((80, 500)));
    assert!(
        fixture.wrapped_key().kdf_params.starts_with("$argon2id$v=19$m=81920,t=3,p=4$"),
        "{}",
        fixture.wrapped_key().kdf_params
    );
    assert_eq!(fixture.log(), ["80 MiB, 500 ms"]);
    let (second, _) = fixture.base.audit_log().remove(1);
    assert_eq!(second, "cost-measured", "the measurement is logged before the account");
    fixture.base.sign_out(session);

    let measured = fixture.machine.measurements();
    let other = fixture.restarted(2);
    assert!(!other.base.auth.measure_cost_if_due().unwrap());
    let before = derivations();
    drop(other.base.sign_in_without_factor());
    assert_eq!(derivations() - before, 1, "the wrapped key is not renewed");
    assert_eq!(other.machine.measurements(), measured, "the cost is not measured again");
    let view = other.base.auth.cost().unwrap();
    assert_eq!((view.cost.memory_kib(), view.duration), (80 * MIB, Some(Duration::from_millis(500))));
    assert!(!view.is_fixed && view.recent_duration.is_none());
}

#[test]
fn the_first_of_two_concurrent_measurements_is_stored() {
    let fixture = CostFixture::new(16, 400);
    let (transactions, seen) = (fixture.base.auth.transactions(), None);
    let one = MeasuredCost { memory_kib: 80 * MIB, millis: 500 };
    let other = MeasuredCost { memory_kib: 96 * MIB, millis: 510 };
    assert_eq!(transactions.store_measured_cost(seen, one).unwrap(), one);
    assert_eq!(transactions.store_measured_cost(seen, other).unwrap(), one);
    assert_eq!(transactions.store_measured_cost(Some(one), other).unwrap(), other);
    assert_eq!(fixture.log(), ["80 MiB, 500 ms", "80 MiB, 500 ms to 96 MiB, 510 ms"]);
}

#[test]
fn unmeasured_accounts_are_measured_when_idle_and_rehashed_at_sign_in() {
    let base = Fixture::empty().with_cost(Cost::STANDARD, 7);
    base.sign_out(base.create_first().0);
    let machine = Arc::new(FakeMachine::new(16, 400));
    let fixture = CostFixture::start(&base, &machine, CostChoice::Measured, 8);
    assert!(fixture.base.auth.is_cost_measurement_due());
    assert!(fixture.base.auth.measure_cost_if_due().unwrap());
    assert!(!fixture.base.auth.is_cost_measurement_due());
    assert_eq!(fixture.stored(), Some((80, 500)));
    assert!(fixture.wrapped_key().kdf_params.contains("m=65536,"));
    drop(fixture.base.sign_in_without_factor());
    assert!(fixture.wrapped_key().kdf_params.contains("m=81920,"));
}

#[test]
fn a_consistently_faster_computer_is_measured_again() {
    let fixture = CostFixture::with_alice();
    assert!(!fixture.base.auth.measure_cost_if_due().unwrap());
    fixture.machine.set_hardware(16, 160);
    fixture.attempts(4, 200);
    fixture.attempts(1, 400);
    fixture.attempts(4, 200);
    assert!(!fixture.base.auth.is_cost_measurement_due());
    fixture.attempts(1, 200);
    assert!(fixture.base.auth.is_cost_measurement_due());
    assert!(fixture.base.auth.measure_cost_if_due().unwrap());
    assert_eq!(fixture.stored(), Some((192, 480)));
    assert_eq!(fixture.log().last().unwrap(), "80 MiB, 500 ms to 192 MiB, 480 ms");
    assert!(!fixture.base.auth.is_cost_measurement_due(), "the measurement is no longer due");
}

#[test]
fn a_fast_sample_not_confirmed_by_measuring_changes_nothing() {
    let fixture = CostFixture::with_alice();
    fixture.machine.set_hardware(16, 1600);
    fixture.attempts(5, 200);
    fixture.base.auth.measure_cost_if_due().unwrap();
    assert_eq!(fixture.stored(), Some((80, 500)));
    assert!(!fixture.base.auth.is_cost_measurement_due());
    assert_eq!(fixture.log().len(), 1);
}

#[test]
fn only_an_administrator_lowers_the_cost_of_a_busy_computer() {
    let fixture = CostFixture::new(16, 400);
    let (session, _) = fixture.base.create_first();
    assert_eq!(fixture.stored(), Some((80, 500)));
    fixture.machine.set_hardware(16, 500);
    fixture.attempts(5, 2000);
    let restarted = fixture.restarted(3);
    for one in [&fixture, &restarted] {
        one.base.auth.measure_cost_if_due().unwrap();
        assert_eq!(one.stored(), Some((80, 500)));
    }
    assert_eq!(fixture.base.auth.cost().unwrap().recent_duration, Some(Duration::from_secs(2)));

    fixture.machine.set_derivation_time(0);
    let view = remeasure(&session, &fixture).unwrap();
    assert_eq!((view.cost.memory_kib(), view.duration), (64 * MIB, Some(Duration::from_millis(500))));
    assert_eq!(view.recent_duration, None);
    assert_eq!(fixture.stored(), Some((64, 500)));
    let (entries, measured) = (fixture.log().len(), fixture.machine.measurements());
    assert_eq!(remeasure(&session, &fixture).unwrap(), view);
    assert!(fixture.machine.measurements() > measured);
    assert_eq!(fixture.log().len(), entries, "an equal result is not logged as a change");
    let log = fixture.base.read(|rows| rows.audit_from(1, 10_000));
    let entry = log.into_iter().rfind(|row| row.event == "cost-measured").unwrap();
    assert_eq!(entry.username, ALICE);
    assert_eq!(entry.detail, "80 MiB, 500 ms to 64 MiB, 500 ms");
}

#[test]
fn a_password_of_a_higher_cost_is_kept_until_it_is_changed() {
    let fixture = CostFixture::new(16, 250);
    let (session, _) = fixture.base.create_first();
    let before = fixture.wrapped_key();
    assert!(before.kdf_params.contains("m=131072,"));
    fixture.machine.set_hardware(16, 500);
    remeasure(&session, &fixture).unwrap();
    fixture.base.sign_out(session);
    let session = fixture.base.sign_in_without_factor();
    assert_eq!(fixture.wrapped_key(), before, "a lower stored cost does not weaken the wrapped key");
    let proof = fixture.base.own_step_up(&session, None);
    fixture.base.auth.change_password(&session, proof, typed("another dozen purple umbrellas")).unwrap();
    assert!(fixture.wrapped_key().kdf_params.contains("m=65536,"));
}

#[test]
fn on_a_small_computer_the_cost_uses_at_most_an_eighth_of_memory() {
    let fixture = CostFixture::new(16, 100);
    fixture.store(320, 500);
    fixture.machine.set_hardware(1, 100);
    let moved = fixture.restarted(2);
    assert!(moved.base.auth.measure_cost_if_due().unwrap());
    assert_eq!(moved.stored(), Some((128, 200)));
    // A system that does not report its memory does not lower the stored cost.
    fixture.store(320, 500);
    fixture.machine.hide_memory();
    assert!(!fixture.restarted(3).base.auth.measure_cost_if_due().unwrap());
    assert_eq!(fixture.stored(), Some((320, 500)));
}

#[test]
fn a_host_fixes_the_cost_and_nothing_is_measured() {
    let machine = Arc::new(FakeMachine::new(16, 10));
    let fixture = CostFixture::start(&Fixture::empty(), &machine, CostChoice::Fixed(Cost::STANDARD), 1);
    let (session, _) = fixture.base.create_first();
    assert!(!fixture.base.auth.is_cost_measurement_due());
    assert!(!fixture.base.auth.measure_cost_if_due().unwrap());
    let view = fixture.base.auth.cost().unwrap();
    assert_eq!((view.cost, view.duration, view.is_fixed), (Cost::STANDARD, None, true));
    assert!(matches!(remeasure(&session, &fixture), Err(ActionError::CostFixed)));
    assert_eq!((machine.measurements(), fixture.stored()), (0, None));
    assert!(fixture.wrapped_key().kdf_params.contains("m=65536,"));
}

#[test]
fn only_an_administrator_measures_again() {
    let fixture = CostFixture::new(16, 500);
    let (alice, _) = fixture.base.create_first();
    let bob = fixture.base.add_bob(&alice, Role::Member);
    let proof = fixture.base.auth.step_up(
        &bob,
        StepUpPurpose::Administration,
        typed(crate::auth::testing::BOBS_PASSWORD),
        None,
    );
    let Ok(StepUpResult::Proven(proof)) = proof else { panic!("expected the password to be accepted") };
    let before = fixture.machine.measurements();
    assert!(matches!(fixture.base.auth.measure_cost(&bob, proof), Err(ActionError::NotAdministrator)));
    let own = fixture.base.own_step_up(&alice, None);
    assert!(matches!(fixture.base.auth.measure_cost(&alice, own), Err(ActionError::StepUpExpired)));
    assert_eq!(fixture.log().len(), 1);
    assert_eq!(fixture.machine.measurements(), before, "the operation is refused before the measurement");
}

#[test]
fn the_strength_estimate_uses_the_current_cost() {
    let fixture = CostFixture::new(16, 500);
    let time =
        |fixture: &CostFixture| fixture.base.auth.estimate_password("sunshine dragonfly", ALICE).time_to_guess.unwrap();
    let at_least = time(&fixture);
    fixture.store(256, 500);
    let ratio = time(&fixture).as_secs_f64() / at_least.as_secs_f64();
    assert!((ratio - 5_731.0 / 1_482.0).abs() < 0.01, "{ratio}");
}

#[test]
fn unknown_names_use_the_current_cost() {
    let fixture = CostFixture::with_alice();
    let outcome = fixture.base.sign_in("nobody", PASSWORD);
    assert!(matches!(outcome, Outcome::Refused(_)));
    assert_eq!(crate::auth::testing::max_memory_kib(), 80 * MIB);
}

/// With the real computer, end to end.
#[test]
fn default_settings_measure_create_an_account_and_sign_in() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).unwrap());
    let clock = Arc::new(ManualClock::new());
    let auth = Auth::with(store, clock, Arc::new(FixedRandom::new(1)), Options::new("Vestibule")).unwrap();
    assert_eq!(auth.cost().unwrap().duration, None);
    let first = auth.create_first_account(ALICE, typed(PASSWORD)).unwrap();
    auth.sign_out(first.session).unwrap();
    let view = auth.cost().unwrap();
    assert!((64 * MIB..=1024 * MIB).contains(&view.cost.memory_kib()));
    assert!(view.duration.is_some_and(|took| took > Duration::ZERO));
    assert!(matches!(auth.sign_in(ALICE, typed(PASSWORD)), Ok(Outcome::SignedIn(_))));
}
