//! The password step of a sign-in.
//!
//! Every name, known or not, takes the same steps at the same cost: one charge, one derivation, one verdict. Only the
//! audit log records the cause of a refusal.

use crate::auth::account::AccountId;
use crate::auth::action_error::{ActionError, StepError};
use crate::auth::audit::{self, Event};
use crate::auth::error::Error;
use crate::auth::login::PasswordProof;
use crate::auth::password::{self, Cost, KdfParams, NormalizedPassword};
use crate::auth::random_source::Random;
use crate::auth::refusal::PasswordRefusal;
use crate::auth::seal::{self, PasswordKeys};
use crate::auth::secret::{AccountKey, Password};
use crate::auth::store::{AccountRow, PasswordKind, Reader, WrapKind, WrappedKeyRow, none_if_corrupt};
use crate::auth::throttle::ChargeOutcome;
use crate::auth::transactions::{Lookup, Target, Transactions, name_mac_key};
use crate::auth::username::Username;

/// Derives the keys of an entered password: the slow step.
pub(crate) type Derive<'a> = &'a dyn Fn(&NormalizedPassword, &KdfParams) -> Result<PasswordKeys, Error>;

/// Checks a password: charges an attempt, derives the keys, verifies them, and refunds the attempt if they are right.
///
/// # Errors
/// Refuses a password that is wrong or was not checked, or whose account may not sign in. Fails if the store, the
/// random source or memory allocation fails; the attempt stays charged.
pub(crate) fn check(
    transactions: &Transactions<'_>,
    cost: Cost,
    random: &dyn Random,
    target: Target<'_>,
    typed: Password,
    derive: Derive<'_>,
) -> Result<PasswordProof, StepError> {
    let (ticket, looked_up) = match transactions.charge_password(target)? {
        (ChargeOutcome::Granted(ticket), found) => (Some(ticket), found),
        (ChargeOutcome::Throttled(left), _) => return Err(PasswordRefusal::Waiting { left }.into()),
        // Without a charge the password is refused, in the same time and with the same audit entry as any other
        // refusal.
        (ChargeOutcome::Suspended | ChargeOutcome::Corrupt, found) => (None, found.into_corrupt()),
    };
    let stored_password = StoredPassword::load(transactions, target, &looked_up, cost, random)?;
    let normalized = password::normalize(&typed);
    drop(typed);
    // Input that cannot be a password takes as long as one.
    let derived = derive(normalized.as_ref().unwrap_or(&NormalizedPassword::dummy()), &stored_password.kdf)?;
    let key = match stored_password.check(transactions, &looked_up, normalized.is_ok().then_some(&derived)) {
        Ok(key) => key,
        Err((refusal, audit_reason)) => {
            transactions.record_failure(looked_up.account(), Event::PasswordRefused, audit_reason)?;
            return Err(refusal.into());
        }
    };
    let (Some(ticket), Lookup::Account(account)) = (ticket, looked_up) else { return Err(Error::Corrupt.into()) };
    transactions.refund(ticket)?;
    let rewrapped_keys = open_rewrapped_keys(&stored_password.wrapped_keys, &key, account.key_generation);
    let temporary_tag = match &normalized {
        Ok(prepared) if account.password_kind != PasswordKind::Own => {
            Some(seal::temporary_password_tag(&key, prepared))
        }
        _ => None,
    };
    let upgraded_wrapped_key = match normalized {
        Ok(prepared) if stored_password.kdf.cost.weaker_than(&cost) => {
            let kdf = KdfParams::draw(cost, random)?;
            let derived = seal::derive(&prepared, &kdf)?;
            let (kind, generation, now) = (WrapKind::Active, account.key_generation, transactions.now.wall);
            Some(seal::wrap_account_key(&derived, &key, account.id, kind, generation, &kdf, now, random)?)
        }
        _ => None,
    };
    let username = Username::from_stored(&account.username, &account.canonical_name)?;
    Ok(PasswordProof { account, username, key, rewrapped_keys, upgraded_wrapped_key, temporary_tag })
}

