//! Creates the history of the demo accounts, one action at a time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::clock::OffsetClock;
use crate::auth::{
    ActionError, Auth, CodeRefusal, ConfirmResult, Cost, Error, Factor, FinishResult, MemoryStore, Options, Outcome,
    Password, Role, SecretInput, Session, ShowSecret, StepUp, StepUpPurpose, StepUpRequirement, StepUpResult,
    SystemRandom, TotpSecret, code_at,
};
use crate::auth::{Clock, PasswordChoice};

/// A cost low enough to create the history within a second: 19 MiB, 2 passes. Sign-ins in the demo use the standard
/// cost, and the stored hashes are raised to it.
const COST: Cost = Cost::new(19 * 1024, 2, 1);

/// Maximum number of sign-ins begun while waiting for the codes to be suspended.
const MAX_SIGN_INS: usize = 40;
/// The password of all users who are not new, so that the hint fits on the sign-in screen.
pub(super) const PASSWORD: &str = "harbour violet pepper eleven";
const PROGRAM_NAME: &str = "Vestibule";

/// TOTP secrets by username.
pub(super) type TotpSecrets = BTreeMap<String, TotpSecret>;

pub(super) struct DemoUser {
    pub(super) name: &'static str,
    pub(super) role: Role,
}

/// The accounts while they are being filled.
pub(super) struct DemoBuilder {
    auth: Auth,
    store: Arc<MemoryStore>,
    clock: Arc<OffsetClock>,
    secrets: TotpSecrets,
}

impl DemoBuilder {
    pub(super) fn new() -> Result<Self, Error> {
        let clock = Arc::new(OffsetClock::default());
        let store = Arc::new(MemoryStore::new(&SystemRandom)?);
        let options = Options { cost: COST.into(), ..Options::new(PROGRAM_NAME) };
        let auth = build_auth(&store, &clock, options)?;
        Ok(Self { auth, store, clock, secrets: TotpSecrets::new() })
    }

    /// Sets the clock back: the following actions happen that long ago.
    pub(super) fn set_time_ago(&self, time_ago: Duration) {
        self.clock.set_offset(time_ago);
    }

    /// Returns to the present and gives access to the accounts, with the default options.
    ///
    /// # Errors
    /// Fails if the random source fails.
    pub(super) fn finish(self) -> Result<(Auth, TotpSecrets), Error> {
        self.set_time_ago(Duration::ZERO);
        Ok((build_auth(&self.store, &self.clock, Options::new(PROGRAM_NAME))?, self.secrets))
    }

    /// Creates the first account, with two-factor.
    pub(super) fn create_first(&mut self, person: &DemoUser) -> Result<(), Error> {
        let first = self.auth.create_first_account(person.name, password()).map_err(into_fault)?;
        self.pair(person, &first.session, first.step_up)?;
        self.auth.sign_out(first.session)
    }

    /// Adds users as an administrator. Returns their temporary passwords.
    pub(super) fn add(&mut self, administrator: &DemoUser, people: &[&DemoUser]) -> Result<Vec<String>, Error> {
        let session = self.sign_in(administrator)?;
        let _ = self.step_up(administrator, &session, StepUpPurpose::Administration)?;
        let mut temporary = Vec::new();
        for person in people {
            // One step-up covers all administrative actions of the next five minutes.
            let StepUpRequirement::Nothing(proof) =
                self.auth.step_up_requirement(&session, StepUpPurpose::Administration).map_err(into_fault)?
            else {
                return Err(Error::Corrupt);
            };
            let password = self.auth.add_user(&session, proof, person.name, person.role).map_err(into_fault)?;
            temporary.push(password.expose_text().to_owned());
        }
        self.auth.sign_out(session)?;
        Ok(temporary)
    }

    /// Signs in an added user for the first time.
    pub(super) fn first_sign_in(
        &mut self,
        person: &DemoUser,
        temporary: String,
        two_factor: bool,
    ) -> Result<(), Error> {
        let Outcome::PasswordChangeRequired(state) = self.auth.sign_in(person.name, Password::new(temporary))? else {
            return Err(Error::Corrupt);
        };
        let PasswordChoice::Accepted(Outcome::SignedIn(signed_in)) = self.auth.choose_password(*state, password())?
        else {
            return Err(Error::Corrupt);
        };
        let session = signed_in.session;
        if two_factor {
            let proof = self.step_up(person, &session, StepUpPurpose::OwnAccount)?;
            self.pair(person, &session, proof)?;
        }
        self.auth.sign_out(session)
    }

    pub(super) fn sign_in_and_out(&mut self, person: &DemoUser) -> Result<(), Error> {
        let session = self.sign_in(person)?;
        self.auth.sign_out(session)
    }

