//! Groups of fields with state that several screens and dialogs share.

mod credentials_form;
mod field_error;
mod new_password_form;
mod second_factor_form;
mod sign_in_page;
mod status_line;

pub(super) use credentials_form::CredentialsForm;
pub(super) use field_error::FieldError;
pub(super) use new_password_form::NewPasswordForm;
pub(super) use second_factor_form::{FactorKind, SecondFactorForm};
pub(super) use sign_in_page::{sign_in_page, submit_and_leave, submit_button};
pub(super) use status_line::{status_line, warning_line};
