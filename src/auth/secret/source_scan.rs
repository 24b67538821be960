//! Scans this crate's sources for its types and their `Debug` implementations.

use std::fs;
use std::path::{Path, PathBuf};

/// A struct or an enum.
pub(super) struct Type {
    pub name: String,
    pub holds_bytes: bool,
    /// Directly in the type, not in a box.
    pub holds_array: bool,
    pub is_wiped: bool,
    pub derives_debug: bool,
    /// Manually or by a macro.
    pub implements_debug: bool,
}

/// Returns all types except those of tests.
pub(super) fn types() -> Vec<Type> {
    texts().into_iter().flat_map(|(_, text)| types_of(&text)).collect()
}

/// Returns all lines except those of tests.
pub(super) fn lines() -> impl Iterator<Item = (PathBuf, String)> {
    let lines = |(file, text): (PathBuf, String)| {
        let lines: Vec<_> = text.lines().take_while(|line| *line != "mod tests {").map(str::to_owned).collect();
        lines.into_iter().map(move |line| (file.clone(), line))
    };
    texts().into_iter().flat_map(lines)
}

fn texts() -> Vec<(PathBuf, String)> {
    let mut texts = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    assert!(texts.len() > 100, "only {} files were found", texts.len());
    texts
}

fn read(folder: &Path, texts: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_of_tests = |part: &&str| path.file_stem().is_some_and(|name| name == *part);
        if ["tests", "testing", "fuzz", "corpus", "vectors", "source_scan"].iter().any(is_of_tests) {
            continue;
        }
        match path.is_dir() {
            true => read(&path, texts),
            false => texts.push((path.clone(), fs::read_to_string(&path).unwrap())),
        }
    }
}

fn types_of(text: &str) -> Vec<Type> {
    let lines: Vec<&str> = text.lines().collect();
    let is_comment = |line: &str| ["#[", "//"].iter().any(|mark| line.trim_start().starts_with(mark));
    let mut types = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(name) = defined_type_name(line) else { continue };
        let above = lines[..index].iter().rev().take_while(|line| is_comment(line));
        let derived: String = above.filter(|line| line.contains("derive(")).copied().collect();
        let body = body(&lines[index..]);
        types.push(Type {
            holds_bytes: ["[u8", "Vec<u8>", "Secret<", "Zeroizing<"].iter().any(|bytes| body.contains(bytes)),
            holds_array: body.replace("Box<[u8;", "").contains("[u8;"),
            is_wiped: derived.contains("Zeroize") || text.contains(&format!("ZeroizeOnDrop for {name}")),
            derives_debug: derived.contains("Debug"),
            implements_debug: text.contains(&format!("Debug for {name} ")) || has_macro(text, &name),
            name,
        });
    }
    types
}

/// Returns the name of the type whose definition begins in `line`.
fn defined_type_name(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub") || word.starts_with("crate"));
    let kind = words.next()?;
    let name: String = words.next()?.chars().take_while(|c| c.is_alphanumeric() || "_$".contains(*c)).collect();
    (matches!(kind, "struct" | "enum") && !name.is_empty()).then_some(name)
}

/// Returns the text up to the semicolon or the closing brace, without comments.
fn body(lines: &[&str]) -> String {
    let mut body = String::new();
    for line in lines {
        body.push_str(line.split("//").next().unwrap_or_default());
        let is_balanced = body.matches('{').count() == body.matches('}').count();
        if is_balanced && body.trim_end().ends_with([';', '}']) {
            break;
        }
    }
    body
}

/// Returns whether a macro that implements `Debug` is called with this name.
fn has_macro(text: &str, name: &str) -> bool {
    let calls = ["redacted!(", "debug_hides!("].into_iter().flat_map(|call| text.split(call).skip(1));
    let mut arguments = calls.map(|rest| rest.split(['{', ')']).next().unwrap_or_default());
    arguments.any(|list| list.split([',', ' ', '\n']).any(|word| word == name))
}

#[test]
fn definitions_are_parsed_with_fields_and_debug() {
    let text = "/// A row.\n#[derive(Clone, Debug)]\npub struct Row {\n    // [u8; 4]\n    pub name: String,\n}\n\
                pub(crate) enum Key {\n    Hash([u8; 32]),\n}\nredacted!(Key, Other);\nstruct Id([u8; 16]);\n";
    let types: Vec<_> = types_of(text)
        .into_iter()
        .map(|found| (found.name, found.holds_bytes, found.derives_debug, found.implements_debug))
        .collect();
    let expected = [("Row", false, true, false), ("Key", true, false, true), ("Id", true, false, false)];
    assert_eq!(types, expected.map(|(name, bytes, derived, own)| (name.to_owned(), bytes, derived, own)));
}
