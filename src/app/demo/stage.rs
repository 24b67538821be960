//! What people did before the demo began, act by act.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::clock::TurnedClock;
use crate::auth::{
    Auth, CodeRefusal, Confirmed, Cost, Denied, Error, Factor, Finished, MemoryStore, Options, Outcome, Owed, Password,
    Purpose, Role, Session, ShowSecret, StepUp, StepUpAnswer, Store, SystemRandom, TotpSecret, TypedText, code_at,
};
use crate::auth::{Chosen, Clock};

/// Cheap enough to live through weeks in a second: 19 MiB, 2 passes. Whoever then signs in pays the standard cost, and
/// the rules raise what is stored to it.
const COST: Cost = Cost::new(19 * 1024, 2, 1);

/// So many sign-ins are begun before giving up on codes being off.
const MOST_GUESSES: usize = 40;
/// Name of the program.
const PROGRAM: &str = "Vestibule";

/// Whose phone has which secret.
pub(super) type Phones = BTreeMap<String, TotpSecret>;

/// Somebody in the demo.
pub(super) struct Player {
    pub(super) name: &'static str,
    pub(super) password: &'static str,
    pub(super) role: Role,
}

/// The accounts while they are being filled.
pub(super) struct Stage {
    auth: Auth,
    store: Arc<MemoryStore>,
    clock: Arc<TurnedClock>,
    phones: Phones,
}

impl Stage {
    /// Nobody is here yet.
    pub(super) fn build() -> Result<Self, Error> {
        let clock = Arc::new(TurnedClock::default());
        let store = Arc::new(MemoryStore::new(&SystemRandom)?);
        let options = Options { cost: COST.into(), ..Options::new(PROGRAM) };
        let auth = over(&store, &clock, options)?;
        Ok(Self { auth, store, clock, phones: Phones::new() })
    }

    /// What follows happens that long ago.
    pub(super) fn turn_back(&self, back: Duration) {
        self.clock.turn_back(back);
    }

    /// Today: what was filled, for everybody to try, under the settings that ship.
    ///
    /// # Errors
    /// A fault of the random source.
    pub(super) fn clear(self) -> Result<(Auth, Phones), Error> {
        self.turn_back(Duration::ZERO);
        Ok((over(&self.store, &self.clock, Options::new(PROGRAM))?, self.phones))
    }

    /// The first account, with two-factor.
    pub(super) fn found(&mut self, person: &Player) -> Result<(), Error> {
        let first = self.auth.create_first_account(person.name, password(person)).map_err(unexpected)?;
        self.pair(person, &first.session, first.step_up)?;
        self.leave(first.session)
    }

    /// An administrator adds people. Gives their temporary passwords.
    pub(super) fn add(&mut self, administrator: &Player, people: &[&Player]) -> Result<Vec<String>, Error> {
        let session = self.enter(administrator, password(administrator))?;
        let _ = self.step_up(administrator, &session, Purpose::Administer)?;
        let mut temporary = Vec::new();
        for person in people {
            // One proof is good for whatever is done to others in the next five minutes.
            let Owed::Nothing(proof) = self.auth.step_up_owed(&session, Purpose::Administer).map_err(unexpected)?
            else {
                return Err(Error::Unreadable);
            };
            let password = self.auth.add_user(&session, proof, person.name, person.role).map_err(unexpected)?;
            temporary.push(password.expose_text().to_owned());
        }
        self.leave(session)?;
        Ok(temporary)
    }

    /// Somebody who was added comes for the first time.
    pub(super) fn move_in(&mut self, person: &Player, temporary: String, has_phone: bool) -> Result<(), Error> {
        let Outcome::PasswordOwed(state) = self.auth.sign_in(person.name, Password::new(temporary))? else {
            return Err(Error::Unreadable);
        };
        let Chosen::On(Outcome::SignedIn(signed_in)) = self.auth.choose_password(*state, password(person))? else {
            return Err(Error::Unreadable);
        };
        let session = signed_in.session;
        if has_phone {
            let proof = self.step_up(person, &session, Purpose::Own)?;
            self.pair(person, &session, proof)?;
        }
        self.leave(session)
    }

    /// Somebody signs in and out again.
    pub(super) fn visit(&mut self, person: &Player) -> Result<(), Error> {
        let session = self.enter(person, password(person))?;
        self.leave(session)
    }

    /// Somebody does not get the password right.
    pub(super) fn mistype(&self, person: &Player) -> Result<(), Error> {
        let _ = self.auth.sign_in(person.name, Password::new("the one from the other computer".to_owned()))?;
        Ok(())
    }

