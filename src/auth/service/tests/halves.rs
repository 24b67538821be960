//! Nothing is ever half done: whatever act is broken off, and wherever, the accounts are as before it or as after it.

use std::sync::Arc;

use crate::auth::service::tests::passwords::THIRD;
use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, FaultyStore, House, PASSWORD, Phone, scan, signed_in, typed};
use crate::auth::{
    AccountId, Chosen, Confirmed, Denied, Factor, Finished, Outcome, PasswordKind, Purpose, Role, Session,
    ShowRecoveryCodes, ShowSecret, StepUp, StepUpAnswer, WrapKind, code_at,
};

/// Alice, an administrator; and Bob, with a phone, both signed in.
struct Scene {
    store: Arc<FaultyStore>,
    house: House,
    alice: Session,
    bob: Session,
    phone: Phone,
}

impl Scene {
    fn new() -> Self {
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        let (alice, _) = house.first();
        let bob = house.bob(&alice, Role::Member);
        let phone = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
        house.steps(2);
        Self { store, house, alice, bob, phone }
    }

    /// Bob proves himself with both; a fault is passed on.
    fn own(&self) -> Result<StepUp, Denied> {
        let code = Some(Factor::Code(typed(&self.phone.code(self.house.now()))));
        match self.house.auth.step_up(&self.bob, Purpose::Own, typed(BOBS_PASSWORD), code)? {
            StepUpAnswer::Proven(proof) => Ok(proof),
            other => panic!("{other:?}"),
        }
    }

    fn administers(&self) -> Result<StepUp, Denied> {
        match self.house.auth.step_up(&self.alice, Purpose::Administer, typed(PASSWORD), None)? {
            StepUpAnswer::Proven(proof) => Ok(proof),
            other => panic!("{other:?}"),
        }
    }

    /// A set-up from the QR code to its end.
    fn set_up(&self, show: ShowSecret) -> Result<(), Denied> {
        let code = code_at(&scan(&show), self.house.now());
        let codes = match self.house.auth.confirm(show.next(), typed(&code), "Tablet")? {
            Confirmed::Codes(codes) => codes,
            Confirmed::Added => return Ok(()),
            other => panic!("{other:?}"),
        };
        self.end(*codes)
    }

    fn end(&self, codes: ShowRecoveryCodes) -> Result<(), Denied> {
        match self.house.auth.finish_setup(codes)? {
            Finished::On | Finished::Renewed | Finished::SignedIn(_) => Ok(()),
            Finished::Over(denied) => Err(denied),
        }
    }

    fn of_bob(&self, password: &str) -> Result<Outcome, Denied> {
        Ok(self.house.auth.sign_in(BOB, typed(password))?)
    }

