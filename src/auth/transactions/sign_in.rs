//! Completion of a sign-in, and the start and end of sessions.

use crate::auth::account::{AccountId, AuthenticatorId, SessionId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, Event, NewEntry, SignInMethod};
use crate::auth::error::Error;
use crate::auth::log_text::LogText;
use crate::auth::notices::SignInNotices;
use crate::auth::store::{
    AccountRow, ClockStamp, CounterKey, CounterKind, RecoveryRow, SessionRow, WrapKind, WrappedKeyRow, Writer,
};
use crate::auth::throttle::{self, Ticket};
use crate::auth::transactions::{Transactions, none_if_corrupt, require_unchanged};

/// Time without a refresh after which a session is stale.
const SESSION_STALE_AFTER_MILLIS: u64 = 60_000;

/// What a completed sign-in has proven and writes.
pub(crate) struct SignInCompletion<'a> {
    pub account: AccountId,
    pub credentials_version: u64,
    pub method: SignInMethod,
    pub factor_use: &'a FactorUse,
    /// One-time codes charged in this sign-in, including the right one; they count as the user's own.
    pub code_attempts: u32,
    /// The charge of the right factor, which is not a failure.
    pub ticket: Option<&'a Ticket>,
    pub upgraded_wrapped_key: Option<&'a WrappedKeyRow>,
    pub session: SessionId,
    pub token_hash: [u8; 32],
}

/// A verified factor of a signed-in user, spent by the operation that required it.
pub(crate) struct VerifiedFactor {
    pub factor_use: FactorUse,
    pub ticket: Ticket,
    /// Wrong one-time codes entered before it; they count as the user's own.
    pub wrong_codes: u32,
}

/// The result of completing a sign-in.
#[must_use]
pub(crate) enum SignInResult {
    /// The sign-in is written.
    Done(SignInNotices),
    /// The code was spent concurrently.
    AlreadySpent,
}

/// The factors that the transaction spends conditionally.
#[derive(Debug)]
pub(crate) struct FactorUse {
    pub account: Option<AccountId>,
    pub steps: Vec<(AuthenticatorId, u64)>,
    pub recovery: Option<RecoveryRow>,
}

impl FactorUse {
    /// For operations that require no second factor.
    pub const NONE: &'static Self = &Self { account: None, steps: Vec::new(), recovery: None };

    /// The audit event for a factor that was spent concurrently.
    pub fn refusal_event(&self) -> Event {
        if self.recovery.is_some() { Event::RecoveryRefused } else { Event::CodeRefused }
    }
}

/// The session of a transaction, as far as the store knows it.
#[derive(Clone, Copy)]
pub(crate) struct SessionRef<'a> {
    pub account: AccountId,
    pub username: &'a str,
    pub token_hash: &'a [u8; 32],
}

