//! Checks of counters, sessions and audit entries.

use crate::auth::error::Error;
use crate::auth::store::contract::sample::{self, account, account_id, audit, counter, session, stamp, wait};
use crate::auth::store::contract::{is_conflict, read, write};
use crate::auth::store::{AuditRow, ClockStamp, CounterKey, CounterKind, CounterRow, NameBucket, SessionRow, Store};
use crate::auth::{BootId, SessionId, UnixTime};

pub(super) fn counters_are_separate_by_account_kind_and_name(store: &dyn Store) -> Result<(), Error> {
    let full = CounterRow {
        incomplete_failures: 7,
        suspended: true,
        wait: Some(wait()),
        failed_attempts: 9,
        last_failed: Some(UnixTime::from_millis(77)),
        refused_unread: 11,
        ..counter(4, 100)
    };
    let keys = [
        CounterKey::Account(account_id(1), CounterKind::Password),
        CounterKey::Account(account_id(1), CounterKind::Code),
        CounterKey::Account(account_id(1), CounterKind::Recovery),
        CounterKey::Account(account_id(2), CounterKind::Code),
        CounterKey::Name(NameBucket::Invalid),
        CounterKey::Name(NameBucket::Mac(u16::MAX)),
    ];
    let stored = |n: usize| read(store, |rows| keys.get(n).map_or(Ok(None), |key| rows.counter(key)));
    write(store, |rows| {
        sample::insert_accounts(rows, 2)?;
        (1..).zip(keys).try_for_each(|(n, key)| rows.put_counter(&key, &counter(n, i64::from(n))))
    })?;
    for (n, failures) in (1..=6).enumerate() {
        assert_eq!(stored(n)?, Some(counter(failures, i64::from(failures))));
    }
    write(store, |rows| {
        rows.put_counter(&keys[1], &full)?;
        rows.put_counter(&keys[4], &full)?;
        rows.delete_counter(&keys[2])?;
        rows.delete_counter(&keys[5])
    })?;
    assert_eq!(stored(0)?, Some(counter(1, 1)));
    assert_eq!(stored(1)?, Some(full));
    assert_eq!(stored(2)?, None);
    assert_eq!(stored(3)?, Some(counter(4, 4)));
    assert_eq!(stored(4)?, Some(full));
    assert_eq!(stored(5)?, None);
    Ok(())
}

pub(super) fn password_counters_are_listed_by_key_and_others_are_not(store: &dyn Store) -> Result<(), Error> {
    let of = |n: u8, kind| CounterKey::Account(account_id(n), kind);
    let named = |mac| CounterKey::Name(NameBucket::Mac(mac));
    let listed = || read(store, |rows| rows.password_counters());
    write(store, |rows| sample::insert_accounts(rows, 3))?;
    assert_eq!(listed()?, []);
    let full = CounterRow {
        wait: Some(wait()),
        updated_at: ClockStamp { wall: UnixTime::from_millis(-7), ..wait().start },
        ..counter(2, 0)
    };
    write(store, |rows| {
        rows.put_counter(&named(u16::MAX), &counter(1, 1))?;
        rows.put_counter(&named(0), &counter(0, 2))?;
        rows.put_counter(&CounterKey::Name(NameBucket::Invalid), &full)?;
        rows.put_counter(&of(2, CounterKind::Password), &full)?;
        rows.put_counter(&of(1, CounterKind::Password), &counter(3, 3))?;
        rows.put_counter(&of(3, CounterKind::Password), &counter(0, 3))?;
        rows.put_counter(&of(1, CounterKind::Code), &counter(4, 4))?;
        rows.put_counter(&of(1, CounterKind::Recovery), &counter(5, 5))
    })?;
    let expected = [
        (of(1, CounterKind::Password), counter(3, 3)),
        (of(2, CounterKind::Password), full),
        (CounterKey::Name(NameBucket::Invalid), full),
        (named(0), counter(0, 2)),
        (named(u16::MAX), counter(1, 1)),
    ];
    assert_eq!(listed()?, expected);
    write(store, |rows| rows.delete_account(account_id(2)))?;
    assert_eq!(listed()?.len(), 4);
    Ok(())
}

