//! Test fixtures: existing users, and frequent input.

use egui::accesskit::Role as Control;

use crate::auth::testing::{expect_signed_in, expect_step_up, typed};
use crate::auth::{AccountId, Auth, Outcome, PasswordChoice, Role, Session, StepUp, StepUpPurpose};
use crate::gui::testing::fixtures::pair;
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};
use crate::gui::{Content, Options};

/// The password of bela.
pub const MEMBER_PASSWORD: &str = "four red kites over hills";

pub fn sign_in(auth: &Auth, username: &str, password: &str) -> Session {
    expect_signed_in(auth.sign_in(username, typed(password)).unwrap()).session
}

pub fn step_up(auth: &Auth, session: &Session, purpose: StepUpPurpose, password: &str) -> StepUp {
    expect_step_up(auth.step_up(session, purpose, typed(password), None).unwrap())
}

/// Adds bela, a member with her own password.
pub fn add_member(auth: &Auth) {
    let alice = sign_in(auth, "alice", PASSWORD);
    let proof = step_up(auth, &alice, StepUpPurpose::Administration, PASSWORD);
    let temporary = auth.add_user(&alice, proof, "bela", Role::Member).unwrap();
    auth.sign_out(alice).unwrap();
    let Outcome::PasswordChangeRequired(state) = auth.sign_in("bela", temporary).unwrap() else {
        panic!("no password change is required")
    };
    let PasswordChoice::Accepted(outcome) = auth.choose_password(*state, typed(MEMBER_PASSWORD)).unwrap() else {
        panic!("the password is refused")
    };
    auth.sign_out(expect_signed_in(outcome).session).unwrap();
}

/// Pairs an authenticator for bela.
pub fn pair_member(auth: &Auth) {
    let bela = sign_in(auth, "bela", MEMBER_PASSWORD);
    pair(auth, &bela, step_up(auth, &bela, StepUpPurpose::OwnAccount, MEMBER_PASSWORD), "Phone");
    auth.sign_out(bela).unwrap();
}

/// Signs in as alice and opens the users screen, after `prepare`. The sign-in no longer counts as a step-up.
pub fn at_users_screen(prepare: impl FnOnce(&Auth)) -> GateHarness {
    let prepare = |auth: &Auth| {
        create_admin(auth);
        prepare(auth);
    };
    let mut harness = GateHarness::with_setup(prepare, Options::for_window(Content::AccountOnly));
    harness.sign_in("alice");
    harness.expire_step_up();
    harness.select_tab("Users");
    harness
}

/// Opens a user's menu and chooses an entry.
pub fn choose_from_menu(harness: &mut GateHarness, username: &str, entry: &str) {
    harness.click_button(&format!("Actions for {username}"));
    harness.click(Control::MenuItem, entry);
}

/// Returns the label that matches, as that of a one-time secret.
pub fn label_matching(harness: &GateHarness, matches: impl Fn(&str) -> bool) -> String {
    harness.labels().into_iter().find(|label| matches(label)).expect("a matching label is shown")
}

pub fn is_passphrase(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
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
