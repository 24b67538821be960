//! What people change of their own, and how sessions end by hand.

use std::mem::discriminant;

use crate::auth::service::tests::model::acts::{Own, Typed};
use crate::auth::service::tests::model::machine::{Machine, among};
use crate::auth::service::tests::model::seat::{Kept, Screen};
use crate::auth::testing::typed;
use crate::auth::{Denied, Purpose, Session};

/// What an act gave, if the model says that it may; what it was denied for, as the model says.
pub(super) fn agreed<T>(what: &str, expected: Option<&Denied>, answer: Result<T, Denied>) -> Option<T> {
    match (expected, answer) {
        (None, Ok(value)) => Some(value),
        (Some(expected), Err(denied)) if discriminant(expected) == discriminant(&denied) => None,
        (expected, Ok(_)) => panic!("{what} was done, but {expected:?}"),
        (expected, Err(denied)) => panic!("{what}: {expected:?}, but {denied:?}"),
    }
}

impl Machine<'_> {
    /// Why an act may not even begin.
    pub(super) fn not_begun(&self, place: usize, kept: &Kept, purpose: Purpose) -> Option<Denied> {
        match self.is_usable(place) {
            false => Some(Denied::Ended),
            true if !kept.serves(self.seats[place].locks, purpose, self.now()) => Some(Denied::StepUpOver),
            true => None,
        }
    }

    pub(super) fn session(&self, place: usize) -> &Session {
        self.seats[place].session().expect("the screen is open")
    }

    pub(super) fn own(&mut self, place: usize, act: Own, kept: Kept) {
        match act {
            Own::ChangePassword => self.change_password(place, kept),
            Own::TurnOff => self.turn_off(place, kept),
            Own::BeginSetup => drop(self.begin_setup(place, kept)),
            Own::RemovePhone(at) => self.remove_phone(place, kept, at),
            Own::NewCodes => self.new_codes(place, kept),
        }
    }

    /// Why an act that has begun is not done.
    fn not_done(&mut self, place: usize, kept: &Kept) -> Option<Denied> {
        let begun = self.not_begun(place, kept, Purpose::Own);
        let who = self.seats[place].who;
        begun.or_else(|| (!self.world.stands(who, kept.version)).then_some(Denied::Changed))
    }

    fn change_password(&mut self, place: usize, kept: Kept) {
        let new = self.new_password();
        let expected = self.not_done(place, &kept);
        let auth = self.auth(self.seats[place].window);
        let answer = auth.change_password(self.session(place), kept.proof, typed(&new));
        if agreed("a new password", expected.as_ref(), answer).is_none() {
            return self.tally.count("own act denied");
        }
        let (who, serial) = (self.seats[place].who, self.seats[place].serial);
        self.world.end_sessions(who, Some(serial));
        let person = self.person(who);
        person.take_password(new, None);
        person.version += 1;
        person.codes.unfinished = 0;
        let session = self.seats[place].session().expect("the screen is open");
        let key = session.data_key("notes").map(|(id, key)| (id, *key.expose_bytes()));
        assert_eq!(key.ok(), self.world.person(who).unwrap().keys.first().copied(), "a new password, the same keys");
        self.tally.count("password changed");
    }

    fn turn_off(&mut self, place: usize, kept: Kept) {
        let expected = self.not_done(place, &kept);
        let answer = self.auth(self.seats[place].window).turn_off(self.session(place), kept.proof);
        if agreed("turning off", expected.as_ref(), answer).is_none() {
            return self.tally.count("own act denied");
        }
        let person = self.person(self.seats[place].who);
        if !person.two_factor {
            return self.tally.count("two-factor off already");
        }
        person.lose_factors();
        person.two_factor = false;
        person.version += 1;
        self.tally.count("two-factor turned off");
    }

    fn remove_phone(&mut self, place: usize, kept: Kept, at: u8) {
        let who = self.seats[place].who;
        let Some(person) = self.world.person(who) else { return };
        let Some(phone) = among(at, person.phones.len()) else { return };
        let (name, is_last) = (person.phones[phone].name.clone(), person.phones.len() == 1);
        let auth = self.auth(self.seats[place].window);
        let Ok(view) = auth.account(self.session(place)) else { return };
        let id = view.authenticators.iter().find(|row| row.name == name).expect("it is listed").id;
        let expected = self.not_done(place, &kept).or(is_last.then_some(Denied::LastAuthenticator));
        let auth = self.auth(self.seats[place].window);
        let answer = auth.remove_authenticator(self.session(place), kept.proof, id);
        if agreed("removing a phone", expected.as_ref(), answer).is_none() {
            return self.tally.count("own act denied");
        }
        let person = self.person(who);
        let lost = person.phones.remove(phone).secret;
        person.lost_phones.push(lost);
        person.version += 1;
        self.tally.count("phone removed");
    }

    pub(super) fn sign_out_at(&mut self, at: u8) {
        let Some(place) = among(at, self.seats.len()) else { return };
        self.sign_out(place);
    }

    pub(super) fn sign_out(&mut self, place: usize) {
        let screen = self.seats[place].screen.take();
        let auth = self.auth(self.seats[place].window);
        match screen {
            Some(Screen::Open(session)) => auth.sign_out(session).unwrap(),
            Some(Screen::Locked(locked)) => auth.sign_out_locked(locked).unwrap(),
            None => panic!("there is a screen"),
        }
        self.world.rows.remove(&self.seats[place].serial);
        self.leave(place);
        self.tally.count("signed out");
    }

    /// The seat is empty; what was begun in it goes too.
    pub(super) fn leave(&mut self, place: usize) {
        let serial = self.seats.remove(place).serial;
        self.setups.retain(|setup| !setup.is_in(serial));
    }

    pub(super) fn sign_out_others_at(&mut self, at: u8) {
        let Some(place) = self.open_seat(at) else { return };
        let expected = (!self.is_usable(place)).then_some(Denied::Ended);
        let answer = self.auth(self.seats[place].window).sign_out_others(self.session(place));
        if agreed("signing others out", expected.as_ref(), answer).is_some() {
            let (who, serial) = (self.seats[place].who, self.seats[place].serial);
            self.world.end_sessions(who, Some(serial));
            self.tally.count("others signed out");
        }
    }

    /// Old data keys come back with the password of then, and with no other.
    pub(super) fn open_old_data_at(&mut self, at: u8, drawn: Typed) {
        let Some(place) = self.seat_with_old_data(at) else { return };
        let who = self.seats[place].who;
        let name = self.world.person(who).map_or("nobody", |person| person.name);
        // Most often the one that helps.
        let retired = self.world.person(who).and_then(|person| person.retired.last());
        let helps = retired.map(|retired| retired.password.clone()).filter(|_| matches!(drawn, Typed::Right));
        let password = helps.unwrap_or_else(|| self.password_of(name, drawn));
        let stamp = self.stamp(self.seats[place].window);
        let expected = match self.is_usable(place) {
            false => Some(Denied::Ended),
            true => self.person(who).open_old_data(&password, stamp),
        };
        let answer = self.auth(self.seats[place].window).open_old_data(self.session(place), typed(&password));
        if agreed("opening old data", expected.as_ref(), answer).is_some() {
            let Some(Screen::Open(session)) = self.seats[place].screen.take() else { panic!("it is open") };
            self.note_keys(&session);
            self.seats[place].screen = Some(Screen::Open(session));
            // A sign-in that is under way has the keys of its password step; the next one has these too.
            self.pendings.retain(|held| held.who != who);
            self.tally.count("old data opened");
        }
    }

    /// Mostly of somebody for whom there is something to open.
    fn seat_with_old_data(&mut self, at: u8) -> Option<usize> {
        let has_old = |place: &usize| {
            let who = self.seats[*place].who;
            self.is_usable(*place)
                && self.world.people.iter().any(|person| person.id == who && !person.retired.is_empty())
        };
        let found = (0..self.seats.len()).rev().find(has_old).filter(|_| at < 220);
        let mut people = self.world.people.iter();
        if let (None, Some(person)) = (found, people.find(|person| person.enabled && !person.retired.is_empty()))
            && self.enter(0, person.name)
        {
            return Some(self.seats.len() - 1);
        }
        found.or_else(|| self.open_seat(at))
    }

    /// The data keys of a session are those of the account as long as its key is: no change of password changes them.
    pub(super) fn note_keys(&mut self, session: &Session) {
        let (id, key) = session.data_key("notes").expect("it is open");
        let found = (id, *key.expose_bytes());
        let person = self.world.person(session.account()).expect("the account is there");
        if person.keys.is_empty() {
            assert!(self.world.all_keys.insert(found.1), "a fresh key was there before");
            self.person(session.account()).keys.push(found);
            return;
        }
        assert_eq!(person.keys[0], found, "the data key of {}", person.name);
        let old = |id| session.data_key_of(id, "notes").map(|key| *key.expose_bytes());
        for (id, key) in &person.keys {
            assert_eq!(old(*id).ok(), Some(*key), "an old data key of {}", person.name);
        }
        for (id, _) in person.retired.iter().flat_map(|retired| &retired.keys) {
            assert!(matches!(old(*id), Err(Denied::Gone)), "a data key from before a reset");
        }
    }
}
