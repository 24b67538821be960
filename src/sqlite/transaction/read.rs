//! Reading rows.

use rusqlite::{Row, params};

use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorId, AuthenticatorRow, BootId, ClockStamp, CounterKey, CounterKind,
    CounterRow, EXPIRED, Error, Head, HelpCodeRow, MeasuredCost, Meta, NameBucket, PasswordKind, Policy, Reader,
    RecoveryRow, Role, SessionId, SessionRow, StoreId, UnixTime, WaitPeriod, WrapKind, WrappedKeyRow,
};
use crate::sqlite::transaction::{
    Transaction, bool_column, enum_column, fixed_blob, id_column, number_column, optional_time_column, out_of_range,
    ranged, sql_limit, time_column,
};

pub(super) const ROLE_NAMES: &[(&str, Role)] = &[("administrator", Role::Administrator), ("member", Role::Member)];

pub(super) const WRAP_KIND_NAMES: &[(&str, WrapKind)] =
    &[("current", WrapKind::Active), ("retired", WrapKind::Retired), ("carried", WrapKind::Rewrapped)];

pub(super) const COUNTER_KIND_NAMES: &[(&str, CounterKind)] =
    &[("password", CounterKind::Password), ("code", CounterKind::Code), ("recovery", CounterKind::Recovery)];

impl Reader for Transaction<'_> {
    fn meta(&self) -> Result<Meta, Error> {
        self.query_first("SELECT * FROM meta", [], meta)?.ok_or(Error::Corrupt)
    }

    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        self.query_first("SELECT * FROM account WHERE id = ?1", [id.as_bytes()], account)
    }

    fn account_by_canonical_name(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        self.query_first("SELECT * FROM account WHERE key = ?1", [key], account)
    }

    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        self.query_decodable("SELECT * FROM account ORDER BY key", [], account)
    }

    fn accounts_with_suspension(&self) -> Result<Vec<(AccountRow, bool)>, Error> {
        let sql = "SELECT account.*, EXISTS (SELECT 1 FROM counter
                WHERE counter.account = account.id AND counter.kind = 'code' AND counter.suspended = 1) AS codes_suspended
            FROM account ORDER BY key";
        self.query_decodable(sql, [], |row| Ok((account(row)?, bool_column(row, "codes_suspended")?)))
    }

    fn has_accounts(&self) -> Result<bool, Error> {
        Ok(self.query_first("SELECT 1 FROM account LIMIT 1", [], |_| Ok(()))?.is_some())
    }

    fn active_administrators(&self, most: usize) -> Result<Vec<AccountId>, Error> {
        let sql = "SELECT id FROM account
            WHERE role = 'administrator' AND enabled = 1 AND password_until IS NULL LIMIT ?1";
        self.query_decodable(sql, [sql_limit(most)], |row| id_column(row, "id", AccountId::from_bytes))
    }

    fn wrapped_keys(&self, account: AccountId) -> Result<Vec<WrappedKeyRow>, Error> {
        let mut rows = self.query_all("SELECT * FROM wrap WHERE account = ?1", [account.as_bytes()], wrap)?;
        rows.sort_by_key(|row| (row.key_generation, row.kind));
        Ok(rows)
    }

    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        let sql = "SELECT * FROM authenticator WHERE account = ?1 ORDER BY added, id";
        self.query_all(sql, [account.as_bytes()], authenticator)
    }

    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        let sql = "SELECT * FROM recovery WHERE account = ?1 ORDER BY batch, place";
        self.query_all(sql, [account.as_bytes()], recovery)
    }

    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        self.query_first("SELECT * FROM help_code WHERE account = ?1", [account.as_bytes()], |row| {
            Ok(HelpCodeRow { tag: row.get("tag")?, until: time_column(row, "until")? })
        })
    }

    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error> {
        let sql = "SELECT id FROM account
                WHERE password_until IS NOT NULL AND password_until > ?1 AND password_until <= ?2
            UNION SELECT account FROM help_code WHERE until > ?1 AND until <= ?2";
        self.query_decodable(sql, [EXPIRED.millis(), now.millis()], |row| id_column(row, "id", AccountId::from_bytes))
    }

    fn active_kdf_params(&self, most: usize) -> Result<Vec<String>, Error> {
        let sql = "SELECT kdf FROM wrap WHERE kind = 'current' ORDER BY account, generation LIMIT ?1";
        self.query_decodable(sql, [sql_limit(most)], |row| row.get("kdf"))
    }

    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error> {
        match key {
            CounterKey::Account(account, kind) => {
                let sql = "SELECT * FROM counter WHERE account = ?1 AND kind = ?2";
                self.query_first(sql, params![account.as_bytes(), super::db_word(kind, COUNTER_KIND_NAMES)], counter)
            }
            CounterKey::Name(bucket) => {
                self.query_first("SELECT * FROM name_counter WHERE name = ?1", [bucket_number(*bucket)], counter)
            }
        }
    }

    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        let sql = "SELECT * FROM counter WHERE kind = 'password' AND failures > 0 ORDER BY account";
        let mut rows = self.query_decodable(sql, [], |row| {
            let account = id_column(row, "account", AccountId::from_bytes)?;
            Ok((CounterKey::Account(account, CounterKind::Password), counter(row)?))
        })?;
        let name_counters_sql = "SELECT * FROM name_counter ORDER BY name";
        rows.extend(
            self.query_decodable(name_counters_sql, [], |row| Ok((CounterKey::Name(bucket(row)?), counter(row)?)))?,
        );
        Ok(rows)
    }

    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error> {
        self.query_first("SELECT * FROM session WHERE token_hash = ?1", [token_hash], session)
    }

    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error> {
        let sql = "SELECT * FROM session WHERE account = ?1 ORDER BY opened, id";
        self.query_all(sql, [account.as_bytes()], session)
    }

    fn history(&self, account: AccountId, limit: usize) -> Result<Vec<AuditRow>, Error> {
        let sql = "SELECT * FROM audit WHERE account = ?1 AND event <> 'host' ORDER BY number DESC LIMIT ?2";
        self.query_all(sql, params![account.as_bytes(), sql_limit(limit)], audit)
    }

    fn audit_from(&self, first: u64, most: usize) -> Result<Vec<AuditRow>, Error> {
        let Ok(first) = i64::try_from(first) else { return Ok(Vec::new()) };
        self.query_all(
            "SELECT * FROM audit WHERE number >= ?1 ORDER BY number LIMIT ?2",
            [first, sql_limit(most)],
            audit,
        )
    }
}

