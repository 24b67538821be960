//! [`Auth`]: one method for each thing that a person can do.
//!
//! This file is the sign-in, from top to bottom; what somebody who is signed in can do stands in the rooms below.

mod about;
mod cost;
mod first;
mod host;
mod lock;
mod make;
mod new_password;
mod options;
mod own;
mod policy;
mod scrub;
mod setup;
mod step_up;
mod upkeep;
mod users;
mod views;

pub use cost::CostView;
pub use first::FirstAccount;
pub use lock::{Unlock, Watched};
pub use options::{CostChoice, Options};
pub use users::UserView;
pub use views::{AccountView, AuthenticatorView, HistoryEntry, SessionView};

use self::cost::Measuring;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::auth::account::BootId;
use crate::auth::acts::{Acts, Completed, Opened, StartLog, Target};
use crate::auth::audit::Method;
use crate::auth::clock::{Clock, Now, SystemClock};
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::interrupted::Interrupted;
use crate::auth::login::{
    self, CHOOSING_FOR, CodeRefusal, Due, Factor, FactorAnswer, Holder, MustChange, MustEnrol, NothingDue, Opening,
    Outcome, PasswordAnswer, PasswordProof, Pending, Refusal, Spend,
};
use crate::auth::machine::ThisMachine;
use crate::auth::password::{self, Guess, PasswordProblem, PasswordRules};
use crate::auth::printable::printable;
use crate::auth::random::{Random, SystemRandom};
use crate::auth::secret::{AccountKey, Password, SessionToken, TypedText};
use crate::auth::session::Details;
use crate::auth::store::{AccountRow, PasswordKind, Policy, Store, WrapRow};
use crate::auth::throttle::Ticket;
use crate::auth::username::TypedName;

/// The rules of sign-in over one store. Any number of threads may share it.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    options: Options,
    boot_id: BootId,
    host: String,
    start: StartLog,
    /// As last read, for whoever asks at every frame.
    policy: Mutex<Option<Policy>>,
    /// When what expired was last written down.
    upkeep: Mutex<Option<Now>>,
    measuring: Measuring,
    owed_scrub: scrub::OwedScrub,
}

/// The longest name of a computer that is kept, in characters.
const HOST_NAME: usize = 255;
/// The longest name of a program.
const PROGRAM_NAME: usize = 200;

/// What choosing a password in place of a temporary one led to.
#[derive(Debug)]
#[must_use]
pub enum Chosen {
    /// Taken; the sign-in goes on.
    On(Outcome),
    /// Not taken; the state stays.
    Refused(Box<MustChange>, PasswordProblem),
}

/// What a code or recovery code led to.
enum Given {
    /// It was right, and the sign-in is completed.
    Right(Box<Opening>),
    /// It was a help code: pairing is owed.
    Help([u8; 32]),
    Refused(CodeRefusal),
}

/// What became of a sign-in that both doors are open for.
enum Completion {
    Opened(Box<Opening>),
    /// The code was spent by somebody else meanwhile.
    Spent,
    /// The account was changed meanwhile.
    Changed,
}

/// What became of a password chosen in place of a temporary one.
enum Choice {
    /// It is the temporary one.
    Current,
    /// It counts, under this account key of this generation.
    Taken(AccountKey, u64, Box<Opening>),
    /// It counts together with the authenticator that is paired next.
    PairingFollows(AccountKey, Box<WrapRow>),
    Refused(Refusal),
}

impl Auth {
    /// The rules over `store`, with the computer's clock and random source.
    ///
    /// # Errors
    /// [`Error::Limit`] for options without sense, or a fault of the random source.
    pub fn new(store: Arc<dyn Store>, options: Options) -> Result<Self, Error> {
        Self::with(store, Arc::new(SystemClock), Arc::new(SystemRandom), options)
    }

    /// The rules over `store`, with a clock and a random source of the caller's.
    ///
    /// # Errors
    /// [`Error::Limit`] for options without sense, or a fault of the random source.
    pub fn with(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        options: Options,
    ) -> Result<Self, Error> {
        options.limits.check()?;
        options.cost.check()?;
        PasswordRules::check_required(options.required_guesses)?;
        // Drawn in any case, so that a random source that repeats itself gives the same from here on.
        let drawn = BootId::draw(&*random)?;
        let boot_id = clock.boot_id().unwrap_or(drawn);
        let host = printable(&gethostname::gethostname().to_string_lossy(), HOST_NAME);
        let options = Options { program: printable(&options.program, PROGRAM_NAME), ..options };
        let (start, policy, upkeep) = (StartLog::default(), Mutex::new(None), Mutex::new(None));
        let measuring = Measuring::on(Arc::new(ThisMachine));
        let owed_scrub = scrub::OwedScrub::default();
        let auth = Self { store, clock, random, options, boot_id, host, start, policy, upkeep, measuring, owed_scrub };
        auth.write_expired();
        Ok(auth)
    }

    /// Six words for somebody who does not want to think of a password.
    ///
    /// # Errors
    /// A fault of the random source.
    pub fn suggest_passphrase(&self) -> Result<Password, Error> {
        password::passphrase(&*self.random)
    }

