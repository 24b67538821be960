//! The small model: who lives here, who is signed in, and what a password is answered with.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::person::{Given, Person, Verdict};
use super::tries::{PASSWORD, Stamp, Tries};
use crate::auth::{AccountId, UnixTime};

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
    /// Tries for names that nobody has, and when the last was.
    strangers: BTreeMap<String, (Tries, UnixTime)>,
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
        match self.named(name).map(|person| person.id) {
            Some(id) => self.try_password(id, typed, at),
            None => self.try_stranger(name, at),
        }
    }

    /// "Unknown names are charged alike, … pruned after 24 h."
    fn try_stranger(&mut self, name: &str, at: Stamp) -> Door {
        let day_ago = at.now.wall.millis() - 24 * 3600 * 1000;
        self.strangers.retain(|_, (_, touched)| touched.millis() >= day_ago);
        let (tries, touched) = self.strangers.entry(name.to_owned()).or_default();
        if let Some(left) = tries.left(PASSWORD, at) {
            return Door::Waiting(left);
        }
        tries.wrong(at);
        *touched = at.now.wall;
        Door::Wrong
    }

    /// A password for an account: at the sign-in, for an unlock or for a step-up.
    pub fn try_password(&mut self, id: AccountId, typed: &str, at: Stamp) -> Door {
        let Some(person) = self.person(id) else { return Door::Wrong };
        if let Some(left) = person.passwords.left(PASSWORD, at) {
            return Door::Waiting(left);
        }
        let is_over = person.until.is_some_and(|until| at.now.wall >= until);
        let door = match typed == person.password && person.enabled {
            false => Door::Wrong,
            true if is_over => Door::Expired,
            true => Door::Right(id),
        };
        match door {
            Door::Right(_) => person.passwords.right(),
            _ => person.passwords.wrong(at),
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
