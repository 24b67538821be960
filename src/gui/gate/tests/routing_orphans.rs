//! A reply whose requester is gone changes nothing that is open, for every kind of request.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui_kittest::kittest::{NodeT, Queryable};

use crate::auth::testing::{BOB, BOBS_PASSWORD, House, PASSWORD, Phone, scan, signed_in, typed};
use crate::auth::{Confirmed, Factor, Outcome, Purpose, Role, Session, ShowRecoveryCodes, ShowSecret, code_at};
use crate::gui::action::{Act, Read};
use crate::gui::gate::{Event, Inside, Options};
use crate::gui::requester::Requester;
use crate::gui::settings::Settings;
use crate::gui::testing::Stage;
use crate::gui::worker::{Answer, Done, FileContent, Reply, Request};

/// Accounts of alice, who administers, and of bob, who has a phone.
struct Bench {
    house: House,
    alice: Session,
    phone: Phone,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let house = House::empty();
        let (alice, _) = house.first();
        let bob = house.bob(&alice, Role::Member);
        let phone = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
        house.sign_out(bob);
        house.steps(1);
        Self { house, alice, phone, folder: tempfile::tempdir().unwrap() }
    }

    /// bob, signed in somewhere.
    fn bob(&self) -> Session {
        let pending = self.house.pending_of(BOB, BOBS_PASSWORD);
        let session = signed_in(self.house.give_code(pending, &self.phone.code(self.house.now()))).session;
        self.house.steps(1);
        session
    }

    fn set_up(&self) -> ShowSecret {
        let bob = self.bob();
        let code = Factor::Code(typed(&self.phone.code(self.house.now())));
        let answer = self.house.auth.step_up(&bob, Purpose::Own, typed(BOBS_PASSWORD), Some(code)).unwrap();
        let proof = crate::auth::testing::proven(answer);
        self.house.steps(1);
        self.house.auth.begin_setup(&bob, proof).unwrap()
    }

    /// In front of it, with nobody signed in.
    fn stage(&self) -> Stage {
        let (auth, clock) = (Arc::clone(&self.house.auth), Arc::clone(&self.house.clock));
        Stage::over(auth, clock, Options::window(Inside::Account), [480.0, 640.0])
    }

    /// One request of every kind, all of them for something that is not open any more.
    fn requests(&self) -> Vec<Request> {
        let auth = &self.house.auth;
        let administer = || self.house.prove(&self.alice, Purpose::Administer, None);
        let code = || typed(&self.phone.code(self.house.now()));
        let pending = || Box::new(self.house.pending_of(BOB, BOBS_PASSWORD));
        let temporary = auth.add_user(&self.alice, administer(), "carol", Role::Member).unwrap();
        let must_change = Box::new(self.house.must_change("carol", temporary.expose_text()));
        let help = auth.reset_two_factor(&self.alice, administer(), self.add_dave()).unwrap();
        let dave = self.house.pending_of("dave", "quiet amber lanterns over harbours");
        let Outcome::PairingOwed(must_enrol) = self.house.give_recovery_code(dave, &help.expose_text()) else {
            panic!("a pairing is owed")
        };
        let set_up = self.set_up();
        let locked = Box::new(auth.lock(self.bob()));
        let over = Box::new(auth.lock(self.bob()));
        let (session, other) = (self.bob(), self.bob());
        vec![
            Request::Open,
            Request::CreateFirst { username: "eve".into(), password: typed(PASSWORD) },
            Request::SuggestPassphrase,
            Request::Weigh { typed: typed("seven quiet herons"), username: "alice".into() },
            Request::SignIn { username: "alice".into(), password: typed(PASSWORD) },
            Request::GiveCode { pending: pending(), code: code() },
            Request::GiveRecovery { pending: pending(), code: typed(&self.phone.recovery[0]) },
            Request::ChoosePassword { state: must_change, password: typed("quiet amber lanterns over piers") },
            Request::BeginFirstSetup { session: session.share(), proof: administer() },
            Request::BeginOwedSetup(must_enrol),
            Request::Confirm { state: Box::new(set_up.next()), code: typed("000000"), name: "Phone".into() },
            Request::Do { session: session.share(), act: Act::BeginSetup },
            Request::StepUp {
                session: session.share(),
                act: Act::TurnOff,
                password: typed("not his password at all"),
                factor: None,
            },
            Request::AskNewPassword(session.share()),
            Request::Save {
                folder: self.folder.path().into(),
                name: "codes.txt".into(),
                content: FileContent::new(b"codes".to_vec()),
            },
            Request::Read { session: session.share(), what: Read::Users },
            Request::Read { session: session.share(), what: Read::Account },
            Request::Record { session: session.share(), text: "Calibrated".into() },
            Request::Unlock { locked, password: typed("not his password at all"), factor: None },
            Request::SignOutLocked(over),
            Request::SignOut(other),
            Request::Expire(session.share()),
            Request::SaveSettings(Settings::default()),
            Request::FinishSetup(self.recovery_codes()),
            Request::Lock(session),
        ]
    }

    /// The last step of a set-up, of somebody new.
    fn recovery_codes(&self) -> Box<ShowRecoveryCodes> {
        const OWN: &str = "quiet amber lanterns over bridges";
        let temporary = self.house.add(&self.alice, "frida", Role::Member);
        let frida = signed_in(self.house.choose("frida", &temporary, OWN)).session;
        let proof = self.house.prove_with(OWN, &frida, Purpose::Own, None);
        let show = self.house.auth.begin_setup(&frida, proof).unwrap();
        let code = code_at(&scan(&show), self.house.now());
        match self.house.auth.confirm(show.next(), typed(&code), "Phone").unwrap() {
            Confirmed::Codes(state) => state,
            other => panic!("the code is right: {other:?}"),
        }
    }

    fn add_dave(&self) -> crate::auth::AccountId {
        let temporary = self.house.add(&self.alice, "dave", Role::Member);
        let outcome = self.house.choose("dave", &temporary, "quiet amber lanterns over harbours");
        let dave = signed_in(outcome).session;
        let proof = self.house.prove_with("quiet amber lanterns over harbours", &dave, Purpose::Own, None);
        self.house.pair(&dave, proof);
        let id = dave.account();
        self.house.sign_out(dave);
        id
    }
}

