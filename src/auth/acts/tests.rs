//! An answer counts only if the store says the same.

use std::path::PathBuf;

use crate::auth::account::BootId;
use crate::auth::acts::Acts;
use crate::auth::denied::Denied;
use crate::auth::error::{Error, StoreError};
use crate::auth::testing::{FakeClock, FixedRandom};
use crate::auth::throttle::Limits;
use crate::auth::{Clock, MemoryStore, Reader, Store, Writer};

/// A store that runs an act so often and then reports what the test says, whatever the act gave.
struct Reports {
    rows: MemoryStore,
    runs: usize,
    report: fn() -> Result<(), Error>,
}

impl Store for Reports {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        for _ in 0..self.runs {
            let _ = self.rows.write(act);
        }
        (self.report)()
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        for _ in 0..self.runs {
            let _ = self.rows.read(act);
        }
        (self.report)()
    }

    fn version(&self) -> Result<u64, Error> {
        self.rows.version()
    }

    fn scrub(&self) -> Result<(), Error> {
        self.rows.scrub()
    }

    fn place(&self) -> Option<String> {
        None
    }
}

/// What `ask` gives over a store that runs acts so often and reports that.
fn asked<T>(runs: usize, report: fn() -> Result<(), Error>, ask: impl FnOnce(&Acts<'_>) -> T) -> T {
    let store = Reports { rows: MemoryStore::new(&FixedRandom::new(5)).unwrap(), runs, report };
    let (limits, now) = (Limits::default(), FakeClock::new().now());
    let boot_id = BootId::draw(&FixedRandom::new(6)).unwrap();
    let (host, program, start) = ("here", "Vestibule", &super::StartLog::default());
    ask(&Acts { store: &store, limits: &limits, now, boot_id, host, built: now.wall, program, start })
}

/// Every error that a store can report.
const ERRORS: [fn() -> Result<(), Error>; 17] = [
    || Err(Error::Random),
    || Err(Error::Memory),
    || Err(Error::Unreadable),
    || Err(Error::Limit("made up")),
    || Err(Error::RolledBack),
    || Err(StoreError::Busy(place()).into()),
    || Err(StoreError::Missing(place()).into()),
    || Err(StoreError::ReadOnly { path: place(), cause: "".into() }.into()),
    || Err(StoreError::Full(place()).into()),
    || Err(StoreError::Foreign(place()).into()),
    || Err(StoreError::Newer { path: place(), found: 2, known: 1 }.into()),
    || Err(StoreError::Damaged { path: place(), cause: "".into() }.into()),
    || Err(StoreError::Network(place()).into()),
    || Err(StoreError::NoHome.into()),
    || Err(StoreError::FolderName(String::new()).into()),
    || Err(StoreError::Conflict(String::new()).into()),
    || Err(StoreError::Io { path: place(), cause: "".into() }.into()),
];

fn place() -> PathBuf {
    "accounts.db".into()
}

fn is_contract(error: &Error) -> bool {
    matches!(error, Error::Store(StoreError::ContractBroken(_)))
}

#[test]
fn no_error_of_a_store_stands_for_a_success() {
    for report in ERRORS {
        let said = format!("{:?}", report().unwrap_err());
        let done = asked(1, report, |acts| acts.transact(|_| Ok(7)));
        assert!(matches!(&done, Err(Denied::Fault(fault)) if format!("{fault:?}") == said), "{said}: {done:?}");
        let written = asked(1, report, |acts| acts.write(|_| Ok(7)));
        assert!(matches!(&written, Err(fault) if format!("{fault:?}") == said), "{said}: {written:?}");
        let read = asked(1, report, |acts| acts.read(|_| Ok(7)));
        assert!(matches!(&read, Err(fault) if format!("{fault:?}") == said), "{said}: {read:?}");
    }
}

#[test]
fn a_denial_counts_only_if_the_store_rolled_back() {
    let deny = |acts: &Acts<'_>| acts.transact(|_| Err::<(), _>(Denied::Gone));
    for report in ERRORS {
        let error = report().unwrap_err();
        let denied = asked(1, report, deny);
        match error {
            Error::RolledBack => assert!(matches!(denied, Err(Denied::Gone)), "{denied:?}"),
            _ => assert!(matches!(denied, Err(Denied::Fault(_))), "{error:?}: {denied:?}"),
        }
    }
    let kept = asked(1, || Ok(()), deny);
    assert!(matches!(&kept, Err(Denied::Fault(fault)) if is_contract(fault)), "{kept:?}");
}

#[test]
fn a_store_that_reports_success_without_one_is_at_fault() {
    let done = asked(0, || Ok(()), |acts| acts.transact(|_| Ok(7)));
    assert!(matches!(&done, Err(Denied::Fault(fault)) if is_contract(fault)), "{done:?}");
    for runs in [0, 1, 2] {
        let mut act = fails_at(runs);
        let done = asked(runs, || Ok(()), |acts| acts.transact(|_| act().map_err(Denied::Fault)));
        assert!(matches!(&done, Err(Denied::Fault(fault)) if is_contract(fault)), "{runs}: {done:?}");
        let mut act = fails_at(runs);
        let written = asked(runs, || Ok(()), |acts| acts.write(|_| act()));
        assert!(matches!(&written, Err(fault) if is_contract(fault)), "{runs}: {written:?}");
        let mut act = fails_at(runs);
        let read = asked(runs, || Ok(()), |acts| acts.read(|_| act()));
        assert!(matches!(&read, Err(fault) if is_contract(fault)), "{runs}: {read:?}");
    }
}

/// Right until the run with this number.
fn fails_at(last: usize) -> impl FnMut() -> Result<u8, Error> {
    let mut runs = 0;
    move || {
        runs += 1;
        if runs == last { Err(Error::Random) } else { Ok(7) }
    }
}

#[test]
fn of_an_act_that_is_run_twice_the_last_answer_rules() {
    let twice = |report, first: fn() -> Result<u8, Denied>, last: fn() -> Result<u8, Denied>| {
        let mut runs = 0;
        let mut act = || {
            runs += 1;
            if runs == 1 { first() } else { last() }
        };
        asked(2, report, |acts| acts.transact(|_| act()))
    };
    assert!(matches!(twice(|| Ok(()), || Ok(1), || Ok(2)), Ok(2)));
    assert!(matches!(twice(|| Ok(()), || Err(Denied::Gone), || Ok(2)), Ok(2)));
    assert!(matches!(twice(|| Err(Error::RolledBack), || Ok(1), || Err(Denied::Gone)), Err(Denied::Gone)));
    let kept = twice(|| Ok(()), || Ok(1), || Err(Denied::Gone));
    assert!(matches!(&kept, Err(Denied::Fault(fault)) if is_contract(fault)), "{kept:?}");
    let fault = twice(|| Err(Error::RolledBack), || Err(Denied::Gone), || Err(Denied::Fault(Error::Memory)));
    assert!(matches!(fault, Err(Denied::Fault(Error::RolledBack))), "{fault:?}");
}
