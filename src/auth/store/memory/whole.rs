//! Everything that a store in memory holds, out and in: for stores that keep it elsewhere as a whole.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use crate::auth::error::Error;
use crate::auth::store::memory::write::{conflict, no_account};
use crate::auth::store::memory::{MemoryStore, Tables};
use crate::auth::store::{Row, Writer};

impl MemoryStore {
    /// All rows, what the store knows of itself first, and none before those that it belongs to.
    ///
    /// With [`from_rows`](Self::from_rows) it makes a store of anything that keeps a text or a row of bytes: take the
    /// rows in, run the act, write the rows down, and only then let the act stand.
    ///
    /// ```
    /// use vestibule::auth::{MemoryStore, Meta, Policy, Row, Store, SystemRandom};
    ///
    /// let store = MemoryStore::new(&SystemRandom)?;
    /// let copy = MemoryStore::from_rows(store.rows())?;
    /// copy.write(&mut |rows| {
    ///     let policy = Policy { lock_after_minutes: 5, ..Policy::default() };
    ///     let meta = Meta { policy, ..rows.meta()? };
    ///     rows.put_meta(&meta)
    /// })?;
    /// assert!(matches!(copy.rows().as_slice(), [Row::Meta(meta)] if meta.policy.lock_after_minutes == 5));
    /// assert_ne!(store.rows(), copy.rows());
    /// # Ok::<(), vestibule::auth::Error>(())
    /// ```
    pub fn rows(&self) -> Vec<Row> {
        let snapshot = Arc::clone(&self.lock());
        let Tables { meta, accounts, wraps, authenticators, recovery, help, counters, sessions, audit, .. } =
            &*snapshot;
        let mut rows: Vec<Row> = meta.all().map(|(_, row)| Row::Meta(row.clone())).collect();
        rows.extend(accounts.all().map(|(_, row)| Row::Account(row.clone())));
        rows.extend(wraps.all().map(|(_, row)| Row::Wrap(row.clone())));
        rows.extend(authenticators.all().map(|(_, row)| Row::Authenticator(row.clone())));
        rows.extend(recovery.all().map(|(_, row)| Row::Recovery(row.clone())));
        rows.extend(help.all().map(|(account, row)| Row::HelpCode(*account, row.clone())));
        rows.extend(counters.all().map(|(key, row)| Row::Counter(*key, *row)));
        rows.extend(sessions.all().map(|(_, row)| Row::Session(row.clone())));
        rows.extend(audit.all().map(|(_, row)| Row::Audit(row.clone())));
        rows
    }

    /// A store that holds these rows, in the order of [`rows`](Self::rows).
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::auth::StoreError::Conflict) for rows that contradict each other: no
    /// [`Row::Meta`] in front, or another one behind it; one that belongs to an account that is not there; one that
    /// is there twice; a number, a policy or a measured cost beyond its bounds.
    pub fn from_rows(rows: impl IntoIterator<Item = Row>) -> Result<Self, Error> {
        let mut rows = rows.into_iter();
        let Some(Row::Meta(meta)) = rows.next() else {
            return Err(conflict("what the store knows of itself does not come first"));
        };
        if !meta.policy.is_valid() {
            return Err(conflict("the policy is beyond its bounds"));
        }
        if !meta.measured.is_none_or(|measured| measured.is_valid()) {
            return Err(conflict("the measured cost is beyond its bounds"));
        }
        let mut tables = Tables::new(meta);
        let mut given = 1;
        for row in rows {
            tables.take(row)?;
            given += 1;
        }
        tables.keep();
        let store = Self { tables: Mutex::new(Arc::new(tables)), writes: AtomicU64::new(0) };
        if store.rows().len() == given { Ok(store) } else { Err(conflict("a row is there twice")) }
    }
}

