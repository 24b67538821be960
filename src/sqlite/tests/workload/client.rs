//! The operations of users, reported before and after each.

use std::fmt::Display;
use std::sync::Arc;

use crate::auth::testing::subprocess::{FIELD_SEPARATOR, print_line};
use crate::auth::testing::{ManualClock, TestAuthenticator, expect_step_up, secret_of, typed};
use crate::auth::{
    ActionError, Auth, ConfirmResult, Error, Factor, FinishResult, Outcome, Pending, Report, Session, ShowSecret,
    StepUp, StepUpPurpose, StepUpRequirement, code_at,
};

/// The store refused an operation, which was reported: the workload ends.
#[derive(Debug)]
pub(super) struct Refused;

/// The result of a step: continue or end.
pub(super) type StepResult<T> = Result<T, Refused>;

pub(super) fn report_refusal(fault: &Error) {
    print_line(format!("refused{FIELD_SEPARATOR}{}{FIELD_SEPARATOR}{}", Report::new(fault), fault.advice()));
}

/// A user with password and authenticator.
pub(super) struct Person<'a> {
    pub name: &'a str,
    pub password: String,
    pub authenticator: TestAuthenticator,
}

pub(super) struct Client {
    pub auth: Auth,
    pub clock: Arc<ManualClock>,
}

impl Client {
    /// Runs an operation. `entries` are its audit entries, each `event/detail/username`; one after a `?` is optional.
    pub fn run<T, E: Into<ActionError>>(
        &self,
        entries: &[String],
        operation: impl FnOnce(&Auth) -> Result<T, E>,
    ) -> StepResult<T> {
        print_line(format!("begin{FIELD_SEPARATOR}{}", entries.join("\t")));
        match operation(&self.auth).map_err(Into::into) {
            Ok(done) => {
                print_line("done");
                Ok(done)
            }
            Err(ActionError::Fault(fault)) => {
                report_refusal(&fault);
                Err(Refused)
            }
            Err(other) => panic!("{entries:?}: {other}"),
        }
    }

    /// Reports a password that is valid from now on, or from the next operation.
    pub fn log_password(&self, name: &str, password: &str) {
        print_line(format!("password{FIELD_SEPARATOR}{name}{FIELD_SEPARATOR}{password}"));
    }

    /// Reports a code that the next operation spends.
    fn log_spent(&self, name: &str, kind: &str, text: impl Display) {
        print_line(format!(
            "spends{FIELD_SEPARATOR}{name}{FIELD_SEPARATOR}{kind}{FIELD_SEPARATOR}{}{FIELD_SEPARATOR}{text}",
            self.auth.now().wall.seconds()
        ));
    }

    /// Returns an unused code, after advancing the clock to its step.
    pub fn fresh_code(&self, person: &Person<'_>) -> String {
        self.clock.advance_seconds(30);
        let code = person.authenticator.code(self.auth.now().wall);
        self.log_spent(person.name, "code", &code);
        code
    }

    pub fn pending(&self, person: &Person<'_>) -> StepResult<Pending> {
        match self.run(&[], |auth| auth.sign_in(person.name, typed(&person.password)))? {
            Outcome::CodeRequired(pending) => Ok(*pending),
            other => panic!("{other:?}"),
        }
    }

    pub fn sign_in_with_code(&self, person: &Person<'_>) -> StepResult<Session> {
        let pending = self.pending(person)?;
        let code = self.fresh_code(person);
        let entry = format!("signed-in/code/{}", person.name);
        expect_session(self.run(&[entry], |auth| auth.submit_code(pending, typed(&code)))?)
    }

    pub fn sign_in_with_recovery_code(&self, person: &mut Person<'_>) -> StepResult<Session> {
        let pending = self.pending(person)?;
        let code = person.authenticator.recovery_codes.remove(0);
        self.log_spent(person.name, "recovery", &code);
        let entry = format!("signed-in/recovery/{}", person.name);
        expect_session(self.run(&[entry], |auth| auth.submit_recovery_code(pending, typed(&code)))?)
    }

    pub fn help_code(&self, person: &Person<'_>, code: &str) -> StepResult<ShowSecret> {
        let pending = self.pending(person)?;
        match self.run(&[], |auth| auth.submit_recovery_code(pending, typed(code)))? {
            Outcome::EnrolmentRequired(state) => self.run(&[], |auth| auth.begin_required_enrolment(*state)),
            other => panic!("{other:?}"),
        }
    }

    pub fn step_up(&self, person: &Person<'_>, session: &Session, purpose: StepUpPurpose) -> StepResult<StepUp> {
        let factor = match self.run(&[], |auth| auth.step_up_requirement(session, purpose))? {
            StepUpRequirement::Nothing(proof) => return Ok(proof),
            StepUpRequirement::Password => None,
            StepUpRequirement::PasswordAndCode => Some(Factor::Code(typed(&self.fresh_code(person)))),
        };
        let purpose_name = if purpose == StepUpPurpose::OwnAccount { "own" } else { "administer" };
        let entry = format!("stepped-up/{purpose_name}/{}", person.name);
        self.run(&[entry], |auth| auth.step_up(session, purpose, typed(&person.password), factor)).map(expect_step_up)
    }

    /// Pairs a first or a required authenticator; `entries` is what the last step writes, which spends the `help` code.
    pub fn pair(
        &self,
        person: &mut Person<'_>,
        show: ShowSecret,
        help: Option<&str>,
        entries: &[&str],
    ) -> StepResult<Option<Session>> {
        let secret = secret_of(&show);
        let code = code_at(&secret, self.auth.now().wall).to_string();
        let confirmed = self.run(&[], |auth| auth.confirm_pairing(show.next(), typed(&code), "Phone"))?;
        let ConfirmResult::RecoveryCodes(show) = confirmed else { panic!("{confirmed:?}") };
        let recovery_codes = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
        self.log_spent(person.name, "code", &code);
        help.iter().for_each(|help| self.log_spent(person.name, "help", help));
        let entries: Vec<String> = entries.iter().map(|entry| format!("{entry}/{}", person.name)).collect();
        let finished = self.run(&entries, |auth| auth.finish_enrolment(*show))?;
        person.authenticator = TestAuthenticator { secret, recovery_codes };
        match finished {
            FinishResult::SignedIn(signed_in) => Ok(Some(signed_in.session)),
            FinishResult::TwoFactorOn => Ok(None),
            other => panic!("unexpected result: {other:?}"),
        }
    }
}

pub(super) fn expect_session(outcome: Outcome) -> StepResult<Session> {
    match outcome {
        Outcome::SignedIn(signed_in) => Ok(signed_in.session),
        other => panic!("{other:?}"),
    }
}
