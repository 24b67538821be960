//! What an account is, apart from its keys.

use std::fmt;

use crate::auth::error::Error;
use crate::auth::random_source::{self, Random};

/// Names a row for good: 16 random bytes, never used again.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Draws a new one.
            pub(crate) fn draw(random: &dyn Random) -> Result<Self, Error> {
                random_source::bytes(random).map(Self)
            }

            /// Takes over the 16 bytes of a stored one.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its 16 bytes.
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
    /// An account.
    AccountId
);
id!(
    /// One paired authenticator.
    AuthenticatorId
);
id!(
    /// One store, drawn when it is made.
    StoreId
);
id!(
    /// One session, for lists; it is not what the session is recognised by.
    SessionId
);
id!(
    /// One boot of the computer: whose boot clock a wait or a session was measured with. Where the system tells none, it
    /// is drawn for each run of the program.
    BootId
);

/// What an account may do to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May add, help, disable and delete people.
    Administrator,
    /// May act on the own account only.
    Member,
}

impl Role {
    /// As the audit log calls it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        })
    }
}
