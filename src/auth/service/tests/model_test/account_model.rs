//! The model of one account, and its verdict on a factor.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::auth::service::tests::model_test::throttle_model::{
    AttemptCounter, CODE_BACKOFF, CodeCounter, PASSWORD_BACKOFF, Stamp,
};
use crate::auth::{AccountId, ActionError, CounterKind, EXPIRED, KeyId, TotpSecret, UnixTime, code_at};

/// A data key of a host, as returned by a session.
pub(super) type Key = (KeyId, [u8; 32]);

/// A paired authenticator.
pub(super) struct Phone {
    pub name: String,
    pub secret: [u8; 20],
    /// The largest accepted step.
    pub last_step: u64,
}

/// Keys from before a reset, and the password that recovers them.
pub(super) struct RetiredKeys {
    pub password: String,
    pub keys: Vec<Key>,
}

/// The result of a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FactorVerdict {
    Right,
    /// A help code: enrolment follows.
    HelpCode,
    Malformed,
    Wrong,
    AlreadyUsed,
    /// Codes are refused until the help code is entered.
    HelpCodeRequired,
    Waiting(Duration),
    Suspended,
    Expired,
    Changed,
}

impl FactorVerdict {
    /// Whether an attempt was charged in vain.
    pub fn is_charged(self) -> bool {
        matches!(self, Self::Wrong | Self::AlreadyUsed | Self::HelpCodeRequired)
    }
}

/// An entered second factor.
#[derive(Clone, Debug)]
pub(super) enum FactorInput {
    Digits(String),
    Symbols(String),
}

/// One account.
pub(super) struct AccountModel {
    pub id: AccountId,
    pub name: &'static str,
    pub administrator: bool,
    pub enabled: bool,
    pub password: String,
    /// Expiry, if the password is temporary.
    pub temporary_until: Option<UnixTime>,
    /// Earlier passwords, of this account and of others with its name.
    pub former_passwords: Vec<String>,
    pub two_factor: bool,
    pub phones: Vec<Phone>,
    pub removed_phones: Vec<[u8; 20]>,
    pub unused_codes: Vec<String>,
    pub used_codes: BTreeSet<String>,
    /// Recovery and help codes that are no longer valid.
    pub invalidated_codes: Vec<String>,
    pub help_code: Option<(String, UnixTime)>,
    /// Failed attempts since the last completed sign-in, and the time of the last of each kind.
    pub failed_attempts: u32,
    pub last_failed: [Option<UnixTime>; 3],
    pub version: u64,
    /// The current key, once observed, with those wrapped under it.
    pub keys: Vec<Key>,
    pub retired_keys: Vec<RetiredKeys>,
    pub password_counter: AttemptCounter,
    pub code_counter: CodeCounter,
    pub recovery_counter: AttemptCounter,
    pub last_digits: String,
}

impl AccountModel {
    pub fn new(id: AccountId, name: &'static str, administrator: bool, password: String) -> Self {
        Self {
            id,
            name,
            administrator,
            enabled: true,
            password,
            temporary_until: None,
            former_passwords: Vec::new(),
            two_factor: false,
            phones: Vec::new(),
            removed_phones: Vec::new(),
            unused_codes: Vec::new(),
            used_codes: BTreeSet::new(),
            invalidated_codes: Vec::new(),
            help_code: None,
            failed_attempts: 0,
            last_failed: [None; 3],
            version: 1,
            keys: Vec::new(),
            retired_keys: Vec::new(),
            password_counter: AttemptCounter::default(),
            code_counter: CodeCounter::default(),
            recovery_counter: AttemptCounter::default(),
            last_digits: "000000".to_owned(),
        }
    }

    /// Whether this account counts as an active administrator.
    pub fn is_active_administrator(&self) -> bool {
        self.administrator && self.enabled && self.temporary_until.is_none()
    }

    /// Returns the verdict on a factor and records it.
    pub fn check_factor(&mut self, input: &FactorInput, at: Stamp) -> FactorVerdict {
        match input {
            FactorInput::Digits(digits) => self.check_digits(digits, at),
            FactorInput::Symbols(symbols) => self.check_symbols(symbols, at),
        }
    }

    /// Once observed as expired, a temporary password or a help code stays expired.
    pub fn mark_expired(&mut self, wall: UnixTime) {
        if self.temporary_until.is_some_and(|until| until <= wall) {
            self.temporary_until = Some(EXPIRED);
        }
        if let Some((_, until)) = self.help_code.as_mut().filter(|(_, until)| *until <= wall) {
            *until = EXPIRED;
        }
    }

    fn check_digits(&mut self, digits: &str, at: Stamp) -> FactorVerdict {
        if digits.len() != 6 {
            return FactorVerdict::Malformed;
        }
        self.mark_expired(at.now.wall);
        if self.code_counter.suspended {
            return FactorVerdict::Suspended;
        }
        if let Some(left) = self.code_counter.attempts.remaining_wait(CODE_BACKOFF, at) {
            return FactorVerdict::Waiting(left);
        }
        let verdict = self.spend_digits(digits, at.now.wall);
        match verdict {
            FactorVerdict::Right => self.last_digits = digits.to_owned(),
            _ => {
                self.code_counter.record_failure(at);
                self.record_failure(CounterKind::Code, at);
            }
        }
        verdict
    }

    /// "3 failed attempts since your last sign-in": of any kind, whatever resets counters meanwhile.
    pub fn record_failure(&mut self, kind: CounterKind, at: Stamp) {
        self.failed_attempts += 1;
        self.last_failed[kind as usize] = Some(at.now.wall);
    }

