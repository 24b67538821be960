//! Enrolments: shown, confirmed and finished, or cancelled on the way.

use std::time::Duration;

use crate::auth::service::tests::model_test::account_changes::assert_agrees;
use crate::auth::service::tests::model_test::account_model::{Phone, code_of, matching_steps};
use crate::auth::service::tests::model_test::harness::{Harness, pick_index, push_bounded};
use crate::auth::service::tests::model_test::session_model::StoredProof;
use crate::auth::service::tests::model_test::sign_in::{EnrolmentCause, EnrolmentModel, Stage};
use crate::auth::service::tests::model_test::throttle_model::elapsed;
use crate::auth::testing::{secret_of, typed};
use crate::auth::{
    AccountId, ActionError, ConfirmResult, EnrolmentRefusal, FinishResult, Now, ShowRecoveryCodes, ShowSecret,
    StepUpPurpose,
};

/// An enrolment has 20 attempts of its own, then a new secret.
const MAX_ATTEMPTS: u32 = 20;

/// The owner of the enrolment.
enum SetupOwner {
    /// A session, and its number of locks when the enrolment began.
    Session(u32, u32),
    /// A sign-in that requires it.
    SignIn(EnrolmentCause),
}

enum SetupStage {
    Secret(Box<ShowSecret>),
    /// The authenticator is confirmed; `None` when only the codes are renewed.
    Codes(Box<ShowRecoveryCodes>, Option<Phone>),
}

pub(super) struct SetupModel {
    pub window: usize,
    who: AccountId,
    version: u64,
    started_at: Now,
    owner: SetupOwner,
    secret: [u8; 20],
    attempts: u32,
    stage: SetupStage,
}

impl SetupModel {
    pub fn is_in(&self, serial: u32) -> bool {
        matches!(self.owner, SetupOwner::Session(entry, _) if entry == serial)
    }
}

