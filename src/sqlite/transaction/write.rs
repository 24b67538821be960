//! Writing rows. The schema's constraints refuse invalid values; preconditions are checked here.

use rusqlite::params;

use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorId, AuthenticatorRow, ClockStamp, CounterKey, CounterRow, Error,
    HelpCodeRow, Meta, PasswordKind, Reader, RecoveryRow, SessionRow, StoreError, UnixTime, WrapKind, WrappedKeyRow,
    Writer,
};
use crate::sqlite::transaction::read::{COUNTER_KIND_NAMES, ROLE_NAMES, WRAP_KIND_NAMES, bucket_number};
use crate::sqlite::transaction::{Transaction, db_word, to_i64};

impl Writer for Transaction<'_> {
    fn put_meta(&mut self, meta: &Meta) -> Result<(), Error> {
        let Meta { id: _, store_key: _, created: _, latest_seen_time: latest, head, policy, .. } = meta;
        let Meta { starts_behind, last_start_behind, unlogged_refusals, unknown_logged, measured, .. } = meta;
        let sql = "UPDATE meta SET latest = ?1, head_number = ?2, head_hash = ?3,
            lock_after_minutes = ?4, clear_clipboard_seconds = ?5, unlock_needs_code = ?6,
            starts_behind = ?7, last_start_behind = ?8, unlogged_refusals = ?9, unknown_logged = ?10,
            measured_memory_kib = ?11, measured_millis = ?12";
        let changed = self.execute(
            sql,
            params![
                latest.millis(),
                to_i64(head.number)?,
                head.hash,
                policy.lock_after_minutes,
                policy.clear_clipboard_seconds,
                policy.unlock_needs_code,
                starts_behind,
                last_start_behind.millis(),
                unlogged_refusals,
                unknown_logged.millis(),
                measured.map(|measured| measured.memory_kib),
                measured.map(|measured| measured.millis),
            ],
        )?;
        if changed == 1 { Ok(()) } else { Err(Error::Corrupt) }
    }

    fn insert_account(&mut self, row: &AccountRow) -> Result<bool, Error> {
        if self.query_first("SELECT 1 FROM account WHERE key = ?1", [&row.canonical_name], |_| Ok(()))?.is_some() {
            return Ok(false);
        }
        let sql = "INSERT INTO account (id, username, key, role, enabled, two_factor, password_until,
                credentials_version, generation, recovery_set, created, password_changed, last_sign_in)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        self.put_account(sql, row)?;
        Ok(true)
    }

    fn update_account(&mut self, row: &AccountRow) -> Result<(), Error> {
        let sql = "UPDATE account SET username = ?2, key = ?3, role = ?4, enabled = ?5, two_factor = ?6,
                password_until = ?7, credentials_version = ?8, generation = ?9, recovery_set = ?10, created = ?11,
                password_changed = ?12, last_sign_in = ?13
            WHERE id = ?1";
        match self.put_account(sql, row)? {
            0 => Err(conflict("there is no such account")),
            _ => Ok(()),
        }
    }

    fn delete_account(&mut self, id: AccountId) -> Result<(), Error> {
        self.execute("DELETE FROM account WHERE id = ?1", [id.as_bytes()]).map(|_| ())
    }

    fn put_wrapped_key(&mut self, row: &WrappedKeyRow) -> Result<(), Error> {
        let sql = "INSERT INTO wrap (account, generation, kind, kdf, tag, under, sealed, created)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (account, generation, kind) DO UPDATE SET kdf = excluded.kdf, tag = excluded.tag,
                under = excluded.under, sealed = excluded.sealed, created = excluded.created";
        let WrappedKeyRow {
            account,
            kind,
            key_generation: generation,
            kdf_params: kdf,
            password_tag: tag,
            wrapping_generation: under,
            sealed_key: sealed,
            created,
        } = row;
        let (generation, kind) = (to_i64(*generation)?, db_word(kind, WRAP_KIND_NAMES));
        let under = to_i64(*under)?;
        self.execute(sql, params![account.as_bytes(), generation, kind, kdf, tag, under, sealed, created.millis()])
            .map(|_| ())
    }

    fn delete_wrapped_key(&mut self, account: AccountId, kind: WrapKind, generation: u64) -> Result<(), Error> {
        let Ok(generation) = i64::try_from(generation) else { return Ok(()) };
        let sql = "DELETE FROM wrap WHERE account = ?1 AND kind = ?2 AND generation = ?3";
        self.execute(sql, params![account.as_bytes(), db_word(&kind, WRAP_KIND_NAMES), generation]).map(|_| ())
    }

    fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<(), Error> {
        let sql = "INSERT INTO authenticator (id, account, name, sealed, last_step, added, last_used)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, sealed = excluded.sealed,
                last_step = max(last_step, excluded.last_step), added = excluded.added,
                last_used = excluded.last_used
            WHERE account = excluded.account";
        let AuthenticatorRow {
            id,
            account,
            name,
            sealed_secret: sealed,
            last_step,
            paired_at: added,
            last_used_at: last_used,
        } = row;
        let (last_step, added, last_used) = (to_i64(*last_step)?, added.millis(), last_used.map(UnixTime::millis));
        let values = params![id.as_bytes(), account.as_bytes(), name, sealed, last_step, added, last_used];
        match self.execute(sql, values)? {
            0 => Err(conflict("the authenticator is another account's")),
            _ => Ok(()),
        }
    }

    fn delete_authenticator(&mut self, id: AuthenticatorId) -> Result<(), Error> {
        self.execute("DELETE FROM authenticator WHERE id = ?1", [id.as_bytes()]).map(|_| ())
    }

    fn spend_step(&mut self, id: AuthenticatorId, step: u64) -> Result<bool, Error> {
        if step > AuthenticatorRow::STEP_LIMIT {
            return Err(conflict("the step is absurd"));
        }
        let sql = "UPDATE authenticator SET last_step = ?2 WHERE id = ?1 AND last_step < ?2";
        Ok(self.execute(sql, params![id.as_bytes(), to_i64(step)?])? == 1)
    }

    fn replace_recovery(&mut self, account: AccountId, rows: &[RecoveryRow]) -> Result<(), Error> {
        if self.account(account)?.is_none() {
            return Err(conflict("there is no such account"));
        }
        self.execute("DELETE FROM recovery WHERE account = ?1", [account.as_bytes()])?;
        for row in rows {
            if row.account != account {
                return Err(conflict("the recovery codes do not belong together"));
            }
            let sql = "INSERT INTO recovery (account, batch, place, tag, used) VALUES (?1, ?2, ?3, ?4, ?5)";
            let used = row.used_at.map(UnixTime::millis);
            self.execute(sql, params![account.as_bytes(), to_i64(row.set_number)?, row.position, row.tag, used])?;
        }
        Ok(())
    }

    fn spend_recovery(&mut self, row: &RecoveryRow) -> Result<bool, Error> {
        let RecoveryRow { account, set_number: set, position: index, tag, used_at: used } = row;
        let Some(used) = used else {
            return Err(conflict("a used recovery code needs its time"));
        };
        let sql = "UPDATE recovery SET used = ?5
            WHERE account = ?1 AND batch = ?2 AND place = ?3 AND tag = ?4 AND used IS NULL";
        Ok(self.execute(sql, params![account.as_bytes(), to_i64(*set)?, index, tag, used.millis()])? == 1)
    }

    fn put_help_code(&mut self, account: AccountId, row: Option<&HelpCodeRow>) -> Result<(), Error> {
        let Some(HelpCodeRow { tag, until }) = row else {
            return self.execute("DELETE FROM help_code WHERE account = ?1", [account.as_bytes()]).map(|_| ());
        };
        let sql = "INSERT INTO help_code (account, tag, until) VALUES (?1, ?2, ?3)
            ON CONFLICT (account) DO UPDATE SET tag = excluded.tag, until = excluded.until";
        self.execute(sql, params![account.as_bytes(), tag, until.millis()]).map(|_| ())
    }

    fn put_counter(&mut self, key: &CounterKey, row: &CounterRow) -> Result<(), Error> {
        match key {
            CounterKey::Account(account, kind) => {
                let sql = "INSERT OR REPLACE INTO counter (failures, unfinished, suspended, wait_wall, wait_boot,
                        wait_boot_id, wait_length, touched, touched_boot, touched_boot_id, failed, last_failed,
                        refused_unread, account, kind)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
                self.put_counter_row(sql, row, &[&account.as_bytes(), &db_word(kind, COUNTER_KIND_NAMES)])
            }
            CounterKey::Name(bucket) => {
                let sql = "INSERT OR REPLACE INTO name_counter (failures, unfinished, suspended, wait_wall, wait_boot,
                        wait_boot_id, wait_length, touched, touched_boot, touched_boot_id, failed, last_failed,
                        refused_unread, name)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
                self.put_counter_row(sql, row, &[&bucket_number(*bucket)])
            }
        }
    }

    fn delete_counter(&mut self, key: &CounterKey) -> Result<(), Error> {
        match key {
            CounterKey::Account(account, kind) => {
                let sql = "DELETE FROM counter WHERE account = ?1 AND kind = ?2";
                self.execute(sql, params![account.as_bytes(), db_word(kind, COUNTER_KIND_NAMES)]).map(|_| ())
            }
            CounterKey::Name(bucket) => {
                self.execute("DELETE FROM name_counter WHERE name = ?1", [bucket_number(*bucket)]).map(|_| ())
            }
        }
    }

    fn put_session(&mut self, row: &SessionRow) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO session
                (token_hash, id, account, opened, seen, seen_boot, seen_boot_id, host, method)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let SessionRow {
            token_hash,
            id,
            account,
            opened_at: opened,
            last_seen: seen,
            host_name: host,
            sign_in_method: method,
        } = row;
        let ClockStamp { wall, boot_millis, boot_id } = seen;
        let (id, account, boot_id) = (id.as_bytes(), account.as_bytes(), boot_id.as_bytes());
        let (opened, wall, boot) = (opened.millis(), wall.millis(), to_i64(*boot_millis)?);
        self.execute(sql, params![token_hash, id, account, opened, wall, boot, boot_id, host, method]).map(|_| ())
    }

    fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<(), Error> {
        self.execute("DELETE FROM session WHERE token_hash = ?1", [token_hash]).map(|_| ())
    }

    fn put_audit(&mut self, row: &AuditRow) -> Result<(), Error> {
        let AuditRow {
            number,
            occurred_at: time,
            account,
            username,
            actor,
            event,
            detail,
            repeat_count: count,
            host_name: host,
            hash,
        } = row;
        let number = to_i64(*number)?;
        if self.query_first("SELECT 1 FROM audit WHERE number >= ?1 LIMIT 1", [number], |_| Ok(()))?.is_some() {
            return Err(conflict("an audit entry would be replaced"));
        }
        let sql = "INSERT INTO audit
                (number, time, account, username, actor, event, detail, count, host, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let (account, actor) = (account.as_ref().map(AccountId::as_bytes), actor.as_ref().map(AccountId::as_bytes));
        let values = params![number, time.millis(), account, username, actor, event, detail, count, host, hash];
        self.execute(sql, values).map(|_| ())
    }
}