/// What a password is checked against: the wrapped key of the account, or a dummy with the cost of some account.
struct StoredPassword {
    kdf: KdfParams,
    wrapped_keys: Vec<WrappedKeyRow>,
    wrapped_key: Option<WrappedKeyRow>,
}

impl StoredPassword {
    /// Performs the same reads for every name, so that timing does not reveal whether it exists.
    fn load(
        transactions: &Transactions<'_>,
        target: Target<'_>,
        looked_up: &Lookup,
        cost: Cost,
        random: &dyn Random,
    ) -> Result<Self, Error> {
        let account = match looked_up {
            Lookup::Account(account) => Some(account),
            Lookup::UnknownName | Lookup::Corrupt(_) => None,
        };
        let (dummy, wrapped_keys) = transactions.read(|store| {
            let wraps = match account {
                Some(account) => consistent_wrapped_keys(store, account),
                None => store.wrapped_keys(AccountId::from_bytes([0; 16])).map(|_| Vec::new()),
            };
            let name = match target {
                Target::Name(name) => &name.canonical_name,
                Target::Account(_) => looked_up.account().map_or("", |account| &account.canonical_name),
            };
            Ok((dummy_cost(store, name, cost)?, none_if_corrupt(wraps)?.unwrap_or_default()))
        })?;
        let generation = account.map_or(0, |account| account.key_generation);
        let wrapped_key = wrapped_keys
            .iter()
            .find(|wrap| wrap.kind == WrapKind::Active && wrap.key_generation == generation)
            .cloned();
        let (wrap, kdf) =
            match wrapped_key.and_then(|wrap| KdfParams::parse(&wrap.kdf_params, &cost).ok().map(|kdf| (wrap, kdf))) {
                Some((wrap, kdf)) => (Some(wrap), kdf),
                None => (None, KdfParams::draw_dummy(dummy, random)?),
            };
        Ok(Self { kdf, wrapped_keys, wrapped_key: wrap })
    }

    /// Returns the account key, or why the password is refused: the second reason is only written to the audit log.
    fn check(
        &self,
        transactions: &Transactions<'_>,
        looked_up: &Lookup,
        derived: Option<&PasswordKeys>,
    ) -> Result<AccountKey, (PasswordRefusal, &'static str)> {
        let wrong = |audit_reason| (PasswordRefusal::Wrong, audit_reason);
        let account = match looked_up {
            Lookup::Account(account) => account,
            Lookup::UnknownName => return Err(wrong(audit::UNKNOWN_NAME)),
            Lookup::Corrupt(_) => return Err(wrong("unreadable")),
        };
        let wrapped_key = self.wrapped_key.as_ref().ok_or(wrong("unreadable"))?;
        let derived =
            derived.filter(|derived| seal::verify_password_tag(derived, wrapped_key)).ok_or(wrong("wrong-password"))?;
        if !account.enabled {
            return Err(wrong("disabled"));
        }
        let key = seal::open_wrapped_key(derived, wrapped_key).map_err(|_| wrong("unreadable"))?;
        match account.password_kind {
            PasswordKind::Temporary { until } if until <= transactions.now.wall => {
                Err((PasswordRefusal::TemporaryExpired, "expired"))
            }
            _ => Ok(key),
        }
    }
}

/// Accounts whose cost is read at most. Beyond that the proportions are those of a sample.
const COST_SAMPLE_SIZE: usize = 512;

/// Returns the cost of a dummy check: a cost that accounts have, chosen in proportion to how many have it and always
/// the same for one name. With the current cost alone, timing would distinguish names without an account from accounts
/// whose cost is not upgraded yet.
fn dummy_cost(store: &dyn Reader, name: &str, current: Cost) -> Result<Cost, Error> {
    let stored = store.active_kdf_params(COST_SAMPLE_SIZE)?;
    let mut costs: Vec<Cost> =
        stored.iter().filter_map(|kdf| KdfParams::parse(kdf, &current).ok()).map(|kdf| kdf.cost).collect();
    // Keeps the boundaries between costs stable when an account is added, deleted or upgraded.
    costs.sort_by_key(|cost| (cost.memory_kib(), cost.passes(), cost.lanes()));
    let number = u128::from(seal::dummy_cost_mac(&name_mac_key(store)?, name));
    let index = usize::try_from((number * costs.len() as u128) >> u64::BITS).unwrap_or(0);
    Ok(costs.get(index).copied().unwrap_or(current))
}

