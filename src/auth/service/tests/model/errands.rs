//! What takes several steps: coming in as one does, guessing on and on, and the evening, when everybody is helped in.

use std::time::Duration;

use crate::auth::service::tests::model::acts::Office;
use crate::auth::service::tests::model::doors::Reached;
use crate::auth::service::tests::model::machine::Machine;
use crate::auth::service::tests::model::person::{Given, Person};
use crate::auth::service::tests::model::typed::fresh_digits;
use crate::auth::{AccountId, Chain, EXPIRED, Purpose, UnixTime, verify};

/// So many steps take nobody longer than a long wait at each door.
const STEPS: usize = 12;

impl Machine<'_> {
    /// Signs in with what is right, waiting where that is asked for. Says whether there is a session.
    pub(super) fn enter(&mut self, window: usize, name: &str) -> bool {
        let Some(who) = self.world.named(name).map(|person| person.id) else { return false };
        let mut reached = self.knock(window, name);
        for _ in 0..STEPS {
            reached = match reached {
                Reached::Session => return true,
                Reached::Nothing => return false,
                Reached::Wait(left) => {
                    self.pass(left, true);
                    self.knock(window, name)
                }
                Reached::Code => {
                    let given = self.best_factor(who);
                    self.give(self.pendings.len() - 1, &given)
                }
                Reached::Password => {
                    let new = self.new_password();
                    self.choose(self.choosers.len() - 1, &new)
                }
                Reached::Pairing => {
                    self.begin_owed(self.owed.len() - 1);
                    match self.confirm(self.setups.len() - 1, 0) {
                        true => self.finish(self.setups.len() - 1),
                        false => Reached::Nothing,
                    }
                }
            };
        }
        false
    }

    /// Alice and Bob administer and have phones; Carol does neither.
    pub(crate) fn furnish(&mut self) {
        self.pair_at(0);
        self.pass(Duration::from_secs(60), true);
        for (name, act) in [("bob", Office::Add(true)), ("carol", Office::Add(false))] {
            let kept = self.proof_for(0, Purpose::Administer, false).expect("everything is right");
            self.office(0, name, act, kept);
            assert!(self.enter(1, name), "{name} was just added");
        }
        self.pair_at(1);
        self.pass(Duration::from_secs(60), true);
        self.check();
    }

    /// A set-up in one go.
    pub(super) fn pair_at(&mut self, at: u8) {
        let Some(place) = self.open_seat(at) else { return };
        let Some(kept) = self.proof_for(place, Purpose::Own, false) else { return };
        let is_first = self.world.person(self.seats[place].who).is_some_and(|person| !person.two_factor);
        if self.begin_setup(place, kept) && self.confirm(self.setups.len() - 1, 0) && is_first {
            let _ = self.finish(self.setups.len() - 1);
        }
    }

    /// The right password at the first door.
    pub(super) fn knock(&mut self, window: usize, name: &str) -> Reached {
        let password = self.world.named(name).map(|person| person.password.clone()).unwrap_or_default();
        self.sign_in(window, name, &password)
    }

    /// What somebody gives who wants to come in: a code, else a recovery code, else a help code.
    pub(super) fn best_factor(&mut self, who: AccountId) -> Given {
        let now = self.wall().seconds().div_euclid(30);
        let person = self.person(who);
        let digits = fresh_digits(person, now, 0).filter(|_| !person.codes.suspended);
        let symbols = || person.fresh.first().cloned().or(person.help.as_ref().map(|(code, _)| code.clone()));
        match (digits, symbols()) {
            (Some(digits), _) => Given::Digits(digits),
            (None, Some(symbols)) => Given::Symbols(symbols),
            (None, None) => Given::Digits("000000".to_owned()),
        }
    }

    /// Somebody comes in while the clock is ahead; then it is put right.
    pub(super) fn astray(&mut self, window: usize, name: &'static str, seconds: i64) {
        self.turn(seconds);
        let _ = self.enter(window, name);
        self.turn(-seconds);
    }

    /// A temporary password, or a help code, is given in its last minute; what it leads to is done a little later, when
    /// it counts no more.
    pub(super) fn last_minute(&mut self, window: usize, name: &'static str) {
        let until = |person: &Person| {
            person.until.or(person.help.as_ref().map(|(_, until)| *until)).filter(|until| *until != EXPIRED)
        };
        let has = self.world.people.iter().filter(|person| until(person).is_some());
        let Some(person) = has.min_by_key(|person| person.name != name) else { return };
        let (name, end) = (person.name, until(person).unwrap_or_default());
        let ahead = end.seconds() - self.wall().seconds() - 20;
        self.turn(ahead);
        let mut reached = self.knock(window, name);
        if let (Reached::Code, Some((code, _))) =
            (reached, self.world.named(name).and_then(|person| person.help.clone()))
        {
            reached = self.give(self.pendings.len() - 1, &Given::Symbols(code));
        }
        let later = Duration::from_secs(30);
        if reached == Reached::Password {
            let new = self.new_password();
            let pairing = self.world.named(name).is_some_and(|person| person.two_factor);
            if !pairing {
                self.pass(later, false);
            }
            reached = self.choose(self.choosers.len() - 1, &new);
        }
        if reached == Reached::Pairing {
            self.begin_owed(self.owed.len() - 1);
            if self.confirm(self.setups.len() - 1, 0) {
                self.pass(later, false);
                let _ = self.finish(self.setups.len() - 1);
            }
        }
        if self.world.named(name).is_some_and(|person| person.until.is_some()) {
            let _ = self.knock(window, name);
        }
        self.tally.count("in the last minute");
        self.turn(-ahead);
    }

    /// Somebody who knows the password tries codes as fast as that is allowed; then the owner comes.
    pub(super) fn guess_codes(&mut self, window: usize, name: &'static str, times: u8, owner: bool) {
        for _ in 0..times {
            let mut reached = self.knock(window, name);
            if reached == Reached::Code {
                let who = self.pendings.last().expect("it was just added").who;
                let given = self.factor_of(who, super::acts::Factor::WrongDigits);
                reached = self.give(self.pendings.len() - 1, &given);
                self.pendings.pop();
            }
            if let Reached::Wait(left) = reached {
                self.pass(left, true);
            }
        }
        if owner && self.enter(window, name) {
            self.sign_out(self.seats.len() - 1);
        }
    }

    pub(super) fn guess_recovery(&mut self, window: usize, name: &'static str, times: u8) {
        for _ in 0..times {
            let mut reached = self.knock(window, name);
            if reached == Reached::Code {
                reached = self.give(self.pendings.len() - 1, &Given::Symbols("2222-2222-2222-2222".to_owned()));
                self.pendings.pop();
            }
            if let Reached::Wait(left) = reached {
                self.pass(left, true);
            }
        }
    }

    pub(super) fn guess_passwords(&mut self, window: usize, name: &'static str, times: u8) {
        for number in 0..times {
            if let Reached::Wait(left) = self.sign_in(window, name, &format!("guess number {number} of many")) {
                self.sit_out(window, name, left);
            }
        }
    }

    /// Waits for so long; before that, tries whether a turned clock or the other window helps.
    fn sit_out(&mut self, window: usize, name: &'static str, left: Duration) {
        let seconds = i64::try_from(left.as_secs()).unwrap() + 1;
        for turned in [seconds, -seconds] {
            self.turn(turned);
            let _ = self.sign_in(window, name, "a guess with the clock turned");
            self.turn(-turned);
        }
        if seconds % 4 == 1 {
            let _ = self.sign_in(window + 1, name, "a guess in the other window");
        }
        self.pass(left, true);
    }

    /// The end of the day. The clock is put right; then everybody comes in with what they have, or with what an
    /// administrator can give them. Nobody is left outside but the last administrator who lost everything.
    pub(crate) fn evening(&mut self) {
        let spent = self.world.people.iter().flat_map(|person| &person.phones).map(|phone| phone.spent).max();
        let spent = i64::try_from(spent.unwrap_or(0) * 30 + 60).expect("clocks show less");
        self.clock.set_wall(UnixTime::from_seconds(self.wall().seconds().max(spent)));
        self.pass(Duration::from_secs(3600), true);
        let able: Vec<_> =
            self.world.people.iter().filter(|person| person.is_able()).map(|person| person.name).collect();
        let Some(administrator) = able.into_iter().find(|name| self.comes_in(name)) else {
            return self.tally.count("last administrator lost");
        };
        let names: Vec<_> =
            self.world.people.iter().map(|person| person.name).filter(|name| *name != administrator).collect();
        for name in names {
            self.help_in(administrator, name);
            self.check();
        }
        let chain = verify(self.store()).unwrap();
        assert!(matches!(chain, Chain::Whole { entries: 1.. }), "{chain:?}");
        self.tally.count("evenings");
    }

    /// Whether somebody comes in without help; if not, there is a reason.
    fn comes_in(&mut self, name: &'static str) -> bool {
        let came = self.enter(0, name);
        if !came {
            let now = self.wall();
            let person = self.world.named(name).expect("the account is there");
            assert!(is_stuck(person, now), "{name} had all that is owed");
        }
        came
    }

    fn help_in(&mut self, administrator: &'static str, name: &'static str) {
        let person = self.world.named(name).expect("the account is there");
        let (is_enabled, has_own_password) = (person.enabled, person.until.is_none());
        if !is_enabled {
            self.ask_the_office(administrator, name, Office::Enable(true));
        }
        if self.comes_in(name) {
            return;
        }
        let help = if has_own_password { Office::Reset } else { Office::TemporaryPassword };
        self.ask_the_office(administrator, name, help);
        assert!(self.enter(1, name), "{name} was helped");
        self.tally.count("helped in");
    }

    fn ask_the_office(&mut self, administrator: &'static str, name: &'static str, act: Office) {
        assert!(self.enter(0, administrator), "the administrator came in before");
        let place = self.seats.len() - 1;
        // Every code is good once, and the last was just used.
        self.pass(Duration::from_secs(40), true);
        let kept = self.proof_for(place, Purpose::Administer, false).expect("everything is right");
        self.office(place, name, act, kept);
        self.sign_out(place);
        self.pass(Duration::from_secs(40), true);
    }
}

/// Whether somebody has nothing left to come in with.
fn is_stuck(person: &Person, now: UnixTime) -> bool {
    let without_code = person.two_factor && (person.codes.suspended || person.phones.is_empty());
    let has_help = person.help.as_ref().is_some_and(|(_, until)| now < *until);
    match person.until {
        _ if !person.enabled => true,
        Some(until) => now >= until,
        None => without_code && person.fresh.is_empty() && !has_help,
    }
}
