//! Tries: charged before the secret is looked at, given back if it was right.

use std::time::Duration;

use super::{Acts, unchanged};
use crate::auth::account::AccountId;
use crate::auth::audit::{self, Entry, Event};
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::seal;
use crate::auth::store::{AccountRow, CounterKey, CounterKind, Reader, Writer};
use crate::auth::throttle::{self, Charge, Ticket};
use crate::auth::username::TypedName;

/// Unknown names are forgotten after this time,
const UNKNOWN_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// and at most so many are kept.
const UNKNOWN_KEPT: usize = 10_000;

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
    pub fn charge_password(&self, target: Target<'_>) -> Result<(Tried<()>, Found), Error> {
        self.write(|store| {
            let found = find(store, target)?;
            let key = match (&found, target) {
                (Found::Account(account), _) => password_of(account),
                (_, Target::Account(_)) => return Ok((Tried::Unreadable, found)),
                (_, Target::Name(name)) => {
                    let since = self.now.wall.millis().saturating_sub(UNKNOWN_FOR.as_millis() as i64);
                    store.prune_unknown(since, UNKNOWN_KEPT - 1)?;
                    unknown(store, name)?
                }
            };
            Ok((self.charge(store, key)?, found))
        })
    }

    /// Charges a try of a one-time code (with `CounterKind::Code`) or of a recovery code, unless the account changed
    /// since its holder was proven.
    pub fn charge_code(&self, account: &AccountRow, kind: CounterKind) -> Result<Tried<()>, Denied> {
        self.transact(|store| {
            unchanged(store, account.id, account.credentials_version)?;
            Ok(self.charge(store, CounterKey::Account(account.id, kind))?)
        })
    }

    /// Gives a try back that was right.
    pub fn refund(&self, ticket: Ticket) -> Result<(), Error> {
        self.write(|store| self.give_back(store, &ticket))
    }

    /// The same within another act.
    pub(super) fn give_back(&self, store: &mut dyn Writer, ticket: &Ticket) -> Result<(), Error> {
        match store.counter(&ticket.key())? {
            Some(row) => store.put_counter(&ticket.key(), &throttle::refund(self.limits, ticket, row)),
            None => Ok(()),
        }
    }

    /// Writes down a refusal; the try stays charged.
    pub fn refused(&self, account: Option<&AccountRow>, event: Event, why: &str) -> Result<(), Error> {
        self.write(|store| {
            let entry = Entry { detail: why, ..self.entry(event, "") };
            audit::append(store, &account.map_or(entry, |account| entry.about(account)))
        })
    }

    /// How long a try for that name would have to wait now.
    pub fn waiting(&self, name: &TypedName) -> Result<Option<Duration>, Error> {
        self.read(|store| {
            let key = match find(store, Target::Name(name))? {
                Found::Account(account) => password_of(&account),
                Found::Nobody | Found::Unreadable(_) => unknown(store, name)?,
            };
            let row = readable(store.counter(&key))?.flatten();
            Ok(row.and_then(|row| throttle::waiting(self.limits, &key, &row, self.stamp())))
        })
    }

    fn charge(&self, store: &mut dyn Writer, key: CounterKey) -> Result<Tried<()>, Error> {
        let Some(row) = readable(store.counter(&key))? else { return Ok(Tried::Unreadable) };
        let row = row.unwrap_or_default();
        Ok(match throttle::charge(self.limits, key, row, self.stamp()) {
            Charge::Granted(row, ticket) => {
                store.put_counter(&key, &row)?;
                Tried::Granted(ticket, ())
            }
            Charge::Waiting(row, left) => {
                if let Some(row) = row {
                    store.put_counter(&key, &row)?;
                }
                Tried::Waiting(left)
            }
            Charge::Suspended => Tried::Suspended,
        })
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

fn unknown(store: &(impl Reader + ?Sized), name: &TypedName) -> Result<CounterKey, Error> {
    let tag = seal::unknown_name_tag(&store.meta()?.key, name.key());
    // Text that is no username shares one counter: it may be a password.
    Ok(CounterKey::Unknown(if name.is_username() { tag } else { [0; 32] }))
}

/// `None` for a row that cannot be right.
fn readable<T>(row: Result<T, Error>) -> Result<Option<T>, Error> {
    match row {
        Ok(row) => Ok(Some(row)),
        Err(Error::Unreadable) => Ok(None),
        Err(fault) => Err(fault),
    }
}