fn meta(row: &Row<'_>) -> rusqlite::Result<Meta> {
    Ok(Meta {
        id: id_column(row, "id", StoreId::from_bytes)?,
        store_key: row.get("key")?,
        created: time_column(row, "created")?,
        latest_seen_time: time_column(row, "latest")?,
        starts_behind: row.get("starts_behind")?,
        last_start_behind: time_column(row, "last_start_behind")?,
        unlogged_refusals: row.get("unlogged_refusals")?,
        unknown_logged: time_column(row, "unknown_logged")?,
        head: Head { number: number_column(row, "head_number")?, hash: row.get("head_hash")? },
        policy: Policy {
            lock_after_minutes: ranged(row, "lock_after_minutes", &Policy::LOCK_AFTER_MINUTES)?,
            clear_clipboard_seconds: ranged(row, "clear_clipboard_seconds", &Policy::CLEAR_CLIPBOARD_SECONDS)?,
            unlock_needs_code: bool_column(row, "unlock_needs_code")?,
        },
        measured: measured(row)?,
    })
}

/// Reads both columns, or `None` if both are NULL.
fn measured(row: &Row<'_>) -> rusqlite::Result<Option<MeasuredCost>> {
    let (memory, millis) = ("measured_memory_kib", "measured_millis");
    match (row.get::<_, Option<u32>>(memory)?, row.get::<_, Option<u32>>(millis)?) {
        (None, None) => Ok(None),
        (Some(memory_kib), Some(millis)) => {
            let measured = MeasuredCost { memory_kib, millis };
            if measured.is_valid() { Ok(Some(measured)) } else { Err(out_of_range(row, memory)) }
        }
        _ => Err(out_of_range(row, millis)),
    }
}

fn account(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    Ok(AccountRow {
        id: id_column(row, "id", AccountId::from_bytes)?,
        username: row.get("username")?,
        canonical_name: row.get("key")?,
        role: enum_column(row, "role", ROLE_NAMES)?,
        enabled: bool_column(row, "enabled")?,
        two_factor: bool_column(row, "two_factor")?,
        password_kind: match optional_time_column(row, "password_until")? {
            None => PasswordKind::Own,
            Some(until) => PasswordKind::Temporary { until },
        },
        credentials_version: number_column(row, "credentials_version")?,
        key_generation: number_column(row, "generation")?,
        recovery_set: number_column(row, "recovery_set")?,
        created: time_column(row, "created")?,
        password_changed: time_column(row, "password_changed")?,
        last_sign_in: optional_time_column(row, "last_sign_in")?,
    })
}

