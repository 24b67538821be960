//! Operations of administrators on other accounts.

use crate::auth::service::tests::model_test::account_changes::assert_agrees;
use crate::auth::service::tests::model_test::account_model::{AccountModel, RetiredKeys};
use crate::auth::service::tests::model_test::action::AdminAction;
use crate::auth::service::tests::model_test::harness::{Harness, pick_index};
use crate::auth::service::tests::model_test::session_model::StoredProof;
use crate::auth::service::tests::model_test::throttle_model::AttemptCounter;
use crate::auth::{AccountId, ActionError, Policy, Role, StepUpPurpose, UnixTime};

const HOUR: i64 = 3600 * 1000;

fn role(administrator: bool) -> Role {
    if administrator { Role::Administrator } else { Role::Member }
}

impl Harness<'_> {
    pub(super) fn admin_action_at(&mut self, at: u8, name: &'static str, action: AdminAction, use_stored_proof: bool) {
        // Prefers an administrator.
        let is_administrator = |index: &usize| {
            let who = self.sessions[*index].who;
            self.is_usable(*index) && self.model.accounts.iter().any(|person| person.id == who && person.administrator)
        };
        let candidates: Vec<_> = (0..self.sessions.len()).filter(is_administrator).collect();
        let chosen = pick_index(at, candidates.len()).filter(|_| at < 220).map(|index| candidates[index]);
        let Some(index) = chosen.or_else(|| self.unlocked_session(at)) else { return };
        let Some(stored) = self.step_up_proof(index, StepUpPurpose::Administration, use_stored_proof) else { return };
        self.perform_admin_action(index, name, action, stored);
    }

    pub(super) fn perform_admin_action(
        &mut self,
        index: usize,
        name: &'static str,
        action: AdminAction,
        stored: StoredProof,
    ) {
        let target = self.model.account_named(name).map(|person| person.id);
        let denied = self.expected_admin_denial(index, &stored, action, target);
        match (action, target) {
            (AdminAction::Add(administrator), _) => self.add(index, stored, name, administrator, denied.as_ref()),
            (AdminAction::UnlockNeedsCode(needs), _) => self.set_policy(index, stored, needs, denied.as_ref()),
            (_, Some(target)) => self.call_admin_operation(index, stored, target, action, denied.as_ref()),
            (_, None) => {}
        }
    }

    /// The expected reason why an administrator's operation fails.
    fn expected_admin_denial(
        &mut self,
        index: usize,
        stored: &StoredProof,
        action: AdminAction,
        target: Option<AccountId>,
    ) -> Option<ActionError> {
        if let Some(denied) = self.expected_start_denial(index, stored, StepUpPurpose::Administration) {
            return Some(denied);
        }
        let who = self.sessions[index].who;
        if !self.model.is_unchanged(who, stored.version) {
            return Some(ActionError::Changed);
        }
        if !self.account(who).administrator {
            return Some(ActionError::NotAdministrator);
        }
        match (action, target) {
            (AdminAction::UnlockNeedsCode(_), _) | (AdminAction::Add(_), None) => None,
            (AdminAction::Add(_), Some(_)) => Some(ActionError::NameTaken),
            (_, Some(target)) if target == who => Some(ActionError::OnSelf),
            (AdminAction::Reset, Some(target)) if !self.account(target).two_factor => Some(ActionError::NotFound),
            _ => None,
        }
    }

    fn add(
        &mut self,
        index: usize,
        stored: StoredProof,
        name: &'static str,
        administrator: bool,
        denied: Option<&ActionError>,
    ) {
        let auth = self.auth(self.sessions[index].window);
        // The last of the names stays without an account.
        if name == "nobody" {
            return;
        }
        let result = auth.add_user(self.session(index), stored.proof, name, role(administrator));
        let Some(password) = assert_agrees("adding an account", denied, result) else {
            return self.coverage.count("office denied");
        };
        let id = self.read(|rows| rows.account_by_canonical_name(name)).expect("the account exists").id;
        let mut person = AccountModel::new(id, name, administrator, password.expose_text().to_owned());
        person.temporary_until = Some(UnixTime::from_millis(self.wall().millis() + 72 * HOUR));
        self.model.accounts.push(person);
        self.coverage.count("added");
    }

    fn set_policy(&mut self, index: usize, stored: StoredProof, needs: bool, denied: Option<&ActionError>) {
        let policy = Policy { unlock_needs_code: needs, ..Policy::default() };
        let result = self.auth(self.sessions[index].window).set_policy(self.session(index), stored.proof, policy);
        if assert_agrees("setting the policy", denied, result).is_some() {
            self.model.unlock_needs_code = needs;
        }
    }

    fn call_admin_operation(
        &mut self,
        index: usize,
        stored: StoredProof,
        target: AccountId,
        action: AdminAction,
        denied: Option<&ActionError>,
    ) {
        let (auth, session) = (self.auth(self.sessions[index].window), self.session(index));
        let handed = match action {
            AdminAction::Reset => {
                auth.reset_two_factor(session, stored.proof, target).map(|code| Some(code.expose_text().to_string()))
            }
            AdminAction::TemporaryPassword => auth
                .temporary_password(session, stored.proof, target)
                .map(|password| Some(password.expose_text().to_owned())),
            AdminAction::AllowCodes => auth.allow_codes(session, stored.proof, target).map(|()| None),
            AdminAction::Enable(enabled) => auth.set_enabled(session, stored.proof, target, enabled).map(|()| None),
            AdminAction::Promote(administrator) => {
                auth.set_role(session, stored.proof, target, role(administrator)).map(|()| None)
            }
            AdminAction::Delete => auth.delete_account(session, stored.proof, target).map(|()| None),
            AdminAction::Add(_) | AdminAction::UnlockNeedsCode(_) => unreachable!("handled by the caller"),
        };
        let Some(handed) = assert_agrees("an administrator's operation", denied, handed) else {
            return self.coverage.count("office denied");
        };
        self.apply_admin_action(target, action, handed.unwrap_or_default());
    }

    /// Whether the operation changes nothing and is ignored.
    fn is_no_op(&mut self, target: AccountId, action: AdminAction) -> bool {
        let person = self.account(target);
        match action {
            AdminAction::AllowCodes => !person.code_counter.suspended,
            AdminAction::Enable(enabled) => person.enabled == enabled,
            AdminAction::Promote(administrator) => person.administrator == administrator,
            _ => false,
        }
    }

    /// Applies the operation to the model.
    fn apply_admin_action(&mut self, target: AccountId, action: AdminAction, handed: String) {
        if self.is_no_op(target, action) {
            return self.coverage.count("office changed nothing");
        }
        let now = self.wall().millis();
        let later = |hours: i64| UnixTime::from_millis(now + hours * HOUR);
        if !matches!(action, AdminAction::AllowCodes | AdminAction::Enable(true)) {
            self.model.end_sessions(target, None);
        }
        let person = self.account(target);
        person.version += u64::from(!matches!(action, AdminAction::AllowCodes));
        let what = match action {
            AdminAction::Reset => {
                person.clear_factors();
                person.help_code = Some((handed, later(24)));
                "two-factor reset"
            }
            AdminAction::TemporaryPassword => {
                person.clear_factors();
                let keys = std::mem::take(&mut person.keys);
                if person.temporary_until.is_none() {
                    person.retired_keys.push(RetiredKeys { password: person.password.clone(), keys });
                }
                person.set_password(handed, Some(later(72)));
                person.password_counter = AttemptCounter::default();
                let name = person.name;
                self.model.name_counters.remove(name);
                "temporary password given"
            }
            AdminAction::AllowCodes => {
                person.code_counter = super::throttle_model::CodeCounter::default();
                "suspension lifted"
            }
            AdminAction::Enable(enabled) => {
                person.enabled = enabled;
                if enabled { "enabled" } else { "disabled" }
            }
            AdminAction::Promote(administrator) => {
                person.administrator = administrator;
                if administrator { "promoted" } else { "demoted" }
            }
            _ => {
                self.model.delete(target);
                "deleted"
            }
        };
        self.coverage.count(what);
    }
}
