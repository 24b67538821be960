//! Saving a file, from the button of the set-up to the disk.

use std::path::Path;

use egui::{Key, Modifiers};

use crate::gui::dialogs::save::folder_of;
use crate::gui::testing::{Stage, WINDOWS};
use crate::gui::text::save::{HOME_OF_ANOTHER, NO_HOME};

/// "Save", over the recovery codes, with a folder of its own.
fn asked() -> (Stage, tempfile::TempDir) {
    let mut stage = Stage::at_the_recovery_codes();
    stage.press("Save codes…");
    assert_eq!(stage.field("File name").value().as_deref(), Some("vestibule-recovery-codes-alice.txt"));
    let folder = tempfile::tempdir().unwrap();
    retype(&mut stage, "Folder", &folder.path().to_string_lossy());
    (stage, folder)
}

fn retype(stage: &mut Stage, field: &str, text: &str) {
    stage.field(field).focus();
    stage.run();
    stage.key_with(Modifiers::COMMAND, Key::A);
    stage.type_text(text);
}

#[test]
fn the_codes_are_written_where_one_says_and_the_dialog_says_where() {
    let (mut stage, folder) = asked();
    stage.press("Save");
    let path = folder.path().join("vestibule-recovery-codes-alice.txt");
    assert!(stage.says(&format!("Saved as {}", path.display())), "{:?}", stage.sentences());
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.lines().filter(|line| line.trim().len() == 19).count(), 10, "{text}");
    assert_eq!(stage.focused(), "Done");
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "Keep these recovery codes");
    assert_eq!(stage.focused(), "", "the button was pressed with the pointer");
}

#[test]
fn an_existing_file_stays_as_it_is_and_another_name_helps() {
    let (mut stage, folder) = asked();
    let path = folder.path().join("vestibule-recovery-codes-alice.txt");
    std::fs::write(&path, "mine").unwrap();
    stage.field("File name").focus();
    stage.run();
    stage.key(Key::Enter);
    assert!(stage.sentence("There is a file of that name already").is_some(), "{:?}", stage.sentences());
    assert_eq!(stage.focused(), "File name");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    retype(&mut stage, "File name", "codes.txt");
    stage.key(Key::Enter);
    assert!(stage.sentence("Saved as ").is_some());
    assert!(folder.path().join("codes.txt").exists());
}

#[test]
fn a_folder_that_is_not_there_is_named_as_the_reason() {
    let (mut stage, folder) = asked();
    retype(&mut stage, "Folder", &folder.path().join("nowhere").to_string_lossy());
    stage.press("Save");
    assert!(stage.says("There is no such folder"));
    assert_eq!(stage.focused(), "Folder");
}

#[test]
fn the_home_of_another_user_is_refused_and_no_folder_of_that_name_is_taken_for_it() {
    let (mut stage, _folder) = asked();
    for typed in ["~somebody", "~somebody/Documents"] {
        retype(&mut stage, "Folder", typed);
        stage.press("Save");
        assert!(stage.says("Only ~ alone stands for a home folder. Type the whole path"), "{:?}", stage.sentences());
        assert_eq!(stage.focused(), "Folder");
    }
}

#[test]
fn a_folder_without_a_root_begins_at_home() {
    let home = Some(Path::new("/home/alice"));
    let folder = |typed| folder_of(typed, home).map(|path| path.to_string_lossy().into_owned());
    assert_eq!(folder("~").as_deref(), Ok("/home/alice/"));
    assert_eq!(folder("~/Documents").as_deref(), Ok("/home/alice/Documents"));
    assert_eq!(folder("~//Documents").as_deref(), Ok("/home/alice/Documents"));
    assert_eq!(folder("Documents").as_deref(), Ok("/home/alice/Documents"));
    assert_eq!(folder("./~bob").as_deref(), Ok("/home/alice/./~bob"));
    assert_eq!(folder("~bob"), Err(HOME_OF_ANOTHER));
    assert_eq!(folder("/srv").as_deref(), Ok("/srv"));
    assert_eq!(
        folder_of("Documents", None),
        Err(NO_HOME),
        "a path without a root is not taken for one of the program's"
    );
    assert_eq!(folder_of("/srv", None), Ok("/srv".into()));
}

#[test]
fn escape_leaves_without_a_file() {
    let (mut stage, folder) = asked();
    stage.key(Key::Escape);
    assert!(!stage.says("File name"));
    assert_eq!(stage.heading(), "Keep these recovery codes");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn it_fits_every_window() {
    let (mut stage, _folder) = asked();
    stage.pictures("save");
    for window in WINDOWS {
        stage.resize(window);
        stage.assert_all_in_reach();
    }
}
