//! Tests, for every kind of request, that an orphaned reply changes nothing that is open.

use std::collections::BTreeSet;

use egui_kittest::kittest::{NodeT, Queryable};

use crate::auth::testing::{
    BOB, BOBS_PASSWORD, Fixture, PASSWORD, TestAuthenticator, expect_enrolment_required, expect_signed_in, secret_of,
    typed,
};
use crate::auth::{ConfirmResult, Factor, Role, Session, ShowRecoveryCodes, ShowSecret, StepUpPurpose, code_at};
use crate::gui::gate::tests::deliver;
use crate::gui::message::{
    FileContent, FileRequest, Operation, OperationResult, Query, Reply, Request, Requester, SessionRequest,
};
use crate::gui::options::Event;
use crate::gui::settings::Settings;
use crate::gui::testing::GateHarness;

/// Accounts of alice, an administrator, and of bob, who has an authenticator.
struct OrphanFixture {
    fixture: Fixture,
    admin: Session,
    authenticator: TestAuthenticator,
    folder: tempfile::TempDir,
}

impl OrphanFixture {
    fn new() -> Self {
        let (fixture, alice, _) = Fixture::alice_created();
        let bob = fixture.add_bob(&alice, Role::Member);
        let authenticator = fixture.pair_bob(&bob);
        fixture.sign_out(bob);
        fixture.advance_steps(1);
        Self { fixture, admin: alice, authenticator, folder: tempfile::tempdir().unwrap() }
    }

    /// Signs in as bob, outside of the gate.
    fn sign_in_member(&self) -> Session {
        let pending = self.fixture.pending_for(BOB, BOBS_PASSWORD);
        let session =
            expect_signed_in(self.fixture.submit_code(pending, &self.authenticator.code(self.fixture.now()))).session;
        self.fixture.advance_steps(1);
        session
    }

    fn begin_setup(&self) -> ShowSecret {
        let bob = self.sign_in_member();
        let code = Factor::Code(typed(&self.authenticator.code(self.fixture.now())));
        let result =
            self.fixture.auth.step_up(&bob, StepUpPurpose::OwnAccount, typed(BOBS_PASSWORD), Some(code)).unwrap();
        let proof = crate::auth::testing::expect_step_up(result);
        self.fixture.advance_steps(1);
        self.fixture.auth.begin_enrolment(&bob, proof).unwrap()
    }

    /// Creates a gate on these accounts, without a session.
    fn gate_harness(&self) -> GateHarness {
        GateHarness::with_fixture(&self.fixture)
    }

    /// Returns one request of every kind, each for a state that no screen shows any more.
    fn requests(&self) -> Vec<Request> {
        let auth = &self.fixture.auth;
        let administer = || self.fixture.admin_step_up(&self.admin);
        let code = || typed(&self.authenticator.code(self.fixture.now()));
        let pending = || Box::new(self.fixture.pending_for(BOB, BOBS_PASSWORD));
        let temporary = auth.add_user(&self.admin, administer(), "carol", Role::Member).unwrap();
        let must_change = Box::new(self.fixture.must_change("carol", temporary.expose_text()));
        let help = auth.reset_two_factor(&self.admin, administer(), self.add_member_with_2fa()).unwrap();
        let dave = self.fixture.pending_for("dave", "quiet amber lanterns over harbours");
        let must_enrol = expect_enrolment_required(self.fixture.submit_recovery_code(dave, &help.expose_text()));
        let set_up = self.begin_setup();
        let locked = Box::new(auth.lock(self.sign_in_member()));
        let over = Box::new(auth.lock(self.sign_in_member()));
        let (session, other) = (self.sign_in_member(), self.sign_in_member());
        let in_session = |request| Request::InSession { session: session.handle(), request };
        vec![
            Request::Open,
            Request::CreateFirst { username: "eve".into(), password: typed(PASSWORD) },
            Request::SuggestPassphrase,
            Request::EstimateStrength { input: typed("seven quiet herons"), username: "alice".into() },
            Request::SignIn { username: "alice".into(), password: typed(PASSWORD) },
            Request::SubmitCode { pending: pending(), code: code() },
            Request::SubmitRecoveryCode { pending: pending(), code: typed(&self.authenticator.recovery_codes[0]) },
            Request::ChoosePassword { state: must_change, password: typed("quiet amber lanterns over piers") },
            in_session(SessionRequest::BeginFirstSetup(administer())),
            Request::BeginRequiredSetup(Box::new(must_enrol)),
            Request::ConfirmPairing { state: Box::new(set_up.next()), code: typed("000000"), name: "Phone".into() },
            in_session(SessionRequest::StartOperation(Operation::BeginSetup)),
            in_session(SessionRequest::StepUp {
                operation: Operation::DisableTwoFactor,
                password: typed("not his password at all"),
                factor: None,
            }),
            in_session(SessionRequest::QueryStepUpNeeded),
            Request::File(FileRequest::Save {
                folder: self.folder.path().into(),
                name: "codes.txt".into(),
                content: FileContent::new(b"codes".to_vec()),
                replace: false,
            }),
            in_session(SessionRequest::Query(Query::Users)),
            in_session(SessionRequest::Query(Query::Account)),
            Request::WriteAuditEntry { session: session.handle(), text: "Calibrated".into() },
            Request::Unlock { locked, password: typed("not his password at all"), factor: None },
            Request::SignOutLocked(over),
            Request::SignOut(other),
            Request::ExpireSession(session.handle()),
            Request::SaveSettings(Settings::default()),
            Request::FinishSetup(self.recovery_codes()),
            Request::Lock(session),
        ]
    }