/// Loads the wrapped keys after a consistency check: an account with two-factor off or with a temporary password has no
/// stored factors. A row that contradicts this was not written by a transaction of Vestibule, and must not bypass the
/// second factor.
fn consistent_wrapped_keys(store: &dyn Reader, account: &AccountRow) -> Result<Vec<WrappedKeyRow>, Error> {
    let id = account.id;
    let has_factors = || Ok::<_, Error>(!store.authenticators(id)?.is_empty() || !store.recovery(id)?.is_empty());
    let contradicts = match account.password_kind {
        PasswordKind::Own if account.two_factor => false,
        PasswordKind::Temporary { .. } if account.two_factor => has_factors()?,
        _ => has_factors()? || store.help_code(id)?.is_some(),
    };
    if contradicts { Err(Error::Corrupt) } else { store.wrapped_keys(id) }
}

/// Opens the older keys that are wrapped under this key, directly or through each other.
pub(crate) fn open_rewrapped_keys(
    wrapped_keys: &[WrappedKeyRow],
    key: &AccountKey,
    generation: u64,
) -> Vec<(u64, AccountKey)> {
    let mut opened: Vec<(u64, AccountKey)> = Vec::new();
    // Each round opens at least one wrapped key, or ends the loop.
    for _ in 0..wrapped_keys.len() {
        let opened_key =
            wrapped_keys.iter().filter(|wrapped_key| wrapped_key.kind == WrapKind::Rewrapped).find_map(|wrap| {
                let known = |number: u64| number == generation || opened.iter().any(|(opened, _)| *opened == number);
                if known(wrap.key_generation) || !known(wrap.wrapping_generation) {
                    return None;
                }
                let under =
                    opened.iter().find(|(opened, _)| *opened == wrap.wrapping_generation).map_or(key, |(_, key)| key);
                seal::open_rewrapped_key(under, wrap).ok().map(|key| (wrap.key_generation, key))
            });
        match opened_key {
            Some(next) => opened.push(next),
            None => break,
        }
    }
    opened
}

/// Opens the retired wrapped keys that an old password opens, charged like any password attempt. Returns the keys by
/// generation.
///
/// # Errors
/// [`ActionError::WrongPassword`] if it opens none, [`ActionError::Waiting`], or [`ActionError::Fault`]; the attempt
/// stays charged.
pub(crate) fn open_retired(
    transactions: &Transactions<'_>,
    cost: Cost,
    account: AccountId,
    typed: &Password,
) -> Result<Vec<(u64, AccountKey)>, ActionError> {
    let ticket = match transactions.charge_password(Target::Account(account))?.0 {
        ChargeOutcome::Granted(ticket) => ticket,
        ChargeOutcome::Throttled(left) => return Err(ActionError::Waiting(left)),
        ChargeOutcome::Suspended | ChargeOutcome::Corrupt => return Err(ActionError::WrongPassword),
    };
    let normalized = password::normalize(typed).map_err(|_| ActionError::WrongPassword)?;
    let mut opened = Vec::new();
    for wrapped_key in transactions.read(|store| store.wrapped_keys(account))? {
        if wrapped_key.kind != WrapKind::Retired {
            continue;
        }
        let Ok(kdf) = KdfParams::parse(&wrapped_key.kdf_params, &cost) else { continue };
        let derived = seal::derive(&normalized, &kdf)?;
        if seal::verify_password_tag(&derived, &wrapped_key)
            && let Ok(key) = seal::open_wrapped_key(&derived, &wrapped_key)
        {
            opened.push((wrapped_key.key_generation, key));
        }
    }
    if opened.is_empty() {
        return Err(ActionError::WrongPassword);
    }
    transactions.refund(ticket)?;
    Ok(opened)
}
