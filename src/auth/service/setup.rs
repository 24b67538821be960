//! Setting up two-factor, adding an authenticator, and new recovery codes.

use super::Auth;
use crate::auth::account::AuthenticatorId;
use crate::auth::acts::{Acts, Ends};
use crate::auth::clock::Now;
use crate::auth::denied::Denied;
use crate::auth::enrol::{
    self, AUTHENTICATORS, ConfirmCode, ConfirmRefusal, Confirmed, Enrolled, Finished, Kept, Owner, Setup,
    ShowRecoveryCodes, ShowSecret,
};
use crate::auth::error::Error;
use crate::auth::login::{self, MustEnrol, NothingDue, SignedIn, Spend};
use crate::auth::recovery;
use crate::auth::seal;
use crate::auth::secret::{RecoveryCode, SessionToken, TotpSecret, TypedText};
use crate::auth::session::{Details, Session};
use crate::auth::step_up::{Purpose, StepUp};
use crate::auth::store::{AccountRow, AuthenticatorRow, RecoveryRow};
use crate::auth::totp::{self, Code, PairingMatch};

impl Auth {
    /// Begins pairing an authenticator: the first turns two-factor on, a further one is added.
    ///
    /// # Errors
    /// [`Denied::TooMany`], [`Denied::StepUpOver`], [`Denied::Ended`], or a fault.
    pub fn begin_setup(&self, session: &Session, proof: StepUp) -> Result<ShowSecret, Denied> {
        let acts = self.acts();
        let account = self.proven(&acts, session, &proof, Purpose::Own)?;
        let taken = acts.read(|store| store.authenticators(account.id))?;
        if taken.len() >= AUTHENTICATORS {
            return Err(Denied::TooMany);
        }
        let setup = Setup {
            suggested_name: enrol::suggested_name(&taken),
            first: !account.two_factor,
            ..self.setup(&account.username, Owner::Session(session.share(), proof), acts.now)?
        };
        Ok(ShowSecret(Box::new(setup)))
    }

    /// Begins the pairing that a sign-in owes.
    ///
    /// # Errors
    /// A fault of the random source.
    pub fn begin_owed_setup(&self, owed: MustEnrol) -> Result<ShowSecret, Error> {
        let username = owed.username().to_owned();
        let since = owed.since;
        let setup = self.setup(&username, Owner::Owed(Box::new(owed)), since)?;
        Ok(ShowSecret(Box::new(setup)))
    }

    /// A code from the phone, and a name for it.
    ///
    /// # Errors
    /// A fault of the store or the random source; nothing is changed.
    pub fn confirm(&self, state: ConfirmCode, typed: TypedText, name: &str) -> Result<Confirmed, Error> {
        let acts = self.acts();
        let ConfirmCode(mut setup) = state;
        if setup.left(acts.now).is_zero() {
            return Ok(Confirmed::Over(Denied::TookTooLong));
        }
        if let Owner::Session(session, proof) = &setup.owner
            && let Err(denied) = self.still_open(&acts, session, proof)
        {
            return over(denied);
        }
        let refused = |refusal, setup| Ok(Confirmed::Refused(refusal, ConfirmCode(setup)));
        let Some(code) = Code::parse(&typed) else { return refused(ConfirmRefusal::Malformed, setup) };
        let Some(name) = enrol::authenticator_name(name) else { return refused(ConfirmRefusal::Name, setup) };
        let account = setup.account();
        if acts.read(|store| store.authenticators(account))?.iter().any(|row| row.name == name) {
            return refused(ConfirmRefusal::NameTaken, setup);
        }
        let step = match pairing(&setup.secret, &code, acts.now) {
            Ok(step) => step,
            Err(refusal) => {
                setup.tries = setup.tries.saturating_add(1);
                if setup.tries >= self.options.limits.setup_tries {
                    let setup = self.with_new_secret(*setup)?;
                    return refused(ConfirmRefusal::NewSecret, Box::new(setup));
                }
                return refused(refusal, setup);
            }
        };
        self.confirmed(&acts, setup, name, step).or_else(over)
    }

