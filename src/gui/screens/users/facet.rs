//! What the list of users can be filtered by.

use crate::auth::{Role, TwoFactorStatus, UserView};
use crate::gui::text::users as text;

/// The status column: the most urgent condition of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Disabled,
    CodesOff,
    Temporary,
    Active,
}

impl Status {
    pub(super) fn of(user: &UserView) -> Self {
        match user {
            UserView { enabled: false, .. } => Self::Disabled,
            UserView { codes_suspended: true, .. } => Self::CodesOff,
            UserView { temporary_password: true, .. } => Self::Temporary,
            _ => Self::Active,
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Disabled => text::DISABLED,
            Self::CodesOff => text::CODES_OFF,
            Self::Temporary => text::TEMPORARY,
            Self::Active => text::ACTIVE,
        }
    }
}

/// A property that an account has or has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    Role(Role),
    Status(Status),
    TwoFactor(TwoFactorStatus),
}

/// Properties of which an account has one.
pub(super) type Group = (&'static str, &'static [Facet]);

pub(super) const GROUPS: [Group; 3] = [
    (text::ROLE.0, &[Facet::Role(Role::Administrator), Facet::Role(Role::Member)]),
    (
        text::STATUS.0,
        &[
            Facet::Status(Status::Active),
            Facet::Status(Status::CodesOff),
            Facet::Status(Status::Disabled),
            Facet::Status(Status::Temporary),
        ],
    ),
    (
        text::TWO_FACTOR.0,
        &[
            Facet::TwoFactor(TwoFactorStatus::HelpCodeExpired),
            Facet::TwoFactor(TwoFactorStatus::HelpCodePending),
            Facet::TwoFactor(TwoFactorStatus::Off),
            Facet::TwoFactor(TwoFactorStatus::On),
        ],
    ),
];

impl Facet {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Role(role) => text::role(role),
            Self::Status(status) => status.label(),
            Self::TwoFactor(status) => text::two_factor_in_words(status),
        }
    }

    /// Returns a number that the properties of a group share.
    pub(super) fn group(self) -> u8 {
        match self {
            Self::Role(_) => 0,
            Self::Status(_) => 1,
            Self::TwoFactor(_) => 2,
        }
    }

    pub(super) fn applies_to(self, user: &UserView) -> bool {
        match self {
            Self::Role(role) => user.role == role,
            Self::Status(status) => Status::of(user) == status,
            Self::TwoFactor(status) => user.two_factor == status,
        }
    }
}
