//! Set-ups: shown, confirmed, finished; or dropped on the way.

use std::time::Duration;

use crate::auth::service::tests::model::change::agreed;
use crate::auth::service::tests::model::doors::{By, Owed, Reached};
use crate::auth::service::tests::model::machine::{Machine, among, keep};
use crate::auth::service::tests::model::person::{Phone, code_of, fits};
use crate::auth::service::tests::model::seat::Kept;
use crate::auth::service::tests::model::tries::elapsed;
use crate::auth::testing::{scan, typed};
use crate::auth::{
    AccountId, ConfirmRefusal, Confirmed, Denied, Finished, Now, Purpose, ShowRecoveryCodes, ShowSecret,
};

/// "Set-up has 20 tries of its own, then a new secret."
const TRIES: u32 = 20;

/// For whom it is.
enum Owner {
    /// Somebody in this seat, which was locked so often when it began.
    Seat(u32, u32),
    /// Somebody who owes it.
    Owed(By),
}

enum Stage {
    Secret(Box<ShowSecret>),
    /// The phone is confirmed, or there is none in a renewal of the codes.
    Codes(Box<ShowRecoveryCodes>, Option<Phone>),
}

pub(super) struct Setup {
    pub window: usize,
    who: AccountId,
    version: u64,
    since: Now,
    owner: Owner,
    secret: [u8; 20],
    tries: u32,
    stage: Stage,
}

impl Setup {
    pub fn is_in(&self, serial: u32) -> bool {
        matches!(self.owner, Owner::Seat(seat, _) if seat == serial)
    }
}

