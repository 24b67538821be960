//! The screens, one file each.

pub(super) mod account;
#[cfg(test)]
pub(super) mod alone;
pub(super) mod choose_password;
pub(super) mod code;
pub(super) mod confirm_pairing;
pub(super) mod home;
pub(super) mod locked;
pub(super) mod offer_two_factor;
pub(super) mod opening;
pub(super) mod qr_code;
pub(super) mod recovery;
pub(super) mod recovery_codes;
pub(super) mod required_setup;
pub(super) mod settings;
mod setup_step;
pub(super) mod sign_in;
pub(super) mod users;
pub(super) mod welcome;
