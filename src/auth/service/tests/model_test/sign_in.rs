//! The password and second-factor steps, and the requirements that may follow.

use std::time::Duration;

use crate::auth::service::tests::model_test::account_model::{FactorInput, FactorVerdict};
use crate::auth::service::tests::model_test::action::{FactorChoice, PasswordInput};
use crate::auth::service::tests::model_test::harness::{Harness, pick_index, push_bounded};
use crate::auth::service::tests::model_test::input::with_separators;
use crate::auth::service::tests::model_test::state::PasswordVerdict;
use crate::auth::service::tests::model_test::throttle_model::elapsed;
use crate::auth::testing::typed;
use crate::auth::{AccountId, CodeRefusal, MustChange, MustEnrol, Now, Outcome, PasswordRefusal, Pending, SignedIn};

/// "120 s" from the password to the code.
const PENDING_TIMEOUT: Duration = Duration::from_mins(2);

/// A sign-in that requires a code.
pub(super) struct PendingModel {
    pub window: usize,
    pub who: AccountId,
    pub version: u64,
    state: Pending,
    started_at: Now,
    wrong_codes: u32,
}

/// A sign-in that requires a new password.
pub(super) struct PasswordChangeModel {
    pub window: usize,
    pub who: AccountId,
    pub version: u64,
    pub state: MustChange,
    pub started_at: Now,
}

/// What led to the required enrolment.
#[derive(Clone)]
pub(super) enum EnrolmentCause {
    HelpCode(String),
    NewPassword(String),
}

/// A sign-in that requires enrolment.
pub(super) struct EnrolmentModel {
    pub window: usize,
    pub who: AccountId,
    pub version: u64,
    pub state: MustEnrol,
    pub started_at: Now,
    pub cause: EnrolmentCause,
}

/// The result of a sign-in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Session,
    Code,
    Password,
    Pairing,
    Wait(Duration),
    Refused,
}

