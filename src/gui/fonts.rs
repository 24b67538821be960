//! Vestibule's fonts, in separate families: the host's families, sizes and fallbacks are not changed.

use std::sync::LazyLock;

use egui::epaint::text::{FontInsert, FontPriority, FontTweak, InsertFontFamily};
use egui::{FontData, FontDefinitions, FontFamily, Ui};

/// Body text and captions.
pub static REGULAR: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-regular".into()));
/// Labels and buttons.
pub static MEDIUM: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-medium".into()));
/// Headings.
pub static SEMIBOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-semibold".into()));
/// Keys, codes and hidden passwords, monospaced.
pub static MONO: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("vestibule-mono".into()));

type Face = (&'static LazyLock<FontFamily>, &'static str, &'static [u8]);

const FACES: [Face; 4] = [
    (&REGULAR, "vestibule-inter-regular", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
    (&MEDIUM, "vestibule-inter-medium", include_bytes!("../../assets/fonts/Inter-Medium.otf")),
    (&SEMIBOLD, "vestibule-inter-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
    (&MONO, "vestibule-jetbrains-mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
];

/// The command key symbol ⌘ for shortcuts on a Mac; a fallback of each face.
const KEY_SYMBOLS: (&str, &[u8]) = ("vestibule-inter-keys", include_bytes!("../../assets/fonts/Inter-Keys.otf"));

/// Installs the font families in the context if they are missing. Returns whether they can be used in this pass; if
/// not, because something was already laid out in it, another pass is requested and nothing of ours can be drawn
/// before. Cheap to call in every pass, which also restores the families after a host has replaced its fonts.
///
/// The fallbacks of each face are the host's proportional fonts and then what its font providers find in the system, so
/// that a name in a script without a bundled font is still shown.
pub fn install(ui: &Ui) -> bool {
    if is_installed(ui) {
        return true;
    }
    let fallbacks = ui.fonts(|fonts| fallbacks(fonts.definitions()));
    for (family, name, bytes) in FACES {
        ui.add_font(FontInsert::new(name, face(bytes), vec![insert_into(family, FontPriority::Highest)]));
    }
    for (name, data) in fallbacks {
        let families = FACES.iter().map(|(family, ..)| insert_into(family, FontPriority::Lowest)).collect();
        ui.add_font(FontInsert::new(&name, data, families));
    }
    let installed = is_installed(ui);
    if !installed {
        ui.request_discard("fonts");
    }
    installed
}

/// Returns the fonts for a whole window: egui's, if built in, and Vestibule's families. Otherwise egui's families use
/// Vestibule's fonts too, since egui shows no text in a family without a font.
///
/// The feature `window` sets them in its own windows. A program with its own window that is built without egui's
/// `default_fonts` passes them, or fonts of its choice, to `Context::set_fonts` before its first frame.
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

/// Returns the fallback fonts of our faces: the key symbols, and the fonts of the proportional family under separate
/// names, since a font under an existing name would not be added.
fn fallbacks(definitions: &FontDefinitions) -> Vec<(String, FontData)> {
    let names = definitions.families.get(&FontFamily::Proportional).into_iter().flatten();
    let keys = (KEY_SYMBOLS.0.to_owned(), face(KEY_SYMBOLS.1));
    let host_fonts = names.filter_map(|name| {
        let data = definitions.font_data.get(name)?;
        Some((format!("vestibule-fallback-{name}"), FontData::clone(data)))
    });
    std::iter::once(keys).chain(host_fonts).collect()
}

fn insert_into(family: &FontFamily, priority: FontPriority) -> InsertFontFamily {
    InsertFontFamily { family: family.clone(), priority }
}

#[cfg(test)]
pub(crate) mod tests;
