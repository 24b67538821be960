//! Asks where to write a file, removable drives first. An existing file is replaced only if the user says so. The
//! desktop's file dialog is not used, since it rejects programs that cannot be traced.

mod location;
#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::time::Duration;

use egui::Ui;

use self::location::Location;
use crate::auth::Now;
use crate::gui::dialogs::form_dialog;
use crate::gui::message::{Command, FileContent, FileReply, FileRequest, Request, SavedFile};
use crate::gui::text::{self, save};
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TextField, banner, dialog};

/// After this long without a reply, the dialog says that a drive does not answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Folder,
    Name,
    Done,
}

#[derive(Debug)]
pub struct SaveFileDialog {
    title: &'static str,
    content: FileContent,
    location: Location,
    name: String,
    /// The field at fault, and why.
    error: Option<(Field, &'static str)>,
    /// There is a file of that name, which the user may replace.
    exists: bool,
    /// The next request to send.
    request: Option<FileRequest>,
    /// Since when a reply is awaited.
    waiting_since: Option<Now>,
    saved: Option<SavedFile>,
    focus: FocusRequest<Field>,
}

impl SaveFileDialog {
    /// Proposes a file of this name on a removable drive, or else in the user's documents.
    pub fn new(title: &'static str, name: String, content: FileContent) -> Self {
        Self {
            title,
            content,
            location: Location::default(),
            name,
            error: None,
            exists: false,
            request: Some(FileRequest::ListPlaces),
            waiting_since: None,
            saved: None,
            focus: FocusRequest::initially(Field::Name),
        }
    }

    pub fn on_reply(&mut self, reply: FileReply) {
        match reply {
            FileReply::Places(places) => {
                self.waiting_since = None;
                self.request = self.location.set_places(places);
            }
            FileReply::Folder { folder, folders } => {
                let cause = folders.as_ref().err().copied();
                if self.location.set_folders(&folder, folders.unwrap_or_default()) {
                    self.waiting_since = None;
                    self.error =
                        cause.map(|kind| (Field::Folder, save::not_listed(kind).unwrap_or(save::NOT_READABLE)));
                }
            }
            FileReply::Saved(Ok(file)) => {
                self.waiting_since = None;
                self.saved = Some(file);
                self.focus.set(Field::Done);
            }
            FileReply::Saved(Err(kind)) => {
                self.waiting_since = None;
                self.exists = kind == ErrorKind::AlreadyExists;
                let field = if save::is_folder_error(kind) { Field::Folder } else { Field::Name };
                self.set_error(field, save::not_saved(kind));
            }
        }
    }

    fn set_error(&mut self, field: Field, sentence: &'static str) {
        self.error = Some((field, sentence));
        self.focus.set(field);
    }

    /// Draws the folder and the name; returns whether they can be submitted, and whether Enter was pressed for that.
    fn fields(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> (bool, bool) {
        let theme = cx.theme;
        let no_answer = self.waiting_since.is_some_and(|since| cx.now.since(since) >= ANSWERS_WITHIN);
        let error_of = |field| self.error.filter(|(at, _)| *at == field).map_or("", |(_, sentence)| sentence);
        let [in_folder, in_name] = [Field::Folder, Field::Name].map(error_of);
        let in_folder = if no_answer { save::NO_ANSWER } else { in_folder };

        self.location.show_notice(ui, theme);
        let mut opened = self.location.show_places(ui, theme);
        let folder = TextField::new(save::FOLDER).error(in_folder).helper_lines(1);
        let folder = folder.show(ui, theme, &mut self.location.typed);
        self.focus.apply_to(Field::Folder, &folder.response);
        opened = self.location.show_folders(ui, theme).or(opened);

        let name = TextField::new(save::FILE_NAME).error(in_name).show(ui, theme, &mut self.name);
        self.focus.apply_to(Field::Name, &name.response);
        if folder.response.changed() || name.response.changed() || opened.is_some() {
            self.error = None;
            self.exists = false;
        }
        let replace = self.exists && Button::secondary(save::REPLACE).full_width().show(ui, theme).clicked();
        let shown = self.location.is_open();
        if folder.submitted && !shown {
            opened = self.resolve();
        }
        if let Some(folder) = opened {
            self.request = Some(self.location.open(folder));
        } else if replace {
            self.save(true);
        }
        let is_complete = !self.location.typed.trim().is_empty() && !self.name.trim().is_empty();
        (is_complete && !replace && self.request.is_none(), (folder.submitted && shown) || name.submitted)
    }

    /// Returns the typed folder, or says why there is none.
    fn resolve(&mut self) -> Option<std::path::PathBuf> {
        let resolved = self.location.resolve();
        resolved.map_err(|sentence| self.set_error(Field::Folder, sentence)).ok()
    }

    fn save(&mut self, replace: bool) {
        if let Some(folder) = self.resolve() {
            self.error = None;
            self.exists = false;
            let (name, content) = (self.name.trim().to_owned(), self.content.clone());
            self.request = Some(FileRequest::Save { folder, name, content, replace });
        }
    }

    fn show_saved(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, file: &SavedFile) -> Option<Command> {
        let shown = dialog(ui, cx.theme, cx.dialog_area, self.title, |ui| {
            banner(ui, cx.theme, Intent::Success, &save::saved(file));
            if !file.is_private {
                banner(ui, cx.theme, Intent::Warning, save::NOT_PRIVATE);
            }
            let done = Button::primary(text::DONE).full_width().show(ui, cx.theme);
            self.focus.apply_to(Field::Done, &done);
            done.clicked()
        });
        (shown.cancelled || shown.inner).then_some(Command::CloseDialog)
    }
}

impl View for SaveFileDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        if let Some(file) = self.saved.take() {
            let command = self.show_saved(ui, cx, &file);
            self.saved = Some(file);
            return command;
        }
        let (submitted, command) = form_dialog(ui, cx, (self.title, save::SAVE), |ui| self.fields(ui, cx));
        if submitted && self.waiting_since.is_none() {
            self.save(false);
        }
        command.or_else(|| {
            let request = self.request.take()?;
            self.waiting_since = Some(cx.now);
            Some(Command::Send(Request::File(request)))
        })
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        let left = ANSWERS_WITHIN.saturating_sub(now.since(self.waiting_since?));
        (!left.is_zero()).then_some(left)
    }

    fn show_error(&mut self, _sentence: &str) {
        self.on_reply(FileReply::Saved(Err(ErrorKind::Other)));
    }
}