    /// Attempts to sign in with a wrong password.
    pub(super) fn fail_password(&self, person: &DemoUser) -> Result<(), Error> {
        let _ = self.auth.sign_in(person.name, Password::new("the one from the other computer".to_owned()))?;
        Ok(())
    }

    /// Disables a user as an administrator.
    pub(super) fn disable(&self, administrator: &DemoUser, person: &DemoUser) -> Result<(), Error> {
        let session = self.sign_in(administrator)?;
        let proof = self.step_up(administrator, &session, StepUpPurpose::Administration)?;
        let users = self.auth.users(&session).map_err(into_fault)?;
        let user = users.iter().find(|user| user.username == person.name).ok_or(Error::Corrupt)?;
        self.auth.set_enabled(&session, proof, user.id, false).map_err(into_fault)?;
        self.auth.sign_out(session)
    }

    /// Submits wrong codes after the right password until codes are suspended.
    pub(super) fn suspend_codes(&self, person: &DemoUser) -> Result<(), Error> {
        for _ in 0..MAX_SIGN_INS {
            let Outcome::CodeRequired(mut pending) = self.auth.sign_in(person.name, password())? else {
                return Err(Error::Corrupt);
            };
            loop {
                let wrong = SecretInput::new("000000".to_owned());
                let Outcome::CodeRefused(refusal, again) = self.auth.submit_code(*pending, wrong)? else {
                    return Err(Error::Corrupt);
                };
                match refusal {
                    CodeRefusal::Suspended => return Ok(()),
                    CodeRefusal::Waiting { left } => self.clock.advance(left),
                    _ => {}
                }
                let Some(again) = again else { break };
                pending = again;
            }
        }
        Err(Error::Corrupt)
    }

    fn sign_in(&self, person: &DemoUser) -> Result<Session, Error> {
        let outcome = match self.auth.sign_in(person.name, password())? {
            Outcome::CodeRequired(pending) => self.auth.submit_code(*pending, self.next_code(person)?)?,
            outcome => outcome,
        };
        let Outcome::SignedIn(signed_in) = outcome else { return Err(Error::Corrupt) };
        Ok(signed_in.session)
    }

    fn step_up(&self, person: &DemoUser, session: &Session, purpose: StepUpPurpose) -> Result<StepUp, Error> {
        let factor =
            self.secrets.contains_key(person.name).then(|| self.next_code(person).map(Factor::Code)).transpose()?;
        match self.auth.step_up(session, purpose, password(), factor).map_err(into_fault)? {
            StepUpResult::Proven(proof) => Ok(proof),
            _ => Err(Error::Corrupt),
        }
    }

    fn pair(&mut self, person: &DemoUser, session: &Session, proof: StepUp) -> Result<(), Error> {
        let shown = self.auth.begin_enrolment(session, proof).map_err(|interrupted| into_fault(interrupted.error))?;
        self.secrets.insert(person.name.to_owned(), secret_of(&shown)?);
        let confirm = shown.next();
        let name = confirm.suggested_name().to_owned();
        let ConfirmResult::RecoveryCodes(codes) = self.auth.confirm_pairing(confirm, self.next_code(person)?, &name)?
        else {
            return Err(Error::Corrupt);
        };
        match self.auth.finish_enrolment(*codes)? {
            FinishResult::TwoFactorOn => Ok(()),
            _ => Err(Error::Corrupt),
        }
    }

    /// Returns the next code. Each code works once, so time is advanced first.
    fn next_code(&self, person: &DemoUser) -> Result<SecretInput, Error> {
        self.clock.advance(Duration::from_mins(1));
        let secret = self.secrets.get(person.name).ok_or(Error::Corrupt)?;
        Ok(SecretInput::new(code_at(secret, self.clock.now().wall).to_string()))
    }
}

fn build_auth(store: &Arc<MemoryStore>, clock: &Arc<OffsetClock>, options: Options) -> Result<Auth, Error> {
    Auth::with(store.clone(), clock.clone(), Arc::new(SystemRandom), options)
}

fn password() -> Password {
    Password::new(PASSWORD.to_owned())
}

/// Returns the secret that the QR code contains.
fn secret_of(shown: &ShowSecret) -> Result<TotpSecret, Error> {
    let key = shown.setup_key().replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(key).map_err(|_| Error::Corrupt)?;
    let bytes = secret.as_bytes().try_into().map_err(|_| Error::Corrupt)?;
    Ok(TotpSecret::from_bytes(bytes))
}

/// Converts an action error. No action of the demo is refused, so only faults remain.
fn into_fault(denied: ActionError) -> Error {
    match denied {
        ActionError::Fault(fault) => fault,
        _ => Error::Corrupt,
    }
}
