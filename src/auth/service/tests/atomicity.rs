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
    fixture: Fixture,
    alice: Session,
    bob: Session,
    phone: TestAuthenticator,
}

impl OperationFixture {
    fn new() -> Self {
        let (store, fixture) = Fixture::with_faulty_store();
        let (alice, _) = fixture.create_first();
        let bob = fixture.add_bob(&alice, Role::Member);
        let phone = fixture.pair_bob(&bob);
        fixture.advance_steps(2);
        Self { store, fixture, alice, bob, phone }
    }

    /// Steps Bob up with both factors; a fault is passed on.
    fn bob_step_up(&self) -> Result<StepUp, ActionError> {
        let code = self.fixture.code_factor(&self.phone);
        match self.fixture.auth.step_up(&self.bob, StepUpPurpose::OwnAccount, typed(BOBS_PASSWORD), code)? {
            StepUpResult::Proven(proof) => Ok(proof),
            other => panic!("{other:?}"),
        }
    }

    fn admin_step_up(&self) -> Result<StepUp, ActionError> {
        match self.fixture.auth.step_up(&self.alice, StepUpPurpose::Administration, typed(PASSWORD), None)? {
            StepUpResult::Proven(proof) => Ok(proof),
            other => panic!("{other:?}"),
        }
    }

    /// An enrolment from the QR code to its end.
    fn enrol(&self, show: ShowSecret) -> Result<(), ActionError> {
        let code = code_at(&secret_of(&show), self.fixture.now());
        let codes = match self.fixture.auth.confirm_pairing(show.next(), typed(&code), "Tablet")? {
            ConfirmResult::RecoveryCodes(codes) => codes,
            ConfirmResult::Added => return Ok(()),
            other => panic!("{other:?}"),
        };
        self.finish(*codes)
    }

    fn finish(&self, codes: ShowRecoveryCodes) -> Result<(), ActionError> {
        match self.fixture.auth.finish_enrolment(codes)? {
            FinishResult::TwoFactorOn | FinishResult::RecoveryCodesRenewed | FinishResult::SignedIn(_) => Ok(()),
            FinishResult::Failed(denied) => Err(denied),
        }
    }

    fn bob_sign_in(&self, password: &str) -> Result<Outcome, ActionError> {
        Ok(self.fixture.auth.sign_in(BOB, typed(password))?)
    }

    /// Bob's state, without random values.
    fn state(&self) -> Option<State> {
        self.fixture.read(|rows| {
            let Some(row) = rows.account_by_canonical_name(BOB)? else { return Ok(None) };
            let id: AccountId = row.id;
            Ok(Some(State {
                flags: (row.two_factor, row.enabled, row.role, row.password_kind == PasswordKind::Own),
                numbers: (row.credentials_version, row.key_generation, row.recovery_set),
                wraps: rows.wrapped_keys(id)?.iter().map(|wrap| (wrap.kind, wrap.key_generation)).collect(),
                factors: (rows.authenticators(id)?.len(), rows.recovery(id)?.len(), rows.help_code(id)?.is_some()),
            }))
        })
    }
}

#[derive(Debug, PartialEq)]
struct State {
    flags: (bool, bool, Role, bool),
    numbers: (u64, u64, u64),
    wraps: Vec<(WrapKind, u64)>,
    factors: (usize, usize, bool),
}

