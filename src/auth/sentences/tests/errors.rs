//! Refusals, problems and faults, and what each came of.

use std::error::Error as _;
use std::io;
use std::str::FromStr;
use std::time::Duration;

use crate::auth::sentences::tests::{assert_style, sentences};
use crate::auth::{
    CodeRefusal, ConfirmRefusal, Denied, Error, Guess, KeyId, MINIMUM, PasswordProblem, Refusal, Report, StoreError,
    Username, UsernameProblem,
};

const LEFT: Duration = Duration::from_millis(26_400);

#[test]
fn a_refused_password_says_why() {
    sentences! { Refusal:
        Refusal::Wrong = Refusal::Wrong => "wrong username or password"; "Check both, then type them again",
        Refusal::Waiting { .. } = Refusal::Waiting { left: LEFT }
            => "too many attempts; wait 27 s"; "Try again after that",
        Refusal::TemporaryExpired = Refusal::TemporaryExpired
            => "the temporary password has expired"; "Ask an administrator for a new one",
        Refusal::Changed = Refusal::Changed => "the account was changed meanwhile"; "Sign in again",
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
        C::AheadOfTime = C::AheadOfTime
            => "the authenticator was last used at a time in the future";
               "Use a recovery code, then pair the authenticator again",
        C::Waiting { .. } = C::Waiting { left: Duration::from_secs(900) }
            => "too many attempts; wait 15 minutes"; "Try again after that",
        C::Suspended = C::Suspended
            => "one-time codes are suspended after too many wrong ones"; "Use a recovery code, or ask an administrator",
        C::Unreadable = C::Unreadable => "this account's data does not open"; "Ask an administrator for help",
        C::HelpCodeOwed = C::HelpCodeOwed
            => "two-factor was reset; a help code is required"; "Use the help code that an administrator gave you",
        C::TookTooLong = C::TookTooLong => "the sign-in took too long"; "Sign in again",
        C::Changed = C::Changed => "the account was changed meanwhile"; "Sign in again",
    }
}

#[test]
fn a_refused_pairing_says_why() {
    use ConfirmRefusal as C;
    sentences! { ConfirmRefusal:
        C::Malformed = C::Malformed => "a one-time code has six digits"; "Check what you typed",
        C::Wrong = C::Wrong => "the code is wrong"; "Type the code that the app shows now",
        C::ClockOff { .. } = C::ClockOff { minutes: 4 }
            => "the clocks of the phone and this computer are about 4 minutes apart"; "Set both clocks to automatic time",
        C::Name = C::Name
            => "the name of an authenticator has 1 to 32 characters on one line"; "Type a shorter name",
        C::NameTaken = C::NameTaken => "another authenticator has this name"; "Choose another name",
        C::NewSecret = C::NewSecret
            => "too many wrong codes; there is a new setup key"; "Scan or type it, and remove the old entry from the app",
    }
}

#[test]
fn a_password_that_cannot_be_chosen_says_why() {
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
        P::Guessable(_) = P::Guessable(Guess::Common)
            => "the password is easy to guess: it is or resembles a common password"; "Choose several words",
    }
    sentences! { Guess:
        Guess::Common = Guess::Common => "it is or resembles a common password",
        Guess::Names = Guess::Names => "it consists of names",
        Guess::Dates = Guess::Dates => "it consists of dates or years",
        Guess::Repeats = Guess::Repeats => "it repeats itself",
        Guess::Sequences = Guess::Sequences => "it contains sequences such as abc",
        Guess::Keyboard = Guess::Keyboard => "it consists of neighbouring keys",
        Guess::Words = Guess::Words => "it is a single word",
        Guess::Other = Guess::Other => "it is too predictable",
    }
    assert!(P::TooShort { characters: 5 }.to_string().contains(&MINIMUM.to_string()));
}

#[test]
fn a_username_that_cannot_be_one_says_why_and_never_repeats_what_was_typed() {
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
    assert!(!Report::new(&Denied::from(typed)).to_string().contains(['§', '2']));
}

#[test]
fn an_act_that_is_denied_says_what_happened() {
    use Denied as D;
    sentences! { Denied:
        D::Changed = D::Changed => "the account was changed meanwhile"; "Sign in again",
        D::Ended = D::Ended => "the session is locked or over"; "Sign in again",
        D::StepUpOver = D::StepUpOver
            => "the proof is too old, or was for something else"; "Confirm once more that it is you",
        D::TookTooLong = D::TookTooLong => "the set-up took too long"; "Begin again",
        D::NotAdministrator = D::NotAdministrator => "only an administrator may do this"; "Ask an administrator",
        D::Oneself = D::Oneself
            => "an administrator may not do this to their own account"; "Ask another administrator",
        D::LastAdministrator = D::LastAdministrator
            => "this is the last administrator"; "Make a second administrator first",
        D::NameTaken = D::NameTaken => "the name is taken"; "Choose another name",
        D::Name = D::Name
            => "the name of an authenticator has 1 to 32 characters on one line"; "Choose a name of 1 to 32 characters",
        D::Username(_) = UsernameProblem::Empty.into() => "invalid username"; "Type a username",
        D::Password(_) = PasswordProblem::TooLong.into() => "invalid password"; "Use fewer characters",
        D::WrongPassword = D::WrongPassword => "the old password is wrong"; "Type it once more",
        D::Waiting(_) = D::Waiting(LEFT) => "too many attempts; wait 27 s"; "Try again after that",
        D::TooMany = D::TooMany => "the account has five authenticators already"; "Remove one first",
        D::LastAuthenticator = D::LastAuthenticator
            => "this is the only authenticator"; "Turn off two-factor instead",
        D::Gone = D::Gone => "it does not exist, or no longer"; "Look again at what there is",
        D::AccountsExist = D::AccountsExist => "an account exists already"; "Sign in",
        D::Text = D::Text
            => "a text for the log has 1 to 200 characters and stands on one line"; "Write one line of 1 to 200 characters",
        D::OutOfRange = D::OutOfRange => "the value is out of bounds"; "Choose a value within the bounds",
        D::CostFixed = D::CostFixed => "the program fixes what checking a password costs"; "Change the options of the program",
        D::Fault(_) = Error::Memory.into() => "the operation failed"; "Close other programs, then try again",
    }
}

