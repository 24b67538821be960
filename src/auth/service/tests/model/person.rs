//! What the model knows of one person, and what it says of a code.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::auth::service::tests::model::tries::{CODE, CodeTries, PASSWORD, Stamp, Tries};
use crate::auth::{AccountId, CounterKind, Denied, EXPIRED, KeyId, TotpSecret, UnixTime, code_at};

/// A key for a host's data, as a session gave it.
pub(super) type Key = (KeyId, [u8; 32]);

/// A paired phone.
pub(super) struct Phone {
    pub name: String,
    pub secret: [u8; 20],
    /// The largest step that was accepted.
    pub spent: u64,
}

/// Keys from before a reset, and the password that brings them back.
pub(super) struct Retired {
    pub password: String,
    pub keys: Vec<Key>,
}

/// What a factor is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Right,
    /// A help code: pairing follows.
    Help,
    Malformed,
    Wrong,
    Used,
    /// Codes are of no use before the help code.
    HelpOwed,
    Waiting(Duration),
    Suspended,
    TookTooLong,
    Changed,
}

impl Verdict {
    /// Whether the secret was looked at, in vain.
    pub fn is_charged(self) -> bool {
        matches!(self, Self::Wrong | Self::Used | Self::HelpOwed)
    }
}

/// What is typed as a second factor.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Digits(String),
    Symbols(String),
}

/// One account.
pub(super) struct Person {
    pub id: AccountId,
    pub name: &'static str,
    pub administrator: bool,
    pub enabled: bool,
    pub password: String,
    /// Until when, if it is a temporary one.
    pub until: Option<UnixTime>,
    /// Passwords of before, of this account and of others that had its name.
    pub former: Vec<String>,
    pub two_factor: bool,
    pub phones: Vec<Phone>,
    pub lost_phones: Vec<[u8; 20]>,
    pub fresh: Vec<String>,
    pub used: BTreeSet<String>,
    /// Recovery and help codes that count no more.
    pub dead: Vec<String>,
    pub help: Option<(String, UnixTime)>,
    /// Attempts that failed since the last completed sign-in, and when the last of each kind did.
    pub failed: u32,
    pub last_failed: [Option<UnixTime>; 3],
    pub version: u64,
    /// The key in force, once somebody saw it, with those that lie under it.
    pub keys: Vec<Key>,
    pub retired: Vec<Retired>,
    pub passwords: Tries,
    pub codes: CodeTries,
    pub recovery: Tries,
    pub last_digits: String,
}

impl Person {
    pub fn new(id: AccountId, name: &'static str, administrator: bool, password: String) -> Self {
        Self {
            id,
            name,
            administrator,
            enabled: true,
            password,
            until: None,
            former: Vec::new(),
            two_factor: false,
            phones: Vec::new(),
            lost_phones: Vec::new(),
            fresh: Vec::new(),
            used: BTreeSet::new(),
            dead: Vec::new(),
            help: None,
            failed: 0,
            last_failed: [None; 3],
            version: 1,
            keys: Vec::new(),
            retired: Vec::new(),
            passwords: Tries::default(),
            codes: CodeTries::default(),
            recovery: Tries::default(),
            last_digits: "000000".to_owned(),
        }
    }

    /// Whether others can be left to this administrator.
    pub fn is_able(&self) -> bool {
        self.administrator && self.enabled && self.until.is_none()
    }

    /// The verdict on a factor, which is written down at once.
    pub fn judge(&mut self, given: &Given, at: Stamp) -> Verdict {
        match given {
            Given::Digits(digits) => self.judge_digits(digits, at),
            Given::Symbols(symbols) => self.judge_symbols(symbols, at),
        }
    }

    /// Once it was seen that a temporary password or a help code is over, it stays over.
    pub fn mark_expired(&mut self, wall: UnixTime) {
        if self.until.is_some_and(|until| until <= wall) {
            self.until = Some(EXPIRED);
        }
        if let Some((_, until)) = self.help.as_mut().filter(|(_, until)| *until <= wall) {
            *until = EXPIRED;
        }
    }

    fn judge_digits(&mut self, digits: &str, at: Stamp) -> Verdict {
        if digits.len() != 6 {
            return Verdict::Malformed;
        }
        self.mark_expired(at.now.wall);
        if self.codes.suspended {
            return Verdict::Suspended;
        }
        if let Some(left) = self.codes.tries.left(CODE, at) {
            return Verdict::Waiting(left);
        }
        let verdict = self.spend(digits, at.now.wall);
        match verdict {
            Verdict::Right => self.last_digits = digits.to_owned(),
            _ => {
                self.codes.wrong(at);
                self.fail(CounterKind::Code, at);
            }
        }
        verdict
    }

    /// "3 failed attempts since your last sign-in": of whatever kind, and whatever helps meanwhile.
    pub fn fail(&mut self, kind: CounterKind, at: Stamp) {
        self.failed += 1;
        self.last_failed[kind as usize] = Some(at.now.wall);
    }