    /// Draws a new set of recovery codes. It counts, and the old set dies, when [`Auth::finish_setup`] takes it.
    ///
    /// # Errors
    /// [`Denied::Gone`] if two-factor is off, [`Denied::StepUpOver`], [`Denied::Ended`], or a fault.
    pub fn new_recovery_codes(&self, session: &Session, proof: StepUp) -> Result<ShowRecoveryCodes, Denied> {
        let acts = self.acts();
        let account = self.proven(&acts, session, &proof, Purpose::Own)?;
        if !account.two_factor {
            return Err(Denied::Gone);
        }
        let codes = recovery::draw_set(&*self.random)?;
        let rows = session.with_key(|key, _| recovery_rows(&account, key, &codes))?;
        let kept = Kept::Renewal(session.share(), proof);
        Ok(ShowRecoveryCodes { kept, codes, rows, since: acts.now, username: account.username })
    }

    /// The recovery codes are kept: now everything counts, in one transaction.
    ///
    /// # Errors
    /// [`Denied::TookTooLong`], [`Denied::Changed`], [`Denied::Ended`], or a fault; nothing is changed.
    pub fn finish_setup(&self, state: ShowRecoveryCodes) -> Result<Finished, Denied> {
        let acts = self.acts();
        if state.left(acts.now).is_zero() {
            return Err(Denied::TookTooLong);
        }
        let ShowRecoveryCodes { kept, rows, .. } = state;
        match kept {
            Kept::Renewal(session, proof) => {
                self.still_open(&acts, &session, &proof)?;
                acts.renew_recovery(&proof, &rows, session.token_hash())?;
                self.scrub();
                Ok(Finished::Renewed)
            }
            Kept::Pairing(setup, authenticator) => match setup.owner {
                Owner::Session(session, proof) => {
                    self.still_open(&acts, &session, &proof)?;
                    acts.enrol(&enrolled(&proof, &authenticator, Some(&rows)), Ends::In(session.token_hash()))?;
                    Ok(Finished::On)
                }
                Owner::Owed(owed) => self.finish_owed(&acts, *owed, &authenticator, &rows),
            },
        }
    }

    fn setup(&self, username: &str, owner: Owner, now: Now) -> Result<Setup, Error> {
        let secret = TotpSecret::draw(&*self.random)?;
        Ok(Setup {
            owner,
            since: now,
            uri: totp::pairing_uri(self.program(), username, &secret),
            secret,
            id: AuthenticatorId::draw(&*self.random)?,
            suggested_name: enrol::suggested_name(&[]),
            first: true,
            tries: 0,
        })
    }

    fn with_new_secret(&self, setup: Setup) -> Result<Setup, Error> {
        let username = match &setup.owner {
            Owner::Session(session, _) => session.username().to_owned(),
            Owner::Owed(owed) => owed.username().to_owned(),
        };
        let Setup { owner, since, suggested_name, first, .. } = setup;
        Ok(Setup { since, suggested_name, first, ..self.setup(&username, owner, since)? })
    }

    /// The phone has the secret: a further authenticator is added at once, a first one waits for the recovery codes.
    fn confirmed(&self, acts: &Acts<'_>, setup: Box<Setup>, name: String, step: u64) -> Result<Confirmed, Denied> {
        let now = acts.now.wall;
        let account = acts.read(|store| store.account(setup.account()))?.ok_or(Denied::Changed)?;
        let seal = |key: &_| seal::seal_totp(key, account.id, setup.id, &setup.secret, &*self.random);
        let sealed = match &setup.owner {
            Owner::Session(session, _) => session.with_key(|key, _| seal(key))??,
            Owner::Owed(owed) => seal(owed.proof.key())?,
        };
        let (id, last_used) = (setup.id, None);
        let row = AuthenticatorRow { id, account: account.id, name, sealed, last_step: step, added: now, last_used };
        if let Owner::Session(session, proof) = &setup.owner
            && !setup.first
        {
            acts.enrol(&enrolled(proof, &row, None), Ends::In(session.token_hash()))?;
            return Ok(Confirmed::Added);
        }
        let codes = recovery::draw_set(&*self.random)?;
        let rows = match &setup.owner {
            Owner::Session(session, _) => session.with_key(|key, _| recovery_rows(&account, key, &codes))?,
            Owner::Owed(owed) => recovery_rows(&account, owed.proof.key(), &codes),
        };
        let (since, username) = (setup.since, account.username);
        let kept = Kept::Pairing(setup, row);
        Ok(Confirmed::Codes(Box::new(ShowRecoveryCodes { kept, codes, rows, since, username })))
    }