/// An operation; the string is created before, where one is needed.
type Operation = (&'static str, Preparation, Act);
type Preparation = fn(&OperationFixture) -> String;
type Act = fn(&OperationFixture, &str) -> Result<(), ActionError>;

fn no_preparation(_: &OperationFixture) -> String {
    String::new()
}

fn reset_for_help_code(scene: &OperationFixture) -> String {
    scene.fixture.reset_two_factor(&scene.alice, scene.bob.account())
}

fn reset_password(scene: &OperationFixture) -> String {
    scene.fixture.temporary_password(&scene.alice, scene.bob.account())
}

const OPERATIONS: &[Operation] = &[
    ("turning off two-factor", no_preparation, |scene, _| {
        scene.fixture.auth.turn_off_two_factor(&scene.bob, scene.bob_step_up()?)
    }),
    ("an additional authenticator", no_preparation, |scene, _| {
        scene.enrol(scene.fixture.auth.begin_enrolment(&scene.bob, scene.bob_step_up()?)?)
    }),
    ("new recovery codes", no_preparation, |scene, _| {
        let shown = scene.fixture.auth.new_recovery_codes(&scene.bob, scene.bob_step_up()?)?;
        scene.finish(shown)
    }),
    ("a new password", no_preparation, |scene, _| {
        scene.fixture.auth.change_password(&scene.bob, scene.bob_step_up()?, typed(THIRD))
    }),
    ("a two-factor reset", no_preparation, |scene, _| {
        let proof = scene.admin_step_up()?;
        scene.fixture.auth.reset_two_factor(&scene.alice, proof, scene.bob.account()).map(|_| ())
    }),
    ("a temporary password", no_preparation, |scene, _| {
        let proof = scene.admin_step_up()?;
        scene.fixture.auth.temporary_password(&scene.alice, proof, scene.bob.account()).map(|_| ())
    }),
    ("disabling", no_preparation, |scene, _| {
        let proof = scene.admin_step_up()?;
        scene.fixture.auth.set_enabled(&scene.alice, proof, scene.bob.account(), false)
    }),
    ("promoting", no_preparation, |scene, _| {
        let proof = scene.admin_step_up()?;
        scene.fixture.auth.set_role(&scene.alice, proof, scene.bob.account(), Role::Administrator)
    }),
    ("deleting", no_preparation, |scene, _| {
        let proof = scene.admin_step_up()?;
        scene.fixture.auth.delete_account(&scene.alice, proof, scene.bob.account())
    }),
    ("pairing after a help code", reset_for_help_code, |scene, help| {
        let Outcome::CodeRequired(pending) = scene.bob_sign_in(BOBS_PASSWORD)? else { panic!("two-factor is on") };
        let required = expect_enrolment_required(scene.fixture.auth.submit_recovery_code(*pending, typed(help))?);
        scene.enrol(scene.fixture.auth.begin_required_enrolment(required)?)
    }),
    ("choosing and pairing after a temporary password", reset_password, |scene, temporary| {
        let Outcome::PasswordChangeRequired(state) = scene.bob_sign_in(temporary)? else {
            panic!("expected a password change to be required")
        };
        let PasswordChoice::Accepted(Outcome::EnrolmentRequired(required)) =
            scene.fixture.auth.choose_password(*state, typed(THIRD))?
        else {
            panic!("expected enrolment to be required");
        };
        scene.enrol(scene.fixture.auth.begin_required_enrolment(*required)?)
    }),
];

/// Runs an operation with a fault at one call; returns its result, and whether the call was reached.
fn run_with_fault(prepare: Preparation, act: Act, call: usize) -> (OperationFixture, Result<(), ActionError>, bool) {
    let scene = OperationFixture::new();
    let given = prepare(&scene);
    scene.store.fail_at(call);
    let reported = act(&scene, &given);
    let failed = scene.store.heal();
    (scene, reported, failed)
}

#[test]
fn an_interrupted_operation_leaves_the_old_or_new_state_and_reports_which() {
    for (what, prepare, act) in OPERATIONS {
        let scene = OperationFixture::new();
        let given = prepare(&scene);
        let before = scene.state();
        act(&scene, &given).unwrap();
        let after = scene.state();
        assert_ne!(before, after, "{what}");
        for call in 1.. {
            let (scene, reported, failed) = run_with_fault(*prepare, *act, call);
            let expected = if reported.is_ok() { &after } else { &before };
            assert_eq!(&scene.state(), expected, "{what}, fault {call}: {reported:?}");
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
    for (what, prepare, act) in &OPERATIONS[1..] {
        for call in 1.. {
            let (scene, _, failed) = run_with_fault(*prepare, *act, call);
            for password in [BOBS_PASSWORD, THIRD] {
                let outcome = scene.fixture.sign_in(BOB, password);
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
