//! Reading rows.

use rusqlite::{Row, params};

use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorId, AuthenticatorRow, BootId, CounterKey, CounterKind, CounterRow,
    EXPIRED, Error, Head, HelpCodeRow, MeasuredCost, Meta, NameBucket, PasswordKind, Policy, Reader, RecoveryRow, Role,
    SessionId, SessionRow, Stamp, StoreId, UnixTime, Wait, WrapKind, WrapRow,
};
use crate::sqlite::rows::{Tables, between, flag, id, limit, number, out_of_range, sealed, time, time_or_none, word};

pub(super) const ROLES: &[(&str, Role)] = &[("administrator", Role::Administrator), ("member", Role::Member)];

pub(super) const WRAPS: &[(&str, WrapKind)] =
    &[("current", WrapKind::Current), ("retired", WrapKind::Retired), ("carried", WrapKind::Carried)];

pub(super) const COUNTERS: &[(&str, CounterKind)] =
    &[("password", CounterKind::Password), ("code", CounterKind::Code), ("recovery", CounterKind::Recovery)];

impl Reader for Tables<'_> {
    fn meta(&self) -> Result<Meta, Error> {
        self.one("SELECT * FROM meta", [], meta)?.ok_or(Error::Unreadable)
    }

    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        self.one("SELECT * FROM account WHERE id = ?1", [id.as_bytes()], account)
    }

    fn account_by_key(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        self.one("SELECT * FROM account WHERE key = ?1", [key], account)
    }

    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        self.all_readable("SELECT * FROM account ORDER BY key", [], account)
    }

    fn accounts_with_suspension(&self) -> Result<Vec<(AccountRow, bool)>, Error> {
        let sql = "SELECT account.*, EXISTS (SELECT 1 FROM counter
                WHERE counter.account = account.id AND counter.kind = 'code' AND counter.suspended = 1) AS codes_suspended
            FROM account ORDER BY key";
        self.all_readable(sql, [], |row| Ok((account(row)?, flag(row, "codes_suspended")?)))
    }

    fn has_accounts(&self) -> Result<bool, Error> {
        Ok(self.one("SELECT 1 FROM account LIMIT 1", [], |_| Ok(()))?.is_some())
    }

    fn able_administrators(&self, most: usize) -> Result<Vec<AccountId>, Error> {
        let sql = "SELECT id FROM account
            WHERE role = 'administrator' AND enabled = 1 AND password_until IS NULL LIMIT ?1";
        self.all_readable(sql, [limit(most)], |row| id(row, "id", AccountId::from_bytes))
    }

    fn wraps(&self, account: AccountId) -> Result<Vec<WrapRow>, Error> {
        let mut rows = self.all("SELECT * FROM wrap WHERE account = ?1", [account.as_bytes()], wrap)?;
        rows.sort_by_key(|row| (row.generation, row.kind));
        Ok(rows)
    }

    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        let sql = "SELECT * FROM authenticator WHERE account = ?1 ORDER BY added, id";
        self.all(sql, [account.as_bytes()], authenticator)
    }

    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        let sql = "SELECT * FROM recovery WHERE account = ?1 ORDER BY batch, place";
        self.all(sql, [account.as_bytes()], recovery)
    }

    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        self.one("SELECT * FROM help_code WHERE account = ?1", [account.as_bytes()], |row| {
            Ok(HelpCodeRow { tag: row.get("tag")?, until: time(row, "until")? })
        })
    }

    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error> {
        let sql = "SELECT id FROM account
                WHERE password_until IS NOT NULL AND password_until > ?1 AND password_until <= ?2
            UNION SELECT account FROM help_code WHERE until > ?1 AND until <= ?2";
        self.all_readable(sql, [EXPIRED.millis(), now.millis()], |row| id(row, "id", AccountId::from_bytes))
    }

    fn current_kdfs(&self, most: usize) -> Result<Vec<String>, Error> {
        let sql = "SELECT kdf FROM wrap WHERE kind = 'current' ORDER BY account, generation LIMIT ?1";
        self.all_readable(sql, [limit(most)], |row| row.get("kdf"))
    }

    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error> {
        match key {
            CounterKey::Account(account, kind) => {
                let sql = "SELECT * FROM counter WHERE account = ?1 AND kind = ?2";
                self.one(sql, params![account.as_bytes(), super::spelled(kind, COUNTERS)], counter)
            }
            CounterKey::Name(bucket) => {
                self.one("SELECT * FROM name_counter WHERE name = ?1", [bucket_number(*bucket)], counter)
            }
        }
    }

    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        let sql = "SELECT * FROM counter WHERE kind = 'password' AND failures > 0 ORDER BY account";
        let mut rows = self.all_readable(sql, [], |row| {
            let account = id(row, "account", AccountId::from_bytes)?;
            Ok((CounterKey::Account(account, CounterKind::Password), counter(row)?))
        })?;
        let of_names = "SELECT * FROM name_counter ORDER BY name";
        rows.extend(self.all_readable(of_names, [], |row| Ok((CounterKey::Name(bucket(row)?), counter(row)?)))?);
        Ok(rows)
    }

    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error> {
        self.one("SELECT * FROM session WHERE token_hash = ?1", [token_hash], session)
    }

    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error> {
        let sql = "SELECT * FROM session WHERE account = ?1 ORDER BY opened, id";
        self.all(sql, [account.as_bytes()], session)
    }

    fn history(&self, account: AccountId, most: usize) -> Result<Vec<AuditRow>, Error> {
        let sql = "SELECT * FROM audit WHERE account = ?1 AND event <> 'host' ORDER BY number DESC LIMIT ?2";
        self.all(sql, params![account.as_bytes(), limit(most)], audit)
    }

    fn audit_from(&self, first: u64, most: usize) -> Result<Vec<AuditRow>, Error> {
        let Ok(first) = i64::try_from(first) else { return Ok(Vec::new()) };
        self.all("SELECT * FROM audit WHERE number >= ?1 ORDER BY number LIMIT ?2", [first, limit(most)], audit)
    }
}

