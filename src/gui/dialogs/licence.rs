//! The terms of something that is built in.

use egui::Ui;

use crate::gui::action::Action;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::users::DONE;
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, dialog, note};

/// A text to read.
#[derive(Debug)]
pub(in crate::gui) struct Licence {
    name: &'static str,
    terms: String,
    focus: Focus<()>,
}

impl Licence {
    pub(in crate::gui) fn new(name: &'static str, terms: &'static str) -> Self {
        Self { name, terms: flowing(terms), focus: Focus::on(()) }
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let shown = dialog(ui, theme, scene.cover, self.name, |ui| {
            let done = Button::quiet(DONE).full().show(ui, theme);
            self.focus.give((), &done);
            note(ui, theme, Tone::Quiet, &self.terms);
            done.clicked().then_some(Action::Close)
        });
        if shown.cancelled { Some(Action::Close) } else { shown.inner }
    }
}

/// Lines that were broken for a terminal become paragraphs, for windows of any width. Rules made of dashes go.
fn flowing(terms: &str) -> String {
    let mut text = String::with_capacity(terms.len());
    for line in terms.lines().map(str::trim) {
        match line {
            "" if text.is_empty() || text.ends_with("\n\n") => {}
            "" => text.push_str("\n\n"),
            rule if rule.chars().all(|c| c == '-') => {}
            line => {
                if !(text.is_empty() || text.ends_with('\n')) {
                    text.push(' ');
                }
                text.push_str(line);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_flow_and_paragraphs_stay_apart() {
        assert_eq!(flowing("one\ntwo\n\n\n-----\nthree\n  four\n"), "one two\n\nthree four");
    }
}
