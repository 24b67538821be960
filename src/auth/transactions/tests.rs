//! A result counts only if the store reports the same.

use std::path::PathBuf;

use crate::auth::account::BootId;
use crate::auth::action_error::ActionError;
use crate::auth::error::{Error, StoreError};
use crate::auth::testing::{FixedRandom, Hook, HookedStore, ManualClock, ReadOperation, WriteOperation};
use crate::auth::throttle::ThrottleLimits;
use crate::auth::transactions::Transactions;
use crate::auth::{Clock, MemoryStore, Store};

/// Runs an operation `runs` times and returns `report`, whatever the operation returned.
struct Misreport {
    runs: usize,
    report: fn() -> Result<(), Error>,
}

impl Hook<MemoryStore> for Misreport {
    fn write(&self, store: &MemoryStore, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
        for _ in 0..self.runs {
            let _ = store.write(operation);
        }
        (self.report)()
    }

    fn read(&self, store: &MemoryStore, operation: &mut ReadOperation<'_>) -> Result<(), Error> {
        for _ in 0..self.runs {
            let _ = store.read(operation);
        }
        (self.report)()
    }
}

/// Returns the result of `operation` over a store that runs it `runs` times and returns `report`.
fn outcome_of<T>(runs: usize, report: fn() -> Result<(), Error>, operation: impl FnOnce(&Transactions<'_>) -> T) -> T {
    let store =
        HookedStore { store: MemoryStore::new(&FixedRandom::new(5)).unwrap(), hook: Misreport { runs, report } };
    let (limits, now) = (ThrottleLimits::default(), ManualClock::new().now());
    let boot_id = BootId::draw(&FixedRandom::new(6)).unwrap();
    let (host, program, start) = ("here", "Vestibule", &super::StartLog::default());
    operation(&Transactions {
        store: &store,
        limits: &limits,
        now,
        boot_id,
        host_name: host,
        build_date: now.wall,
        program_name: program,
        start_log: start,
    })
}

/// Every error that a store can report.
const ERRORS: [fn() -> Result<(), Error>; 19] = [
    || Err(Error::RandomSource),
    || Err(Error::OutOfMemory),
    || Err(Error::Corrupt),
    || Err(Error::InvalidSetting("made up")),
    || Err(Error::RolledBack),
    || Err(StoreError::Busy(path()).into()),
    || Err(StoreError::Missing(path()).into()),
    || Err(StoreError::Replaced(path()).into()),
    || Err(StoreError::ReadOnly { path: path(), cause: "".into() }.into()),
    || Err(StoreError::DiskFull(path()).into()),
    || Err(StoreError::NotVestibule(path()).into()),
    || Err(StoreError::NewerSchema { path: path(), file_schema: 2, supported_schema: 1 }.into()),
    || Err(StoreError::Damaged { path: path(), cause: "".into() }.into()),
    || Err(StoreError::ForeignJournal { path: path(), journal: path() }.into()),
    || Err(StoreError::NetworkFileSystem(path()).into()),
    || Err(StoreError::NoDataDirectory.into()),
    || Err(StoreError::InvalidDirectoryName(String::new()).into()),
    || Err(StoreError::Conflict(String::new()).into()),
    || Err(StoreError::Io { path: path(), cause: "".into() }.into()),
];

fn path() -> PathBuf {
    "accounts.db".into()
}

fn is_contract_broken(error: &Error) -> bool {
    matches!(error, Error::Store(StoreError::ContractBroken(_)))
}

#[test]
fn a_store_error_is_never_a_success() {
    for report in ERRORS {
        let expected = format!("{:?}", report().unwrap_err());
        let done = outcome_of(1, report, |transactions| transactions.run(|_| Ok(7)));
        assert!(
            matches!(&done, Err(ActionError::Fault(fault)) if format!("{fault:?}") == expected),
            "{expected}: {done:?}"
        );
        let written = outcome_of(1, report, |transactions| transactions.write(|_| Ok(7)));
        assert!(matches!(&written, Err(fault) if format!("{fault:?}") == expected), "{expected}: {written:?}");
        let read = outcome_of(1, report, |transactions| transactions.read(|_| Ok(7)));
        assert!(matches!(&read, Err(fault) if format!("{fault:?}") == expected), "{expected}: {read:?}");
    }
}

#[test]
fn a_denial_counts_only_if_the_store_rolled_back() {
    let deny = |transactions: &Transactions<'_>| transactions.run(|_| Err::<(), _>(ActionError::NotFound));
    for report in ERRORS {
        let error = report().unwrap_err();
        let denied = outcome_of(1, report, deny);
        match error {
            Error::RolledBack => assert!(matches!(denied, Err(ActionError::NotFound)), "{denied:?}"),
            _ => assert!(matches!(denied, Err(ActionError::Fault(_))), "{error:?}: {denied:?}"),
        }
    }
    let committed = outcome_of(1, || Ok(()), deny);
    assert!(matches!(&committed, Err(ActionError::Fault(fault)) if is_contract_broken(fault)), "{committed:?}");
}

#[test]
fn an_unfounded_success_report_is_a_broken_contract() {
    let done = outcome_of(0, || Ok(()), |transactions| transactions.run(|_| Ok(7)));
    assert!(matches!(&done, Err(ActionError::Fault(fault)) if is_contract_broken(fault)), "{done:?}");
    for runs in [0, 1, 2] {
        let mut operation = fails_at(runs);
        let done =
            outcome_of(runs, || Ok(()), |transactions| transactions.run(|_| operation().map_err(ActionError::Fault)));
        assert!(matches!(&done, Err(ActionError::Fault(fault)) if is_contract_broken(fault)), "{runs}: {done:?}");
        let mut operation = fails_at(runs);
        let written = outcome_of(runs, || Ok(()), |transactions| transactions.write(|_| operation()));
        assert!(matches!(&written, Err(fault) if is_contract_broken(fault)), "{runs}: {written:?}");
        let mut operation = fails_at(runs);
        let read = outcome_of(runs, || Ok(()), |transactions| transactions.read(|_| operation()));
        assert!(matches!(&read, Err(fault) if is_contract_broken(fault)), "{runs}: {read:?}");
    }
}

/// Succeeds until run number `last`.
fn fails_at(last: usize) -> impl FnMut() -> Result<u8, Error> {
    let mut runs = 0;
    move || {
        runs += 1;
        if runs == last { Err(Error::RandomSource) } else { Ok(7) }
    }
}

#[test]
fn the_last_run_of_a_repeated_operation_counts() {
    let twice = |report, first: fn() -> Result<u8, ActionError>, last: fn() -> Result<u8, ActionError>| {
        let mut runs = 0;
        let mut operation = || {
            runs += 1;
            if runs == 1 { first() } else { last() }
        };
        outcome_of(2, report, |transactions| transactions.run(|_| operation()))
    };
    assert!(matches!(twice(|| Ok(()), || Ok(1), || Ok(2)), Ok(2)));
    assert!(matches!(twice(|| Ok(()), || Err(ActionError::NotFound), || Ok(2)), Ok(2)));
    assert!(matches!(
        twice(|| Err(Error::RolledBack), || Ok(1), || Err(ActionError::NotFound)),
        Err(ActionError::NotFound)
    ));
    let committed = twice(|| Ok(()), || Ok(1), || Err(ActionError::NotFound));
    assert!(matches!(&committed, Err(ActionError::Fault(fault)) if is_contract_broken(fault)), "{committed:?}");
    let fault =
        twice(|| Err(Error::RolledBack), || Err(ActionError::NotFound), || Err(ActionError::Fault(Error::OutOfMemory)));
    assert!(matches!(fault, Err(ActionError::Fault(Error::RolledBack))), "{fault:?}");
}
