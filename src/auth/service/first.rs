//! The first account.

use crate::auth::account::Role;
use crate::auth::audit::Method;
use crate::auth::denied::Denied;
use crate::auth::login::{self, NothingDue, PasswordProof, Spend};
use crate::auth::secret::{Password, SessionToken};
use crate::auth::service::Auth;
use crate::auth::session::{Details, Session};
use crate::auth::step_up::{Purpose, StepUp};
use crate::auth::store::PasswordKind;
use crate::auth::username::Username;

/// The first account is made, and its owner signed in.
#[derive(Debug)]
pub struct FirstAccount {
    /// Signed in.
    pub session: Session,
    /// Choosing the password counts as giving it: good for setting up two-factor at once.
    pub step_up: StepUp,
}

impl Auth {
    /// Makes the first account, an administrator's, and signs its owner in.
    ///
    /// # Errors
    /// [`Denied::Username`] or [`Denied::Password`] with the reason; [`Denied::AccountsExist`] if somebody was faster.
    pub fn create_first_account(&self, username: &str, password: Password) -> Result<FirstAccount, Denied> {
        let username = Username::parse(username).map_err(Denied::Username)?;
        self.check_new_password(&password, &username).map_err(Denied::Password)?;
        let acts = self.acts();
        let (new, key) = self.new_account(&username, &password, Role::Administrator, PasswordKind::Own, acts.now)?;
        let token = SessionToken::draw(&*self.random)?;
        let proof = PasswordProof::of_new(&new.row, username, key);
        let completed = self.completed(&proof, Method::Password, Spend::NOTHING, 0, &token)?;
        acts.create_first(&new, &completed)?;
        let details = Details { id: completed.session, method: Method::Password, opened: acts.now };
        let (Some(factor), Some(nothing)) = (login::none_owed(&new.row), NothingDue::of(&new.row)) else {
            return Err(Denied::Changed);
        };
        let session = login::open(proof, &factor, nothing, &token, details);
        let step_up = StepUp::new(
            &session,
            session.locks(),
            new.row.credentials_version,
            Purpose::Own,
            Method::Password,
            acts.now,
        );
        Ok(FirstAccount { session, step_up })
    }
}
