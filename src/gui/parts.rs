//! What several screens and dialogs share: more than a widget, less than a screen.

mod code_entry;
mod door;
mod new_password;
mod proof;
mod recovery_entry;
mod trouble;

pub(super) use code_entry::CodeEntry;
pub(super) use door::door_head;
pub(super) use new_password::{NewPasswordField, NewPasswordOutput};
pub(super) use proof::Proof;
pub(super) use recovery_entry::RecoveryEntry;
pub(super) use trouble::Trouble;