    /// An administrator disables somebody.
    pub(super) fn disable(&self, administrator: &Player, person: &Player) -> Result<(), Error> {
        let session = self.enter(administrator, password(administrator))?;
        let proof = self.step_up(administrator, &session, Purpose::Administer)?;
        let users = self.auth.users(&session).map_err(unexpected)?;
        let user = users.iter().find(|user| user.username == person.name).ok_or(Error::Unreadable)?;
        self.auth.set_enabled(&session, proof, user.id, false).map_err(unexpected)?;
        self.leave(session)
    }

    /// Somebody who knows the password guesses codes until they are off.
    pub(super) fn guess(&self, person: &Player) -> Result<(), Error> {
        for _ in 0..MOST_GUESSES {
            let Outcome::CodeOwed(mut pending) = self.auth.sign_in(person.name, password(person))? else {
                return Err(Error::Unreadable);
            };
            loop {
                let wrong = TypedText::new("000000".to_owned());
                let Outcome::CodeRefused(refusal, left) = self.auth.give_code(*pending, wrong)? else {
                    return Err(Error::Unreadable);
                };
                match (refusal, left) {
                    (CodeRefusal::Suspended, _) => return Ok(()),
                    (CodeRefusal::Waiting { left }, None) => {
                        self.clock.pass(left);
                        break;
                    }
                    (CodeRefusal::Waiting { left }, Some(again)) => {
                        self.clock.pass(left);
                        pending = again;
                    }
                    (_, Some(again)) => pending = again,
                    (_, None) => break,
                }
            }
        }
        Err(Error::Unreadable)
    }

    fn enter(&self, person: &Player, password: Password) -> Result<Session, Error> {
        let outcome = match self.auth.sign_in(person.name, password)? {
            Outcome::CodeOwed(pending) => self.auth.give_code(*pending, self.code(person)?)?,
            outcome => outcome,
        };
        let Outcome::SignedIn(signed_in) = outcome else { return Err(Error::Unreadable) };
        Ok(signed_in.session)
    }

    fn step_up(&self, person: &Player, session: &Session, purpose: Purpose) -> Result<StepUp, Error> {
        let factor = self.phones.contains_key(person.name).then(|| self.code(person).map(Factor::Code)).transpose()?;
        match self.auth.step_up(session, purpose, password(person), factor).map_err(unexpected)? {
            StepUpAnswer::Proven(proof) => Ok(proof),
            _ => Err(Error::Unreadable),
        }
    }

    fn pair(&mut self, person: &Player, session: &Session, proof: StepUp) -> Result<(), Error> {
        let shown = self.auth.begin_setup(session, proof).map_err(|interrupted| unexpected(interrupted.error))?;
        self.phones.insert(person.name.to_owned(), scan(&shown)?);
        let confirm = shown.next();
        let name = confirm.suggested_name().to_owned();
        let Confirmed::Codes(codes) = self.auth.confirm(confirm, self.code(person)?, &name)? else {
            return Err(Error::Unreadable);
        };
        match self.auth.finish_setup(*codes)? {
            Finished::On => Ok(()),
            _ => Err(Error::Unreadable),
        }
    }

    fn leave(&self, session: Session) -> Result<(), Error> {
        self.auth.sign_out(session)
    }

    /// The next code of the phone: each works once, so time passes first.
    fn code(&self, person: &Player) -> Result<TypedText, Error> {
        self.clock.pass(Duration::from_secs(60));
        let secret = self.phones.get(person.name).ok_or(Error::Unreadable)?;
        Ok(TypedText::new(code_at(secret, self.clock.now().wall).to_string()))
    }
}

fn over(store: &Arc<MemoryStore>, clock: &Arc<TurnedClock>, options: Options) -> Result<Auth, Error> {
    Auth::with(
        Arc::clone(store) as Arc<dyn Store>,
        Arc::clone(clock) as Arc<dyn Clock>,
        Arc::new(SystemRandom),
        options,
    )
}

fn password(person: &Player) -> Password {
    Password::new(person.password.to_owned())
}

/// What the phone reads from the QR code.
fn scan(shown: &ShowSecret) -> Result<TotpSecret, Error> {
    let key = shown.setup_key().replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(key).map_err(|_| Error::Unreadable)?;
    let bytes = secret.as_bytes().try_into().map_err(|_| Error::Unreadable)?;
    Ok(TotpSecret::from_bytes(bytes))
}

/// Nothing is refused in a play that was rehearsed; what is left are faults.
fn unexpected(denied: Denied) -> Error {
    match denied {
        Denied::Fault(fault) => fault,
        _ => Error::Unreadable,
    }
}
