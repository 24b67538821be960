//! Fuzz targets: properties that hold for every input, one function per kind of input.
//!
//! Each takes any bytes, does with them what the program does, and panics if a property is violated. `./check` runs
//! them over the seeds in `fuzz/seeds` and mutated copies of these; `cargo fuzz` runs them over inputs that reach new
//! code. They exist in tests and under `cfg(fuzzing)` only.

mod audit;
#[cfg(feature = "gui")]
mod clipboard;
mod code_input;
#[cfg(feature = "sqlite")]
mod database;
mod input;
mod kdf;
mod password;
mod sealed;
mod username;

#[cfg(test)]
mod tests;

pub use audit::audit_chain;
#[cfg(feature = "gui")]
pub use clipboard::clipboard_text;
pub use code_input::{recovery_code, typed_code};
#[cfg(feature = "sqlite")]
pub use database::database_file;
pub use kdf::kdf_string;
pub use password::{new_password, password};
pub use sealed::sealed_field;
pub use username::username;

/// Whether an input was accepted. A kind of input whose seeds are all refused proves little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The input was accepted.
    Accepted,
    /// The input was refused.
    Refused,
}

impl Verdict {
    fn of(accepted: bool) -> Self {
        if accepted { Self::Accepted } else { Self::Refused }
    }
}
