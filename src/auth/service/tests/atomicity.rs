//! Atomicity: an operation that is interrupted at any point is done completely or not at all.

use std::sync::Arc;

use crate::auth::service::tests::passwords::THIRD;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, Fixture, PASSWORD, TestAuthenticator, expect_enrolment_required,
    expect_signed_in, secret_of, typed,
};
use crate::auth::{
    AccountId, ActionError, ConfirmResult, FinishResult, Outcome, PasswordChoice, PasswordKind, Role, Session,
    ShowRecoveryCodes, ShowSecret, StepUp, StepUpPurpose, StepUpResult, WrapKind, code_at,
};

/// Alice, an administrator, and Bob, with an authenticator, both signed in.
struct OperationFixture {
    store: Arc<FaultyStore>,
    base: Fixture,
    alice: Session,
    bob: Session,
    phone: TestAuthenticator,
}

impl OperationFixture {
    fn new() -> Self {
        let (store, base) = Fixture::with_faulty_store();
        let (alice, _) = base.create_first();
        let bob = base.add_bob(&alice, Role::Member);
        let phone = base.pair_bob(&bob);
        base.advance_steps(2);
        Self { store, base, alice, bob, phone }
    }

    /// Steps Bob up with both factors; a fault is passed on.
    fn bob_step_up(&self) -> Result<StepUp, ActionError> {
        let code = self.base.code_factor(&self.phone);
        match self.base.auth.step_up(&self.bob, StepUpPurpose::OwnAccount, typed(BOBS_PASSWORD), code)? {
            StepUpResult::Proven(proof) => Ok(proof),
            other => panic!("{other:?}"),
        }
    }

    fn admin_step_up(&self) -> Result<StepUp, ActionError> {
        match self.base.auth.step_up(&self.alice, StepUpPurpose::Administration, typed(PASSWORD), None)? {
            StepUpResult::Proven(proof) => Ok(proof),
            other => panic!("{other:?}"),
        }
    }

    /// An enrolment from the QR code to its end.
    fn enrol(&self, show: ShowSecret) -> Result<(), ActionError> {
        let code = code_at(&secret_of(&show), self.base.now());
        let codes = match self.base.auth.confirm_pairing(show.next(), typed(&code), "Tablet")? {
            ConfirmResult::RecoveryCodes(codes) => codes,
            ConfirmResult::Added => return Ok(()),
            other => panic!("{other:?}"),
        };
        self.finish(*codes)
    }

    fn finish(&self, codes: ShowRecoveryCodes) -> Result<(), ActionError> {
        match self.base.auth.finish_enrolment(codes)? {
            FinishResult::TwoFactorOn | FinishResult::RecoveryCodesRenewed | FinishResult::SignedIn(_) => Ok(()),
            FinishResult::Failed(denied) => Err(denied),
        }
    }

    fn bob_sign_in(&self, password: &str) -> Result<Outcome, ActionError> {
        Ok(self.base.auth.sign_in(BOB, typed(password))?)
    }

    /// Bob's state, without random values.
    fn state(&self) -> Option<State> {
        self.base.read(|rows| {
            let Some(row) = rows.account_by_canonical_name(BOB)? else { return Ok(None) };
            let id: AccountId = row.id;
            Ok(Some(State {
                flags: (row.two_factor, row.enabled, row.role, row.password_kind == PasswordKind::Own),
                numbers: (row.credentials_version, row.key_generation, row.recovery_set),
                wrapped_keys: rows
                    .wrapped_keys(id)?
                    .iter()
                    .map(|wrapped_key| (wrapped_key.kind, wrapped_key.key_generation))
                    .collect(),
                factors: (rows.authenticators(id)?.len(), rows.recovery(id)?.len(), rows.help_code(id)?.is_some()),
            }))
        })
    }
}

#[derive(Debug, PartialEq)]
struct State {
    flags: (bool, bool, Role, bool),
    numbers: (u64, u64, u64),
    wrapped_keys: Vec<(WrapKind, u64)>,
    factors: (usize, usize, bool),
}