    /// "Of the steps T−1, T, T+1 of every authenticator whose code equals the typed one, those above that
    /// authenticator's `last_step` are fresh. One fresh match suffices; every matching fresh step is spent."
    fn spend_digits(&mut self, digits: &str, wall: UnixTime) -> FactorVerdict {
        // Before 1970 there are no steps.
        if wall.millis() < 0 {
            return FactorVerdict::Wrong;
        }
        if self.phones.is_empty() {
            return FactorVerdict::HelpCodeRequired;
        }
        let mut verdict = FactorVerdict::Wrong;
        for phone in &mut self.phones {
            let Some(step) = matching_steps(&phone.secret, digits, wall).into_iter().max() else { continue };
            if step > phone.last_step {
                phone.last_step = step;
                verdict = FactorVerdict::Right;
            } else if verdict == FactorVerdict::Wrong {
                verdict = FactorVerdict::AlreadyUsed;
            }
        }
        verdict
    }

    fn check_symbols(&mut self, symbols: &str, at: Stamp) -> FactorVerdict {
        if symbols.len() != 19 {
            return FactorVerdict::Malformed;
        }
        self.mark_expired(at.now.wall);
        if let Some(left) = self.recovery_counter.remaining_wait(CODE_BACKOFF, at) {
            return FactorVerdict::Waiting(left);
        }
        let is_help = |(help, until): &(String, UnixTime)| help == symbols && at.now.wall < *until;
        if self.help_code.as_ref().is_some_and(is_help) {
            self.recovery_counter.record_success(at);
            return FactorVerdict::HelpCode;
        }
        if let Some(index) = self.unused_codes.iter().position(|code| code == symbols) {
            self.used_codes.insert(self.unused_codes.remove(index));
            self.recovery_counter.record_success(at);
            return FactorVerdict::Right;
        }
        self.recovery_counter.record_failure(at);
        self.record_failure(CounterKind::Recovery, at);
        if self.used_codes.contains(symbols) { FactorVerdict::AlreadyUsed } else { FactorVerdict::Wrong }
    }

    /// Recovers keys from before a reset with the old password, counted like any password. Returns why not.
    pub fn open_old_data(&mut self, password: &str, at: Stamp) -> Option<ActionError> {
        if self.password_counter.is_expired(at) {
            self.password_counter.reset();
        }
        let index = self.retired_keys.iter().position(|retired| retired.password == password);
        match (self.password_counter.remaining_wait(PASSWORD_BACKOFF, at), index) {
            (Some(left), _) => Some(ActionError::Waiting(left)),
            (None, None) => {
                self.password_counter.record_failure(at);
                self.record_failure(CounterKind::Password, at);
                Some(ActionError::WrongPassword)
            }
            (None, Some(found)) => {
                self.password_counter.record_success(at);
                let opened = self.retired_keys.remove(found);
                self.keys.extend(opened.keys);
                None
            }
        }
    }

    /// A completed sign-in resets the attempts. Returns the wrong codes that were not the user's own.
    pub fn complete_sign_in(&mut self, own: u32, with_help: bool) -> u32 {
        (self.failed_attempts, self.last_failed) = (0, [None; 3]);
        self.password_counter.reset();
        self.recovery_counter.reset();
        self.code_counter.complete_sign_in(own, with_help)
    }

    /// Sets another password; the previous one is no longer valid.
    pub fn set_password(&mut self, password: String, until: Option<UnixTime>) {
        self.former_passwords.push(std::mem::replace(&mut self.password, password));
        self.temporary_until = until;
    }

    /// Turns two-factor on with this authenticator and these codes.
    pub fn pair(&mut self, phone: Phone, codes: Option<Vec<String>>) {
        self.phones.push(phone);
        self.two_factor = true;
        self.invalidated_codes.extend(self.help_code.take().map(|(code, _)| code));
        match codes {
            Some(codes) => self.replace_codes(codes),
            None => self.version += 1,
        }
    }

    /// Replaces the recovery codes.
    pub fn replace_codes(&mut self, codes: Vec<String>) {
        self.invalidated_codes.extend(std::mem::replace(&mut self.unused_codes, codes));
        self.invalidated_codes.extend(std::mem::take(&mut self.used_codes));
        self.version += 1;
    }

    /// Removes authenticators, recovery codes, help code, and their attempts.
    pub fn clear_factors(&mut self) {
        self.removed_phones.extend(self.phones.drain(..).map(|phone| phone.secret));
        self.invalidated_codes.extend(std::mem::take(&mut self.unused_codes));
        self.invalidated_codes.extend(std::mem::take(&mut self.used_codes));
        self.invalidated_codes.extend(self.help_code.take().map(|(code, _)| code));
        self.code_counter = CodeCounter::default();
        self.recovery_counter.reset();
    }
}

/// Returns the steps around `wall` whose code these digits are.
pub(super) fn matching_steps(secret: &[u8; 20], digits: &str, wall: UnixTime) -> Vec<u64> {
    let Ok(step) = u64::try_from(wall.seconds().div_euclid(30)) else { return Vec::new() };
    (step.saturating_sub(1)..=step + 1).filter(|&step| code_of(secret, step) == digits).collect()
}

/// Returns the code of one step.
pub(super) fn code_of(secret: &[u8; 20], step: u64) -> String {
    code_at(&TotpSecret::from_bytes(secret), UnixTime::from_seconds(step as i64 * 30)).to_string()
}
