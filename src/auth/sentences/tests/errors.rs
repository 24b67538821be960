//! Refusals, problems and failures, and their causes.

use std::error::Error as _;
use std::io;
use std::str::FromStr;
use std::time::Duration;

use crate::auth::sentences::tests::{assert_style, sentences};
use crate::auth::{
    ActionError, CodeRefusal, EnrolmentRefusal, Error, KeyId, MIN_PASSWORD_CHARS, PasswordProblem, PasswordRefusal,
    PasswordWeakness, Report, StoreError, Username, UsernameProblem,
};

const LEFT: Duration = Duration::from_millis(26_400);

#[test]
fn a_refused_password_says_why() {
    sentences! { PasswordRefusal:
        PasswordRefusal::Wrong = PasswordRefusal::Wrong => "wrong username or password"; "Check both, then type them again",
        PasswordRefusal::Waiting { .. } = PasswordRefusal::Waiting { left: LEFT }
            => "too many attempts; wait 27 s"; "Try again after that",
        PasswordRefusal::TemporaryExpired = PasswordRefusal::TemporaryExpired
            => "the temporary password has expired"; "Ask an administrator for a new one",
        PasswordRefusal::Changed = PasswordRefusal::Changed => "the account was changed meanwhile"; "Sign in again",
    }
}

#[test]
fn a_refused_code_says_why() {
    use CodeRefusal as C;
    sentences! { CodeRefusal:
        C::Malformed = C::Malformed
            => "a one-time code has six digits, a recovery code sixteen letters and digits"; "Check what you typed",
        C::Wrong { clock_behind: false, .. } = C::Wrong { wrong: 3, clock_behind: false }
            => "the code is wrong"; "Type the code that the app shows now",
        C::Wrong { clock_behind: true, .. } = C::Wrong { wrong: 3, clock_behind: true }
            => "the code is wrong, and this computer's clock is behind"; "Set this computer's clock to automatic time",
        C::AlreadyUsed { next_in: Some(_) } = C::AlreadyUsed { next_in: Some(Duration::from_secs(17)) }
            => "the code was already used; the next one comes in 17 s"; "Wait for the next one",
        C::AlreadyUsed { next_in: None } = C::AlreadyUsed { next_in: None }
            => "the code was already used"; "Use another recovery code",
        C::ClockOff { clock_behind: false, .. } = C::ClockOff { minutes: 4, clock_behind: false }
            => "the clocks of the phone and this computer are about 4 minutes apart"; "Set both clocks to automatic time",
        C::ClockOff { clock_behind: true, .. } = C::ClockOff { minutes: 1, clock_behind: true }
            => "the clocks of the phone and this computer are about 1 minute apart, and this computer's clock is behind";
               "Set this computer's clock to automatic time",
        C::LastStepInFuture = C::LastStepInFuture
            => "the authenticator was last used at a time in the future";
               "Use a recovery code, then pair the authenticator again",
        C::Waiting { .. } = C::Waiting { left: Duration::from_mins(15) }
            => "too many attempts; wait 15 minutes"; "Try again after that",
        C::Suspended = C::Suspended
            => "one-time codes are suspended after too many wrong ones"; "Use a recovery code, or ask an administrator",
        C::Corrupt = C::Corrupt => "this account's data does not open"; "Ask an administrator for help",
        C::HelpCodeRequired = C::HelpCodeRequired
            => "two-factor was reset; a help code is required"; "Use the help code that an administrator gave you",
        C::Expired = C::Expired => "the sign-in took too long"; "Sign in again",
        C::Changed = C::Changed => "the account was changed meanwhile"; "Sign in again",
    }
}

