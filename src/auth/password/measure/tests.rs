use std::sync::Mutex;

use super::*;

const MIB: u32 = 1024;
const GIB: u64 = 1024 * 1024 * 1024;

/// A computer that fills a given number of MiB per millisecond, and records the requested memory.
struct SimulatedMachine {
    memory: Option<u64>,
    mib_a_millisecond: f64,
    /// Whether every other derivation is slowed down by other load.
    busy: bool,
    /// The memory that can be allocated, in MiB.
    available_mib: u32,
    requested: Mutex<Vec<u32>>,
}

impl SimulatedMachine {
    fn new(memory: Option<u64>, mib_a_millisecond: f64) -> Self {
        Self { memory, mib_a_millisecond, busy: false, available_mib: u32::MAX, requested: Mutex::default() }
    }

    fn measure(&self) -> (u32, u32) {
        let measured = measure(self).unwrap();
        assert!(measured.is_valid());
        assert_eq!((measured.cost().passes(), measured.cost().lanes()), (3, 4));
        (measured.memory_kib / MIB, measured.millis)
    }
}

impl Machine for SimulatedMachine {
    fn memory(&self) -> Option<u64> {
        self.memory
    }

    fn derive(&self, cost: Cost) -> Result<Duration, Error> {
        let mib = cost.memory_kib() / MIB;
        let mut asked = self.requested.lock().unwrap();
        asked.push(mib);
        if mib > self.available_mib {
            return Err(Error::OutOfMemory);
        }
        let work = f64::from(mib * cost.passes()) / self.mib_a_millisecond;
        let slowed = if self.busy && asked.len() % 2 == 1 { 4.0 } else { 1.0 };
        Ok(Duration::from_secs_f64(work * slowed / 1000.0))
    }

    fn clock(&self) -> Duration {
        Duration::ZERO
    }
}

#[test]
fn the_memory_is_chosen_for_half_a_second_within_its_bounds() {
    for (name, memory, speed, expected) in [
        ("an ordinary computer", Some(16 * GIB), 1.92, (320, 500)),
        ("a fast one", Some(64 * GIB), 20.0, (1024, 153)),
        ("a slow one", Some(16 * GIB), 0.1, (64, 1920)),
        ("just above the minimum", Some(16 * GIB), 0.48, (80, 500)),
        ("a fast one with little memory", Some(2 * GIB), 20.0, (256, 38)),
        ("one with very little memory", Some(GIB / 4), 20.0, (64, 9)),
        ("one that does not report its memory", None, 20.0, (64, 9)),
        ("the largest memory size", Some(u64::MAX), 20.0, (1024, 153)),
    ] {
        assert_eq!(SimulatedMachine::new(memory, speed).measure(), expected, "{name}");
    }
}

#[test]
fn no_derivation_uses_more_than_an_eighth_of_the_memory() {
    for gib in [1, 2, 3, 4, 6, 8, 16] {
        let fake = SimulatedMachine::new(Some(gib * GIB), 50.0);
        let (memory, _) = fake.measure();
        let limit = u32::try_from(gib * 1024 / 8).unwrap();
        assert_eq!(memory, limit.min(1024) / 16 * 16);
        assert!(fake.requested.lock().unwrap().iter().all(|asked| *asked <= limit), "{gib} GiB");
    }
}

#[test]
fn occasional_load_does_not_change_the_measurement() {
    let calm = SimulatedMachine::new(Some(16 * GIB), 1.92);
    let busy = SimulatedMachine { busy: true, ..SimulatedMachine::new(Some(16 * GIB), 1.92) };
    assert_eq!(busy.measure(), calm.measure());
}

#[test]
fn memory_that_cannot_be_allocated_is_not_relied_on() {
    let fake = SimulatedMachine { available_mib: 300, ..SimulatedMachine::new(Some(16 * GIB), 1.92) };
    assert_eq!(fake.measure(), (64, 100));
    let fake = SimulatedMachine { available_mib: 63, ..SimulatedMachine::new(Some(16 * GIB), 1.92) };
    assert!(matches!(measure(&fake), Err(Error::OutOfMemory)));
}

/// A duration that is not proportional to memory: the first estimate is corrected.
#[test]
fn an_estimate_that_is_off_is_corrected() {
    struct NonlinearMachine;
    impl Machine for NonlinearMachine {
        fn memory(&self) -> Option<u64> {
            Some(16 * GIB)
        }

        fn derive(&self, cost: Cost) -> Result<Duration, Error> {
            // Twice as slow beyond 128 MiB.
            let mib = u64::from(cost.memory_kib() / MIB);
            Ok(Duration::from_millis(if mib > 128 { 3 * mib } else { 3 * mib / 2 }))
        }

        fn clock(&self) -> Duration {
            Duration::ZERO
        }
    }
    let measured = measure(&NonlinearMachine).unwrap();
    assert_eq!((measured.memory_kib / MIB, measured.millis), (160, 480));
}

#[test]
fn the_bounds_of_what_is_stored_are_checked() {
    let valid = |memory_kib, millis| MeasuredCost { memory_kib, millis }.is_valid();
    assert!(valid(64 * MIB, 1) && valid(1024 * MIB, 600_000));
    for (memory_kib, millis) in
        [(0, 500), (64 * MIB - 1, 500), (1024 * MIB + 1, 500), (64 * MIB, 0), (64 * MIB, 600_001)]
    {
        assert!(!valid(memory_kib, millis), "{memory_kib} KiB, {millis} ms");
    }
    assert_eq!(MeasuredCost::new(64 * MIB, Duration::MAX).millis, 600_000);
    assert_eq!(MeasuredCost::new(64 * MIB, Duration::ZERO).millis, 1);
}

#[test]
fn a_change_of_speed_needs_several_derivations_in_a_row() {
    let measured = MeasuredCost { memory_kib: 64 * MIB, millis: 500 };
    let after = |millis: &[u64]| {
        let mut observations = Observations::default();
        millis.iter().for_each(|millis| observations.record(&measured, Duration::from_millis(*millis)));
        (observations.is_faster(), observations.slower().map(|took| took.as_millis()))
    };
    assert_eq!(after(&[]), (false, None));
    assert_eq!(after(&[249; 4]), (false, None));
    assert_eq!(after(&[249; 5]), (true, None));
    assert_eq!(after(&[250; 9]), (false, None));
    assert_eq!(after(&[249, 249, 249, 249, 500, 249]), (false, None));
    assert_eq!(after(&[1001; 4]), (false, None));
    assert_eq!(after(&[1001, 1001, 1001, 1001, 2000]), (false, Some(2000)));
    assert_eq!(after(&[1000; 9]), (false, None));
    assert_eq!(after(&[1001, 1001, 1001, 1001, 1001, 500]), (false, None));
}
