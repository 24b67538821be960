//! Changes of users to their own accounts, and explicit ends of sessions.

use std::mem::discriminant;

use crate::auth::service::tests::model_test::action::{OwnAction, PasswordInput};
use crate::auth::service::tests::model_test::harness::{Harness, pick_index};
use crate::auth::service::tests::model_test::session_model::{SessionState, StoredProof};
use crate::auth::testing::typed;
use crate::auth::{ActionError, Session, StepUpPurpose};

/// Returns the value if the model permits the operation; checks a denial against the model.
pub(super) fn assert_agrees<T>(
    what: &str,
    expected: Option<&ActionError>,
    answer: Result<T, ActionError>,
) -> Option<T> {
    match (expected, answer) {
        (None, Ok(value)) => Some(value),
        (Some(expected), Err(denied)) if discriminant(expected) == discriminant(&denied) => None,
        (expected, Ok(_)) => panic!("{what}: expected {expected:?}, but it succeeded"),
        (expected, Err(denied)) => panic!("{what}: expected {expected:?}, got {denied:?}"),
    }
}

impl Harness<'_> {
    /// The expected reason why an operation cannot begin.
    pub(super) fn expected_start_denial(
        &self,
        place: usize,
        kept: &StoredProof,
        purpose: StepUpPurpose,
    ) -> Option<ActionError> {
        match self.is_usable(place) {
            false => Some(ActionError::SessionEnded),
            true if !kept.is_valid_for(self.sessions[place].lock_count, purpose, self.now()) => {
                Some(ActionError::StepUpExpired)
            }
            true => None,
        }
    }

    pub(super) fn session(&self, place: usize) -> &Session {
        self.sessions[place].session().expect("the session is unlocked")
    }

    pub(super) fn apply_own_action(&mut self, place: usize, act: OwnAction, kept: StoredProof) {
        match act {
            OwnAction::ChangePassword => self.change_password(place, kept),
            OwnAction::TurnOff => self.turn_off(place, kept),
            OwnAction::BeginSetup => drop(self.begin_setup(place, kept)),
            OwnAction::RemovePhone(at) => self.remove_phone(place, kept, at),
            OwnAction::NewCodes => self.new_codes(place, kept),
        }
    }

    /// The expected reason why an operation that has begun fails.
    fn expected_denial(&mut self, place: usize, kept: &StoredProof) -> Option<ActionError> {
        let begun = self.expected_start_denial(place, kept, StepUpPurpose::OwnAccount);
        let who = self.sessions[place].who;
        begun.or_else(|| (!self.model.is_unchanged(who, kept.version)).then_some(ActionError::Changed))
    }

    fn change_password(&mut self, place: usize, kept: StoredProof) {
        let new = self.new_password();
        let expected = self.expected_denial(place, &kept);
        let auth = self.auth(self.sessions[place].window);
        let answer = auth.change_password(self.session(place), kept.proof, typed(&new));
        if assert_agrees("a new password", expected.as_ref(), answer).is_none() {
            return self.coverage.count("own act denied");
        }
        let (who, serial) = (self.sessions[place].who, self.sessions[place].serial);
        self.model.end_sessions(who, Some(serial));
        let person = self.account(who);
        person.set_password(new, None);
        person.version += 1;
        person.code_counter.incomplete = 0;
        let session = self.sessions[place].session().expect("the session is unlocked");
        let key = session.data_key("notes").map(|(id, key)| (id, *key.expose_bytes()));
        assert_eq!(key.ok(), self.model.account(who).unwrap().keys.first().copied(), "a new password keeps the keys");
        self.coverage.count("password changed");
    }

    fn turn_off(&mut self, place: usize, kept: StoredProof) {
        let expected = self.expected_denial(place, &kept);
        let answer = self.auth(self.sessions[place].window).turn_off_two_factor(self.session(place), kept.proof);
        if assert_agrees("turning off two-factor", expected.as_ref(), answer).is_none() {
            return self.coverage.count("own act denied");
        }
        let person = self.account(self.sessions[place].who);
        if !person.two_factor {
            return self.coverage.count("two-factor off already");
        }
        person.clear_factors();
        person.two_factor = false;
        person.version += 1;
        self.coverage.count("two-factor turned off");
    }

    fn remove_phone(&mut self, place: usize, kept: StoredProof, at: u8) {
        let who = self.sessions[place].who;
        let Some(person) = self.model.account(who) else { return };
        let Some(phone) = pick_index(at, person.phones.len()) else { return };
        let (name, is_last) = (person.phones[phone].name.clone(), person.phones.len() == 1);
        let auth = self.auth(self.sessions[place].window);
        let Ok(view) = auth.account(self.session(place)) else { return };
        let id = view.authenticators.iter().find(|row| row.name == name).expect("the authenticator is listed").id;
        let expected = self.expected_denial(place, &kept).or(is_last.then_some(ActionError::LastAuthenticator));
        let auth = self.auth(self.sessions[place].window);
        let answer = auth.remove_authenticator(self.session(place), kept.proof, id);
        if assert_agrees("removing an authenticator", expected.as_ref(), answer).is_none() {
            return self.coverage.count("own act denied");
        }
        let person = self.account(who);
        let lost = person.phones.remove(phone).secret;
        person.removed_phones.push(lost);
        person.version += 1;
        self.coverage.count("phone removed");
    }

    pub(super) fn sign_out_at(&mut self, at: u8) {
        let Some(place) = pick_index(at, self.sessions.len()) else { return };
        self.sign_out(place);
    }

    pub(super) fn sign_out(&mut self, place: usize) {
        let screen = self.sessions[place].state.take();
        let auth = self.auth(self.sessions[place].window);
        match screen {
            Some(SessionState::Unlocked(session)) => auth.sign_out(session).unwrap(),
            Some(SessionState::Locked(locked)) => auth.sign_out_locked(locked).unwrap(),
            None => panic!("no session state"),
        }
        self.model.sessions.remove(&self.sessions[place].serial);
        self.remove_session(place);
        self.coverage.count("signed out");
    }

    /// Removes a session and the enrolments begun in it.
    pub(super) fn remove_session(&mut self, place: usize) {
        let serial = self.sessions.remove(place).serial;
        self.setups.retain(|setup| !setup.is_in(serial));
    }

    pub(super) fn sign_out_others_at(&mut self, at: u8) {
        let Some(place) = self.unlocked_session(at) else { return };
        let expected = (!self.is_usable(place)).then_some(ActionError::SessionEnded);
        let answer = self.auth(self.sessions[place].window).sign_out_others(self.session(place));
        if assert_agrees("signing out other sessions", expected.as_ref(), answer).is_some() {
            let (who, serial) = (self.sessions[place].who, self.sessions[place].serial);
            self.model.end_sessions(who, Some(serial));
            self.coverage.count("others signed out");
        }
    }

    /// Old data keys are recovered with the old password only.
    pub(super) fn open_old_data_at(&mut self, at: u8, drawn: PasswordInput) {
        let Some(place) = self.session_with_old_data(at) else { return };
        let who = self.sessions[place].who;
        let name = self.model.account(who).map_or("nobody", |person| person.name);
        // Usually the right one.
        let retired = self.model.account(who).and_then(|person| person.retired_keys.last());
        let helps = retired.map(|retired| retired.password.clone()).filter(|_| matches!(drawn, PasswordInput::Right));
        let password = helps.unwrap_or_else(|| self.resolve_password(name, drawn));
        let stamp = self.stamp(self.sessions[place].window);
        let expected = match self.is_usable(place) {
            false => Some(ActionError::SessionEnded),
            true => self.account(who).open_old_data(&password, stamp),
        };
        let answer = self.auth(self.sessions[place].window).open_old_data(self.session(place), typed(&password));
        if assert_agrees("opening old data", expected.as_ref(), answer).is_some() {
            let Some(SessionState::Unlocked(session)) = self.sessions[place].state.take() else {
                panic!("the session is unlocked")
            };
            self.check_data_keys(&session);
            self.sessions[place].state = Some(SessionState::Unlocked(session));
            // A pending sign-in has the keys of its password step; the next one also has the recovered ones.
            self.pendings.retain(|held| held.who != who);
            self.coverage.count("old data opened");
        }
    }

    /// Prefers a user who has old data.
    fn session_with_old_data(&mut self, at: u8) -> Option<usize> {
        let has_old = |place: &usize| {
            let who = self.sessions[*place].who;
            self.is_usable(*place)
                && self.model.accounts.iter().any(|person| person.id == who && !person.retired_keys.is_empty())
        };
        let candidate = (0..self.sessions.len()).rev().find(has_old).filter(|_| at < 220);
        let mut people = self.model.accounts.iter();
        if let (None, Some(person)) =
            (candidate, people.find(|person| person.enabled && !person.retired_keys.is_empty()))
            && self.complete_sign_in(0, person.name)
        {
            return Some(self.sessions.len() - 1);
        }
        candidate.or_else(|| self.unlocked_session(at))
    }

    /// A session's data keys stay the same while the account key does, across password changes.
    pub(super) fn check_data_keys(&mut self, session: &Session) {
        let (id, key) = session.data_key("notes").expect("the session is unlocked");
        let key_pair = (id, *key.expose_bytes());
        let person = self.model.account(session.account()).expect("the account exists");
        if person.keys.is_empty() {
            assert!(self.model.all_keys.insert(key_pair.1), "the new data key is not unique");
            self.account(session.account()).keys.push(key_pair);
            return;
        }
        assert_eq!(person.keys[0], key_pair, "the data key of {}", person.name);
        let old = |id| session.data_key_of(id, "notes").map(|key| *key.expose_bytes());
        for (id, key) in &person.keys {
            assert_eq!(old(*id).ok(), Some(*key), "an old data key of {}", person.name);
        }
        for (id, _) in person.retired_keys.iter().flat_map(|retired| &retired.keys) {
            assert!(matches!(old(*id), Err(ActionError::NotFound)), "a data key from before the reset is available");
        }
    }
}