#[test]
fn a_refused_pairing_says_why() {
    use EnrolmentRefusal as C;
    sentences! { EnrolmentRefusal:
        C::Malformed = C::Malformed => "a one-time code has six digits"; "Check what you typed",
        C::Wrong = C::Wrong => "the code is wrong"; "Type the code that the app shows now",
        C::ClockOff { .. } = C::ClockOff { minutes: 4 }
            => "the clocks of the phone and this computer are about 4 minutes apart"; "Set both clocks to automatic time",
        C::InvalidName = C::InvalidName
            => "the name of an authenticator has 1 to 32 characters on one line"; "Type a shorter name",
        C::NameTaken = C::NameTaken => "another authenticator has this name"; "Choose another name",
        C::NewSecret = C::NewSecret
            => "too many wrong codes; there is a new setup key"; "Scan or type it, and remove the old entry from the app",
    }
}

#[test]
fn a_refused_new_password_says_why() {
    use PasswordProblem as P;
    sentences! { PasswordProblem:
        P::TooShort { characters: 1 } = P::TooShort { characters: 1 }
            => "the password has 1 character, at least 15 are needed"; "Use more characters; several words are easiest",
        P::TooShort { .. } = P::TooShort { characters: 5 }
            => "the password has 5 characters, at least 15 are needed"; "Use more characters; several words are easiest",
        P::TooLong = P::TooLong => "the password is longer than 256 characters"; "Use fewer characters",
        P::Character = P::Character
            => "the password contains a character that is not allowed, such as a line end"; "Leave that character out",
        P::ContainsUsername = P::ContainsUsername => "the password contains the username"; "Leave the username out",
        P::ContainsProgram = P::ContainsProgram
            => "the password contains the name of the program"; "Leave that name out",
        P::Temporary = P::Temporary => "the password is the temporary one"; "Choose your own",
        P::Guessable(_) = P::Guessable(PasswordWeakness::Common)
            => "the password is easy to guess: it is or resembles a common password"; "Choose several words",
    }
    sentences! { PasswordWeakness:
        PasswordWeakness::Common = PasswordWeakness::Common => "it is or resembles a common password",
        PasswordWeakness::Names = PasswordWeakness::Names => "it consists of names",
        PasswordWeakness::Dates = PasswordWeakness::Dates => "it consists of dates or years",
        PasswordWeakness::Repeats = PasswordWeakness::Repeats => "it repeats itself",
        PasswordWeakness::Sequences = PasswordWeakness::Sequences => "it contains sequences such as abc",
        PasswordWeakness::Keyboard = PasswordWeakness::Keyboard => "it consists of neighbouring keys",
        PasswordWeakness::Words = PasswordWeakness::Words => "it is a single word",
        PasswordWeakness::Other = PasswordWeakness::Other => "it is too predictable",
    }
    assert!(P::TooShort { characters: 5 }.to_string().contains(&MIN_PASSWORD_CHARS.to_string()));
}

#[test]
fn an_invalid_username_says_why_without_repeating_the_input() {
    use UsernameProblem as U;
    sentences! { UsernameProblem:
        U::Empty = U::Empty => "the username is empty"; "Type a username",
        U::TooLong = U::TooLong => "the username is longer than 64 characters"; "Choose a shorter one",
        U::FirstCharacter = U::FirstCharacter
            => "the username does not begin with a letter or digit"; "Begin with a letter or a digit",
        U::Character(_) = U::Character('§')
            => "the username contains a character that is not allowed"; "Use letters, digits and . _ - @ + only",
        U::Unusable = U::Unusable
            => "the username contains letters that cannot be told apart from others"; "Choose another one",
    }
    let typed = Username::parse("hunter2 §").unwrap_err();
    assert!(!Report::new(&ActionError::from(typed)).to_string().contains(['§', '2']));
}

