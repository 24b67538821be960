//! Checks `docs/security.md`: every case and every promise of the readme names tests, and all of them exist.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use vestibule::auth::Cost;

/// The cases are numbered from 1 to this.
const CASES: u32 = 50;

/// The sections of the page whose tables name tests.
const CASE_TABLES: &str = "## The cases";
const PROMISES: &str = "## What the readme promises";
const LIMITS: &str = "## What it cannot do";
const ANSWERS: &str = "## Known answers";
const COSTS: &str = "## What a stolen copy costs";

fn read(path: &str) -> Option<String> {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// Returns the rows of the tables of a section, cell by cell, without headers and rules.
fn rows(section: &str) -> Vec<Vec<String>> {
    let page = read("docs/security.md").unwrap();
    let from = page.find(&format!("{section}\n")).unwrap_or_else(|| panic!("no section {section:?}"));
    let text = &page[from + section.len()..];
    let text = text.split("\n## ").next().unwrap_or_default();
    let lines = text.lines().filter(|line| line.starts_with("| "));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    lines.map(cells).filter(|cells| !matches!(cells[0].as_str(), "case" | "readme" | "source")).collect()
}

/// Returns the parts in backquotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Whether the test runner would print this name: a test by its modules, or a doc-test by its file and its item.
fn exists(name: &str) -> bool {
    match name.split_once(" - ") {
        Some((file, item)) => read(file).is_some_and(|text| has_doc_test(&text, item)),
        None => has_test(name),
    }
}

fn has_test(name: &str) -> bool {
    let Some((modules, function)) = name.rsplit_once("::") else { return false };
    let path = modules.replace("::", "/");
    let inline = modules.strip_suffix("::tests").map(|outer| format!("src/{}.rs", outer.replace("::", "/")));
    let inline = inline.and_then(|file| read(&file)).and_then(|text| {
        let (_, tests) = text.split_once("\nmod tests {")?;
        Some(tests.to_owned())
    });
    let texts = [read(&format!("src/{path}.rs")), read(&format!("tests/{path}.rs")), inline];
    texts.into_iter().flatten().any(|text| tests_of(&text).contains(&function.to_owned()))
}

/// Returns the names of the functions that are marked as tests. Where a macro makes them, its calls name them, one per
/// line with a colon.
fn tests_of(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut marked = false;
    for line in text.lines() {
        let code = line.trim_start().trim_start_matches("$(");
        marked |= code == "#[test]";
        if let (true, Some(rest)) = (marked, code.strip_prefix("fn ")) {
            names.extend(rest.split('(').next().map(str::to_owned));
            marked = false;
        }
    }
    if names.iter().any(|name| name.starts_with('$')) {
        let calls = text.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": \""));
        names.extend(calls.map(|(name, _)| name.to_owned()));
    }
    names
}

/// Whether the comment on `item` has a `compile_fail` example.
fn has_doc_test(text: &str, item: &str) -> bool {
    let name = item.rsplit("::").next().unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let defines_item =
        |line: &&str| line.split([' ', '(', '<', ';']).collect::<Vec<_>>().starts_with(&["pub", "struct", name]);
    let Some(at) = lines.iter().position(defines_item) else { return false };
    let comment = lines[..at].iter().rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
    comment.into_iter().any(|line| line.contains("```compile_fail"))
}

fn assert_names_tests(row: &[String], tests: &str) {
    let names = quoted(tests);
    assert!(!names.is_empty(), "{:?} names no test", row[0]);
    for name in names {
        assert!(exists(name), "{:?} names a test that does not exist: {name}", row[0]);
    }
}

#[test]
fn every_case_is_listed_once_and_names_existing_tests() {
    let mut seen = BTreeMap::new();
    for row in rows(CASE_TABLES) {
        let number = row[0].split(' ').next().and_then(|number| number.parse::<u32>().ok());
        let number = number.unwrap_or_else(|| panic!("the row has no number: {row:?}"));
        assert_eq!(row.len(), 3, "{row:?}");
        assert_names_tests(&row, &row[2]);
        *seen.entry(number).or_insert(0) += 1;
    }
    assert_eq!(seen, (1..=CASES).map(|number| (number, 1)).collect());
}

