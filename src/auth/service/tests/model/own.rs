//! What people do who are signed in: lock, unlock, prove, and change what is their own.

use crate::auth::service::tests::model::acts::{Factor as Drawn, For, Own, Typed};
use crate::auth::service::tests::model::machine::{Machine, among};
use crate::auth::service::tests::model::person::{Given, Verdict};
use crate::auth::service::tests::model::seat::{Kept, Screen, Seat};
use crate::auth::service::tests::model::world::Door;
use crate::auth::testing::typed;
use crate::auth::{Denied, Factor, Method, Owed, Purpose, StepUpAnswer, Unlock};

/// As the program takes it.
pub(super) fn factor(given: &Given) -> Factor {
    match given {
        Given::Digits(digits) => Factor::Code(typed(digits)),
        Given::Symbols(symbols) => Factor::Recovery(typed(symbols)),
    }
}

impl Machine<'_> {
    /// A place whose screen is not the locked one.
    pub(super) fn open_seat(&self, at: u8) -> Option<usize> {
        let open: Vec<_> = (0..self.seats.len()).filter(|&place| self.seats[place].session().is_some()).collect();
        among(at, open.len()).map(|place| open[place])
    }

    /// Whether a session can do anything at all.
    pub(super) fn is_usable(&self, place: usize) -> bool {
        let seat = &self.seats[place];
        seat.has_keys && !seat.is_over(self.now()) && self.world.rows.contains_key(&seat.serial)
    }

    pub(super) fn lock_at(&mut self, at: u8) {
        let Some(place) = self.open_seat(at) else { return };
        self.lock(place);
        self.tally.count("locked");
    }

    pub(super) fn lock(&mut self, place: usize) {
        let Some(Screen::Open(session)) = self.seats[place].screen.take() else { panic!("it is open") };
        let locked = self.auth(self.seats[place].window).lock(session);
        let seat = &mut self.seats[place];
        seat.lose_keys();
        seat.screen = Some(Screen::Locked(locked));
    }

    pub(super) fn unlock_at(&mut self, at: u8, password: Typed, drawn: Option<Drawn>) {
        if self.seats.iter().all(|seat| seat.session().is_some()) {
            self.lock_at(at);
        }
        let locked: Vec<_> = (0..self.seats.len()).filter(|&place| self.seats[place].session().is_none()).collect();
        let Some(place) = among(at, locked.len()).map(|place| locked[place]) else { return };
        let (seat, who) = (&self.seats[place], self.seats[place].who);
        let (serial, now) = (seat.serial, self.now());
        let is_over = seat.is_over(now);
        if is_over {
            self.world.rows.remove(&serial);
        }
        let name = self.world.person(who).map_or("nobody", |person| person.name);
        let password = self.password_of(name, password);
        let given = drawn.map(|drawn| self.factor_of(who, drawn));
        let Some(Screen::Locked(state)) = self.seats[place].screen.take() else { panic!("it is locked") };
        let at = self.stamp(self.seats[place].window);
        let (door, verdict) = match self.world.look(serial, at) {
            false => (None, None),
            true => {
                let door = self.world.try_password(who, &password, at);
                let needs_code = self.world.unlock_needs_code && self.person(who).two_factor;
                let is_right = matches!(door, Door::Right(_));
                (Some(door), (needs_code && is_right).then(|| self.judge_in_seat(place, given.as_ref())))
            }
        };
        let factor = given.as_ref().map(factor);
        let unlocked = self.auth(self.seats[place].window).unlock(state, typed(&password), factor).unwrap();
        self.unlocked(place, door, verdict, unlocked);
        if let (Some(Verdict::Right), Some(given)) = (verdict, given) {
            self.accepted(who, &given);
        }
    }

    fn unlocked(&mut self, place: usize, door: Option<Door>, verdict: Option<Verdict>, unlocked: Unlock) {
        match (door, verdict, unlocked) {
            (None, _, Unlock::Ended) => {
                self.leave(place);
                self.tally.count("unlock of an ended session");
            }
            (Some(Door::Waiting(_) | Door::Wrong), None, Unlock::PasswordRefused(locked, _)) => {
                self.seats[place].screen = Some(Screen::Locked(locked));
                self.tally.count("unlock with a wrong password");
            }
            (Some(Door::Right(_)), Some(verdict), Unlock::CodeRefused(locked, refusal)) => {
                self.refused(verdict, refusal);
                self.seats[place].screen = Some(Screen::Locked(locked));
                self.tally.count("unlock with a wrong code");
            }
            (Some(Door::Right(_)), None | Some(Verdict::Right), Unlock::Open(session)) => {
                self.note_keys(&session);
                let now = self.now();
                let seat = &mut self.seats[place];
                (seat.has_keys, seat.active) = (true, now);
                seat.screen = Some(Screen::Open(session));
                self.tally.count("unlocked");
            }
            (door, verdict, unlocked) => panic!("unlocking: {door:?}, {verdict:?}, but {unlocked:?}"),
        }
    }

    /// A factor in a session; with a right one the wrong ones before were its owner's.
    pub(super) fn judge_in_seat(&mut self, place: usize, given: Option<&Given>) -> Verdict {
        let Some(given) = given else { return Verdict::Malformed };
        let at = self.stamp(self.seats[place].window);
        let who = self.seats[place].who;
        let verdict = self.world.try_factor(who, given, at);
        let seat = &mut self.seats[place];
        match verdict {
            Verdict::Right => {
                let own = std::mem::take(&mut seat.wrong_codes);
                let codes = &mut self.person(who).codes;
                match given {
                    Given::Digits(_) => codes.right(own, at),
                    Given::Symbols(_) => codes.unfinished -= own.min(codes.unfinished),
                }
            }
            verdict => seat.wrong_codes += u32::from(verdict.is_charged() && matches!(given, Given::Digits(_))),
        }
        verdict
    }

    pub(super) fn prove_at(&mut self, at: u8, purpose: For, password: Typed, drawn: Option<Drawn>) {
        let Some(place) = self.open_seat(at) else { return };
        let who = self.seats[place].who;
        let name = self.world.person(who).map_or("nobody", |person| person.name);
        let password = self.password_of(name, password);
        let given = drawn.map(|drawn| self.factor_of(who, drawn));
        let purpose = match purpose {
            For::Own => Purpose::Own,
            For::Office => Purpose::Administer,
            For::Prove => Purpose::Prove,
        };
        let _ = self.prove(place, purpose, &password, given.as_ref());
    }

    /// Whether a step-up there asks for a code.
    pub(super) fn owes_code(&mut self, place: usize, purpose: Purpose) -> bool {
        let (seat, now) = (&self.seats[place], self.now());
        let is_spared = purpose != Purpose::Prove && seat.code_given.is_some_and(|at| Seat::is_recent(at, now));
        let who = seat.who;
        self.world.person(who).is_some_and(|person| person.two_factor) && !is_spared
    }

    /// A step-up. What was proven is kept for an act to come.
    pub(super) fn prove(&mut self, place: usize, purpose: Purpose, password: &str, given: Option<&Given>) -> bool {
        let who = self.seats[place].who;
        let owes_code = self.owes_code(place, purpose);
        let at = self.stamp(self.seats[place].window);
        let door = self.is_usable(place).then(|| self.world.try_password(who, password, at));
        let verdict = (owes_code && matches!(door, Some(Door::Right(_)))).then(|| self.judge_in_seat(place, given));
        let factor = given.map(factor);
        let seat = &self.seats[place];
        let session = seat.session().expect("the screen is open");
        let answer = self.auth(seat.window).step_up(session, purpose, typed(password), factor);
        match (door, verdict, answer) {
            (None, _, Err(Denied::Ended)) => self.tally.count("step-up in an ended session"),
            (Some(Door::Waiting(_) | Door::Wrong), None, Ok(StepUpAnswer::PasswordRefused(_))) => {
                self.tally.count("step-up with a wrong password");
            }
            (Some(_), Some(verdict), Ok(StepUpAnswer::CodeRefused(refusal))) => self.refused(verdict, refusal),
            (Some(Door::Right(_)), None | Some(Verdict::Right), Ok(StepUpAnswer::Proven(proof))) => {
                if let (Some(given), true) = (given, verdict.is_some()) {
                    self.accepted(who, given);
                }
                assert_eq!(proof.method() != Method::Password, verdict.is_some());
                let version = self.person(who).version;
                let seat = &mut self.seats[place];
                seat.code_given = if verdict.is_some() { Some(at.now) } else { seat.code_given };
                if purpose == Purpose::Administer {
                    seat.administers = Some((at.now, version));
                }
                seat.keep(proof, purpose, at.now, version);
                self.tally.count("stepped up");
                return true;
            }
            (door, verdict, answer) => panic!("step-up: {door:?}, {verdict:?}, but {answer:?}"),
        }
        false
    }

    /// A proof for an act: one that is kept, which may be of no use any more, or a new one.
    pub(super) fn proof_for(&mut self, place: usize, purpose: Purpose, kept: bool) -> Option<Kept> {
        if kept && let Some(kept) = self.seats[place].kept.pop() {
            return Some(kept);
        }
        let (who, now) = (self.seats[place].who, self.now());
        if purpose == Purpose::Administer && self.is_usable(place) {
            let version = self.person(who).version;
            let seat = &mut self.seats[place];
            let spared = seat.administers.filter(|(at, then)| *then == version && Seat::is_recent(*at, now));
            let session = seat.session().expect("the screen is open");
            let owed = self.windows[seat.window].auth.step_up_owed(session, purpose).unwrap();
            assert_eq!(spared.is_some(), matches!(owed, Owed::Nothing(_)), "an administrator's five minutes");
            if let (Owed::Nothing(proof), Some((at, version))) = (owed, spared) {
                seat.keep(proof, purpose, at, version);
                return seat.kept.pop();
            }
        }
        let password = self.world.person(who).map(|person| person.password.clone()).unwrap_or_default();
        let given = self.owes_code(place, purpose).then(|| self.best_factor(who));
        let is_proven = self.prove(place, purpose, &password, given.as_ref());
        if is_proven { self.seats[place].kept.pop() } else { None }
    }

    pub(super) fn own_at(&mut self, at: u8, act: Own, kept: bool) {
        let Some(place) = self.open_seat(at) else { return };
        let Some(kept) = self.proof_for(place, Purpose::Own, kept) else { return };
        self.own(place, act, kept);
    }
}
