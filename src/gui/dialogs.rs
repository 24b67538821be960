//! The dialogs, one file each.

pub(super) mod add_user;
pub(super) mod administer;
pub(super) mod ask;
pub(super) mod foot;
pub(super) mod leave;
pub(super) mod licence;
pub(super) mod old_data;
pub(super) mod once;
pub(super) mod password;
pub(super) mod rename;
pub(super) mod save;
pub(super) mod step_up;
