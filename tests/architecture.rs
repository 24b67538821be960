//! Imports run downward: no module imports one from a higher row of the table in `docs/architecture.md`, and there are
//! no import cycles. A module and the modules inside it are one group and may use each other.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed expectation fails the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The module that defines a re-exported name.
type ReExports = BTreeMap<(String, String), String>;

/// The modules of `src`, the code of each without its tests, and its re-exports.
struct Sources {
    code: BTreeMap<String, String>,
    re_exports: ReExports,
}

impl Sources {
    fn read() -> Self {
        let mut code = BTreeMap::new();
        read_folder(&root().join("src"), "", &mut code);
        let mut sources = Self { code, re_exports: BTreeMap::new() };
        // A name can be re-exported by a chain of modules; each round follows one more link.
        for _ in 0..4 {
            let mut found = ReExports::new();
            for (module, code) in &sources.code {
                for statement in statements(code).filter(|statement| statement.starts_with("pub")) {
                    for path in paths(statement) {
                        let name = path.rsplit("::").next().unwrap_or_default().to_owned();
                        if let Some(target) = sources.resolve(module, &path).filter(|target| target != module) {
                            found.insert((module.clone(), name), target);
                        }
                    }
                }
            }
            sources.re_exports = found;
        }
        sources
    }

    /// Returns the module that defines what `path` names, or `None` for another crate.
    fn resolve(&self, module: &str, path: &str) -> Option<String> {
        let mut names: Vec<&str> = path.split("::").collect();
        let mut base: Vec<&str> = module.split("::").filter(|name| !name.is_empty()).collect();
        match names[0] {
            "crate" => base.clear(),
            "self" | "super" => {
                base.truncate(base.len().saturating_sub(names.iter().filter(|name| **name == "super").count()));
            }
            first if self.code.contains_key(&join(&base, first)) => {}
            _ => return None,
        }
        names.retain(|name| !matches!(*name, "crate" | "self" | "super"));
        let full: Vec<&str> = base.into_iter().chain(names).collect();
        let length = (0..=full.len()).rev().find(|length| self.code.contains_key(&full[..*length].join("::")))?;
        let owner = full[..length].join("::");
        let re_export = full.get(length).and_then(|name| self.re_exports.get(&(owner.clone(), (*name).to_owned())));
        Some(re_export.cloned().unwrap_or(owner))
    }

