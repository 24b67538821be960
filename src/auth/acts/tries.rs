//! Tries: charged before the secret is looked at, given back if it was right.

use std::time::Duration;

use crate::auth::account::AccountId;
use crate::auth::acts::{Acts, unchanged};
use crate::auth::audit::{self, Entry, Event};
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::seal;
use crate::auth::store::{AccountRow, CounterKey, CounterKind, CounterRow, NameBucket, Reader, Writer};
use crate::auth::throttle::{self, Charge, Ticket};
use crate::auth::username::TypedName;

/// Whose password is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// That of a typed name.
    Name(&'a TypedName),
    /// That of a known account.
    Account(AccountId),
}

/// Who was found.
#[derive(Debug)]
pub(crate) enum Found {
    /// This account.
    Account(AccountRow),
    /// Nobody has this name.
    Nobody,
    /// Somebody, but the account or its counter cannot be read: as good as nobody.
    Unreadable(Option<AccountRow>),
}

impl Found {
    /// The same, where nothing may open.
    pub fn closed(self) -> Self {
        match self {
            Self::Account(account) => Self::Unreadable(Some(account)),
            other => other,
        }
    }
}

/// What asking for a try was answered with.
#[derive(Debug)]
#[must_use]
pub(crate) enum Tried<T> {
    /// Charged: look at the secret now.
    Granted(Ticket, T),
    /// Not charged: do not look.
    Waiting(Duration),
    /// Not charged: do not look, until somebody helps.
    Suspended,
    /// The counter cannot be read, or the account is gone, so nothing can be charged: nothing opens.
    Unreadable,
}

impl Acts<'_> {
    /// Charges a password try, and says whose.
    ///
    /// A try by name is charged to the name's counter, which it shares with one name in 65,536, and to the account's own
    /// if there is one; it waits for both. So it does not show whether the name has an account: what another name of the
    /// same counter has to wait for, a known name waits for as well, and the other way round. The account's own counter
    /// alone keeps guesses at it few, whatever becomes of the name's.
    pub fn charge_password(&self, target: Target<'_>) -> Result<(Tried<()>, Found), Error> {
        self.write(|store| {
            let mut found = find(store, target)?;
            let mut keys = Vec::new();
            if let Target::Name(name) = target {
                keys.push(name_counter(store, name)?);
            }
            if let Found::Account(account) = &mut found {
                keys.push(password_of(account));
                *account = self.mark_expired(store, account)?;
            }
            Ok((self.charge(store, &keys)?, found))
        })
    }

    /// Charges a try of a one-time code (with `CounterKind::Code`) or of a recovery code, unless the account changed
    /// since its holder was proven.
    pub fn charge_code(&self, account: &AccountRow, kind: CounterKind) -> Result<Tried<()>, Denied> {
        self.transact(|store| {
            let account = unchanged(store, account.id, account.credentials_version)?;
            self.mark_expired(store, &account)?;
            Ok(self.charge(store, &[CounterKey::Account(account.id, kind)])?)
        })
    }

    /// Gives a try back that was right.
    pub fn refund(&self, ticket: Ticket) -> Result<(), Error> {
        self.write(|store| self.give_back(store, &ticket))
    }

    /// The same within another act.
    pub(super) fn give_back(&self, store: &mut dyn Writer, ticket: &Ticket) -> Result<(), Error> {
        for charged in ticket.charged() {
            if let Some(row) = store.counter(&charged.key)? {
                store.put_counter(&charged.key, &throttle::refund(self.limits, charged, row))?;
            }
        }
        Ok(())
    }

    /// Writes down a refusal; the try stays charged. Without an account it was for a name that none has, or for one that
    /// cannot be read.
    pub fn refused(&self, account: Option<&AccountRow>, event: Event, why: &str) -> Result<(), Error> {
        self.write(|store| {
            let entry = Entry { detail: why, ..self.entry(event, "") };
            match account {
                Some(account) => audit::append(store, &entry.about(account)),
                None if why == audit::UNKNOWN_NAME => audit::count_unknown(store, &entry),
                None => audit::append(store, &entry),
            }
        })
    }

    /// Writes down that a factor was refused; the try stays charged. If it was the one that suspends codes, that too.
    pub fn refused_factor(
        &self,
        account: &AccountRow,
        event: Event,
        why: &str,
        ticket: Option<&Ticket>,
    ) -> Result<(), Error> {
        self.write(|store| {
            audit::append(store, &Entry { detail: why, ..self.entry(event, "") }.about(account))?;
            match ticket.is_some_and(Ticket::suspends) {
                true => audit::append(store, &self.entry(Event::CodesSuspended, "").about(account)),
                false => Ok(()),
            }
        })
    }

    /// How long a try for that name would have to wait now.
    pub fn waiting(&self, name: &TypedName) -> Result<Option<Duration>, Error> {
        self.read(|store| {
            let own = match find(store, Target::Name(name))? {
                Found::Account(account) => Some(password_of(&account)),
                Found::Nobody | Found::Unreadable(_) => None,
            };
            let mut longest = None;
            for key in own.into_iter().chain([name_counter(store, name)?]) {
                let row = readable(store.counter(&key))?.flatten();
                longest = longest.max(row.and_then(|row| throttle::waiting(self.limits, &key, &row, self.stamp())));
            }
            Ok(longest)
        })
    }

    /// Forgets the password tries for an account's name, and so for those that share its counter. The counter of all text
    /// that is no username stays: a stored name is counted there if today's tables refuse it.
    pub(super) fn forget_name(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), Error> {
        match name_counter(store, &TypedName::new(&account.key))? {
            CounterKey::Name(NameBucket::Invalid) => Ok(()),
            of_name => store.delete_counter(&of_name),
        }
    }

    /// Charges one try to all of these counters, or to none: it waits for the longest wait.
    fn charge(&self, store: &mut dyn Writer, keys: &[CounterKey]) -> Result<Tried<()>, Error> {
        if keys.is_empty() {
            return Ok(Tried::Unreadable);
        }
        let (mut rows, mut ticket, mut waiting) = (Vec::new(), Ticket::default(), None);
        for &key in keys {
            let row = match readable(store.counter(&key))? {
                Some(row) => row.unwrap_or_default(),
                // Guesses at an account are counted by its own counter; this one would only keep everybody out.
                None if matches!(key, CounterKey::Name(_)) => Default::default(),
                None => return Ok(Tried::Unreadable),
            };
            match throttle::charge(self.limits, key, row, self.stamp()) {
                Charge::Granted(row, charged) => {
                    rows.push((key, row));
                    ticket = ticket.and(charged);
                }
                Charge::Waiting(row, left) => {
                    store.put_counter(&key, &row)?;
                    waiting = waiting.max(Some(left));
                }
                Charge::Suspended(row) => {
                    store.put_counter(&key, &row)?;
                    return Ok(Tried::Suspended);
                }
            }
        }
        if let Some(left) = waiting {
            return Ok(Tried::Waiting(left));
        }
        let of_account = rows.iter().filter(|(key, _)| matches!(key, CounterKey::Account(..)));
        let of_account = of_account.map(|(_, row)| row.refused_unread).max().unwrap_or(0);
        for (key, mut row) in rows {
            if let CounterKey::Name(_) = key {
                // What waited for the account as well is told as the account's.
                row.refused_unread = row.refused_unread.saturating_sub(of_account);
            }
            self.tell_unread(store, key, &mut row)?;
            store.put_counter(&key, &row)?;
        }
        Ok(Tried::Granted(ticket, ()))
    }

    /// Tells the log how many attempts were refused unread since it was last told: one entry, however many these are.
    pub(super) fn tell_unread(
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
                return audit::count_unknown(store, &Entry { count, ..self.entry(Event::PasswordRefused, "") });
            }
        };
        match readable(store.account(id))?.flatten() {
            Some(account) => audit::append(store, &Entry { count, ..self.entry(event, "unread") }.about(&account)),
            None => Ok(()),
        }
    }
}