impl Harness<'_> {
    pub(super) fn begin_setup(&mut self, index: usize, stored: StoredProof) -> bool {
        let (who, version, locks) = (self.sessions[index].who, stored.version, stored.lock_count());
        let has_five = self.model.account(who).is_some_and(|person| person.phones.len() >= 5);
        let expected = self
            .expected_start_denial(index, &stored, StepUpPurpose::OwnAccount)
            .or(has_five.then_some(ActionError::TooManyAuthenticators));
        let result = self
            .auth(self.sessions[index].window)
            .begin_enrolment(self.session(index), stored.proof)
            .map_err(ActionError::from);
        let Some(show) = assert_agrees("beginning an enrolment", expected.as_ref(), result) else {
            self.coverage.count("own act denied");
            return false;
        };
        let two_factor = self.account(who).two_factor;
        assert_eq!(show.is_first(), !two_factor);
        let owner = SetupOwner::Session(self.sessions[index].serial, locks);
        self.add_setup(self.sessions[index].window, who, version, self.now(), owner, show);
        true
    }

    pub(super) fn begin_required_enrolment_at(&mut self, at: u8) {
        if let Some(index) = pick_index(at, self.enrolments.len()) {
            self.begin_required_enrolment(index);
        }
    }

    pub(super) fn begin_required_enrolment(&mut self, index: usize) {
        let EnrolmentModel { window, who, version, state, started_at: since, cause: by } =
            self.enrolments.remove(index);
        let show = self.auth(window).begin_required_enrolment(state).unwrap();
        self.add_setup(window, who, version, since, SetupOwner::SignIn(by), show);
    }

    fn add_setup(
        &mut self,
        window: usize,
        who: AccountId,
        version: u64,
        since: Now,
        owner: SetupOwner,
        show: ShowSecret,
    ) {
        let secret = *secret_of(&show).expose_bytes();
        let stage = SetupStage::Secret(Box::new(show));
        push_bounded(
            &mut self.setups,
            SetupModel { window, who, version, started_at: since, owner, secret, attempts: 0, stage },
        );
    }

    pub(super) fn new_codes(&mut self, index: usize, stored: StoredProof) {
        let (who, version, locks) = (self.sessions[index].who, stored.version, stored.lock_count());
        let is_off = self.model.account(who).is_some_and(|person| !person.two_factor);
        let expected = self
            .expected_start_denial(index, &stored, StepUpPurpose::OwnAccount)
            .or(is_off.then_some(ActionError::NotFound));
        let result = self.auth(self.sessions[index].window).new_recovery_codes(self.session(index), stored.proof);
        let Some(show) = assert_agrees("new recovery codes", expected.as_ref(), result) else {
            return self.coverage.count("own act denied");
        };
        let (window, since) = (self.sessions[index].window, self.now());
        let owner = SetupOwner::Session(self.sessions[index].serial, locks);
        let stage = SetupStage::Codes(Box::new(show), None);
        push_bounded(
            &mut self.setups,
            SetupModel { window, who, version, started_at: since, owner, secret: [0; 20], attempts: 0, stage },
        );
        // Some finish at once.
        if since.wall.seconds() % 2 == 0 {
            let _ = self.finish(self.setups.len() - 1);
        }
    }

    /// The reason why an enrolment is over.
    fn setup_end_reason(&self, setup: &SetupModel) -> Option<ActionError> {
        if elapsed(setup.started_at, self.now()) >= Duration::from_mins(10) {
            return Some(ActionError::Expired);
        }
        let SetupOwner::Session(serial, locks) = setup.owner else { return None };
        let index =
            self.sessions.iter().position(|entry| entry.serial == serial).expect("it is removed with its session");
        let is_active = self.is_usable(index) && self.sessions[index].is_since_lock(locks);
        (!is_active).then_some(ActionError::SessionEnded)
    }

    pub(super) fn confirm_at(&mut self, at: u8, step_offset: i8, right: bool) {
        let secrets: Vec<_> =
            (0..self.setups.len()).filter(|&index| matches!(self.setups[index].stage, SetupStage::Secret(_))).collect();
        let Some(index) = pick_index(at, secrets.len()).map(|index| secrets[index]) else { return };
        self.confirm(index, if right { step_offset.signum().into() } else { i64::from(step_offset) + 500 });
    }

    /// Submits a code of the new authenticator, some steps away from now.
    pub(super) fn confirm(&mut self, index: usize, step_offset: i64) -> bool {
        let setup = self.setups.remove(index);
        let wall = self.wall();
        let step = u64::try_from(wall.seconds().div_euclid(30) + step_offset).unwrap_or(7);
        let digits = code_of(&setup.secret, step);
        let matching = matching_steps(&setup.secret, &digits, wall).into_iter().max();
        let end_reason = self.setup_end_reason(&setup);
        let account_exists = self.model.account(setup.who).is_some();
        let is_unchanged = self.model.is_unchanged(setup.who, setup.version);
        let phones = self.model.account(setup.who).map_or(0, |person| person.phones.len());
        let name = format!("Phone {}", self.next_serial());
        let SetupStage::Secret(show) = setup.stage else { panic!("the enrolment shows a secret") };
        let is_first = show.is_first();
        let confirmed = self.auth(setup.window).confirm_pairing(show.next(), typed(&digits), &name).unwrap();
        let (is_done, is_full) = (end_reason.is_none() && matching.is_some(), phones >= 5);
        match confirmed {
            ConfirmResult::Failed(denied) => {
                let later = if (!is_first && !is_unchanged) || !account_exists {
                    ActionError::Changed
                } else {
                    ActionError::TooManyAuthenticators
                };
                let expected = end_reason
                    .or((is_done && (!is_first && (!is_unchanged || is_full) || !account_exists)).then_some(later));
                assert_agrees::<()>("confirming a pairing", expected.as_ref(), Err(denied));
                self.coverage.count("set-up over");
                return false;
            }
            ConfirmResult::Refused(refusal, state) => {
                assert!(end_reason.is_none() && matching.is_none(), "{refusal:?}");
                self.check_enrolment_refusal(
                    SetupModel { stage: SetupStage::Secret(Box::new(state.back())), ..setup },
                    refusal,
                );
                return false;
            }
            ConfirmResult::Added => {
                assert!(is_done && !is_first && is_unchanged && !is_full, "no authenticator may be added");
                let spent = matching.unwrap();
                self.replay_oracle.accept_pairing(setup.secret, spent);
                self.account(setup.who).pair(Phone { name, secret: setup.secret, last_step: spent }, None);
                self.coverage.count("phone added");
            }
            ConfirmResult::RecoveryCodes(show) => {
                assert!(is_done && is_first && account_exists, "not the account's first authenticator");
                let phone = Phone { name, secret: setup.secret, last_step: matching.unwrap() };
                push_bounded(&mut self.setups, SetupModel { stage: SetupStage::Codes(show, Some(phone)), ..setup });
            }
        }
        true
    }

    fn check_enrolment_refusal(&mut self, mut setup: SetupModel, refusal: EnrolmentRefusal) {
        setup.attempts += 1;
        let is_new = refusal == EnrolmentRefusal::NewSecret;
        assert_eq!(is_new, setup.attempts == MAX_ATTEMPTS, "{refusal:?}");
        if let (true, SetupStage::Secret(show)) = (is_new, &setup.stage) {
            (setup.secret, setup.attempts) = (*secret_of(show).expose_bytes(), 0);
        }
        push_bounded(&mut self.setups, setup);
        self.coverage.count("pairing code wrong");
    }

    pub(super) fn finish_at(&mut self, at: u8) {
        let codes: Vec<_> =
            (0..self.setups.len()).filter(|&index| matches!(self.setups[index].stage, SetupStage::Codes(..))).collect();
        if let Some(index) = pick_index(at, codes.len()) {
            let _ = self.finish(codes[index]);
        }
    }

    /// Finishes after the recovery codes are saved.
    pub(super) fn finish(&mut self, index: usize) -> Stage {
        let setup = self.setups.remove(index);
        let expected = self.setup_end_reason(&setup).or_else(|| self.expected_finish_denial(&setup));
        let SetupModel { window, who, owner, stage, .. } = setup;
        let SetupStage::Codes(show, phone) = stage else { panic!("the enrolment shows recovery codes") };
        let codes: Vec<String> = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
        let result = match self.auth(window).finish_enrolment(*show).unwrap() {
            FinishResult::Failed(denied) => Err(denied),
            finished => Ok(finished),
        };
        let Some(finished) = assert_agrees("finishing an enrolment", expected.as_ref(), result) else {
            self.coverage.count("set-up not finished");
            return Stage::Refused;
        };
        if let Some(phone) = &phone {
            self.replay_oracle.accept_pairing(phone.secret, phone.last_step);
        }
        match (finished, owner, phone) {
            (FinishResult::RecoveryCodesRenewed, SetupOwner::Session(..), None) => {
                self.account(who).replace_codes(codes);
                self.coverage.count("recovery codes renewed");
                Stage::Refused
            }
            (FinishResult::TwoFactorOn, SetupOwner::Session(..), Some(phone)) => {
                self.account(who).pair(phone, Some(codes));
                self.coverage.count("two-factor turned on");
                Stage::Refused
            }
            (FinishResult::SignedIn(signed_in), SetupOwner::SignIn(by), Some(phone)) => {
                match by {
                    EnrolmentCause::HelpCode(code) => self.replay_oracle.accept_symbols(&code),
                    EnrolmentCause::NewPassword(new) => self.set_own_password(who, &new),
                }
                self.account(who).pair(phone, Some(codes));
                self.coverage.count("required pairing done");
                self.start_session(window, *signed_in, 0, true)
            }
            (finished, ..) => panic!("unexpected result: {finished:?}"),
        }
    }

    fn expected_finish_denial(&mut self, setup: &SetupModel) -> Option<ActionError> {
        let now = self.wall();
        if !self.model.is_unchanged(setup.who, setup.version) {
            return Some(ActionError::Changed);
        }
        let person = self.account(setup.who);
        match &setup.owner {
            SetupOwner::Session(..) => None,
            SetupOwner::SignIn(EnrolmentCause::HelpCode(code)) => {
                let is_valid = person.help_code.as_ref().is_some_and(|(help, until)| help == code && now < *until);
                (!is_valid).then_some(ActionError::Changed)
            }
            SetupOwner::SignIn(EnrolmentCause::NewPassword(_)) => {
                self.is_expired(setup.who, now).then_some(ActionError::Expired)
            }
        }
    }

    /// Drops something that is pending.
    pub(super) fn cancel_at(&mut self, at: u8) {
        if let Some(index) = pick_index(at, self.setups.len()) {
            drop(self.setups.remove(index));
        } else if let Some(index) = pick_index(at, self.pendings.len()) {
            drop(self.pendings.remove(index));
        }
    }
}
