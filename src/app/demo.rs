//! Accounts in memory for the demo: users with several weeks of history, and one new user.
//!
//! All data is created through [`Auth`] with a clock that is set back, so a demo shows no state that could not occur.
//! The passwords are not secret: the sign-in screen lists them.

mod builder;
mod clock;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use self::builder::{DemoBuilder, DemoUser, PASSWORD, TotpSecrets};
use crate::auth::{Auth, Error, Now, Role, code_at};

const ADA: DemoUser = DemoUser { name: "ada", role: Role::Administrator };
const BELA: DemoUser = DemoUser { name: "bela", role: Role::Member };
const CHIARA: DemoUser = DemoUser { name: "chiara", role: Role::Member };
const DILIP: DemoUser = DemoUser { name: "dilip", role: Role::Administrator };
const EMRE: DemoUser = DemoUser { name: "emre", role: Role::Member };
const FATOU: DemoUser = DemoUser { name: "fatou", role: Role::Member };
const GORAN: DemoUser = DemoUser { name: "goran", role: Role::Member };

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

/// A demo: once the accounts are open, the hint of its sign-in screen, and the secrets.
#[derive(Clone, Default)]
pub(super) struct Demo(Arc<OnceLock<(String, TotpSecrets)>>);

impl Demo {
    /// Opens the accounts and creates their history: about a second of work, not for the drawing thread.
    ///
    /// # Errors
    /// Fails if the random source or memory fails.
    pub(super) fn open(&self) -> Result<Auth, Error> {
        let mut builder = DemoBuilder::new()?;
        let temporary = populate(&mut builder)?;
        let (auth, secrets) = builder.finish()?;
        let _ = self.0.set((sign_in_hint(&temporary), secrets));
        Ok(auth)
    }

    /// Returns the hint for the sign-in screen (`None`) or for the code screen of a user.
    pub(super) fn hint(&self, username: Option<&str>, now: Now) -> Option<String> {
        let (sign_in_hint, secrets) = self.0.get()?;
        let Some(username) = username else { return Some(sign_in_hint.clone()) };
        let secret = secrets.get(username)?;
        Some(format!("Demo: the phone of {username} shows {}", *code_at(secret, now.wall)))
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
    builder.set_time_ago(Duration::from_hours(3));
    builder.fail_password(&BELA)?;
    builder.fail_password(&ADA)?;
    Ok(temporary)
}

/// The users and their passwords. As short as possible: the fields must fit below it.
fn sign_in_hint(temporary: &str) -> String {
    let active = [ADA, BELA, CHIARA, DILIP].map(|person| person.name).join(", ");
    let (new, disabled, suspended) = (EMRE.name, FATOU.name, GORAN.name);
    format!(
        "Demo: nothing is saved\n{active}, {disabled} (disabled), {suspended} (codes off): {PASSWORD}\n\
         {new} (new): {temporary}"
    )
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{CodeRefusal, Outcome, Password, SecretInput, TwoFactorStatus, UserView};

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
            panic!("expected a code to be required")
        };
        let outcome = auth.submit_code(*pending, SecretInput::new("123456".to_owned())).unwrap();
        assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Suspended, _)));
    }

    #[test]
    fn the_demo_administrator_sees_all_users_and_recent_failures() {
        let demo = Demo::default();
        let auth = demo.open().unwrap();
        let Outcome::SignedIn(signed_in) = auth.sign_in(DILIP.name, password(PASSWORD)).unwrap() else {
            panic!("dilip has no second factor")
        };
        let users = auth.users(&signed_in.session).unwrap();
        let count = |is: fn(&UserView) -> bool| users.iter().filter(|user| is(user)).count();
        assert_eq!(users.len(), 7);
        assert_eq!(count(|user| user.role == Role::Administrator), 2);
        assert_eq!(count(|user| user.two_factor == TwoFactorStatus::On), 3);
        assert_eq!(count(|user| !user.enabled), 1);
        assert_eq!(count(|user| user.codes_suspended), 1);
        assert_eq!(count(|user| user.temporary_password), 1);
        let Outcome::SignedIn(signed_in) = auth.sign_in(BELA.name, password(PASSWORD)).unwrap() else {
            panic!("bela has no second factor")
        };
        assert_eq!(signed_in.notices.failed, 1);
        assert!(auth.history(&signed_in.session).unwrap().len() >= 5);
    }
}
