//! The first account.

use crate::auth::account::Role;
use crate::auth::action_error::ActionError;
use crate::auth::audit::SignInMethod;
use crate::auth::login::{self, NoPendingRequirement, PasswordProof};
use crate::auth::secret::{Password, SessionToken};
use crate::auth::service::Auth;
use crate::auth::session::{Session, SessionInfo};
use crate::auth::step_up::{StepUp, StepUpPurpose};
use crate::auth::store::PasswordKind;
use crate::auth::transactions::FactorUse;
use crate::auth::username::Username;

/// The first account, created and signed in.
#[derive(Debug)]
pub struct FirstAccount {
    /// The session of its owner.
    pub session: Session,
    /// Choosing the password counts as entering it: permits setting up two-factor at once.
    pub step_up: StepUp,
}

impl Auth {
    /// Creates the first account, an administrator, and signs its owner in.
    ///
    /// # Errors
    /// [`ActionError::Username`] or [`ActionError::Password`] with the reason, [`ActionError::AccountsExist`] if there
    /// is an account already, or [`ActionError::Fault`].
    pub fn create_first_account(&self, username: &str, password: Password) -> Result<FirstAccount, ActionError> {
        let username = Username::parse(username).map_err(ActionError::Username)?;
        self.check_new_password(&password, &username).map_err(ActionError::Password)?;
        let transactions = self.transactions();
        let (new, key) =
            self.new_account(&username, &password, Role::Administrator, PasswordKind::Own, transactions.now)?;
        let token = SessionToken::draw(&*self.random)?;
        let proof = PasswordProof::for_new_account(&new.row, username, key);
        let completion = self.sign_in_completion(&proof, SignInMethod::Password, FactorUse::NONE, 0, &token)?;
        transactions.create_first_account(&new, &completion)?;
        let details =
            SessionInfo { id: completion.session, method: SignInMethod::Password, opened_at: transactions.now };
        let (Some(factor), Some(no_pending)) =
            (login::no_factor_required(&new.row), NoPendingRequirement::of(&new.row))
        else {
            return Err(ActionError::Changed);
        };
        let session = login::open(proof, &factor, no_pending, &token, details);
        let step_up = StepUp::new(
            session.epoch(),
            session.account(),
            new.row.credentials_version,
            StepUpPurpose::OwnAccount,
            SignInMethod::Password,
            transactions.now,
        );
        Ok(FirstAccount { session, step_up })
    }
}
