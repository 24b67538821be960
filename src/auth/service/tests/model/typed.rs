//! What is typed: for every draw something that somebody might know.

use crate::auth::service::tests::model::acts::{Factor, Typed};
use crate::auth::service::tests::model::machine::{Machine, among};
use crate::auth::service::tests::model::person::{Given, Person, code_of};
use crate::auth::service::tests::model::world::NAMES;
use crate::auth::{AccountId, Now};

impl Machine<'_> {
    /// A good password that was never there before.
    pub(super) fn new_password(&mut self) -> String {
        format!("{} lanterns drift over marble hills", self.serial() + 70_000)
    }

    /// A password for that name.
    pub(super) fn password_of(&mut self, name: &'static str, drawn: Typed) -> String {
        let wrong = "nine copper owls guard bridges".to_owned();
        let graves = self.world.graves.iter().filter(|(buried, _)| *buried == name).flat_map(|(_, all)| all);
        let mut former: Vec<String> = graves.cloned().collect();
        let person = self.world.named(name);
        let right = person.as_ref().map(|person| person.password.clone());
        former.extend(person.into_iter().flat_map(|person| person.former.clone()));
        match drawn {
            Typed::Right => right.unwrap_or(wrong),
            Typed::Wrong => wrong,
            Typed::Former(at) => among(at, former.len()).map_or(wrong, |place| former[place].clone()),
            Typed::Other(at) => {
                let other = NAMES[usize::from(at) % NAMES.len()];
                self.world
                    .named(other)
                    .filter(|person| person.name != name)
                    .map_or(wrong, |person| person.password.clone())
            }
        }
    }

    /// A second factor for that account.
    pub(super) fn factor_of(&mut self, who: AccountId, drawn: Factor) -> Given {
        let now = self.wall().seconds().div_euclid(30);
        let others = |at: u8, machine: &mut Self| {
            let people: Vec<_> = machine.world.people.iter().map(|person| person.id).filter(|id| *id != who).collect();
            among(at, people.len()).map(|place| people[place])
        };
        let other = match drawn {
            Factor::OthersDigits(at) | Factor::OthersRecovery(at) => others(at, self),
            _ => None,
        };
        let whose = other.unwrap_or(who);
        let wrong_digits = self.world.person(who).map_or("000000".to_owned(), |person| wrong_digits(person, now));
        let Some(person) = self.world.person(whose) else { return Given::Digits(wrong_digits) };
        let digits = match drawn {
            Factor::Fresh(at) => fresh_digits(person, now, at).or_else(|| shown(person, now, at)),
            Factor::Off(off, at) => shown(person, now + i64::from(off), at),
            Factor::OthersDigits(at) => shown(person, now, at),
            Factor::Again => Some(person.last_digits.clone()),
            Factor::LostPhone(at) => {
                among(at, person.lost_phones.len()).and_then(|place| code_at(&person.lost_phones[place], now))
            }
            Factor::FewDigits => Some("12345".to_owned()),
            Factor::WrongDigits => None,
            _ => return Given::Symbols(symbols(person, drawn)),
        };
        Given::Digits(digits.unwrap_or(wrong_digits))
    }
}

fn symbols(person: &Person, drawn: Factor) -> String {
    let used: Vec<_> = person.used.iter().cloned().collect();
    let pick = |from: &[String], at: u8| among(at, from.len()).map(|place| from[place].clone());
    let found = match drawn {
        Factor::Recovery(at) | Factor::OthersRecovery(at) => pick(&person.fresh, at),
        // The first use is a right one.
        Factor::UsedRecovery(at) => pick(&used, at).or_else(|| person.fresh.first().cloned()),
        Factor::DeadRecovery(at) => pick(&person.dead, at),
        Factor::Help => person.help.as_ref().map(|(code, _)| code.clone()),
        Factor::FewSymbols => Some("2222-2222".to_owned()),
        _ => None,
    };
    found.unwrap_or_else(|| "2222-2222-2222-2222".to_owned())
}

fn code_at(secret: &[u8; 20], step: i64) -> Option<String> {
    u64::try_from(step).ok().map(|step| code_of(secret, step))
}

/// What one of the phones shows at that step.
fn shown(person: &Person, step: i64, at: u8) -> Option<String> {
    let phone = &person.phones[among(at, person.phones.len())?];
    code_at(&phone.secret, step)
}

/// A code that counts now, if there is one: that of this step, else of the next, else of the one before.
pub(super) fn fresh_digits(person: &Person, now: i64, at: u8) -> Option<String> {
    let phone = &person.phones[among(at, person.phones.len())?];
    let fresh = |step: &i64| u64::try_from(*step).is_ok_and(|step| step > phone.spent);
    [now, now + 1, now - 1].into_iter().find(fresh).and_then(|step| code_at(&phone.secret, step))
}

/// Six digits that no phone shows at a time near.
fn wrong_digits(person: &Person, now: i64) -> String {
    let near = |digits: &String| {
        person
            .phones
            .iter()
            .any(|phone| (-12..=12).any(|off| code_at(&phone.secret, now + off).as_ref() == Some(digits)))
    };
    (0..1000).map(|number| format!("{number:06}")).find(|digits| !near(digits)).expect("a thousand are many")
}

/// One code has many spellings; which one is typed depends on nothing that matters.
pub(super) fn spelled(code: &str, salt: Now) -> String {
    match salt.wall.millis() / 1000 % 4 {
        0 => format!(" {code}\n"),
        1 => code.replace('-', " "),
        2 => code.chars().map(|symbol| format!("{symbol} ")).collect(),
        _ => code.to_owned(),
    }
}
