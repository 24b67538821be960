//! What administrators do to others.

use crate::auth::service::tests::model::acts::Office;
use crate::auth::service::tests::model::change::agreed;
use crate::auth::service::tests::model::machine::{Machine, among};
use crate::auth::service::tests::model::person::{Person, Retired};
use crate::auth::service::tests::model::seat::Kept;
use crate::auth::service::tests::model::tries::Tries;
use crate::auth::{AccountId, Denied, Policy, Purpose, Role, UnixTime};

const HOUR: i64 = 3600 * 1000;

fn role(administrator: bool) -> Role {
    if administrator { Role::Administrator } else { Role::Member }
}

impl Machine<'_> {
    pub(super) fn office_at(&mut self, at: u8, name: &'static str, act: Office, kept: bool) {
        // Mostly somebody who may.
        let may = |place: &usize| {
            let who = self.seats[*place].who;
            self.is_usable(*place) && self.world.people.iter().any(|person| person.id == who && person.administrator)
        };
        let able: Vec<_> = (0..self.seats.len()).filter(may).collect();
        let chosen = among(at, able.len()).filter(|_| at < 220).map(|place| able[place]);
        let Some(place) = chosen.or_else(|| self.open_seat(at)) else { return };
        let Some(kept) = self.proof_for(place, Purpose::Administer, kept) else { return };
        self.office(place, name, act, kept);
    }

    pub(super) fn office(&mut self, place: usize, name: &'static str, act: Office, kept: Kept) {
        let target = self.world.named(name).map(|person| person.id);
        let denied = self.not_administered(place, &kept, act, target);
        match (act, target) {
            (Office::Add(administrator), _) => self.add(place, kept, name, administrator, denied.as_ref()),
            (Office::UnlockNeedsCode(needs), _) => self.set_policy(place, kept, needs, denied.as_ref()),
            (_, Some(target)) => self.administer(place, kept, target, act, denied.as_ref()),
            (_, None) => {}
        }
    }

    /// Why an administrator's act is not done.
    fn not_administered(
        &mut self,
        place: usize,
        kept: &Kept,
        act: Office,
        target: Option<AccountId>,
    ) -> Option<Denied> {
        if let Some(denied) = self.not_begun(place, kept, Purpose::Administer) {
            return Some(denied);
        }
        let who = self.seats[place].who;
        if !self.world.stands(who, kept.version) {
            return Some(Denied::Changed);
        }
        if !self.person(who).administrator {
            return Some(Denied::NotAdministrator);
        }
        match (act, target) {
            (Office::UnlockNeedsCode(_), _) | (Office::Add(_), None) => None,
            (Office::Add(_), Some(_)) => Some(Denied::NameTaken),
            (_, Some(target)) if target == who => Some(Denied::Oneself),
            (Office::Reset, Some(target)) if !self.person(target).two_factor => Some(Denied::Gone),
            _ => None,
        }
    }

    fn add(&mut self, place: usize, kept: Kept, name: &'static str, administrator: bool, denied: Option<&Denied>) {
        let auth = self.auth(self.seats[place].window);
        // The last of the names is nobody's, so that there is one.
        if name == "nobody" {
            return;
        }
        let answer = auth.add_user(self.session(place), kept.proof, name, role(administrator));
        let Some(password) = agreed("adding", denied, answer) else { return self.tally.count("office denied") };
        let id = self.read(|rows| rows.account_by_key(name)).expect("it was added").id;
        let mut person = Person::new(id, name, administrator, password.expose_text().to_owned());
        person.until = Some(UnixTime::from_millis(self.wall().millis() + 72 * HOUR));
        self.world.people.push(person);
        self.tally.count("added");
    }

    fn set_policy(&mut self, place: usize, kept: Kept, needs: bool, denied: Option<&Denied>) {
        let policy = Policy { unlock_needs_code: needs, ..Policy::default() };
        let answer = self.auth(self.seats[place].window).set_policy(self.session(place), kept.proof, policy);
        if agreed("the bounds", denied, answer).is_some() {
            self.world.unlock_needs_code = needs;
        }
    }

    fn administer(&mut self, place: usize, kept: Kept, target: AccountId, act: Office, denied: Option<&Denied>) {
        let (auth, session) = (self.auth(self.seats[place].window), self.session(place));
        let handed = match act {
            Office::Reset => {
                auth.reset_two_factor(session, kept.proof, target).map(|code| Some(code.expose_text().to_string()))
            }
            Office::TemporaryPassword => auth
                .temporary_password(session, kept.proof, target)
                .map(|password| Some(password.expose_text().to_owned())),
            Office::AllowCodes => auth.allow_codes(session, kept.proof, target).map(|()| None),
            Office::Enable(enabled) => auth.set_enabled(session, kept.proof, target, enabled).map(|()| None),
            Office::Promote(administrator) => {
                auth.set_role(session, kept.proof, target, role(administrator)).map(|()| None)
            }
            Office::Delete => auth.delete_account(session, kept.proof, target).map(|()| None),
            Office::Add(_) | Office::UnlockNeedsCode(_) => unreachable!("done elsewhere"),
        };
        let Some(handed) = agreed("an administrator's act", denied, handed) else {
            return self.tally.count("office denied");
        };
        self.administered(target, act, handed.unwrap_or_default());
    }

    /// "An act that changes nothing is no act."
    fn is_done(&mut self, target: AccountId, act: Office) -> bool {
        let person = self.person(target);
        match act {
            Office::AllowCodes => !person.codes.suspended,
            Office::Enable(enabled) => person.enabled == enabled,
            Office::Promote(administrator) => person.administrator == administrator,
            _ => false,
        }
    }

    /// What the act means for the one it was done to.
    fn administered(&mut self, target: AccountId, act: Office, handed: String) {
        if self.is_done(target, act) {
            return self.tally.count("office changed nothing");
        }
        let now = self.wall().millis();
        let later = |hours: i64| UnixTime::from_millis(now + hours * HOUR);
        if !matches!(act, Office::AllowCodes | Office::Enable(true)) {
            self.world.end_sessions(target, None);
        }
        let person = self.person(target);
        person.version += u64::from(!matches!(act, Office::AllowCodes));
        let what = match act {
            Office::Reset => {
                person.lose_factors();
                person.help = Some((handed, later(24)));
                "two-factor reset"
            }
            Office::TemporaryPassword => {
                person.lose_factors();
                let keys = std::mem::take(&mut person.keys);
                if person.until.is_none() {
                    person.retired.push(Retired { password: person.password.clone(), keys });
                }
                person.take_password(handed, Some(later(72)));
                person.passwords = Tries::default();
                let name = person.name;
                self.world.names.remove(name);
                "temporary password given"
            }
            Office::AllowCodes => {
                person.codes = super::tries::CodeTries::default();
                "suspension lifted"
            }
            Office::Enable(enabled) => {
                person.enabled = enabled;
                if enabled { "enabled" } else { "disabled" }
            }
            Office::Promote(administrator) => {
                person.administrator = administrator;
                if administrator { "promoted" } else { "demoted" }
            }
            _ => {
                self.world.bury(target);
                "deleted"
            }
        };
        self.tally.count(what);
    }
}