#[test]
fn a_denied_action_says_what_happened() {
    use ActionError as D;
    sentences! { ActionError:
        D::Changed = D::Changed => "the account was changed meanwhile"; "Sign in again",
        D::SessionEnded = D::SessionEnded => "the session is locked or over"; "Sign in again",
        D::StepUpExpired = D::StepUpExpired
            => "the proof is too old, or was for something else"; "Confirm once more that it is you",
        D::Expired = D::Expired => "the set-up took too long"; "Begin again",
        D::NotAdministrator = D::NotAdministrator => "only an administrator may do this"; "Ask an administrator",
        D::OnSelf = D::OnSelf
            => "an administrator may not do this to their own account"; "Ask another administrator",
        D::LastAdministrator = D::LastAdministrator
            => "this is the last administrator"; "Make a second administrator first",
        D::NameTaken = D::NameTaken => "the name is taken"; "Choose another name",
        D::InvalidAuthenticatorName = D::InvalidAuthenticatorName
            => "the name of an authenticator has 1 to 32 characters on one line"; "Choose a name of 1 to 32 characters",
        D::Username(_) = UsernameProblem::Empty.into() => "invalid username"; "Type a username",
        D::Password(_) = PasswordProblem::TooLong.into() => "invalid password"; "Use fewer characters",
        D::WrongPassword = D::WrongPassword => "the old password is wrong"; "Type it once more",
        D::Waiting(_) = D::Waiting(LEFT) => "too many attempts; wait 27 s"; "Try again after that",
        D::TooManyAuthenticators = D::TooManyAuthenticators => "the account has five authenticators already"; "Remove one first",
        D::LastAuthenticator = D::LastAuthenticator
            => "this is the only authenticator"; "Turn off two-factor instead",
        D::NotFound = D::NotFound => "it does not exist, or no longer"; "Look again at what there is",
        D::AccountsExist = D::AccountsExist => "an account exists already"; "Sign in",
        D::InvalidText = D::InvalidText
            => "a text for the log has 1 to 200 characters and stands on one line"; "Write one line of 1 to 200 characters",
        D::InvalidPolicy = D::InvalidPolicy => "the value is out of bounds"; "Choose a value within the bounds",
        D::CostFixed = D::CostFixed => "the program fixes what checking a password costs"; "Change the options of the program",
        D::Fault(_) = Error::OutOfMemory.into() => "the operation failed"; "Close other programs, then try again",
    }
}

#[test]
fn a_fault_says_what_happened() {
    sentences! { Error:
        Error::RandomSource = Error::RandomSource
            => "the system's random source does not answer"; "Restart the computer, then try again",
        Error::OutOfMemory = Error::OutOfMemory
            => "there is not enough memory to check a password"; "Close other programs, then try again",
        Error::Corrupt = Error::Corrupt => "this account's data does not open"; "Ask an administrator for help",
        Error::InvalidSetting(_) = Error::InvalidSetting("setup_tries")
            => "the setting setup_tries is not within its bounds"; "Correct the setting, then start again",
        Error::RolledBack = Error::RolledBack => "nothing was changed"; "Try again",
        Error::Store(_) = StoreError::NoDataDirectory.into()
            => "this user has no home folder to keep the accounts in"; "Choose a place for the accounts",
    }
}

