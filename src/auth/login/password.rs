//! The first door: is the password right?
//!
//! Whoever the name belongs to, and whether there is anybody at all, the same steps are taken at the same cost: one
//! charge, one derivation, one verdict. Only the audit log learns the cause.

use crate::auth::account::AccountId;
use crate::auth::acts::{Acts, Found, Target, Tried, names_key, readable};
use crate::auth::audit::{self, Event};
use crate::auth::error::Error;
use crate::auth::login::PasswordProof;
use crate::auth::login::Refusal;
use crate::auth::password::{self, Cost, KdfString, Prepared};
use crate::auth::random::Random;
use crate::auth::seal::{self, Derived};
use crate::auth::secret::{AccountKey, Password};
use crate::auth::store::{AccountRow, PasswordKind, Reader, WrapKind, WrapRow};
use crate::auth::username::Username;

/// The verdict on a password.
#[must_use]
pub(crate) enum PasswordAnswer {
    /// It is right, and the account may sign in.
    Right(Box<(PasswordProof, AccountRow)>),
    /// It is not, or was not looked at.
    Refused(Refusal),
}

/// What derives the keys of a typed password: the slow step.
pub(crate) type Derive<'a> = &'a dyn Fn(&Prepared, &KdfString) -> Result<Derived, Error>;

/// Looks at a password: charge, derive, judge, give the charge back if it is right.
///
/// # Errors
/// A fault of the store, the random source or memory; the try stays charged.
pub(crate) fn check(
    acts: &Acts<'_>,
    cost: Cost,
    random: &dyn Random,
    target: Target<'_>,
    typed: Password,
    derive: Derive<'_>,
) -> Result<PasswordAnswer, Error> {
    let (ticket, found) = match acts.charge_password(target)? {
        (Tried::Granted(ticket, ()), found) => (Some(ticket), found),
        (Tried::Waiting(left), _) => return Ok(PasswordAnswer::Refused(Refusal::Waiting { left })),
        // Without a charge nothing opens, and it takes as long and is written down as any other refusal.
        (Tried::Suspended | Tried::Unreadable, found) => (None, found.closed()),
    };
    let door = Door::of(acts, target, &found, cost, random)?;
    let prepared = password::normalize(&typed);
    drop(typed);
    // What cannot be a password still takes as long as one.
    let derived = derive(prepared.as_ref().unwrap_or(&Prepared::stand_in()), &door.kdf)?;
    let (account, key) = match door.judge(acts, found, prepared.is_ok().then_some(&derived))? {
        Ok(opened) => opened,
        Err(cause) => return refuse(acts, cause),
    };
    let Some(ticket) = ticket else { return Err(Error::Unreadable) };
    acts.refund(ticket)?;
    let carried = carried(&door.wraps, &key, account.generation);
    let renewed = match prepared {
        Ok(prepared) if door.kdf.cost().weaker_than(&cost) => {
            let kdf = KdfString::draw(cost, random)?;
            let derived = seal::derive(&prepared, &kdf)?;
            let kind = WrapKind::Current;
            Some(seal::new_wrap(&derived, &key, account.id, kind, account.generation, &kdf, acts.now.wall, random)?)
        }
        _ => None,
    };
    let proof = PasswordProof {
        account: account.id,
        username: Username::from_stored(&account.username, &account.key)?,
        role: account.role,
        credentials_version: account.credentials_version,
        generation: account.generation,
        key,
        carried,
        renewed,
    };
    Ok(PasswordAnswer::Right(Box::new((proof, account))))
}

/// Why a password opens nothing; the word goes to the audit log alone.
struct Cause {
    account: Option<AccountRow>,
    word: &'static str,
    refusal: Refusal,
}

fn refuse(acts: &Acts<'_>, cause: Cause) -> Result<PasswordAnswer, Error> {
    acts.refused(cause.account.as_ref(), Event::PasswordRefused, cause.word)?;
    Ok(PasswordAnswer::Refused(cause.refusal))
}

/// What a password is tried on: the wrap of the account, or a stand-in that takes as long as some account's.
struct Door {
    kdf: KdfString,
    wraps: Vec<WrapRow>,
    wrap: Option<WrapRow>,
}

