//! Operations of signed-in users: lock, unlock, step-up, and changes to their own accounts.

use crate::auth::service::tests::model_test::account_model::{FactorInput, FactorVerdict};
use crate::auth::service::tests::model_test::action::{FactorChoice, OwnAction, PasswordInput, ProofPurpose};
use crate::auth::service::tests::model_test::harness::{Harness, pick_index};
use crate::auth::service::tests::model_test::session_model::{SessionModel, SessionState, StoredProof};
use crate::auth::service::tests::model_test::state::PasswordVerdict;
use crate::auth::testing::typed;
use crate::auth::{ActionError, Factor, SignInMethod, StepUpPurpose, StepUpRequirement, StepUpResult, UnlockResult};

/// Converts to the library's type.
pub(super) fn factor(input: &FactorInput) -> Factor {
    match input {
        FactorInput::Digits(digits) => Factor::Code(typed(digits)),
        FactorInput::Symbols(symbols) => Factor::Recovery(typed(symbols)),
    }
}

impl Harness<'_> {
    /// Returns a session that is not at the lock screen.
    pub(super) fn unlocked_session(&self, at: u8) -> Option<usize> {
        let open: Vec<_> = (0..self.sessions.len()).filter(|&index| self.sessions[index].session().is_some()).collect();
        pick_index(at, open.len()).map(|index| open[index])
    }

    /// Whether a session permits operations.
    pub(super) fn is_usable(&self, index: usize) -> bool {
        let entry = &self.sessions[index];
        entry.has_keys && !entry.is_over(self.now()) && self.model.sessions.contains_key(&entry.serial)
    }

    pub(super) fn lock_at(&mut self, at: u8) {
        let Some(index) = self.unlocked_session(at) else { return };
        self.lock(index);
        self.coverage.count("locked");
    }

    pub(super) fn lock(&mut self, index: usize) {
        let Some(SessionState::Unlocked(session)) = self.sessions[index].state.take() else {
            panic!("the session is unlocked")
        };
        let locked = self.auth(self.sessions[index].window).lock(session);
        let entry = &mut self.sessions[index];
        entry.lock();
        entry.state = Some(SessionState::Locked(locked));
    }

    pub(super) fn unlock_at(&mut self, at: u8, password: PasswordInput, drawn: Option<FactorChoice>) {
        if self.sessions.iter().all(|entry| entry.session().is_some()) {
            self.lock_at(at);
        }
        let locked: Vec<_> =
            (0..self.sessions.len()).filter(|&index| self.sessions[index].session().is_none()).collect();
        let Some(index) = pick_index(at, locked.len()).map(|index| locked[index]) else { return };
        let (entry, who) = (&self.sessions[index], self.sessions[index].who);
        let (serial, now) = (entry.serial, self.now());
        let is_over = entry.is_over(now);
        if is_over {
            self.model.sessions.remove(&serial);
        }
        let name = self.model.account(who).map_or("nobody", |person| person.name);
        let password = self.resolve_password(name, password);
        let input = drawn.map(|drawn| self.resolve_factor(who, drawn));
        let Some(SessionState::Locked(state)) = self.sessions[index].state.take() else {
            panic!("the session is locked")
        };
        let at = self.stamp(self.sessions[index].window);
        let (expected, verdict) = match self.model.refresh_session(serial, at) {
            false => (None, None),
            true => {
                let password_verdict = self.model.check_password(who, &password, at);
                let needs_code = self.model.unlock_needs_code && self.account(who).two_factor;
                let is_right = matches!(password_verdict, PasswordVerdict::Right(_));
                (
                    Some(password_verdict),
                    (needs_code && is_right).then(|| self.check_factor_in_session(index, input.as_ref())),
                )
            }
        };
        let factor = input.as_ref().map(factor);
        let unlocked = self.auth(self.sessions[index].window).unlock(state, typed(&password), factor).unwrap();
        self.check_unlock(index, expected, verdict, unlocked);
        if let (Some(FactorVerdict::Right), Some(input)) = (verdict, input) {
            self.record_accepted_factor(who, &input);
        }
    }

    fn check_unlock(
        &mut self,
        index: usize,
        expected: Option<PasswordVerdict>,
        verdict: Option<FactorVerdict>,
        unlocked: UnlockResult,
    ) {
        match (expected, verdict, unlocked) {
            (None, _, UnlockResult::SessionEnded) => {
                self.remove_session(index);
                self.coverage.count("unlock of an ended session");
            }
            (
                Some(PasswordVerdict::Waiting(_) | PasswordVerdict::Wrong),
                None,
                UnlockResult::PasswordRefused(locked, _),
            ) => {
                self.sessions[index].state = Some(SessionState::Locked(locked));
                self.coverage.count("unlock with a wrong password");
            }
            (Some(PasswordVerdict::Right(_)), Some(verdict), UnlockResult::CodeRefused(locked, refusal)) => {
                self.check_code_refusal(verdict, refusal);
                self.sessions[index].state = Some(SessionState::Locked(locked));
                self.coverage.count("unlock with a wrong code");
            }
            (Some(PasswordVerdict::Right(_)), None | Some(FactorVerdict::Right), UnlockResult::Unlocked(session)) => {
                self.check_data_keys(&session);
                let now = self.now();
                let entry = &mut self.sessions[index];
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
    pub(super) fn check_factor_in_session(&mut self, index: usize, input: Option<&FactorInput>) -> FactorVerdict {
        let Some(input) = input else { return FactorVerdict::Malformed };
        let at = self.stamp(self.sessions[index].window);
        let who = self.sessions[index].who;
        let verdict = self.model.check_factor(who, input, at);
        let entry = &mut self.sessions[index];
        match verdict {
            FactorVerdict::Right => {
                let own = std::mem::take(&mut entry.wrong_codes);
                let codes = &mut self.account(who).code_counter;
                match input {
                    FactorInput::Digits(_) => codes.record_success(own, at),
                    FactorInput::Symbols(_) => codes.incomplete -= own.min(codes.incomplete),
                }
            }
            verdict => entry.wrong_codes += u32::from(verdict.is_charged() && matches!(input, FactorInput::Digits(_))),
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
        let Some(index) = self.unlocked_session(at) else { return };
        let who = self.sessions[index].who;
        let name = self.model.account(who).map_or("nobody", |person| person.name);
        let password = self.resolve_password(name, password);
        let input = drawn.map(|drawn| self.resolve_factor(who, drawn));
        let purpose = match purpose {
            ProofPurpose::Own => StepUpPurpose::OwnAccount,
            ProofPurpose::Administer => StepUpPurpose::Administration,
            ProofPurpose::Prove => StepUpPurpose::HostProof,
        };
        let _ = self.step_up(index, purpose, &password, input.as_ref());
    }

    /// Whether a step-up there requires a code.
    pub(super) fn code_required(&mut self, index: usize, purpose: StepUpPurpose) -> bool {
        let (entry, now) = (&self.sessions[index], self.now());
        let is_cached = purpose != StepUpPurpose::HostProof
            && entry.code_verified_at.is_some_and(|at| SessionModel::is_recent(at, now));
        let who = entry.who;
        self.model.account(who).is_some_and(|person| person.two_factor) && !is_cached
    }

    /// Steps up and keeps the proof for a later operation.
    pub(super) fn step_up(
        &mut self,
        index: usize,
        purpose: StepUpPurpose,
        password: &str,
        input: Option<&FactorInput>,
    ) -> bool {
        let who = self.sessions[index].who;
        let code_required = self.code_required(index, purpose);
        let at = self.stamp(self.sessions[index].window);
        let expected = self.is_usable(index).then(|| self.model.check_password(who, password, at));
        let verdict = (code_required && matches!(expected, Some(PasswordVerdict::Right(_))))
            .then(|| self.check_factor_in_session(index, input));
        let factor = input.map(factor);
        let entry = &self.sessions[index];
        let session = entry.session().expect("the session is unlocked");
        let result = self.auth(entry.window).step_up(session, purpose, typed(password), factor);
        match (expected, verdict, result) {
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
                if let (Some(input), true) = (input, verdict.is_some()) {
                    self.record_accepted_factor(who, input);
                }
                assert_eq!(proof.method() != SignInMethod::Password, verdict.is_some());
                let version = self.account(who).version;
                let entry = &mut self.sessions[index];
                entry.code_verified_at = if verdict.is_some() { Some(at.now) } else { entry.code_verified_at };
                if purpose == StepUpPurpose::Administration {
                    entry.admin_step_up = Some((at.now, version));
                }
                entry.store_proof(proof, purpose, at.now, version);
                self.coverage.count("stepped up");
                return true;
            }
            (password_verdict, verdict, result) => panic!("step-up: {password_verdict:?}, {verdict:?}, but {result:?}"),
        }
        false
    }

    /// Returns a proof for an operation: a stored one, which may be invalid by now, or a new one.
    pub(super) fn step_up_proof(
        &mut self,
        index: usize,
        purpose: StepUpPurpose,
        use_stored_proof: bool,
    ) -> Option<StoredProof> {
        if use_stored_proof && let Some(stored) = self.sessions[index].stored_proofs.pop() {
            return Some(stored);
        }
        let (who, now) = (self.sessions[index].who, self.now());
        if purpose == StepUpPurpose::Administration && self.is_usable(index) {
            let version = self.account(who).version;
            let entry = &mut self.sessions[index];
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
        let input = self.code_required(index, purpose).then(|| self.best_factor(who));
        let is_proven = self.step_up(index, purpose, &password, input.as_ref());
        if is_proven { self.sessions[index].stored_proofs.pop() } else { None }
    }

    pub(super) fn own_action_at(&mut self, at: u8, action: OwnAction, use_stored_proof: bool) {
        let Some(index) = self.unlocked_session(at) else { return };
        let Some(stored) = self.step_up_proof(index, StepUpPurpose::OwnAccount, use_stored_proof) else { return };
        self.apply_own_action(index, action, stored);
    }
}
