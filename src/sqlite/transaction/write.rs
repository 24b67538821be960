//! Writing rows. The schema's constraints refuse invalid values; preconditions are checked here.

use rusqlite::params;

use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorId, AuthenticatorRow, CounterKey, CounterRow, Error, HelpCodeRow,
    Meta, Reader, RecoveryRow, SessionRow, WrapKind, WrappedKeyRow, Writer,
};
use crate::sqlite::transaction::{Column, Transaction};

impl Writer for Transaction<'_> {
    fn put_meta(&mut self, meta: &Meta) -> Result<(), Error> {
        let sql = "UPDATE meta SET latest = ?1, head_number = ?2, head_hash = ?3,
            lock_after_minutes = ?4, clear_clipboard_seconds = ?5, unlock_needs_code = ?6,
            starts_behind = ?7, last_start_behind = ?8, unlogged_refusals = ?9, unknown_logged = ?10,
            measured_memory_kib = ?11, measured_millis = ?12";
        let changed = self.execute(
            sql,
            params![
                meta.latest_seen_time,
                meta.head.number,
                meta.head.hash,
                meta.policy.lock_after_minutes,
                meta.policy.clear_clipboard_seconds,
                meta.policy.unlock_needs_code,
                meta.starts_behind,
                meta.last_start_behind,
                meta.unlogged_refusals,
                meta.unknown_logged,
                meta.measured.map(|measured| measured.memory_kib),
                meta.measured.map(|measured| measured.millis),
            ],
        )?;
        if changed == 1 { Ok(()) } else { Err(Error::Corrupt) }
    }

    fn insert_account(&mut self, row: &AccountRow) -> Result<bool, Error> {
        if self.query_first("SELECT 1 FROM account WHERE key = ?1", [&row.canonical_name], |_| Ok(()))?.is_some() {
            return Ok(false);
        }
        self.insert("INSERT", "account", &account_columns(row))?;
        Ok(true)
    }

    fn update_account(&mut self, row: &AccountRow) -> Result<(), Error> {
        let sql = "UPDATE account SET username = ?2, key = ?3, role = ?4, enabled = ?5, two_factor = ?6,
                password_until = ?7, credentials_version = ?8, generation = ?9, recovery_set = ?10, created = ?11,
                password_changed = ?12, last_sign_in = ?13
            WHERE id = ?1";
        match self.execute(sql, account_columns(row).map(|(_, value)| value))? {
            0 => Err(Error::conflict("there is no such account")),
            _ => Ok(()),
        }
    }

    fn delete_account(&mut self, id: AccountId) -> Result<(), Error> {
        self.execute("DELETE FROM account WHERE id = ?1", [id]).map(|_| ())
    }

    fn put_wrapped_key(&mut self, row: &WrappedKeyRow) -> Result<(), Error> {
        let columns: [Column<'_>; 8] = [
            ("account", &row.account),
            ("generation", &row.key_generation),
            ("kind", &row.kind),
            ("kdf", &row.kdf_params),
            ("tag", &row.password_tag),
            ("under", &row.wrapping_generation),
            ("sealed", &row.sealed_key),
            ("created", &row.created),
        ];
        self.insert("REPLACE", "wrap", &columns)
    }

    fn delete_wrapped_key(&mut self, account: AccountId, kind: WrapKind, generation: u64) -> Result<(), Error> {
        let Ok(generation) = i64::try_from(generation) else { return Ok(()) };
        let sql = "DELETE FROM wrap WHERE account = ?1 AND kind = ?2 AND generation = ?3";
        self.execute(sql, params![account, kind, generation]).map(|_| ())
    }

    fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<(), Error> {
        let sql = "INSERT INTO authenticator (id, account, name, sealed, last_step, added, last_used)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, sealed = excluded.sealed,
                last_step = max(last_step, excluded.last_step), added = excluded.added,
                last_used = excluded.last_used
            WHERE account = excluded.account";
        let AuthenticatorRow { id, account, name, sealed_secret, last_step, paired_at, last_used_at } = row;
        match self.execute(sql, params![id, account, name, sealed_secret, last_step, paired_at, last_used_at])? {
            0 => Err(Error::conflict("the authenticator is another account's")),
            _ => Ok(()),
        }
    }

    fn delete_authenticator(&mut self, id: AuthenticatorId) -> Result<(), Error> {
        self.execute("DELETE FROM authenticator WHERE id = ?1", [id]).map(|_| ())
    }

    fn spend_step(&mut self, id: AuthenticatorId, step: u64) -> Result<bool, Error> {
        if step > AuthenticatorRow::STEP_LIMIT {
            return Err(Error::conflict("the step is absurd"));
        }
        let sql = "UPDATE authenticator SET last_step = ?2 WHERE id = ?1 AND last_step < ?2";
        Ok(self.execute(sql, params![id, step])? == 1)
    }

    fn replace_recovery(&mut self, account: AccountId, rows: &[RecoveryRow]) -> Result<(), Error> {
        if self.account(account)?.is_none() {
            return Err(Error::conflict("there is no such account"));
        }
        self.execute("DELETE FROM recovery WHERE account = ?1", [account])?;
        for row in rows {
            if row.account != account {
                return Err(Error::conflict("the recovery codes do not belong together"));
            }
            let columns: [Column<'_>; 5] = [
                ("account", &row.account),
                ("batch", &row.set_number),
                ("place", &row.position),
                ("tag", &row.tag),
                ("used", &row.used_at),
            ];
            self.insert("INSERT", "recovery", &columns)?;
        }
        Ok(())
    }

    fn spend_recovery(&mut self, row: &RecoveryRow) -> Result<bool, Error> {
        let RecoveryRow { account, set_number, position, tag, used_at } = row;
        if used_at.is_none() {
            return Err(Error::conflict("a used recovery code needs its time"));
        }
        let sql = "UPDATE recovery SET used = ?5
            WHERE account = ?1 AND batch = ?2 AND place = ?3 AND tag = ?4 AND used IS NULL";
        Ok(self.execute(sql, params![account, set_number, position, tag, used_at])? == 1)
    }

    fn put_help_code(&mut self, account: AccountId, row: Option<&HelpCodeRow>) -> Result<(), Error> {
        match row {
            None => self.execute("DELETE FROM help_code WHERE account = ?1", [account]).map(|_| ()),
            Some(HelpCodeRow { tag, until }) => {
                self.insert("REPLACE", "help_code", &[("account", &account), ("tag", tag), ("until", until)])
            }
        }
    }

    fn put_counter(&mut self, key: &CounterKey, row: &CounterRow) -> Result<(), Error> {
        let columns: [Column<'_>; 13] = [
            ("failures", &row.failures),
            ("unfinished", &row.incomplete_failures),
            ("suspended", &row.suspended),
            ("wait_wall", &row.wait.map(|wait| wait.start.wall)),
            ("wait_boot", &row.wait.map(|wait| wait.start.boot_millis)),
            ("wait_boot_id", &row.wait.map(|wait| wait.start.boot_id)),
            ("wait_length", &row.wait.map(|wait| wait.length_millis)),
            ("touched", &row.updated_at.wall),
            ("touched_boot", &row.updated_at.boot_millis),
            ("touched_boot_id", &row.updated_at.boot_id),
            ("failed", &row.failed_attempts),
            ("last_failed", &row.last_failed),
            ("refused_unread", &row.refused_unread),
        ];
        let (table, key): (_, &[Column<'_>]) = match key {
            CounterKey::Account(account, kind) => ("counter", &[("account", account), ("kind", kind)]),
            CounterKey::Name(bucket) => ("name_counter", &[("name", bucket)]),
        };
        self.insert("REPLACE", table, &[&columns, key].concat())
    }

    fn delete_counter(&mut self, key: &CounterKey) -> Result<(), Error> {
        let deleted = match key {
            CounterKey::Account(account, kind) => {
                self.execute("DELETE FROM counter WHERE account = ?1 AND kind = ?2", params![account, kind])
            }
            CounterKey::Name(bucket) => self.execute("DELETE FROM name_counter WHERE name = ?1", [bucket]),
        };
        deleted.map(|_| ())
    }

    fn put_session(&mut self, row: &SessionRow) -> Result<(), Error> {
        let columns: [Column<'_>; 9] = [
            ("token_hash", &row.token_hash),
            ("id", &row.id),
            ("account", &row.account),
            ("opened", &row.opened_at),
            ("seen", &row.last_seen.wall),
            ("seen_boot", &row.last_seen.boot_millis),
            ("seen_boot_id", &row.last_seen.boot_id),
            ("host", &row.host_name),
            ("method", &row.sign_in_method),
        ];
        self.insert("REPLACE", "session", &columns)
    }

    fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<(), Error> {
        self.execute("DELETE FROM session WHERE token_hash = ?1", [token_hash]).map(|_| ())
    }

    fn put_audit(&mut self, row: &AuditRow) -> Result<(), Error> {
        let is_taken = "SELECT 1 FROM audit WHERE number >= ?1 LIMIT 1";
        if self.query_first(is_taken, [row.number], |_| Ok(()))?.is_some() {
            return Err(Error::conflict("an audit entry would be replaced"));
        }
        let columns: [Column<'_>; 10] = [
            ("number", &row.number),
            ("time", &row.occurred_at),
            ("account", &row.account),
            ("username", &row.username),
            ("actor", &row.actor),
            ("event", &row.event),
            ("detail", &row.detail),
            ("count", &row.repeat_count),
            ("host", &row.host_name),
            ("hash", &row.hash),
        ];
        self.insert("INSERT", "audit", &columns)
    }
}

/// The columns of an account, in the order of the schema.
fn account_columns(row: &AccountRow) -> [Column<'_>; 13] {
    [
        ("id", &row.id),
        ("username", &row.username),
        ("key", &row.canonical_name),
        ("role", &row.role),
        ("enabled", &row.enabled),
        ("two_factor", &row.two_factor),
        ("password_until", &row.password_kind),
        ("credentials_version", &row.credentials_version),
        ("generation", &row.key_generation),
        ("recovery_set", &row.recovery_set),
        ("created", &row.created),
        ("password_changed", &row.password_changed),
        ("last_sign_in", &row.last_sign_in),
    ]
}