/// The account that a password is tried for. One whose counter cannot be read is not told apart from a name that
/// nobody has.
fn find(store: &(impl Reader + ?Sized), target: Target<'_>) -> Result<Found, Error> {
    let account = match target {
        Target::Name(name) => readable(store.account_by_key(name.key()))?,
        Target::Account(id) => readable(store.account(id))?,
    };
    let Some(account) = account else { return Ok(Found::Unreadable(None)) };
    let Some(account) = account else { return Ok(Found::Nobody) };
    match readable(store.counter(&password_of(&account)))? {
        Some(_) => Ok(Found::Account(account)),
        None => Ok(Found::Unreadable(Some(account))),
    }
}

fn password_of(account: &AccountRow) -> CounterKey {
    CounterKey::Account(account.id, CounterKind::Password)
}

/// The counter of a typed name, whether an account has it or not.
fn name_counter(store: &(impl Reader + ?Sized), name: &TypedName) -> Result<CounterKey, Error> {
    let mac = seal::name_bucket(&names_key(store)?, name.key());
    Ok(CounterKey::Name(if name.is_username() { NameBucket::Mac(mac) } else { NameBucket::Invalid }))
}

/// What keys typed names. Where the store's own row cannot be read, it is no key: names are no secret then, and whoever has
/// an account hears that from what the row is needed for.
pub(crate) fn names_key(store: &(impl Reader + ?Sized)) -> Result<[u8; 32], Error> {
    Ok(readable(store.meta())?.map_or([0; 32], |meta| meta.key))
}

/// `None` for a row that cannot be right.
pub(crate) fn readable<T>(row: Result<T, Error>) -> Result<Option<T>, Error> {
    match row {
        Ok(row) => Ok(Some(row)),
        Err(Error::Unreadable) => Ok(None),
        Err(fault) => Err(fault),
    }
}
