//! Accounts in memory, filled to look alive: people who have been here for weeks, and one who is new.
//!
//! Everything in it was done through [`Auth`] by a clock that was turned back, so a demo shows nothing that could not
//! have happened. The passwords are no secrets: the sign-in screen lists them.

mod clock;
mod stage;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use self::stage::{Player, Stage};
use super::text;
use crate::auth::{Auth, Error, Now, Role, code_at};

/// Of everybody who is not new, so that the sign-in screen has room to tell it.
const PASSWORD: &str = "harbour violet pepper eleven";

const ADA: Player = Player { name: "ada", password: PASSWORD, role: Role::Administrator };
const BELA: Player = Player { name: "bela", password: PASSWORD, role: Role::Member };
const CHIARA: Player = Player { name: "chiara", password: PASSWORD, role: Role::Member };
const DILIP: Player = Player { name: "dilip", password: PASSWORD, role: Role::Administrator };
const EMRE: Player = Player { name: "emre", password: "", role: Role::Member };
const FATOU: Player = Player { name: "fatou", password: PASSWORD, role: Role::Member };
const GORAN: Player = Player { name: "goran", password: PASSWORD, role: Role::Member };

/// Days ago that somebody was here, and who.
const VISITS: [(u64, Player); 14] = [
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

/// A demo: the accounts once they are open, and what its doors tell.
#[derive(Clone, Default)]
pub(super) struct Demo {
    doors: Arc<OnceLock<String>>,
    phones: Arc<OnceLock<stage::Phones>>,
}

impl Demo {
    /// Opens the accounts and lives through their weeks: about a second of work, not for the drawing thread.
    ///
    /// # Errors
    /// A fault of the random source or of memory.
    pub(super) fn open(&self) -> Result<Auth, Error> {
        let mut stage = Stage::build()?;
        let temporary = play(&mut stage)?;
        let _ = self.doors.set(doors(&temporary));
        let (auth, phones) = stage.clear()?;
        let _ = self.phones.set(phones);
        Ok(auth)
    }

    /// What the sign-in screen tells (`None`), or the code screen of somebody.
    pub(super) fn hint(&self, username: Option<&str>, now: Now) -> Option<String> {
        let Some(username) = username else { return self.doors.get().cloned() };
        let secret = self.phones.get()?.get(username)?;
        Some(text::demo_phone(username, &code_at(secret, now.wall)))
    }
}

/// The weeks before today. Gives the temporary password of the one who is new.
fn play(stage: &mut Stage) -> Result<String, Error> {
    stage.turn_back(days(41));
    stage.found(&ADA)?;
    stage.turn_back(days(40));
    let joined = [(&BELA, false), (&CHIARA, true), (&DILIP, false), (&FATOU, false), (&GORAN, true)];
    let temporary = stage.add(&ADA, &joined.map(|(person, _)| person))?;
    for ((person, has_phone), temporary) in joined.into_iter().zip(temporary) {
        stage.move_in(person, temporary, has_phone)?;
    }
    for (ago, person) in &VISITS {
        stage.turn_back(days(*ago));
        stage.visit(person)?;
    }
    stage.turn_back(days(1));
    stage.guess(&GORAN)?;
    stage.disable(&ADA, &FATOU)?;
    let temporary = stage.add(&ADA, &[&EMRE])?.concat();
    stage.turn_back(Duration::from_secs(3 * 60 * 60));
    stage.mistype(&BELA)?;
    stage.mistype(&ADA)?;
    Ok(temporary)
}

fn doors(temporary: &str) -> String {
    let settled = [ADA, BELA, CHIARA, DILIP].map(|person| person.name).join(", ");
    text::demo_doors((&settled, PASSWORD), (EMRE.name, temporary), [FATOU.name, GORAN.name])
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{CodeRefusal, Outcome, Password, TypedText, UserView};

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[test]
    fn everybody_gets_in_with_what_the_doors_tell() {
        let demo = Demo::default();
        let auth = demo.open().unwrap();
        let told = demo.hint(None, auth.now()).unwrap();
        let [_, settled, new] = told.lines().collect::<Vec<_>>()[..] else { panic!("{told}") };
        let (names, secret) = settled.split_once(": ").unwrap();
        for name in names.split(", ").filter(|name| !name.contains('(')) {
            let outcome = match auth.sign_in(name, password(secret)).unwrap() {
                Outcome::CodeOwed(pending) => {
                    let hint = demo.hint(Some(name), auth.now()).unwrap();
                    let code = hint.rsplit(' ').next().unwrap().to_owned();
                    auth.give_code(*pending, TypedText::new(code)).unwrap()
                }
                outcome => outcome,
            };
            assert!(matches!(outcome, Outcome::SignedIn(_)), "{name}");
        }
        let (_, temporary) = new.split_once(": ").unwrap();
        assert!(matches!(auth.sign_in("emre", password(temporary)).unwrap(), Outcome::PasswordOwed(_)));
        let Outcome::CodeOwed(pending) = auth.sign_in("goran", password(PASSWORD)).unwrap() else {
            panic!("no code owed")
        };
        let outcome = auth.give_code(*pending, TypedText::new("123456".to_owned())).unwrap();
        assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Suspended, _)));
    }

    #[test]
    fn its_administrator_sees_everybody_and_the_mistakes_of_this_morning() {
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
