//! A store may run an act again after it took the first run back.

use std::sync::Arc;

use crate::auth::testing::{ALICE, BOBS_PASSWORD, FixedRandom, House, code_refused, refused, signed_in, typed};
use crate::auth::{CounterKind, Error, MemoryStore, Purpose, Reader, Refusal, Store, Writer};

/// Runs every act twice, as a database does that takes the first run back.
struct Again(MemoryStore);

impl Store for Again {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let _ = self.0.write(&mut |rows| {
            act(rows)?;
            Err(Error::RolledBack)
        });
        self.0.write(act)
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        self.0.read(act)?;
        self.0.read(act)
    }

    fn version(&self) -> Result<u64, Error> {
        self.0.version()
    }

    fn scrub(&self) -> Result<(), Error> {
        Ok(())
    }

    fn place(&self) -> Option<String> {
        None
    }
}

#[test]
fn over_a_store_that_runs_each_act_twice_everything_counts_once() {
    let rows = MemoryStore::new(&FixedRandom::new(3)).unwrap();
    let house = House::over(Arc::new(Again(rows)));
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    assert_eq!(refused(house.sign_in(ALICE, "wrong")), Refusal::Wrong);
    assert_eq!(house.counter(session.account(), CounterKind::Password).failures, 1);
    let pending = house.pending();
    assert_eq!(house.counter(session.account(), CounterKind::Password).failures, 1, "the right try is given back");
    let (_, pending) = code_refused(house.give_code(pending, &phone.wrong_code(house.now())));
    assert_eq!(house.counter(session.account(), CounterKind::Code).failures, 1);
    let signed = signed_in(house.give_code(pending, &phone.code(house.now())));
    assert_eq!(signed.notices.wrong_codes, 0);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    assert_eq!(house.counter(session.account(), CounterKind::Code).failures, 0, "given back once");
    house.auth.change_password(&session, proof, typed(BOBS_PASSWORD)).unwrap();
    let log = house.log();
    assert_eq!(log.iter().filter(|(event, _)| event == "password-changed").count(), 1, "{log:?}");
    assert_eq!(log.iter().filter(|(event, _)| event == "code-refused").count(), 1, "{log:?}");
}