impl Tables {
    fn take(&mut self, row: Row) -> Result<(), Error> {
        match row {
            Row::Meta(_) => Err(conflict("what the store knows of itself is there twice")),
            Row::Account(row) => match self.insert_account(&row)? {
                true => Ok(()),
                false => Err(conflict("the name is taken")),
            },
            Row::Wrap(row) => self.put_wrap(&row),
            Row::Authenticator(row) => self.put_authenticator(&row),
            // Not a set at a time, as whoever makes one has it.
            Row::Recovery(row) if self.accounts.has(&row.account) => {
                self.recovery.put((row.account, row.set, row.index), row);
                Ok(())
            }
            Row::Recovery(_) => Err(no_account()),
            Row::HelpCode(account, row) => self.put_help_code(account, Some(&row)),
            Row::Counter(key, row) => self.put_counter(&key, &row),
            Row::Session(row) => self.put_session(&row),
            Row::Audit(row) => self.put_audit(&row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::MeasuredCost;
    use crate::auth::contract::sample;
    use crate::auth::{Meta, Policy, Store, StoreError, SystemRandom};

    fn filled() -> MemoryStore {
        let store = MemoryStore::new(&SystemRandom).unwrap();
        store.write(&mut |rows| sample::furnish(rows, 1).and_then(|()| sample::furnish(rows, 2))).unwrap();
        store
    }

    fn refused(rows: Vec<Row>) -> bool {
        matches!(MemoryStore::from_rows(rows), Err(Error::Store(StoreError::Conflict(_))))
    }

    #[test]
    fn the_rows_of_a_store_make_the_same_store() {
        let rows = filled().rows();
        assert_eq!(rows.len(), 1 + 2 * 9);
        assert_eq!(MemoryStore::from_rows(rows.clone()).unwrap().rows(), rows);
    }

    #[test]
    fn no_row_comes_twice_and_none_before_what_it_belongs_to() {
        let rows = filled().rows();
        for n in 0..rows.len() {
            let mut twice = rows.clone();
            twice.insert(n, rows[n].clone());
            assert!(refused(twice), "{:?}", rows[n]);
        }
        let mut backwards = rows.clone();
        backwards[1..].reverse();
        assert!(refused(backwards));
        assert!(refused(rows[1..].to_vec()));
        assert!(refused(Vec::new()));
        let orphans = |row: &Row| !matches!(row, Row::Account(_) | Row::Meta(_) | Row::Audit(_));
        for orphan in rows.iter().filter(|row| orphans(row)) {
            let alone = vec![rows[0].clone(), orphan.clone()];
            let unknown = matches!(orphan, Row::Counter(crate::auth::CounterKey::Name(_), _));
            assert_eq!(refused(alone), !unknown, "{orphan:?}");
        }
    }

    #[test]
    fn a_policy_beyond_its_bounds_is_refused() {
        let rows = filled().rows();
        let Row::Meta(meta) = &rows[0] else { panic!("it comes first") };
        let policy = Policy { lock_after_minutes: 0, ..Policy::default() };
        assert!(refused(vec![Row::Meta(Meta { policy, ..meta.clone() })]));
        let measured = Some(MeasuredCost { memory_kib: 1, millis: 500 });
        assert!(refused(vec![Row::Meta(Meta { measured, ..meta.clone() })]));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn every_row_goes_through_json_and_comes_back() {
        for row in filled().rows() {
            let text = serde_json::to_string(&row).unwrap();
            assert_eq!(serde_json::from_str::<Row>(&text).unwrap(), row, "{text}");
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn bytes_are_digits_and_a_field_that_nobody_knows_is_refused() {
        let text = serde_json::to_string(&Row::HelpCode(sample::account_id(1), sample::help(2))).unwrap();
        let (id, tag) = ("01".repeat(16), "02".repeat(32));
        assert_eq!(text, format!(r#"{{"help-code":["{id}",{{"tag":"{tag}","until":1700086400000}}]}}"#));
        for (was, is) in
            [("\"until\"", "\"unlit\":0,\"until\""), ("0202", "02"), ("0202", "0Z02"), ("\"tag\"", "\"tug\"")]
        {
            assert!(serde_json::from_str::<Row>(&text.replacen(was, is, 1)).is_err(), "{is}");
        }
    }
}
