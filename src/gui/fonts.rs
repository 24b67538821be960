//! Our fonts, in families of our own: a host's families, sizes and fallbacks stay as they are.

use std::sync::LazyLock;

use egui::epaint::text::{FontInsert, FontPriority, FontTweak, InsertFontFamily};
use egui::{FontData, FontDefinitions, FontFamily, Ui};

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

/// The sign of the command key, ⌘, in which shortcuts are written on a Mac. It stands behind each of the faces.
const KEY_SYMBOLS: (&str, &[u8]) = ("vestibule-inter-keys", include_bytes!("../../assets/fonts/Inter-Keys.otf"));

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
    let fallbacks = ui.fonts(|fonts| fallbacks(fonts.definitions()));
    for (family, name, bytes) in FACES {
        ui.add_font(FontInsert::new(name, face(bytes), vec![highest(family)]));
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

/// Fonts for a whole window: egui's where the program is built with them, and the families of the screens. Where it is
/// not, egui's families have the fonts of the screens too, since egui shows no text in a family without any.
///
/// The feature `window` sets them in its own windows. A program with a window of its own that is built without egui's
/// `default_fonts` gives them, or fonts of its choice, to `Context::set_fonts` before its first frame.
pub fn window_font_definitions() -> FontDefinitions {
    with_vestibule_fonts(FontDefinitions::default())
}

fn with_vestibule_fonts(mut definitions: FontDefinitions) -> FontDefinitions {
    let fallbacks = fallbacks(&definitions);
    for (family, name, bytes) in FACES {
        let chain = std::iter::once(name.to_owned()).chain(fallbacks.iter().map(|(name, _)| name.clone()));
        definitions.families.insert(FontFamily::clone(family), chain.collect());
        definitions.font_data.insert(name.to_owned(), face(bytes).into());
    }
    definitions.font_data.extend(fallbacks.into_iter().map(|(name, data)| (name, data.into())));
    for (family, vestibule_family) in [(FontFamily::Proportional, &REGULAR), (FontFamily::Monospace, &MONO)] {
        let fallback = definitions.families.get(&**vestibule_family).cloned().unwrap_or_default();
        let fonts = definitions.families.entry(family).or_default();
        if fonts.is_empty() {
            *fonts = fallback;
        }
    }
    definitions
}

fn is_installed(ui: &Ui) -> bool {
    ui.fonts(|fonts| fonts.definitions().families.contains_key(&*MONO))
}

fn face(bytes: &'static [u8]) -> FontData {
    FontData::from_static(bytes).tweak(FontTweak { hinting: Some(false), ..FontTweak::default() })
}

/// What stands behind our faces: the signs of keys, and the fonts of the proportional family under names of ours, since a
/// name that is taken would not be added.
fn fallbacks(definitions: &FontDefinitions) -> Vec<(String, FontData)> {
    let names = definitions.families.get(&FontFamily::Proportional).into_iter().flatten();
    let keys = (KEY_SYMBOLS.0.to_owned(), face(KEY_SYMBOLS.1));
    let host_fonts = names.filter_map(|name| {
        let data = definitions.font_data.get(name)?;
        Some((format!("vestibule-fallback-{name}"), FontData::clone(data)))
    });
    std::iter::once(keys).chain(host_fonts).collect()
}

fn highest(family: &FontFamily) -> InsertFontFamily {
    InsertFontFamily { family: family.clone(), priority: FontPriority::Highest }
}

fn lowest(family: &FontFamily) -> InsertFontFamily {
    InsertFontFamily { family: family.clone(), priority: FontPriority::Lowest }
}

/// A context with the fonts that the program has, whatever egui was built with for other tests: a glyph that these do
/// not have fails the test.
#[cfg(test)]
pub(crate) fn use_program_fonts(context: &egui::Context) {
    context.set_fonts(with_vestibule_fonts(FontDefinitions::empty()));
}

#[cfg(test)]
mod tests;
