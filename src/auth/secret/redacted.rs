//! `Debug` without secrets, and without values that guesses can be checked against, such as tags, KDF strings and
//! sealed keys, because logs and panic reports may contain it.

use std::fmt;

/// Placeholder for a value that is not printed.
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Implements `Debug` as the type's name without its contents.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )+};
}
pub(crate) use redacted;

/// As `derive(Debug)`, but with `[redacted]` in place of the fields after `hides`. Every field must be in one of the
/// two lists, so that a new one is not printed by accident.
macro_rules! debug_hides {
    ($name:ident { $($shown:ident),* } hides { $($hidden:ident),+ }) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let Self { $($shown,)* $($hidden: _),+ } = self;
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($shown), $shown))*
                    $(.field(stringify!($hidden), &$crate::auth::secret::Redacted))+
                    .finish()
            }
        }
    };
}
pub(crate) use debug_hides;

#[cfg(test)]
mod tests;