#[test]
fn a_fault_of_the_store_names_its_file() {
    use StoreError as S;
    let path = || "/srv/a.db".into();
    sentences! { StoreError:
        S::Busy(_) = S::Busy(path())
            => "/srv/a.db is in use by another program"; "Close the other program, then try again",
        S::Missing(_) = S::Missing(path()) => "/srv/a.db does not exist"; "Check the path, or put the file back",
        S::NoAccounts(_) = S::NoAccounts(path())
            => "there are no accounts at /srv/a.db"; "Check the path, or make new accounts there",
        S::Replaced(_) = S::Replaced(path())
            => "/srv/a.db was deleted, renamed or replaced while it was open, so nothing can be saved";
               "Put the file back if it was renamed, or start the program again",
        S::ReadOnly { .. } = S::ReadOnly { path: path(), cause: "".into() }
            => "/srv/a.db cannot be written";
               "Give this user the right to write there, or choose another place for the accounts",
        S::DiskFull(_) = S::DiskFull(path())
            => "there is no room left for /srv/a.db"; "Make room on the disk, then try again",
        S::NotVestibule(_) = S::NotVestibule(path())
            => "/srv/a.db is not a Vestibule accounts file"; "Choose another place for the accounts",
        S::NewerSchema { .. } = S::NewerSchema { path: path(), file_schema: 9, supported_schema: 2 }
            => "/srv/a.db was written by a newer version (schema 9, this program knows 2)";
               "Use the newer version of the program",
        S::Damaged { .. } = S::Damaged { path: path(), cause: "".into() }
            => "/srv/a.db is damaged"; "Put back a copy of the file, or move it away to start anew",
        S::ForeignJournal { .. } = S::ForeignJournal { path: path(), journal: "/srv/a.db-wal".into() }
            => "/srv/a.db-wal does not belong to /srv/a.db; neither was changed";
               "Put back all files of one copy, or move the journal to another folder, which loses what it holds",
        S::NetworkFileSystem(_) = S::NetworkFileSystem(path())
            => "/srv/a.db is on a network file system"; "Choose a place for the accounts on this computer's own disk",
        S::NoDataDirectory = S::NoDataDirectory
            => "this user has no home folder to keep the accounts in"; "Choose a place for the accounts",
        S::InvalidDirectoryName(_) = S::InvalidDirectoryName("a\n/b".to_owned())
            => r#""a\n/b" cannot be the name of a folder"#; "Use letters, digits, dots, - and _ alone",
        S::Conflict(_) = S::Conflict("two accounts of one name".to_owned())
            => "this would make the accounts contradict themselves: two accounts of one name";
               "Try again, and report it if it stays",
        S::ContractBroken(_) = S::ContractBroken("it lost a row")
            => "the store does not keep its contract: it lost a row"; "Try again, and report it if it stays",
        S::Io { .. } = S::Io { path: path(), cause: "".into() }
            => "/srv/a.db cannot be used"; "Check the path and its rights, then try again",
    }
}

#[test]
fn an_unparsable_key_id_says_what_is_expected() {
    let error = "x".parse::<KeyId>().unwrap_err();
    assert_eq!(error.to_string(), "a key id is 32 hexadecimal digits, a dot and a generation");
    assert_style(&error.to_string());
}

#[test]
fn every_cause_is_a_source_and_is_printed_once() {
    let full = io::Error::new(io::ErrorKind::PermissionDenied, "the folder is locked");
    let store = StoreError::ReadOnly { path: "/srv/a.db".into(), cause: full.into() };
    let denied = ActionError::from(Error::from(store));
    let fault = denied.source().unwrap();
    assert!(matches!(fault.downcast_ref(), Some(Error::Store(StoreError::ReadOnly { .. }))));
    let cause = fault.source().unwrap();
    assert_eq!(cause.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::PermissionDenied);
    assert!(cause.source().is_none());
    assert_eq!(
        Report::new(&denied).to_string(),
        "the operation failed: /srv/a.db cannot be written: the folder is locked"
    );

    let name = ActionError::from(UsernameProblem::Empty);
    assert_eq!(name.source().unwrap().downcast_ref(), Some(&UsernameProblem::Empty));
    let password = ActionError::from(PasswordProblem::Guessable(PasswordWeakness::Dates));
    assert_eq!(password.source().unwrap().downcast_ref(), Some(&PasswordProblem::Guessable(PasswordWeakness::Dates)));
    assert_eq!(
        Report::new(&password).to_string(),
        "invalid password: the password is easy to guess: it consists of dates or years"
    );
}

#[test]
fn every_error_type_converts_to_a_boxed_error() {
    fn handed_on(errors: Vec<Box<dyn std::error::Error + Send + Sync>>) -> Vec<String> {
        errors.iter().map(|error| Report::new(&**error).to_string()).collect()
    }
    let printed = handed_on(vec![
        PasswordRefusal::Wrong.into(),
        CodeRefusal::Expired.into(),
        EnrolmentRefusal::Wrong.into(),
        PasswordProblem::TooLong.into(),
        UsernameProblem::Empty.into(),
        ActionError::NotFound.into(),
        Error::RandomSource.into(),
        StoreError::NoDataDirectory.into(),
        KeyId::from_str("").unwrap_err().into(),
    ]);
    assert_eq!(printed.len(), 9);
    printed.iter().for_each(|sentence| assert_style(sentence));
}
