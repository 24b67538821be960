//! The screens, one file each.

pub(super) mod account;
#[cfg(test)]
pub(super) mod alone;
pub(super) mod code;
pub(super) mod codes;
pub(super) mod confirm;
pub(super) mod home;
pub(super) mod locked;
pub(super) mod new_password;
pub(super) mod opening;
pub(super) mod pairing_owed;
pub(super) mod recovery;
pub(super) mod scan;
pub(super) mod second_door;
pub(super) mod settings;
pub(super) mod sign_in;
mod steps;
pub(super) mod users;
pub(super) mod welcome;
