//! What the hands of people do, said before and after.

use std::fmt::Display;
use std::sync::Arc;

use crate::auth::testing::children::{TAB, say};
use crate::auth::testing::{FakeClock, Phone, proven, scan, typed};
use crate::auth::{
    Auth, Confirmed, Denied, Error, Factor, Finished, Outcome, Owed, Pending, Purpose, Report, Session, ShowSecret,
    StepUp, code_at,
};

/// The store refused an act, and that was said: the story ends.
#[derive(Debug)]
pub(super) struct Refused;

/// The story goes on, or not.
pub(super) type Told<T> = Result<T, Refused>;

pub(super) fn refuse(fault: &Error) {
    say(format!("refused{TAB}{}{TAB}{}", Report::new(fault), fault.way_out()));
}

/// Somebody, and what they keep in mind and in their pocket.
pub(super) struct Person<'a> {
    pub name: &'a str,
    pub password: String,
    pub phone: Phone,
}

pub(super) struct Hands {
    pub auth: Auth,
    pub clock: Arc<FakeClock>,
}

impl Hands {
    /// One act. `entries` is what it adds to the audit log, each `event/detail/username`; one after a `?` is not missed.
    pub fn act<T, E: Into<Denied>>(&self, entries: &[String], act: impl FnOnce(&Auth) -> Result<T, E>) -> Told<T> {
        say(format!("begin{TAB}{}", entries.join("\t")));
        match act(&self.auth).map_err(Into::into) {
            Ok(done) => {
                say("done");
                Ok(done)
            }
            Err(Denied::Fault(fault)) => {
                refuse(&fault);
                Err(Refused)
            }
            Err(other) => panic!("{entries:?}: {other}"),
        }
    }

    /// A password that is good from now on, or from the act that follows.
    pub fn note_password(&self, name: &str, password: &str) {
        say(format!("password{TAB}{name}{TAB}{password}"));
    }

    /// What the act that follows spends.
    fn note_spent(&self, name: &str, kind: &str, text: impl Display) {
        say(format!("spends{TAB}{name}{TAB}{kind}{TAB}{}{TAB}{text}", self.auth.now().wall.seconds()));
    }

    /// A code that was not used before: time passes until the phone shows it.
    pub fn fresh_code(&self, person: &Person<'_>) -> String {
        self.clock.advance_seconds(30);
        let code = person.phone.code(self.auth.now().wall);
        self.note_spent(person.name, "code", &code);
        code
    }

    pub fn pending(&self, person: &Person<'_>) -> Told<Pending> {
        match self.act(&[], |auth| auth.sign_in(person.name, typed(&person.password)))? {
            Outcome::CodeOwed(pending) => Ok(*pending),
            other => panic!("{other:?}"),
        }
    }

    pub fn sign_in_with_code(&self, person: &Person<'_>) -> Told<Session> {
        let pending = self.pending(person)?;
        let code = self.fresh_code(person);
        let entry = format!("signed-in/code/{}", person.name);
        in_session(self.act(&[entry], |auth| auth.give_code(pending, typed(&code)))?)
    }

    pub fn sign_in_with_recovery_code(&self, person: &mut Person<'_>) -> Told<Session> {
        let pending = self.pending(person)?;
        let code = person.phone.recovery.remove(0);
        self.note_spent(person.name, "recovery", &code);
        let entry = format!("signed-in/recovery/{}", person.name);
        in_session(self.act(&[entry], |auth| auth.give_recovery_code(pending, typed(&code)))?)
    }

    pub fn help_code(&self, person: &Person<'_>, code: &str) -> Told<ShowSecret> {
        let pending = self.pending(person)?;
        match self.act(&[], |auth| auth.give_recovery_code(pending, typed(code)))? {
            Outcome::PairingOwed(owed) => self.act(&[], |auth| auth.begin_owed_setup(*owed)),
            other => panic!("{other:?}"),
        }
    }

    pub fn prove(&self, person: &Person<'_>, session: &Session, purpose: Purpose) -> Told<StepUp> {
        let factor = match self.act(&[], |auth| auth.step_up_owed(session, purpose))? {
            Owed::Nothing(proof) => return Ok(proof),
            Owed::Password => None,
            Owed::PasswordAndCode => Some(Factor::Code(typed(&self.fresh_code(person)))),
        };
        let word = if purpose == Purpose::Own { "own" } else { "administer" };
        let entry = format!("stepped-up/{word}/{}", person.name);
        self.act(&[entry], |auth| auth.step_up(session, purpose, typed(&person.password), factor)).map(proven)
    }

    /// Pairs a first phone, or the one that is owed; `entries` is what its end writes, which spends the `help` code.
    pub fn pair(
        &self,
        person: &mut Person<'_>,
        show: ShowSecret,
        help: Option<&str>,
        entries: &[&str],
    ) -> Told<Option<Session>> {
        let secret = scan(&show);
        let code = code_at(&secret, self.auth.now().wall).to_string();
        let confirmed = self.act(&[], |auth| auth.confirm(show.next(), typed(&code), "Phone"))?;
        let Confirmed::Codes(show) = confirmed else { panic!("{confirmed:?}") };
        let recovery = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
        self.note_spent(person.name, "code", &code);
        help.iter().for_each(|help| self.note_spent(person.name, "help", help));
        let entries: Vec<String> = entries.iter().map(|entry| format!("{entry}/{}", person.name)).collect();
        let finished = self.act(&entries, |auth| auth.finish_setup(*show))?;
        person.phone = Phone { secret, recovery };
        match finished {
            Finished::SignedIn(signed_in) => Ok(Some(signed_in.session)),
            Finished::On => Ok(None),
            other => panic!("another end: {other:?}"),
        }
    }
}

pub(super) fn in_session(outcome: Outcome) -> Told<Session> {
    match outcome {
        Outcome::SignedIn(signed_in) => Ok(signed_in.session),
        other => panic!("{other:?}"),
    }
}