#[test]
fn a_fault_says_what_happened() {
    sentences! { Error:
        Error::Random = Error::Random
            => "the system's random source does not answer"; "Restart the computer, then try again",
        Error::Memory = Error::Memory
            => "there is not enough memory to check a password"; "Close other programs, then try again",
        Error::Unreadable = Error::Unreadable => "this account's data does not open"; "Ask an administrator for help",
        Error::Limit(_) = Error::Limit("setup_tries")
            => "the setting setup_tries is not within its bounds"; "Correct the setting, then start again",
        Error::RolledBack = Error::RolledBack => "nothing was changed"; "Try again",
        Error::Store(_) = StoreError::NoHome.into()
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
        S::ReadOnly { .. } = S::ReadOnly { path: path(), cause: "".into() }
            => "/srv/a.db cannot be written";
               "Give this user the right to write there, or choose another place for the accounts",
        S::Full(_) = S::Full(path())
            => "there is no room left for /srv/a.db"; "Make room on the disk, then try again",
        S::Foreign(_) = S::Foreign(path())
            => "/srv/a.db is not a Vestibule accounts file"; "Choose another place for the accounts",
        S::Newer { .. } = S::Newer { path: path(), found: 9, known: 2 }
            => "/srv/a.db was written by a newer version (schema 9, this program knows 2)";
               "Use the newer version of the program",
        S::Damaged { .. } = S::Damaged { path: path(), cause: "".into() }
            => "/srv/a.db is damaged"; "Put back a copy of the file, or move it away to start anew",
        S::Network(_) = S::Network(path())
            => "/srv/a.db is on a network file system"; "Choose a place for the accounts on this computer's own disk",
        S::NoHome = S::NoHome
            => "this user has no home folder to keep the accounts in"; "Choose a place for the accounts",
        S::FolderName(_) = S::FolderName("a\n/b".to_owned())
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
fn text_that_names_no_key_says_what_would() {
    let error = "x".parse::<KeyId>().unwrap_err();
    assert_eq!(error.to_string(), "a key id is 32 hexadecimal digits, a dot and a generation");
    assert_style(&error.to_string());
}

#[test]
fn each_link_of_a_chain_of_causes_is_a_source_and_is_printed_once() {
    let full = io::Error::new(io::ErrorKind::PermissionDenied, "the folder is locked");
    let store = StoreError::ReadOnly { path: "/srv/a.db".into(), cause: full.into() };
    let denied = Denied::from(Error::from(store));
    let fault = denied.source().unwrap();
    assert!(matches!(fault.downcast_ref(), Some(Error::Store(StoreError::ReadOnly { .. }))));
    let cause = fault.source().unwrap();
    assert_eq!(cause.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::PermissionDenied);
    assert!(cause.source().is_none());
    assert_eq!(
        Report::new(&denied).to_string(),
        "the operation failed: /srv/a.db cannot be written: the folder is locked"
    );

    let name = Denied::from(UsernameProblem::Empty);
    assert_eq!(name.source().unwrap().downcast_ref(), Some(&UsernameProblem::Empty));
    let password = Denied::from(PasswordProblem::Guessable(Guess::Dates));
    assert_eq!(password.source().unwrap().downcast_ref(), Some(&PasswordProblem::Guessable(Guess::Dates)));
    assert_eq!(
        Report::new(&password).to_string(),
        "invalid password: the password is easy to guess: it consists of dates or years"
    );
}

#[test]
fn a_host_can_hand_each_of_them_on_as_any_error() {
    fn handed_on(errors: Vec<Box<dyn std::error::Error + Send + Sync>>) -> Vec<String> {
        errors.iter().map(|error| Report::new(&**error).to_string()).collect()
    }
    let printed = handed_on(vec![
        Refusal::Wrong.into(),
        CodeRefusal::TookTooLong.into(),
        ConfirmRefusal::Wrong.into(),
        PasswordProblem::TooLong.into(),
        UsernameProblem::Empty.into(),
        Denied::Gone.into(),
        Error::Random.into(),
        StoreError::NoHome.into(),
        KeyId::from_str("").unwrap_err().into(),
    ]);
    assert_eq!(printed.len(), 9);
    printed.iter().for_each(|sentence| assert_style(sentence));
}