pub(super) fn sessions_are_found_by_token_hash_and_listed_by_time(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| {
        sample::insert_accounts(rows, 2)?;
        rows.put_session(&session(1, 1))?;
        rows.put_session(&session(1, 2))?;
        rows.put_session(&session(2, 3))
    })?;
    assert_eq!(read(store, |rows| rows.sessions(account_id(1)))?, [session(1, 2), session(1, 1)]);
    assert_eq!(read(store, |rows| rows.session(&[3; 32]))?, Some(session(2, 3)));
    assert_eq!(read(store, |rows| rows.session(&[4; 32]))?, None);

    let seen = SessionRow {
        id: SessionId::from_bytes([8; 16]),
        last_seen: ClockStamp { boot_millis: 7, boot_id: BootId::from_bytes([7; 16]), ..stamp(1_700_000_500) },
        host_name: "lab".to_owned(),
        sign_in_method: "recovery".to_owned(),
        ..session(1, 1)
    };
    write(store, |rows| {
        rows.put_session(&seen)?;
        rows.delete_session(&[2; 32])
    })?;
    assert_eq!(read(store, |rows| rows.sessions(account_id(1)))?, [seen]);
    Ok(())
}

pub(super) fn audit_entries_are_listed_newest_first_and_as_a_chain_oldest_first(
    store: &dyn Store,
) -> Result<(), Error> {
    let by_other =
        AuditRow { actor: Some(account_id(2)), detail: "reset".to_owned(), repeat_count: 3, ..audit(3, Some(1)) };
    write(store, |rows| {
        rows.put_audit(&audit(1, Some(1)))?;
        rows.put_audit(&audit(2, None))?;
        rows.put_audit(&by_other)?;
        rows.put_audit(&audit(4, Some(2)))
    })?;
    let by_host = AuditRow { event: AuditRow::HOST.to_owned(), ..audit(5, Some(1)) };
    write(store, |rows| rows.put_audit(&by_host))?;
    read(store, |rows| {
        assert_eq!(rows.history(account_id(1), 10)?, [by_other.clone(), audit(1, Some(1))]);
        assert_eq!(rows.history(account_id(1), 1)?, std::slice::from_ref(&by_other));
        assert_eq!(rows.history(account_id(9), 10)?, []);
        assert_eq!(rows.history(account_id(1), 0)?, []);
        assert_eq!(rows.history(account_id(1), usize::MAX)?.len(), 2);
        assert_eq!(rows.audit_from(1, 0)?, []);
        assert_eq!(rows.audit_from(2, 2)?, [audit(2, None), by_other.clone()]);
        assert_eq!(rows.audit_from(0, usize::MAX)?.len(), 5);
        assert_eq!(rows.audit_from(5, 9)?, std::slice::from_ref(&by_host));
        Ok(())
    })
}

pub(super) fn an_audit_entry_never_changes_once_it_was_written(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| rows.put_audit(&audit(1, None)))?;
    write(store, |rows| rows.put_audit(&audit(2, None)))?;
    for number in [1, 2] {
        let other = AuditRow { repeat_count: 2, hash: [8; 32], ..audit(number, None) };
        assert!(is_conflict(&write(store, |rows| rows.put_audit(&other))), "entry {number} is replaced");
    }
    let both = write(store, |rows| {
        rows.put_audit(&audit(3, None))?;
        rows.put_audit(&AuditRow { repeat_count: 2, ..audit(3, None) })
    });
    assert!(is_conflict(&both), "an entry is replaced in the transaction that wrote it");
    assert_eq!(read(store, |rows| rows.audit_from(1, 9))?, [audit(1, None), audit(2, None)]);
    Ok(())
}

pub(super) fn codes_are_suspended_only_for_accounts_whose_counter_says_so(store: &dyn Store) -> Result<(), Error> {
    let suspended = CounterRow { suspended: true, ..counter(1, 1) };
    let put = |n: u8, kind| (CounterKey::Account(account_id(n), kind), suspended);
    write(store, |rows| {
        sample::insert_accounts(rows, 4)?;
        let rest = (CounterKey::Account(account_id(3), CounterKind::Code), counter(9, 1));
        let others = [put(1, CounterKind::Password), put(1, CounterKind::Recovery), put(2, CounterKind::Code), rest];
        others.iter().try_for_each(|(key, row)| rows.put_counter(key, row))
    })?;
    let listed = read(store, |rows| rows.account_summaries())?;
    let listed: Vec<_> = listed.into_iter().map(|summary| (summary.row, summary.codes_suspended)).collect();
    assert_eq!(listed, [(account(1), false), (account(2), true), (account(3), false), (account(4), false)]);
    Ok(())
}
