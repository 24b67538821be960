//! The two doors, and what may be owed behind them.

use std::time::Duration;

use crate::auth::service::tests::model::acts::{Factor as Drawn, Typed};
use crate::auth::service::tests::model::machine::{Machine, among, keep};
use crate::auth::service::tests::model::person::{Given, Verdict};
use crate::auth::service::tests::model::tries::elapsed;
use crate::auth::service::tests::model::typed::spelled;
use crate::auth::service::tests::model::world::Door;
use crate::auth::testing::typed;
use crate::auth::{
    AccountId, Chosen, CodeRefusal, MustChange, MustEnrol, Now, Outcome, Pending, Refusal, SignedIn, UnixTime,
};

/// "120 s" from the password to the code.
const PENDING: Duration = Duration::from_secs(120);

/// A sign-in whose code is owed.
pub(super) struct Waiting {
    pub window: usize,
    pub who: AccountId,
    pub version: u64,
    state: Pending,
    since: Now,
    wrong: u32,
}

/// A sign-in that owes a password of one's own.
pub(super) struct Chooser {
    pub window: usize,
    pub who: AccountId,
    version: u64,
    state: MustChange,
    since: Now,
}

/// What the pairing of a sign-in rests on.
#[derive(Clone)]
pub(super) enum By {
    HelpCode(String),
    NewPassword(String),
}

/// A sign-in that owes a pairing.
pub(super) struct Owed {
    pub window: usize,
    pub who: AccountId,
    pub version: u64,
    pub state: MustEnrol,
    pub since: Now,
    pub by: By,
}

/// Where a step of a sign-in has led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    Session,
    Code,
    Password,
    Pairing,
    Wait(Duration),
    Nothing,
}

