//! Test fixtures: existing users, and frequent input.

use egui::accesskit::Role as Control;
use egui_kittest::kittest::Queryable;

use crate::auth::{
    AccountId, Auth, ConfirmResult, FinishResult, Outcome, PasswordChoice, Role, SecretInput, Session, StepUp,
    StepUpPurpose, StepUpResult, TotpSecret, code_at,
};
use crate::gui::testing::{GateHarness, PASSWORD, WINDOW_SIZES, create_admin, secret_of};
use crate::gui::{Content, Options};

/// The password of bela.
pub const MEMBER_PASSWORD: &str = "four red kites over hills";

pub fn typed(text: &str) -> SecretInput {
    SecretInput::new(text.to_owned())
}

pub fn sign_in(auth: &Auth, username: &str, password: &str) -> Session {
    match auth.sign_in(username, typed(password)).unwrap() {
        Outcome::SignedIn(signed_in) => signed_in.session,
        other => panic!("{username} is not in: {other:?}"),
    }
}

pub fn step_up(auth: &Auth, session: &Session, purpose: StepUpPurpose, password: &str) -> StepUp {
    match auth.step_up(session, purpose, typed(password), None).unwrap() {
        StepUpResult::Proven(proof) => proof,
        other => panic!("not proven: {other:?}"),
    }
}

/// Adds bela, a member with her own password.
pub fn add_member(auth: &Auth) {
    let alice = sign_in(auth, "alice", PASSWORD);
    let proof = step_up(auth, &alice, StepUpPurpose::Administration, PASSWORD);
    let temporary = auth.add_user(&alice, proof, "bela", Role::Member).unwrap();
    auth.sign_out(alice).unwrap();
    let Outcome::PasswordChangeRequired(state) = auth.sign_in("bela", temporary).unwrap() else {
        panic!("no password owed")
    };
    let PasswordChoice::Accepted(Outcome::SignedIn(signed_in)) =
        auth.choose_password(*state, typed(MEMBER_PASSWORD)).unwrap()
    else {
        panic!("not taken")
    };
    auth.sign_out(signed_in.session).unwrap();
}

/// Pairs an authenticator for bela.
pub fn pair_member(auth: &Auth) -> TotpSecret {
    let bela = sign_in(auth, "bela", MEMBER_PASSWORD);
    let state = auth.begin_enrolment(&bela, step_up(auth, &bela, StepUpPurpose::OwnAccount, MEMBER_PASSWORD)).unwrap();
    let secret = secret_of(&state);
    let code = typed(&code_at(&secret, auth.now().wall));
    let ConfirmResult::RecoveryCodes(codes) = auth.confirm_pairing(state.next(), code, "Phone").unwrap() else {
        panic!("not confirmed")
    };
    assert!(matches!(auth.finish_enrolment(*codes), Ok(FinishResult::TwoFactorOn)));
    auth.sign_out(bela).unwrap();
    secret
}

/// Signs in as alice and opens the users screen, after `prepare`.
pub fn at_users_screen(prepare: impl FnOnce(&Auth)) -> GateHarness {
    let made = |auth: &Auth| {
        create_admin(auth);
        prepare(auth);
    };
    let mut harness = GateHarness::with_setup(made, Options::for_window(Content::AccountOnly));
    enter_credentials(&mut harness, "alice", PASSWORD);
    harness.select_tab("Users");
    harness
}

pub fn enter_credentials(harness: &mut GateHarness, username: &str, password: &str) {
    harness.type_into("Username", username);
    harness.type_into("Password", password);
    harness.click_button("Sign in");
}

pub fn confirm_step_up(harness: &mut GateHarness) {
    harness.type_into("Current password", PASSWORD);
    harness.click_button("Continue");
}

/// Opens a user's menu and chooses an entry.
pub fn choose_from_menu(harness: &mut GateHarness, username: &str, entry: &str) {
    harness.click_button(&format!("Actions for {username}"));
    harness.kittest.get_by_role_and_label(Control::MenuItem, entry).click();
    harness.run();
}

/// Returns the label that matches, as that of a one-time secret.
pub fn label_matching(harness: &GateHarness, matches: impl Fn(&str) -> bool) -> String {
    harness.labels().into_iter().find(|label| matches(label)).expect("it is shown")
}

pub fn is_passphrase(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '-']).collect();
    words.len() == 6 && words.iter().all(|word| word.chars().all(|letter| letter.is_ascii_lowercase()))
}

pub fn is_help_code(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 4 && groups.iter().all(|group| group.len() == 4)
}

pub fn member_id(auth: &Auth) -> AccountId {
    let alice = sign_in(auth, "alice", PASSWORD);
    let users = auth.users(&alice).unwrap();
    auth.sign_out(alice).unwrap();
    users.iter().find(|user| user.username == "bela").unwrap().id
}

/// Asserts that nothing is clipped and everything is reachable, at every window size and zoom.
pub fn assert_reachable_at_all_sizes(harness: &mut GateHarness) {
    for size in WINDOW_SIZES {
        harness.resize(size);
        harness.assert_all_reachable();
    }
    harness.resize(WINDOW_SIZES[0]);
}
