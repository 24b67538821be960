//! Properties of the package: layers, features, licences, versions.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed expectation fails the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One crate of a resolved graph.
struct Crate {
    name: String,
    licence: String,
    features: Vec<String>,
}

/// Returns the crates in the graph with `arguments`, on every platform, without dev-dependencies.
fn shipped(arguments: &[&str]) -> Vec<Crate> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "no-dev", "--target", "all", "--prefix", "none", "--no-dedupe"])
        .args(["--format", "{p}|{l}|{f}"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: BTreeSet<_> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert!(lines.len() > 20, "the dependency graph is too small");
    lines.iter().map(|line| parse(line)).collect()
}

fn parse(line: &str) -> Crate {
    let mut parts = line.split('|');
    let mut next = || parts.next().unwrap_or_default().trim();
    let name = next().split(' ').next().unwrap_or_default().to_owned();
    let licence = next().to_owned();
    let features = next().split(',').map(str::to_owned).collect();
    Crate { name, licence, features }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns every Rust file of a layer: the module's own and those in its folder.
fn sources(layer: &str) -> Vec<(PathBuf, String)> {
    let mut files = vec![root().join(format!("src/{layer}.rs"))];
    let mut folders = vec![root().join("src").join(layer)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// Returns the lines of code of a layer that contain `pattern`; comments may name anything.
fn uses(layer: &str, pattern: &str) -> Vec<String> {
    let mut matching_lines = Vec::new();
    for (path, text) in sources(layer) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        matching_lines.extend(
            code.filter(|line| line.contains(pattern)).map(|line| format!("{}: {}", path.display(), line.trim())),
        );
    }
    matching_lines
}

#[test]
fn no_layer_depends_on_a_higher_or_sibling_layer() {
    let forbidden = [
        ("auth", ["crate::gui", "crate::sqlite", "crate::app", "egui", "rusqlite"].as_slice()),
        ("sqlite", ["crate::gui", "crate::app", "egui"].as_slice()),
        ("gui", ["crate::sqlite", "crate::app", "eframe", "rusqlite"].as_slice()),
    ];
    for (layer, patterns) in forbidden {
        for pattern in patterns {
            assert_eq!(uses(layer, pattern), Vec::<String>::new(), "{layer} must not use {pattern}");
        }
    }
}

#[test]
fn the_auth_layer_opens_no_file() {
    // Except for what Linux reports in files, and for tests that read sources and what is under `tests/corpus`.
    let allowed = ["clock.rs", "machine/linux.rs", "seal/corpus", "secret/source_scan.rs"]
        .map(|path| root().join("src/auth").join(path).to_str().unwrap().to_owned());
    let is_allowed = |line: &String| allowed.iter().any(|path| line.starts_with(path));
    let offending_lines: Vec<_> = uses("auth", "std::fs").into_iter().filter(|line| !is_allowed(line)).collect();
    assert_eq!(offending_lines, Vec::<String>::new());
}

#[test]
fn only_the_clock_module_reads_the_system_time() {
    for layer in ["auth", "sqlite", "gui", "app"] {
        let elsewhere: Vec<_> =
            uses(layer, "SystemTime::now").into_iter().filter(|line| !line.contains("src/auth/clock.rs")).collect();
        assert_eq!(elsewhere, Vec::<String>::new());
    }
}

#[test]
fn the_main_file_is_short() {
    assert!(read("src/main.rs").lines().count() <= 30);
}

#[test]
fn the_auth_layer_builds_without_window_and_database_crates() {
    let crates = shipped(&["--no-default-features"]);
    for name in ["egui", "eframe", "winit", "rusqlite", "arboard", "clap"] {
        assert!(crates.iter().all(|one| one.name != name), "the rules must not depend on {name}");
    }
}

#[test]
fn a_host_with_window_and_sqlite_pulls_no_crate_of_the_program() {
    let crates = shipped(&["--no-default-features", "--features", "window,sqlite"]);
    assert!(crates.iter().any(|one| one.name == "eframe") && crates.iter().any(|one| one.name == "rusqlite"));
    for name in ["clap", "secmem-proc", "zeroizing-alloc", "tracing-subscriber"] {
        assert!(crates.iter().all(|one| one.name != name), "a host must not depend on {name}");
        assert!(shipped(&[]).iter().any(|one| one.name == name), "the program must depend on {name}");
    }
}

#[test]
fn the_window_framework_persists_nothing_and_opens_no_port() {
    for graph in [shipped(&[]), shipped(&["--all-features"])] {
        let framework: Vec<_> =
            graph.iter().filter(|package| ["egui", "eframe"].contains(&package.name.as_str())).collect();
        assert_eq!(framework.len(), 2);
        for one in framework {
            for feature in ["persistence", "inspection", "serde", "ron"] {
                assert!(!one.features.iter().any(|on| on == feature), "{}/{feature}", one.name);
            }
        }
    }
}

#[test]
fn egui_fonts_ship_with_a_host_but_not_with_the_program() {
    let has_fonts = |arguments: &[&str]| shipped(arguments).iter().any(|one| one.name == "epaint_default_fonts");
    assert!(!has_fonts(&[]), "the program must not contain egui's fonts");
    assert!(has_fonts(&["--no-default-features", "--features", "window,sqlite"]));
}

/// Returns Cargo's metadata of the package.
fn package() -> serde_json::Value {
    let arguments = ["metadata", "--locked", "--no-deps", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = all["packages"].as_array().unwrap();
    packages.iter().find(|package| package["name"] == "vestibule").unwrap().clone()
}

#[test]
fn every_path_that_the_pages_name_exists() {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name));
    for page in pages.into_iter().chain(docs).filter(|path| path.extension().is_some_and(|suffix| suffix == "md")) {
        let text = fs::read_to_string(&page).unwrap();
        for name in text.split('`').skip(1).step_by(2) {
            let is_path = ["src/", "tests/", "examples/", "benches/", "docs/", "fuzz/", "assets/", ".ci/"]
                .iter()
                .any(|folder| name.starts_with(folder));
            // `NAME.rs` and `N.sql` are files that the reader adds.
            if is_path && !name.contains([' ', '*']) && !name.contains("/N") {
                assert!(root().join(name).exists(), "{} names {name}", page.display());
            }
        }
    }
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let package = package();
    let dependencies = package["dependencies"].as_array().unwrap();
    assert!(dependencies.len() > 20);
    for dependency in dependencies {
        let source = dependency["source"].as_str().unwrap_or_default();
        assert!(source.starts_with("registry+"), "{}: {source:?}", dependency["name"]);
    }
}

#[test]
fn the_package_fills_every_field_that_a_registry_shows() {
    let package = package();
    for field in ["description", "license", "readme", "documentation", "rust_version"] {
        assert!(package[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
    for field in ["keywords", "categories"] {
        assert!((1..=5).contains(&package[field].as_array().unwrap().len()), "{field}");
    }
}

#[test]
fn the_package_holds_sources_and_docs_but_no_tests() {
    let arguments = ["package", "--locked", "--allow-dirty", "--list"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let files: Vec<&str> = list.lines().collect();
    for needed in [
        "README.md",
        "docs/embedding.md",
        "examples/embed.rs",
        "src/lib.rs",
        "src/sqlite/schema/1.sql",
        "assets/words/common_passwords.txt",
        "assets/words/LICENSE-common-passwords.txt",
    ] {
        assert!(files.contains(&needed), "{needed} is not packaged");
    }
    let pictures = files.iter().filter(|file| file.ends_with(".png")).copied().collect::<Vec<_>>();
    assert_eq!(pictures, ["assets/icon-256.png"], "the window icon is the only packaged image");
    for file in files {
        let parts: Vec<&str> = file.split('/').collect();
        let test_only = ["tests", "tests.rs", "benches", "fuzz", ".ci", "check"];
        assert!(!parts.iter().any(|part| test_only.contains(part)), "{file} is needed only for tests");
    }
}

#[test]
fn every_feature_is_in_the_tables_of_readme_and_of_the_crate_page() {
    let package = package();
    let features = package["features"].as_object().unwrap();
    for page in ["README.md", "src/lib.rs"] {
        let text = read(page);
        for feature in features.keys().filter(|feature| *feature != "default") {
            let row = text.lines().any(|line| line.trim_start_matches("//! ").starts_with(&format!("| `{feature}`")));
            assert!(row, "{page} does not document the feature {feature}");
        }
    }
}

#[test]
fn crates_with_shared_types_exist_once() {
    let lock = read("Cargo.lock");
    for name in ["egui", "image", "rand"] {
        assert_eq!(lock.matches(&format!("name = \"{name}\"\n")).count(), 1, "{name}");
    }
}

#[test]
fn every_shipped_licence_is_allowed() {
    let deny = read("deny.toml");
    let list = deny.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']')).expect("allow list exists").0;
    let allowed: Vec<_> = list.split('"').skip(1).step_by(2).collect();
    for shipped_crate in shipped(&["--all-features"]) {
        assert!(
            is_licence_allowed(&shipped_crate.licence, &allowed),
            "{}: {}",
            shipped_crate.name,
            shipped_crate.licence
        );
    }
}

/// Requires all parts that `AND` joins, and any that `OR` or the older `/` joins; no crate here nests deeper.
fn is_licence_allowed(licence: &str, allowed: &[&str]) -> bool {
    let one_of = |part: &str| part.replace('/', " OR ").split(" OR ").any(|name| allowed.contains(&name.trim()));
    licence.split(" AND ").all(|part| one_of(part.trim_matches(['(', ')'])))
}

#[test]
fn a_licence_expression_is_parsed_correctly() {
    let allowed = ["MIT", "Apache-2.0", "OFL-1.1"];
    for fine in ["MIT", "MIT/Apache-2.0", "GPL-2.0-only OR MIT", "(MIT OR GPL-2.0-only) AND OFL-1.1"] {
        assert!(is_licence_allowed(fine, &allowed), "{fine}");
    }
    for not in ["", "GPL-2.0-only", "MIT AND GPL-2.0-only", "(MIT OR Apache-2.0) AND Unknown", "MITX"] {
        assert!(!is_licence_allowed(not, &allowed), "{not}");
    }
}
