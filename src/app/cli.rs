//! Command line and environment. They never hold a secret: other users of the machine can read both.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;

use super::program_error::ProgramError;

/// The environment variable for the accounts database, used if `--database` is not given.
pub(super) const DATABASE_VARIABLE: &str = "VESTIBULE_DATABASE";

/// Two doors in front of a desktop program: a password and a one-time code.
#[derive(Debug, Parser)]
#[command(name = "vestibule", version, after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Keep the accounts in this file [default: in the data folder of the user who runs the program]
    #[arg(long, value_name = "PATH")]
    database: Option<PathBuf>,

    /// Look around: accounts in memory, nothing is read or saved
    #[arg(long, conflicts_with = "database")]
    demo: bool,
}

const AFTER_HELP: &str = "Environment:\n  \
    VESTIBULE_DATABASE  the file of the accounts, where --database does not name one\n  \
    RUST_LOG            what is logged to the terminal, such as vestibule=debug";

/// The location of the accounts for this run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AccountsLocation {
    /// In memory, filled with example users.
    Demo,
    /// In this file.
    File(PathBuf),
    /// In the data folder of the platform.
    Default,
}

impl Arguments {
    /// Decides where the accounts are: the flags first, then the environment (`variable`), then the platform.
    ///
    /// # Errors
    /// Fails for an empty path: a script variable that did not expand must not open accounts other than those meant.
    pub(super) fn accounts_location(self, variable: Option<OsString>) -> Result<AccountsLocation, ProgramError> {
        if self.demo {
            return Ok(AccountsLocation::Demo);
        }
        let path_given = self.database.or_else(|| variable.map(PathBuf::from));
        match path_given {
            Some(path) if path.as_os_str().is_empty() => Err(ProgramError::EmptyPath),
            Some(path) => Ok(AccountsLocation::File(path)),
            None => Ok(AccountsLocation::Default),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location_of(arguments: &[&str], variable: Option<&str>) -> AccountsLocation {
        let all = std::iter::once("vestibule").chain(arguments.iter().copied());
        Arguments::try_parse_from(all).unwrap().accounts_location(variable.map(OsString::from)).unwrap()
    }

    #[test]
    fn the_command_line_wins_over_the_environment() {
        assert_eq!(location_of(&["--database", "a.db"], Some("b.db")), AccountsLocation::File("a.db".into()));
        assert_eq!(location_of(&[], Some("b.db")), AccountsLocation::File("b.db".into()));
        assert_eq!(location_of(&[], None), AccountsLocation::Default);
    }

    #[test]
    fn a_demo_ignores_the_database_of_the_environment() {
        assert_eq!(location_of(&["--demo"], Some("b.db")), AccountsLocation::Demo);
    }

    #[test]
    fn demo_together_with_database_is_refused() {
        let error = Arguments::try_parse_from(["vestibule", "--demo", "--database", "a.db"]).unwrap_err().to_string();
        assert!(error.contains("--demo") && error.contains("--database"), "{error}");
    }

    #[test]
    fn an_empty_path_is_refused_from_flag_and_environment() {
        let none = Arguments::try_parse_from(["vestibule"]).unwrap();
        assert!(matches!(none.accounts_location(Some(OsString::new())), Err(ProgramError::EmptyPath)));
        let error = Arguments::try_parse_from(["vestibule", "--database", ""]).unwrap_err().to_string();
        assert!(error.contains("a value is required"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_need_not_be_unicode() {
        use std::os::unix::ffi::OsStringExt;

        let path = OsString::from_vec(b"accounts-\xff.db".to_vec());
        let arguments = ["vestibule".into(), "--database".into(), path.clone()];
        let parsed = Arguments::try_parse_from(arguments).unwrap();
        assert_eq!(parsed.accounts_location(None).unwrap(), AccountsLocation::File(path.into()));
    }

    #[test]
    fn unknown_arguments_are_refused() {
        assert!(Arguments::try_parse_from(["vestibule", "accounts.db"]).is_err());
        assert!(Arguments::try_parse_from(["vestibule", "--password", "x"]).is_err());
    }
}
