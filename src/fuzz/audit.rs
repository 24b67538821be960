//! The audit chain: written by the program, modified, then verified.

use std::collections::BTreeMap;

use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorRow, ChainStatus, CounterKey, CounterRow, Error, Event, Head,
    HelpCodeRow, MemoryStore, Meta, NewEntry, Reader, RecoveryRow, SessionRow, Store, UnixTime, WrappedKeyRow, Writer,
    append, count_unknown, verify,
};
use crate::fuzz::Verdict;
use crate::fuzz::input::{ByteReader, DeterministicRandom};

/// Maximum number of entries written one by one.
const MAX_ENTRIES: u8 = 16;

/// Maximum total to which these entries are repeated: more than verification reads at once.
const MAX_REPEATED_ENTRIES: usize = 1100;

/// Maximum number of changes made to them.
const MAX_CHANGES: usize = 16;

/// An audit chain: verified as intact exactly where nothing was changed, and otherwise as broken at the first change.
/// Truncation with a matching head is a known limitation and not detected.
pub fn audit_chain(bytes: &[u8]) -> Verdict {
    let mut input = ByteReader::new(bytes);
    let (written, mut log) = match write_log(&mut input) {
        Ok(log) => (log.rows.clone(), log),
        Err(fault) => unreachable!("the store in memory does not fail: {fault}"),
    };
    assert_eq!(verify(&log).ok(), Some(ChainStatus::Intact { entries: written.len() as u64 }), "the log is unmodified");
    for _ in 0..MAX_CHANGES {
        if !input.is_empty() {
            log.apply_change(&mut input);
        }
    }
    let expected = expected_verdict(&log, &written);
    assert_eq!(verify(&log).ok(), Some(expected));
    Verdict::of(matches!(expected, ChainStatus::Intact { .. }))
}

/// The expected result of verification, computed without hashes. An entry after the one named as the last is as wrong
/// as a missing one before it.
fn expected_verdict(log: &EditableLog, written: &BTreeMap<u64, AuditRow>) -> ChainStatus {
    let intact = log.rows.range(1..).zip(written).take_while(|(row, written)| row == written).count();
    let (number, hash) =
        log.rows.values().rfind(|row| row.number > 0).map_or((0, [0; 32]), |row| (row.number, row.hash));
    if log.rows.range(1..).count() == intact && log.meta.head == (Head { number, hash }) {
        ChainStatus::Intact { entries: number }
    } else {
        ChainStatus::Broken { at: (intact as u64).min(log.meta.head.number) + 1 }
    }
}

/// Creates a log as the program writes it.
fn write_log(input: &mut ByteReader<'_>) -> Result<EditableLog, Error> {
    let store = MemoryStore::new(&DeterministicRandom::new())?;
    let mut time = UnixTime::from_seconds(1_700_000_000);
    let mut remaining = MAX_REPEATED_ENTRIES;
    for _ in 0..input.byte() % MAX_ENTRIES {
        let times = if input.byte() == 0xff { remaining.min(8 * usize::from(input.byte())) } else { 1 };
        remaining = remaining.saturating_sub(times);
        let (id, name) = (AccountId::from_bytes(input.array()), input.string());
        let account = (id.as_bytes() != &[0; 16]).then_some((id, name.as_str()));
        time = UnixTime::from_millis(time.millis().wrapping_add(i64::from_be_bytes(input.array())));
        let event = Event::ALL.get(usize::from(input.byte())).copied().unwrap_or(Event::PasswordRefused);
        let (detail, host) = (input.string(), input.string());
        let entry = NewEntry {
            occurred_at: time,
            host_name: &host,
            account,
            actor: account.map(|_| id),
            event,
            detail: &detail,
            repeat_count: 1,
        };
        let add = |rows: &mut dyn Writer| match account {
            Some(_) => append(rows, &entry),
            None => count_unknown(rows, &entry),
        };
        store.write(&mut |rows| (0..times).try_for_each(|_| add(rows)))?;
    }
    let mut log = None;
    store.read(&mut |rows| {
        let all = rows.audit_from(1, usize::MAX)?.into_iter().map(|row| (row.number, row)).collect();
        log = Some(EditableLog { meta: rows.meta()?, rows: all });
        Ok(())
    })?;
    log.ok_or(Error::Corrupt)
}

/// A store of audit entries, by number, in which everything can be changed.
struct EditableLog {
    meta: Meta,
    rows: BTreeMap<u64, AuditRow>,
}

