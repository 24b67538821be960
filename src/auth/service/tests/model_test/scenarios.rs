//! Multi-step scenarios: complete sign-ins, repeated guessing, and the final check that everyone can sign in.

use std::time::Duration;

use crate::auth::service::tests::model_test::account_model::{AccountModel, FactorInput};
use crate::auth::service::tests::model_test::action::AdminAction;
use crate::auth::service::tests::model_test::harness::Harness;
use crate::auth::service::tests::model_test::input::unused_digits;
use crate::auth::service::tests::model_test::sign_in::Stage;
use crate::auth::{AccountId, ChainStatus, EXPIRED, StepUpPurpose, UnixTime, verify};

/// Steps that suffice for a sign-in with a long wait at the password and the second factor.
const MAX_STEPS: usize = 12;

impl Harness<'_> {
    /// Signs in with the right input, waiting as required. Returns whether there is a session.
    pub(super) fn complete_sign_in(&mut self, window: usize, name: &str) -> bool {
        let Some(who) = self.model.account_named(name).map(|person| person.id) else { return false };
        let mut stage = self.enter_password(window, name);
        for _ in 0..MAX_STEPS {
            stage = match stage {
                Stage::Session => return true,
                Stage::Refused => return false,
                Stage::Wait(left) => {
                    self.advance_time(left, true);
                    self.enter_password(window, name)
                }
                Stage::Code => {
                    let input = self.best_factor(who);
                    self.submit_factor(self.pendings.len() - 1, &input)
                }
                Stage::Password => {
                    let new = self.new_password();
                    self.choose_password(self.password_changes.len() - 1, &new)
                }
                Stage::Pairing => {
                    self.begin_required_enrolment(self.enrolments.len() - 1);
                    match self.confirm(self.setups.len() - 1, 0) {
                        true => self.finish(self.setups.len() - 1),
                        false => Stage::Refused,
                    }
                }
            };
        }
        false
    }

    /// Alice and Bob are administrators with authenticators; Carol is neither.
    pub(crate) fn seed(&mut self) {
        self.enrol_at(0);
        self.advance_time(Duration::from_mins(1), true);
        for (name, action) in [("bob", AdminAction::Add(true)), ("carol", AdminAction::Add(false))] {
            let proof = self.step_up_proof(0, StepUpPurpose::Administration, false).expect("the credentials are valid");
            self.perform_admin_action(0, name, action, proof);
            assert!(self.complete_sign_in(1, name), "{name} cannot sign in after being added");
        }
        self.enrol_at(1);
        self.advance_time(Duration::from_mins(1), true);
        self.check();
    }

    /// A complete enrolment.
    pub(super) fn enrol_at(&mut self, at: u8) {
        let Some(index) = self.unlocked_session(at) else { return };
        let Some(proof) = self.step_up_proof(index, StepUpPurpose::OwnAccount, false) else { return };
        let is_first = self.model.account(self.sessions[index].who).is_some_and(|person| !person.two_factor);
        if self.begin_setup(index, proof) && self.confirm(self.setups.len() - 1, 0) && is_first {
            let _ = self.finish(self.setups.len() - 1);
        }
    }

    /// Enters the right password.
    pub(super) fn enter_password(&mut self, window: usize, name: &str) -> Stage {
        let password = self.model.account_named(name).map(|person| person.password.clone()).unwrap_or_default();
        self.sign_in(window, name, &password)
    }

    /// Returns the best available factor: a code, else a recovery code, else a help code.
    pub(super) fn best_factor(&mut self, who: AccountId) -> FactorInput {
        let now = self.wall().seconds().div_euclid(30);
        let person = self.account(who);
        let digits = unused_digits(person, now, 0).filter(|_| !person.code_counter.suspended);
        let symbols =
            || person.unused_codes.first().cloned().or(person.help_code.as_ref().map(|(code, _)| code.clone()));
        match (digits, symbols()) {
            (Some(digits), _) => FactorInput::Digits(digits),
            (None, Some(symbols)) => FactorInput::Symbols(symbols),
            (None, None) => FactorInput::Digits("000000".to_owned()),
        }
    }

    /// Signs in while the clock is ahead, then corrects the clock.
    pub(super) fn with_clock_ahead(&mut self, window: usize, name: &'static str, seconds: i64) {
        self.shift_clock(seconds);
        let _ = self.complete_sign_in(window, name);
        self.shift_clock(-seconds);
    }

    /// Enters a temporary password or a help code in its last minute, and continues a little later, when it has
    /// expired.
    pub(super) fn at_expiry(&mut self, window: usize, name: &'static str) {
        let until = |person: &AccountModel| {
            person
                .temporary_until
                .or(person.help_code.as_ref().map(|(_, until)| *until))
                .filter(|until| *until != EXPIRED)
        };
        let candidates = self.model.accounts.iter().filter(|person| until(person).is_some());
        let Some(person) = candidates.min_by_key(|person| person.name != name) else { return };
        let (name, end) = (person.name, until(person).unwrap_or_default());
        let ahead = end.seconds() - self.wall().seconds() - 20;
        self.shift_clock(ahead);
        let mut stage = self.enter_password(window, name);
        if let (Stage::Code, Some((code, _))) =
            (stage, self.model.account_named(name).and_then(|person| person.help_code.clone()))
        {
            stage = self.submit_factor(self.pendings.len() - 1, &FactorInput::Symbols(code));
        }
        let later = Duration::from_secs(30);
        if stage == Stage::Password {
            let new = self.new_password();
            let pairing = self.model.account_named(name).is_some_and(|person| person.two_factor);
            if !pairing {
                self.advance_time(later, false);
            }
            stage = self.choose_password(self.password_changes.len() - 1, &new);
        }
        if stage == Stage::Pairing {
            self.begin_required_enrolment(self.enrolments.len() - 1);
            if self.confirm(self.setups.len() - 1, 0) {
                self.advance_time(later, false);
                let _ = self.finish(self.setups.len() - 1);
            }
        }
        if self.model.account_named(name).is_some_and(|person| person.temporary_until.is_some()) {
            let _ = self.enter_password(window, name);
        }
        self.coverage.count("in the last minute");
        self.shift_clock(-ahead);
    }

    /// An attacker who knows the password submits codes as fast as permitted; then the user signs in.
    pub(super) fn guess_codes(&mut self, window: usize, name: &'static str, times: u8, owner: bool) {
        for _ in 0..times {
            let mut stage = self.enter_password(window, name);
            if stage == Stage::Code {
                let who = self.pendings.last().expect("a pending sign-in exists").who;
                let input = self.resolve_factor(who, super::action::FactorChoice::WrongDigits);
                stage = self.submit_factor(self.pendings.len() - 1, &input);
                self.pendings.pop();
            }
            if let Stage::Wait(left) = stage {
                self.advance_time(left, true);
            }
        }
        if owner && self.complete_sign_in(window, name) {
            self.sign_out(self.sessions.len() - 1);
        }
    }

    pub(super) fn guess_recovery(&mut self, window: usize, name: &'static str, times: u8) {
        for _ in 0..times {
            let mut stage = self.enter_password(window, name);
            if stage == Stage::Code {
                stage = self
                    .submit_factor(self.pendings.len() - 1, &FactorInput::Symbols("2222-2222-2222-2222".to_owned()));
                self.pendings.pop();
            }
            if let Stage::Wait(left) = stage {
                self.advance_time(left, true);
            }
        }
    }

    pub(super) fn guess_passwords(&mut self, window: usize, name: &'static str, times: u8) {
        for number in 0..times {
            if let Stage::Wait(left) = self.sign_in(window, name, &format!("guess number {number} of many")) {
                self.wait_out(window, name, left);
            }
        }
    }

    /// Waits out a throttle; before that, checks whether a shifted clock or the other program bypasses it.
    fn wait_out(&mut self, window: usize, name: &'static str, left: Duration) {
        let seconds = i64::try_from(left.as_secs()).unwrap() + 1;
        for turned in [seconds, -seconds] {
            self.shift_clock(turned);
            let _ = self.sign_in(window, name, "a guess with the clock turned");
            self.shift_clock(-turned);
        }
        if seconds % 4 == 1 {
            let _ = self.sign_in(window + 1, name, "a guess in the other window");
        }
        self.advance_time(left, true);
    }

    /// The end of a scenario. The clock is corrected; then everyone signs in with what they have or what an
    /// administrator can give them. Only the last administrator who lost everything may fail.
    pub(crate) fn final_check(&mut self) {
        let spent = self.model.accounts.iter().flat_map(|person| &person.phones).map(|phone| phone.last_step).max();
        let spent = i64::try_from(spent.unwrap_or(0) * 30 + 60).expect("the time fits in `i64`");
        self.clock.set_wall(UnixTime::from_seconds(self.wall().seconds().max(spent)));
        self.advance_time(Duration::from_hours(1), true);
        let active: Vec<_> = self
            .model
            .accounts
            .iter()
            .filter(|person| person.is_active_administrator())
            .map(|person| person.name)
            .collect();
        let Some(administrator) = active.into_iter().find(|name| self.can_sign_in(name)) else {
            return self.coverage.count("last administrator lost");
        };
        let names: Vec<_> =
            self.model.accounts.iter().map(|person| person.name).filter(|name| *name != administrator).collect();
        for name in names {
            self.admin_recover(administrator, name);
            self.check();
        }
        let chain = verify(self.store()).unwrap();
        assert!(matches!(chain, ChainStatus::Intact { entries: 1.. }), "{chain:?}");
        self.coverage.count("evenings");
    }

    /// Whether a user signs in without help; if not, there must be a reason.
    fn can_sign_in(&mut self, name: &'static str) -> bool {
        let signed_in = self.complete_sign_in(0, name);
        if !signed_in {
            let now = self.wall();
            let person = self.model.account_named(name).expect("the account exists");
            assert!(cannot_sign_in(person, now), "{name} had every required factor");
        }
        signed_in
    }

    fn admin_recover(&mut self, administrator: &'static str, name: &'static str) {
        let person = self.model.account_named(name).expect("the account exists");
        let (is_enabled, has_own_password) = (person.enabled, person.temporary_until.is_none());
        if !is_enabled {
            self.admin_action(administrator, name, AdminAction::Enable(true));
        }
        if self.can_sign_in(name) {
            return;
        }
        let help = if has_own_password { AdminAction::Reset } else { AdminAction::TemporaryPassword };
        self.admin_action(administrator, name, help);
        assert!(self.complete_sign_in(1, name), "{name} cannot sign in after recovery");
        self.coverage.count("helped in");
    }

    fn admin_action(&mut self, administrator: &'static str, name: &'static str, action: AdminAction) {
        assert!(self.complete_sign_in(0, administrator), "the administrator signed in before");
        let index = self.sessions.len() - 1;
        // Every code is accepted once, and the last one was just spent.
        self.advance_time(Duration::from_secs(40), true);
        let proof = self.step_up_proof(index, StepUpPurpose::Administration, false).expect("the credentials are valid");
        self.perform_admin_action(index, name, action, proof);
        self.sign_out(index);
        self.advance_time(Duration::from_secs(40), true);
    }
}

/// Whether a user has nothing left to sign in with.
fn cannot_sign_in(person: &AccountModel, now: UnixTime) -> bool {
    let without_code = person.two_factor && (person.code_counter.suspended || person.phones.is_empty());
    let has_help = person.help_code.as_ref().is_some_and(|(_, until)| now < *until);
    match person.temporary_until {
        _ if !person.enabled => true,
        Some(until) => now >= until,
        None => without_code && person.unused_codes.is_empty() && !has_help,
    }
}
