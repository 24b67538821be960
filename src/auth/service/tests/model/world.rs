//! The small model: who lives here, who is signed in, and what a password is answered with.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::auth::service::tests::model::person::{Given, Person, Verdict};
use crate::auth::service::tests::model::tries::{PASSWORD, Stamp, Tries};
use crate::auth::{AccountId, CounterKind, UnixTime};

/// Names that people may have; the last nobody ever has.
pub(super) const NAMES: [&str; 5] = ["alice", "bob", "carol", "dora", "nobody"];

/// A session as others see it: it stands until it is taken away.
pub(super) struct Row {
    pub who: AccountId,
    pub seen: Stamp,
}

/// What a password is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Waiting(Duration),
    Wrong,
    Expired,
    Right(AccountId),
}

#[derive(Default)]
pub(super) struct World {
    pub people: Vec<Person>,
    /// Tries by name, whether somebody has it or not.
    pub names: BTreeMap<String, Tries>,
    /// The latest time that any clock has shown.
    pub latest: UnixTime,
    pub rows: BTreeMap<u32, Row>,
    pub unlock_needs_code: bool,
    /// Passwords of accounts that are gone.
    pub graves: Vec<(&'static str, Vec<String>)>,
    /// Every data key there ever was.
    pub all_keys: BTreeSet<[u8; 32]>,
}

impl World {
    pub fn person(&mut self, id: AccountId) -> Option<&mut Person> {
        self.people.iter_mut().find(|person| person.id == id)
    }

    pub fn named(&mut self, name: &str) -> Option<&mut Person> {
        self.people.iter_mut().find(|person| person.name == name)
    }

    /// Whether the account is as it was at that version, and enabled.
    pub fn stands(&mut self, id: AccountId, version: u64) -> bool {
        self.person(id).is_some_and(|person| person.enabled && person.version == version)
    }

    /// A password for a name.
    pub fn try_name(&mut self, name: &str, typed: &str, at: Stamp) -> Door {
        let mut of_name = self.names.remove(name).unwrap_or_default();
        if of_name.are_forgotten(at) {
            of_name.forget();
        }
        let door = self.try_both(name, &mut of_name, typed, at);
        self.names.insert(name.to_owned(), of_name);
        door
    }

    /// "Unknown names are charged alike": a try is charged to the name, and to the account that has it.
    fn try_both(&mut self, name: &str, of_name: &mut Tries, typed: &str, at: Stamp) -> Door {
        let who = self.named(name).map(|person| person.id);
        let by_name = of_name.left(PASSWORD, at);
        let own = who.and_then(|id| self.wait_of(id, at));
        if let Some(left) = by_name.max(own) {
            if let Some(id) = who {
                self.mark_expired(id, at.now.wall);
            }
            return Door::Waiting(left);
        }
        let door = who.map_or(Door::Wrong, |id| self.try_password(id, typed, at));
        match door {
            Door::Right(_) => of_name.right(at),
            _ => of_name.wrong(at),
        }
        door
    }

    /// How long a password for an account has to wait.
    fn wait_of(&mut self, id: AccountId, at: Stamp) -> Option<Duration> {
        let person = self.person(id)?;
        if person.passwords.are_forgotten(at) {
            person.passwords.forget();
        }
        person.passwords.left(PASSWORD, at)
    }

    /// Once it was seen that a temporary password or a help code is over, it stays over.
    pub fn mark_expired(&mut self, id: AccountId, wall: UnixTime) {
        if let Some(person) = self.person(id) {
            person.mark_expired(wall);
        }
    }

    /// A completed sign-in forgets the tries. Says how many wrong codes of strangers are left over.
    pub fn completed(&mut self, id: AccountId, own: u32, with_help: bool) -> u32 {
        let Some(person) = self.person(id) else { return 0 };
        let (name, left) = (person.name, person.completed(own, with_help));
        self.names.remove(name);
        left
    }

    /// A password for an account: at the sign-in, for an unlock or for a step-up.
    pub fn try_password(&mut self, id: AccountId, typed: &str, at: Stamp) -> Door {
        self.mark_expired(id, at.now.wall);
        if let Some(left) = self.wait_of(id, at) {
            return Door::Waiting(left);
        }
        let Some(person) = self.person(id) else { return Door::Wrong };
        let is_over = person.until.is_some_and(|until| at.now.wall >= until);
        let door = match typed == person.password && person.enabled {
            false => Door::Wrong,
            true if is_over => Door::Expired,
            true => Door::Right(id),
        };
        match door {
            Door::Right(_) => person.passwords.right(at),
            _ => {
                person.passwords.wrong(at);
                person.fail(CounterKind::Password, at);
            }
        }
        door
    }

    /// A factor for an account.
    pub fn try_factor(&mut self, id: AccountId, given: &Given, at: Stamp) -> Verdict {
        self.person(id).map_or(Verdict::Changed, |person| person.judge(given, at))
    }

    /// A session begins; those of the account that nobody has looked at for a minute are gone.
    pub fn open(&mut self, serial: u32, who: AccountId, now: Stamp) {
        self.rows.retain(|_, row| row.who != who || unseen(row, now) <= 60_000);
        self.rows.insert(serial, Row { who, seen: now });
    }

    /// Somebody looks at a session. Says whether it stands.
    pub fn look(&mut self, serial: u32, now: Stamp) -> bool {
        let Some(row) = self.rows.get_mut(&serial) else { return false };
        // It is noted when half the minute is over.
        if unseen(row, now) >= 30_000 {
            row.seen = now;
        }
        true
    }

    /// Ends the sessions of an account, all but one.
    pub fn end_sessions(&mut self, who: AccountId, except: Option<u32>) {
        self.rows.retain(|serial, row| row.who != who || Some(*serial) == except);
    }

    /// An account goes; its name is one that nobody has.
    pub fn bury(&mut self, id: AccountId) {
        let Some(place) = self.people.iter().position(|person| person.id == id) else { return };
        let person = self.people.remove(place);
        self.end_sessions(id, None);
        let passwords = person.former.into_iter().chain([person.password]).collect();
        self.graves.push((person.name, passwords));
    }
}

/// For how long a session was not seen, in milliseconds: within one boot by the boot clock, across boots by the wall
/// clock, whichever way it was turned.
pub(super) fn unseen(row: &Row, now: Stamp) -> u64 {
    match row.seen.boot == now.boot {
        true => row.seen.now.boot.abs_diff(now.now.boot).as_millis() as u64,
        false => row.seen.now.wall.millis().abs_diff(now.now.wall.millis()),
    }
}