impl Machine<'_> {
    pub(super) fn begin_setup(&mut self, place: usize, kept: Kept) -> bool {
        let (who, version, locks) = (self.seats[place].who, kept.version, kept.locks());
        let has_five = self.world.person(who).is_some_and(|person| person.phones.len() >= 5);
        let expected = self.not_begun(place, &kept, Purpose::Own).or(has_five.then_some(Denied::TooMany));
        let answer =
            self.auth(self.seats[place].window).begin_setup(self.session(place), kept.proof).map_err(Denied::from);
        let Some(show) = agreed("a set-up", expected.as_ref(), answer) else {
            self.tally.count("own act denied");
            return false;
        };
        let two_factor = self.person(who).two_factor;
        assert_eq!(show.is_first(), !two_factor);
        let owner = Owner::Seat(self.seats[place].serial, locks);
        self.shown(self.seats[place].window, who, version, self.now(), owner, show);
        true
    }

    pub(super) fn begin_owed_at(&mut self, at: u8) {
        if let Some(place) = among(at, self.owed.len()) {
            self.begin_owed(place);
        }
    }

    pub(super) fn begin_owed(&mut self, place: usize) {
        let Owed { window, who, version, state, since, by } = self.owed.remove(place);
        let show = self.auth(window).begin_owed_setup(state).unwrap();
        self.shown(window, who, version, since, Owner::Owed(by), show);
    }

    fn shown(&mut self, window: usize, who: AccountId, version: u64, since: Now, owner: Owner, show: ShowSecret) {
        let secret = *scan(&show).expose_bytes();
        let stage = Stage::Secret(Box::new(show));
        keep(&mut self.setups, Setup { window, who, version, since, owner, secret, tries: 0, stage });
    }

    pub(super) fn new_codes(&mut self, place: usize, kept: Kept) {
        let (who, version, locks) = (self.seats[place].who, kept.version, kept.locks());
        let is_off = self.world.person(who).is_some_and(|person| !person.two_factor);
        let expected = self.not_begun(place, &kept, Purpose::Own).or(is_off.then_some(Denied::Gone));
        let answer = self.auth(self.seats[place].window).new_recovery_codes(self.session(place), kept.proof);
        let Some(show) = agreed("new recovery codes", expected.as_ref(), answer) else {
            return self.tally.count("own act denied");
        };
        let (window, since) = (self.seats[place].window, self.now());
        let owner = Owner::Seat(self.seats[place].serial, locks);
        let stage = Stage::Codes(Box::new(show), None);
        keep(&mut self.setups, Setup { window, who, version, since, owner, secret: [0; 20], tries: 0, stage });
        // Some write them down at once.
        if since.wall.seconds() % 2 == 0 {
            let _ = self.finish(self.setups.len() - 1);
        }
    }

    /// Why a set-up is over.
    fn is_over(&self, setup: &Setup) -> Option<Denied> {
        if elapsed(setup.since, self.now()) >= Duration::from_secs(600) {
            return Some(Denied::TookTooLong);
        }
        let Owner::Seat(serial, locks) = setup.owner else { return None };
        let place = self.seats.iter().position(|seat| seat.serial == serial).expect("it goes with its seat");
        let goes_on = self.is_usable(place) && self.seats[place].is_since_lock(locks);
        (!goes_on).then_some(Denied::Ended)
    }

    pub(super) fn confirm_at(&mut self, at: u8, off: i8, right: bool) {
        let secrets: Vec<_> =
            (0..self.setups.len()).filter(|&place| matches!(self.setups[place].stage, Stage::Secret(_))).collect();
        let Some(place) = among(at, secrets.len()).map(|place| secrets[place]) else { return };
        self.confirm(place, if right { off.signum().into() } else { i64::from(off) + 500 });
    }

    /// A code of the new phone, so many steps away from now.
    pub(super) fn confirm(&mut self, place: usize, off: i64) -> bool {
        let setup = self.setups.remove(place);
        let wall = self.wall();
        let step = u64::try_from(wall.seconds().div_euclid(30) + off).unwrap_or(7);
        let digits = code_of(&setup.secret, step);
        let fitting = fits(&setup.secret, &digits, wall).into_iter().max();
        let is_over = self.is_over(&setup);
        let is_there = self.world.person(setup.who).is_some();
        let stands = self.world.stands(setup.who, setup.version);
        let phones = self.world.person(setup.who).map_or(0, |person| person.phones.len());
        let name = format!("Phone {}", self.serial());
        let Stage::Secret(show) = setup.stage else { panic!("a secret is shown") };
        let is_first = show.is_first();
        let confirmed = self.auth(setup.window).confirm(show.next(), typed(&digits), &name).unwrap();
        let (is_done, is_full) = (is_over.is_none() && fitting.is_some(), phones >= 5);
        match confirmed {
            Confirmed::Over(denied) => {
                let later = if (!is_first && !stands) || !is_there { Denied::Changed } else { Denied::TooMany };
                let expected =
                    is_over.or((is_done && (!is_first && (!stands || is_full) || !is_there)).then_some(later));
                agreed::<()>("confirming", expected.as_ref(), Err(denied));
                self.tally.count("set-up over");
                return false;
            }
            Confirmed::Refused(refusal, state) => {
                assert!(is_over.is_none() && fitting.is_none(), "{refusal:?}");
                self.not_confirmed(Setup { stage: Stage::Secret(Box::new(state.back())), ..setup }, refusal);
                return false;
            }
            Confirmed::Added => {
                assert!(is_done && !is_first && stands && !is_full, "nothing may be added");
                let spent = fitting.unwrap();
                self.ledger.accept_pairing(setup.secret, spent);
                self.person(setup.who).pair(Phone { name, secret: setup.secret, spent }, None);
                self.tally.count("phone added");
            }
            Confirmed::Codes(show) => {
                assert!(is_done && is_first && is_there, "no first phone");
                let phone = Phone { name, secret: setup.secret, spent: fitting.unwrap() };
                keep(&mut self.setups, Setup { stage: Stage::Codes(show, Some(phone)), ..setup });
            }
        }
        true
    }

    fn not_confirmed(&mut self, mut setup: Setup, refusal: ConfirmRefusal) {
        setup.tries += 1;
        let is_new = refusal == ConfirmRefusal::NewSecret;
        assert_eq!(is_new, setup.tries == TRIES, "{refusal:?}");
        if let (true, Stage::Secret(show)) = (is_new, &setup.stage) {
            (setup.secret, setup.tries) = (*scan(show).expose_bytes(), 0);
        }
        keep(&mut self.setups, setup);
        self.tally.count("pairing code wrong");
    }

    pub(super) fn finish_at(&mut self, at: u8) {
        let codes: Vec<_> =
            (0..self.setups.len()).filter(|&place| matches!(self.setups[place].stage, Stage::Codes(..))).collect();
        if let Some(place) = among(at, codes.len()) {
            let _ = self.finish(codes[place]);
        }
    }

    /// The recovery codes are kept: it counts.
    pub(super) fn finish(&mut self, place: usize) -> Reached {
        let setup = self.setups.remove(place);
        let expected = self.is_over(&setup).or_else(|| self.not_finished(&setup));
        let Setup { window, who, owner, stage, .. } = setup;
        let Stage::Codes(show, phone) = stage else { panic!("the codes are shown") };
        let codes: Vec<String> = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
        let answer = match self.auth(window).finish_setup(*show).unwrap() {
            Finished::Over(denied) => Err(denied),
            finished => Ok(finished),
        };
        let Some(finished) = agreed("finishing", expected.as_ref(), answer) else {
            self.tally.count("set-up not finished");
            return Reached::Nothing;
        };
        if let Some(phone) = &phone {
            self.ledger.accept_pairing(phone.secret, phone.spent);
        }
        match (finished, owner, phone) {
            (Finished::Renewed, Owner::Seat(..), None) => {
                self.person(who).take_codes(codes);
                self.tally.count("recovery codes renewed");
                Reached::Nothing
            }
            (Finished::On, Owner::Seat(..), Some(phone)) => {
                self.person(who).pair(phone, Some(codes));
                self.tally.count("two-factor turned on");
                Reached::Nothing
            }
            (Finished::SignedIn(signed_in), Owner::Owed(by), Some(phone)) => {
                match by {
                    By::HelpCode(code) => self.ledger.accept_symbols(&code),
                    By::NewPassword(new) => self.take_own_password(who, &new),
                }
                self.person(who).pair(phone, Some(codes));
                self.tally.count("owed pairing done");
                self.arrive(window, *signed_in, 0, true)
            }
            (finished, ..) => panic!("another end: {finished:?}"),
        }
    }

    fn not_finished(&mut self, setup: &Setup) -> Option<Denied> {
        let now = self.wall();
        if !self.world.stands(setup.who, setup.version) {
            return Some(Denied::Changed);
        }
        let person = self.person(setup.who);
        match &setup.owner {
            Owner::Seat(..) => None,
            Owner::Owed(By::HelpCode(code)) => {
                let counts = person.help.as_ref().is_some_and(|(help, until)| help == code && now < *until);
                (!counts).then_some(Denied::Changed)
            }
            Owner::Owed(By::NewPassword(_)) => self.is_expired(setup.who, now).then_some(Denied::TookTooLong),
        }
    }

    /// Something that is under way is dropped.
    pub(super) fn cancel_at(&mut self, at: u8) {
        if let Some(place) = among(at, self.setups.len()) {
            drop(self.setups.remove(place));
        } else if let Some(place) = among(at, self.pendings.len()) {
            drop(self.pendings.remove(place));
        }
    }
}