impl Door {
    /// Reads the same for every name, so that reading takes as long.
    fn of(acts: &Acts<'_>, target: Target<'_>, found: &Found, cost: Cost, random: &dyn Random) -> Result<Self, Error> {
        let account = match found {
            Found::Account(account) => Some(account),
            Found::Nobody | Found::Unreadable(_) => None,
        };
        let (stand_in, wraps) = acts.read(|store| {
            let wraps = match account {
                Some(account) => whole(store, account),
                None => store.wraps(AccountId::from_bytes([0; 16])).map(|_| Vec::new()),
            };
            let name = match (target, found) {
                (Target::Name(name), _) => name.key(),
                (Target::Account(_), Found::Account(account) | Found::Unreadable(Some(account))) => &account.key,
                (Target::Account(_), _) => "",
            };
            Ok((stand_in_cost(store, name, cost)?, readable(wraps)?.unwrap_or_default()))
        })?;
        let generation = account.map_or(0, |account| account.generation);
        let wrap = wraps.iter().find(|wrap| wrap.kind == WrapKind::Current && wrap.generation == generation).cloned();
        let (wrap, kdf) = match wrap.and_then(|wrap| KdfString::parse(&wrap.kdf, &cost).ok().map(|kdf| (wrap, kdf))) {
            Some((wrap, kdf)) => (Some(wrap), kdf),
            None => (None, KdfString::draw_stand_in(stand_in, random)?),
        };
        Ok(Self { kdf, wraps, wrap })
    }

    /// The account and its key, or why not.
    fn judge(
        &self,
        acts: &Acts<'_>,
        found: Found,
        derived: Option<&Derived>,
    ) -> Result<Result<(AccountRow, AccountKey), Cause>, Error> {
        let wrong = |account, word| Ok(Err(Cause { account, word, refusal: Refusal::Wrong }));
        let account = match found {
            Found::Account(account) => account,
            Found::Nobody => return wrong(None, audit::UNKNOWN_NAME),
            Found::Unreadable(account) => return wrong(account, "unreadable"),
        };
        let Some(wrap) = &self.wrap else { return wrong(Some(account), "unreadable") };
        let Some(derived) = derived.filter(|derived| seal::is_right(derived, wrap)) else {
            return wrong(Some(account), "wrong-password");
        };
        if !account.enabled {
            return wrong(Some(account), "disabled");
        }
        let key = match seal::open_wrap(derived, wrap) {
            Ok(key) => key,
            Err(_) => return wrong(Some(account), "unreadable"),
        };
        match account.password {
            PasswordKind::Temporary { until } if until <= acts.now.wall => {
                Ok(Err(Cause { account: Some(account), word: "expired", refusal: Refusal::TemporaryExpired }))
            }
            _ => Ok(Ok((account, key))),
        }
    }
}

/// So many accounts at most are looked at for their costs. Beyond that the proportion is that of a sample.
const SAMPLE: usize = 512;

/// What checking a password costs where there is no wrap to check it on: a cost that accounts have, each in proportion to
/// how many have it, and for one name always the same. At today's cost alone, names without an account would answer at
/// once in another time than accounts whose cost was not raised yet.
fn stand_in_cost(store: &dyn Reader, name: &str, today: Cost) -> Result<Cost, Error> {
    let stored = store.current_kdfs(SAMPLE)?;
    let mut costs: Vec<Cost> =
        stored.iter().filter_map(|kdf| KdfString::parse(kdf, &today).ok()).map(|kdf| kdf.cost()).collect();
    // Where a cost begins moves little when an account comes, goes or is renewed.
    costs.sort_by_key(|cost| (cost.memory_kib(), cost.passes(), cost.lanes()));
    let number = u128::from(seal::name_number(&names_key(store)?, name));
    let place = usize::try_from((number * costs.len() as u128) >> u64::BITS).unwrap_or(0);
    Ok(costs.get(place).copied().unwrap_or(today))
}

