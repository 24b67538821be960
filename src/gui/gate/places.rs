//! Where a gate is drawn. A host may draw it in one place, or the content here and the account there; the doors, the
//! set-ups and the dialogs are drawn in one of them only.

/// What a host draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::gui) enum Place {
    Content,
    Account,
    Users,
    Settings,
}

/// What is to be drawn in a place now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Draw {
    /// The doors and all that comes over the content too: no other place has them.
    pub(super) doors: bool,
    /// It was not drawn just before: what it shows is to be read anew.
    pub(super) new: bool,
}

/// Counts who is drawn how often, so that it does not matter in which order, in which window or how often a frame.
#[derive(Debug)]
pub(super) struct Places {
    /// Who has the doors.
    leader: Place,
    /// How often the leader was drawn.
    turns: u64,
    /// At which turn each place was last drawn.
    last: [Option<u64>; 4],
}

impl Default for Places {
    fn default() -> Self {
        Self { leader: Place::Content, turns: 0, last: [None; 4] }
    }
}

impl Places {
    /// This place is drawn now. The content has the doors whenever it is drawn; a part has them if whoever had them was
    /// not drawn since the part was last.
    pub(super) fn enter(&mut self, place: Place) -> Draw {
        let turns = self.turns;
        let before = self.last(place).replace(turns);
        let leads = place == Place::Content || place == self.leader || before == Some(self.turns);
        if leads {
            self.leader = place;
            self.turns = turns + 1;
            *self.last(place) = Some(turns + 1);
        }
        Draw { doors: leads, new: before.is_none_or(|turn| self.turns - turn > 1) }
    }

    fn last(&mut self, place: Place) -> &mut Option<u64> {
        let [content, account, users, settings] = &mut self.last;
        match place {
            Place::Content => content,
            Place::Account => account,
            Place::Users => users,
            Place::Settings => settings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place::{Account, Content, Users};
    use super::*;

    /// Whether each of them had the doors.
    fn frames(places: &mut Places, frame: &[Place], times: usize) -> Vec<bool> {
        let mut doors = Vec::new();
        for _ in 0..times {
            doors = frame.iter().map(|place| places.enter(*place).doors).collect();
        }
        doors
    }

    #[test]
    fn where_the_content_is_drawn_it_has_the_doors_in_whatever_order() {
        for frame in [[Content, Account, Users], [Account, Content, Users], [Users, Account, Content]] {
            let mut places = Places::default();
            for _ in 0..3 {
                let doors = frames(&mut places, &frame, 1);
                let expected: Vec<_> = frame.iter().map(|place| *place == Content).collect();
                assert_eq!(doors, expected, "{frame:?}");
            }
        }
    }

    #[test]
    fn a_part_that_is_drawn_alone_has_the_doors_from_its_second_turn_on() {
        let mut places = Places::default();
        assert_eq!(frames(&mut places, &[Content], 5), [true]);
        assert_eq!(frames(&mut places, &[Account], 1), [false]);
        assert_eq!(frames(&mut places, &[Account], 1), [true]);
        assert_eq!(frames(&mut places, &[Account], 5), [true]);
        assert_eq!(frames(&mut places, &[Users], 2), [true]);
        assert_eq!(frames(&mut places, &[Content], 1), [true]);
    }

    #[test]
    fn of_two_parts_without_content_one_has_the_doors() {
        let mut places = Places::default();
        for _ in 0..5 {
            let doors = frames(&mut places, &[Account, Users], 2);
            assert_eq!(doors.iter().filter(|doors| **doors).count(), 1, "{doors:?}");
        }
    }

    #[test]
    fn a_part_is_new_when_it_comes_back_and_not_while_it_stays() {
        let mut places = Places::default();
        assert!(places.enter(Content).new);
        assert!(places.enter(Account).new);
        for _ in 0..3 {
            assert!(!places.enter(Content).new);
            assert!(!places.enter(Account).new);
        }
        for _ in 0..3 {
            assert!(!places.enter(Content).new);
        }
        assert!(places.enter(Account).new);
        assert!(!places.enter(Account).new);
    }
}
