//! Proving oneself again.

use std::time::Duration;

use crate::auth::acts::{Acts, Target};
use crate::auth::audit::{Event, Method};
use crate::auth::denied::Denied;
use crate::auth::login::{self, CodeRefusal, Factor, Holder, PasswordAnswer};
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::{Session, Standing};
use crate::auth::step_up::{Owed, Purpose, StepUp, StepUpAnswer};
use crate::auth::store::AccountRow;

impl Auth {
    /// What a step-up for this purpose asks for now.
    ///
    /// # Errors
    /// [`Denied::Ended`] if the session is over, or a fault of the store.
    pub fn step_up_owed(&self, session: &Session, purpose: Purpose) -> Result<Owed, Denied> {
        let (acts, locks) = (self.acts(), session.locks());
        let account = self.signed_in(&acts, session)?;
        let version = account.credentials_version;
        if purpose == Purpose::Administer
            && let Some(at) = session.administers(version, acts.now)
        {
            return Ok(Owed::Nothing(StepUp::new(session, locks, version, purpose, Method::Password, at)));
        }
        Ok(match owes_code(&acts, session, purpose, &account) {
            true => Owed::PasswordAndCode,
            false => Owed::Password,
        })
    }

    /// Proves that the one who is signed in is there: the password, and a factor where one is owed.
    ///
    /// # Errors
    /// [`Denied::Ended`] if the session is over, or was locked meanwhile, or a fault. The tries stay charged.
    pub fn step_up(
        &self,
        session: &Session,
        purpose: Purpose,
        password: Password,
        factor: Option<Factor>,
    ) -> Result<StepUpAnswer, Denied> {
        let (acts, locks) = (self.acts(), session.locks());
        self.signed_in(&acts, session)?;
        let (proof, account) = match self.check_password(&acts, Target::Account(session.account()), password)? {
            PasswordAnswer::Right(right) => *right,
            PasswordAnswer::Refused(refusal) => return Ok(StepUpAnswer::PasswordRefused(refusal)),
        };
        // A temporary password is good for signing in alone.
        if login::NothingDue::of(&account).is_none() {
            return Err(Denied::Ended);
        }
        let mut method = Method::Password;
        let mut given = None;
        if owes_code(&acts, session, purpose, &account) {
            let Some(factor) = factor else { return Ok(StepUpAnswer::CodeRefused(CodeRefusal::Malformed)) };
            method = factor.method();
            let holder = Holder { account: &account, key: proof.key() };
            match self.look_at(&acts, session, holder, factor)? {
                Ok(right) => given = Some(right),
                Err(CodeRefusal::Changed) => return Err(Denied::Changed),
                Err(refusal) => return Ok(StepUpAnswer::CodeRefused(refusal)),
            }
        }
        let entry = (Event::SteppedUp, purpose.word());
        if let Err(refusal) = self.prove_again(&acts, session, &account, given, entry)? {
            return Ok(StepUpAnswer::CodeRefused(refusal));
        }
        let step_up = StepUp::new(session, locks, account.credentials_version, purpose, method, acts.now);
        if session.note_step_up(&step_up, purpose) { Ok(StepUpAnswer::Proven(step_up)) } else { Err(Denied::Ended) }
    }

    /// The account of an open session that still stands, and is not over its longest time.
    pub(super) fn signed_in(&self, acts: &Acts<'_>, session: &Session) -> Result<AccountRow, Denied> {
        if session.standing(acts.now, Duration::MAX) == Standing::EndNow {
            session.empty();
        }
        if !session.is_open() {
            return Err(Denied::Ended);
        }
        let found = acts.read(|store| Ok((store.session(session.token_hash())?, store.account(session.account())?)))?;
        match found {
            (Some(_), Some(account)) if account.enabled => Ok(account),
            _ => {
                session.empty();
                Err(Denied::Ended)
            }
        }
    }

    /// The account of an act that a step-up was made for.
    pub(super) fn proven(
        &self,
        acts: &Acts<'_>,
        session: &Session,
        proof: &StepUp,
        purpose: Purpose,
    ) -> Result<AccountRow, Denied> {
        let account = self.signed_in(acts, session)?;
        match proof.serves(session, purpose, acts.now) {
            true => Ok(account),
            false => Err(Denied::StepUpOver),
        }
    }
}

fn owes_code(acts: &Acts<'_>, session: &Session, purpose: Purpose, account: &AccountRow) -> bool {
    account.two_factor && (purpose == Purpose::Prove || !session.code_is_fresh(acts.now))
}
