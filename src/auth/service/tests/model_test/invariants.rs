//! Invariants after every action.

use crate::auth::service::tests::model_test::account_model::AccountModel;
use crate::auth::service::tests::model_test::harness::Harness;
use crate::auth::service::tests::model_test::state::stale_for;
use crate::auth::{
    AccountRow, ActionError, CounterKey, CounterKind, EXPIRED, Error, PasswordKind, Reader, Role, WrapKind,
};

impl Harness<'_> {
    pub(super) fn read<T>(&self, mut operation: impl FnMut(&dyn Reader) -> Result<T, Error>) -> T {
        let mut result = None;
        let read = self.store().read(&mut |rows| {
            result = Some(operation(rows)?);
            Ok(())
        });
        read.ok().and(result).expect("the store can be read")
    }

    /// The store matches the model, an active administrator exists, and each session has its permissions.
    pub(super) fn check(&mut self) {
        let rows = self.read(|rows| rows.accounts());
        assert_eq!(rows.len(), self.model.accounts.len(), "number of accounts");
        for row in &rows {
            self.sync_expired(row);
            self.check_account(row);
        }
        let is_able = |row: &&AccountRow| {
            row.role == Role::Administrator
                && row.enabled
                && row.password_kind == PasswordKind::Own
                && self.can_submit_code(row)
        };
        assert!(rows.iter().any(|row| is_able(&row)), "no active administrator remains");
        for index in 0..self.sessions.len() {
            self.check_session(index);
        }
    }

    /// Every account that requires a code has an authenticator.
    fn can_submit_code(&self, row: &AccountRow) -> bool {
        !row.two_factor || !self.read(|rows| rows.authenticators(row.id)).is_empty()
    }

    /// Something expired may be marked at any time after its end, never before.
    fn sync_expired(&mut self, row: &AccountRow) {
        let latest = self.wall().max(self.model.latest_seen_time);
        self.model.latest_seen_time = latest;
        let help = self.read(|rows| rows.help_code(row.id));
        let Some(person) = self.model.account(row.id) else { return };
        if row.password_kind == (PasswordKind::Temporary { until: EXPIRED }) {
            assert!(person.temporary_until.is_some_and(|until| until <= latest), "{} expired too early", person.name);
            person.temporary_until = Some(EXPIRED);
        }
        if help.is_some_and(|help| help.until == EXPIRED) {
            let (_, until) = person.help_code.as_mut().expect("the help code exists");
            assert!(*until <= latest, "{} expired too early", person.name);
            *until = EXPIRED;
        }
    }

    fn check_account(&self, row: &AccountRow) {
        let person = self.model.accounts.iter().find(|person| person.id == row.id).expect("account exists");
        let name = person.name;
        assert_eq!((&*row.username, row.enabled, row.two_factor), (name, person.enabled, person.two_factor));
        assert_eq!(row.role == Role::Administrator, person.administrator, "role of {name}");
        let until = match row.password_kind {
            PasswordKind::Own => None,
            PasswordKind::Temporary { until } => Some(until),
        };
        assert_eq!(until, person.temporary_until, "password of {name}");
        assert_eq!(row.credentials_version, person.version, "version of {name}");
        self.check_factors(row, person);
        let failures = |kind| {
            let counter = self.read(|rows| rows.counter(&CounterKey::Account(row.id, kind)));
            counter.unwrap_or_default().failures
        };
        let counted = [CounterKind::Password, CounterKind::Code, CounterKind::Recovery].map(failures);
        let expected =
            [person.password_counter.failures, person.code_counter.attempts.failures, person.recovery_counter.failures];
        assert_eq!(counted, expected, "attempts charged to {name}");
        let wrapped_keys = self.read(|rows| rows.wrapped_keys(row.id));
        let of = |kind| wrapped_keys.iter().filter(move |wrapped_key| wrapped_key.kind == kind);
        assert!(
            of(WrapKind::Active).map(|wrapped_key| wrapped_key.key_generation).eq([row.key_generation]),
            "wrapped key of {name}"
        );
        assert_eq!(of(WrapKind::Retired).count(), person.retired_keys.len(), "retired wrapped keys of {name}");
        let sessions = self.read(|rows| rows.sessions(row.id)).len();
        assert_eq!(
            sessions,
            self.model.sessions.values().filter(|other| other.who == row.id).count(),
            "sessions of {name}"
        );
    }

    fn check_factors(&self, row: &AccountRow, person: &AccountModel) {
        let name = person.name;
        let mut stored: Vec<_> =
            self.read(|rows| rows.authenticators(row.id)).into_iter().map(|row| (row.name, row.last_step)).collect();
        let mut phones: Vec<_> = person.phones.iter().map(|phone| (phone.name.clone(), phone.last_step)).collect();
        stored.sort();
        phones.sort();
        assert_eq!(stored, phones, "authenticators of {name}");
        let recovery = self.read(|rows| rows.recovery(row.id));
        let used = recovery.iter().filter(|code| code.used_at.is_some()).count();
        assert_eq!(
            (recovery.len() - used, used),
            (person.unused_codes.len(), person.used_codes.len()),
            "recovery codes of {name}"
        );
        let help = self.read(|rows| rows.help_code(row.id)).is_some();
        assert_eq!(help, person.help_code.is_some(), "help code of {name}");
        let code_required = row.two_factor && row.password_kind == PasswordKind::Own;
        assert!(!code_required || help || self.can_submit_code(row), "{name} requires a code that does not exist");
    }

    fn check_session(&mut self, index: usize) {
        let is_usable = self.is_usable(index);
        let entry = &self.sessions[index];
        let at = self.stamp(entry.window);
        let Some(session) = entry.session() else { return };
        match self.windows[entry.window].auth.account(session) {
            Ok(view) => {
                assert!(is_usable, "an ended or locked session returns the account");
                let person = self.model.accounts.iter().find(|person| person.id == entry.who).expect("account exists");
                let of = |row: &&super::state::SessionRecord| row.who == entry.who && stale_for(row, at) <= 60_000;
                assert_eq!(
                    view.sessions.len(),
                    self.model.sessions.values().filter(of).count(),
                    "number of reported sessions"
                );
                assert_eq!(view.wrong_codes, person.code_counter.incomplete, "wrong codes in incomplete sign-ins");
                assert_eq!(view.authenticators.len(), person.phones.len());
                assert_eq!(view.old_data, !person.retired_keys.is_empty());
                assert!(person.temporary_until.is_none(), "a temporary password opens a session");
                assert!(!person.two_factor || !person.phones.is_empty(), "a session despite a required enrolment");
            }
            Err(ActionError::SessionEnded) => {
                assert!(!is_usable, "a valid session is refused");
                self.sessions[index].lock();
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
