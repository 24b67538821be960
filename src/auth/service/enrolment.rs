//! Enrolment: turning two-factor on, adding an authenticator, and renewing recovery codes.

use crate::auth::account::AuthenticatorId;
use crate::auth::action_error::ActionError;
use crate::auth::clock::Now;
use crate::auth::enrolment::{
    self, ConfirmCode, ConfirmResult, Enrolment, EnrolmentOwner, FinishResult, Material, PendingWrite,
    ShowRecoveryCodes, ShowSecret,
};
use crate::auth::error::Error;
use crate::auth::interrupted::Interrupted;
use crate::auth::login::{self, MustEnrol, NoPendingRequirement, SessionParts};
use crate::auth::recovery::{self, RECOVERY_CODES};
use crate::auth::refusal::EnrolmentRefusal;
use crate::auth::seal;
use crate::auth::secret::{AccountKey, RecoveryCode, SecretInput, TotpSecret};
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{StepUp, StepUpPurpose};
use crate::auth::store::{AccountRow, AuthenticatorRow, RecoveryRow};
use crate::auth::totp::{self, Code, PairingMatch};
use crate::auth::transactions::{EnrolmentContext, MAX_AUTHENTICATORS, Transactions};

impl Auth {
    /// Begins pairing an authenticator. The first one turns two-factor on; a further one is added.
    ///
    /// # Errors
    /// [`ActionError::TooManyAuthenticators`], [`ActionError::StepUpExpired`], [`ActionError::SessionEnded`], or
    /// [`ActionError::Fault`]. The unused step-up is returned.
    pub fn begin_enrolment(
        &self,
        session: &Session,
        proof: StepUp,
    ) -> Result<ShowSecret, Interrupted<StepUp, ActionError>> {
        match self.new_enrolment(session, &proof) {
            Ok((material, started_at)) => {
                let owner = EnrolmentOwner::Session(session.handle(), proof);
                Ok(ShowSecret(Box::new(Enrolment { owner, started_at, material, wrong_codes: 0 })))
            }
            Err(denied) => Err(Interrupted::new(proof, denied)),
        }
    }

    fn new_enrolment(&self, session: &Session, proof: &StepUp) -> Result<(Material, Now), ActionError> {
        let (transactions, account) = self.require_step_up(session, proof, StepUpPurpose::OwnAccount)?;
        let existing = transactions.read(|store| store.authenticators(account.id))?;
        if existing.len() >= MAX_AUTHENTICATORS {
            return Err(ActionError::TooManyAuthenticators);
        }
        let material = self.material(&account.username, enrolment::suggested_name(&existing), !account.two_factor)?;
        Ok((material, transactions.now))
    }

    /// Begins the pairing that a sign-in requires.
    ///
    /// # Errors
    /// Fails if the random source fails, and returns the state.
    pub fn begin_required_enrolment(&self, must_enrol: MustEnrol) -> Result<ShowSecret, Interrupted<MustEnrol>> {
        let started_at = must_enrol.started_at;
        match self.material(must_enrol.username(), enrolment::suggested_name(&[]), true) {
            Ok(material) => {
                let owner = EnrolmentOwner::Required(Box::new(must_enrol));
                Ok(ShowSecret(Box::new(Enrolment { owner, started_at, material, wrong_codes: 0 })))
            }
            Err(fault) => Err(Interrupted::new(must_enrol, fault)),
        }
    }

    /// Confirms a pairing with a code from the authenticator, and names it.
    ///
    /// # Errors
    /// Fails if the store or the random source fails, and returns the state; nothing is changed, and the code can be
    /// submitted again.
    pub fn confirm_pairing(
        &self,
        state: ConfirmCode,
        typed: SecretInput,
        name: &str,
    ) -> Result<ConfirmResult, Interrupted<ConfirmCode>> {
        let transactions = self.transactions();
        let ConfirmCode(mut setup) = state;
        match self.check_pairing(&transactions, &mut setup, &typed, name) {
            Ok(PairingCheck::Added) => Ok(ConfirmResult::Added),
            Ok(PairingCheck::Paired(paired)) => {
                let (authenticator, codes, rows) = *paired;
                let started_at = setup.started_at;
                let pending_write = PendingWrite::Pairing(setup, authenticator);
                let shown = ShowRecoveryCodes { pending_write, codes, rows, started_at };
                Ok(ConfirmResult::RecoveryCodes(Box::new(shown)))
            }
            Ok(PairingCheck::Refused(refusal)) => Ok(ConfirmResult::Refused(refusal, ConfirmCode(setup))),
            Err(ActionError::Fault(fault)) => Err(Interrupted::new(ConfirmCode(setup), fault)),
            Err(denied) => Ok(ConfirmResult::Failed(denied)),
        }
    }