    fn finish_owed(
        &self,
        acts: &Acts<'_>,
        owed: MustEnrol,
        authenticator: &AuthenticatorRow,
        rows: &[RecoveryRow],
    ) -> Result<Finished, Denied> {
        let token = SessionToken::draw(&*self.random)?;
        let completed = self.completed(&owed.proof, owed.method, Spend::NOTHING, 0, &token)?;
        let details = Details { id: completed.session, method: owed.method, opened: acts.now };
        let enrolled = Enrolled {
            account: owed.proof.account(),
            credentials_version: owed.proof.credentials_version(),
            authenticator,
            recovery: Some(rows),
            due: Some(&owed.due),
        };
        let (account, notices) = acts.enrol(&enrolled, Ends::SignIn(&completed))?;
        self.scrub();
        let nothing = NothingDue::of(&account).ok_or(Denied::Changed)?;
        let factor = login::paired(&owed);
        let session = login::open(owed.proof, &factor, nothing, &token, details);
        Ok(Finished::SignedIn(Box::new(SignedIn { session, notices })))
    }

    /// Locking ended the set-up, even if the session was unlocked since.
    fn still_open(&self, acts: &Acts<'_>, session: &Session, proof: &StepUp) -> Result<(), Denied> {
        self.signed_in(acts, session)?;
        if proof.belongs_to(session) { Ok(()) } else { Err(Denied::Ended) }
    }
}

/// A set-up that was denied is over; a fault is a fault.
fn over(denied: Denied) -> Result<Confirmed, Error> {
    match denied {
        Denied::Fault(fault) => Err(fault),
        denied => Ok(Confirmed::Over(denied)),
    }
}

fn enrolled<'a>(
    proof: &StepUp,
    authenticator: &'a AuthenticatorRow,
    recovery: Option<&'a [RecoveryRow]>,
) -> Enrolled<'a> {
    let (account, credentials_version) = (proof.account(), proof.credentials_version());
    Enrolled { account, credentials_version, authenticator, recovery, due: None }
}

fn pairing(secret: &TotpSecret, code: &Code, now: Now) -> Result<u64, ConfirmRefusal> {
    let step = totp::step_of(now.wall).ok_or(ConfirmRefusal::Wrong)?;
    match totp::matches_pairing(secret, code, step) {
        PairingMatch::Right(step) => Ok(step),
        PairingMatch::ClockOff { minutes } => {
            let minutes = u32::try_from(minutes.unsigned_abs()).unwrap_or(u32::MAX);
            Err(ConfirmRefusal::ClockOff { minutes })
        }
        PairingMatch::Wrong => Err(ConfirmRefusal::Wrong),
    }
}

/// The rows of the set after the one in force.
fn recovery_rows(
    account: &AccountRow,
    key: &crate::auth::secret::AccountKey,
    codes: &[RecoveryCode],
) -> Vec<RecoveryRow> {
    let set = account.recovery_set.saturating_add(1);
    let row = |(index, code): (u32, &RecoveryCode)| {
        let tag = seal::recovery_tag(key, account.id, set, code);
        RecoveryRow { account: account.id, set, index, tag, used: None }
    };
    (0..).zip(codes).map(row).collect()
}
