//! Ids and roles of accounts.

use std::fmt;

use crate::auth::error::Error;
use crate::auth::random_source::{self, Random};

/// Defines a permanent id: 16 random bytes, never reused.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Draws a new id.
            pub(crate) fn draw(random: &dyn Random) -> Result<Self, Error> {
                random_source::bytes(random).map(Self)
            }

            /// Creates the id from its 16 stored bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Returns the 16 bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

id!(
    /// The id of an account.
    AccountId
);
id!(
    /// The id of a paired authenticator.
    AuthenticatorId
);
id!(
    /// The id of a store, drawn when it is created.
    StoreId
);
id!(
    /// The id of a session, for lists; it does not authenticate the session.
    SessionId
);
id!(
    /// The id of one boot of the computer, whose boot clock measured a wait or a session. Where the system provides
    /// none, it is drawn for each run of the program.
    BootId
);

/// What an account may do to other accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May add, help, disable and delete users.
    Administrator,
    /// May only act on the own account.
    Member,
}

impl Role {
    /// Returns the name, as in the audit log.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
