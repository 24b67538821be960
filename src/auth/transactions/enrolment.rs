//! The end of an enrolment, and of the choice of a password in place of a temporary one.

use std::fmt;

use crate::auth::action_error::ActionError;
use crate::auth::audit::Event;
use crate::auth::error::Error;
use crate::auth::notices::SignInNotices;
use crate::auth::step_up::StepUp;
use crate::auth::store::{AccountRow, AuthenticatorRow, HelpCodeRow, PasswordKind, RecoveryRow, WrappedKeyRow, Writer};
use crate::auth::transactions::own_account::{replace_recovery, require_unique_name};
use crate::auth::transactions::sign_in::{SignInCompletion, active_wrapped_key};
use crate::auth::transactions::{Transactions, bump_credentials_version, require_step_up, require_unchanged};

/// Maximum number of authenticators per account.
pub(crate) const MAX_AUTHENTICATORS: usize = 5;

/// What the end of a sign-in changes besides opening the session.
pub(crate) enum DeferredChange {
    /// Spends the help code that led to the enrolment.
    HelpCode([u8; 32]),
    /// Sets the password chosen in place of the temporary one. It takes effect together with the authenticator, so that
    /// an aborted enrolment does not leave an account that requires a code but has no authenticator.
    NewPassword(Box<WrappedKeyRow>),
}

impl fmt::Debug for DeferredChange {
    /// Omits the stored tag too: codes could be tested against it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HelpCode(_) => "HelpCode",
            Self::NewPassword(_) => "NewPassword",
        })
    }
}

/// What permits the end of an enrolment.
#[derive(Clone, Copy)]
pub(crate) enum EnrolmentContext<'a> {
    /// A step-up, in its session.
    Session(&'a StepUp),
    /// The sign-in that requires it, with the change that it deferred.
    SignIn(&'a SignInCompletion<'a>, &'a DeferredChange),
}

impl Transactions<'_> {
    /// Completes an enrolment atomically: authenticator, spent step, recovery codes and two-factor on. A required
    /// enrolment also completes the sign-in.
    pub fn enrol(
        &self,
        authenticator: &AuthenticatorRow,
        recovery: Option<&[RecoveryRow]>,
        context: EnrolmentContext<'_>,
    ) -> Result<(AccountRow, SignInNotices), ActionError> {
        self.run(|store| {
            let account = match context {
                EnrolmentContext::Session(proof) => require_step_up(store, proof)?,
                EnrolmentContext::SignIn(completion, _) => {
                    require_unchanged(store, completion.account, completion.credentials_version)?
                }
            };
            let mut account = self.mark_expired(store, &account)?;
            if let EnrolmentContext::SignIn(_, change) = context
                && let Some(error) = self.apply_deferred_change(store, &mut account, change)?
            {
                return Ok(Err(error));
            }
            let existing = store.authenticators(account.id)?;
            require_unique_name(&existing, None, &authenticator.name)?;
            if existing.len() >= MAX_AUTHENTICATORS {
                return Err(ActionError::TooManyAuthenticators);
            }
            store.put_authenticator(authenticator)?;
            if let Some(recovery) = recovery {
                replace_recovery(store, &mut account, recovery)?;
            }
            // Obsolete once an authenticator exists.
            store.put_help_code(account.id, None)?;
            let was_on = std::mem::replace(&mut account.two_factor, true);
            self.log(store, Event::Paired, "", &account)?;
            if !was_on {
                self.log(store, Event::TwoFactorOn, "", &account)?;
            }
            let account = bump_credentials_version(store, account)?;
            let notices = match context {
                EnrolmentContext::Session(_) => SignInNotices::default(),
                EnrolmentContext::SignIn(completion, _) => self.sign_in(store, &account, completion)?,
            };
            Ok(Ok((account, notices)))
        })?
    }

    /// Replaces a temporary password where nothing else is required: sets the password and opens the session.
    pub fn replace_temporary_password(
        &self,
        new_password: &DeferredChange,
        completion: &SignInCompletion<'_>,
    ) -> Result<(AccountRow, SignInNotices), ActionError> {
        self.run(|store| {
            let account = require_unchanged(store, completion.account, completion.credentials_version)?;
            let mut account = self.mark_expired(store, &account)?;
            if let Some(error) = self.apply_deferred_change(store, &mut account, new_password)? {
                return Ok(Err(error));
            }
            let account = bump_credentials_version(store, account)?;
            let notices = self.sign_in(store, &account, completion)?;
            Ok(Ok((account, notices)))
        })?
    }

    /// Applies the change that the sign-in deferred, or returns why it is no longer valid. An expiry recorded in the
    /// same transaction must not be rolled back, hence the nested result; nothing else is written by then.
    fn apply_deferred_change(
        &self,
        store: &mut dyn Writer,
        account: &mut AccountRow,
        change: &DeferredChange,
    ) -> Result<Option<ActionError>, Error> {
        match change {
            DeferredChange::HelpCode(tag) => {
                let is_valid = |help: &HelpCodeRow| help.tag == *tag && help.until > self.now.wall;
                if !store.help_code(account.id)?.as_ref().is_some_and(is_valid) {
                    return Ok(Some(ActionError::Changed));
                }
                store.put_help_code(account.id, None)?;
            }
            DeferredChange::NewPassword(wrap) => {
                match account.password_kind {
                    PasswordKind::Temporary { until } if until > self.now.wall => {}
                    _ => return Ok(Some(ActionError::Expired)),
                }
                if let Some(old) = active_wrapped_key(store, account)? {
                    store.delete_wrapped_key(account.id, old.kind, old.key_generation)?;
                }
                store.put_wrapped_key(wrap)?;
                account.key_generation = wrap.key_generation;
                account.password_kind = PasswordKind::Own;
                account.password_changed = self.now.wall;
                self.log(store, Event::PasswordChanged, "", account)?;
            }
        }
        Ok(None)
    }
}
