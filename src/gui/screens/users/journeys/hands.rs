//! The hands of these tests: people who are there already, and what is pressed again and again.

use egui::accesskit::Role as Control;
use egui_kittest::kittest::Queryable;

use crate::auth::{
    AccountId, Auth, Chosen, Confirmed, Finished, Outcome, Purpose, Role, Session, StepUp, StepUpAnswer, TotpSecret,
    TypedText, code_at,
};
use crate::gui::testing::{PASSWORD, Stage, WINDOWS, make_alice, scan};
use crate::gui::{Inside, Options};

/// bela's.
pub(super) const OTHER: &str = "four red kites over hills";

pub(super) fn typed(text: &str) -> TypedText {
    TypedText::new(text.to_owned())
}

pub(super) fn enter(auth: &Auth, username: &str, password: &str) -> Session {
    match auth.sign_in(username, typed(password)).unwrap() {
        Outcome::SignedIn(signed_in) => signed_in.session,
        other => panic!("{username} is not in: {other:?}"),
    }
}

pub(super) fn prove(auth: &Auth, session: &Session, purpose: Purpose, password: &str) -> StepUp {
    match auth.step_up(session, purpose, typed(password), None).unwrap() {
        StepUpAnswer::Proven(proof) => proof,
        other => panic!("not proven: {other:?}"),
    }
}

/// bela is a member with a password of her own.
pub(super) fn add_bela(auth: &Auth) {
    let alice = enter(auth, "alice", PASSWORD);
    let proof = prove(auth, &alice, Purpose::Administer, PASSWORD);
    let temporary = auth.add_user(&alice, proof, "bela", Role::Member).unwrap();
    auth.sign_out(alice).unwrap();
    let Outcome::PasswordOwed(state) = auth.sign_in("bela", temporary).unwrap() else { panic!("no password owed") };
    let Chosen::On(Outcome::SignedIn(signed_in)) = auth.choose_password(*state, typed(OTHER)).unwrap() else {
        panic!("not taken")
    };
    auth.sign_out(signed_in.session).unwrap();
}

/// bela pairs a phone.
pub(super) fn pair_bela(auth: &Auth) -> TotpSecret {
    let bela = enter(auth, "bela", OTHER);
    let state = auth.begin_setup(&bela, prove(auth, &bela, Purpose::Own, OTHER)).unwrap();
    let secret = scan(&state);
    let code = typed(&code_at(&secret, auth.now().wall));
    let Confirmed::Codes(codes) = auth.confirm(state.next(), code, "Phone").unwrap() else { panic!("not confirmed") };
    assert!(matches!(auth.finish_setup(*codes), Ok(Finished::On)));
    auth.sign_out(bela).unwrap();
    secret
}

/// alice at the users screen, with what `prepare` did.
pub(super) fn at_users(prepare: impl FnOnce(&Auth)) -> Stage {
    let made = |auth: &Auth| {
        make_alice(auth);
        prepare(auth);
    };
    let mut stage = Stage::with(made, Options::window(Inside::Account));
    sign_in(&mut stage, "alice", PASSWORD);
    stage.choose("Users");
    stage
}

pub(super) fn sign_in(stage: &mut Stage, username: &str, password: &str) {
    stage.type_into("Username", username);
    stage.type_into("Password", password);
    stage.press("Sign in");
}

pub(super) fn confirm(stage: &mut Stage) {
    stage.type_into("Current password", PASSWORD);
    stage.press("Continue");
}

/// Opens somebody's menu and chooses what is in it.
pub(super) fn choose(stage: &mut Stage, username: &str, entry: &str) {
    stage.press(&format!("Actions for {username}"));
    stage.harness.get_by_role_and_label(Control::MenuItem, entry).click();
    stage.run();
}

/// The one label that looks like what is shown once.
pub(super) fn shown(stage: &Stage, looks_right: impl Fn(&str) -> bool) -> String {
    stage.sentences().into_iter().find(|words| looks_right(words)).expect("it is shown")
}

pub(super) fn is_passphrase(words: &str) -> bool {
    let words: Vec<&str> = words.split([' ', '-']).collect();
    words.len() == 6 && words.iter().all(|word| word.chars().all(|letter| letter.is_ascii_lowercase()))
}

pub(super) fn is_help_code(words: &str) -> bool {
    let groups: Vec<&str> = words.split('-').collect();
    groups.len() == 4 && groups.iter().all(|group| group.len() == 4)
}

pub(super) fn id_of_bela(auth: &Auth) -> AccountId {
    let alice = enter(auth, "alice", PASSWORD);
    let users = auth.users(&alice).unwrap();
    auth.sign_out(alice).unwrap();
    users.iter().find(|user| user.username == "bela").unwrap().id
}

/// Nothing is cut and everything is in reach, whatever the window and the zoom.
pub(super) fn at_all_sizes(stage: &mut Stage) {
    for size in WINDOWS {
        stage.resize(size);
        stage.assert_all_in_reach();
    }
    stage.resize(WINDOWS[0]);
}
