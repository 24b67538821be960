//! Groups of fields with state that several screens and dialogs share.

mod code_form;
mod credentials_form;
mod field_error;
mod new_password_form;
mod recovery_code_form;
mod screen_header;

pub(super) use code_form::CodeForm;
pub(super) use credentials_form::CredentialsForm;
pub(super) use field_error::FieldError;
pub(super) use new_password_form::{NewPasswordForm, NewPasswordOutput};
pub(super) use recovery_code_form::RecoveryCodeForm;
pub(super) use screen_header::screen_header;
