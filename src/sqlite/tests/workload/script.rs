//! The workload: from the creation of an account to its deletion.

use crate::auth::testing::{ALICE, PASSWORD, TestAuthenticator, expect_enrolment_required, secret_of, typed};
use crate::auth::{
    AccountId, ActionError, ConfirmResult, Factor, FinishResult, Outcome, PasswordChoice, Role, Session, ShowSecret,
    StepUp, StepUpPurpose, TotpSecret, UnlockResult, code_at,
};
use crate::sqlite::tests::workload::client::{Client, Person, StepResult, expect_session};

/// The passwords that the user chooses, in this order.
const OWN_PASSWORD: [&str; 3] =
    ["eleven silent trams cross rivers", "seven brave kites hum softly", "nine tall pines lean west"];

/// Runs all operations with a new user of this name, added by Alice.
pub(super) fn run(client: &Client, alice: &TestAuthenticator, name: &str) -> StepResult<()> {
    let phone =
        TestAuthenticator { secret: TotpSecret::from_bytes(alice.secret.expose_bytes()), recovery_codes: Vec::new() };
    let alice = Person { name: ALICE, password: PASSWORD.to_owned(), authenticator: phone };
    let phone =
        TestAuthenticator { secret: TotpSecret::from_bytes(&[0; TotpSecret::LENGTH]), recovery_codes: Vec::new() };
    let mut person = Person { name, password: String::new(), authenticator: phone };

    let admin_session = client.sign_in_with_code(&alice)?;
    let admin = Administrator { client, alice: &alice, session: &admin_session };
    let session = add_and_enrol(&admin, &mut person)?;
    let session = lock_and_unlock(client, &person, session)?;
    let session = sign_out_and_in(client, &mut person, session)?;
    change_credentials(client, &mut person, &session)?;
    let id = session.account();
    administer_account(&admin, id, name)?;
    recover_with_help_code(&admin, id, &mut person)?;
    recover_with_temporary_password(&admin, id, &mut person)?;
    let proof = admin.step_up()?;
    client.run(&[format!("deleted//{name}")], |auth| auth.delete_account(&admin_session, proof, id))?;
    client.run(&[format!("signed-out//{ALICE}")], |auth| auth.sign_out(admin_session))
}

/// Alice in her session.
struct Administrator<'a> {
    client: &'a Client,
    alice: &'a Person<'a>,
    session: &'a Session,
}

impl Administrator<'_> {
    fn step_up(&self) -> StepResult<StepUp> {
        self.client.step_up(self.alice, self.session, StepUpPurpose::Administration)
    }
}

/// Chooses the first own password, and pairs the first authenticator.
fn add_and_enrol(admin: &Administrator<'_>, person: &mut Person<'_>) -> StepResult<Session> {
    let name = person.name;
    let proof = admin.step_up()?;
    let add = [format!("account-created/member/{name}")];
    let temporary = admin.client.run(&add, |auth| auth.add_user(admin.session, proof, name, Role::Member))?;
    let entries = [format!("password-changed//{name}"), format!("signed-in/temporary/{name}")];
    let session =
        expect_session(choose_password(admin.client, person, temporary.expose_text(), OWN_PASSWORD[0], &entries)?)?;
    let proof = admin.client.step_up(person, &session, StepUpPurpose::OwnAccount)?;
    let show = admin.client.run(&[], |auth| auth.begin_enrolment(&session, proof))?;
    admin.client.pair(person, show, None, &["paired/", "two-factor-on/"])?;
    Ok(session)
}

/// Replaces the temporary password with an own one; `entries` is what that writes.
fn choose_password(
    client: &Client,
    person: &mut Person<'_>,
    temporary: &str,
    new_password: &str,
    entries: &[String],
) -> StepResult<Outcome> {
    client.log_password(person.name, temporary);
    let state = match client.run(&[], |auth| auth.sign_in(person.name, typed(temporary)))? {
        Outcome::PasswordChangeRequired(state) => *state,
        other => panic!("{other:?}"),
    };
    client.log_password(person.name, new_password);
    person.password = new_password.to_owned();
    match client.run(entries, |auth| auth.choose_password(state, typed(new_password)))? {
        PasswordChoice::Accepted(outcome) => Ok(outcome),
        PasswordChoice::Refused(_, problem) => panic!("{problem:?}"),
    }
}

fn lock_and_unlock(client: &Client, person: &Person<'_>, session: Session) -> StepResult<Session> {
    let name = person.name;
    // Locking always succeeds, even if the log cannot be written.
    let locked = client.run(&[format!("?locked//{name}")], |auth| Ok::<_, ActionError>(auth.lock(session)))?;
    let code = client.fresh_code(person);
    let (password, factor) = (typed(&person.password), Some(Factor::Code(typed(&code))));
    match client.run(&[format!("unlocked//{name}")], |auth| auth.unlock(locked, password, factor))? {
        UnlockResult::Unlocked(session) => Ok(session),
        other => panic!("{other:?}"),
    }
}