/// Numbers the kinds of requests: a new kind does not compile until it has a number, and then is missed below.
fn kind(request: &Request) -> usize {
    match request {
        Request::Open => 0,
        Request::CreateFirst { .. } => 1,
        Request::SuggestPassphrase => 2,
        Request::Weigh { .. } => 3,
        Request::SignIn { .. } => 4,
        Request::GiveCode { .. } => 5,
        Request::GiveRecovery { .. } => 6,
        Request::ChoosePassword { .. } => 7,
        Request::BeginFirstSetup { .. } => 8,
        Request::BeginOwedSetup(_) => 9,
        Request::Confirm { .. } => 10,
        Request::FinishSetup(_) => 11,
        Request::Do { .. } => 12,
        Request::StepUp { .. } => 13,
        Request::AskNewPassword(_) => 14,
        Request::Save { .. } => 15,
        Request::Read { .. } => 16,
        Request::Record { .. } => 17,
        Request::Lock(_) => 18,
        Request::Unlock { .. } => 19,
        Request::SignOut(_) => 20,
        Request::SignOutLocked(_) => 21,
        Request::Expire(_) => 22,
        Request::SaveSettings(_) => 23,
    }
}

/// All that is shown: words, what stands in fields, and what has the keyboard.
fn shown(stage: &Stage) -> Vec<String> {
    let nodes = stage.harness.query_all(egui_kittest::kittest::By::new().predicate(|_| true));
    let words = nodes.map(|node| {
        let node = node.accesskit_node();
        format!("{:?} {:?} {:?}", node.role(), node.label(), node.value())
    });
    words.chain([stage.focused()]).collect()
}

