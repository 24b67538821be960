//! Tracks the sections of a gate that a host draws. A host may draw the whole gate, or for example the content and the
//! account separately; only one section draws the sign-in screens, the set-ups and the dialogs.

use std::collections::HashMap;

use crate::gui::section::Section;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SectionDraw {
    /// This section also draws the sign-in screens and dialogs.
    pub(super) is_primary: bool,
    /// The section was not drawn just before, so its data must be queried again.
    pub(super) just_shown: bool,
}

/// Tracks which sections were drawn, independent of order, window and frame rate.
#[derive(Debug, Default)]
pub(super) struct SectionTracker {
    /// The section that draws the sign-in screens.
    primary: Section,
    /// How often a primary section was drawn.
    generation: u64,
    /// The generation in which each section was last drawn.
    last_drawn: HashMap<Section, u64>,
}

impl SectionTracker {
    /// Records that `section` is drawn now. The content is primary whenever it is drawn; another section becomes
    /// primary if the primary one was not drawn since that section was last drawn.
    pub(super) fn begin(&mut self, section: Section) -> SectionDraw {
        let generation = self.generation;
        let before = self.last_drawn.insert(section, generation);
        let is_primary = section == Section::Content || section == self.primary || before == Some(self.generation);
        if is_primary {
            self.primary = section;
            self.generation = generation + 1;
            self.last_drawn.insert(section, generation + 1);
        }
        SectionDraw { is_primary, just_shown: before.is_none_or(|drawn_at| self.generation - drawn_at > 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::section::Section::{Account, Content, Users};

    /// Returns for each drawn section whether it was primary.
    fn frames(tracker: &mut SectionTracker, frame: &[Section], times: usize) -> Vec<bool> {
        let mut primary = Vec::new();
        for _ in 0..times {
            primary = frame.iter().map(|section| tracker.begin(*section).is_primary).collect();
        }
        primary
    }

    #[test]
    fn the_content_is_primary_in_any_drawing_order() {
        for frame in [[Content, Account, Users], [Account, Content, Users], [Users, Account, Content]] {
            let mut tracker = SectionTracker::default();
            for _ in 0..3 {
                let primary = frames(&mut tracker, &frame, 1);
                let expected: Vec<_> = frame.iter().map(|section| *section == Content).collect();
                assert_eq!(primary, expected, "{frame:?}");
            }
        }
    }

    #[test]
    fn a_section_drawn_alone_is_primary_from_the_second_frame_on() {
        let mut tracker = SectionTracker::default();
        assert_eq!(frames(&mut tracker, &[Content], 5), [true]);
        assert_eq!(frames(&mut tracker, &[Account], 1), [false]);
        assert_eq!(frames(&mut tracker, &[Account], 1), [true]);
        assert_eq!(frames(&mut tracker, &[Account], 5), [true]);
        assert_eq!(frames(&mut tracker, &[Users], 2), [true]);
        assert_eq!(frames(&mut tracker, &[Content], 1), [true]);
    }

    #[test]
    fn exactly_one_of_two_sections_without_content_is_primary() {
        let mut tracker = SectionTracker::default();
        for _ in 0..5 {
            let primary = frames(&mut tracker, &[Account, Users], 2);
            assert_eq!(primary.iter().filter(|is_primary| **is_primary).count(), 1, "{primary:?}");
        }
    }

    #[test]
    fn a_section_is_just_shown_when_it_returns_and_not_while_it_stays() {
        let mut tracker = SectionTracker::default();
        assert!(tracker.begin(Content).just_shown);
        assert!(tracker.begin(Account).just_shown);
        for _ in 0..3 {
            assert!(!tracker.begin(Content).just_shown);
            assert!(!tracker.begin(Account).just_shown);
        }
        for _ in 0..3 {
            assert!(!tracker.begin(Content).just_shown);
        }
        assert!(tracker.begin(Account).just_shown);
        assert!(!tracker.begin(Account).just_shown);
    }
}