impl Transaction<'_> {
    /// Runs `sql` with an account's fields, in the order of the schema.
    fn put_account(&self, sql: &str, row: &AccountRow) -> Result<usize, Error> {
        let until = match row.password_kind {
            PasswordKind::Own => None,
            PasswordKind::Temporary { until } => Some(until.millis()),
        };
        self.execute(
            sql,
            params![
                row.id.as_bytes(),
                row.username,
                row.canonical_name,
                db_word(&row.role, ROLE_NAMES),
                row.enabled,
                row.two_factor,
                until,
                to_i64(row.credentials_version)?,
                to_i64(row.key_generation)?,
                to_i64(row.recovery_set)?,
                row.created.millis(),
                row.password_changed.millis(),
                row.last_sign_in.map(UnixTime::millis),
            ],
        )
    }

    /// Runs `sql` with a counter's fields, followed by its key.
    fn put_counter_row(&self, sql: &str, row: &CounterRow, key: &[&dyn rusqlite::ToSql]) -> Result<(), Error> {
        let CounterRow {
            failures,
            incomplete_failures: unfinished,
            suspended,
            wait,
            updated_at: touched,
            failed_attempts: failed,
            last_failed,
            refused_unread,
        } = row;
        let wall = wait.map(|wait| wait.start.wall.millis());
        let boot = wait.map(|wait| to_i64(wait.start.boot_millis)).transpose()?;
        let boot_id = wait.map(|wait| *wait.start.boot_id.as_bytes());
        let length = wait.map(|wait| to_i64(wait.length_millis)).transpose()?;
        let (touched_wall, last_failed) = (touched.wall.millis(), last_failed.map(UnixTime::millis));
        let (touched_boot, touched_boot_id) = (to_i64(touched.boot_millis)?, touched.boot_id.as_bytes());
        let mut values: Vec<&dyn rusqlite::ToSql> =
            vec![failures, unfinished, suspended, &wall, &boot, &boot_id, &length, &touched_wall];
        values.extend([&touched_boot as &dyn rusqlite::ToSql, &touched_boot_id, failed, &last_failed, refused_unread]);
        values.extend_from_slice(key);
        self.execute(sql, values.as_slice()).map(|_| ())
    }
}

fn conflict(what: &str) -> Error {
    StoreError::Conflict(what.to_owned()).into()
}