/// Sends every request from a view that is gone, one by one, and expects to see no difference.
fn assert_nothing_changes(requests: Vec<Request>, stage: &mut Stage) {
    let before = shown(stage);
    let kinds: BTreeSet<usize> = requests.iter().map(kind).collect();
    assert_eq!(kinds, (0..24).collect(), "there is a request of every kind");
    for request in requests {
        let what = format!("{request:?}");
        let gate = stage.harness.state_mut();
        let gone = Requester::View(gate.views.next_id());
        let (session, dialogs) = (gate.session.is_some(), gate.views.dialogs().count());
        gate.send(gone, request);
        stage.run();
        assert_eq!(shown(stage), before, "after {what}");
        let gate = stage.harness.state_mut();
        assert_eq!((gate.session.is_some(), gate.views.dialogs().count()), (session, dialogs), "after {what}");
        assert!(!gate.worker.is_busy_for(gone), "{what} is answered");
        let heard: Vec<Event> = gate.events().collect();
        assert!(heard.is_empty(), "{heard:?} after {what}");
    }
}

#[test]
fn a_reply_without_a_requester_changes_nothing_at_the_sign_in() {
    let bench = Bench::new();
    let requests = bench.requests();
    let mut stage = bench.stage();
    stage.type_into("Username", "alice");
    stage.type_into("Password", "half a pass");
    assert_nothing_changes(requests, &mut stage);
    let alice = bench.house.alone();
    assert_eq!(bench.house.auth.account(&alice).unwrap().sessions.len(), 1, "the session of the reply is ended");
}

#[test]
fn a_reply_without_a_requester_changes_nothing_over_a_dialog() {
    let bench = Bench::new();
    let requests = bench.requests();
    let mut stage = bench.stage();
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Sign in");
    stage.reach("Change password…");
    stage.type_into("Current password", "half a pass");
    stage.type_into("New password", "seven quiet");
    stage.harness.state_mut().events().for_each(drop);
    assert_nothing_changes(requests, &mut stage);
}

#[test]
fn a_reply_without_a_requester_changes_nothing_in_a_set_up() {
    let bench = Bench::new();
    let requests = bench.requests();
    let mut stage = bench.stage();
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Sign in");
    stage.reach("Set up two-factor");
    stage.type_into("Current password", PASSWORD);
    stage.press("Continue");
    assert_eq!(stage.heading(), "Set up two-factor");
    stage.harness.state_mut().events().for_each(drop);
    assert_nothing_changes(requests, &mut stage);
}

fn alice_over(bench: &Bench) -> Stage {
    let mut stage = bench.stage();
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Sign in");
    stage
}

#[test]
fn a_passphrase_and_a_help_code_without_a_requester_are_shown() {
    let bench = Bench::new();
    let (id, username) = (bench.bob().account(), BOB.to_owned());
    let acts = [
        (Act::ResetTwoFactor { id, username: username.clone() }, "Help code for bob"),
        (Act::TemporaryPassword { id, username }, "Temporary password for bob"),
    ];
    let mut stage = alice_over(&bench);
    for (act, title) in acts {
        let gate = stage.harness.state_mut();
        let gone = Requester::View(gate.views.next_id());
        let session = gate.session.as_ref().unwrap().share();
        gate.send(gone, Request::StepUp { session, act, password: typed(PASSWORD), factor: None });
        stage.run();
        assert!(stage.says(title), "{:?}", stage.sentences());
        stage.press("Done");
        assert_eq!(stage.heading(), "alice");
    }
}

#[test]
fn a_passphrase_that_comes_after_a_lock_is_told_at_the_next_unlock_and_not_shown() {
    let bench = Bench::new();
    let mut stage = alice_over(&bench);
    let gate = stage.harness.state_mut();
    let asked = gate.views.on_screen();
    gate.lock();
    let (username, passphrase) = (BOB.to_owned(), typed("one two three four five six"));
    gate.hear(Answer::new(asked, Reply::Done(Ok(Done::Passphrase { username, passphrase }))));
    stage.run();
    assert_eq!(stage.heading(), "Locked");
    assert!(!stage.says_in_part("bob") && !stage.says_in_part("three"));
    stage.type_into("Password", PASSWORD);
    stage.press("Unlock");
    let told = "The temporary password for bob is no longer shown. Make another one if bob does not have it";
    assert!(stage.says(told), "{:?}", stage.sentences());
}
