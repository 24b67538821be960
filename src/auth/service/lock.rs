//! Locking, unlocking, and the ends of a session.

use std::time::Duration;

use crate::auth::acts::{Acts, Given, Target};
use crate::auth::audit::Event;
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::interrupted::Interrupted;
use crate::auth::login::{self, CodeRefusal, Factor, FactorAnswer, Holder, PasswordAnswer, Refusal};
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::{Keys, Locked, Session, Standing};
use crate::auth::store::AccountRow;

/// Whether a session still stands in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Watched {
    /// It does.
    Open,
    /// It was ended elsewhere.
    Ended,
}

/// What became of an unlock.
#[derive(Debug)]
#[must_use]
pub enum Unlock {
    /// Open again.
    Open(Session),
    /// The password was refused.
    PasswordRefused(Locked, Refusal),
    /// The password was right, the code was refused.
    CodeRefused(Locked, CodeRefusal),
    /// The session was ended meanwhile.
    Ended,
}

impl Auth {
    /// What is due of a session, by the clock: `lock_after` is its owner's own choice, which counts if it is shorter
    /// than the administrators'.
    pub fn standing(&self, session: &Session, lock_after: Option<Duration>) -> Standing {
        let bound = self.known_policy().lock_after();
        session.standing(self.now(), lock_after.map_or(bound, |own| own.min(bound)))
    }

    /// Somebody is there. Too late once it is to be locked or ended: a key pressed after a night's sleep opens nothing.
    pub fn touch(&self, session: &Session) {
        if !matches!(self.standing(session, None), Standing::LockNow | Standing::EndNow) {
            session.touch(self.now());
        }
    }

