//! Operations of signed-in users: lock, unlock, step-up, and changes to their own accounts.

use crate::auth::service::tests::model_test::account_model::{FactorInput, FactorVerdict};
use crate::auth::service::tests::model_test::action::{FactorChoice, OwnAction, PasswordInput, ProofPurpose};
use crate::auth::service::tests::model_test::harness::{Harness, pick_index};
use crate::auth::service::tests::model_test::session_model::{SessionModel, SessionState, StoredProof};
use crate::auth::service::tests::model_test::state::PasswordVerdict;
use crate::auth::testing::typed;
use crate::auth::{ActionError, Factor, SignInMethod, StepUpPurpose, StepUpRequirement, StepUpResult, UnlockResult};

/// Converts to the library's type.
pub(super) fn factor(given: &FactorInput) -> Factor {
    match given {
        FactorInput::Digits(digits) => Factor::Code(typed(digits)),
        FactorInput::Symbols(symbols) => Factor::Recovery(typed(symbols)),
    }
}

impl Harness<'_> {
    /// Returns a session that is not at the lock screen.
    pub(super) fn unlocked_session(&self, at: u8) -> Option<usize> {
        let open: Vec<_> = (0..self.sessions.len()).filter(|&place| self.sessions[place].session().is_some()).collect();
        pick_index(at, open.len()).map(|place| open[place])
    }

    /// Whether a session permits operations.
    pub(super) fn is_usable(&self, place: usize) -> bool {
        let entry = &self.sessions[place];
        entry.has_keys && !entry.is_over(self.now()) && self.model.sessions.contains_key(&entry.serial)
    }

    pub(super) fn lock_at(&mut self, at: u8) {
        let Some(place) = self.unlocked_session(at) else { return };
        self.lock(place);
        self.coverage.count("locked");
    }

    pub(super) fn lock(&mut self, place: usize) {
        let Some(SessionState::Unlocked(session)) = self.sessions[place].state.take() else {
            panic!("the session is unlocked")
        };
        let locked = self.auth(self.sessions[place].window).lock(session);
        let entry = &mut self.sessions[place];
        entry.lock();
        entry.state = Some(SessionState::Locked(locked));
    }

    pub(super) fn unlock_at(&mut self, at: u8, password: PasswordInput, drawn: Option<FactorChoice>) {
        if self.sessions.iter().all(|entry| entry.session().is_some()) {
            self.lock_at(at);
        }
        let locked: Vec<_> =
            (0..self.sessions.len()).filter(|&place| self.sessions[place].session().is_none()).collect();
        let Some(place) = pick_index(at, locked.len()).map(|place| locked[place]) else { return };
        let (entry, who) = (&self.sessions[place], self.sessions[place].who);
        let (serial, now) = (entry.serial, self.now());
        let is_over = entry.is_over(now);
        if is_over {
            self.model.sessions.remove(&serial);
        }
        let name = self.model.account(who).map_or("nobody", |person| person.name);
        let password = self.resolve_password(name, password);
        let given = drawn.map(|drawn| self.resolve_factor(who, drawn));
        let Some(SessionState::Locked(state)) = self.sessions[place].state.take() else {
            panic!("the session is locked")
        };
        let at = self.stamp(self.sessions[place].window);
        let (expected, verdict) = match self.model.refresh_session(serial, at) {
            false => (None, None),
            true => {
                let password_verdict = self.model.check_password(who, &password, at);
                let needs_code = self.model.unlock_needs_code && self.account(who).two_factor;
                let is_right = matches!(password_verdict, PasswordVerdict::Right(_));
                (
                    Some(password_verdict),
                    (needs_code && is_right).then(|| self.check_factor_in_session(place, given.as_ref())),
                )
            }
        };
        let factor = given.as_ref().map(factor);
        let unlocked = self.auth(self.sessions[place].window).unlock(state, typed(&password), factor).unwrap();
        self.check_unlock(place, expected, verdict, unlocked);
        if let (Some(FactorVerdict::Right), Some(given)) = (verdict, given) {
            self.record_accepted_factor(who, &given);
        }
    }

    fn check_unlock(
        &mut self,
        place: usize,
        expected: Option<PasswordVerdict>,
        verdict: Option<FactorVerdict>,
        unlocked: UnlockResult,
    ) {
        match (expected, verdict, unlocked) {
            (None, _, UnlockResult::SessionEnded) => {
                self.remove_session(place);
                self.coverage.count("unlock of an ended session");
            }
            (
                Some(PasswordVerdict::Waiting(_) | PasswordVerdict::Wrong),
                None,
                UnlockResult::PasswordRefused(locked, _),
            ) => {
                self.sessions[place].state = Some(SessionState::Locked(locked));
                self.coverage.count("unlock with a wrong password");
            }
            (Some(PasswordVerdict::Right(_)), Some(verdict), UnlockResult::CodeRefused(locked, refusal)) => {
                self.check_code_refusal(verdict, refusal);
                self.sessions[place].state = Some(SessionState::Locked(locked));
                self.coverage.count("unlock with a wrong code");
            }
            (Some(PasswordVerdict::Right(_)), None | Some(FactorVerdict::Right), UnlockResult::Unlocked(session)) => {
                self.check_data_keys(&session);
                let now = self.now();
                let entry = &mut self.sessions[place];
                (entry.has_keys, entry.last_activity) = (true, now);
                entry.state = Some(SessionState::Unlocked(session));
                self.coverage.count("unlocked");
            }
            (password_verdict, verdict, unlocked) => {
                panic!("unlocking: {password_verdict:?}, {verdict:?}, but {unlocked:?}")
            }
        }
    }

    /// A factor in a session; a right one makes the wrong ones before it the user's own.
    pub(super) fn check_factor_in_session(&mut self, place: usize, given: Option<&FactorInput>) -> FactorVerdict {
        let Some(given) = given else { return FactorVerdict::Malformed };
        let at = self.stamp(self.sessions[place].window);
        let who = self.sessions[place].who;
        let verdict = self.model.check_factor(who, given, at);
        let entry = &mut self.sessions[place];
        match verdict {
            FactorVerdict::Right => {
                let own = std::mem::take(&mut entry.wrong_codes);
                let codes = &mut self.account(who).code_counter;
                match given {
                    FactorInput::Digits(_) => codes.record_success(own, at),
                    FactorInput::Symbols(_) => codes.incomplete -= own.min(codes.incomplete),
                }
            }
            verdict => entry.wrong_codes += u32::from(verdict.is_charged() && matches!(given, FactorInput::Digits(_))),
        }
        verdict
    }

    pub(super) fn step_up_at(
        &mut self,
        at: u8,
        purpose: ProofPurpose,
        password: PasswordInput,
        drawn: Option<FactorChoice>,
    ) {
        let Some(place) = self.unlocked_session(at) else { return };
        let who = self.sessions[place].who;
        let name = self.model.account(who).map_or("nobody", |person| person.name);
        let password = self.resolve_password(name, password);
        let given = drawn.map(|drawn| self.resolve_factor(who, drawn));
        let purpose = match purpose {
            ProofPurpose::Own => StepUpPurpose::OwnAccount,
            ProofPurpose::Administer => StepUpPurpose::Administration,
            ProofPurpose::Prove => StepUpPurpose::HostProof,
        };
        let _ = self.step_up(place, purpose, &password, given.as_ref());
    }

    /// Whether a step-up there requires a code.
    pub(super) fn code_required(&mut self, place: usize, purpose: StepUpPurpose) -> bool {
        let (entry, now) = (&self.sessions[place], self.now());
        let is_cached = purpose != StepUpPurpose::HostProof
            && entry.code_verified_at.is_some_and(|at| SessionModel::is_recent(at, now));
        let who = entry.who;
        self.model.account(who).is_some_and(|person| person.two_factor) && !is_cached
    }

    /// Steps up and keeps the proof for a later operation.
    pub(super) fn step_up(
        &mut self,
        place: usize,
        purpose: StepUpPurpose,
        password: &str,
        given: Option<&FactorInput>,
    ) -> bool {
        let who = self.sessions[place].who;
        let code_required = self.code_required(place, purpose);
        let at = self.stamp(self.sessions[place].window);
        let expected = self.is_usable(place).then(|| self.model.check_password(who, password, at));
        let verdict = (code_required && matches!(expected, Some(PasswordVerdict::Right(_))))
            .then(|| self.check_factor_in_session(place, given));
        let factor = given.map(factor);
        let entry = &self.sessions[place];
        let session = entry.session().expect("the session is unlocked");
        let answer = self.auth(entry.window).step_up(session, purpose, typed(password), factor);
        match (expected, verdict, answer) {
            (None, _, Err(ActionError::SessionEnded)) => self.coverage.count("step-up in an ended session"),
            (
                Some(PasswordVerdict::Waiting(_) | PasswordVerdict::Wrong),
                None,
                Ok(StepUpResult::PasswordRefused(_)),
            ) => {
                self.coverage.count("step-up with a wrong password");
            }
            (Some(_), Some(verdict), Ok(StepUpResult::CodeRefused(refusal))) => {
                self.check_code_refusal(verdict, refusal);
            }
            (Some(PasswordVerdict::Right(_)), None | Some(FactorVerdict::Right), Ok(StepUpResult::Proven(proof))) => {
                if let (Some(given), true) = (given, verdict.is_some()) {
                    self.record_accepted_factor(who, given);
                }
                assert_eq!(proof.method() != SignInMethod::Password, verdict.is_some());
                let version = self.account(who).version;
                let entry = &mut self.sessions[place];
                entry.code_verified_at = if verdict.is_some() { Some(at.now) } else { entry.code_verified_at };
                if purpose == StepUpPurpose::Administration {
                    entry.admin_step_up = Some((at.now, version));
                }
                entry.store_proof(proof, purpose, at.now, version);
                self.coverage.count("stepped up");
                return true;
            }
            (password_verdict, verdict, answer) => panic!("step-up: {password_verdict:?}, {verdict:?}, but {answer:?}"),
        }
        false
    }

    /// Returns a proof for an operation: a kept one, which may be invalid by now, or a new one.
    pub(super) fn step_up_proof(&mut self, place: usize, purpose: StepUpPurpose, kept: bool) -> Option<StoredProof> {
        if kept && let Some(kept) = self.sessions[place].stored_proofs.pop() {
            return Some(kept);
        }
        let (who, now) = (self.sessions[place].who, self.now());
        if purpose == StepUpPurpose::Administration && self.is_usable(place) {
            let version = self.account(who).version;
            let entry = &mut self.sessions[place];
            let cached = entry.admin_step_up.filter(|(at, then)| *then == version && SessionModel::is_recent(*at, now));
            let session = entry.session().expect("the session is unlocked");
            let requirement = self.windows[entry.window].auth.step_up_requirement(session, purpose).unwrap();
            assert_eq!(
                cached.is_some(),
                matches!(requirement, StepUpRequirement::Nothing(_)),
                "an administrator's step-up is valid for five minutes"
            );
            if let (StepUpRequirement::Nothing(proof), Some((at, version))) = (requirement, cached) {
                entry.store_proof(proof, purpose, at, version);
                return entry.stored_proofs.pop();
            }
        }
        let password = self.model.account(who).map(|person| person.password.clone()).unwrap_or_default();
        let given = self.code_required(place, purpose).then(|| self.best_factor(who));
        let is_proven = self.step_up(place, purpose, &password, given.as_ref());
        if is_proven { self.sessions[place].stored_proofs.pop() } else { None }
    }

    pub(super) fn own_action_at(&mut self, at: u8, act: OwnAction, kept: bool) {
        let Some(place) = self.unlocked_session(at) else { return };
        let Some(kept) = self.step_up_proof(place, StepUpPurpose::OwnAccount, kept) else { return };
        self.apply_own_action(place, act, kept);
    }
}
