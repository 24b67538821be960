//! The choice of a password in place of a temporary one.

use std::time::Duration;

use crate::auth::service::tests::model_test::harness::{Harness, pick_index, push_bounded};
use crate::auth::service::tests::model_test::sign_in::{EnrolmentCause, EnrolmentModel, PasswordChangeModel, Stage};
use crate::auth::service::tests::model_test::throttle_model::elapsed;
use crate::auth::testing::typed;
use crate::auth::{AccountId, CodeRefusal, Outcome, PasswordChoice, PasswordRefusal, UnixTime};

impl Harness<'_> {
    pub(super) fn choose_password_at(&mut self, at: u8, temporary: bool) {
        let Some(index) = pick_index(at, self.password_changes.len()) else { return };
        let current = self.model.account(self.password_changes[index].who).map(|person| person.password.clone());
        let new = match current {
            Some(current) if temporary => current,
            _ => self.new_password(),
        };
        let _ = self.choose_password(index, &new);
    }

    /// Replaces a temporary password.
    pub(super) fn choose_password(&mut self, index: usize, new: &str) -> Stage {
        let PasswordChangeModel { window, who, version, state, started_at: since } =
            self.password_changes.remove(index);
        let now = self.now();
        let is_late = elapsed(since, now) >= Duration::from_mins(10);
        let is_same = self.model.account(who).is_some_and(|person| person.password == new);
        let is_unchanged = self.model.is_unchanged(who, version);
        let pairing = state.pairing_follows();
        let outcome = match self.auth(window).choose_password(state, typed(new)).unwrap() {
            PasswordChoice::Accepted(outcome) => outcome,
            PasswordChoice::Refused(state, problem) => {
                assert!(is_same && is_unchanged && !is_late, "{problem:?}");
                push_bounded(
                    &mut self.password_changes,
                    PasswordChangeModel { window, who, version, state: *state, started_at: since },
                );
                self.coverage.count("temporary password refused as the new one");
                return Stage::Refused;
            }
        };
        match outcome {
            Outcome::CodeRefused(CodeRefusal::Expired, None) if is_late => Stage::Refused,
            Outcome::Refused(PasswordRefusal::Changed) if !is_late && !is_unchanged => {
                self.coverage.count("choice from before a change");
                Stage::Refused
            }
            _ if is_late || is_same || !is_unchanged => panic!("late, outdated or unchanged choice: {outcome:?}"),
            Outcome::EnrolmentRequired(state) if pairing => {
                let by = EnrolmentCause::NewPassword(new.to_owned());
                self.require_enrolment(
                    EnrolmentModel { window, who, version, state: *state, started_at: now, cause: by },
                    "pairing required after a temporary password",
                )
            }
            Outcome::Refused(PasswordRefusal::TemporaryExpired)
                if !pairing && is_unchanged && self.is_expired(who, now.wall) =>
            {
                self.coverage.count("own password chosen too late");
                Stage::Refused
            }
            Outcome::SignedIn(signed_in) if !pairing && is_unchanged && !self.is_expired(who, now.wall) => {
                self.set_own_password(who, new);
                self.coverage.count("own password chosen");
                self.account(who).version += 1;
                self.start_session(window, *signed_in, 0, true)
            }
            other => panic!("unexpected outcome (unchanged: {is_unchanged}, pairing: {pairing}): {other:?}"),
        }
    }

    pub(super) fn is_expired(&mut self, who: AccountId, now: UnixTime) -> bool {
        self.account(who).temporary_until.is_some_and(|until| now >= until)
    }

    /// Puts the chosen password in force, with a new key.
    pub(super) fn set_own_password(&mut self, who: AccountId, new: &str) {
        let person = self.account(who);
        person.set_password(new.to_owned(), None);
        person.keys.clear();
    }
}