    /// Whether a session still stands in the store; to be asked every ten seconds, and before each act. Where nobody
    /// wrote since the last look, the store is asked for its version alone.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn watch(&self, session: &Session) -> Result<Watched, Error> {
        self.write_expired();
        self.repeat_scrub();
        let acts = self.acts();
        let version = self.store.version()?;
        if let Some((looked, seen)) = session.looked()
            && looked == version
            && !acts.is_due(seen)
        {
            return Ok(Watched::Open);
        }
        self.policy()?;
        match acts.watch(session.token_hash())? {
            Some(seen) => {
                session.note_look(version, seen);
                Ok(Watched::Open)
            }
            None => {
                session.empty();
                Ok(Watched::Ended)
            }
        }
    }

    /// As [`Auth::watch`], for a locked session.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn watch_locked(&self, locked: &Locked) -> Result<Watched, Error> {
        self.watch(&locked.session)
    }

    /// Locks: the keys are wiped at once. That the log cannot be written keeps nothing open.
    pub fn lock(&self, session: Session) -> Locked {
        if session.empty() && self.acts().locked(&session).is_err() {
            tracing::warn!("locking could not be written to the audit log");
        }
        Locked { session }
    }

    /// Whether unlocking asks for a code.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn unlock_needs_code(&self, locked: &Locked) -> Result<bool, Error> {
        let policy = self.policy()?;
        let account = self.acts().read(|store| store.account(locked.session.account()))?;
        Ok(needs_code(account.as_ref(), policy.unlock_needs_code))
    }

    /// Unlocks with the password, and a factor where one is asked for.
    ///
    /// # Errors
    /// A fault of the store, the random source or memory, with the locked session. The tries stay charged.
    pub fn unlock(
        &self,
        locked: Locked,
        password: Password,
        factor: Option<Factor>,
    ) -> Result<Unlock, Interrupted<Locked>> {
        let acts = self.acts();
        match self.judge_unlock(&acts, &locked.session, password, factor) {
            Ok(Judged::Right(keys)) => {
                locked.session.refill(keys, acts.now);
                Ok(Unlock::Open(locked.session))
            }
            Ok(Judged::PasswordRefused(refusal)) => Ok(Unlock::PasswordRefused(locked, refusal)),
            Ok(Judged::CodeRefused(refusal)) => Ok(Unlock::CodeRefused(locked, refusal)),
            Ok(Judged::Ended) => Ok(Unlock::Ended),
            Err(fault) => Err(Interrupted::new(locked, fault)),
        }
    }

    fn judge_unlock(
        &self,
        acts: &Acts<'_>,
        session: &Session,
        password: Password,
        factor: Option<Factor>,
    ) -> Result<Judged, Error> {
        if session.standing(acts.now, Duration::MAX) == Standing::EndNow {
            if self.end(session, Event::Expired).is_err() {
                tracing::warn!("the end of a session could not be written to the audit log");
            }
            return Ok(Judged::Ended);
        }
        if acts.watch(session.token_hash())?.is_none() {
            return Ok(Judged::Ended);
        }
        let (proof, account) = match self.check_password(acts, Target::Account(session.account()), password)? {
            PasswordAnswer::Right(right) => *right,
            PasswordAnswer::Refused(refusal) => return Ok(Judged::PasswordRefused(refusal)),
        };
        if login::NothingDue::of(&account).is_none() {
            return Ok(Judged::Ended);
        }
        let mut given = None;
        if needs_code(Some(&account), self.policy()?.unlock_needs_code) {
            let Some(factor) = factor else { return Ok(Judged::CodeRefused(CodeRefusal::Malformed)) };
            let holder = Holder { account: &account, key: proof.key() };
            match self.look_at(acts, session, holder, factor)? {
                Ok(right) => given = Some(right),
                Err(CodeRefusal::Changed) => return Ok(Judged::Ended),
                Err(refusal) => return Ok(Judged::CodeRefused(refusal)),
            }
        }
        match self.prove_again(acts, session, &account, given, (Event::Unlocked, "")) {
            Ok(Ok(())) => Ok(Judged::Right(proof.into_keys())),
            Ok(Err(refusal)) => Ok(Judged::CodeRefused(refusal)),
            Err(Denied::Fault(fault)) => Err(fault),
            Err(_) => Ok(Judged::Ended),
        }
    }

    /// Signs out.
    ///
    /// # Errors
    /// A fault of the store; the keys are wiped all the same, and the session is forgotten after a minute.
    pub fn sign_out(&self, session: Session) -> Result<(), Error> {
        self.end(&session, Event::SignedOut)
    }

    /// Signs out from the locked screen.
    ///
    /// # Errors
    /// As [`Auth::sign_out`].
    pub fn sign_out_locked(&self, locked: Locked) -> Result<(), Error> {
        self.end(&locked.session, Event::SignedOut)
    }

    /// Ends a session that has reached its longest time.
    ///
    /// # Errors
    /// As [`Auth::sign_out`].
    pub fn expire(&self, session: Session) -> Result<(), Error> {
        self.end(&session, Event::Expired)
    }

    fn end(&self, session: &Session, how: Event) -> Result<(), Error> {
        session.empty();
        self.acts().end_session(session.account(), session.username(), session.token_hash(), how)
    }

    /// Looks at a factor of somebody who is signed in already. The act that it is for spends it.
    pub(super) fn look_at(
        &self,
        acts: &Acts<'_>,
        session: &Session,
        holder: Holder<'_>,
        factor: Factor,
    ) -> Result<Result<Given, CodeRefusal>, Error> {
        let is_code = matches!(factor, Factor::Code(_));
        let mut tried = session.tried_codes();
        let answer = login::check_factor(acts, holder, &mut tried, factor);
        session.note_tried_codes(tried);
        match answer? {
            FactorAnswer::Right(_, spend, ticket) => {
                let wrong = tried.saturating_sub(u32::from(is_code));
                Ok(Ok(Given { spend, ticket, wrong }))
            }
            // A help code leads to pairing alone, from the sign-in.
            FactorAnswer::Help(..) => {
                acts.refused(Some(holder.account), Event::RecoveryRefused, "help")?;
                Ok(Err(CodeRefusal::Wrong { wrong: tried.saturating_add(1), clock_behind: false }))
            }
            FactorAnswer::Refused(refusal) => Ok(Err(refusal)),
        }
    }

    /// Spends what was given and writes down what it was for, in one transaction: after a fault the same code can be
    /// tried again, unless it was spent.
    pub(super) fn prove_again(
        &self,
        acts: &Acts<'_>,
        session: &Session,
        account: &AccountRow,
        given: Option<Given>,
        (event, detail): (Event, &str),
    ) -> Result<Result<(), CodeRefusal>, Denied> {
        let is_proven = acts.proven_again(account, session.token_hash(), given.as_ref(), event, detail)?;
        match given {
            Some(given) if !is_proven => {
                acts.refused_factor(account, given.spend.refused(), "used", Some(&given.ticket))?;
                Ok(Err(login::spent(acts.now.wall, &given.spend)))
            }
            Some(_) => {
                session.note_tried_codes(0);
                Ok(Ok(()))
            }
            None => Ok(Ok(())),
        }
    }
}

/// What became of an unlock, before the session is open again.
enum Judged {
    Right(Keys),
    PasswordRefused(Refusal),
    CodeRefused(CodeRefusal),
    Ended,
}

fn needs_code(account: Option<&AccountRow>, by_policy: bool) -> bool {
    by_policy && account.is_some_and(|account| account.two_factor)
}