fn meta(row: &Row<'_>) -> rusqlite::Result<Meta> {
    Ok(Meta {
        id: id(row, "id", StoreId::from_bytes)?,
        key: row.get("key")?,
        created: time(row, "created")?,
        latest: time(row, "latest")?,
        starts_behind: row.get("starts_behind")?,
        last_start_behind: time(row, "last_start_behind")?,
        unlogged_refusals: row.get("unlogged_refusals")?,
        unknown_logged: time(row, "unknown_logged")?,
        head: Head { number: number(row, "head_number")?, hash: row.get("head_hash")? },
        policy: Policy {
            lock_after_minutes: between(row, "lock_after_minutes", &Policy::LOCK_AFTER_MINUTES)?,
            clear_clipboard_seconds: between(row, "clear_clipboard_seconds", &Policy::CLEAR_CLIPBOARD_SECONDS)?,
            unlock_needs_code: flag(row, "unlock_needs_code")?,
        },
        measured: measured(row)?,
    })
}

/// Both columns, or neither.
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
        id: id(row, "id", AccountId::from_bytes)?,
        username: row.get("username")?,
        key: row.get("key")?,
        role: word(row, "role", ROLES)?,
        enabled: flag(row, "enabled")?,
        two_factor: flag(row, "two_factor")?,
        password: match time_or_none(row, "password_until")? {
            None => PasswordKind::Own,
            Some(until) => PasswordKind::Temporary { until },
        },
        credentials_version: number(row, "credentials_version")?,
        generation: number(row, "generation")?,
        recovery_set: number(row, "recovery_set")?,
        created: time(row, "created")?,
        password_changed: time(row, "password_changed")?,
        last_sign_in: time_or_none(row, "last_sign_in")?,
    })
}