    fn check_pairing(
        &self,
        transactions: &Transactions<'_>,
        setup: &mut Enrolment,
        typed: &SecretInput,
        name: &str,
    ) -> Result<PairingCheck, ActionError> {
        if setup.time_left(transactions.now).is_zero() {
            return Err(ActionError::Expired);
        }
        if let EnrolmentOwner::Session(session, proof) = &setup.owner {
            self.require_same_unlocked_session(transactions, session, proof)?;
        }
        let refused = |refusal| Ok(PairingCheck::Refused(refusal));
        let Some(code) = Code::parse(typed) else { return refused(EnrolmentRefusal::Malformed) };
        let Some(name) = enrolment::parse_authenticator_name(name) else {
            return refused(EnrolmentRefusal::InvalidName);
        };
        let account = setup.account();
        if transactions.read(|store| store.authenticators(account))?.iter().any(|row| row.name == name) {
            return refused(EnrolmentRefusal::NameTaken);
        }
        let limit = self.options.limits.setup_attempts;
        // A replacement secret could not be drawn after the last attempt.
        let matched = if setup.wrong_codes < limit {
            match_pairing_code(setup, &code, transactions.now)
        } else {
            Err(EnrolmentRefusal::NewSecret)
        };
        match matched {
            Ok(step) => self.complete_pairing(transactions, setup, name, step),
            Err(_) if setup.wrong_codes >= limit => {
                let Material { suggested_name, is_first, .. } = &setup.material;
                setup.material = self.material(setup.username(), suggested_name.clone(), *is_first)?;
                setup.wrong_codes = 0;
                refused(EnrolmentRefusal::NewSecret)
            }
            Err(refusal) => refused(refusal),
        }
    }

    /// Draws a new set of recovery codes. [`Auth::finish_enrolment`] stores it and invalidates the old set.
    ///
    /// # Errors
    /// [`ActionError::NotFound`] if two-factor is off, [`ActionError::StepUpExpired`], [`ActionError::SessionEnded`],
    /// or [`ActionError::Fault`].
    pub fn new_recovery_codes(&self, session: &Session, proof: StepUp) -> Result<ShowRecoveryCodes, ActionError> {
        let (transactions, account) = self.require_step_up(session, &proof, StepUpPurpose::OwnAccount)?;
        if !account.two_factor {
            return Err(ActionError::NotFound);
        }
        let codes = recovery::draw_set(&*self.random)?;
        let rows = session.with_key(|key, _| recovery_rows(&account, key, &codes))?;
        let pending_write = PendingWrite::Renewal(session.handle(), proof);
        Ok(ShowRecoveryCodes { pending_write, codes, rows, started_at: transactions.now })
    }

    /// Finishes an enrolment after the user saved the recovery codes: writes everything in one transaction.
    ///
    /// # Errors
    /// Fails if the store or the random source fails, and returns the state; nothing is changed, and the call can be
    /// repeated with the same recovery codes.
    pub fn finish_enrolment(&self, state: ShowRecoveryCodes) -> Result<FinishResult, Interrupted<ShowRecoveryCodes>> {
        let transactions = self.transactions();
        if state.time_left(transactions.now).is_zero() {
            return Ok(FinishResult::Failed(ActionError::Expired));
        }
        match self.write_enrolment(&transactions, &state) {
            Ok(None) if state.enables_two_factor() => Ok(FinishResult::TwoFactorOn),
            Ok(None) => Ok(FinishResult::RecoveryCodesRenewed),
            Ok(Some(parts)) => match state.into_required() {
                Some(must_enrol) => Ok(FinishResult::SignedIn(Box::new(parts.open(must_enrol.proof)))),
                None => Ok(FinishResult::TwoFactorOn),
            },
            Err(ActionError::Fault(fault)) => Err(Interrupted::new(state, fault)),
            Err(denied) => Ok(FinishResult::Failed(denied)),
        }
    }

