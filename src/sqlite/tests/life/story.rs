//! The story: from the account's first day to its last.

use crate::auth::testing::{ALICE, scan};
use crate::auth::testing::{PASSWORD, Phone, typed};
use crate::auth::{
    AccountId, Chosen, Confirmed, Denied, Factor, Finished, Outcome, Purpose, Role, Session, ShowSecret, TotpSecret,
    Unlock, code_at,
};
use crate::sqlite::tests::life::hands::{Hands, Person, Told, in_session};

/// The passwords that the person chooses, one after the other.
const CHOSEN: [&str; 3] =
    ["eleven silent trams cross rivers", "seven brave kites hum softly", "nine tall pines lean west"];

/// Alice adds somebody of that name, who lives through everything.
pub(super) fn live(hands: &Hands, alice: &Phone, name: &str) -> Told<()> {
    let phone = Phone { secret: TotpSecret::from_bytes(alice.secret.expose_bytes()), recovery: Vec::new() };
    let alice = Person { name: ALICE, password: PASSWORD.to_owned(), phone };
    let phone = Phone { secret: TotpSecret::from_bytes(&[0; TotpSecret::LENGTH]), recovery: Vec::new() };
    let mut person = Person { name, password: String::new(), phone };

    let desk = hands.sign_in_with_code(&alice)?;
    let session = joins(hands, &alice, &desk, &mut person)?;
    let session = locks(hands, &person, session)?;
    let session = goes_and_comes(hands, &mut person, session)?;
    changes_everything(hands, &mut person, &session)?;
    let id = session.account();
    is_administered(hands, &alice, &desk, id, name)?;
    loses_the_phone(hands, &alice, &desk, id, &mut person)?;
    forgets_the_password(hands, &alice, &desk, id, &mut person)?;
    let proof = hands.prove(&alice, &desk, Purpose::Administer)?;
    hands.act(&[format!("deleted//{name}")], |auth| auth.delete_account(&desk, proof, id))?;
    hands.act(&[format!("signed-out//{ALICE}")], |auth| auth.sign_out(desk))
}

/// A first password of one's own, and a first phone.
fn joins(hands: &Hands, alice: &Person<'_>, desk: &Session, person: &mut Person<'_>) -> Told<Session> {
    let name = person.name;
    let proof = hands.prove(alice, desk, Purpose::Administer)?;
    let add = [format!("account-created/member/{name}")];
    let temporary = hands.act(&add, |auth| auth.add_user(desk, proof, name, Role::Member))?;
    let entries = [format!("password-changed//{name}"), format!("signed-in/temporary/{name}")];
    let session = in_session(chooses(hands, person, temporary.expose_text(), CHOSEN[0], &entries)?)?;
    let proof = hands.prove(person, &session, Purpose::Own)?;
    let show = hands.act(&[], |auth| auth.begin_setup(&session, proof))?;
    hands.pair(person, show, None, &["paired/", "two-factor-on/"])?;
    Ok(session)
}

/// The temporary password, and one's own in its place; `entries` is what that writes.
fn chooses(hands: &Hands, person: &mut Person<'_>, temporary: &str, own: &str, entries: &[String]) -> Told<Outcome> {
    hands.note_password(person.name, temporary);
    let state = match hands.act(&[], |auth| auth.sign_in(person.name, typed(temporary)))? {
        Outcome::PasswordOwed(state) => *state,
        other => panic!("{other:?}"),
    };
    hands.note_password(person.name, own);
    person.password = own.to_owned();
    match hands.act(entries, |auth| auth.choose_password(state, typed(own)))? {
        Chosen::On(outcome) => Ok(outcome),
        Chosen::Refused(_, problem) => panic!("{problem:?}"),
    }
}

fn locks(hands: &Hands, person: &Person<'_>, session: Session) -> Told<Session> {
    let name = person.name;
    // Nothing keeps a screen from being locked, not even a log that cannot be written.
    let locked = hands.act(&[format!("?locked//{name}")], |auth| Ok::<_, Denied>(auth.lock(session)))?;
    let code = hands.fresh_code(person);
    let (password, factor) = (typed(&person.password), Some(Factor::Code(typed(&code))));
    match hands.act(&[format!("unlocked//{name}")], |auth| auth.unlock(locked, password, factor))? {
        Unlock::Open(session) => Ok(session),
        other => panic!("{other:?}"),
    }
}

/// Out, in with a code after a wrong one, out, and in without the phone.
fn goes_and_comes(hands: &Hands, person: &mut Person<'_>, session: Session) -> Told<Session> {
    let name = person.name;
    hands.act(&[format!("signed-out//{name}")], |auth| auth.sign_out(session))?;
    let pending = hands.pending(person)?;
    let wrong = person.phone.wrong_code(hands.auth.now().wall);
    let entry = format!("code-refused/wrong/{name}");
    let _ = hands.act(&[entry], |auth| auth.give_code(pending, typed(&wrong)))?;
    let session = hands.sign_in_with_code(person)?;
    hands.act(&[format!("signed-out//{name}")], |auth| auth.sign_out(session))?;
    hands.sign_in_with_recovery_code(person)
}

