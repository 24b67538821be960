//! Our fonts, in families of our own: a host's families, sizes and fallbacks stay as they are.

use std::sync::LazyLock;

use egui::epaint::text::{FontInsert, FontPriority, FontTweak, InsertFontFamily};
use egui::{FontData, FontFamily, Ui};

/// Body text and notes.
pub static REGULAR: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-regular".into()));
/// Labels and buttons.
pub static MEDIUM: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-medium".into()));
/// Headings.
pub static SEMIBOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-semibold".into()));
/// Keys, codes and hidden passwords: every character has the same width.
pub static MONO: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-mono".into()));

type Face = (&'static LazyLock<FontFamily>, &'static str, &'static [u8]);

const FACES: [Face; 4] = [
    (&REGULAR, "vestibule-inter-regular", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
    (&MEDIUM, "vestibule-inter-medium", include_bytes!("../../assets/fonts/Inter-Medium.otf")),
    (&SEMIBOLD, "vestibule-inter-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
    (&MONO, "vestibule-jetbrains-mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
];

/// Puts our families into the context unless they are there, and says whether they can be drawn with. Cheap to call in
/// every pass, which also brings them back after a host has replaced its fonts. Where something was already laid out in
/// this pass they only come with the next one, which is asked for: nothing of ours can be drawn before.
///
/// Behind each of our faces stand the host's proportional fonts, and behind these whatever its font providers find
/// in the system, so that a name in a script we do not ship is still shown.
pub fn install(ui: &Ui) -> bool {
    if is_installed(ui) {
        return true;
    }
    let fallbacks = host_fonts(ui);
    for (family, name, bytes) in FACES {
        let data = FontData::from_static(bytes).tweak(FontTweak { hinting: Some(false), ..FontTweak::default() });
        ui.add_font(FontInsert::new(name, data, vec![highest(family)]));
    }
    for (name, data) in fallbacks {
        let families = FACES.iter().map(|(family, ..)| lowest(family)).collect();
        ui.add_font(FontInsert::new(&name, data, families));
    }
    let installed = is_installed(ui);
    if !installed {
        ui.request_discard("fonts");
    }
    installed
}

fn is_installed(ui: &Ui) -> bool {
    ui.fonts(|fonts| fonts.definitions().families.contains_key(&*MONO))
}

/// The fonts of the host's proportional family, under names of ours: a name that is taken would not be added.
fn host_fonts(ui: &Ui) -> Vec<(String, FontData)> {
    ui.fonts(|fonts| {
        let definitions = fonts.definitions();
        let names = definitions.families.get(&FontFamily::Proportional).into_iter().flatten();
        names
            .filter_map(|name| {
                let data = definitions.font_data.get(name)?;
                Some((format!("vestibule-fallback-{name}"), FontData::clone(data)))
            })
            .collect()
    })
}

fn highest(family: &FontFamily) -> InsertFontFamily {
    InsertFontFamily { family: family.clone(), priority: FontPriority::Highest }
}

fn lowest(family: &FontFamily) -> InsertFontFamily {
    InsertFontFamily { family: family.clone(), priority: FontPriority::Lowest }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn every_letter_of_a_european_name_comes_from_our_own_font() {
        let sample = "Łukasz Đng-Ångström Çelik Ñuñez Ζωή Олександр ſß ‘’“”–—…•←→↑↓×";
        let mut missing = Vec::new();
        let harness = Harness::new_ui(|ui| {
            install(ui);
            let characters = ui.fonts_mut(|fonts| fonts.characters(&REGULAR).clone());
            missing = sample
                .chars()
                .filter(|c| !characters.get(c).is_some_and(|from| from.iter().any(|f| f.contains("inter"))))
                .collect();
            ui.label(RichText::new(sample).font(FontId::new(15.0, REGULAR.clone())));
        });
        drop(harness);
        assert_eq!(missing, Vec::<char>::new());
    }
}