    /// Returns the imports of each module, without its own parents and children.
    fn imports(&self) -> BTreeMap<&str, BTreeSet<String>> {
        let targets = |(module, code): (&'_ String, &'_ String)| -> BTreeSet<String> {
            let imported = statements(code).flat_map(paths).chain(inline_paths(code));
            let resolved = imported.filter_map(|path| self.resolve(module, &path));
            resolved.filter(|target| !is_within(target, module) && !is_within(module, target)).collect()
        };
        self.code.iter().map(|entry| (entry.0.as_str(), targets(entry))).collect()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether `inner` is `outer` or a module inside it. The root of the crate is not a group.
fn is_within(inner: &str, outer: &str) -> bool {
    inner == outer || outer.is_empty() || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with("::"))
}

fn join(base: &[&str], name: &str) -> String {
    base.iter().copied().chain([name]).collect::<Vec<_>>().join("::")
}

fn read_folder(folder: &Path, module: &str, code: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if matches!(name, "tests" | "testing" | "fuzz" | "main") {
            continue;
        }
        let inner = match (module, name) {
            (_, "lib") => String::new(),
            ("", name) => name.to_owned(),
            (module, name) => format!("{module}::{name}"),
        };
        if path.is_dir() {
            read_folder(&path, &inner, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.insert(inner, without_tests(&fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Returns the code without comments, and without what is compiled for tests only.
fn without_tests(source: &str) -> String {
    let mut code = String::new();
    let mut lines = source.lines().map(|line| line.split("//").next().unwrap_or_default());
    while let Some(line) = lines.next() {
        let for_tests = line.trim_start().starts_with("#[cfg(") && line.contains("test");
        if !for_tests {
            code.push_str(line);
            code.push('\n');
            continue;
        }
        // The item below the attribute ends with the first line at its indentation that closes it.
        let indentation = line.len() - line.trim_start().len();
        let closes_item = |line: &&str| {
            let is_outer = !line.is_empty() && line.len() - line.trim_start().len() == indentation;
            is_outer && line.trim_end().ends_with(['}', ';'])
        };
        lines.by_ref().find(closes_item);
    }
    code
}

/// Returns the `use` statements, including re-exports.
fn statements(code: &str) -> impl Iterator<Item = &str> {
    code.split_inclusive(';').filter_map(|part| {
        let at = part.find("use ").filter(|at| part[..*at].ends_with(['\n', ' ']) || *at == 0)?;
        let line = part[..at].rfind('\n').map_or(0, |end| end + 1);
        part[line..at].trim().split('(').next().filter(|before| matches!(*before, "" | "pub"))?;
        Some(part[line..].trim())
    })
}

/// Returns the paths of a `use` statement, one by one.
fn paths(statement: &str) -> Vec<String> {
    let start = statement.find("use ").unwrap() + 4;
    expand("", statement[start..].trim_end_matches(';'))
}

fn expand(prefix: &str, tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        return Vec::from([format!("{prefix}{path}").trim_end_matches("::self").to_owned()]);
    };
    let (prefix, mut depth) = (format!("{prefix}{head}"), 0);
    let parts = group.trim_end().trim_end_matches('}').split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.filter(|part| !part.trim().is_empty()).flat_map(|part| expand(&prefix, part)).collect()
}

/// Returns paths from the root of the crate outside `use` statements.
fn inline_paths(code: &str) -> impl Iterator<Item = String> {
    code.match_indices("crate::").map(|(at, _)| {
        let end = code[at..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        code[at..].split_at(end.unwrap_or(code.len() - at)).0.trim_end_matches(':').to_owned()
    })
}

/// Returns the table of `docs/architecture.md` from top to bottom: the modules of each row.
fn layers() -> Vec<Vec<String>> {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let modules =
        |row: &str| row.split(" |").next().unwrap_or_default().split('`').step_by(2).map(str::to_owned).collect();
    rows.map(modules).collect()
}

/// Returns the row and the group that `module` belongs to.
fn row_of(layers: &[Vec<String>], module: &str) -> Option<(usize, String)> {
    let groups =
        layers.iter().enumerate().flat_map(|(row, groups)| groups.iter().map(move |group| (row, group.clone())));
    groups.filter(|(_, group)| is_within(module, group)).max_by_key(|(_, group)| group.len())
}

#[test]
fn every_module_imports_only_modules_of_lower_layers() {
    let (sources, layers) = (Sources::read(), layers());
    let mut errors = Vec::new();
    for (module, targets) in sources.imports() {
        // The roots of the crate and of its parts only list what is inside them.
        let Some((row, group)) = row_of(&layers, module) else { continue };
        for target in targets {
            match row_of(&layers, &target) {
                Some((_, other)) if other == group => {}
                Some((below, _)) if below > row => {}
                Some(_) => errors.push(format!("{module} imports {target}, which does not stand below it")),
                None => {}
            }
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_module_is_in_the_table() {
    let (sources, layers) = (Sources::read(), layers());
    let roots = ["", "auth", "gui"];
    let missing: Vec<_> = sources.code.keys().filter(|module| !roots.contains(&module.as_str())).collect();
    let missing: Vec<_> = missing.into_iter().filter(|module| row_of(&layers, module).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for group in layers.iter().flatten() {
        assert!(sources.code.contains_key(group), "docs/architecture.md names {group}, which is not a module");
    }
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let sources = Sources::read();
    let mut imports = sources.imports();
    // Modules that import none of the remaining ones cannot be part of a cycle.
    while let Some(leaf) = imports.iter().find(|(_, targets)| !targets.iter().any(|t| imports.contains_key(t.as_str())))
    {
        let leaf = *leaf.0;
        imports.remove(leaf);
    }
    let left: Vec<_> = imports.keys().collect();
    assert!(left.is_empty(), "modules in or above an import cycle: {left:?}");
}

#[test]
fn the_imports_of_a_module_are_read_as_rust_reads_them() {
    let sources = Sources::read();
    let imports = sources.imports();
    assert!(imports["gui::gate"].contains("gui::worker"), "{:?}", imports["gui::gate"]);
    // Through a re-export of `auth`.
    assert!(imports["gui::gate"].contains("auth::service"), "{:?}", imports["gui::gate"]);
    assert_eq!(expand("", "a::{self, b::{c, d as e}, f}"), ["a", "a::b::c", "a::b::d", "a::f"]);
}
