//! Setting up two-factor, adding an authenticator, and new recovery codes.

use crate::auth::account::AuthenticatorId;
use crate::auth::acts::{Acts, Ends};
use crate::auth::clock::Now;
use crate::auth::denied::Denied;
use crate::auth::enrol::{
    self, AUTHENTICATORS, ConfirmCode, ConfirmRefusal, Confirmed, Enrolled, Finished, Kept, Material, Owner,
    RECOVERY_CODES, Setup, ShowRecoveryCodes, ShowSecret,
};
use crate::auth::error::Error;
use crate::auth::interrupted::Interrupted;
use crate::auth::login::{self, MustEnrol, NothingDue, Opening, Spend};
use crate::auth::recovery;
use crate::auth::seal;
use crate::auth::secret::{RecoveryCode, SessionToken, TotpSecret, TypedText};
use crate::auth::service::Auth;
use crate::auth::session::{Details, Session};
use crate::auth::step_up::{Purpose, StepUp};
use crate::auth::store::{AccountRow, AuthenticatorRow, RecoveryRow};
use crate::auth::totp::{self, Code, PairingMatch};

impl Auth {
    /// Begins pairing an authenticator: the first turns two-factor on, a further one is added.
    ///
    /// # Errors
    /// [`Denied::TooMany`], [`Denied::StepUpOver`], [`Denied::Ended`], or a fault. The proof was not used and comes
    /// back.
    pub fn begin_setup(&self, session: &Session, proof: StepUp) -> Result<ShowSecret, Interrupted<StepUp, Denied>> {
        match self.new_setup(session, &proof) {
            Ok((material, since)) => {
                let owner = Owner::Session(session.share(), proof);
                Ok(ShowSecret(Box::new(Setup { owner, since, material, tries: 0 })))
            }
            Err(denied) => Err(Interrupted::new(proof, denied)),
        }
    }

    fn new_setup(&self, session: &Session, proof: &StepUp) -> Result<(Material, Now), Denied> {
        let acts = self.acts();
        let account = self.proven(&acts, session, proof, Purpose::Own)?;
        let taken = acts.read(|store| store.authenticators(account.id))?;
        if taken.len() >= AUTHENTICATORS {
            return Err(Denied::TooMany);
        }
        let material = self.material(&account.username, enrol::suggested_name(&taken), !account.two_factor)?;
        Ok((material, acts.now))
    }

    /// Begins the pairing that a sign-in owes.
    ///
    /// # Errors
    /// A fault of the random source, with the state.
    pub fn begin_owed_setup(&self, owed: MustEnrol) -> Result<ShowSecret, Interrupted<MustEnrol>> {
        let since = owed.since;
        match self.material(owed.username(), enrol::suggested_name(&[]), true) {
            Ok(material) => {
                let owner = Owner::Owed(Box::new(owed));
                Ok(ShowSecret(Box::new(Setup { owner, since, material, tries: 0 })))
            }
            Err(fault) => Err(Interrupted::new(owed, fault)),
        }
    }

    /// A code from the phone, and a name for it.
    ///
    /// # Errors
    /// A fault of the store or the random source, with the state; nothing is changed, and the code can be given again.
    pub fn confirm(
        &self,
        state: ConfirmCode,
        typed: TypedText,
        name: &str,
    ) -> Result<Confirmed, Interrupted<ConfirmCode>> {
        let acts = self.acts();
        let ConfirmCode(mut setup) = state;
        match self.judge_pairing(&acts, &mut setup, &typed, name) {
            Ok(Judged::Added) => Ok(Confirmed::Added),
            Ok(Judged::Paired(paired)) => {
                let Paired { authenticator, codes, rows } = *paired;
                let (since, username) = (setup.since, setup.username().to_owned());
                let kept = Kept::Pairing(setup, authenticator);
                Ok(Confirmed::Codes(Box::new(ShowRecoveryCodes { kept, codes, rows, since, username })))
            }
            Ok(Judged::Refused(refusal)) => Ok(Confirmed::Refused(refusal, ConfirmCode(setup))),
            Err(Denied::Fault(fault)) => Err(Interrupted::new(ConfirmCode(setup), fault)),
            Err(denied) => Ok(Confirmed::Over(denied)),
        }
    }

