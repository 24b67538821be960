//! The small model: who lives here, who is signed in, and what a password is answered with.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::auth::service::tests::model_test::account_model::{AccountModel, FactorInput, FactorVerdict};
use crate::auth::service::tests::model_test::throttle_model::{AttemptCounter, PASSWORD_BACKOFF, Stamp};
use crate::auth::{AccountId, CounterKind, UnixTime};

/// Names that people may have; the last nobody ever has.
pub(super) const NAMES: [&str; 5] = ["alice", "bob", "carol", "dora", "nobody"];

/// A session as others see it: it stands until it is taken away.
pub(super) struct SessionRecord {
    pub who: AccountId,
    pub last_seen: Stamp,
}

/// What a password is answered with.
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
    /// Tries by name, whether somebody has it or not.
    pub name_counters: BTreeMap<String, AttemptCounter>,
    /// The latest time that any clock has shown.
    pub latest_seen_time: UnixTime,
    pub sessions: BTreeMap<u32, SessionRecord>,
    pub unlock_needs_code: bool,
    /// Passwords of accounts that are gone.
    pub deleted_passwords: Vec<(&'static str, Vec<String>)>,
    /// Every data key there ever was.
    pub all_keys: BTreeSet<[u8; 32]>,
}

impl ModelState {
    pub fn account(&mut self, id: AccountId) -> Option<&mut AccountModel> {
        self.accounts.iter_mut().find(|person| person.id == id)
    }

    pub fn account_named(&mut self, name: &str) -> Option<&mut AccountModel> {
        self.accounts.iter_mut().find(|person| person.name == name)
    }

    /// Whether the account is as it was at that version, and enabled.
    pub fn is_unchanged(&mut self, id: AccountId, version: u64) -> bool {
        self.account(id).is_some_and(|person| person.enabled && person.version == version)
    }

    /// A password for a name.
    pub fn check_password_for_name(&mut self, name: &str, typed: &str, at: Stamp) -> PasswordVerdict {
        let mut name_counter = self.name_counters.remove(name).unwrap_or_default();
        if name_counter.is_expired(at) {
            name_counter.reset();
        }
        let verdict = self.check_name_and_account(name, &mut name_counter, typed, at);
        self.name_counters.insert(name.to_owned(), name_counter);
        verdict
    }

    /// "Unknown names are charged alike": a try is charged to the name, and to the account that has it.
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

    /// How long a password for an account has to wait.
    fn password_wait(&mut self, id: AccountId, at: Stamp) -> Option<Duration> {
        let person = self.account(id)?;
        if person.password_counter.is_expired(at) {
            person.password_counter.reset();
        }
        person.password_counter.remaining_wait(PASSWORD_BACKOFF, at)
    }

    /// Once it was seen that a temporary password or a help code is over, it stays over.
    pub fn mark_expired(&mut self, id: AccountId, wall: UnixTime) {
        if let Some(person) = self.account(id) {
            person.mark_expired(wall);
        }
    }

    /// A completed sign-in forgets the tries. Says how many wrong codes of strangers are left over.
    pub fn complete_sign_in(&mut self, id: AccountId, own: u32, with_help: bool) -> u32 {
        let Some(person) = self.account(id) else { return 0 };
        let (name, left) = (person.name, person.complete_sign_in(own, with_help));
        self.name_counters.remove(name);
        left
    }

    /// A password for an account: at the sign-in, for an unlock or for a step-up.
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

    /// A factor for an account.
    pub fn check_factor(&mut self, id: AccountId, given: &FactorInput, at: Stamp) -> FactorVerdict {
        self.account(id).map_or(FactorVerdict::Changed, |person| person.check_factor(given, at))
    }

    /// A session begins; those of the account that nobody has looked at for a minute are gone.
    pub fn open_session(&mut self, serial: u32, who: AccountId, now: Stamp) {
        self.sessions.retain(|_, row| row.who != who || stale_for(row, now) <= 60_000);
        self.sessions.insert(serial, SessionRecord { who, last_seen: now });
    }

    /// Somebody looks at a session. Says whether it stands.
    pub fn refresh_session(&mut self, serial: u32, now: Stamp) -> bool {
        let Some(row) = self.sessions.get_mut(&serial) else { return false };
        // It is noted when half the minute is over.
        if stale_for(row, now) >= 30_000 {
            row.last_seen = now;
        }
        true
    }

    /// Ends the sessions of an account, all but one.
    pub fn end_sessions(&mut self, who: AccountId, except: Option<u32>) {
        self.sessions.retain(|serial, row| row.who != who || Some(*serial) == except);
    }

    /// An account goes; its name is one that nobody has.
    pub fn delete(&mut self, id: AccountId) {
        let Some(place) = self.accounts.iter().position(|person| person.id == id) else { return };
        let person = self.accounts.remove(place);
        self.end_sessions(id, None);
        let passwords = person.former_passwords.into_iter().chain([person.password]).collect();
        self.deleted_passwords.push((person.name, passwords));
    }
}

/// For how long a session was not seen, in milliseconds: within one boot by the boot clock, across boots by the wall
/// clock, whichever way it was turned.
pub(super) fn stale_for(row: &SessionRecord, now: Stamp) -> u64 {
    match row.last_seen.boot == now.boot {
        true => row.last_seen.now.boot.abs_diff(now.now.boot).as_millis() as u64,
        false => row.last_seen.now.wall.millis().abs_diff(now.now.wall.millis()),
    }
}