    /// How long a try for that name would have to wait, as known before trying.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn waiting(&self, username: &str) -> Result<Option<Duration>, Error> {
        self.acts().waiting(&TypedName::new(username))
    }

    /// The first door: the password.
    ///
    /// # Errors
    /// A fault of the store, the random source or memory. The try stays charged.
    pub fn sign_in(&self, username: &str, password: Password) -> Result<Outcome, Error> {
        self.write_expired();
        let acts = self.acts();
        let target = TypedName::new(username);
        let (proof, account) = match self.check_password(&acts, Target::Name(&target), password)? {
            PasswordAnswer::Right(right) => *right,
            PasswordAnswer::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        if account.password != PasswordKind::Own {
            return Ok(Outcome::PasswordOwed(Box::new(MustChange {
                proof,
                since: acts.now,
                two_factor: account.two_factor,
            })));
        }
        match login::none_owed(&account) {
            None => Ok(Outcome::CodeOwed(Box::new(Pending { proof, since: acts.now, tried: 0 }))),
            Some(factor) => {
                let pending = Pending { proof, since: acts.now, tried: 0 };
                match self.complete(&acts, &pending, factor, &account, Spend::NOTHING, None)? {
                    Completion::Opened(opening) => Ok(Outcome::SignedIn(Box::new(opening.open(pending.proof)))),
                    // Nobody typed a code where none was owed.
                    Completion::Spent | Completion::Changed => Ok(Outcome::Refused(Refusal::Changed)),
                }
            }
        }
    }

    /// The second door: the code that the authenticator shows.
    ///
    /// # Errors
    /// A fault of the store, with the state. The try stays charged.
    pub fn give_code(&self, pending: Pending, code: TypedText) -> Result<Outcome, Interrupted<Pending>> {
        self.give(pending, Factor::Code(code))
    }

    /// The second door, without the authenticator: a recovery code, or a help code from an administrator.
    ///
    /// # Errors
    /// A fault of the store, with the state. The try stays charged.
    pub fn give_recovery_code(&self, pending: Pending, code: TypedText) -> Result<Outcome, Interrupted<Pending>> {
        self.give(pending, Factor::Recovery(code))
    }

    fn give(&self, mut pending: Pending, factor: Factor) -> Result<Outcome, Interrupted<Pending>> {
        let acts = self.acts();
        match self.judge(&acts, &mut pending, factor) {
            Ok(Given::Right(opening)) => Ok(Outcome::SignedIn(Box::new(opening.open(pending.proof)))),
            Ok(Given::Help(tag)) => {
                let (proof, due) = (pending.proof, Due::HelpCode(tag));
                let owed = MustEnrol { proof, since: acts.now, method: Method::Help, due };
                Ok(Outcome::PairingOwed(Box::new(owed)))
            }
            Ok(Given::Refused(refusal)) => {
                let over = refusal.ends(pending.left(acts.now));
                Ok(Outcome::CodeRefused(refusal, (!over).then(|| Box::new(pending))))
            }
            Err(fault) => Err(Interrupted::new(pending, fault)),
        }
    }

    /// What a code or recovery code leads to. A right one is spent by the sign-in that it completes.
    fn judge(&self, acts: &Acts<'_>, pending: &mut Pending, factor: Factor) -> Result<Given, Error> {
        if pending.left(acts.now).is_zero() {
            return Ok(Given::Refused(CodeRefusal::TookTooLong));
        }
        let Some(account) = self.unchanged(acts, &pending.proof)? else {
            return Ok(Given::Refused(CodeRefusal::Changed));
        };
        let holder = Holder { account: &account, key: pending.proof.key() };
        let (factor, spend, ticket) = match login::check_factor(acts, holder, &mut pending.tried, factor)? {
            FactorAnswer::Right(factor, spend, ticket) => (factor, spend, ticket),
            FactorAnswer::Help(tag, ticket) => {
                acts.refund(ticket)?;
                return Ok(Given::Help(tag));
            }
            FactorAnswer::Refused(refusal) => return Ok(Given::Refused(refusal)),
        };
        match self.complete(acts, pending, factor, &account, &spend, Some(&ticket))? {
            Completion::Opened(opening) => Ok(Given::Right(opening)),
            Completion::Changed => Ok(Given::Refused(CodeRefusal::Changed)),
            Completion::Spent => {
                acts.refused_factor(&account, spend.refused(), "used", Some(&ticket))?;
                Ok(Given::Refused(login::spent(acts.now.wall, &spend)))
            }
        }
    }

    /// A password of one's own in place of a temporary one.
    ///
    /// Where two-factor was on, it counts together with the authenticator that is paired next. The temporary one itself
    /// is refused as guessable: whoever handed it over knows it.
    ///
    /// # Errors
    /// A fault of the store, the random source or memory, with the state.
    pub fn choose_password(&self, state: MustChange, password: Password) -> Result<Chosen, Interrupted<MustChange>> {
        if let Err(problem) = self.check_new_password(&password, state.proof.username()) {
            return Ok(Chosen::Refused(Box::new(state), problem));
        }
        let acts = self.acts();
        if login::elapsed(state.since, acts.now) >= CHOOSING_FOR {
            return Ok(Chosen::On(Outcome::CodeRefused(CodeRefusal::TookTooLong, None)));
        }
        match self.choose(&acts, &state, &password) {
            Ok(Choice::Current) => Ok(Chosen::Refused(Box::new(state), PasswordProblem::Guessable(Guess::Other))),
            Ok(Choice::Refused(refusal)) => Ok(Chosen::On(Outcome::Refused(refusal))),
            Ok(Choice::Taken(key, generation, opening)) => {
                let proof = state.proof.with_fresh_key(key, generation);
                Ok(Chosen::On(Outcome::SignedIn(Box::new(opening.open(proof)))))
            }
            Ok(Choice::PairingFollows(key, wrap)) => {
                let proof = state.proof.with_fresh_key(key, wrap.generation);
                let due = Due::NewPassword(wrap);
                let owed = MustEnrol { proof, since: acts.now, method: Method::Temporary, due };
                Ok(Chosen::On(Outcome::PairingOwed(Box::new(owed))))
            }
            Err(fault) => Err(Interrupted::new(state, fault)),
        }
    }

    /// Makes the account key under the password that was chosen; where nothing else is owed, it counts at once.
    fn choose(&self, acts: &Acts<'_>, state: &MustChange, password: &Password) -> Result<Choice, Error> {
        let proof = &state.proof;
        // A choice whose commit was not answered may have counted: then it is no temporary password any more.
        if self.unchanged(acts, proof)?.is_none() {
            return Ok(Choice::Refused(Refusal::Changed));
        }
        if login::is_current(acts, self.today()?.0, proof.account(), password)? {
            return Ok(Choice::Current);
        }
        let (wrap, key) = self.fresh_wrap(proof, password, acts.now)?;
        if state.two_factor {
            return Ok(Choice::PairingFollows(key, Box::new(wrap)));
        }
        let token = SessionToken::draw(&*self.random)?;
        let completed = self.completed(proof, Method::Temporary, Spend::NOTHING, 0, &token)?;
        let details = Details { id: completed.session, method: Method::Temporary, opened: acts.now };
        let (account, notices) = match acts.first_own_password(&wrap, &completed) {
            Ok(signed_in) => signed_in,
            Err(Denied::Fault(fault)) => return Err(fault),
            Err(Denied::TookTooLong) => return Ok(Choice::Refused(Refusal::TemporaryExpired)),
            Err(_) => return Ok(Choice::Refused(Refusal::Changed)),
        };
        self.scrub();
        let (Some(factor), Some(nothing)) = (login::none_owed(&account), NothingDue::of(&account)) else {
            return Err(Error::Unreadable);
        };
        let opening = Opening { factor, nothing, token, details, notices };
        Ok(Choice::Taken(key, wrap.generation, Box::new(opening)))
    }

    /// Both doors are open: spend, clear, write down, and only then give the session.
    fn complete(
        &self,
        acts: &Acts<'_>,
        pending: &Pending,
        factor: login::FactorProof,
        account: &AccountRow,
        spend: &Spend,
        ticket: Option<&Ticket>,
    ) -> Result<Completion, Error> {
        let Some(nothing) = NothingDue::of(account) else { return Err(Error::Unreadable) };
        let token = SessionToken::draw(&*self.random)?;
        let completed = self.completed(&pending.proof, factor.method(), spend, pending.tried, &token)?;
        let completed = Completed { ticket, ..completed };
        let details = Details { id: completed.session, method: factor.method(), opened: acts.now };
        let notices = match acts.finish_sign_in(&completed) {
            Ok(Opened::Yes(notices)) => notices,
            Ok(Opened::Spent) => return Ok(Completion::Spent),
            Err(Denied::Fault(fault)) => return Err(fault),
            Err(_) => return Ok(Completion::Changed),
        };
        if pending.proof.renewed().is_some() {
            self.scrub();
        }
        Ok(Completion::Opened(Box::new(Opening { factor, nothing, token, details, notices })))
    }

    fn acts(&self) -> Acts<'_> {
        Acts {
            store: &*self.store,
            limits: &self.options.limits,
            now: self.clock.now(),
            boot_id: self.boot_id,
            host: &self.host,
            built: self.options.built,
            program: &self.options.program,
            start: &self.start,
        }
    }

    fn check_password(&self, acts: &Acts<'_>, target: Target<'_>, typed: Password) -> Result<PasswordAnswer, Error> {
        let (today, measured) = self.today()?;
        let derive = |prepared: &_, kdf: &_| self.derive(measured, prepared, kdf);
        login::check_password(acts, today, &*self.random, target, typed, &derive)
    }

    /// The account of a proof, if nothing of it was changed since.
    fn unchanged(&self, acts: &Acts<'_>, proof: &PasswordProof) -> Result<Option<AccountRow>, Error> {
        let account = acts.read(|store| store.account(proof.account()))?;
        Ok(account.filter(|row| row.enabled && row.credentials_version == proof.credentials_version()))
    }
}

#[cfg(test)]
pub(crate) mod tests;