    /// Returns what opens the session, if a sign-in required the enrolment.
    fn write_enrolment(
        &self,
        transactions: &Transactions<'_>,
        state: &ShowRecoveryCodes,
    ) -> Result<Option<SessionParts>, ActionError> {
        let (setup, authenticator) = match &state.pending_write {
            PendingWrite::Renewal(session, proof) => {
                self.require_same_unlocked_session(transactions, session, proof)?;
                transactions.replace_recovery_codes(proof, &state.rows)?;
                self.purge_deleted();
                return Ok(None);
            }
            PendingWrite::Pairing(setup, authenticator) => (setup, authenticator),
        };
        match &setup.owner {
            EnrolmentOwner::Session(session, proof) => {
                self.require_same_unlocked_session(transactions, session, proof)?;
                transactions.enrol(authenticator, Some(&state.rows), EnrolmentContext::Session(proof))?;
                Ok(None)
            }
            EnrolmentOwner::Required(must_enrol) => {
                let completion = self.sign_in_completion(transactions, &must_enrol.proof, must_enrol.method)?;
                let context = EnrolmentContext::SignIn(&completion, &must_enrol.deferred_change);
                let (account, notices) = transactions.enrol(authenticator, Some(&state.rows), context)?;
                self.purge_deleted();
                let no_pending = NoPendingRequirement::of(&account).ok_or(ActionError::Changed)?;
                let (factor, info) = (login::enrolment_proof(must_enrol), completion.session);
                Ok(Some(SessionParts { factor, no_pending, info, notices }))
            }
        }
    }

    fn material(&self, username: &str, suggested_name: String, is_first: bool) -> Result<Material, Error> {
        let secret = TotpSecret::draw(&*self.random)?;
        Ok(Material {
            uri: totp::otpauth_uri(self.program_name(), username, &secret),
            secret,
            id: AuthenticatorId::draw(&*self.random)?,
            suggested_name,
            is_first,
        })
    }

    /// Handles a right code: adds a further authenticator at once; a first one is written with the recovery codes.
    fn complete_pairing(
        &self,
        transactions: &Transactions<'_>,
        setup: &Enrolment,
        name: String,
        step: u64,
    ) -> Result<PairingCheck, ActionError> {
        let Material { secret, id, is_first, .. } = &setup.material;
        let account = transactions.read(|store| store.account(setup.account()))?.ok_or(ActionError::Changed)?;
        let seal = |key: &_| seal::seal_totp(key, account.id, *id, secret, &*self.random);
        let authenticator = AuthenticatorRow {
            id: *id,
            account: account.id,
            name,
            sealed_secret: setup.with_key(seal)??,
            last_step: step,
            paired_at: transactions.now.wall,
            last_used_at: None,
        };
        if let EnrolmentOwner::Session(_, proof) = &setup.owner
            && !is_first
        {
            transactions.enrol(&authenticator, None, EnrolmentContext::Session(proof))?;
            return Ok(PairingCheck::Added);
        }
        let codes = recovery::draw_set(&*self.random)?;
        let rows = setup.with_key(|key| recovery_rows(&account, key, &codes))?;
        Ok(PairingCheck::Paired(Box::new((authenticator, codes, rows))))
    }

    /// Fails if the session was locked since the step-up, even if it is unlocked again: locking ends an enrolment.
    fn require_same_unlocked_session(
        &self,
        transactions: &Transactions<'_>,
        session: &Session,
        proof: &StepUp,
    ) -> Result<(), ActionError> {
        self.require_session_at(transactions, session)?;
        if proof.is_for_session(session.epoch()) { Ok(()) } else { Err(ActionError::SessionEnded) }
    }
}

/// The result of a code for the new secret.
enum PairingCheck {
    /// The further authenticator is added.
    Added,
    /// The first authenticator is confirmed; its recovery codes, and their rows, follow.
    Paired(Box<(AuthenticatorRow, [RecoveryCode; RECOVERY_CODES], Vec<RecoveryRow>)>),
    Refused(EnrolmentRefusal),
}

/// Checks a code against the new secret and counts a wrong one.
fn match_pairing_code(setup: &mut Enrolment, code: &Code, now: Now) -> Result<u64, EnrolmentRefusal> {
    let pairing_match = totp::step_of(now.wall)
        .map_or(PairingMatch::Wrong, |step| totp::matches_pairing(&setup.material.secret, code, step));
    let refusal = match pairing_match {
        PairingMatch::Right(step) => return Ok(step),
        PairingMatch::ClockOff { minutes } => {
            let minutes = u32::try_from(minutes.unsigned_abs()).unwrap_or(u32::MAX);
            EnrolmentRefusal::ClockOff { minutes }
        }
        PairingMatch::Wrong => EnrolmentRefusal::Wrong,
    };
    setup.wrong_codes = setup.wrong_codes.saturating_add(1);
    Err(refusal)
}

/// Returns the rows of the recovery set that follows the active one.
fn recovery_rows(account: &AccountRow, key: &AccountKey, codes: &[RecoveryCode]) -> Vec<RecoveryRow> {
    let set = account.recovery_set.saturating_add(1);
    let row = |(index, code): (u32, &RecoveryCode)| {
        let tag = seal::recovery_tag(key, account.id, set, code);
        RecoveryRow { account: account.id, set_number: set, position: index, tag, used_at: None }
    };
    (0..).zip(codes).map(row).collect()
}