/// A name, what is prepared, and the operation, which receives the prepared string.
type OperationCase = (&'static str, Preparation, Operation);
type Preparation = fn(&OperationFixture) -> String;
type Operation = fn(&OperationFixture, &str) -> Result<(), ActionError>;

fn no_preparation(_: &OperationFixture) -> String {
    String::new()
}

fn reset_for_help_code(fixture: &OperationFixture) -> String {
    fixture.base.reset_two_factor(&fixture.alice, fixture.bob.account())
}

fn reset_password(fixture: &OperationFixture) -> String {
    fixture.base.temporary_password(&fixture.alice, fixture.bob.account())
}

const OPERATIONS: &[OperationCase] = &[
    ("turning off two-factor", no_preparation, |fixture, _| {
        fixture.base.auth.turn_off_two_factor(&fixture.bob, fixture.bob_step_up()?)
    }),
    ("an additional authenticator", no_preparation, |fixture, _| {
        fixture.enrol(fixture.base.auth.begin_enrolment(&fixture.bob, fixture.bob_step_up()?)?)
    }),
    ("new recovery codes", no_preparation, |fixture, _| {
        let shown = fixture.base.auth.new_recovery_codes(&fixture.bob, fixture.bob_step_up()?)?;
        fixture.finish(shown)
    }),
    ("a new password", no_preparation, |fixture, _| {
        fixture.base.auth.change_password(&fixture.bob, fixture.bob_step_up()?, typed(THIRD))
    }),
    ("a two-factor reset", no_preparation, |fixture, _| {
        let proof = fixture.admin_step_up()?;
        fixture.base.auth.reset_two_factor(&fixture.alice, proof, fixture.bob.account()).map(|_| ())
    }),
    ("a temporary password", no_preparation, |fixture, _| {
        let proof = fixture.admin_step_up()?;
        fixture.base.auth.temporary_password(&fixture.alice, proof, fixture.bob.account()).map(|_| ())
    }),
    ("disabling", no_preparation, |fixture, _| {
        let proof = fixture.admin_step_up()?;
        fixture.base.auth.set_enabled(&fixture.alice, proof, fixture.bob.account(), false)
    }),
    ("promoting", no_preparation, |fixture, _| {
        let proof = fixture.admin_step_up()?;
        fixture.base.auth.set_role(&fixture.alice, proof, fixture.bob.account(), Role::Administrator)
    }),
    ("deleting", no_preparation, |fixture, _| {
        let proof = fixture.admin_step_up()?;
        fixture.base.auth.delete_account(&fixture.alice, proof, fixture.bob.account())
    }),
    ("pairing after a help code", reset_for_help_code, |fixture, help| {
        let Outcome::CodeRequired(pending) = fixture.bob_sign_in(BOBS_PASSWORD)? else { panic!("two-factor is on") };
        let required = expect_enrolment_required(fixture.base.auth.submit_recovery_code(*pending, typed(help))?);
        fixture.enrol(fixture.base.auth.begin_required_enrolment(required)?)
    }),
    ("choosing and pairing after a temporary password", reset_password, |fixture, temporary| {
        let Outcome::PasswordChangeRequired(state) = fixture.bob_sign_in(temporary)? else {
            panic!("expected a password change to be required")
        };
        let PasswordChoice::Accepted(Outcome::EnrolmentRequired(required)) =
            fixture.base.auth.choose_password(*state, typed(THIRD))?
        else {
            panic!("expected enrolment to be required");
        };
        fixture.enrol(fixture.base.auth.begin_required_enrolment(*required)?)
    }),
];

/// Runs an operation with a fault at one call; returns its result, and whether the call was reached.
fn run_with_fault(
    prepare: Preparation,
    operation: Operation,
    call: usize,
) -> (OperationFixture, Result<(), ActionError>, bool) {
    let fixture = OperationFixture::new();
    let prepared = prepare(&fixture);
    fixture.store.fail_at(call);
    let reported = operation(&fixture, &prepared);
    let failed = fixture.store.heal();
    (fixture, reported, failed)
}

#[test]
fn an_interrupted_operation_leaves_the_old_or_new_state_and_reports_which() {
    for (what, prepare, operation) in OPERATIONS {
        let fixture = OperationFixture::new();
        let prepared = prepare(&fixture);
        let before = fixture.state();
        operation(&fixture, &prepared).unwrap();
        let after = fixture.state();
        assert_ne!(before, after, "{what}");
        for call in 1.. {
            let (fixture, reported, failed) = run_with_fault(*prepare, *operation, call);
            let expected = if reported.is_ok() { &after } else { &before };
            assert_eq!(&fixture.state(), expected, "{what}, fault {call}: {reported:?}");
            if !failed {
                assert!(reported.is_ok() && call > 3, "{what}: {call}");
                break;
            }
            assert!(matches!(reported, Ok(()) | Err(ActionError::Fault(_))), "{what}, fault {call}: {reported:?}");
        }
    }
}

#[test]
fn after_a_fault_the_password_alone_opens_nothing_unless_2fa_was_disabled() {
    for (what, prepare, operation) in &OPERATIONS[1..] {
        for call in 1.. {
            let (fixture, _, failed) = run_with_fault(*prepare, *operation, call);
            for password in [BOBS_PASSWORD, THIRD] {
                let outcome = fixture.base.sign_in(BOB, password);
                assert!(!matches!(outcome, Outcome::SignedIn(_)), "{what}, fault {call}, {password}");
            }
            if !failed {
                break;
            }
        }
    }
    // Control: without two-factor the password alone signs in.
    let fixture = Fixture::with_alice();
    let _ = expect_signed_in(fixture.sign_in(ALICE, PASSWORD));
}
