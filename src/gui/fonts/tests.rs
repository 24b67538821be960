use std::collections::BTreeSet;
use std::path::Path;

use egui::{FontId, RichText};
use egui_kittest::Harness;

use super::*;

#[test]
fn the_hosts_own_families_are_left_alone() {
    let mut before = None;
    let mut after = None;
    let harness = Harness::new_ui(|ui| {
        let proportional =
            |ui: &Ui| ui.fonts(|fonts| fonts.definitions().families.get(&FontFamily::Proportional).cloned());
        before.get_or_insert_with(|| proportional(ui));
        install(ui);
        after = Some(proportional(ui));
    });
    drop(harness);
    assert_eq!(before, after);
}

#[test]
fn a_second_window_pass_adds_nothing() {
    let mut counts = Vec::new();
    let mut harness = Harness::new_ui(|ui| {
        install(ui);
        counts.push(ui.fonts(|fonts| fonts.definitions().font_data.len()));
    });
    harness.run_steps(3);
    drop(harness);
    counts.dedup();
    assert_eq!(counts.len(), 1, "{counts:?}");
}

/// Of each of our families, the characters of `text` that neither its own face nor our signs of keys have.
fn missing(text: &BTreeSet<char>) -> Vec<(FontFamily, Vec<char>)> {
    let mut missing = Vec::new();
    let harness = Harness::new_ui(|ui| {
        install(ui);
        missing = FACES
            .iter()
            .map(|(family, face, _)| {
                let characters = ui.fonts_mut(|fonts| fonts.characters(family).clone());
                let has = |c: &char| {
                    characters
                        .get(c)
                        .is_some_and(|from| from.iter().any(|name| [face, &KEYS.0].contains(&&name.as_str())))
                };
                (FontFamily::clone(family), text.iter().copied().filter(|c| !has(c)).collect())
            })
            .collect();
    });
    drop(harness);
    missing
}

#[test]
fn every_letter_of_a_european_name_comes_from_our_own_font() {
    let sample = "Łukasz Đng-Ångström Çelik Ñuñez Ζωή Олександр ſß ‘’“”–—…•←→↑↓×⌘";
    for (family, missing) in missing(&sample.chars().collect()) {
        assert!(missing.is_empty(), "{family}: {missing:?}");
    }
}

/// What the sources of a folder of this package say, tests and comments left out.
fn characters_of(folder: &Path, all: &mut BTreeSet<char>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if ["tests", "tests.rs", "testing.rs", "gallery.rs"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            characters_of(&path, all);
        } else if name.ends_with(".rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            all.extend(lines.flat_map(str::chars).filter(|c| !c.is_control()));
        }
    }
}

#[test]
fn every_character_of_every_sentence_comes_from_our_own_font() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all: BTreeSet<char> = (' '..='~').collect();
    characters_of(&sources.join("gui/text"), &mut all);
    characters_of(&sources.join("gui/screens"), &mut all);
    characters_of(&sources.join("gui/dialogs"), &mut all);
    characters_of(&sources.join("gui/widgets"), &mut all);
    characters_of(&sources.join("app"), &mut all);
    assert!(all.contains(&'…') && all.len() > 95, "the sources were not read: {all:?}");
    for (family, missing) in missing(&all) {
        assert!(missing.is_empty(), "{family}: {missing:?}");
    }
}

/// A harness that panics at the first missing glyph, with these fonts.
fn drawn_with(definitions: FontDefinitions) -> FontDefinitions {
    let mut found = None;
    let setup = move |context: &egui::Context| context.set_fonts(definitions);
    let harness = Harness::builder().with_context_setup(setup).build_ui(|ui| {
        assert!(install(ui));
        ui.label("Text of a host");
        ui.monospace("and its code");
        ui.label(RichText::new("ours").font(FontId::new(15.0, MONO.clone())));
        found = Some(ui.fonts(|fonts| fonts.definitions().clone()));
    });
    drop(harness);
    found.unwrap()
}

#[test]
fn a_window_without_fonts_of_egui_has_ours_in_their_place() {
    let drawn = drawn_with(with_ours(FontDefinitions::empty()));
    assert_eq!(drawn.families[&FontFamily::Proportional], ["vestibule-inter-regular", KEYS.0]);
    assert_eq!(drawn.families[&FontFamily::Monospace], ["vestibule-jetbrains-mono", KEYS.0]);
    assert_eq!(drawn.font_data.len(), FACES.len() + 1, "our faces, and the signs of keys");
}

#[test]
fn a_window_with_fonts_of_egui_keeps_them_and_ours_fall_back_to_them() {
    let egui = FontDefinitions::default();
    let drawn = drawn_with(with_ours(egui.clone()));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        assert_eq!(drawn.families[&family], egui.families[&family]);
        assert!(!egui.families[&family].is_empty(), "the tests of hosts are built with egui's fonts");
    }
    assert_eq!(drawn.families[&*MEDIUM].len(), 2 + egui.families[&FontFamily::Proportional].len());
}
