//! Counters, sessions, audit entries.

use super::sample::{account, account_id, audit, counter, session, stamp, wait};
use super::{is_conflict, read, write};
use crate::auth::error::Error;
use crate::auth::store::{AuditRow, CounterKey, CounterKind, CounterRow, SessionRow, Stamp, Store};
use crate::auth::{BootId, SessionId, UnixTime};

pub(super) fn counters_are_kept_apart_by_account_kind_and_name(store: &dyn Store) -> Result<(), Error> {
    let full = CounterRow {
        unfinished: 7,
        suspended: true,
        wait: Some(wait()),
        failed: 9,
        last_failed: Some(UnixTime::from_millis(77)),
        refused_unread: 11,
        ..counter(4, 100)
    };
    let keys = [
        CounterKey::Account(account_id(1), CounterKind::Password),
        CounterKey::Account(account_id(1), CounterKind::Code),
        CounterKey::Account(account_id(1), CounterKind::Recovery),
        CounterKey::Account(account_id(2), CounterKind::Code),
        CounterKey::Unknown([1; 32]),
        CounterKey::Unknown([2; 32]),
    ];
    let kept = |n: usize| read(store, |rows| keys.get(n).map_or(Ok(None), |key| rows.counter(key)));
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.insert_account(&account(2))?;
        (1..).zip(keys).try_for_each(|(n, key)| rows.put_counter(&key, &counter(n, i64::from(n))))
    })?;
    for (n, failures) in (1..=6).enumerate() {
        assert_eq!(kept(n)?, Some(counter(failures, i64::from(failures))));
    }
    write(store, |rows| {
        rows.put_counter(&keys[1], &full)?;
        rows.put_counter(&keys[4], &full)?;
        rows.delete_counter(&keys[2])?;
        rows.delete_counter(&keys[5])
    })?;
    assert_eq!(kept(0)?, Some(counter(1, 1)));
    assert_eq!(kept(1)?, Some(full));
    assert_eq!(kept(2)?, None);
    assert_eq!(kept(3)?, Some(counter(4, 4)));
    assert_eq!(kept(4)?, Some(full));
    assert_eq!(kept(5)?, None);
    Ok(())
}

pub(super) fn pruning_keeps_the_latest_unknown_names_and_no_account_counter_goes(
    store: &dyn Store,
) -> Result<(), Error> {
    let own = CounterKey::Account(account_id(1), CounterKind::Password);
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.put_counter(&own, &counter(1, 0))?;
        (1..=6).try_for_each(|n: u8| rows.put_counter(&CounterKey::Unknown([n; 32]), &counter(1, i64::from(n))))
    })?;
    let left = || {
        read(store, |rows| {
            let there = |n: &u8| rows.counter(&CounterKey::Unknown([*n; 32])).is_ok_and(|row| row.is_some());
            Ok((1..=6).filter(there).collect::<Vec<u8>>())
        })
    };
    write(store, |rows| rows.prune_unknown(3, 100))?;
    assert_eq!(left()?, [3, 4, 5, 6]);
    write(store, |rows| rows.prune_unknown(0, 2))?;
    assert_eq!(left()?, [5, 6]);
    write(store, |rows| rows.prune_unknown(i64::MAX, usize::MAX))?;
    assert!(left()?.is_empty());
    assert!(read(store, |rows| rows.counter(&own))?.is_some());
    Ok(())
}

pub(super) fn sessions_are_found_by_token_hash_and_listed_by_time(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.insert_account(&account(2))?;
        rows.put_session(&session(1, 1))?;
        rows.put_session(&session(1, 2))?;
        rows.put_session(&session(2, 3))
    })?;
    assert_eq!(read(store, |rows| rows.sessions(account_id(1)))?, [session(1, 2), session(1, 1)]);
    assert_eq!(read(store, |rows| rows.session(&[3; 32]))?, Some(session(2, 3)));
    assert_eq!(read(store, |rows| rows.session(&[4; 32]))?, None);

    let seen = SessionRow {
        id: SessionId::from_bytes([8; 16]),
        seen: Stamp { boot_millis: 7, boot_id: BootId::from_bytes([7; 16]), ..stamp(1_700_000_500) },
        host: "lab".to_owned(),
        method: "recovery".to_owned(),
        ..session(1, 1)
    };
    write(store, |rows| {
        rows.put_session(&seen)?;
        rows.delete_session(&[2; 32])
    })?;
    assert_eq!(read(store, |rows| rows.sessions(account_id(1)))?, [seen]);
    Ok(())
}

pub(super) fn audit_entries_come_newest_first_and_as_a_chain_oldest_first(store: &dyn Store) -> Result<(), Error> {
    let by_other = AuditRow { actor: Some(account_id(2)), detail: "reset".to_owned(), count: 3, ..audit(3, Some(1)) };
    write(store, |rows| {
        rows.put_audit(&audit(1, Some(1)))?;
        rows.put_audit(&audit(2, None))?;
        rows.put_audit(&by_other)?;
        rows.put_audit(&audit(4, Some(2)))
    })?;
    read(store, |rows| {
        assert_eq!(rows.audit(None, 3)?, [audit(4, Some(2)), by_other.clone(), audit(2, None)]);
        assert_eq!(rows.audit(Some(account_id(1)), 10)?, [by_other.clone(), audit(1, Some(1))]);
        assert_eq!(rows.audit(Some(account_id(1)), 1)?, std::slice::from_ref(&by_other));
        assert_eq!(rows.audit(Some(account_id(9)), 10)?, []);
        assert_eq!(rows.audit(None, 0)?, []);
        assert_eq!(rows.audit_from(1, 0)?, []);
        assert_eq!(rows.audit(None, usize::MAX)?.len(), 4);
        assert_eq!(rows.audit_from(2, 2)?, [audit(2, None), by_other.clone()]);
        assert_eq!(rows.audit_from(0, usize::MAX)?.len(), 4);
        Ok(())
    })
}

pub(super) fn only_the_last_audit_entry_is_replaced(store: &dyn Store) -> Result<(), Error> {
    let more = AuditRow { count: 2, hash: [8; 32], ..audit(2, None) };
    write(store, |rows| rows.put_audit(&audit(1, None)))?;
    write(store, |rows| rows.put_audit(&audit(2, None)))?;
    write(store, |rows| rows.put_audit(&more))?;
    assert!(is_conflict(&write(store, |rows| rows.put_audit(&AuditRow { count: 2, ..audit(1, None) }))));
    assert_eq!(read(store, |rows| rows.audit_from(1, 9))?, [audit(1, None), more]);
    Ok(())
}
