//! The texts of faults and refusals.

use std::path::Path;

use crate::auth::{ActionError, Error, Report};
use crate::gui::text::{ACCOUNT_CHANGED, TIMED_OUT, capitalised};

/// The fault with its cause, and the advice, as two sentences.
pub fn error(error: &Error) -> String {
    format!("{}. {}", capitalised(&Report::new(error).to_string()), error.advice())
}

/// As [`error`], with the name of its file alone, and the whole path, to be shown on a line of its own.
pub fn error_and_path(fault: &Error) -> (String, Option<String>) {
    let path = if let Error::Store(fault) = fault { fault.path() } else { None };
    let folder = path.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    let (Some(path), Some(folder)) = (path, folder) else { return (error(fault), None) };
    let prefix = folder.join("").display().to_string();
    (error(fault).replace(&prefix, ""), Some(path.display().to_string()))
}

/// The notices from opening the accounts, one sentence per line; `None` if there are none.
pub fn notices(notices: &[String]) -> Option<String> {
    let lines: Vec<String> = notices.iter().map(|notice| capitalised(notice)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

pub fn denied(denied: &ActionError) -> String {
    match denied {
        ActionError::Changed | ActionError::SessionEnded => ACCOUNT_CHANGED.to_owned(),
        ActionError::Expired => TIMED_OUT.to_owned(),
        ActionError::Fault(fault) => error(fault),
        ActionError::NotAdministrator => "Only administrators can do this".to_owned(),
        ActionError::OnSelf => super::users::NOT_ON_SELF.to_owned(),
        ActionError::LastAdministrator => "This is the last administrator. Make a second one first".to_owned(),
        ActionError::Username(problem) => super::validation::username_problem(*problem),
        ActionError::Password(problem) => super::validation::password_problem(*problem),
        ActionError::Waiting(left) => super::sign_in::too_many_attempts(*left),
        ActionError::WrongPassword => super::account::WRONG_PASSWORD.to_owned(),
        ActionError::StepUpExpired => "That took too long. Confirm once more that it is you".to_owned(),
        ActionError::InvalidAuthenticatorName => "A name has 1 to 32 characters".to_owned(),
        ActionError::NameTaken => "There is one of that name already".to_owned(),
        ActionError::TooManyAuthenticators => super::account::TOO_MANY_AUTHENTICATORS.to_owned(),
        ActionError::LastAuthenticator => "This is the only authenticator. Turn off two-factor instead".to_owned(),
        ActionError::InvalidText => "A text for the log has 1 to 200 characters and stands on one line".to_owned(),
        ActionError::CostFixed => super::settings::COST_FIXED.to_owned(),
        ActionError::NotFound => "It does not exist any more".to_owned(),
        _ => super::INTERNAL_ERROR.to_owned(),
    }
}