/// Signs out, in with a code after a wrong one, out, and in with a recovery code.
fn sign_out_and_in(client: &Client, person: &mut Person<'_>, session: Session) -> StepResult<Session> {
    let name = person.name;
    client.run(&[format!("signed-out//{name}")], |auth| auth.sign_out(session))?;
    let pending = client.pending(person)?;
    let wrong = person.authenticator.wrong_code(client.auth.now().wall);
    let entry = format!("code-refused/wrong/{name}");
    let _ = client.run(&[entry], |auth| auth.submit_code(pending, typed(&wrong)))?;
    let session = client.sign_in_with_code(person)?;
    client.run(&[format!("signed-out//{name}")], |auth| auth.sign_out(session))?;
    client.sign_in_with_recovery_code(person)
}

/// Changes password, recovery codes and authenticators, and turns two-factor off and on.
fn change_credentials(client: &Client, person: &mut Person<'_>, session: &Session) -> StepResult<()> {
    let name = person.name;
    let proof = client.step_up(person, session, StepUpPurpose::OwnAccount)?;
    client.log_password(name, OWN_PASSWORD[1]);
    let entry = [format!("password-changed//{name}")];
    client.run(&entry, |auth| auth.change_password(session, proof, typed(OWN_PASSWORD[1])))?;
    person.password = OWN_PASSWORD[1].to_owned();

    let proof = client.step_up(person, session, StepUpPurpose::OwnAccount)?;
    let show = client.run(&[], |auth| auth.new_recovery_codes(session, proof))?;
    person.authenticator.recovery_codes = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
    let renewed = client.run(&[format!("recovery-renewed//{name}")], |auth| auth.finish_enrolment(show))?;
    assert!(matches!(renewed, FinishResult::RecoveryCodesRenewed), "{renewed:?}");

    replace_authenticator(client, person, session)?;

    let proof = client.step_up(person, session, StepUpPurpose::OwnAccount)?;
    client.run(&[format!("two-factor-off//{name}")], |auth| auth.turn_off_two_factor(session, proof))?;
    let proof = client.step_up(person, session, StepUpPurpose::OwnAccount)?;
    let show = client.run(&[], |auth| auth.begin_enrolment(session, proof))?;
    client.pair(person, show, None, &["paired/", "two-factor-on/"]).map(|_| ())
}

fn replace_authenticator(client: &Client, person: &mut Person<'_>, session: &Session) -> StepResult<()> {
    let name = person.name;
    let old = client.run(&[], |auth| auth.account(session))?.authenticators[0].id;
    let proof = client.step_up(person, session, StepUpPurpose::OwnAccount)?;
    let show: ShowSecret = client.run(&[], |auth| auth.begin_enrolment(session, proof))?;
    let secret = secret_of(&show);
    let code = code_at(&secret, client.auth.now().wall).to_string();
    let added = client
        .run(&[format!("paired//{name}")], |auth| auth.confirm_pairing(show.next(), typed(&code), "New phone"))?;
    assert!(matches!(added, ConfirmResult::Added));
    let proof = client.step_up(person, session, StepUpPurpose::OwnAccount)?;
    client.run(&[format!("removed//{name}")], |auth| auth.remove_authenticator(session, proof, old))?;
    person.authenticator.secret = secret;
    Ok(())
}

fn administer_account(admin: &Administrator<'_>, id: AccountId, name: &str) -> StepResult<()> {
    let entry = |event: &str| [format!("{event}//{name}")];
    for (event, role) in [("made-administrator", Role::Administrator), ("made-member", Role::Member)] {
        let proof = admin.step_up()?;
        admin.client.run(&entry(event), |auth| auth.set_role(admin.session, proof, id, role))?;
    }
    for (event, enabled) in [("disabled", false), ("enabled", true)] {
        let proof = admin.step_up()?;
        admin.client.run(&entry(event), |auth| auth.set_enabled(admin.session, proof, id, enabled))?;
    }
    let proof = admin.step_up()?;
    // Nothing is suspended, so nothing is written.
    admin.client.run(&[], |auth| auth.allow_codes(admin.session, proof, id))
}

fn recover_with_help_code(admin: &Administrator<'_>, id: AccountId, person: &mut Person<'_>) -> StepResult<()> {
    let proof = admin.step_up()?;
    let entry = [format!("two-factor-reset//{}", person.name)];
    let help =
        admin.client.run(&entry, |auth| auth.reset_two_factor(admin.session, proof, id))?.expose_text().to_string();
    let show = admin.client.help_code(person, &help)?;
    admin.client.pair(person, show, Some(&help), &["paired/", "signed-in/help"]).map(|_| ())
}

/// Ends with data of before the reset opened by the old password.
fn recover_with_temporary_password(
    admin: &Administrator<'_>,
    id: AccountId,
    person: &mut Person<'_>,
) -> StepResult<()> {
    let old = person.password.clone();
    let proof = admin.step_up()?;
    let entry = [format!("temporary-password//{}", person.name)];
    let temporary = admin.client.run(&entry, |auth| auth.temporary_password(admin.session, proof, id))?;
    let outcome = choose_password(admin.client, person, temporary.expose_text(), OWN_PASSWORD[2], &[])?;
    let required = expect_enrolment_required(outcome);
    let show = admin.client.run(&[], |auth| auth.begin_required_enrolment(required))?;
    let session = admin.client.pair(person, show, None, &["password-changed/", "paired/", "signed-in/temporary"])?;
    let entry = [format!("old-data-opened//{}", person.name)];
    admin.client.run(&entry, |auth| auth.open_old_data(&session.unwrap(), typed(&old)))
}