/// The wraps of an account, unless what it owes and what it has contradict each other. No act leaves factors to an
/// account whose two-factor is off or whose password is temporary: a row that says so was changed by something else, and
/// must not lead anybody past the second door.
fn whole(store: &dyn Reader, account: &AccountRow) -> Result<Vec<WrapRow>, Error> {
    let id = account.id;
    let has_factors = || Ok::<_, Error>(!store.authenticators(id)?.is_empty() || !store.recovery(id)?.is_empty());
    let contradicts = match account.password {
        PasswordKind::Own if account.two_factor => false,
        PasswordKind::Temporary { .. } if account.two_factor => has_factors()?,
        _ => has_factors()? || store.help_code(id)?.is_some(),
    };
    if contradicts { Err(Error::Unreadable) } else { store.wraps(id) }
}

/// Whether a password is the one in force, for somebody who gave it a moment ago and is to choose another.
///
/// # Errors
/// A fault of the store or memory.
pub(crate) fn is_current(acts: &Acts<'_>, cost: Cost, account: AccountId, typed: &Password) -> Result<bool, Error> {
    let Ok(prepared) = password::normalize(typed) else { return Ok(false) };
    let wraps = acts.read(|store| store.wraps(account))?;
    for wrap in wraps.iter().filter(|wrap| wrap.kind == WrapKind::Current) {
        if let Ok(kdf) = KdfString::parse(&wrap.kdf, &cost)
            && seal::is_right(&seal::derive(&prepared, &kdf)?, wrap)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Opens the older keys that lie under this one, and those that lie under them.
pub(crate) fn carried(wraps: &[WrapRow], key: &AccountKey, generation: u64) -> Vec<(u64, AccountKey)> {
    let mut opened: Vec<(u64, AccountKey)> = Vec::new();
    // Each round opens at least one wrap or ends.
    for _ in 0..wraps.len() {
        let next = wraps.iter().filter(|wrap| wrap.kind == WrapKind::Carried).find_map(|wrap| {
            let known = |number: u64| number == generation || opened.iter().any(|(opened, _)| *opened == number);
            if known(wrap.generation) || !known(wrap.under) {
                return None;
            }
            let under = opened.iter().find(|(opened, _)| *opened == wrap.under).map_or(key, |(_, key)| key);
            seal::open_carried(under, wrap).ok().map(|key| (wrap.generation, key))
        });
        match next {
            Some(next) => opened.push(next),
            None => break,
        }
    }
    opened
}

/// Whether a retired wrap opens with an old password, tried like any password of the account.
///
/// # Errors
/// A fault of the store, the random source or memory; the try stays charged.
pub(crate) fn open_retired(
    acts: &Acts<'_>,
    cost: Cost,
    account: AccountId,
    typed: &Password,
) -> Result<Retired, Error> {
    let ticket = match acts.charge_password(Target::Account(account))?.0 {
        Tried::Granted(ticket, ()) => ticket,
        Tried::Waiting(left) => return Ok(Retired::Waiting(left)),
        Tried::Suspended | Tried::Unreadable => return Ok(Retired::Wrong),
    };
    let Ok(prepared) = password::normalize(typed) else { return Ok(Retired::Wrong) };
    let mut opened = Vec::new();
    for wrap in acts.read(|store| store.wraps(account))? {
        if wrap.kind != WrapKind::Retired {
            continue;
        }
        let Ok(kdf) = KdfString::parse(&wrap.kdf, &cost) else { continue };
        let derived = seal::derive(&prepared, &kdf)?;
        if seal::is_right(&derived, &wrap)
            && let Ok(key) = seal::open_wrap(&derived, &wrap)
        {
            opened.push((wrap.generation, key));
        }
    }
    if opened.is_empty() {
        return Ok(Retired::Wrong);
    }
    acts.refund(ticket)?;
    Ok(Retired::Opened(opened))
}

/// What an old password opened.
pub(crate) enum Retired {
    /// These generations' keys.
    Opened(Vec<(u64, AccountKey)>),
    /// Nothing.
    Wrong,
    /// Too many tries.
    Waiting(std::time::Duration),
}
