//! Completion of a sign-in, and second factors: spent in the transaction that they permit.

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::{Event, SignInMethod};
use crate::auth::error::Error;
use crate::auth::notices::SignInNotices;
use crate::auth::store::{
    AccountRow, CounterKey, CounterKind, RecoveryRow, WrapKind, WrappedKeyRow, Writer, none_if_corrupt,
};
use crate::auth::throttle::{self, Ticket};
use crate::auth::transactions::{SessionInfo, SessionRef, Transactions, require_session, require_unchanged};

/// What a completed sign-in has proven and writes.
pub(crate) struct SignInCompletion<'a> {
    pub account: AccountId,
    pub credentials_version: u64,
    /// The second factor; `None` if none was required.
    pub factor: Option<&'a VerifiedFactor>,
    pub upgraded_wrapped_key: Option<&'a WrappedKeyRow>,
    pub session: SessionInfo,
}

/// A right second factor, spent by the operation that required it.
pub(crate) struct VerifiedFactor {
    pub factor_use: FactorUse,
    /// The charge of this factor, which is not a failure.
    pub ticket: Ticket,
    /// One-time codes charged since the last completed operation, including this one; they count as the user's own.
    pub code_attempts: u32,
}

/// What the transaction spends conditionally.
pub(crate) enum FactorUse {
    /// A step of each authenticator that the code matches.
    Code(Vec<(AuthenticatorId, u64)>),
    Recovery(RecoveryRow),
}

impl Transactions<'_> {
    /// Completes a sign-in atomically: spends the factor, resets the counters, upgrades the wrapped key, inserts the
    /// session, and appends the audit entry. Returns `None` if the code was spent concurrently.
    pub fn finish_sign_in(&self, completion: &SignInCompletion<'_>) -> Result<Option<SignInNotices>, ActionError> {
        self.run(|store| {
            let account = require_unchanged(store, completion.account, completion.credentials_version)?;
            if let Some(factor) = completion.factor
                && !self.consume_factor(store, &account, &factor.factor_use)?
            {
                return Ok(None);
            }
            if let Some(wrapped_key) = completion.upgraded_wrapped_key {
                store.put_wrapped_key(wrapped_key)?;
            }
            Ok(Some(self.sign_in(store, &account, completion)?))
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
        if let Some(FactorUse::Recovery(used)) = completion.factor.map(|factor| &factor.factor_use) {
            let is_unused = |row: &&RecoveryRow| row.used_at.is_none() && row.set_number == used.set_number;
            notices.recovery_left = u32::try_from(store.recovery(account.id)?.iter().filter(is_unused).count()).ok();
        }
        self.insert_session(store, account, &completion.session)?;
        Ok(notices)
    }

    /// Spends the factor of a signed-in user, refunds the attempt and logs the reauthentication, atomically. Returns
    /// `false` if the code was spent concurrently.
    pub fn record_reauthentication(
        &self,
        session: SessionRef<'_>,
        account: &AccountRow,
        factor: Option<&VerifiedFactor>,
        event: Event,
        detail: &str,
    ) -> Result<bool, ActionError> {
        self.run(|store| {
            require_session(store, session.token_hash)?;
            require_unchanged(store, account.id, account.credentials_version)?;
            if let Some(factor) = factor
                && !self.consume_factor_in_session(store, account, factor)?
            {
                return Ok(false);
            }
            self.log(store, event, detail, account)?;
            Ok(true)
        })
    }

    fn consume_factor_in_session(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        factor: &VerifiedFactor,
    ) -> Result<bool, Error> {
        if !self.consume_factor(store, account, &factor.factor_use)? {
            return Ok(false);
        }
        self.refund_within(store, &factor.ticket)?;
        // The wrong ones; a right code is refunded.
        let own_mistakes = factor.code_attempts.saturating_sub(matches!(factor.factor_use, FactorUse::Code(_)).into());
        let key = CounterKey::Account(account.id, CounterKind::Code);
        if let (1.., Some(row)) = (own_mistakes, store.counter(&key)?) {
            store.put_counter(&key, &throttle::after_own_mistakes(row, own_mistakes))?;
        }
        Ok(true)
    }

    /// Spends the factor if it is unspent, durably before access is granted. Returns whether it was.
    fn consume_factor(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        factor_use: &FactorUse,
    ) -> Result<bool, Error> {
        let steps = match factor_use {
            FactorUse::Code(steps) => steps,
            FactorUse::Recovery(row) => {
                return store.spend_recovery(&RecoveryRow { used_at: Some(self.now.wall), ..row.clone() });
            }
        };
        let mut is_unused = true;
        for (id, step) in steps {
            is_unused &= store.spend_step(*id, *step)?;
        }
        if is_unused {
            for mut row in store.authenticators(account.id)? {
                if steps.iter().any(|(id, _)| *id == row.id) {
                    row.last_used_at = Some(self.now.wall);
                    store.put_authenticator(&row)?;
                }
            }
        }
        Ok(is_unused)
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
            let mut row = completion.factor.map_or(row, |factor| throttle::after_success(&factor.ticket, &key, row));
            notices.failed = notices.failed.saturating_add(row.failed_attempts);
            notices.last_failed = notices.last_failed.max(row.last_failed);
            self.log_unread_attempts(store, key, &mut row)?;
            if kind == CounterKind::Code {
                let own_attempts = completion.factor.map_or(0, |factor| factor.code_attempts);
                notices.wrong_codes = row.incomplete_failures.saturating_sub(own_attempts);
                let lifts_suspension = matches!(
                    completion.session.method,
                    SignInMethod::Recovery | SignInMethod::Help | SignInMethod::Temporary
                );
                let row = throttle::after_sign_in(self.limits, row, own_attempts, lifts_suspension);
                store.put_counter(&key, &row)?;
            }
        }
        store.delete_counter(&CounterKey::Account(account.id, CounterKind::Recovery))?;
        store.delete_counter(&CounterKey::Account(account.id, CounterKind::Password))?;
        self.reset_name_counter(store, account)?;
        Ok(notices)
    }
}

/// Returns the wrapped key of the current password.
pub(super) fn active_wrapped_key(store: &dyn Writer, account: &AccountRow) -> Result<Option<WrappedKeyRow>, Error> {
    let wrapped_keys = store.wrapped_keys(account.id)?;
    Ok(wrapped_keys.into_iter().find(|wrapped_key| {
        wrapped_key.kind == WrapKind::Active && wrapped_key.key_generation == account.key_generation
    }))
}