    /// Returns the last set-up step of a new user.
    fn recovery_codes(&self) -> Box<ShowRecoveryCodes> {
        const OWN: &str = "quiet amber lanterns over bridges";
        let temporary = self.fixture.add_user(&self.admin, "frida", Role::Member);
        let frida = expect_signed_in(self.fixture.choose_password("frida", &temporary, OWN)).session;
        let proof = self.fixture.step_up_with_password(OWN, &frida, StepUpPurpose::OwnAccount, None);
        let show = self.fixture.auth.begin_enrolment(&frida, proof).unwrap();
        let code = code_at(&secret_of(&show), self.fixture.now());
        match self.fixture.auth.confirm_pairing(show.next(), typed(&code), "Phone").unwrap() {
            ConfirmResult::RecoveryCodes(state) => state,
            other => panic!("expected the code to be accepted: {other:?}"),
        }
    }

    fn add_member_with_2fa(&self) -> crate::auth::AccountId {
        let temporary = self.fixture.add_user(&self.admin, "dave", Role::Member);
        let outcome = self.fixture.choose_password("dave", &temporary, "quiet amber lanterns over harbours");
        let dave = expect_signed_in(outcome).session;
        let proof = self.fixture.step_up_with_password(
            "quiet amber lanterns over harbours",
            &dave,
            StepUpPurpose::OwnAccount,
            None,
        );
        self.fixture.pair(&dave, proof);
        let id = dave.account();
        self.fixture.sign_out(dave);
        id
    }
}

/// Numbers the kinds of requests, so that a new kind fails to compile until it has a number, and then is missed below.
fn request_kind(request: &Request) -> usize {
    match request {
        Request::Open => 0,
        Request::CreateFirst { .. } => 1,
        Request::SuggestPassphrase => 2,
        Request::EstimateStrength { .. } => 3,
        Request::SignIn { .. } => 4,
        Request::SubmitCode { .. } => 5,
        Request::SubmitRecoveryCode { .. } => 6,
        Request::ChoosePassword { .. } => 7,
        Request::InSession { request: SessionRequest::BeginFirstSetup(_), .. } => 8,
        Request::BeginRequiredSetup(_) => 9,
        Request::ConfirmPairing { .. } => 10,
        Request::FinishSetup(_) => 11,
        Request::InSession { request: SessionRequest::StartOperation(_), .. } => 12,
        Request::InSession { request: SessionRequest::StepUp { .. }, .. } => 13,
        Request::InSession { request: SessionRequest::QueryStepUpNeeded, .. } => 14,
        Request::File(_) => 15,
        Request::InSession { request: SessionRequest::Query(_), .. } => 16,
        Request::WriteAuditEntry { .. } => 17,
        Request::Lock(_) => 18,
        Request::Unlock { .. } => 19,
        Request::SignOut(_) => 20,
        Request::SignOutLocked(_) => 21,
        Request::ExpireSession(_) => 22,
        Request::SaveSettings(_) => 23,
    }
}

/// Returns all that is shown: texts, values of fields, and the focused widget.
fn visible_state(harness: &GateHarness) -> Vec<String> {
    let nodes = harness.kittest.query_all(egui_kittest::kittest::By::new().predicate(|_| true));
    let texts = nodes.map(|node| {
        let node = node.accesskit_node();
        format!("{:?} {:?} {:?}", node.role(), node.label(), node.value())
    });
    texts.chain([harness.focused()]).collect()
}

