//! Checks that values are read back exactly as written.

use crate::auth::account::{AuthenticatorId, BootId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::contract::sample::{self, account, account_id};
use crate::auth::store::contract::state::state;
use crate::auth::store::contract::{is_conflict, read, write};
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, ClockStamp, CounterKey, CounterKind, CounterRow, NameBucket, SessionRow,
    Store, WaitPeriod, WrapKind, WrappedKeyRow,
};

/// Line, field and quotation delimiters, distinct texts that look alike, and right-to-left text.
const TEXTS: [&str; 9] = ["a\nb", "a\r\nb", "a\tb", "a,b;c|d", "'\"\\`", "  a  ", "é e\u{301}", "אב\u{202e}", "𐐀🜁"];

pub(super) fn every_text_is_read_back_unchanged(store: &dyn Store) -> Result<(), Error> {
    let numbered = || (1..).zip(TEXTS);
    write(store, |rows| {
        numbered().try_for_each(|(n, text)| {
            let (name, host, method) = (text.to_owned(), text.to_owned(), text.to_owned());
            let row = AccountRow { username: name.clone(), canonical_name: name.clone(), ..account(n) };
            assert!(rows.insert_account(&row)?, "{text:?} is a distinct name");
            rows.put_authenticator(&AuthenticatorRow { name, ..sample::authenticator(n, n) })?;
            rows.put_session(&SessionRow { host_name: host, sign_in_method: method, ..sample::session(n, n) })?;
            let [username, event, detail, host] = [text; 4].map(str::to_owned);
            rows.put_audit(&AuditRow {
                username,
                event,
                detail,
                host_name: host,
                ..sample::audit(u64::from(n), Some(n))
            })
        })
    })?;
    read(store, |rows| {
        numbered().try_for_each(|(n, text)| {
            let account = rows.account_by_canonical_name(text)?;
            assert_eq!(
                account.map(|row| (row.id, row.username, row.canonical_name)),
                Some((account_id(n), text.into(), text.into()))
            );
            let names: Vec<_> = rows.authenticators(account_id(n))?.into_iter().map(|row| row.name).collect();
            assert_eq!(names, [text]);
            let sessions = rows.sessions(account_id(n))?.into_iter();
            assert_eq!(
                sessions.map(|row| (row.host_name, row.sign_in_method)).collect::<Vec<_>>(),
                [(text.into(), text.into())]
            );
            let entry = rows.history(account_id(n), 1)?.into_iter().next();
            let texts = entry.map(|row| [row.username, row.event, row.detail, row.host_name]);
            assert_eq!(texts, Some([text; 4].map(str::to_owned)));
            Ok(())
        })
    })
}

pub(super) fn every_byte_is_read_back_unchanged(store: &dyn Store) -> Result<(), Error> {
    let bytes = |from: u8, length: usize| (0..=u8::MAX).cycle().skip(from.into()).take(length).collect::<Vec<u8>>();
    let array = |from: u8| std::array::from_fn::<u8, 32, _>(|n| from.wrapping_add(n.to_le_bytes()[0]));
    let pieces: Vec<u8> = (0..=u8::MAX).step_by(32).collect();
    let wrapped_key = |from: u8| WrappedKeyRow {
        password_tag: array(from),
        sealed_key: bytes(from, WrappedKeyRow::SEALED_LENGTH),
        ..sample::wrapped_key(1, WrapKind::Active, u64::from(from))
    };
    let authenticator = |from: u8| AuthenticatorRow {
        id: AuthenticatorId::from_bytes(std::array::from_fn(|n| from.wrapping_add(n.to_le_bytes()[0]))),
        name: from.to_string(),
        sealed_secret: bytes(from, AuthenticatorRow::SEALED_LENGTH),
        paired_at: UnixTime::from_millis(from.into()),
        ..sample::authenticator(1, 1)
    };
    let named = |from: u8| CounterKey::Name(NameBucket::Mac(u16::from_be_bytes([from, 255 - from])));
    let counter = |from: u8| {
        let touched = ClockStamp { boot_id: BootId::from_bytes([from; 16]), ..ClockStamp::default() };
        CounterRow { updated_at: touched, ..sample::counter(u32::from(from), 0) }
    };
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        pieces.iter().try_for_each(|from| {
            rows.put_wrapped_key(&wrapped_key(*from))?;
            rows.put_authenticator(&authenticator(*from))?;
            rows.put_counter(&named(*from), &counter(*from))
        })
    })?;
    read(store, |rows| {
        let (wrapped_keys, authenticators) = (rows.wrapped_keys(account_id(1))?, rows.authenticators(account_id(1))?);
        // Compares the bytes first and separately, because the rows' `Debug` omits them.
        let expected = || pieces.iter().copied().map(wrapped_key);
        let bytes = |row: WrappedKeyRow| (row.password_tag, row.sealed_key);
        assert_eq!(
            wrapped_keys.iter().cloned().map(bytes).collect::<Vec<_>>(),
            expected().map(bytes).collect::<Vec<_>>()
        );
        assert_eq!(wrapped_keys, expected().collect::<Vec<_>>());
        let expected = || pieces.iter().copied().map(authenticator);
        let sealed = authenticators.iter().map(|row| row.sealed_secret.clone());
        assert_eq!(sealed.collect::<Vec<_>>(), expected().map(|row| row.sealed_secret).collect::<Vec<_>>());
        assert_eq!(authenticators, expected().collect::<Vec<_>>());
        pieces.iter().try_for_each(|from| {
            assert_eq!(rows.counter(&named(*from))?, Some(counter(*from)));
            Ok(())
        })
    })
}

