//! Locking, unlocking, and the ends of a session.

use std::time::Duration;

use super::Auth;
use crate::auth::acts::{Acts, Target};
use crate::auth::audit::Event;
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::login::{self, CodeRefusal, Factor, FactorAnswer, Holder, PasswordAnswer, Refusal};
use crate::auth::secret::Password;
use crate::auth::session::{Locked, Session, Standing};
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
    /// A fault of the store, the random source or memory. The tries stay charged.
    pub fn unlock(&self, locked: Locked, password: Password, factor: Option<Factor>) -> Result<Unlock, Error> {
        let acts = self.acts();
        let session = locked.session;
        if session.standing(acts.now, Duration::MAX) == Standing::EndNow {
            self.end(&session, Event::Expired)?;
            return Ok(Unlock::Ended);
        }
        if acts.watch(session.token_hash())?.is_none() {
            return Ok(Unlock::Ended);
        }
        let target = Target::Account(session.account());
        let (proof, account) = match self.check_password(&acts, target, password)? {
            PasswordAnswer::Right(right) => *right,
            PasswordAnswer::Refused(refusal) => return Ok(Unlock::PasswordRefused(Locked { session }, refusal)),
        };
        if login::NothingDue::of(&account).is_none() {
            return Ok(Unlock::Ended);
        }
        if needs_code(Some(&account), self.policy()?.unlock_needs_code) {
            let Some(factor) = factor else {
                return Ok(Unlock::CodeRefused(Locked { session }, CodeRefusal::Malformed));
            };
            let holder = Holder { account: &account, key: proof.key() };
            if let Err(refusal) = self.accept(&acts, &session, holder, factor)? {
                return Ok(Unlock::CodeRefused(Locked { session }, refusal));
            }
        }
        match acts.proven_again(&account, session.token_hash(), Event::Unlocked, "") {
            Ok(()) => {
                session.refill(proof.into_keys(), acts.now);
                Ok(Unlock::Open(session))
            }
            Err(Denied::Fault(fault)) => Err(fault),
            Err(_) => Ok(Unlock::Ended),
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

    /// Looks at a factor and spends it, for somebody who is signed in already.
    pub(super) fn accept(
        &self,
        acts: &Acts<'_>,
        session: &Session,
        holder: Holder<'_>,
        factor: Factor,
    ) -> Result<Result<(), CodeRefusal>, Error> {
        let is_code = matches!(factor, Factor::Code(_));
        let wrong = session.wrong_codes();
        let (spend, ticket) = match login::check_factor(acts, holder, wrong, factor)? {
            FactorAnswer::Right(_, spend, ticket) => (spend, ticket),
            // A help code leads to pairing alone, from the sign-in.
            FactorAnswer::Help(..) => {
                acts.refused(Some(holder.account), Event::RecoveryRefused, "help")?;
                return Ok(Err(CodeRefusal::Wrong { wrong: wrong.saturating_add(1), clock_behind: false }));
            }
            FactorAnswer::Refused(refusal, charged) => {
                session.note_wrong_codes(wrong.saturating_add(u32::from(charged && is_code)));
                return Ok(Err(refusal));
            }
        };
        match acts.accept_factor(holder.account, &spend, wrong) {
            Ok(true) => {
                session.note_wrong_codes(0);
                acts.refund(ticket).map(Ok)
            }
            Ok(false) => {
                session.note_wrong_codes(wrong.saturating_add(u32::from(is_code)));
                acts.refused(Some(holder.account), spend.refused(), "used")?;
                Ok(Err(login::spent(acts.now.wall, &spend)))
            }
            Err(Denied::Fault(fault)) => Err(fault),
            Err(_) => Ok(Err(CodeRefusal::Changed)),
        }
    }
}

fn needs_code(account: Option<&AccountRow>, by_policy: bool) -> bool {
    by_policy && account.is_some_and(|account| account.two_factor)
}
