//! Where to write a file. Never over an existing one. The desktop's own file dialog is not asked: it refuses
//! programs that nobody may trace.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use egui::Ui;

use crate::gui::action::Action;
use crate::gui::dialogs::foot::foot;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, save};
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, TextField, banner, dialog};
use crate::gui::worker::FileContent;

#[cfg(test)]
mod tests;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Folder,
    Name,
    Done,
}

/// What is to be written, and where.
#[derive(Debug)]
pub(in crate::gui) struct Save {
    title: String,
    content: FileContent,
    folder: String,
    name: String,
    error: &'static str,
    folder_is_wrong: bool,
    saved: Option<PathBuf>,
    focus: Focus<Field>,
}

impl Save {
    /// A file of this name in the person's downloads, unless they choose another place.
    pub(in crate::gui) fn new(title: &str, name: String, content: FileContent) -> Self {
        Self {
            title: title.to_owned(),
            content,
            folder: downloads(),
            name,
            error: "",
            folder_is_wrong: false,
            saved: None,
            focus: Focus::on(Field::Name),
        }
    }

    /// It was written, or not.
    pub(in crate::gui) fn answered(&mut self, answer: Result<PathBuf, ErrorKind>) {
        match answer {
            Ok(path) => {
                self.saved = Some(path);
                self.focus.want(Field::Done);
            }
            Err(kind) => {
                self.error = save::not_saved(kind);
                self.folder_is_wrong = save::is_about_folder(kind);
                self.focus.want(if self.folder_is_wrong { Field::Folder } else { Field::Name });
            }
        }
    }

    /// A fault came in place of an answer.
    pub(in crate::gui) fn fault(&mut self) {
        self.answered(Err(ErrorKind::Other));
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let title = std::mem::take(&mut self.title);
        let shown = dialog(ui, scene.theme, scene.cover, &title, |ui| match self.saved.clone() {
            Some(path) => self.show_saved(ui, scene, &path),
            None => self.show_fields(ui, scene),
        });
        self.title = title;
        if shown.cancelled && !scene.busy { Some(Action::Close) } else { shown.inner }
    }

    fn show_saved(&mut self, ui: &mut Ui, scene: &Scene<'_>, path: &Path) -> Option<Action> {
        banner(ui, scene.theme, Tone::Good, &save::saved(path));
        let done = Button::primary(save::DONE).full().show(ui, scene.theme);
        self.focus.give(Field::Done, &done);
        done.clicked().then_some(Action::Close)
    }

    fn show_fields(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let (in_folder, in_name) = if self.folder_is_wrong { (self.error, "") } else { ("", self.error) };
        let folder = TextField::new(save::FOLDER).error(in_folder).enabled(!scene.busy);
        let folder = folder.show(ui, theme, &mut self.folder);
        self.focus.give(Field::Folder, &folder.response);
        let name = TextField::new(save::FILE_NAME).error(in_name).enabled(!scene.busy);
        let name = name.show(ui, theme, &mut self.name);
        self.focus.give(Field::Name, &name.response);
        if folder.response.changed() || name.response.changed() {
            self.error = "";
        }
        let ready = !self.folder.trim().is_empty() && !self.name.trim().is_empty();
        let write = Button::primary(save::SAVE).enabled(ready).busy(scene.busy);
        let cancel = Button::quiet(text::CANCEL).enabled(!scene.busy);
        let [write, cancel] = foot(ui, theme, [save::SAVE, text::CANCEL], [write, cancel]);
        if scene.busy {
            return None;
        }
        if cancel.clicked() {
            return Some(Action::Close);
        }
        if !(ready && (folder.submitted || name.submitted || write.clicked())) {
            return None;
        }
        match folder_of(self.folder.trim(), std::env::home_dir().as_deref()) {
            Ok(folder) => {
                self.error = "";
                Some(Action::Save { folder, name: self.name.trim().to_owned(), content: self.content.clone() })
            }
            Err(sentence) => {
                self.error = sentence;
                self.folder_is_wrong = true;
                self.focus.want(Field::Folder);
                None
            }
        }
    }
}

/// The folder that `typed` names, or why it names none. A `~` alone is the person's home, and so is where a path without
/// a root begins. A `~` with a name is another person's home, which only a shell knows.
fn folder_of(typed: &str, home: Option<&Path>) -> Result<PathBuf, &'static str> {
    let inside = match typed.strip_prefix('~') {
        None if Path::new(typed).has_root() => return Ok(PathBuf::from(typed)),
        None => typed,
        Some(rest) if rest.is_empty() || rest.starts_with(std::path::is_separator) => {
            rest.trim_start_matches(std::path::is_separator)
        }
        Some(_) => return Err(save::HOME_OF_ANOTHER),
    };
    home.map(|home| home.join(inside)).ok_or(save::NO_HOME)
}

/// The person's downloads, or their home where there are none.
fn downloads() -> String {
    let Some(home) = std::env::home_dir() else { return String::new() };
    let downloads = home.join("Downloads");
    let folder = if downloads.is_dir() { downloads } else { home };
    folder.to_string_lossy().into_owned()
}