fn wrap(row: &Row<'_>) -> rusqlite::Result<WrapRow> {
    Ok(WrapRow {
        account: id(row, "account", AccountId::from_bytes)?,
        kind: word(row, "kind", WRAPS)?,
        generation: number(row, "generation")?,
        kdf: row.get("kdf")?,
        tag: row.get("tag")?,
        under: number(row, "under")?,
        sealed: sealed(row, "sealed", WrapRow::SEALED_LENGTH)?,
        created: time(row, "created")?,
    })
}

fn authenticator(row: &Row<'_>) -> rusqlite::Result<AuthenticatorRow> {
    let last_step = number(row, "last_step")?;
    if last_step > AuthenticatorRow::STEP_LIMIT {
        return Err(out_of_range(row, "last_step"));
    }
    Ok(AuthenticatorRow {
        id: id(row, "id", AuthenticatorId::from_bytes)?,
        account: id(row, "account", AccountId::from_bytes)?,
        name: row.get("name")?,
        sealed: sealed(row, "sealed", AuthenticatorRow::SEALED_LENGTH)?,
        last_step,
        added: time(row, "added")?,
        last_used: time_or_none(row, "last_used")?,
    })
}

fn recovery(row: &Row<'_>) -> rusqlite::Result<RecoveryRow> {
    Ok(RecoveryRow {
        account: id(row, "account", AccountId::from_bytes)?,
        set: number(row, "batch")?,
        index: row.get("place")?,
        tag: row.get("tag")?,
        used: time_or_none(row, "used")?,
    })
}

fn counter(row: &Row<'_>) -> rusqlite::Result<CounterRow> {
    Ok(CounterRow {
        failures: row.get("failures")?,
        unfinished: row.get("unfinished")?,
        suspended: flag(row, "suspended")?,
        wait: wait(row)?,
        touched: Stamp {
            wall: time(row, "touched")?,
            boot_millis: number(row, "touched_boot")?,
            boot_id: id(row, "touched_boot_id", BootId::from_bytes)?,
        },
        failed: row.get("failed")?,
        last_failed: time_or_none(row, "last_failed")?,
        refused_unread: row.get("refused_unread")?,
    })
}

/// The number that stands for a bucket of names.
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

/// A wait, or four times NULL. Anything between is no wait that ends, and so unreadable.
fn wait(row: &Row<'_>) -> rusqlite::Result<Option<Wait>> {
    let parts = ["wait_wall", "wait_boot", "wait_boot_id", "wait_length"];
    let mut none = true;
    for part in parts {
        none &= row.get_ref(part)? == rusqlite::types::ValueRef::Null;
    }
    if none {
        return Ok(None);
    }
    let start = Stamp {
        wall: time(row, "wait_wall")?,
        boot_millis: number(row, "wait_boot")?,
        boot_id: id(row, "wait_boot_id", BootId::from_bytes)?,
    };
    Ok(Some(Wait { start, length_millis: number(row, "wait_length")? }))
}

fn session(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        token_hash: row.get("token_hash")?,
        id: id(row, "id", SessionId::from_bytes)?,
        account: id(row, "account", AccountId::from_bytes)?,
        opened: time(row, "opened")?,
        seen: Stamp {
            wall: time(row, "seen")?,
            boot_millis: number(row, "seen_boot")?,
            boot_id: id(row, "seen_boot_id", BootId::from_bytes)?,
        },
        host: row.get("host")?,
        method: row.get("method")?,
    })
}

fn audit(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        number: number(row, "number")?,
        time: time(row, "time")?,
        account: row.get::<_, Option<[u8; 16]>>("account")?.map(AccountId::from_bytes),
        username: row.get("username")?,
        actor: row.get::<_, Option<[u8; 16]>>("actor")?.map(AccountId::from_bytes),
        event: row.get("event")?,
        detail: row.get("detail")?,
        count: row.get("count")?,
        host: row.get("host")?,
        hash: row.get("hash")?,
    })
}