impl Machine<'_> {
    pub(super) fn try_to_sign_in(&mut self, window: usize, name: &'static str, drawn: Typed) {
        let password = self.password_of(name, drawn);
        let _ = self.sign_in(window, name, &password);
    }

    /// The first door.
    pub(super) fn sign_in(&mut self, window: usize, name: &str, password: &str) -> Reached {
        self.upkeep(window);
        let at = self.stamp(window);
        let door = self.world.try_name(name, password, at);
        let outcome = self.auth(window).sign_in(name, typed(password)).unwrap();
        match (door, outcome) {
            (Door::Waiting(left), Outcome::Refused(Refusal::Waiting { left: told })) => {
                assert_eq!(left, told, "how long {name} has to wait");
                self.tally.count("password waits");
                Reached::Wait(left)
            }
            (Door::Wrong, Outcome::Refused(Refusal::Wrong)) => {
                self.tally.count("password wrong");
                Reached::Nothing
            }
            (Door::Expired, Outcome::Refused(Refusal::TemporaryExpired)) => {
                self.tally.count("temporary password expired");
                Reached::Nothing
            }
            (Door::Right(id), outcome) => self.behind_the_first_door(window, id, outcome),
            (door, outcome) => panic!("{name} gave a password: {door:?}, but {outcome:?}"),
        }
    }

    fn behind_the_first_door(&mut self, window: usize, who: AccountId, outcome: Outcome) -> Reached {
        let (window, since) = (window % 2, self.now());
        let person = self.person(who);
        let (version, is_temporary, two_factor) = (person.version, person.until.is_some(), person.two_factor);
        match outcome {
            Outcome::PasswordOwed(state) if is_temporary => {
                assert_eq!(state.pairing_follows(), two_factor);
                keep(&mut self.choosers, Chooser { window, who, version, state: *state, since });
                self.tally.count("password owed");
                Reached::Password
            }
            Outcome::CodeOwed(state) if two_factor && !is_temporary => {
                keep(&mut self.pendings, Waiting { window, who, version, state: *state, since, wrong: 0 });
                self.tally.count("code owed");
                Reached::Code
            }
            Outcome::SignedIn(signed_in) if !two_factor && !is_temporary => {
                self.tally.count("signed in with a password alone");
                self.arrive(window, *signed_in, 0, false)
            }
            other => panic!("the password was right, temporary {is_temporary}, two-factor {two_factor}: {other:?}"),
        }
    }

    /// Everything was given: a session.
    pub(super) fn arrive(&mut self, window: usize, signed_in: SignedIn, wrong: u32, with_help: bool) -> Reached {
        let SignedIn { session, notices } = signed_in;
        let person = self.person(session.account());
        let failed = (person.failed, person.last_failed.into_iter().max().flatten());
        assert_eq!((notices.failed, notices.last_failed), failed, "failed attempts");
        let left = self.world.completed(session.account(), wrong, with_help);
        assert_eq!(notices.wrong_codes, left, "wrong codes of strangers");
        self.sit(window, session);
        self.tally.count("signed in");
        Reached::Session
    }

    pub(super) fn give_at(&mut self, at: u8, name: &'static str, drawn: Drawn) {
        if at >= 80 && self.world.named(name).is_some_and(|person| person.two_factor) {
            let _ = self.knock(usize::from(at), name);
        }
        let Some(place) = among(at, self.pendings.len()) else { return };
        let given = self.factor_of(self.pendings[place].who, drawn);
        let _ = self.give(place, &given);
    }

    /// The second door.
    pub(super) fn give(&mut self, place: usize, given: &Given) -> Reached {
        let held = self.pendings.remove(place);
        let verdict = self.verdict(&held, given);
        let (now, passed) = (self.now(), elapsed(held.since, self.now()));
        let Waiting { window, who, version, state, since, wrong } = held;
        let auth = self.auth(window);
        let outcome = match given {
            Given::Digits(digits) => auth.give_code(state, typed(&spelled(digits, since))),
            Given::Symbols(symbols) => auth.give_recovery_code(state, typed(&spelled(symbols, since))),
        };
        match (verdict, outcome.unwrap()) {
            (Verdict::Right, Outcome::SignedIn(signed_in)) => {
                self.accepted(who, given);
                let with_help = matches!(given, Given::Symbols(_));
                self.arrive(window, *signed_in, wrong, with_help)
            }
            (Verdict::Help, Outcome::PairingOwed(state)) => {
                let Given::Symbols(code) = given else { panic!("digits are no help code") };
                let by = By::HelpCode(code.clone());
                keep(&mut self.owed, Owed { window, who, version, state: *state, since: now, by });
                self.tally.count("pairing owed after a help code");
                Reached::Pairing
            }
            (verdict, Outcome::CodeRefused(refusal, back)) => {
                self.refused(verdict, refusal);
                let wait = if let Verdict::Waiting(left) = verdict { Some(left) } else { None };
                let is_over = matches!(verdict, Verdict::TookTooLong | Verdict::Changed)
                    || wait.is_some_and(|left| left >= PENDING - passed);
                assert_eq!(is_over, back.is_none(), "whether {refusal:?} ends the sign-in");
                if let Some(state) = back {
                    let wrong = wrong + u32::from(verdict.is_charged() && matches!(given, Given::Digits(_)));
                    keep(&mut self.pendings, Waiting { window, who, version, state: *state, since, wrong });
                }
                wait.map_or(Reached::Nothing, Reached::Wait)
            }
            (verdict, other) => panic!("{given:?} is {verdict:?}, but {other:?}"),
        }
    }

    /// What the model says of a factor in a sign-in.
    fn verdict(&mut self, held: &Waiting, given: &Given) -> Verdict {
        let at = self.stamp(held.window);
        let verdict = match elapsed(held.since, at.now) >= PENDING {
            true => Verdict::TookTooLong,
            false if !self.world.stands(held.who, held.version) => Verdict::Changed,
            false => self.world.try_factor(held.who, given, at),
        };
        if verdict == Verdict::Suspended {
            let is_hundred = self.person(held.who).codes.unfinished >= 100;
            self.tally.count(if is_hundred { "suspended after a hundred" } else { "suspended after twenty" });
        }
        verdict
    }

    /// A second factor was refused: as the model says, and in these words.
    pub(super) fn refused(&mut self, verdict: Verdict, refusal: CodeRefusal) {
        let (fits, what) = match refusal {
            CodeRefusal::Malformed => (verdict == Verdict::Malformed, "code malformed"),
            CodeRefusal::Wrong { .. } => (verdict == Verdict::Wrong, "code wrong"),
            CodeRefusal::ClockOff { .. } => (verdict == Verdict::Wrong, "code of another time"),
            CodeRefusal::AlreadyUsed { next_in: None } => (verdict == Verdict::Used, "recovery code used"),
            CodeRefusal::AlreadyUsed { .. } => (verdict == Verdict::Used, "code used"),
            CodeRefusal::AheadOfTime => (verdict == Verdict::Used, "code ahead of time"),
            CodeRefusal::Waiting { left } => (verdict == Verdict::Waiting(left), "code waits"),
            CodeRefusal::Suspended => (verdict == Verdict::Suspended, "codes suspended"),
            CodeRefusal::HelpCodeOwed => (verdict == Verdict::HelpOwed, "help code owed"),
            CodeRefusal::TookTooLong => (verdict == Verdict::TookTooLong, "code too late"),
            CodeRefusal::Changed => (verdict == Verdict::Changed, "sign-in from before a change"),
            CodeRefusal::Unreadable => (false, ""),
        };
        assert!(fits, "{verdict:?}, but {refusal:?}");
        self.tally.count(what);
    }

    /// A second factor was accepted.
    pub(super) fn accepted(&mut self, who: AccountId, given: &Given) {
        let wall = self.wall();
        match given {
            Given::Digits(digits) => {
                let secrets: Vec<_> = self.person(who).phones.iter().map(|phone| phone.secret).collect();
                self.ledger.accept_digits(&secrets, digits, wall);
                self.tally.count("code accepted");
            }
            Given::Symbols(symbols) => {
                self.ledger.accept_symbols(symbols);
                self.tally.count("recovery code accepted");
            }
        }
    }

    pub(super) fn choose_at(&mut self, at: u8, temporary: bool) {
        let Some(place) = among(at, self.choosers.len()) else { return };
        let current = self.world.person(self.choosers[place].who).map(|person| person.password.clone());
        let new = match current {
            Some(current) if temporary => current,
            _ => self.new_password(),
        };
        let _ = self.choose(place, &new);
    }

    /// A password of one's own in place of a temporary one.
    pub(super) fn choose(&mut self, place: usize, new: &str) -> Reached {
        let Chooser { window, who, version, state, since } = self.choosers.remove(place);
        let now = self.now();
        let is_late = elapsed(since, now) >= Duration::from_secs(600);
        let is_same = self.world.person(who).is_some_and(|person| person.password == new);
        let stands = self.world.stands(who, version);
        let pairing = state.pairing_follows();
        let outcome = match self.auth(window).choose_password(state, typed(new)).unwrap() {
            Chosen::On(outcome) => outcome,
            Chosen::Refused(state, problem) => {
                assert!(is_same && stands && !is_late, "{problem:?}");
                keep(&mut self.choosers, Chooser { window, who, version, state: *state, since });
                self.tally.count("temporary password not taken for one's own");
                return Reached::Nothing;
            }
        };
        match outcome {
            Outcome::CodeRefused(CodeRefusal::TookTooLong, None) if is_late => Reached::Nothing,
            Outcome::Refused(Refusal::Changed) if !is_late && !stands => {
                self.tally.count("choice from before a change");
                Reached::Nothing
            }
            _ if is_late || is_same || !stands => panic!("too late, changed, or the temporary one: {outcome:?}"),
            Outcome::PairingOwed(state) if pairing => {
                let by = By::NewPassword(new.to_owned());
                keep(&mut self.owed, Owed { window, who, version, state: *state, since: now, by });
                self.tally.count("pairing owed after a temporary password");
                Reached::Pairing
            }
            Outcome::Refused(Refusal::TemporaryExpired) if !pairing && stands && self.is_expired(who, now.wall) => {
                self.tally.count("own password chosen too late");
                Reached::Nothing
            }
            Outcome::SignedIn(signed_in) if !pairing && stands && !self.is_expired(who, now.wall) => {
                self.take_own_password(who, new);
                self.tally.count("own password chosen");
                self.person(who).version += 1;
                self.arrive(window, *signed_in, 0, true)
            }
            other => panic!("chosen, stands {stands}, pairing {pairing}: {other:?}"),
        }
    }

    pub(super) fn is_expired(&mut self, who: AccountId, now: UnixTime) -> bool {
        self.person(who).until.is_some_and(|until| now >= until)
    }

    /// The password that was chosen counts, with a fresh key.
    pub(super) fn take_own_password(&mut self, who: AccountId, new: &str) {
        let person = self.person(who);
        person.take_password(new.to_owned(), None);
        person.keys.clear();
    }
}
