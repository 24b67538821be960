//! Time passes, clocks are turned, programs look after their sessions, machines start anew.

use std::time::Duration;

use crate::auth::service::tests::model::machine::Machine;
use crate::auth::service::tests::model::seat::Screen;
use crate::auth::{Standing, UnixTime, Watched};

/// Clocks show nothing before 1969 or after 2160.
const SHOWN: std::ops::RangeInclusive<i64> = -30_000_000..=6_000_000_000;

impl Machine<'_> {
    /// Time passes. Programs that are awake look after their sessions before anybody does anything; somebody is there,
    /// unless it takes too long.
    pub(super) fn pass(&mut self, span: Duration, awake: bool) {
        self.clock.advance(span);
        self.world.latest = self.world.latest.max(self.wall());
        if awake {
            let touch = span < Duration::from_secs(600);
            self.look(0, touch);
            self.look(1, touch);
        }
    }

    /// The wall clock is turned by so much.
    pub(super) fn turn(&mut self, seconds: i64) {
        let shown = (self.wall().seconds() + seconds).clamp(*SHOWN.start(), *SHOWN.end());
        self.turned += shown - self.wall().seconds();
        self.clock.set_wall(UnixTime::from_seconds(shown));
        self.world.latest = self.world.latest.max(self.wall());
        self.tally.count(if seconds < 0 { "clock turned back" } else { "clock turned forward" });
    }

    pub(super) fn reboot(&mut self) {
        self.clock.reboot();
        self.boot = self.boot.map(|boot| boot + 1);
        self.restart(0);
        self.restart(1);
    }

    /// What the program does every ten seconds for each session: lock it or end it if that is due, and ask whether it
    /// still stands.
    pub(super) fn look(&mut self, window: usize, touch: bool) {
        for place in (0..self.seats.len()).rev() {
            if self.seats[place].window != window {
                continue;
            }
            match self.standing(place) {
                Standing::EndNow => {
                    self.expire(place);
                    continue;
                }
                Standing::LockNow => {
                    self.lock(place);
                    self.tally.count("locked after idle time");
                }
                _ => {}
            }
            if self.watch(place) == Watched::Ended {
                self.leave(place);
                self.tally.count("session ended elsewhere");
            } else if touch && let Some(session) = self.seats[place].session() {
                self.auth(window).touch(session);
                self.seats[place].active = self.now();
            }
        }
    }

    fn standing(&self, place: usize) -> Standing {
        let (seat, now) = (&self.seats[place], self.now());
        let standing = match seat.screen.as_ref() {
            Some(Screen::Open(session)) => self.auth(seat.window).standing(session, None),
            Some(Screen::Locked(locked)) => locked.standing(now),
            None => panic!("there is a screen"),
        };
        assert_eq!(standing == Standing::EndNow, seat.is_over(now), "{standing:?}");
        assert_eq!(standing == Standing::LockNow, seat.is_idle(now) && !seat.is_over(now), "{standing:?}");
        standing
    }

    fn expire(&mut self, place: usize) {
        let seat = &mut self.seats[place];
        let (window, serial) = (seat.window, seat.serial);
        match seat.screen.take() {
            Some(Screen::Open(session)) => self.auth(window).expire(session).unwrap(),
            Some(Screen::Locked(locked)) => self.auth(window).sign_out_locked(locked).unwrap(),
            None => panic!("there is a screen"),
        }
        self.world.rows.remove(&serial);
        self.leave(place);
        self.tally.count("session over after twelve hours");
    }

    fn watch(&mut self, place: usize) -> Watched {
        self.upkeep(self.seats[place].window);
        let (serial, at) = (self.seats[place].serial, self.stamp(self.seats[place].window));
        let stands = self.world.look(serial, at);
        let seat = &self.seats[place];
        let watched = match seat.screen.as_ref() {
            Some(Screen::Open(session)) => self.auth(seat.window).watch(session).unwrap(),
            Some(Screen::Locked(locked)) => self.auth(seat.window).watch_locked(locked).unwrap(),
            None => panic!("there is a screen"),
        };
        assert_eq!(watched == Watched::Open, stands, "whether a session stands");
        watched
    }
}
