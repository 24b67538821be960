//! Data from before a reset, from the banner to the old password.

use egui::Key;

use crate::auth::{Chosen, Outcome, Purpose, Role, StepUpAnswer, TypedText};
use crate::gui::testing::{PASSWORD, Stage};

const BOB_THEN: &str = "nine grey geese travel";
const BOB_NOW: &str = "four tall pines murmur";

fn typed(text: &str) -> TypedText {
    TypedText::new(text.to_owned())
}

/// bob gives up a temporary password for one of his own.
fn choose(stage: &Stage, temporary: TypedText, own: &str) {
    let Outcome::PasswordOwed(state) = stage.auth.sign_in("bob", temporary).unwrap() else { panic!("not temporary") };
    let Ok(Chosen::On(Outcome::SignedIn(signed_in))) = stage.auth.choose_password(*state, typed(own)) else {
        panic!("not chosen")
    };
    stage.auth.sign_out(signed_in.session).unwrap();
}

/// bob, signed in after his password was reset.
fn bob() -> Stage {
    let mut stage = Stage::alice();
    let alice = stage.alice_elsewhere(None);
    let proof = || match stage.auth.step_up(&alice, Purpose::Administer, typed(PASSWORD), None) {
        Ok(StepUpAnswer::Proven(proof)) => proof,
        other => panic!("{other:?}"),
    };
    let temporary = stage.auth.add_user(&alice, proof(), "bob", Role::Member).unwrap();
    choose(&stage, temporary, BOB_THEN);
    let bob = stage.auth.users(&alice).unwrap().into_iter().find(|user| user.username == "bob").unwrap();
    let temporary = stage.auth.temporary_password(&alice, proof(), bob.id).unwrap();
    choose(&stage, temporary, BOB_NOW);
    stage.type_into("Username", "bob");
    stage.type_into("Password", BOB_NOW);
    stage.press("Sign in");
    stage
}

#[test]
fn the_old_password_opens_what_was_sealed_before_the_reset() {
    let mut stage = bob();
    stage.reach("Open data from before the reset…");
    assert_eq!(stage.focused(), "Password from before the reset");
    stage.type_text(BOB_THEN);
    stage.key(Key::Enter);
    assert!(stage.says("Data from before the reset is open again"), "{:?}", stage.sentences());
    assert!(!stage.says("Open data from before the reset…"));
}

#[test]
fn after_two_minutes_without_input_nothing_typed_is_left() {
    let mut stage = bob();
    stage.reach("Open data from before the reset…");
    stage.type_text(BOB_THEN);
    stage.wait_seconds(121);
    assert_eq!(stage.field("Password from before the reset").value().as_deref(), Some(""));
}

#[test]
fn a_wrong_one_is_told_and_after_too_many_there_is_a_wait() {
    let mut stage = bob();
    stage.reach("Open data from before the reset…");
    stage.type_text(BOB_NOW);
    stage.key(Key::Enter);
    assert!(stage.says("Wrong password"), "{:?}", stage.sentences());
    assert_eq!(stage.field("Password from before the reset").value().as_deref(), Some(""));
    for _ in 0..5 {
        stage.type_text("not that one either");
        stage.key(Key::Enter);
    }
    assert!(stage.sentence("Too many attempts. Try again in 0:").is_some(), "{:?}", stage.sentences());
    stage.type_text(BOB_THEN);
    assert!(stage.is_off("Open data"));
    stage.wait_seconds(30);
    stage.press("Open data");
    assert!(stage.says("Data from before the reset is open again"), "{:?}", stage.sentences());
}

#[test]
fn a_member_sees_neither_users_nor_a_word_about_administrators() {
    let stage = bob();
    assert!(!stage.says("Users"));
    assert!(stage.sentence("only administrator").is_none());
    assert!(stage.sentence(" · Member · ").is_some());
}