/// Password, recovery codes, phones, and two-factor off and on.
fn changes_everything(hands: &Hands, person: &mut Person<'_>, session: &Session) -> Told<()> {
    let name = person.name;
    let proof = hands.prove(person, session, Purpose::Own)?;
    hands.note_password(name, CHOSEN[1]);
    let entry = [format!("password-changed//{name}")];
    hands.act(&entry, |auth| auth.change_password(session, proof, typed(CHOSEN[1])))?;
    person.password = CHOSEN[1].to_owned();

    let proof = hands.prove(person, session, Purpose::Own)?;
    let show = hands.act(&[], |auth| auth.new_recovery_codes(session, proof))?;
    person.phone.recovery = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
    let renewed = hands.act(&[format!("recovery-renewed//{name}")], |auth| auth.finish_setup(show))?;
    assert!(matches!(renewed, Finished::Renewed), "{renewed:?}");

    exchanges_the_phone(hands, person, session)?;

    let proof = hands.prove(person, session, Purpose::Own)?;
    hands.act(&[format!("two-factor-off//{name}")], |auth| auth.turn_off(session, proof))?;
    let proof = hands.prove(person, session, Purpose::Own)?;
    let show = hands.act(&[], |auth| auth.begin_setup(session, proof))?;
    hands.pair(person, show, None, &["paired/", "two-factor-on/"]).map(|_| ())
}

fn exchanges_the_phone(hands: &Hands, person: &mut Person<'_>, session: &Session) -> Told<()> {
    let name = person.name;
    let old = hands.act(&[], |auth| auth.account(session))?.authenticators[0].id;
    let proof = hands.prove(person, session, Purpose::Own)?;
    let show: ShowSecret = hands.act(&[], |auth| auth.begin_setup(session, proof))?;
    let secret = scan(&show);
    let code = code_at(&secret, hands.auth.now().wall).to_string();
    let added = hands.act(&[format!("paired//{name}")], |auth| auth.confirm(show.next(), typed(&code), "New phone"))?;
    assert!(matches!(added, Confirmed::Added));
    let proof = hands.prove(person, session, Purpose::Own)?;
    hands.act(&[format!("removed//{name}")], |auth| auth.remove_authenticator(session, proof, old))?;
    person.phone.secret = secret;
    Ok(())
}

fn is_administered(hands: &Hands, alice: &Person<'_>, desk: &Session, id: AccountId, name: &str) -> Told<()> {
    let entry = |event: &str| [format!("{event}//{name}")];
    for (event, role) in [("made-administrator", Role::Administrator), ("made-member", Role::Member)] {
        let proof = hands.prove(alice, desk, Purpose::Administer)?;
        hands.act(&entry(event), |auth| auth.set_role(desk, proof, id, role))?;
    }
    for (event, enabled) in [("disabled", false), ("enabled", true)] {
        let proof = hands.prove(alice, desk, Purpose::Administer)?;
        hands.act(&entry(event), |auth| auth.set_enabled(desk, proof, id, enabled))?;
    }
    let proof = hands.prove(alice, desk, Purpose::Administer)?;
    // Nothing is suspended, so nothing is written.
    hands.act(&[], |auth| auth.allow_codes(desk, proof, id))
}

fn loses_the_phone(
    hands: &Hands,
    alice: &Person<'_>,
    desk: &Session,
    id: AccountId,
    person: &mut Person<'_>,
) -> Told<()> {
    let proof = hands.prove(alice, desk, Purpose::Administer)?;
    let entry = [format!("two-factor-reset//{}", person.name)];
    let help = hands.act(&entry, |auth| auth.reset_two_factor(desk, proof, id))?.expose_text().to_string();
    let show = hands.help_code(person, &help)?;
    hands.pair(person, show, Some(&help), &["paired/", "signed-in/help"]).map(|_| ())
}

/// And remembers it afterwards.
fn forgets_the_password(
    hands: &Hands,
    alice: &Person<'_>,
    desk: &Session,
    id: AccountId,
    person: &mut Person<'_>,
) -> Told<()> {
    let old = person.password.clone();
    let proof = hands.prove(alice, desk, Purpose::Administer)?;
    let entry = [format!("temporary-password//{}", person.name)];
    let temporary = hands.act(&entry, |auth| auth.temporary_password(desk, proof, id))?;
    let owed = match chooses(hands, person, temporary.expose_text(), CHOSEN[2], &[])? {
        Outcome::PairingOwed(owed) => *owed,
        other => panic!("{other:?}"),
    };
    let show = hands.act(&[], |auth| auth.begin_owed_setup(owed))?;
    let session = hands.pair(person, show, None, &["password-changed/", "paired/", "signed-in/temporary"])?;
    let entry = [format!("old-data-opened//{}", person.name)];
    hands.act(&entry, |auth| auth.open_old_data(&session.unwrap(), typed(&old)))
}
