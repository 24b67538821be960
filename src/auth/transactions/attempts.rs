//! Attempts: charged before the secret is checked, refunded if it was right.

use std::time::Duration;

use crate::auth::account::AccountId;
use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, Event, NewEntry};
use crate::auth::error::Error;
use crate::auth::seal;
use crate::auth::store::{
    AccountRow, CounterKey, CounterKind, CounterRow, NameBucket, Reader, Writer, none_if_corrupt,
};
use crate::auth::throttle::{self, ChargeOutcome, Ticket};
use crate::auth::transactions::{Transactions, require_unchanged};
use crate::auth::username::NameInput;

/// The account whose password is checked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// The account of an entered name.
    Name(&'a NameInput),
    /// A known account.
    Account(AccountId),
}

/// The result of looking up an account.
#[derive(Debug)]
pub(crate) enum Lookup {
    Account(AccountRow),
    UnknownName,
    /// The account or its counter is corrupt. Handled exactly like an unknown name.
    Corrupt(Option<AccountRow>),
}

impl Lookup {
    /// Converts to a result for which no password is accepted.
    pub fn into_corrupt(self) -> Self {
        match self {
            Self::Account(account) => Self::Corrupt(Some(account)),
            other => other,
        }
    }

    /// Returns the account, if its row is readable.
    pub fn account(&self) -> Option<&AccountRow> {
        match self {
            Self::Account(account) | Self::Corrupt(Some(account)) => Some(account),
            Self::UnknownName | Self::Corrupt(None) => None,
        }
    }
}

impl Transactions<'_> {
    /// Charges a password attempt, and looks up the account.
    ///
    /// An attempt by name is charged to the name's counter, which it shares with one name in 65,536, and to the
    /// account's own counter if there is one; it waits for both. The wait therefore does not reveal whether the name
    /// has an account: known and unknown names of the same counter wait for each other's attempts. The account's own
    /// counter alone limits guesses at the account, whatever happens to the name's.
    pub fn charge_password(&self, target: Target<'_>) -> Result<(ChargeOutcome, Lookup), Error> {
        self.write(|store| {
            let mut looked_up = lookup(store, target)?;
            let mut keys = Vec::new();
            if let Target::Name(name) = target {
                keys.push(name_counter(store, name)?);
            }
            if let Lookup::Account(account) = &mut looked_up {
                keys.push(password_key(account));
                *account = self.mark_expired(store, account)?;
            }
            Ok((self.charge(store, &keys)?, looked_up))
        })
    }

    /// Charges an attempt of a one-time code (with `CounterKind::Code`) or of a recovery code, unless the account
    /// changed since the password was verified.
    pub fn charge_code(&self, account: &AccountRow, kind: CounterKind) -> Result<ChargeOutcome, ActionError> {
        self.run(|store| {
            let account = require_unchanged(store, account.id, account.credentials_version)?;
            self.mark_expired(store, &account)?;
            Ok(self.charge(store, &[CounterKey::Account(account.id, kind)])?)
        })
    }

    /// Refunds an attempt that was right.
    pub fn refund(&self, ticket: Ticket) -> Result<(), Error> {
        self.write(|store| self.refund_within(store, &ticket))
    }

    /// As [`Transactions::refund`], within another transaction.
    pub(super) fn refund_within(&self, store: &mut dyn Writer, ticket: &Ticket) -> Result<(), Error> {
        for charged in ticket.charged() {
            if let Some(row) = store.counter(&charged.key)? {
                store.put_counter(&charged.key, &throttle::refund(self.limits, charged, row))?;
            }
        }
        Ok(())
    }

    /// Logs a refusal; the attempt stays charged. Without an account, the name is unknown or its account is corrupt.
    pub fn record_failure(&self, account: Option<&AccountRow>, event: Event, reason: &str) -> Result<(), Error> {
        self.write(|store| match account {
            Some(account) => self.log(store, event, reason, account),
            None if reason == audit::UNKNOWN_NAME => audit::count_unknown(store, &self.entry(event, reason)),
            None => audit::append(store, &self.entry(event, reason)),
        })
    }

    /// Logs the refusal of a factor, and the suspension of codes if this attempt caused it; the attempt stays charged.
    pub fn record_factor_failure(
        &self,
        account: &AccountRow,
        event: Event,
        reason: &str,
        ticket: &Ticket,
    ) -> Result<(), Error> {
        self.write(|store| {
            self.log(store, event, reason, account)?;
            match ticket.suspends() {
                true => self.log(store, Event::CodesSuspended, "", account),
                false => Ok(()),
            }
        })
    }

    /// Returns how long an attempt for that name would have to wait now.
    pub fn remaining_wait(&self, name: &NameInput) -> Result<Option<Duration>, Error> {
        self.read(|store| {
            let account_key = match lookup(store, Target::Name(name))? {
                Lookup::Account(account) => Some(password_key(&account)),
                Lookup::UnknownName | Lookup::Corrupt(_) => None,
            };
            let mut longest = None;
            for key in account_key.into_iter().chain([name_counter(store, name)?]) {
                let row = none_if_corrupt(store.counter(&key))?.flatten();
                longest = longest
                    .max(row.and_then(|row| throttle::remaining_wait(self.limits, &key, &row, self.clock_stamp())));
            }
            Ok(longest)
        })
    }

    /// Resets the password attempts for an account's name, and so for all names of its counter. The counter for invalid
    /// usernames is kept: a stored name that today's tables refuse is counted there.
    pub(super) fn reset_name_counter(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), Error> {
        match name_counter(store, &NameInput::new(&account.canonical_name))? {
            CounterKey::Name(NameBucket::Invalid) => Ok(()),
            name_key => store.delete_counter(&name_key),
        }
    }

    /// Charges one attempt to all of these counters, or to none; the longest wait applies.
    fn charge(&self, store: &mut dyn Writer, keys: &[CounterKey]) -> Result<ChargeOutcome, Error> {
        if keys.is_empty() {
            return Ok(ChargeOutcome::Corrupt);
        }
        let (mut rows, mut ticket, mut longest_wait) = (Vec::new(), Ticket::default(), None);
        for &key in keys {
            let row = match none_if_corrupt(store.counter(&key))? {
                Some(row) => row.unwrap_or_default(),
                // Guesses are limited by the account's own counter; a corrupt name counter would only lock everyone
                // out.
                None if matches!(key, CounterKey::Name(_)) => CounterRow::default(),
                None => return Ok(ChargeOutcome::Corrupt),
            };
            match throttle::charge(self.limits, key, row, self.clock_stamp()) {
                (row, ChargeOutcome::Granted(charged)) => {
                    rows.push((key, row));
                    ticket = ticket.merge(charged);
                }
                (row, ChargeOutcome::Throttled(left)) => {
                    store.put_counter(&key, &row)?;
                    longest_wait = longest_wait.max(Some(left));
                }
                (row, refused @ (ChargeOutcome::Suspended | ChargeOutcome::Corrupt)) => {
                    store.put_counter(&key, &row)?;
                    return Ok(refused);
                }
            }
        }
        if let Some(left) = longest_wait {
            return Ok(ChargeOutcome::Throttled(left));
        }
        let account_refusals = rows.iter().filter(|(key, _)| matches!(key, CounterKey::Account(..)));
        let of_account = account_refusals.map(|(_, row)| row.refused_unread).max().unwrap_or(0);
        for (key, mut row) in rows {
            if let CounterKey::Name(_) = key {
                // Refusals that both counters saw are logged as the account's.
                row.refused_unread = row.refused_unread.saturating_sub(of_account);
            }
            self.log_unread_attempts(store, key, &mut row)?;
            store.put_counter(&key, &row)?;
        }
        Ok(ChargeOutcome::Granted(ticket))
    }

    /// Logs how many attempts were refused unread since the last such entry, in one entry.
    pub(super) fn log_unread_attempts(
        &self,
        store: &mut dyn Writer,
        key: CounterKey,
        row: &mut CounterRow,
    ) -> Result<(), Error> {
        let count = std::mem::take(&mut row.refused_unread);
        if count == 0 {
            return Ok(());
        }
        let (id, event) = match key {
            CounterKey::Account(id, CounterKind::Password) => (id, Event::PasswordRefused),
            CounterKey::Account(id, CounterKind::Code) => (id, Event::CodeRefused),
            CounterKey::Account(id, CounterKind::Recovery) => (id, Event::RecoveryRefused),
            CounterKey::Name(_) => {
                let entry = NewEntry { repeat_count: count, ..self.entry(Event::PasswordRefused, "") };
                return audit::count_unknown(store, &entry);
            }
        };
        match none_if_corrupt(store.account(id))?.flatten() {
            Some(account) => {
                audit::append(store, &NewEntry { repeat_count: count, ..self.entry(event, "unread").about(&account) })
            }
            None => Ok(()),
        }
    }
}

