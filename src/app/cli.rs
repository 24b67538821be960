//! Command line and environment. They never hold a secret: other users of the machine can read both.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;

use super::error::ProgramError;
use crate::sqlite::AccountsFile;

/// Name of the folder of the accounts by default.
const FOLDER: &str = "vestibule";

/// The environment variable for the accounts database, used if `--database` is not given.
pub(super) const DATABASE_VARIABLE: &str = "VESTIBULE_DATABASE";

/// Sign-in with password and one-time code for desktop programs.
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

impl Arguments {
    /// Decides where the accounts are: the flags first, then the environment (`variable`), then the data folder of the
    /// platform. `None` is a demo in memory.
    ///
    /// # Errors
    /// Fails for an empty path: a script variable that did not expand must not open accounts other than those meant.
    pub(super) fn accounts_file(self, variable: Option<OsString>) -> Result<Option<AccountsFile>, ProgramError> {
        if self.demo {
            return Ok(None);
        }
        match self.database.or_else(|| variable.map(PathBuf::from)) {
            Some(path) if path.as_os_str().is_empty() => Err(ProgramError::EmptyPath),
            Some(path) => Ok(Some(AccountsFile::at(expand_home(path, std::env::home_dir())?).confirm_creation())),
            None => Ok(Some(AccountsFile::default_location(FOLDER))),
        }
    }
}

/// Replaces `~/` at the beginning by the home folder. Shells do so only at the beginning of a word, which leaves
/// `--database=~/accounts.db` and settings of desktop files as they are.
fn expand_home(path: PathBuf, home: Option<PathBuf>) -> Result<PathBuf, ProgramError> {
    match path.strip_prefix("~") {
        Ok(rest) => home.map(|home| home.join(rest)).ok_or(ProgramError::NoHomeFolder),
        Err(_) => Ok(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_at_the_beginning_is_the_home_folder() {
        let expand = |path: &str| expand_home(path.into(), Some("/home/ada".into())).unwrap();
        assert_eq!(expand("~/lab/x.db"), PathBuf::from("/home/ada/lab/x.db"));
        for plain in ["~x.db", "~bob/x.db", "lab/~/x.db", "./~/x.db", "/srv/x.db"] {
            assert_eq!(expand(plain), PathBuf::from(plain));
        }
        assert!(matches!(expand_home("~/x.db".into(), None), Err(ProgramError::NoHomeFolder)));
    }

    fn location_of(arguments: &[&str], variable: Option<&str>) -> Option<AccountsFile> {
        let all = std::iter::once("vestibule").chain(arguments.iter().copied());
        Arguments::try_parse_from(all).unwrap().accounts_file(variable.map(OsString::from)).unwrap()
    }

    #[test]
    fn the_command_line_wins_over_the_environment() {
        assert_eq!(
            location_of(&["--database", "a.db"], Some("b.db")),
            Some(AccountsFile::at("a.db").confirm_creation())
        );
        assert_eq!(location_of(&[], Some("b.db")), Some(AccountsFile::at("b.db").confirm_creation()));
        assert_eq!(location_of(&[], None), Some(AccountsFile::default_location("vestibule")));
    }

    #[test]
    fn a_demo_ignores_the_database_of_the_environment() {
        assert_eq!(location_of(&["--demo"], Some("b.db")), None);
    }

    #[test]
    fn demo_together_with_database_is_refused() {
        let error = Arguments::try_parse_from(["vestibule", "--demo", "--database", "a.db"]).unwrap_err().to_string();
        assert!(error.contains("--demo") && error.contains("--database"), "{error}");
    }

    #[test]
    fn an_empty_path_is_refused_from_flag_and_environment() {
        let none = Arguments::try_parse_from(["vestibule"]).unwrap();
        assert!(matches!(none.accounts_file(Some(OsString::new())), Err(ProgramError::EmptyPath)));
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
        assert_eq!(parsed.accounts_file(None).unwrap(), Some(AccountsFile::at(path).confirm_creation()));
    }

    #[test]
    fn unknown_arguments_are_refused() {
        assert!(Arguments::try_parse_from(["vestibule", "accounts.db"]).is_err());
        assert!(Arguments::try_parse_from(["vestibule", "--password", "x"]).is_err());
    }
}
