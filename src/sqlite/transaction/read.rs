//! Reading rows.

use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

use crate::auth::{
    AccountId, AccountRow, AccountSummary, AuditRow, AuthenticatorRow, ClockStamp, CounterKey, CounterKind, CounterRow,
    EXPIRED, Error, Head, HelpCodeRow, MeasuredCost, Meta, Policy, Reader, RecoveryRow, SessionRow, UnixTime,
    WaitPeriod, WrappedKeyRow,
};
use crate::sqlite::error::OUT_OF_RANGE;
use crate::sqlite::transaction::Transaction;
use crate::sqlite::transaction::columns::{bool_column, corrupt_column, fixed_blob, ranged};

impl Reader for Transaction<'_> {
    fn meta(&self) -> Result<Meta, Error> {
        self.query_first("SELECT * FROM meta", [], meta)?.ok_or(Error::Corrupt)
    }

    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        self.query_first("SELECT * FROM account WHERE id = ?1", [id], account)
    }

    fn account_by_canonical_name(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        self.query_first("SELECT * FROM account WHERE key = ?1", [key], account)
    }

    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        self.query_decodable("SELECT * FROM account ORDER BY key", [], account)
    }

    fn account_summaries(&self) -> Result<Vec<AccountSummary>, Error> {
        let sql = "SELECT account.*, help_code.until AS help_code_until, EXISTS (SELECT 1 FROM counter
                WHERE counter.account = account.id AND counter.kind = 'code' AND counter.suspended = 1) AS codes_suspended
            FROM account LEFT JOIN help_code ON help_code.account = account.id ORDER BY key";
        self.query_decodable(sql, [], |row| {
            Ok(AccountSummary {
                row: account(row)?,
                codes_suspended: bool_column(row, "codes_suspended")?,
                help_code_until: row.get("help_code_until")?,
            })
        })
    }

    fn has_accounts(&self) -> Result<bool, Error> {
        Ok(self.query_first("SELECT 1 FROM account LIMIT 1", [], |_| Ok(()))?.is_some())
    }

    fn active_administrators(&self, most: usize) -> Result<Vec<AccountId>, Error> {
        let sql = "SELECT id FROM account
            WHERE role = 'administrator' AND enabled = 1 AND password_until IS NULL LIMIT ?1";
        self.query_decodable(sql, [sql_limit(most)], |row| row.get("id"))
    }

    fn wrapped_keys(&self, account: AccountId) -> Result<Vec<WrappedKeyRow>, Error> {
        let mut rows = self.query_all("SELECT * FROM wrap WHERE account = ?1", [account], wrap)?;
        rows.sort_by_key(|row| (row.key_generation, row.kind));
        Ok(rows)
    }

    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        let sql = "SELECT * FROM authenticator WHERE account = ?1 ORDER BY added, id";
        self.query_all(sql, [account], authenticator)
    }

    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        let sql = "SELECT * FROM recovery WHERE account = ?1 ORDER BY batch, place";
        self.query_all(sql, [account], recovery)
    }

    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        self.query_first("SELECT * FROM help_code WHERE account = ?1", [account], |row| {
            Ok(HelpCodeRow { tag: row.get("tag")?, until: row.get("until")? })
        })
    }

    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error> {
        let sql = "SELECT id FROM account
                WHERE password_until IS NOT NULL AND password_until > ?1 AND password_until <= ?2
            UNION SELECT account FROM help_code WHERE until > ?1 AND until <= ?2";
        self.query_decodable(sql, [EXPIRED, now], |row| row.get("id"))
    }

    fn active_kdf_params(&self, most: usize) -> Result<Vec<String>, Error> {
        let sql = "SELECT kdf FROM wrap WHERE kind = 'current' ORDER BY account, generation LIMIT ?1";
        self.query_decodable(sql, [sql_limit(most)], |row| row.get("kdf"))
    }

    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error> {
        match key {
            CounterKey::Account(account, kind) => {
                let sql = "SELECT * FROM counter WHERE account = ?1 AND kind = ?2";
                self.query_first(sql, params![account, kind], counter)
            }
            CounterKey::Name(bucket) => {
                self.query_first("SELECT * FROM name_counter WHERE name = ?1", [bucket], counter)
            }
        }
    }

    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        let sql = "SELECT * FROM counter WHERE kind = 'password' AND failures > 0 ORDER BY account";
        let key = |account| CounterKey::Account(account, CounterKind::Password);
        let mut rows = self.query_decodable(sql, [], |row| Ok((key(row.get("account")?), counter(row)?)))?;
        let sql = "SELECT * FROM name_counter ORDER BY name";
        rows.extend(self.query_decodable(sql, [], |row| Ok((CounterKey::Name(row.get("name")?), counter(row)?)))?);
        Ok(rows)
    }

    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error> {
        self.query_first("SELECT * FROM session WHERE token_hash = ?1", [token_hash], session)
    }

    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error> {
        let sql = "SELECT * FROM session WHERE account = ?1 ORDER BY opened, id";
        self.query_all(sql, [account], session)
    }

    fn history(&self, account: AccountId, limit: usize) -> Result<Vec<AuditRow>, Error> {
        let sql = "SELECT * FROM audit WHERE account = ?1 AND event <> 'host' ORDER BY number DESC LIMIT ?2";
        self.query_all(sql, params![account, sql_limit(limit)], audit)
    }

    fn audit_from(&self, first: u64, most: usize) -> Result<Vec<AuditRow>, Error> {
        let Ok(first) = i64::try_from(first) else { return Ok(Vec::new()) };
        let sql = "SELECT * FROM audit WHERE number >= ?1 ORDER BY number LIMIT ?2";
        self.query_all(sql, [first, sql_limit(most)], audit)
    }
}

