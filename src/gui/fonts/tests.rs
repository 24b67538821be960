use std::collections::BTreeSet;
use std::path::Path;

use egui::{FontId, RichText};
use egui_kittest::Harness;

use super::*;

/// Sets the fonts that the program has, whatever egui was built with for other tests, so that a missing glyph fails the
/// test.
pub(crate) fn use_program_fonts(context: &egui::Context) {
    context.set_fonts(with_vestibule_fonts(FontDefinitions::empty()));
}

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
fn installing_fonts_twice_adds_nothing() {
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

/// Returns for each of our families the characters of `text` that neither its own face nor the key symbols contain.
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
                        .is_some_and(|from| from.iter().any(|name| [face, &KEY_SYMBOLS.0].contains(&&name.as_str())))
                };
                (FontFamily::clone(family), text.iter().copied().filter(|c| !has(c)).collect())
            })
            .collect();
    });
    drop(harness);
    missing
}

#[test]
fn european_names_need_no_fallback_font() {
    let sample = "Łukasz Đng-Ångström Çelik Ñuñez Ζωή Олександр ſß ‘’“”–—…•←→↑↓×⌘";
    for (family, missing) in missing(&sample.chars().collect()) {
        assert!(missing.is_empty(), "{family}: {missing:?}");
    }
}

/// Collects the characters in the sources of a folder of this package, without tests and comments.
fn characters_in(folder: &Path, all: &mut BTreeSet<char>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if ["tests", "tests.rs", "testing.rs", "screenshots.rs"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            characters_in(&path, all);
        } else if name.ends_with(".rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            all.extend(lines.flat_map(str::chars).filter(|c| !c.is_control()));
        }
    }
}

#[test]
fn every_ui_text_needs_no_fallback_font() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all: BTreeSet<char> = (' '..='~').collect();
    characters_in(&sources.join("gui/text"), &mut all);
    characters_in(&sources.join("gui/screens"), &mut all);
    characters_in(&sources.join("gui/dialogs"), &mut all);
    characters_in(&sources.join("gui/widgets"), &mut all);
    characters_in(&sources.join("app"), &mut all);
    assert!(all.contains(&'…') && all.len() > 95, "the sources contain too few characters: {all:?}");
    for (family, missing) in missing(&all) {
        assert!(missing.is_empty(), "{family}: {missing:?}");
    }
}

/// Draws with these fonts in a harness that panics on a missing glyph.
fn definitions_after_drawing(definitions: FontDefinitions) -> FontDefinitions {
    let mut definitions_seen = None;
    let setup = move |context: &egui::Context| context.set_fonts(definitions);
    let harness = Harness::builder().with_context_setup(setup).build_ui(|ui| {
        assert!(install(ui));
        ui.label("Text of a host");
        ui.monospace("and its code");
        ui.label(RichText::new("ours").font(FontId::new(15.0, MONO.clone())));
        definitions_seen = Some(ui.fonts(|fonts| fonts.definitions().clone()));
    });
    drop(harness);
    definitions_seen.unwrap()
}

#[test]
fn a_window_without_egui_fonts_uses_the_bundled_fonts() {
    let drawn = definitions_after_drawing(with_vestibule_fonts(FontDefinitions::empty()));
    assert_eq!(drawn.families[&FontFamily::Proportional], ["vestibule-inter-regular", KEY_SYMBOLS.0]);
    assert_eq!(drawn.families[&FontFamily::Monospace], ["vestibule-jetbrains-mono", KEY_SYMBOLS.0]);
    assert_eq!(drawn.font_data.len(), FACES.len() + 1, "the bundled faces and the key symbols");
}

#[test]
fn egui_fonts_are_kept_and_used_as_fallback() {
    let egui = FontDefinitions::default();
    let drawn = definitions_after_drawing(with_vestibule_fonts(egui.clone()));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        assert_eq!(drawn.families[&family], egui.families[&family]);
        assert!(!egui.families[&family].is_empty(), "egui is built with its default fonts");
    }
    assert_eq!(drawn.families[&*MEDIUM].len(), 2 + egui.families[&FontFamily::Proportional].len());
}
