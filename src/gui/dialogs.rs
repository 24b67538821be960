//! The dialogs, one file each.

pub(super) mod add_user;
pub(super) mod administer;
pub(super) mod change_password;
pub(super) mod confirm;
pub(super) mod confirm_close;
pub(super) mod foot;
pub(super) mod licence;
pub(super) mod one_time_secret;
pub(super) mod rename_authenticator;
pub(super) mod save_file;
pub(super) mod step_up;
pub(super) mod unlock_old_data;
