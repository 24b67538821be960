//! `Debug` without the bytes: not of secrets, and not of what guesses can be checked against, such as tags, KDF strings
//! and sealed keys. A log or a report of a panic may hold either.

use std::fmt;

/// Stands for a value that is not printed.
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Prints the type's name and nothing of what it holds.
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

/// As `derive(Debug)`, but with `[redacted]` in place of the fields behind `hides`. Every field must be named in one of
/// the two lists, so that a new one is not printed by accident.
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