fn meta(row: &Row<'_>) -> rusqlite::Result<Meta> {
    Ok(Meta {
        id: row.get("id")?,
        store_key: row.get("key")?,
        created: row.get("created")?,
        latest_seen_time: row.get("latest")?,
        starts_behind: row.get("starts_behind")?,
        last_start_behind: row.get("last_start_behind")?,
        unlogged_refusals: row.get("unlogged_refusals")?,
        unknown_logged: row.get("unknown_logged")?,
        head: Head { number: row.get("head_number")?, hash: row.get("head_hash")? },
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
            if measured.is_valid() { Ok(Some(measured)) } else { Err(corrupt_column(row, memory, OUT_OF_RANGE)) }
        }
        _ => Err(corrupt_column(row, millis, OUT_OF_RANGE)),
    }
}

fn account(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    Ok(AccountRow {
        id: row.get("id")?,
        username: row.get("username")?,
        canonical_name: row.get("key")?,
        role: row.get("role")?,
        enabled: bool_column(row, "enabled")?,
        two_factor: bool_column(row, "two_factor")?,
        password_kind: row.get("password_until")?,
        credentials_version: row.get("credentials_version")?,
        key_generation: row.get("generation")?,
        recovery_set: row.get("recovery_set")?,
        created: row.get("created")?,
        password_changed: row.get("password_changed")?,
        last_sign_in: row.get("last_sign_in")?,
    })
}

fn wrap(row: &Row<'_>) -> rusqlite::Result<WrappedKeyRow> {
    Ok(WrappedKeyRow {
        account: row.get("account")?,
        kind: row.get("kind")?,
        key_generation: row.get("generation")?,
        kdf_params: row.get("kdf")?,
        password_tag: row.get("tag")?,
        wrapping_generation: row.get("under")?,
        sealed_key: fixed_blob(row, "sealed", WrappedKeyRow::SEALED_LENGTH)?,
        created: row.get("created")?,
    })
}

fn authenticator(row: &Row<'_>) -> rusqlite::Result<AuthenticatorRow> {
    let last_step = row.get("last_step")?;
    if last_step > AuthenticatorRow::STEP_LIMIT {
        return Err(corrupt_column(row, "last_step", OUT_OF_RANGE));
    }
    Ok(AuthenticatorRow {
        id: row.get("id")?,
        account: row.get("account")?,
        name: row.get("name")?,
        sealed_secret: fixed_blob(row, "sealed", AuthenticatorRow::SEALED_LENGTH)?,
        last_step,
        paired_at: row.get("added")?,
        last_used_at: row.get("last_used")?,
    })
}

fn recovery(row: &Row<'_>) -> rusqlite::Result<RecoveryRow> {
    Ok(RecoveryRow {
        account: row.get("account")?,
        set_number: row.get("batch")?,
        position: row.get("place")?,
        tag: row.get("tag")?,
        used_at: row.get("used")?,
    })
}

fn counter(row: &Row<'_>) -> rusqlite::Result<CounterRow> {
    Ok(CounterRow {
        failures: row.get("failures")?,
        incomplete_failures: row.get("unfinished")?,
        suspended: bool_column(row, "suspended")?,
        wait: wait(row)?,
        updated_at: clock_stamp(row, ["touched", "touched_boot", "touched_boot_id"])?,
        failed_attempts: row.get("failed")?,
        last_failed: row.get("last_failed")?,
        refused_unread: row.get("refused_unread")?,
    })
}

/// Reads a wait, or `None` if all four columns are NULL. A partial wait is a decode error.
fn wait(row: &Row<'_>) -> rusqlite::Result<Option<WaitPeriod>> {
    let parts = ["wait_wall", "wait_boot", "wait_boot_id", "wait_length"];
    let mut all_null = true;
    for part in parts {
        all_null &= row.get_ref(part)? == ValueRef::Null;
    }
    if all_null {
        return Ok(None);
    }
    let start = clock_stamp(row, ["wait_wall", "wait_boot", "wait_boot_id"])?;
    Ok(Some(WaitPeriod { start, length_millis: row.get("wait_length")? }))
}

fn clock_stamp(row: &Row<'_>, [wall, boot, boot_id]: [&str; 3]) -> rusqlite::Result<ClockStamp> {
    Ok(ClockStamp { wall: row.get(wall)?, boot_millis: row.get(boot)?, boot_id: row.get(boot_id)? })
}

fn session(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        token_hash: row.get("token_hash")?,
        id: row.get("id")?,
        account: row.get("account")?,
        opened_at: row.get("opened")?,
        last_seen: clock_stamp(row, ["seen", "seen_boot", "seen_boot_id"])?,
        host_name: row.get("host")?,
        sign_in_method: row.get("method")?,
    })
}

fn audit(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        number: row.get("number")?,
        occurred_at: row.get("time")?,
        account: row.get("account")?,
        username: row.get("username")?,
        actor: row.get("actor")?,
        event: row.get("event")?,
        detail: row.get("detail")?,
        repeat_count: row.get("count")?,
        host_name: row.get("host")?,
        hash: row.get("hash")?,
    })
}

/// Converts a limit; one beyond SQLite's range is no limit.
fn sql_limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
