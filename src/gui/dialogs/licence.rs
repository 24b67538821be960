//! The licence terms of a bundled component.

use egui::Ui;

use crate::gui::message::Command;
use crate::gui::text::DONE;
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, caption, dialog};

#[derive(Debug)]
pub struct LicenceDialog {
    name: &'static str,
    terms: String,
    focus: FocusRequest<()>,
}

impl LicenceDialog {
    pub fn new(name: &'static str, terms: &'static str) -> Self {
        Self { name, terms: reflow(terms), focus: FocusRequest::initially(()) }
    }
}

impl View for LicenceDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let shown = dialog(ui, theme, cx.dialog_area, self.name, |ui| {
            let done = Button::secondary(DONE).full_width().show(ui, theme);
            self.focus.apply_to((), &done);
            caption(ui, theme, Intent::Neutral, &self.terms);
            done.clicked().then_some(Command::CloseDialog)
        });
        if shown.cancelled { Some(Command::CloseDialog) } else { shown.inner }
    }
}

/// Joins hard-wrapped lines into paragraphs for any window width, and drops rules made of dashes.
fn reflow(terms: &str) -> String {
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
    fn reflow_joins_lines_and_keeps_paragraphs() {
        assert_eq!(reflow("one\ntwo\n\n\n-----\nthree\n  four\n"), "one two\n\nthree four");
    }
}
