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

use super::account::BootId;
use super::acts::{Acts, Opened, Target};
use super::audit::Method;
use super::clock::{Clock, Now, SystemClock};
use super::denied::Denied;
use super::error::Error;
use super::login::{
    self, CHOOSING_FOR, CodeRefusal, Due, Factor, FactorAnswer, Holder, MustChange, MustEnrol, NothingDue, Outcome,
    PasswordAnswer, PasswordProof, Pending, Refusal, SignedIn, Spend,
};
use super::machine::ThisMachine;
use super::password::{self, Guess, PasswordProblem, PasswordRules};
use super::random::{Random, SystemRandom};
use super::secret::{Password, SessionToken, TypedText};
use super::session::Details;
use super::store::{AccountRow, PasswordKind, Policy, Store};
use super::username::TypedName;

/// The rules of sign-in over one store. Any number of threads may share it.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    options: Options,
    boot_id: BootId,
    host: String,
    /// As last read, for whoever asks at every frame.
    policy: Mutex<Option<Policy>>,
    /// When what expired was last written down.
    upkeep: Mutex<Option<Now>>,
    measuring: Measuring,
}

/// What choosing a password in place of a temporary one led to.
#[derive(Debug)]
#[must_use]
pub enum Chosen {
    /// Taken; the sign-in goes on.
    On(Outcome),
    /// Not taken; the state stays.
    Refused(Box<MustChange>, PasswordProblem),
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
        let host = gethostname::gethostname().to_string_lossy().into_owned();
        let (policy, upkeep) = (Mutex::new(None), Mutex::new(None));
        let measuring = Measuring::on(Arc::new(ThisMachine));
        let auth = Self { store, clock, random, options, boot_id, host, policy, upkeep, measuring };
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
            None => Ok(Outcome::CodeOwed(Box::new(Pending { proof, since: acts.now, wrong: 0 }))),
            Some(factor) => {
                let pending = Pending { proof, since: acts.now, wrong: 0 };
                self.finish(&acts, pending, factor, &account, Spend::NOTHING)
            }
        }
    }

    /// The second door: the code that the authenticator shows.
    ///
    /// # Errors
    /// A fault of the store. The try stays charged.
    pub fn give_code(&self, pending: Pending, code: TypedText) -> Result<Outcome, Error> {
        self.give(pending, Factor::Code(code))
    }

    /// The second door, without the authenticator: a recovery code, or a help code from an administrator.
    ///
    /// # Errors
    /// A fault of the store. The try stays charged.
    pub fn give_recovery_code(&self, pending: Pending, code: TypedText) -> Result<Outcome, Error> {
        self.give(pending, Factor::Recovery(code))
    }

    fn give(&self, mut pending: Pending, factor: Factor) -> Result<Outcome, Error> {
        let acts = self.acts();
        if pending.left(acts.now).is_zero() {
            return Ok(Outcome::CodeRefused(CodeRefusal::TookTooLong, None));
        }
        let Some(account) = self.unchanged(&acts, &pending.proof)? else {
            return Ok(Outcome::CodeRefused(CodeRefusal::Changed, None));
        };
        let is_code = matches!(factor, Factor::Code(_));
        let holder = Holder { account: &account, key: pending.proof.key() };
        let (factor, spend, _ticket) = match login::check_factor(&acts, holder, pending.wrong, factor)? {
            FactorAnswer::Right(factor, spend, ticket) => (factor, spend, ticket),
            FactorAnswer::Help(tag, ticket) => {
                acts.refund(ticket)?;
                let due = Due::HelpCode(tag);
                return Ok(Outcome::PairingOwed(Box::new(MustEnrol {
                    proof: pending.proof,
                    since: acts.now,
                    method: Method::Help,
                    due,
                })));
            }
            FactorAnswer::Refused(refusal, charged) => {
                pending.wrong = pending.wrong.saturating_add(u32::from(charged && is_code));
                let over = refusal.ends(pending.left(acts.now));
                return Ok(Outcome::CodeRefused(refusal, (!over).then(|| Box::new(pending))));
            }
        };
        self.finish(&acts, pending, factor, &account, &spend)
    }

    /// A password of one's own in place of a temporary one.
    ///
    /// Where two-factor was on, it counts together with the authenticator that is paired next. The temporary one itself
    /// is refused as guessable: whoever handed it over knows it.
    ///
    /// # Errors
    /// A fault of the store, the random source or memory.
    pub fn choose_password(&self, state: MustChange, password: Password) -> Result<Chosen, Error> {
        if let Err(problem) = self.check_new_password(&password, state.proof.username()) {
            return Ok(Chosen::Refused(Box::new(state), problem));
        }
        let acts = self.acts();
        let MustChange { proof, since, two_factor } = state;
        if login::elapsed(since, acts.now) >= CHOOSING_FOR {
            return Ok(Chosen::On(Outcome::CodeRefused(CodeRefusal::TookTooLong, None)));
        }
        if login::is_current(&acts, self.today()?.0, proof.account(), &password)? {
            let state = MustChange { proof, since, two_factor };
            return Ok(Chosen::Refused(Box::new(state), PasswordProblem::Guessable(Guess::Other)));
        }
        let (wrap, key) = self.fresh_wrap(&proof, &password, acts.now)?;
        let proof = proof.with_fresh_key(key, wrap.generation);
        if two_factor {
            let due = Due::NewPassword(Box::new(wrap));
            let owed = MustEnrol { proof, since: acts.now, method: Method::Temporary, due };
            return Ok(Chosen::On(Outcome::PairingOwed(Box::new(owed))));
        }
        let token = SessionToken::draw(&*self.random)?;
        let completed = self.completed(&proof, Method::Temporary, Spend::NOTHING, 0, &token)?;
        let details = Details { id: completed.session, method: Method::Temporary, opened: acts.now };
        let (account, notices) = match acts.first_own_password(&wrap, &completed) {
            Ok(signed_in) => signed_in,
            Err(Denied::Fault(fault)) => return Err(fault),
            Err(Denied::TookTooLong) => return Ok(Chosen::On(Outcome::Refused(Refusal::TemporaryExpired))),
            Err(_) => return Ok(Chosen::On(Outcome::Refused(Refusal::Changed))),
        };
        self.scrub();
        let (Some(factor), Some(nothing)) = (login::none_owed(&account), NothingDue::of(&account)) else {
            return Err(Error::Unreadable);
        };
        let session = login::open(proof, &factor, nothing, &token, details);
        Ok(Chosen::On(Outcome::SignedIn(Box::new(SignedIn { session, notices }))))
    }

    /// Both doors are open: spend, clear, write down, and only then give the session.
    fn finish(
        &self,
        acts: &Acts<'_>,
        mut pending: Pending,
        factor: login::FactorProof,
        account: &AccountRow,
        spend: &Spend,
    ) -> Result<Outcome, Error> {
        let Some(nothing) = NothingDue::of(account) else { return Err(Error::Unreadable) };
        let token = SessionToken::draw(&*self.random)?;
        let completed = self.completed(&pending.proof, factor.method(), spend, pending.wrong, &token)?;
        let details = Details { id: completed.session, method: factor.method(), opened: acts.now };
        let notices = match acts.finish_sign_in(&completed) {
            Ok(Opened::Yes(notices)) => notices,
            Ok(Opened::Spent) => {
                acts.refused(Some(account), spend.refused(), "used")?;
                let refusal = login::spent(acts.now.wall, spend);
                pending.wrong = pending.wrong.saturating_add(u32::from(spend.recovery.is_none()));
                return Ok(Outcome::CodeRefused(refusal, Some(Box::new(pending))));
            }
            Err(Denied::Fault(fault)) => return Err(fault),
            // Nobody typed a code where none was owed.
            Err(_) if factor.method() == Method::Password => return Ok(Outcome::Refused(Refusal::Changed)),
            Err(_) => return Ok(Outcome::CodeRefused(CodeRefusal::Changed, None)),
        };
        if pending.proof.renewed().is_some() {
            self.scrub();
        }
        let session = login::open(pending.proof, &factor, nothing, &token, details);
        Ok(Outcome::SignedIn(Box::new(SignedIn { session, notices })))
    }

    fn acts(&self) -> Acts<'_> {
        Acts {
            store: &*self.store,
            limits: &self.options.limits,
            now: self.clock.now(),
            boot_id: self.boot_id,
            host: &self.host,
            built: self.options.built,
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
