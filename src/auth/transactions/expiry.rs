//! Expiry of attempts, temporary passwords and help codes.

use crate::auth::audit::Event;
use crate::auth::error::Error;
use crate::auth::store::{
    AccountRow, CounterKey, CounterRow, EXPIRED, HelpCodeRow, PasswordKind, Reader, Writer, none_if_corrupt,
};
use crate::auth::throttle;
use crate::auth::transactions::Transactions;

impl Transactions<'_> {
    /// Records everything that has expired; `true` if anything had. Only reads if nothing has.
    pub fn record_expirations(&self) -> Result<bool, Error> {
        if !self
            .read(|store| Ok(!store.expired(self.now.wall)?.is_empty() || !self.expired_counters(store)?.is_empty()))?
        {
            return Ok(false);
        }
        self.write(|store| {
            for (key, mut row, keep_row) in self.expired_counters(store)? {
                if keep_row {
                    store.put_counter(&key, &row)?;
                } else {
                    self.log_unread_attempts(store, key, &mut row)?;
                    store.delete_counter(&key)?;
                }
            }
            for id in store.expired(self.now.wall)? {
                if let Some(account) = none_if_corrupt(store.account(id))?.flatten() {
                    self.mark_expired(store, &account)?;
                }
            }
            Ok(true)
        })
    }

    /// Marks an expired temporary password or help code, so that setting the clock back does not make it valid again.
    /// Returns the updated account.
    pub(super) fn mark_expired(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<AccountRow, Error> {
        let mut account = account.clone();
        let is_expired = |until| EXPIRED < until && until <= self.now.wall;
        if matches!(account.password_kind, PasswordKind::Temporary { until } if is_expired(until)) {
            account.password_kind = PasswordKind::Temporary { until: EXPIRED };
            store.update_account(&account)?;
            self.log(store, Event::TemporaryPasswordExpired, "", &account)?;
        }
        if none_if_corrupt(store.help_code(account.id))?.flatten().is_some_and(|help| is_expired(help.until)) {
            // The row is kept, as it tells the user to ask for a new help code.
            store.put_help_code(account.id, Some(&HelpCodeRow { tag: [0; 32], until: EXPIRED }))?;
            self.log(store, Event::HelpCodeExpired, "", &account)?;
        }
        Ok(account)
    }

    /// The counters of password attempts to rewrite (`true`) or delete (`false`): those whose attempts have expired,
    /// and those charged in the future, which would otherwise stay until then.
    fn expired_counters(&self, store: &(impl Reader + ?Sized)) -> Result<Vec<(CounterKey, CounterRow, bool)>, Error> {
        let now = self.clock_stamp();
        let update = |(key, row): (CounterKey, CounterRow)| {
            if throttle::is_in_future(&row, now) {
                return Some((key, CounterRow { updated_at: now, ..row }, true));
            }
            throttle::are_attempts_expired(&row, now).then(|| {
                let is_name = matches!(key, CounterKey::Name(_));
                (key, throttle::without_expired_attempts(&key, row, now), !is_name)
            })
        };
        Ok(store.password_counters()?.into_iter().filter_map(update).collect())
    }
}
