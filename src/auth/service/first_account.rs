//! The first account.

use crate::auth::account::Role;
use crate::auth::action_error::ActionError;
use crate::auth::audit::SignInMethod;
use crate::auth::login::{PasswordProof, SessionParts};
use crate::auth::notices::SignInNotices;
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{StepUp, StepUpPurpose};
use crate::auth::store::PasswordKind;
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
        let username = Username::parse(username)?;
        self.check_new_password(&password, &username)?;
        let transactions = self.transactions();
        let (new, key) =
            self.new_account(&username, &password, Role::Administrator, PasswordKind::Own, transactions.now)?;
        let proof = PasswordProof::for_new_account(new.row.clone(), username, key);
        let method = SignInMethod::Password;
        let info = self.sign_in_completion(&transactions, &proof, method)?.session;
        transactions.create_first_account(&new, &info)?;
        let parts =
            SessionParts::without_factor(&new.row, info, SignInNotices::default()).ok_or(ActionError::Changed)?;
        let session = parts.open(proof).session;
        let (epoch, version) = (session.epoch(), new.row.credentials_version);
        let step_up =
            StepUp::new(epoch, session.account(), version, StepUpPurpose::OwnAccount, method, transactions.now);
        Ok(FirstAccount { session, step_up })
    }
}
