//! Accounts in memory for the demo: users with several weeks of history, and one new user.
//!
//! All data is created through [`Auth`] with a clock that is set back, so a demo shows no state that could not occur.
//! The passwords are not secret: the sign-in screen lists them.

mod builder;
mod clock;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use self::builder::{DemoBuilder, DemoUser};
use super::text;
use crate::auth::{Auth, Error, Now, Role, code_at};

/// The password of all users who are not new, so that the hint fits on the sign-in screen.
const PASSWORD: &str = "harbour violet pepper eleven";

const ADA: DemoUser = DemoUser { name: "ada", password: PASSWORD, role: Role::Administrator };
const BELA: DemoUser = DemoUser { name: "bela", password: PASSWORD, role: Role::Member };
const CHIARA: DemoUser = DemoUser { name: "chiara", password: PASSWORD, role: Role::Member };
const DILIP: DemoUser = DemoUser { name: "dilip", password: PASSWORD, role: Role::Administrator };
const EMRE: DemoUser = DemoUser { name: "emre", password: "", role: Role::Member };
const FATOU: DemoUser = DemoUser { name: "fatou", password: PASSWORD, role: Role::Member };
const GORAN: DemoUser = DemoUser { name: "goran", password: PASSWORD, role: Role::Member };

/// Sign-ins: how many days ago, and which user.
const VISITS: [(u64, DemoUser); 14] = [
    (33, ADA),
    (29, FATOU),
    (27, CHIARA),
    (26, BELA),
    (20, ADA),
    (19, DILIP),
    (13, CHIARA),
    (12, BELA),
    (8, ADA),
    (6, CHIARA),
    (5, BELA),
    (4, GORAN),
    (3, DILIP),
    (2, ADA),
];

/// A demo: the hints of its sign-in screens, and the secrets once the accounts are open.
#[derive(Clone, Default)]
pub(super) struct Demo {
    sign_in_hint: Arc<OnceLock<String>>,
    secrets: Arc<OnceLock<builder::TotpSecrets>>,
}

impl Demo {
    /// Opens the accounts and creates their history: about a second of work, not for the drawing thread.
    ///
    /// # Errors
    /// Fails if the random source or memory fails.
    pub(super) fn open(&self) -> Result<Auth, Error> {
        let mut builder = DemoBuilder::new()?;
        let temporary = populate(&mut builder)?;
        let _ = self.sign_in_hint.set(sign_in_hint(&temporary));
        let (auth, secrets) = builder.finish()?;
        let _ = self.secrets.set(secrets);
        Ok(auth)
    }

    /// Returns the hint for the sign-in screen (`None`) or for the code screen of a user.
    pub(super) fn hint(&self, username: Option<&str>, now: Now) -> Option<String> {
        let Some(username) = username else { return self.sign_in_hint.get().cloned() };
        let secret = self.secrets.get()?.get(username)?;
        Some(text::demo_code_hint(username, &code_at(secret, now.wall)))
    }
}

/// Creates the history. Returns the temporary password of the new user.
fn populate(builder: &mut DemoBuilder) -> Result<String, Error> {
    builder.set_time_ago(days(41));
    builder.create_first(&ADA)?;
    builder.set_time_ago(days(40));
    let joined = [(&BELA, false), (&CHIARA, true), (&DILIP, false), (&FATOU, false), (&GORAN, true)];
    let temporary = builder.add(&ADA, &joined.map(|(person, _)| person))?;
    for ((person, two_factor), temporary) in joined.into_iter().zip(temporary) {
        builder.first_sign_in(person, temporary, two_factor)?;
    }
    for (days_ago, person) in &VISITS {
        builder.set_time_ago(days(*days_ago));
        builder.sign_in_and_out(person)?;
    }
    builder.set_time_ago(days(1));
    builder.suspend_codes(&GORAN)?;
    builder.disable(&ADA, &FATOU)?;
    let temporary = builder.add(&ADA, &[&EMRE])?.concat();
    builder.set_time_ago(Duration::from_secs(3 * 60 * 60));
    builder.fail_password(&BELA)?;
    builder.fail_password(&ADA)?;
    Ok(temporary)
}

fn sign_in_hint(temporary: &str) -> String {
    let active_names = [ADA, BELA, CHIARA, DILIP].map(|person| person.name).join(", ");
    text::demo_accounts_hint((&active_names, PASSWORD), (EMRE.name, temporary), [FATOU.name, GORAN.name])
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{CodeRefusal, Outcome, Password, SecretInput, UserView};

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[test]
    fn every_demo_user_signs_in_with_the_hint() {
        let demo = Demo::default();
        let auth = demo.open().unwrap();
        let sign_in_hint = demo.hint(None, auth.now()).unwrap();
        let [_, active_line, new_line] = sign_in_hint.lines().collect::<Vec<_>>()[..] else { panic!("{sign_in_hint}") };
        let (names, secret) = active_line.split_once(": ").unwrap();
        for name in names.split(", ").filter(|name| !name.contains('(')) {
            let outcome = match auth.sign_in(name, password(secret)).unwrap() {
                Outcome::CodeRequired(pending) => {
                    let hint = demo.hint(Some(name), auth.now()).unwrap();
                    let code = hint.rsplit(' ').next().unwrap().to_owned();
                    auth.submit_code(*pending, SecretInput::new(code)).unwrap()
                }
                outcome => outcome,
            };
            assert!(matches!(outcome, Outcome::SignedIn(_)), "{name}");
        }
        let (_, temporary) = new_line.split_once(": ").unwrap();
        assert!(matches!(auth.sign_in("emre", password(temporary)).unwrap(), Outcome::PasswordChangeRequired(_)));
        let Outcome::CodeRequired(pending) = auth.sign_in("goran", password(PASSWORD)).unwrap() else {
            panic!("no code owed")
        };
        let outcome = auth.submit_code(*pending, SecretInput::new("123456".to_owned())).unwrap();
        assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Suspended, _)));
    }

    #[test]
    fn the_demo_administrator_sees_all_users_and_recent_failures() {
        let demo = Demo::default();
        let auth = demo.open().unwrap();
        let Outcome::SignedIn(signed_in) = auth.sign_in(DILIP.name, password(DILIP.password)).unwrap() else {
            panic!("dilip has no second door")
        };
        let users = auth.users(&signed_in.session).unwrap();
        let count = |is: fn(&UserView) -> bool| users.iter().filter(|user| is(user)).count();
        assert_eq!(users.len(), 7);
        assert_eq!(count(|user| user.role == Role::Administrator), 2);
        assert_eq!(count(|user| user.two_factor), 3);
        assert_eq!(count(|user| !user.enabled), 1);
        assert_eq!(count(|user| user.codes_suspended), 1);
        assert_eq!(count(|user| user.temporary_password), 1);
        let Outcome::SignedIn(signed_in) = auth.sign_in(BELA.name, password(BELA.password)).unwrap() else {
            panic!("bela has no second door")
        };
        assert_eq!(signed_in.notices.failed, 1);
        assert!(auth.history(&signed_in.session).unwrap().len() >= 5);
    }
}
