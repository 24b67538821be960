//! The model's state: accounts, sessions, and the verdicts on passwords.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::auth::service::tests::model_test::account_model::{AccountModel, FactorInput, FactorVerdict};
use crate::auth::service::tests::model_test::throttle_model::{AttemptCounter, PASSWORD_BACKOFF, Stamp};
use crate::auth::{AccountId, CounterKind, UnixTime};

/// Usernames; the last one never gets an account.
pub(super) const NAMES: [&str; 5] = ["alice", "bob", "carol", "dora", "nobody"];

/// A session row: valid until it is deleted.
pub(super) struct SessionRecord {
    pub who: AccountId,
    pub last_seen: Stamp,
}

/// The result of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PasswordVerdict {
    Waiting(Duration),
    Wrong,
    Expired,
    Right(AccountId),
}

#[derive(Default)]
pub(super) struct ModelState {
    pub accounts: Vec<AccountModel>,
    /// Attempts by name, known or not.
    pub name_counters: BTreeMap<String, AttemptCounter>,
    /// The latest time that any clock has shown.
    pub latest_seen_time: UnixTime,
    pub sessions: BTreeMap<u32, SessionRecord>,
    pub unlock_needs_code: bool,
    /// Passwords of deleted accounts.
    pub deleted_passwords: Vec<(&'static str, Vec<String>)>,
    /// Every data key that ever existed.
    pub all_keys: BTreeSet<[u8; 32]>,
}

impl ModelState {
    pub fn account(&mut self, id: AccountId) -> Option<&mut AccountModel> {
        self.accounts.iter_mut().find(|person| person.id == id)
    }

    pub fn account_named(&mut self, name: &str) -> Option<&mut AccountModel> {
        self.accounts.iter_mut().find(|person| person.name == name)
    }

    /// Whether the account is enabled and still at that version.
    pub fn is_unchanged(&mut self, id: AccountId, version: u64) -> bool {
        self.account(id).is_some_and(|person| person.enabled && person.version == version)
    }

    /// Checks a password for a name.
    pub fn check_password_for_name(&mut self, name: &str, typed: &str, at: Stamp) -> PasswordVerdict {
        let mut name_counter = self.name_counters.remove(name).unwrap_or_default();
        if name_counter.is_expired(at) {
            name_counter.reset();
        }
        let verdict = self.check_name_and_account(name, &mut name_counter, typed, at);
        self.name_counters.insert(name.to_owned(), name_counter);
        verdict
    }

    /// "Unknown names are charged alike": an attempt is charged to the name, and to the account that has it.
    fn check_name_and_account(
        &mut self,
        name: &str,
        name_counter: &mut AttemptCounter,
        typed: &str,
        at: Stamp,
    ) -> PasswordVerdict {
        let who = self.account_named(name).map(|person| person.id);
        let name_wait = name_counter.remaining_wait(PASSWORD_BACKOFF, at);
        let account_wait = who.and_then(|id| self.password_wait(id, at));
        if let Some(left) = name_wait.max(account_wait) {
            if let Some(id) = who {
                self.mark_expired(id, at.now.wall);
            }
            return PasswordVerdict::Waiting(left);
        }
        let verdict = who.map_or(PasswordVerdict::Wrong, |id| self.check_password(id, typed, at));
        match verdict {
            PasswordVerdict::Right(_) => name_counter.record_success(at),
            _ => name_counter.record_failure(at),
        }
        verdict
    }

    /// Returns how long a password for an account has to wait.
    fn password_wait(&mut self, id: AccountId, at: Stamp) -> Option<Duration> {
        let person = self.account(id)?;
        if person.password_counter.is_expired(at) {
            person.password_counter.reset();
        }
        person.password_counter.remaining_wait(PASSWORD_BACKOFF, at)
    }

    /// Once observed as expired, a temporary password or a help code stays expired.
    pub fn mark_expired(&mut self, id: AccountId, wall: UnixTime) {
        if let Some(person) = self.account(id) {
            person.mark_expired(wall);
        }
    }

    /// A completed sign-in resets the attempts. Returns the wrong codes that were not the user's own.
    pub fn complete_sign_in(&mut self, id: AccountId, own: u32, with_help: bool) -> u32 {
        let Some(person) = self.account(id) else { return 0 };
        let (name, left) = (person.name, person.complete_sign_in(own, with_help));
        self.name_counters.remove(name);
        left
    }

    /// Checks a password for an account: at sign-in, for an unlock or for a step-up.
    pub fn check_password(&mut self, id: AccountId, typed: &str, at: Stamp) -> PasswordVerdict {
        self.mark_expired(id, at.now.wall);
        if let Some(left) = self.password_wait(id, at) {
            return PasswordVerdict::Waiting(left);
        }
        let Some(person) = self.account(id) else { return PasswordVerdict::Wrong };
        let is_expired = person.temporary_until.is_some_and(|until| at.now.wall >= until);
        let verdict = match typed == person.password && person.enabled {
            false => PasswordVerdict::Wrong,
            true if is_expired => PasswordVerdict::Expired,
            true => PasswordVerdict::Right(id),
        };
        match verdict {
            PasswordVerdict::Right(_) => person.password_counter.record_success(at),
            _ => {
                person.password_counter.record_failure(at);
                person.record_failure(CounterKind::Password, at);
            }
        }
        verdict
    }

    /// Checks a factor for an account.
    pub fn check_factor(&mut self, id: AccountId, input: &FactorInput, at: Stamp) -> FactorVerdict {
        self.account(id).map_or(FactorVerdict::Changed, |person| person.check_factor(input, at))
    }

    /// Opens a session and deletes the account's sessions that were not refreshed for a minute.
    pub fn open_session(&mut self, serial: u32, who: AccountId, now: Stamp) {
        self.sessions.retain(|_, row| row.who != who || stale_for(row, now) <= 60_000);
        self.sessions.insert(serial, SessionRecord { who, last_seen: now });
    }

    /// Refreshes a session. Returns whether it is valid.
    pub fn refresh_session(&mut self, serial: u32, now: Stamp) -> bool {
        let Some(row) = self.sessions.get_mut(&serial) else { return false };
        // Updated after half the minute.
        if stale_for(row, now) >= 30_000 {
            row.last_seen = now;
        }
        true
    }

    /// Deletes the sessions of an account except one.
    pub fn end_sessions(&mut self, who: AccountId, except: Option<u32>) {
        self.sessions.retain(|serial, row| row.who != who || Some(*serial) == except);
    }

    /// Deletes an account; its name becomes unknown.
    pub fn delete(&mut self, id: AccountId) {
        let Some(index) = self.accounts.iter().position(|person| person.id == id) else { return };
        let person = self.accounts.remove(index);
        self.end_sessions(id, None);
        let passwords = person.former_passwords.into_iter().chain([person.password]).collect();
        self.deleted_passwords.push((person.name, passwords));
    }
}

/// Milliseconds since the session was last seen: by the boot clock within one boot, by the wall clock across boots, in
/// either direction.
pub(super) fn stale_for(row: &SessionRecord, now: Stamp) -> u64 {
    match row.last_seen.boot == now.boot {
        true => row.last_seen.now.boot.abs_diff(now.now.boot).as_millis() as u64,
        false => row.last_seen.now.wall.millis().abs_diff(now.now.wall.millis()),
    }
}