/// Sends each request from a closed view, and asserts that nothing visible changes.
fn assert_nothing_changes(requests: Vec<Request>, harness: &mut GateHarness) {
    let before = visible_state(harness);
    let kinds: BTreeSet<usize> = requests.iter().map(request_kind).collect();
    assert_eq!(kinds, (0..24).collect(), "every kind of request is covered");
    for request in requests {
        let what = format!("{request:?}");
        let gate = harness.kittest.state_mut();
        let closed_view = Requester::View(gate.views.ids.next());
        let (session, dialogs) = (gate.session.open.is_some(), gate.views.dialogs.len());
        gate.worker.send(closed_view, request);
        harness.run();
        assert_eq!(visible_state(harness), before, "after {what}");
        let gate = harness.kittest.state_mut();
        assert_eq!((gate.session.open.is_some(), gate.views.dialogs.len()), (session, dialogs), "after {what}");
        assert!(!gate.worker.is_busy_for(closed_view), "{what} has no reply");
        let events: Vec<Event> = gate.events().collect();
        assert!(events.is_empty(), "{events:?} after {what}");
    }
}

/// Asserts that no orphaned reply changes the screen that `prepare` opens.
fn assert_nothing_changes_after(prepare: impl FnOnce(&mut GateHarness)) -> OrphanFixture {
    let orphans = OrphanFixture::new();
    let requests = orphans.requests();
    let mut harness = orphans.gate_harness();
    prepare(&mut harness);
    assert_nothing_changes(requests, &mut harness);
    orphans
}

#[test]
fn a_reply_without_a_requester_changes_nothing_at_the_sign_in() {
    let orphans = assert_nothing_changes_after(|harness| {
        harness.type_into("Username", "alice");
        harness.type_into("Password", "half a pass");
    });
    let alice = orphans.fixture.sign_in_without_factor();
    assert_eq!(orphans.fixture.auth.account(&alice).unwrap().sessions.len(), 1, "the session in the reply is ended");
}

#[test]
fn a_reply_without_a_requester_changes_nothing_over_a_dialog() {
    assert_nothing_changes_after(|harness| {
        harness.sign_in_with_password("alice", PASSWORD);
        harness.scroll_to_and_click("Change password…");
        harness.type_into("Current password", "half a pass");
        harness.type_into("New password", "seven quiet");
        harness.kittest.state_mut().events().for_each(drop);
    });
}

#[test]
fn a_reply_without_a_requester_changes_nothing_in_a_set_up() {
    assert_nothing_changes_after(|harness| {
        harness.sign_in_with_password("alice", PASSWORD);
        harness.scroll_to_and_click("Set up two-factor");
        harness.type_into("Current password", PASSWORD);
        harness.click_button("Continue");
        assert_eq!(harness.heading(), "Set up two-factor");
        harness.kittest.state_mut().events().for_each(drop);
    });
}

fn signed_in_over(orphans: &OrphanFixture) -> GateHarness {
    let mut harness = orphans.gate_harness();
    harness.sign_in_with_password("alice", PASSWORD);
    harness
}

#[test]
fn a_passphrase_and_a_help_code_without_a_requester_are_shown() {
    let orphans = OrphanFixture::new();
    let (id, username) = (orphans.sign_in_member().account(), BOB.to_owned());
    let operations = [
        (Operation::ResetTwoFactor { id, username: username.clone() }, "Help code for bob"),
        (Operation::IssueTemporaryPassword { id, username }, "Temporary password for bob"),
    ];
    let mut harness = signed_in_over(&orphans);
    for (operation, title) in operations {
        let gate = harness.kittest.state_mut();
        let closed_view = Requester::View(gate.views.ids.next());
        let session = gate.session.open.as_ref().unwrap().handle();
        let request = SessionRequest::StepUp { operation, password: typed(PASSWORD), factor: None };
        gate.worker.send(closed_view, Request::InSession { session, request });
        harness.run();
        harness.assert_label(title);
        harness.close_noted_secret();
        assert_eq!(harness.heading(), "alice");
    }
}

#[test]
fn a_passphrase_received_after_a_lock_is_reported_at_unlock_but_not_shown() {
    let orphans = OrphanFixture::new();
    let mut harness = signed_in_over(&orphans);
    let gate = harness.kittest.state_mut();
    let requester = gate.views.screen_requester;
    gate.lock();
    let (username, passphrase) = (BOB.to_owned(), typed("one two three four five six"));
    let reply = Reply::OperationResult(Ok(OperationResult::TemporaryPassword { username, passphrase }));
    deliver(gate, requester, reply);
    harness.run();
    assert_eq!(harness.heading(), "Locked");
    assert!(!harness.has_label_containing("bob") && !harness.has_label_containing("three"));
    harness.type_into("Password", PASSWORD);
    harness.click_button("Unlock");
    let notice = "The temporary password for bob is no longer shown. Make another one if bob does not have it";
    harness.assert_label(notice);
}