    /// "Of the steps T−1, T, T+1 of every authenticator whose code equals the typed one, those above that
    /// authenticator's `last_step` are fresh. One fresh match suffices; every matching fresh step is spent."
    fn spend(&mut self, digits: &str, wall: UnixTime) -> Verdict {
        // Before 1970 there are no steps.
        if wall.millis() < 0 {
            return Verdict::Wrong;
        }
        if self.phones.is_empty() {
            return Verdict::HelpOwed;
        }
        let mut verdict = Verdict::Wrong;
        for phone in &mut self.phones {
            let Some(step) = fits(&phone.secret, digits, wall).into_iter().max() else { continue };
            if step > phone.spent {
                phone.spent = step;
                verdict = Verdict::Right;
            } else if verdict == Verdict::Wrong {
                verdict = Verdict::Used;
            }
        }
        verdict
    }

    fn judge_symbols(&mut self, symbols: &str, at: Stamp) -> Verdict {
        if symbols.len() != 19 {
            return Verdict::Malformed;
        }
        self.mark_expired(at.now.wall);
        if let Some(left) = self.recovery.left(CODE, at) {
            return Verdict::Waiting(left);
        }
        let is_help = |(help, until): &(String, UnixTime)| help == symbols && at.now.wall < *until;
        if self.help.as_ref().is_some_and(is_help) {
            self.recovery.right(at);
            return Verdict::Help;
        }
        if let Some(place) = self.fresh.iter().position(|code| code == symbols) {
            self.used.insert(self.fresh.remove(place));
            self.recovery.right(at);
            return Verdict::Right;
        }
        self.recovery.wrong(at);
        self.fail(CounterKind::Recovery, at);
        if self.used.contains(symbols) { Verdict::Used } else { Verdict::Wrong }
    }

    /// Keys from before a reset, for the password of then; it is tried like any password. Says why not.
    pub fn open_old_data(&mut self, password: &str, at: Stamp) -> Option<Denied> {
        if self.passwords.are_forgotten(at) {
            self.passwords.forget();
        }
        let found = self.retired.iter().position(|retired| retired.password == password);
        match (self.passwords.left(PASSWORD, at), found) {
            (Some(left), _) => Some(Denied::Waiting(left)),
            (None, None) => {
                self.passwords.wrong(at);
                self.fail(CounterKind::Password, at);
                Some(Denied::WrongPassword)
            }
            (None, Some(found)) => {
                self.passwords.right(at);
                let opened = self.retired.remove(found);
                self.keys.extend(opened.keys);
                None
            }
        }
    }

    /// A completed sign-in forgets the tries. Says how many wrong codes of strangers are left over.
    pub fn completed(&mut self, own: u32, with_help: bool) -> u32 {
        (self.failed, self.last_failed) = (0, [None; 3]);
        self.passwords.forget();
        self.recovery.forget();
        self.codes.completed(own, with_help)
    }

    /// Another password; the one before is of no use any more.
    pub fn take_password(&mut self, password: String, until: Option<UnixTime>) {
        self.former.push(std::mem::replace(&mut self.password, password));
        self.until = until;
    }

    /// Two-factor is on with this phone and these codes.
    pub fn pair(&mut self, phone: Phone, codes: Option<Vec<String>>) {
        self.phones.push(phone);
        self.two_factor = true;
        self.dead.extend(self.help.take().map(|(code, _)| code));
        match codes {
            Some(codes) => self.take_codes(codes),
            None => self.version += 1,
        }
    }

    /// Another set of recovery codes.
    pub fn take_codes(&mut self, codes: Vec<String>) {
        self.dead.extend(std::mem::replace(&mut self.fresh, codes));
        self.dead.extend(std::mem::take(&mut self.used));
        self.version += 1;
    }

    /// Phones, recovery codes and help code go, and the tries with them.
    pub fn lose_factors(&mut self) {
        self.lost_phones.extend(self.phones.drain(..).map(|phone| phone.secret));
        self.dead.extend(std::mem::take(&mut self.fresh));
        self.dead.extend(std::mem::take(&mut self.used));
        self.dead.extend(self.help.take().map(|(code, _)| code));
        self.codes = CodeTries::default();
        self.recovery.forget();
    }
}

/// The steps around that time whose code these digits are.
pub(super) fn fits(secret: &[u8; 20], digits: &str, wall: UnixTime) -> Vec<u64> {
    let Ok(step) = u64::try_from(wall.seconds().div_euclid(30)) else { return Vec::new() };
    (step.saturating_sub(1)..=step + 1).filter(|&step| code_of(secret, step) == digits).collect()
}

/// The code of one step.
pub(super) fn code_of(secret: &[u8; 20], step: u64) -> String {
    code_at(&TotpSecret::from_bytes(secret), UnixTime::from_seconds(step as i64 * 30)).to_string()
}