#[test]
fn every_known_answer_names_existing_tests() {
    let rows = rows(ANSWERS);
    assert!(rows.len() > 5);
    rows.iter().for_each(|row| assert_names_tests(row, &row[1]));
}

#[test]
fn stolen_copy_costs_match_the_program_and_name_existing_tests() {
    let (figures, claims): (Vec<_>, Vec<_>) = rows(COSTS).into_iter().partition(|row| row.len() == 5);
    claims.iter().filter(|row| row[0] != "what").for_each(|row| assert_names_tests(row, &row[1]));
    assert!(claims.len() > 5);
    let number = |text: &str| text.replace(',', "").split(' ').next().unwrap().parse::<u64>().unwrap();
    for row in &figures[1..] {
        let parts: Vec<&str> = row[0].split(", ").collect();
        let mib = number(parts[0]) * if parts[0].ends_with("GiB") { 1024 } else { 1 };
        let (passes, lanes) = (number(parts[1]), number(parts[2]));
        let [memory_kib, passes, lanes] = [mib * 1024, passes, lanes].map(|part| u32::try_from(part).unwrap());
        let rate = Cost::new(memory_kib, passes, lanes).guesses_per_second();
        assert_eq!(rate.round() as u64, number(&row[1]), "{row:?}");
        for (stated, guesses) in row[2..].iter().zip([1e8, 1e10, 1e12]) {
            let hours = (guesses / rate / 3600.0) as u64;
            let computed = match stated.split(' ').nth(1).unwrap().trim_end_matches('s') {
                "hour" => hours,
                "day" => hours / 24,
                "year" => hours / 8766,
                unit => panic!("{unit}"),
            };
            assert_eq!(number(stated), computed, "{row:?}");
        }
    }
    assert_eq!(figures.len(), 5);
}

/// Returns the paragraphs and list items under a heading of the readme, each on one line.
fn paragraphs(readme: &str, heading: &str) -> Vec<String> {
    let (_, text) = readme.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading:?}"));
    let text = text.split("\n## ").next().unwrap_or_default();
    let parts = text.replace("\n- ", "\n\n- ");
    parts.split("\n\n").map(one_line).filter(|part| !part.is_empty()).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_readme_promise_has_a_test_and_every_limit_is_listed() {
    let readme = read("README.md").unwrap();
    let readme_line = one_line(&readme);
    let (promises, limits) = (rows(PROMISES), rows(LIMITS));
    promises.iter().for_each(|row| assert_names_tests(row, &row[1]));
    for row in &limits {
        quoted(&row[2]).into_iter().for_each(|name| assert!(exists(name), "{:?}: {name}", row[0]));
    }
    let phrases: Vec<&str> = promises.iter().chain(&limits).map(|row| row[0].trim_matches(['“', '”'])).collect();
    for phrase in &phrases {
        assert!(readme_line.contains(phrase), "the readme does not say {phrase:?}");
    }
    for part in paragraphs(&readme, "What it can and cannot protect") {
        assert!(phrases.iter().any(|phrase| part.contains(phrase)), "no row quotes from {part:?}");
    }
    // Every feature in the list is a promise.
    for feature in paragraphs(&readme, "Features") {
        assert!(phrases.iter().any(|phrase| feature.contains(phrase)), "no row quotes from {feature:?}");
    }
}

#[test]
fn only_names_of_existing_tests_are_accepted() {
    assert!(exists("security_doc::only_names_of_existing_tests_are_accepted"));
    assert!(exists("auth::service::tests::codes::leading_zeros_count"));
    assert!(exists("gui::screens::second_factor::tests::typing_the_sixth_digit_submits_the_code"));
    assert!(exists("auth::username::tests::canonicalising_an_accepted_name_twice_changes_nothing"));
    assert!(exists("src/auth/session.rs - auth::session::Session"));
    for name in [
        "security_doc::exists",
        "codes::leading_zeros_count",
        "auth::service::tests::codes::leading_zeros",
        "auth::service::tests::codes::secret_number",
        "leading_zeros_count",
        "src/auth/session.rs - auth::session::Standing",
        "src/auth/sessions.rs - auth::session::Session",
    ] {
        assert!(!exists(name), "{name}");
    }
}