impl Transactions<'_> {
    /// Completes a sign-in atomically: spends the factor, resets the counters, upgrades the wrapped key, inserts the
    /// session, and appends the audit entry.
    pub fn finish_sign_in(&self, completion: &SignInCompletion<'_>) -> Result<SignInResult, ActionError> {
        self.run(|store| {
            let account = require_unchanged(store, completion.account, completion.credentials_version)?;
            if !self.consume_factor(store, completion.factor_use)? {
                return Ok(SignInResult::AlreadySpent);
            }
            if let Some(wrapped_key) = completion.upgraded_wrapped_key {
                store.put_wrapped_key(wrapped_key)?;
            }
            Ok(SignInResult::Done(self.sign_in(store, &account, completion)?))
        })
    }

    /// Resets the counters, inserts the session, and returns the notices for the user.
    pub(super) fn sign_in(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        completion: &SignInCompletion<'_>,
    ) -> Result<SignInNotices, Error> {
        let mut notices = self.reset_counters(store, account, completion)?;
        if let Some(used) = &completion.factor_use.recovery {
            let is_unused = |row: &&RecoveryRow| row.used_at.is_none() && row.set_number == used.set_number;
            notices.recovery_left = u32::try_from(store.recovery(account.id)?.iter().filter(is_unused).count()).ok();
        }
        self.insert_session(store, account, completion)?;
        Ok(notices)
    }

    /// Spends the factor of a signed-in user, refunds the attempt and logs the reauthentication, atomically. Returns
    /// `false` if the code was spent concurrently.
    pub fn record_reauthentication(
        &self,
        account: &AccountRow,
        token_hash: &[u8; 32],
        verified_factor: Option<&VerifiedFactor>,
        event: Event,
        detail: &str,
    ) -> Result<bool, ActionError> {
        self.run(|store| {
            self.require_session(store, token_hash)?;
            require_unchanged(store, account.id, account.credentials_version)?;
            if let Some(given) = verified_factor
                && !self.consume_factor_in_session(store, account, given)?
            {
                return Ok(false);
            }
            let entry = NewEntry { detail, ..self.entry(event, "") };
            audit::append(store, &entry.about(account))?;
            Ok(true)
        })
    }

    fn consume_factor_in_session(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        verified_factor: &VerifiedFactor,
    ) -> Result<bool, Error> {
        if !self.consume_factor(store, &verified_factor.factor_use)? {
            return Ok(false);
        }
        self.refund_within(store, &verified_factor.ticket)?;
        let key = CounterKey::Account(account.id, CounterKind::Code);
        if let (1.., Some(row)) = (verified_factor.wrong_codes, store.counter(&key)?) {
            store.put_counter(&key, &throttle::after_own_mistakes(row, verified_factor.wrong_codes))?;
        }
        Ok(true)
    }

    /// Appends an entry of the host under the signed-in user, and returns its number. If a version is given, the
    /// account must be unchanged since.
    pub fn append_host_event(
        &self,
        session: SessionRef<'_>,
        credentials_version: Option<u64>,
        event: Event,
        text: LogText<'_>,
    ) -> Result<u64, ActionError> {
        self.run(|store| {
            self.require_session(store, session.token_hash)?;
            let account = store.account(session.account)?.filter(|row| row.enabled).ok_or(ActionError::Changed)?;
            if credentials_version.is_some_and(|version| version != account.credentials_version) {
                return Err(ActionError::Changed);
            }
            audit::append(store, &self.entry(event, text.as_str()).about(&account))?;
            Ok(store.meta()?.head.number)
        })
    }

    /// Logs that a session was locked, if it is still in the store.
    pub fn record_lock(&self, session: SessionRef<'_>) -> Result<(), Error> {
        self.write(|store| {
            if store.session(session.token_hash)?.is_none() {
                return Ok(());
            }
            let account = Some((session.account, session.username));
            audit::append(store, &NewEntry { account, ..self.entry(Event::Locked, "") })
        })
    }

    /// Returns `last_seen` of a session, updating it if it is due; `None` if the session is not in the store.
    pub fn refresh_session(&self, token_hash: &[u8; 32]) -> Result<Option<ClockStamp>, Error> {
        let Some(row) = self.read(|store| store.session(token_hash))? else { return Ok(None) };
        if !self.needs_refresh(row.last_seen) {
            return Ok(Some(row.last_seen));
        }
        let last_seen = self.clock_stamp();
        self.write(|store| match store.session(token_hash)? {
            Some(row) => store.put_session(&SessionRow { last_seen, ..row }).map(|()| Some(last_seen)),
            None => Ok(None),
        })
    }

    /// Whether `last_seen` must be refreshed: it is at least half of `SESSION_STALE_AFTER_MILLIS` old.
    pub fn needs_refresh(&self, last_seen: ClockStamp) -> bool {
        millis_between(last_seen, self.clock_stamp()) >= SESSION_STALE_AFTER_MILLIS / 2
    }

    /// Deletes a session and logs `event`.
    pub fn delete_session(
        &self,
        account: AccountId,
        username: &str,
        token: &[u8; 32],
        event: Event,
    ) -> Result<(), Error> {
        self.write(|store| {
            if store.session(token)?.is_none() {
                return Ok(());
            }
            store.delete_session(token)?;
            audit::append(store, &NewEntry { account: Some((account, username)), ..self.entry(event, "") })
        })
    }

    /// Spends the factor if it is unspent, durably before access is granted. Returns whether it was.
    pub(super) fn consume_factor(&self, store: &mut dyn Writer, factor_use: &FactorUse) -> Result<bool, Error> {
        let mut is_unused = true;
        for (id, step) in &factor_use.steps {
            is_unused &= store.spend_step(*id, *step)?;
        }
        if let Some(row) = &factor_use.recovery {
            let used = RecoveryRow { used_at: Some(self.now.wall), ..row.clone() };
            is_unused &= store.spend_recovery(&used)?;
        }
        if is_unused {
            self.mark_authenticators_used(store, factor_use)?;
        }
        Ok(is_unused)
    }

    fn mark_authenticators_used(&self, store: &mut dyn Writer, factor_use: &FactorUse) -> Result<(), Error> {
        let (Some(account), false) = (factor_use.account, factor_use.steps.is_empty()) else { return Ok(()) };
        for mut row in store.authenticators(account)? {
            if factor_use.steps.iter().any(|(id, _)| *id == row.id) {
                row.last_used_at = Some(self.now.wall);
                store.put_authenticator(&row)?;
            }
        }
        Ok(())
    }

    /// Resets the counters. Returns the failures since the last sign-in, and the wrong codes that were not entered in
    /// this sign-in.
    fn reset_counters(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        completion: &SignInCompletion<'_>,
    ) -> Result<SignInNotices, Error> {
        let mut notices = SignInNotices::default();
        for kind in [CounterKind::Password, CounterKind::Recovery, CounterKind::Code] {
            let key = CounterKey::Account(account.id, kind);
            let stored = match kind {
                CounterKind::Code => store.counter(&key)?,
                _ => none_if_corrupt(store.counter(&key))?.flatten(),
            };
            let Some(row) = stored else { continue };
            let mut row = completion.ticket.map_or(row, |ticket| throttle::after_success(ticket, &key, row));
            notices.failed = notices.failed.saturating_add(row.failed_attempts);
            notices.last_failed = notices.last_failed.max(row.last_failed);
            self.log_unread_attempts(store, key, &mut row)?;
            if kind == CounterKind::Code {
                notices.wrong_codes = row.incomplete_failures.saturating_sub(completion.code_attempts);
                let lifts_suspension =
                    matches!(completion.method, SignInMethod::Recovery | SignInMethod::Help | SignInMethod::Temporary);
                store.put_counter(
                    &key,
                    &throttle::after_sign_in(self.limits, row, completion.code_attempts, lifts_suspension),
                )?;
            }
        }
        store.delete_counter(&CounterKey::Account(account.id, CounterKind::Recovery))?;
        store.delete_counter(&CounterKey::Account(account.id, CounterKind::Password))?;
        self.reset_name_counter(store, account)?;
        Ok(notices)
    }

    pub(super) fn insert_session(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        completion: &SignInCompletion<'_>,
    ) -> Result<(), Error> {
        let now = self.now.wall;
        self.delete_stale_sessions(store, account)?;
        store.put_session(&SessionRow {
            token_hash: completion.token_hash,
            id: completion.session,
            account: account.id,
            opened_at: now,
            last_seen: self.clock_stamp(),
            host_name: self.host_name.to_owned(),
            sign_in_method: completion.method.as_str().to_owned(),
        })?;
        store.update_account(&AccountRow { last_sign_in: Some(now), ..account.clone() })?;
        audit::append(store, &self.entry(Event::SignedIn, completion.method.as_str()).about(account))
    }

    /// Deletes the stale sessions of an account, whose programs ended without signing out.
    pub(super) fn delete_stale_sessions(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), Error> {
        for row in store.sessions(account.id)? {
            if is_stale(row.last_seen, self.clock_stamp()) {
                store.delete_session(&row.token_hash)?;
                let seen = row.last_seen.wall.to_string();
                audit::append(store, &self.entry(Event::SessionLost, &seen).about(account))?;
            }
        }
        Ok(())
    }
}

/// Whether the session was not refreshed for too long.
pub(crate) fn is_stale(last_seen: ClockStamp, now: ClockStamp) -> bool {
    millis_between(last_seen, now) > SESSION_STALE_AFTER_MILLIS
}

/// Uses the boot clock within one boot, as it cannot be set. Uses the wall clock across boots, in either direction:
/// where the system provides a boot id, no program of an earlier boot is still running.
fn millis_between(last_seen: ClockStamp, now: ClockStamp) -> u64 {
    if last_seen.boot_id == now.boot_id {
        last_seen.boot_millis.abs_diff(now.boot_millis)
    } else {
        last_seen.wall.millis().abs_diff(now.wall.millis())
    }
}

/// Returns the wrapped key of the current password.
pub(super) fn active_wrapped_key(store: &dyn Writer, account: &AccountRow) -> Result<Option<WrappedKeyRow>, Error> {
    let wrapped_keys = store.wrapped_keys(account.id)?;
    Ok(wrapped_keys.into_iter().find(|wrapped_key| {
        wrapped_key.kind == WrapKind::Active && wrapped_key.key_generation == account.key_generation
    }))
}
