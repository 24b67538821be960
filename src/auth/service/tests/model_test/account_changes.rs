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
    result: Result<T, ActionError>,
) -> Option<T> {
    match (expected, result) {
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
        index: usize,
        stored: &StoredProof,
        purpose: StepUpPurpose,
    ) -> Option<ActionError> {
        match self.is_usable(index) {
            false => Some(ActionError::SessionEnded),
            true if !stored.is_valid_for(self.sessions[index].lock_count, purpose, self.now()) => {
                Some(ActionError::StepUpExpired)
            }
            true => None,
        }
    }

    pub(super) fn session(&self, index: usize) -> &Session {
        self.sessions[index].session().expect("the session is unlocked")
    }

    pub(super) fn apply_own_action(&mut self, index: usize, action: OwnAction, stored: StoredProof) {
        match action {
            OwnAction::ChangePassword => self.change_password(index, stored),
            OwnAction::TurnOff => self.turn_off(index, stored),
            OwnAction::BeginSetup => drop(self.begin_setup(index, stored)),
            OwnAction::RemovePhone(at) => self.remove_phone(index, stored, at),
            OwnAction::NewCodes => self.new_codes(index, stored),
        }
    }

    /// The expected reason why an operation that has begun fails.
    fn expected_denial(&mut self, index: usize, stored: &StoredProof) -> Option<ActionError> {
        let begun = self.expected_start_denial(index, stored, StepUpPurpose::OwnAccount);
        let who = self.sessions[index].who;
        begun.or_else(|| (!self.model.is_unchanged(who, stored.version)).then_some(ActionError::Changed))
    }

    fn change_password(&mut self, index: usize, stored: StoredProof) {
        let new = self.new_password();
        let expected = self.expected_denial(index, &stored);
        let auth = self.auth(self.sessions[index].window);
        let result = auth.change_password(self.session(index), stored.proof, typed(&new));
        if assert_agrees("a new password", expected.as_ref(), result).is_none() {
            return self.coverage.count("own act denied");
        }
        let (who, serial) = (self.sessions[index].who, self.sessions[index].serial);
        self.model.end_sessions(who, Some(serial));
        let person = self.account(who);
        person.set_password(new, None);
        person.version += 1;
        person.code_counter.incomplete = 0;
        let session = self.sessions[index].session().expect("the session is unlocked");
        let key = session.data_key("notes").map(|(id, key)| (id, *key.expose_bytes()));
        assert_eq!(key.ok(), self.model.account(who).unwrap().keys.first().copied(), "a new password keeps the keys");
        self.coverage.count("password changed");
    }

    fn turn_off(&mut self, index: usize, stored: StoredProof) {
        let expected = self.expected_denial(index, &stored);
        let result = self.auth(self.sessions[index].window).turn_off_two_factor(self.session(index), stored.proof);
        if assert_agrees("turning off two-factor", expected.as_ref(), result).is_none() {
            return self.coverage.count("own act denied");
        }
        let person = self.account(self.sessions[index].who);
        if !person.two_factor {
            return self.coverage.count("two-factor off already");
        }
        person.clear_factors();
        person.two_factor = false;
        person.version += 1;
        self.coverage.count("two-factor turned off");
    }

    fn remove_phone(&mut self, index: usize, stored: StoredProof, at: u8) {
        let who = self.sessions[index].who;
        let Some(person) = self.model.account(who) else { return };
        let Some(phone) = pick_index(at, person.phones.len()) else { return };
        let (name, is_last) = (person.phones[phone].name.clone(), person.phones.len() == 1);
        let auth = self.auth(self.sessions[index].window);
        let Ok(view) = auth.account(self.session(index)) else { return };
        let id = view.authenticators.iter().find(|row| row.name == name).expect("the authenticator is listed").id;
        let expected = self.expected_denial(index, &stored).or(is_last.then_some(ActionError::LastAuthenticator));
        let auth = self.auth(self.sessions[index].window);
        let result = auth.remove_authenticator(self.session(index), stored.proof, id);
        if assert_agrees("removing an authenticator", expected.as_ref(), result).is_none() {
            return self.coverage.count("own act denied");
        }
        let person = self.account(who);
        let lost = person.phones.remove(phone).secret;
        person.removed_phones.push(lost);
        person.version += 1;
        self.coverage.count("phone removed");
    }

    pub(super) fn sign_out_at(&mut self, at: u8) {
        let Some(index) = pick_index(at, self.sessions.len()) else { return };
        self.sign_out(index);
    }

    pub(super) fn sign_out(&mut self, index: usize) {
        let screen = self.sessions[index].state.take();
        let auth = self.auth(self.sessions[index].window);
        match screen {
            Some(SessionState::Unlocked(session)) => auth.sign_out(session).unwrap(),
            Some(SessionState::Locked(locked)) => auth.sign_out_locked(locked).unwrap(),
            None => panic!("no session state"),
        }
        self.model.sessions.remove(&self.sessions[index].serial);
        self.remove_session(index);
        self.coverage.count("signed out");
    }

    /// Removes a session and the enrolments begun in it.
    pub(super) fn remove_session(&mut self, index: usize) {
        let serial = self.sessions.remove(index).serial;
        self.setups.retain(|setup| !setup.is_in(serial));
    }

    pub(super) fn sign_out_others_at(&mut self, at: u8) {
        let Some(index) = self.unlocked_session(at) else { return };
        let expected = (!self.is_usable(index)).then_some(ActionError::SessionEnded);
        let result = self.auth(self.sessions[index].window).sign_out_others(self.session(index));
        if assert_agrees("signing out other sessions", expected.as_ref(), result).is_some() {
            let (who, serial) = (self.sessions[index].who, self.sessions[index].serial);
            self.model.end_sessions(who, Some(serial));
            self.coverage.count("others signed out");
        }
    }

    /// Old data keys are recovered with the old password only.
    pub(super) fn open_old_data_at(&mut self, at: u8, drawn: PasswordInput) {
        let Some(index) = self.session_with_old_data(at) else { return };
        let who = self.sessions[index].who;
        let name = self.model.account(who).map_or("nobody", |person| person.name);
        // Usually the right one.
        let retired = self.model.account(who).and_then(|person| person.retired_keys.last());
        let helps = retired.map(|retired| retired.password.clone()).filter(|_| matches!(drawn, PasswordInput::Right));
        let password = helps.unwrap_or_else(|| self.resolve_password(name, drawn));
        let stamp = self.stamp(self.sessions[index].window);
        let expected = match self.is_usable(index) {
            false => Some(ActionError::SessionEnded),
            true => self.account(who).open_old_data(&password, stamp),
        };
        let result = self.auth(self.sessions[index].window).open_old_data(self.session(index), typed(&password));
        if assert_agrees("opening old data", expected.as_ref(), result).is_some() {
            let Some(SessionState::Unlocked(session)) = self.sessions[index].state.take() else {
                panic!("the session is unlocked")
            };
            self.check_data_keys(&session);
            self.sessions[index].state = Some(SessionState::Unlocked(session));
            // A pending sign-in has the keys of its password step; the next one also has the recovered ones.
            self.pendings.retain(|entry| entry.who != who);
            self.coverage.count("old data opened");
        }
    }

    /// Prefers a user who has old data.
    fn session_with_old_data(&mut self, at: u8) -> Option<usize> {
        let has_old = |index: &usize| {
            let who = self.sessions[*index].who;
            self.is_usable(*index)
                && self.model.accounts.iter().any(|person| person.id == who && !person.retired_keys.is_empty())
        };
        let candidate = (0..self.sessions.len()).rev().find(has_old).filter(|_| at < 220);
        let mut accounts = self.model.accounts.iter();
        if let (None, Some(person)) =
            (candidate, accounts.find(|person| person.enabled && !person.retired_keys.is_empty()))
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
