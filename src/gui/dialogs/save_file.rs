//! Asks where to write a file. Never overwrites an existing one. The desktop's file dialog is not used, since it
//! rejects programs that cannot be traced.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use egui::Ui;

use crate::gui::dialogs::form_dialog;
use crate::gui::message::{Command, FileContent, Request};
use crate::gui::text::{self, save};
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TextField, banner, dialog};

#[cfg(test)]
mod tests;

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
    folder: String,
    name: String,
    /// The field at fault, and why.
    error: Option<(Field, &'static str)>,
    saved: Option<PathBuf>,
    focus: FocusRequest<Field>,
}

impl SaveFileDialog {
    /// Proposes a file of this name in the user's downloads folder.
    pub fn new(title: &'static str, name: String, content: FileContent) -> Self {
        Self {
            title,
            content,
            folder: default_folder(),
            name,
            error: None,
            saved: None,
            focus: FocusRequest::initially(Field::Name),
        }
    }

    pub fn on_saved(&mut self, result: Result<PathBuf, ErrorKind>) {
        match result {
            Ok(path) => {
                self.saved = Some(path);
                self.focus.set(Field::Done);
            }
            Err(kind) => {
                let field = if save::is_folder_error(kind) { Field::Folder } else { Field::Name };
                self.set_error(field, save::not_saved(kind));
            }
        }
    }

    fn set_error(&mut self, field: Field, sentence: &'static str) {
        self.error = Some((field, sentence));
        self.focus.set(field);
    }

    /// Draws both fields; returns whether they can be submitted, and whether Enter was pressed in one of them.
    fn fields(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> (bool, bool) {
        let theme = cx.theme;
        let error_of = |field| self.error.filter(|(at, _)| *at == field).map_or("", |(_, sentence)| sentence);
        let [in_folder, in_name] = [Field::Folder, Field::Name].map(error_of);
        let folder = TextField::new(save::FOLDER).error(in_folder).enabled(!cx.busy);
        let folder = folder.show(ui, theme, &mut self.folder);
        self.focus.apply_to(Field::Folder, &folder.response);
        let name = TextField::new(save::FILE_NAME).error(in_name).enabled(!cx.busy);
        let name = name.show(ui, theme, &mut self.name);
        self.focus.apply_to(Field::Name, &name.response);
        if folder.response.changed() || name.response.changed() {
            self.error = None;
        }
        let ready = !self.folder.trim().is_empty() && !self.name.trim().is_empty();
        (ready, folder.submitted || name.submitted)
    }

    fn submit(&mut self) -> Option<Command> {
        match resolve_folder(self.folder.trim(), std::env::home_dir().as_deref()) {
            Ok(folder) => {
                self.error = None;
                let (name, content) = (self.name.trim().to_owned(), self.content.clone());
                Some(Command::Send(Request::SaveFile { folder, name, content }))
            }
            Err(sentence) => {
                self.set_error(Field::Folder, sentence);
                None
            }
        }
    }
}

impl View for SaveFileDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let Some(path) = &self.saved else {
            let (submitted, command) = form_dialog(ui, cx, (self.title, save::SAVE), |ui| self.fields(ui, cx));
            return if submitted { self.submit() } else { command };
        };
        let shown = dialog(ui, cx.theme, cx.dialog_area, self.title, |ui| {
            banner(ui, cx.theme, Intent::Success, &save::saved(path));
            let done = Button::primary(text::DONE).full_width().show(ui, cx.theme);
            self.focus.apply_to(Field::Done, &done);
            done.clicked()
        });
        (shown.cancelled || shown.inner).then_some(Command::CloseDialog)
    }

    fn show_error(&mut self, _sentence: &str) {
        self.on_saved(Err(ErrorKind::Other));
    }
}

/// Returns the folder that `typed` names, or why it names none. A leading `~` is the user's home, against which
/// relative paths are also resolved. A `~` with a name is another user's home, which only a shell knows.
fn resolve_folder(typed: &str, home: Option<&Path>) -> Result<PathBuf, &'static str> {
    let relative = match typed.strip_prefix('~') {
        None if Path::new(typed).has_root() => return Ok(PathBuf::from(typed)),
        None => typed,
        Some(rest) if rest.is_empty() || rest.starts_with(std::path::is_separator) => {
            rest.trim_start_matches(std::path::is_separator)
        }
        Some(_) => return Err(save::OTHER_USERS_HOME),
    };
    home.map(|home| home.join(relative)).ok_or(save::NO_HOME)
}

/// Returns the user's downloads folder, or the home folder if there is none.
fn default_folder() -> String {
    let Some(home) = std::env::home_dir() else { return String::new() };
    let downloads = home.join("Downloads");
    let folder = if downloads.is_dir() { downloads } else { home };
    folder.to_string_lossy().into_owned()
}