/// Looks up the account. A corrupt counter yields `Corrupt`, so that callers cannot distinguish it from an unknown
/// name.
fn lookup(store: &(impl Reader + ?Sized), target: Target<'_>) -> Result<Lookup, Error> {
    let account = match target {
        // Both queries for every name, so that timing does not reveal which one found it.
        Target::Name(name) => {
            let folded = none_if_corrupt(store.account_by_canonical_name(&name.canonical_name))?;
            match none_if_corrupt(store.account_by_canonical_name(&name.unfolded_name))? {
                Some(None) => folded,
                unfolded => unfolded,
            }
        }
        Target::Account(id) => none_if_corrupt(store.account(id))?,
    };
    let Some(account) = account else { return Ok(Lookup::Corrupt(None)) };
    let Some(account) = account else { return Ok(Lookup::UnknownName) };
    match none_if_corrupt(store.counter(&password_key(&account)))? {
        Some(_) => Ok(Lookup::Account(account)),
        None => Ok(Lookup::Corrupt(Some(account))),
    }
}

fn password_key(account: &AccountRow) -> CounterKey {
    CounterKey::Account(account.id, CounterKind::Password)
}

/// Returns the counter of an entered name, whether or not an account has it.
fn name_counter(store: &(impl Reader + ?Sized), name: &NameInput) -> Result<CounterKey, Error> {
    let mac = seal::name_bucket(&name_mac_key(store)?, &name.canonical_name);
    Ok(CounterKey::Name(if name.is_username { NameBucket::Mac(mac) } else { NameBucket::Invalid }))
}

/// Returns the MAC key for names. A zero key replaces a corrupt meta row: names are not secret then, and account
/// holders get the error from what else reads the row.
pub(crate) fn name_mac_key(store: &(impl Reader + ?Sized)) -> Result<[u8; 32], Error> {
    Ok(none_if_corrupt(store.meta())?.map_or([0; 32], |meta| meta.store_key))
}