    /// What is so of Bob, without what is drawn at random.
    fn state(&self) -> Option<State> {
        self.house.read(|rows| {
            let Some(row) = rows.account_by_key(BOB)? else { return Ok(None) };
            let id: AccountId = row.id;
            Ok(Some(State {
                flags: (row.two_factor, row.enabled, row.role, row.password == PasswordKind::Own),
                numbers: (row.credentials_version, row.generation, row.recovery_set),
                wraps: rows.wraps(id)?.iter().map(|wrap| (wrap.kind, wrap.generation)).collect(),
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

/// What somebody does; the string was made before, where one is needed.
type Act = (&'static str, fn(&Scene) -> String, fn(&Scene, &str) -> Result<(), Denied>);

fn nothing(_: &Scene) -> String {
    String::new()
}

fn help(scene: &Scene) -> String {
    let proof = scene.administers().unwrap();
    let help = scene.house.auth.reset_two_factor(&scene.alice, proof, scene.bob.account()).unwrap();
    help.expose_text().to_string()
}

fn temporary(scene: &Scene) -> String {
    let proof = scene.administers().unwrap();
    let password = scene.house.auth.temporary_password(&scene.alice, proof, scene.bob.account()).unwrap();
    password.expose_text().to_owned()
}

const ACTS: &[Act] = &[
    ("turning off", nothing, |scene, _| scene.house.auth.turn_off(&scene.bob, scene.own()?)),
    ("a further phone", nothing, |scene, _| scene.set_up(scene.house.auth.begin_setup(&scene.bob, scene.own()?)?)),
    ("new recovery codes", nothing, |scene, _| {
        let shown = scene.house.auth.new_recovery_codes(&scene.bob, scene.own()?)?;
        scene.end(shown)
    }),
    ("a new password", nothing, |scene, _| scene.house.auth.change_password(&scene.bob, scene.own()?, typed(THIRD))),
    ("a reset", nothing, |scene, _| {
        let proof = scene.administers()?;
        scene.house.auth.reset_two_factor(&scene.alice, proof, scene.bob.account()).map(|_| ())
    }),
    ("a temporary password", nothing, |scene, _| {
        let proof = scene.administers()?;
        scene.house.auth.temporary_password(&scene.alice, proof, scene.bob.account()).map(|_| ())
    }),
    ("disabling", nothing, |scene, _| {
        let proof = scene.administers()?;
        scene.house.auth.set_enabled(&scene.alice, proof, scene.bob.account(), false)
    }),
    ("promoting", nothing, |scene, _| {
        let proof = scene.administers()?;
        scene.house.auth.set_role(&scene.alice, proof, scene.bob.account(), Role::Administrator)
    }),
    ("deleting", nothing, |scene, _| {
        let proof = scene.administers()?;
        scene.house.auth.delete_account(&scene.alice, proof, scene.bob.account())
    }),
    ("pairing after a help code", help, |scene, help| {
        let Outcome::CodeOwed(pending) = scene.of_bob(BOBS_PASSWORD)? else { panic!("the flag stays on") };
        let Outcome::PairingOwed(owed) = scene.house.auth.give_recovery_code(*pending, typed(help))? else {
            panic!("it is right");
        };
        scene.set_up(scene.house.auth.begin_owed_setup(*owed)?)
    }),
    ("choosing and pairing after a temporary password", temporary, |scene, temporary| {
        let Outcome::PasswordOwed(state) = scene.of_bob(temporary)? else { panic!("it is temporary") };
        let Chosen::On(Outcome::PairingOwed(owed)) = scene.house.auth.choose_password(*state, typed(THIRD))? else {
            panic!("two-factor was on");
        };
        scene.set_up(scene.house.auth.begin_owed_setup(*owed)?)
    }),
];

#[test]
fn an_act_that_is_broken_off_anywhere_leaves_the_old_state_or_the_new_one_and_says_which() {
    for (what, prepare, act) in ACTS {
        let scene = Scene::new();
        let given = prepare(&scene);
        let before = scene.state();
        act(&scene, &given).unwrap();
        let after = scene.state();
        assert_ne!(before, after, "{what}");
        for call in 1.. {
            let scene = Scene::new();
            let given = prepare(&scene);
            scene.store.fail_at(call);
            let told = act(&scene, &given);
            let failed = scene.store.mend();
            let expected = if told.is_ok() { &after } else { &before };
            assert_eq!(&scene.state(), expected, "{what}, fault {call}: {told:?}");
            if !failed {
                assert!(told.is_ok() && call > 3, "{what}: {call}");
                break;
            }
            assert!(matches!(told, Ok(()) | Err(Denied::Fault(_))), "{what}, fault {call}: {told:?}");
        }
    }
}

#[test]
fn after_any_fault_of_any_act_but_turning_off_the_password_alone_opens_nothing() {
    for (what, prepare, act) in &ACTS[1..] {
        for call in 1.. {
            let scene = Scene::new();
            let given = prepare(&scene);
            scene.store.fail_at(call);
            let _ = act(&scene, &given);
            let failed = scene.store.mend();
            for password in [BOBS_PASSWORD, THIRD] {
                let outcome = scene.house.sign_in(BOB, password);
                assert!(!matches!(outcome, Outcome::SignedIn(_)), "{what}, fault {call}, {password}");
            }
            if !failed {
                break;
            }
        }
    }
    // The search finds what there is to find.
    let house = House::of_alice();
    let _ = signed_in(house.sign_in(ALICE, PASSWORD));
}
