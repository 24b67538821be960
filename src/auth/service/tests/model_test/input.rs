//! Resolves drawn input to values that a user might know.

use crate::auth::service::tests::model_test::account_model::{AccountModel, FactorInput, code_of};
use crate::auth::service::tests::model_test::action::{FactorChoice, PasswordInput};
use crate::auth::service::tests::model_test::harness::{Harness, pick_index};
use crate::auth::service::tests::model_test::state::NAMES;
use crate::auth::{AccountId, Now};

impl Harness<'_> {
    /// Returns a strong password that was not used before.
    pub(super) fn new_password(&mut self) -> String {
        format!("{} lanterns drift over marble hills", self.next_serial() + 70_000)
    }

    /// Returns a password for that name.
    pub(super) fn resolve_password(&mut self, name: &'static str, drawn: PasswordInput) -> String {
        let wrong = "nine copper owls guard bridges".to_owned();
        let deleted =
            self.model.deleted_passwords.iter().filter(|(buried, _)| *buried == name).flat_map(|(_, all)| all);
        let mut former: Vec<String> = deleted.cloned().collect();
        let person = self.model.account_named(name);
        let right = person.as_ref().map(|person| person.password.clone());
        former.extend(person.into_iter().flat_map(|person| person.former_passwords.clone()));
        match drawn {
            PasswordInput::Right => right.unwrap_or(wrong),
            PasswordInput::Wrong => wrong,
            PasswordInput::Former(at) => pick_index(at, former.len()).map_or(wrong, |index| former[index].clone()),
            PasswordInput::Other(at) => {
                let other = NAMES[usize::from(at) % NAMES.len()];
                self.model
                    .account_named(other)
                    .filter(|person| person.name != name)
                    .map_or(wrong, |person| person.password.clone())
            }
        }
    }

    /// Returns a second factor for that account.
    pub(super) fn resolve_factor(&mut self, who: AccountId, drawn: FactorChoice) -> FactorInput {
        let now = self.wall().seconds().div_euclid(30);
        let others = |at: u8, machine: &mut Self| {
            let candidates: Vec<_> =
                machine.model.accounts.iter().map(|person| person.id).filter(|id| *id != who).collect();
            pick_index(at, candidates.len()).map(|index| candidates[index])
        };
        let other = match drawn {
            FactorChoice::OthersDigits(at) | FactorChoice::OthersRecovery(at) => others(at, self),
            _ => None,
        };
        let whose = other.unwrap_or(who);
        let wrong_digits = self.model.account(who).map_or("000000".to_owned(), |person| wrong_digits(person, now));
        let Some(person) = self.model.account(whose) else { return FactorInput::Digits(wrong_digits) };
        let digits = match drawn {
            FactorChoice::Fresh(at) => unused_digits(person, now, at).or_else(|| displayed_code_of(person, now, at)),
            FactorChoice::OtherStep(off, at) => displayed_code_of(person, now + i64::from(off), at),
            FactorChoice::OthersDigits(at) => displayed_code_of(person, now, at),
            FactorChoice::LastAccepted => Some(person.last_digits.clone()),
            FactorChoice::RemovedPhone(at) => pick_index(at, person.removed_phones.len())
                .and_then(|index| code_at(&person.removed_phones[index], now)),
            FactorChoice::FewDigits => Some("12345".to_owned()),
            FactorChoice::WrongDigits => None,
            _ => return FactorInput::Symbols(symbols(person, drawn)),
        };
        FactorInput::Digits(digits.unwrap_or(wrong_digits))
    }
}

fn symbols(person: &AccountModel, drawn: FactorChoice) -> String {
    let used: Vec<_> = person.used_codes.iter().cloned().collect();
    let pick = |from: &[String], at: u8| pick_index(at, from.len()).map(|index| from[index].clone());
    let found = match drawn {
        FactorChoice::Recovery(at) | FactorChoice::OthersRecovery(at) => pick(&person.unused_codes, at),
        // If none is used yet, returns an unused one.
        FactorChoice::UsedRecovery(at) => pick(&used, at).or_else(|| person.unused_codes.first().cloned()),
        FactorChoice::InvalidatedRecovery(at) => pick(&person.invalidated_codes, at),
        FactorChoice::Help => person.help_code.as_ref().map(|(code, _)| code.clone()),
        FactorChoice::FewSymbols => Some("2222-2222".to_owned()),
        _ => None,
    };
    found.unwrap_or_else(|| "2222-2222-2222-2222".to_owned())
}

fn code_at(secret: &[u8; 20], step: i64) -> Option<String> {
    u64::try_from(step).ok().map(|step| code_of(secret, step))
}

/// Returns the code of one of the authenticators at that step.
fn displayed_code_of(person: &AccountModel, step: i64, at: u8) -> Option<String> {
    let phone = &person.phones[pick_index(at, person.phones.len())?];
    code_at(&phone.secret, step)
}

/// Returns a valid code, if there is one: of this step, else of the next, else of the previous one.
pub(super) fn unused_digits(person: &AccountModel, now: i64, at: u8) -> Option<String> {
    let phone = &person.phones[pick_index(at, person.phones.len())?];
    let fresh = |step: &i64| u64::try_from(*step).is_ok_and(|step| step > phone.last_step);
    [now, now + 1, now - 1].into_iter().find(fresh).and_then(|step| code_at(&phone.secret, step))
}

/// Returns six digits that match no step around now.
fn wrong_digits(person: &AccountModel, now: i64) -> String {
    let near = |digits: &String| {
        person
            .phones
            .iter()
            .any(|phone| (-12..=12).any(|off| code_at(&phone.secret, now + off).as_ref() == Some(digits)))
    };
    (0..1000).map(|number| format!("{number:06}")).find(|digits| !near(digits)).expect("not all of 1000 codes match")
}

/// Varies the spelling of a code, which must not matter.
pub(super) fn with_separators(code: &str, salt: Now) -> String {
    match salt.wall.millis() / 1000 % 4 {
        0 => format!(" {code}\n"),
        1 => code.replace('-', " "),
        2 => code.chars().map(|symbol| format!("{symbol} ")).collect(),
        _ => code.to_owned(),
    }
}