impl EditableLog {
    /// Applies a change of an attacker who writes the file and does not compute hashes.
    fn apply_change(&mut self, input: &mut ByteReader<'_>) {
        let number = u64::from(input.byte());
        match input.byte() % 5 {
            0 => drop(self.rows.remove(&number)),
            1 => self.meta.head.number ^= u64::from_be_bytes(input.array()),
            2 => self.truncate(number),
            3 => self.swap(number, input.byte().into()),
            _ => {
                if let Some(row) = self.rows.remove(&number) {
                    let row = with_changed_field(row, input);
                    self.rows.insert(row.number, row);
                }
            }
        }
    }

    /// Truncates the log after an entry and names that one as the last.
    fn truncate(&mut self, last: u64) {
        self.rows.retain(|number, _| *number <= last);
        let last = self.rows.last_key_value().map(|(_, row)| Head { number: row.number, hash: row.hash });
        self.meta.head = last.unwrap_or(Head { number: 0, hash: [0; 32] });
    }

    /// Swaps two entries, which keep their numbers or exchange them.
    fn swap(&mut self, one: u64, other: u64) {
        if let (Some(first), Some(second)) = (self.rows.remove(&one), self.rows.remove(&other)) {
            self.rows.insert(one, AuditRow { number: one, ..second });
            self.rows.insert(other, AuditRow { number: other, ..first });
        }
    }
}

/// Returns the entry with one field changed.
fn with_changed_field(row: AuditRow, input: &mut ByteReader<'_>) -> AuditRow {
    match input.byte() % 10 {
        0 => AuditRow { number: u64::from_be_bytes(input.array()), ..row },
        1 => AuditRow { occurred_at: UnixTime::from_millis(i64::from_be_bytes(input.array())), ..row },
        2 => AuditRow { account: row.account.xor(Some(AccountId::from_bytes(input.array()))), ..row },
        3 => AuditRow { username: input.string(), ..row },
        4 => AuditRow { actor: row.actor.xor(Some(AccountId::from_bytes(input.array()))), ..row },
        5 => AuditRow { event: input.string(), ..row },
        6 => AuditRow { detail: input.string(), ..row },
        7 => AuditRow { repeat_count: u32::from_be_bytes(input.array()), ..row },
        8 => AuditRow { host_name: input.string(), ..row },
        _ => AuditRow { hash: input.array(), ..row },
    }
}

/// Supports reading only.
impl Store for EditableLog {
    fn write(&self, _: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        Err(Error::Corrupt)
    }

    fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        operation(self)
    }

    fn version(&self) -> Result<u64, Error> {
        Ok(0)
    }

    fn purge_deleted(&self) -> Result<(), Error> {
        Ok(())
    }

    fn location(&self) -> Option<String> {
        None
    }
}

/// Supports reading the log only.
impl Reader for EditableLog {
    fn meta(&self) -> Result<Meta, Error> {
        Ok(self.meta.clone())
    }

    fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error> {
        Ok(self.rows.range(first..).take(limit).map(|(_, row)| row.clone()).collect())
    }

    fn account(&self, _: AccountId) -> Result<Option<AccountRow>, Error> {
        Err(Error::Corrupt)
    }

    fn account_by_canonical_name(&self, _: &str) -> Result<Option<AccountRow>, Error> {
        Err(Error::Corrupt)
    }

    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        Err(Error::Corrupt)
    }

    fn has_accounts(&self) -> Result<bool, Error> {
        Err(Error::Corrupt)
    }

    fn active_administrators(&self, _: usize) -> Result<Vec<AccountId>, Error> {
        Err(Error::Corrupt)
    }

    fn wrapped_keys(&self, _: AccountId) -> Result<Vec<WrappedKeyRow>, Error> {
        Err(Error::Corrupt)
    }

    fn authenticators(&self, _: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        Err(Error::Corrupt)
    }

    fn recovery(&self, _: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        Err(Error::Corrupt)
    }

    fn help_code(&self, _: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        Err(Error::Corrupt)
    }

    fn counter(&self, _: &CounterKey) -> Result<Option<CounterRow>, Error> {
        Err(Error::Corrupt)
    }

    fn expired(&self, _: UnixTime) -> Result<Vec<AccountId>, Error> {
        Err(Error::Corrupt)
    }

    fn active_kdf_params(&self, _: usize) -> Result<Vec<String>, Error> {
        Err(Error::Corrupt)
    }

    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        Err(Error::Corrupt)
    }

    fn session(&self, _: &[u8; 32]) -> Result<Option<SessionRow>, Error> {
        Err(Error::Corrupt)
    }

    fn sessions(&self, _: AccountId) -> Result<Vec<SessionRow>, Error> {
        Err(Error::Corrupt)
    }

    fn history(&self, _: AccountId, _: usize) -> Result<Vec<AuditRow>, Error> {
        Err(Error::Corrupt)
    }
}
