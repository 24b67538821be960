//! Faults and refusals in a person's words.

use crate::auth::{Denied, Error, Report};
use crate::gui::text::{CHANGED, TOOK_TOO_LONG, capitalised};

/// The fault with its cause and the way out, as two sentences.
pub(in crate::gui) fn error(error: &Error) -> String {
    format!("{}. {}", capitalised(&Report::new(error).to_string()), error.way_out())
}

/// What opening the accounts found, one sentence a line; `None` if nothing.
pub(in crate::gui) fn notices(notices: &[String]) -> Option<String> {
    let lines: Vec<String> = notices.iter().map(|notice| capitalised(notice)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Why an act was not done.
pub(in crate::gui) fn denied(denied: &Denied) -> String {
    match denied {
        Denied::Changed | Denied::Ended => CHANGED.to_owned(),
        Denied::TookTooLong => TOOK_TOO_LONG.to_owned(),
        Denied::Fault(fault) => error(fault),
        Denied::NotAdministrator => "Only administrators can do this".to_owned(),
        Denied::Oneself => super::users::ONESELF.to_owned(),
        Denied::LastAdministrator => "This is the last administrator. Make a second one first".to_owned(),
        Denied::Username(problem) => super::choose::username_problem(*problem),
        Denied::Password(problem) => super::choose::password_problem(*problem),
        Denied::Waiting(left) => super::doors::too_many(*left),
        Denied::WrongPassword => super::account::WRONG_PASSWORD.to_owned(),
        Denied::StepUpOver => "That took too long. Confirm once more that it is you".to_owned(),
        Denied::Name => "A name has 1 to 32 characters".to_owned(),
        Denied::NameTaken => "There is one of that name already".to_owned(),
        Denied::TooMany => super::account::FIVE_ALREADY.to_owned(),
        Denied::LastAuthenticator => "This is the only authenticator. Turn off two-factor instead".to_owned(),
        Denied::Text => "A text for the log has 1 to 200 characters and stands on one line".to_owned(),
        Denied::CostFixed => super::settings::COST_FIXED.to_owned(),
        Denied::Gone => "It does not exist any more".to_owned(),
        _ => super::FAULT.to_owned(),
    }
}
