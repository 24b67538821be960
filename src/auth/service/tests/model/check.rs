//! What must hold after every act.

use crate::auth::service::tests::model::machine::Machine;
use crate::auth::service::tests::model::person::Person;
use crate::auth::service::tests::model::world::unseen;
use crate::auth::{AccountRow, CounterKey, CounterKind, Denied, EXPIRED, Error, PasswordKind, Reader, Role, WrapKind};

impl Machine<'_> {
    pub(super) fn read<T>(&self, mut look: impl FnMut(&dyn Reader) -> Result<T, Error>) -> T {
        let mut found = None;
        let read = self.store().read(&mut |rows| {
            found = Some(look(rows)?);
            Ok(())
        });
        read.ok().and(found).expect("the store works")
    }

    /// The store holds what the model says, somebody can administer, and each session can do what it should.
    pub(super) fn check(&mut self) {
        let rows = self.read(|rows| rows.accounts());
        assert_eq!(rows.len(), self.world.people.len(), "accounts");
        for row in &rows {
            self.note_expired(row);
            self.check_account(row);
        }
        let is_able = |row: &&AccountRow| {
            row.role == Role::Administrator && row.enabled && row.password == PasswordKind::Own && self.can_give(row)
        };
        assert!(rows.iter().any(|row| is_able(&row)), "nobody is left who can administer");
        for place in 0..self.seats.len() {
            self.check_seat(place);
        }
    }

    /// "No flag, reset or order of acts leaves an account that owes a code which nobody can give."
    fn can_give(&self, row: &AccountRow) -> bool {
        !row.two_factor || !self.read(|rows| rows.authenticators(row.id)).is_empty()
    }

    /// What expired may be marked at any time after its end, and never before.
    fn note_expired(&mut self, row: &AccountRow) {
        let latest = self.wall().max(self.world.latest);
        self.world.latest = latest;
        let help = self.read(|rows| rows.help_code(row.id));
        let Some(person) = self.world.person(row.id) else { return };
        if row.password == (PasswordKind::Temporary { until: EXPIRED }) {
            assert!(person.until.is_some_and(|until| until <= latest), "{} had time left", person.name);
            person.until = Some(EXPIRED);
        }
        if help.is_some_and(|help| help.until == EXPIRED) {
            let (_, until) = person.help.as_mut().expect("it was there");
            assert!(*until <= latest, "{} had time left", person.name);
            *until = EXPIRED;
        }
    }

    fn check_account(&self, row: &AccountRow) {
        let person = self.world.people.iter().find(|person| person.id == row.id).expect("nobody was added");
        let name = person.name;
        assert_eq!((&*row.username, row.enabled, row.two_factor), (name, person.enabled, person.two_factor));
        assert_eq!(row.role == Role::Administrator, person.administrator, "role of {name}");
        let until = match row.password {
            PasswordKind::Own => None,
            PasswordKind::Temporary { until } => Some(until),
        };
        assert_eq!(until, person.until, "password of {name}");
        assert_eq!(row.credentials_version, person.version, "version of {name}");
        self.check_factors(row, person);
        let failures = |kind| {
            let counter = self.read(|rows| rows.counter(&CounterKey::Account(row.id, kind)));
            counter.unwrap_or_default().failures
        };
        let found = [CounterKind::Password, CounterKind::Code, CounterKind::Recovery].map(failures);
        let tries = [person.passwords.wrong, person.codes.tries.wrong, person.recovery.wrong];
        assert_eq!(found, tries, "tries charged to {name}");
        let wraps = self.read(|rows| rows.wraps(row.id));
        let of = |kind| wraps.iter().filter(move |wrap| wrap.kind == kind);
        assert!(of(WrapKind::Current).map(|wrap| wrap.generation).eq([row.generation]), "wrap of {name}");
        assert_eq!(of(WrapKind::Retired).count(), person.retired.len(), "retired wraps of {name}");
        let sessions = self.read(|rows| rows.sessions(row.id)).len();
        assert_eq!(
            sessions,
            self.world.rows.values().filter(|other| other.who == row.id).count(),
            "sessions of {name}"
        );
    }

    fn check_factors(&self, row: &AccountRow, person: &Person) {
        let name = person.name;
        let mut found: Vec<_> =
            self.read(|rows| rows.authenticators(row.id)).into_iter().map(|row| (row.name, row.last_step)).collect();
        let mut phones: Vec<_> = person.phones.iter().map(|phone| (phone.name.clone(), phone.spent)).collect();
        found.sort();
        phones.sort();
        assert_eq!(found, phones, "phones of {name}");
        let recovery = self.read(|rows| rows.recovery(row.id));
        let used = recovery.iter().filter(|code| code.used.is_some()).count();
        assert_eq!((recovery.len() - used, used), (person.fresh.len(), person.used.len()), "recovery codes of {name}");
        let help = self.read(|rows| rows.help_code(row.id)).is_some();
        assert_eq!(help, person.help.is_some(), "help code of {name}");
        let is_owed = row.two_factor && row.password == PasswordKind::Own;
        assert!(!is_owed || help || self.can_give(row), "{name} owes a code that nobody can give");
    }

    fn check_seat(&mut self, place: usize) {
        let is_usable = self.is_usable(place);
        let seat = &self.seats[place];
        let at = self.stamp(seat.window);
        let Some(session) = seat.session() else { return };
        match self.windows[seat.window].auth.account(session) {
            Ok(view) => {
                assert!(is_usable, "a session that has ended, or is locked, shows the account");
                let person = self.world.people.iter().find(|person| person.id == seat.who).expect("it stands");
                let of = |row: &&super::world::Row| row.who == seat.who && unseen(row, at) <= 60_000;
                assert_eq!(view.sessions.len(), self.world.rows.values().filter(of).count(), "sessions that are told");
                assert_eq!(view.wrong_codes, person.codes.unfinished, "wrong codes of strangers");
                assert_eq!(view.authenticators.len(), person.phones.len());
                assert_eq!(view.old_data, !person.retired.is_empty());
                assert!(person.until.is_none(), "a temporary password gave a session");
                assert!(!person.two_factor || !person.phones.is_empty(), "a session while pairing is owed");
            }
            Err(Denied::Ended) => {
                assert!(!is_usable, "a session that stands is refused");
                self.seats[place].lose_keys();
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