impl Harness<'_> {
    pub(super) fn sign_in_with(&mut self, window: usize, name: &'static str, drawn: PasswordInput) {
        let password = self.resolve_password(name, drawn);
        let _ = self.sign_in(window, name, &password);
    }

    /// The password step.
    pub(super) fn sign_in(&mut self, window: usize, name: &str, password: &str) -> Stage {
        self.run_maintenance(window);
        let at = self.stamp(window);
        let expected = self.model.check_password_for_name(name, password, at);
        let outcome = self.auth(window).sign_in(name, typed(password)).unwrap();
        match (expected, outcome) {
            (PasswordVerdict::Waiting(left), Outcome::Refused(PasswordRefusal::Waiting { left: reported })) => {
                assert_eq!(left, reported, "remaining wait of {name}");
                self.coverage.count("password waits");
                Stage::Wait(left)
            }
            (PasswordVerdict::Wrong, Outcome::Refused(PasswordRefusal::Wrong)) => {
                self.coverage.count("password wrong");
                Stage::Refused
            }
            (PasswordVerdict::Expired, Outcome::Refused(PasswordRefusal::TemporaryExpired)) => {
                self.coverage.count("temporary password expired");
                Stage::Refused
            }
            (PasswordVerdict::Right(id), outcome) => self.after_password(window, id, outcome),
            (password_verdict, outcome) => panic!("{name} gave a password: {password_verdict:?}, but {outcome:?}"),
        }
    }

    fn after_password(&mut self, window: usize, who: AccountId, outcome: Outcome) -> Stage {
        let (window, since) = (window % 2, self.now());
        let person = self.account(who);
        let (version, is_temporary, two_factor) = (person.version, person.temporary_until.is_some(), person.two_factor);
        match outcome {
            Outcome::PasswordChangeRequired(state) if is_temporary => {
                assert_eq!(state.pairing_follows(), two_factor);
                push_bounded(
                    &mut self.password_changes,
                    PasswordChangeModel { window, who, version, state: *state, started_at: since },
                );
                self.coverage.count("password change required");
                Stage::Password
            }
            Outcome::CodeRequired(state) if two_factor && !is_temporary => {
                push_bounded(
                    &mut self.pendings,
                    PendingModel { window, who, version, state: *state, started_at: since, wrong_codes: 0 },
                );
                self.coverage.count("code required");
                Stage::Code
            }
            Outcome::SignedIn(signed_in) if !two_factor && !is_temporary => {
                self.coverage.count("signed in with a password alone");
                self.start_session(window, *signed_in, 0, false)
            }
            other => panic!("unexpected outcome (temporary: {is_temporary}, two-factor: {two_factor}): {other:?}"),
        }
    }

    /// The sign-in is completed: a session.
    pub(super) fn start_session(&mut self, window: usize, signed_in: SignedIn, wrong: u32, with_help: bool) -> Stage {
        let SignedIn { session, notices } = signed_in;
        let person = self.account(session.account());
        let failed = (person.failed_attempts, person.last_failed.into_iter().max().flatten());
        assert_eq!((notices.failed, notices.last_failed), failed, "number of failed attempts");
        let left = self.model.complete_sign_in(session.account(), wrong, with_help);
        assert_eq!(notices.wrong_codes, left, "wrong codes in incomplete sign-ins");
        self.open_session(window, session);
        self.coverage.count("signed in");
        Stage::Session
    }

    pub(super) fn require_enrolment(&mut self, enrolment: EnrolmentModel, counted: &'static str) -> Stage {
        push_bounded(&mut self.enrolments, enrolment);
        self.coverage.count(counted);
        Stage::Pairing
    }

    pub(super) fn submit_factor_at(&mut self, at: u8, name: &'static str, drawn: FactorChoice) {
        if at >= 80 && self.model.account_named(name).is_some_and(|person| person.two_factor) {
            let _ = self.enter_password(usize::from(at), name);
        }
        let Some(index) = pick_index(at, self.pendings.len()) else { return };
        let input = self.resolve_factor(self.pendings[index].who, drawn);
        let _ = self.submit_factor(index, &input);
    }

    /// The second-factor step.
    pub(super) fn submit_factor(&mut self, index: usize, input: &FactorInput) -> Stage {
        let pending = self.pendings.remove(index);
        let verdict = self.expected_verdict(&pending, input);
        let (now, passed) = (self.now(), elapsed(pending.started_at, self.now()));
        let PendingModel { window, who, version, state, started_at: since, wrong_codes: wrong } = pending;
        let auth = self.auth(window);
        let outcome = match input {
            FactorInput::Digits(digits) => auth.submit_code(state, typed(&with_separators(digits, since))),
            FactorInput::Symbols(symbols) => auth.submit_recovery_code(state, typed(&with_separators(symbols, since))),
        };
        match (verdict, outcome.unwrap()) {
            (FactorVerdict::Right, Outcome::SignedIn(signed_in)) => {
                self.record_accepted_factor(who, input);
                let with_help = matches!(input, FactorInput::Symbols(_));
                self.start_session(window, *signed_in, wrong, with_help)
            }
            (FactorVerdict::HelpCode, Outcome::EnrolmentRequired(state)) => {
                let FactorInput::Symbols(code) = input else { panic!("a help code is not numeric") };
                let by = EnrolmentCause::HelpCode(code.clone());
                self.require_enrolment(
                    EnrolmentModel { window, who, version, state: *state, started_at: now, cause: by },
                    "pairing required after a help code",
                )
            }
            (verdict, Outcome::CodeRefused(refusal, back)) => {
                self.check_code_refusal(verdict, refusal);
                let wait = if let FactorVerdict::Waiting(left) = verdict { Some(left) } else { None };
                let is_over = matches!(verdict, FactorVerdict::Expired | FactorVerdict::Changed)
                    || wait.is_some_and(|left| left >= PENDING_TIMEOUT - passed);
                assert_eq!(is_over, back.is_none(), "{refusal:?} ends the sign-in");
                if let Some(state) = back {
                    let wrong = wrong + u32::from(verdict.is_charged() && matches!(input, FactorInput::Digits(_)));
                    push_bounded(
                        &mut self.pendings,
                        PendingModel { window, who, version, state: *state, started_at: since, wrong_codes: wrong },
                    );
                }
                wait.map_or(Stage::Refused, Stage::Wait)
            }
            (verdict, other) => panic!("{input:?}: expected {verdict:?}, got {other:?}"),
        }
    }

    /// The expected verdict on a factor in a sign-in.
    fn expected_verdict(&mut self, pending: &PendingModel, input: &FactorInput) -> FactorVerdict {
        let at = self.stamp(pending.window);
        let verdict = match elapsed(pending.started_at, at.now) >= PENDING_TIMEOUT {
            true => FactorVerdict::Expired,
            false if !self.model.is_unchanged(pending.who, pending.version) => FactorVerdict::Changed,
            false => self.model.check_factor(pending.who, input, at),
        };
        if verdict == FactorVerdict::Suspended {
            let is_hundred = self.account(pending.who).code_counter.incomplete >= 100;
            self.coverage.count(if is_hundred { "suspended after a hundred" } else { "suspended after twenty" });
        }
        verdict
    }

    /// Checks the refusal of a second factor against the model.
    pub(super) fn check_code_refusal(&mut self, verdict: FactorVerdict, refusal: CodeRefusal) {
        let (agrees, what) = match refusal {
            CodeRefusal::Malformed => (verdict == FactorVerdict::Malformed, "code malformed"),
            CodeRefusal::Wrong { .. } => (verdict == FactorVerdict::Wrong, "code wrong"),
            CodeRefusal::ClockOff { .. } => (verdict == FactorVerdict::Wrong, "code of another time"),
            CodeRefusal::AlreadyUsed { next_in: None } => (verdict == FactorVerdict::AlreadyUsed, "recovery code used"),
            CodeRefusal::AlreadyUsed { .. } => (verdict == FactorVerdict::AlreadyUsed, "code used"),
            CodeRefusal::LastStepInFuture => (verdict == FactorVerdict::AlreadyUsed, "code ahead of time"),
            CodeRefusal::Waiting { left } => (verdict == FactorVerdict::Waiting(left), "code waits"),
            CodeRefusal::Suspended => (verdict == FactorVerdict::Suspended, "codes suspended"),
            CodeRefusal::HelpCodeRequired => (verdict == FactorVerdict::HelpCodeRequired, "help code required"),
            CodeRefusal::Expired => (verdict == FactorVerdict::Expired, "code too late"),
            CodeRefusal::Changed => (verdict == FactorVerdict::Changed, "sign-in from before a change"),
            CodeRefusal::Corrupt => (false, ""),
        };
        assert!(agrees, "expected {verdict:?}, got {refusal:?}");
        self.coverage.count(what);
    }

    /// Records that a second factor was accepted.
    pub(super) fn record_accepted_factor(&mut self, who: AccountId, input: &FactorInput) {
        let wall = self.wall();
        match input {
            FactorInput::Digits(digits) => {
                let secrets: Vec<_> = self.account(who).phones.iter().map(|phone| phone.secret).collect();
                self.replay_oracle.accept_digits(&secrets, digits, wall);
                self.coverage.count("code accepted");
            }
            FactorInput::Symbols(symbols) => {
                self.replay_oracle.accept_symbols(symbols);
                self.coverage.count("recovery code accepted");
            }
        }
    }
}