fn wrap(row: &Row<'_>) -> rusqlite::Result<WrappedKeyRow> {
    Ok(WrappedKeyRow {
        account: id_column(row, "account", AccountId::from_bytes)?,
        kind: enum_column(row, "kind", WRAP_KIND_NAMES)?,
        key_generation: number_column(row, "generation")?,
        kdf_params: row.get("kdf")?,
        password_tag: row.get("tag")?,
        wrapping_generation: number_column(row, "under")?,
        sealed_key: fixed_blob(row, "sealed", WrappedKeyRow::SEALED_LENGTH)?,
        created: time_column(row, "created")?,
    })
}

fn authenticator(row: &Row<'_>) -> rusqlite::Result<AuthenticatorRow> {
    let last_step = number_column(row, "last_step")?;
    if last_step > AuthenticatorRow::STEP_LIMIT {
        return Err(out_of_range(row, "last_step"));
    }
    Ok(AuthenticatorRow {
        id: id_column(row, "id", AuthenticatorId::from_bytes)?,
        account: id_column(row, "account", AccountId::from_bytes)?,
        name: row.get("name")?,
        sealed_secret: fixed_blob(row, "sealed", AuthenticatorRow::SEALED_LENGTH)?,
        last_step,
        paired_at: time_column(row, "added")?,
        last_used_at: optional_time_column(row, "last_used")?,
    })
}

fn recovery(row: &Row<'_>) -> rusqlite::Result<RecoveryRow> {
    Ok(RecoveryRow {
        account: id_column(row, "account", AccountId::from_bytes)?,
        set_number: number_column(row, "batch")?,
        position: row.get("place")?,
        tag: row.get("tag")?,
        used_at: optional_time_column(row, "used")?,
    })
}

fn counter(row: &Row<'_>) -> rusqlite::Result<CounterRow> {
    Ok(CounterRow {
        failures: row.get("failures")?,
        incomplete_failures: row.get("unfinished")?,
        suspended: bool_column(row, "suspended")?,
        wait: wait(row)?,
        updated_at: ClockStamp {
            wall: time_column(row, "touched")?,
            boot_millis: number_column(row, "touched_boot")?,
            boot_id: id_column(row, "touched_boot_id", BootId::from_bytes)?,
        },
        failed_attempts: row.get("failed")?,
        last_failed: optional_time_column(row, "last_failed")?,
        refused_unread: row.get("refused_unread")?,
    })
}

/// Returns the number stored for a name bucket.
pub(super) fn bucket_number(bucket: NameBucket) -> i64 {
    match bucket {
        NameBucket::Invalid => -1,
        NameBucket::Mac(mac) => i64::from(mac),
    }
}

fn bucket(row: &Row<'_>) -> rusqlite::Result<NameBucket> {
    match row.get::<_, i64>("name")? {
        -1 => Ok(NameBucket::Invalid),
        mac => u16::try_from(mac).map(NameBucket::Mac).map_err(|_| out_of_range(row, "name")),
    }
}

/// Reads a wait, or `None` if all four columns are NULL. A partial wait is a decode error.
fn wait(row: &Row<'_>) -> rusqlite::Result<Option<WaitPeriod>> {
    let parts = ["wait_wall", "wait_boot", "wait_boot_id", "wait_length"];
    let mut all_null = true;
    for part in parts {
        all_null &= row.get_ref(part)? == rusqlite::types::ValueRef::Null;
    }
    if all_null {
        return Ok(None);
    }
    let start = ClockStamp {
        wall: time_column(row, "wait_wall")?,
        boot_millis: number_column(row, "wait_boot")?,
        boot_id: id_column(row, "wait_boot_id", BootId::from_bytes)?,
    };
    Ok(Some(WaitPeriod { start, length_millis: number_column(row, "wait_length")? }))
}

fn session(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        token_hash: row.get("token_hash")?,
        id: id_column(row, "id", SessionId::from_bytes)?,
        account: id_column(row, "account", AccountId::from_bytes)?,
        opened_at: time_column(row, "opened")?,
        last_seen: ClockStamp {
            wall: time_column(row, "seen")?,
            boot_millis: number_column(row, "seen_boot")?,
            boot_id: id_column(row, "seen_boot_id", BootId::from_bytes)?,
        },
        host_name: row.get("host")?,
        sign_in_method: row.get("method")?,
    })
}

fn audit(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        number: number_column(row, "number")?,
        occurred_at: time_column(row, "time")?,
        account: row.get::<_, Option<[u8; 16]>>("account")?.map(AccountId::from_bytes),
        username: row.get("username")?,
        actor: row.get::<_, Option<[u8; 16]>>("actor")?.map(AccountId::from_bytes),
        event: row.get("event")?,
        detail: row.get("detail")?,
        repeat_count: row.get("count")?,
        host_name: row.get("host")?,
        hash: row.get("hash")?,
    })
}