pub(super) fn an_oversized_number_is_stored_or_refused(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| sample::seed(rows, 1))?;
    let before = state(store)?;
    let most = AccountRow { key_generation: u64::MAX, credentials_version: u64::MAX, ..account(1) };
    if was_written(write(store, |rows| rows.update_account(&most)))? {
        assert_eq!(read(store, |rows| rows.account(most.id))?.as_ref(), Some(&most));
        write(store, |rows| rows.update_account(&account(1)))?;
    }
    let wrapped_key = sample::wrapped_key(1, WrapKind::Active, u64::MAX);
    if was_written(write(store, |rows| rows.put_wrapped_key(&wrapped_key)))? {
        assert_eq!(read(store, |rows| rows.wrapped_keys(account_id(1)))?.last(), Some(&wrapped_key));
        write(store, |rows| rows.delete_wrapped_key(account_id(1), WrapKind::Active, u64::MAX))?;
    }
    let key = CounterKey::Name(NameBucket::Mac(2));
    let wait = WaitPeriod { length_millis: u64::MAX, ..sample::wait() };
    let counter = CounterRow { wait: Some(wait), ..CounterRow::default() };
    if was_written(write(store, |rows| rows.put_counter(&key, &counter)))? {
        assert_eq!(read(store, |rows| rows.counter(&key))?, Some(counter));
    }
    assert_eq!(state(store)?, before);
    let entry = sample::audit(u64::MAX, Some(1));
    if was_written(write(store, |rows| rows.put_audit(&entry)))? {
        assert_eq!(read(store, |rows| rows.audit_from(u64::MAX, 1))?, [entry]);
    }
    Ok(())
}

/// Returns whether the row was written; if not, it must be a conflict.
fn was_written(outcome: Result<(), Error>) -> Result<bool, Error> {
    if is_conflict(&outcome) { Ok(false) } else { outcome.map(|()| true) }
}

pub(super) fn removing_a_missing_row_changes_nothing(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| sample::seed(rows, 1))?;
    let before = state(store)?;
    write(store, |rows| {
        rows.delete_account(account_id(2))?;
        rows.delete_wrapped_key(account_id(1), WrapKind::Retired, 1)?;
        rows.delete_authenticator(AuthenticatorId::from_bytes([2; 16]))?;
        rows.put_help_code(account_id(2), None)?;
        rows.delete_counter(&CounterKey::Account(account_id(1), CounterKind::Password))?;
        rows.delete_counter(&CounterKey::Name(NameBucket::Mac(2)))?;
        rows.delete_session(&[2; 32])
    })?;
    assert_eq!(state(store)?, before);
    Ok(())
}

pub(super) fn the_largest_values_are_read_back(store: &dyn Store) -> Result<(), Error> {
    let most = u64::try_from(i64::MAX).unwrap_or(0);
    let row = AccountRow {
        username: "𐐀".repeat(64),
        canonical_name: "𐐨".repeat(64),
        credentials_version: most,
        key_generation: most,
        recovery_set: most,
        created: UnixTime::from_millis(i64::MAX),
        password_changed: UnixTime::from_millis(i64::MIN),
        last_sign_in: Some(UnixTime::from_millis(i64::MIN)),
        ..account(1)
    };
    let key = CounterKey::Account(row.id, CounterKind::Code);
    let mut wait = sample::wait();
    (wait.length_millis, wait.start.boot_millis) = (most, most);
    let counter = CounterRow {
        failures: u32::MAX,
        incomplete_failures: u32::MAX,
        suspended: true,
        wait: Some(wait),
        updated_at: ClockStamp { wall: UnixTime::from_millis(i64::MAX), boot_millis: most, ..sample::wait().start },
        failed_attempts: u32::MAX,
        last_failed: Some(UnixTime::from_millis(i64::MIN)),
        refused_unread: u32::MAX,
    };
    let audit = AuditRow { repeat_count: u32::MAX, ..sample::audit(most, Some(1)) };
    write(store, |rows| {
        assert!(rows.insert_account(&row)?);
        rows.put_counter(&key, &counter)?;
        rows.put_audit(&audit)
    })?;
    read(store, |rows| {
        assert_eq!(rows.account(row.id)?.as_ref(), Some(&row));
        assert_eq!(rows.counter(&key)?, Some(counter));
        assert_eq!(rows.audit_from(most, 1)?, std::slice::from_ref(&audit));
        assert_eq!(rows.audit_from(u64::MAX, 1)?, []);
        Ok(())
    })
}