    fn judge_pairing(
        &self,
        acts: &Acts<'_>,
        setup: &mut Setup,
        typed: &TypedText,
        name: &str,
    ) -> Result<Judged, Denied> {
        if setup.left(acts.now).is_zero() {
            return Err(Denied::TookTooLong);
        }
        if let Owner::Session(session, proof) = &setup.owner {
            self.still_open(acts, session, proof)?;
        }
        let refused = |refusal| Ok(Judged::Refused(refusal));
        let Some(code) = Code::parse(typed) else { return refused(ConfirmRefusal::Malformed) };
        let Some(name) = enrol::authenticator_name(name) else { return refused(ConfirmRefusal::Name) };
        let account = setup.account();
        if acts.read(|store| store.authenticators(account))?.iter().any(|row| row.name == name) {
            return refused(ConfirmRefusal::NameTaken);
        }
        let limit = self.options.limits.setup_tries;
        // A fault may have come between the last try and its new secret.
        let step = if setup.tries < limit { pairing(setup, &code, acts.now) } else { Err(ConfirmRefusal::NewSecret) };
        match step {
            Ok(step) => self.confirmed(acts, setup, name, step),
            Err(_) if setup.tries >= limit => {
                self.renew_secret(setup)?;
                refused(ConfirmRefusal::NewSecret)
            }
            Err(refusal) => refused(refusal),
        }
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
    /// A fault, with the state; nothing is changed, and the same recovery codes can be finished with again.
    pub fn finish_setup(&self, state: ShowRecoveryCodes) -> Result<Finished, Interrupted<ShowRecoveryCodes>> {
        let acts = self.acts();
        if state.left(acts.now).is_zero() {
            return Ok(Finished::Over(Denied::TookTooLong));
        }
        match self.write_setup(&acts, &state) {
            Ok(Written::Renewed) => Ok(Finished::Renewed),
            Ok(Written::On) => Ok(Finished::On),
            Ok(Written::SignedIn(opening)) => match state.into_owed() {
                Some(owed) => Ok(Finished::SignedIn(Box::new(opening.open(owed.proof)))),
                None => Ok(Finished::On),
            },
            Err(Denied::Fault(fault)) => Err(Interrupted::new(state, fault)),
            Err(denied) => Ok(Finished::Over(denied)),
        }
    }

    fn write_setup(&self, acts: &Acts<'_>, state: &ShowRecoveryCodes) -> Result<Written, Denied> {
        let rows = &state.rows;
        match &state.kept {
            Kept::Renewal(session, proof) => {
                self.still_open(acts, session, proof)?;
                acts.renew_recovery(proof, rows, session.token_hash())?;
                self.scrub();
                Ok(Written::Renewed)
            }
            Kept::Pairing(setup, authenticator) => match &setup.owner {
                Owner::Session(session, proof) => {
                    self.still_open(acts, session, proof)?;
                    acts.enrol(&enrolled(proof, authenticator, Some(rows)), Ends::In(session.token_hash()))?;
                    Ok(Written::On)
                }
                Owner::Owed(owed) => self.write_owed(acts, owed, authenticator, rows),
            },
        }
    }

    fn material(&self, username: &str, suggested_name: String, first: bool) -> Result<Material, Error> {
        let secret = TotpSecret::draw(&*self.random)?;
        Ok(Material {
            uri: totp::pairing_uri(self.program(), username, &secret),
            secret,
            id: AuthenticatorId::draw(&*self.random)?,
            suggested_name,
            first,
        })
    }

    fn renew_secret(&self, setup: &mut Setup) -> Result<(), Error> {
        let Material { suggested_name, first, .. } = &setup.material;
        setup.material = self.material(setup.username(), suggested_name.clone(), *first)?;
        setup.tries = 0;
        Ok(())
    }

    /// The phone has the secret: a further authenticator is added at once, a first one waits for the recovery codes.
    fn confirmed(&self, acts: &Acts<'_>, setup: &Setup, name: String, step: u64) -> Result<Judged, Denied> {
        let now = acts.now.wall;
        let Material { secret, id, first, .. } = &setup.material;
        let account = acts.read(|store| store.account(setup.account()))?.ok_or(Denied::Changed)?;
        let seal = |key: &_| seal::seal_totp(key, account.id, *id, secret, &*self.random);
        let sealed = match &setup.owner {
            Owner::Session(session, _) => session.with_key(|key, _| seal(key))??,
            Owner::Owed(owed) => seal(owed.proof.key())?,
        };
        let (id, last_used) = (*id, None);
        let row = AuthenticatorRow { id, account: account.id, name, sealed, last_step: step, added: now, last_used };
        if let Owner::Session(session, proof) = &setup.owner
            && !first
        {
            acts.enrol(&enrolled(proof, &row, None), Ends::In(session.token_hash()))?;
            return Ok(Judged::Added);
        }
        let codes = recovery::draw_set(&*self.random)?;
        let rows = match &setup.owner {
            Owner::Session(session, _) => session.with_key(|key, _| recovery_rows(&account, key, &codes))?,
            Owner::Owed(owed) => recovery_rows(&account, owed.proof.key(), &codes),
        };
        Ok(Judged::Paired(Box::new(Paired { authenticator: row, codes, rows })))
    }

    fn write_owed(
        &self,
        acts: &Acts<'_>,
        owed: &MustEnrol,
        authenticator: &AuthenticatorRow,
        rows: &[RecoveryRow],
    ) -> Result<Written, Denied> {
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
        let factor = login::paired(owed);
        Ok(Written::SignedIn(Box::new(Opening { factor, nothing, token, details, notices })))
    }

    /// Locking ended the set-up, even if the session was unlocked since.
    fn still_open(&self, acts: &Acts<'_>, session: &Session, proof: &StepUp) -> Result<(), Denied> {
        self.signed_in(acts, session)?;
        if proof.belongs_to(session) { Ok(()) } else { Err(Denied::Ended) }
    }
}

/// What became of a code for the new secret.
enum Judged {
    /// The further authenticator is added.
    Added,
    /// The first one waits for its recovery codes.
    Paired(Box<Paired>),
    Refused(ConfirmRefusal),
}

/// A first authenticator that was confirmed, and what is shown and written with it.
struct Paired {
    authenticator: AuthenticatorRow,
    codes: [RecoveryCode; RECOVERY_CODES],
    rows: Vec<RecoveryRow>,
}

/// What the end of a set-up wrote.
enum Written {
    On,
    Renewed,
    SignedIn(Box<Opening>),
}

fn enrolled<'a>(
    proof: &StepUp,
    authenticator: &'a AuthenticatorRow,
    recovery: Option<&'a [RecoveryRow]>,
) -> Enrolled<'a> {
    let (account, credentials_version) = (proof.account(), proof.credentials_version());
    Enrolled { account, credentials_version, authenticator, recovery, due: None }
}

/// Looks at a code for the new secret; a wrong one counts.
fn pairing(setup: &mut Setup, code: &Code, now: Now) -> Result<u64, ConfirmRefusal> {
    let found = totp::step_of(now.wall)
        .map_or(PairingMatch::Wrong, |step| totp::matches_pairing(&setup.material.secret, code, step));
    let refusal = match found {
        PairingMatch::Right(step) => return Ok(step),
        PairingMatch::ClockOff { minutes } => {
            let minutes = u32::try_from(minutes.unsigned_abs()).unwrap_or(u32::MAX);
            ConfirmRefusal::ClockOff { minutes }
        }
        PairingMatch::Wrong => ConfirmRefusal::Wrong,
    };
    setup.tries = setup.tries.saturating_add(1);
    Err(refusal)
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
