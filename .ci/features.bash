#!/usr/bin/env bash
# What each feature adds, as the table of docs/figures.md has it: crates, seconds of a release build from nothing, and bytes of a
# stripped program that does no more than use it. Cargo's usual release profile. Takes about twenty minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.bash

root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# measure FEATURES MAIN: builds a program with that main, and prints a row of the table.
measure() {
    local features=$1 main=$2 host=$folder/host
    rm -rf "$host" && mkdir -p "$host/src"
    cat >"$host/Cargo.toml" <<-TOML
		[package]
		name = "host"
		edition = "2024"
		[dependencies]
		vestibule = { path = "$root", default-features = false, features = [$(sed 's/[a-z]\+/"&"/g' <<<"$features")] }
		[profile.release]
		strip = true
		[workspace]
	TOML
    printf '%s\n' "$main" >"$host/src/main.rs"
    cp Cargo.lock "$host"
    export CARGO_TARGET_DIR=$host/target
    cargo fetch --quiet --manifest-path "$host/Cargo.toml"
    local crates started
    crates=$(cargo tree --manifest-path "$host/Cargo.toml" --edges normal --prefix none | sed 's/ (\*)$//' | sort -u | wc -l)
    started=$(date +%s)
    cargo build --release --quiet --manifest-path "$host/Cargo.toml"
    printf '| %s | %s | %s s | %s MB |\n' "${features:-(none)}" "$((crates - 1))" "$(($(date +%s) - started))" \
        "$(awk -v bytes="$(stat -c %s "$host/target/release/host")" 'BEGIN { printf "%.1f", bytes / 1e6 }')"
}

rules='use vestibule::auth::*; fn main() { let store = MemoryStore::new(&SystemRandom).unwrap();
    let auth = Auth::new(std::sync::Arc::new(store), Options::new("Host")).unwrap();
    let _ = auth.sign_in("alice", Password::new("wrong".into())); }'
file='fn main() { let auth = vestibule::AccountsFile::at("host.db").open(vestibule::auth::Options::new("Host")).unwrap();
    let _ = auth.sign_in("alice", vestibule::auth::Password::new("wrong".into())); }'
screens='use vestibule::{auth::*, egui, gui::{self, Gate}}; fn main() {
    let store = MemoryStore::new(&SystemRandom).unwrap();
    let mut gate = Gate::new(Auth::new(std::sync::Arc::new(store), Options::new("Host")).unwrap(), gui::Options::default());
    let _ = egui::Context::default().run_ui(Default::default(), |ui| gate.ui(ui, |_, _| {})); }'
window='fn main() -> Result<(), vestibule::StartError> {
    vestibule::run("Host", vestibule::AccountsFile::default_location("host"), |ui, me| { ui.label(me.username()); }) }'
program='fn main() -> std::process::ExitCode { vestibule::app::main() }'

measure "" "$rules"
measure "sqlite" "$file"
measure "gui" "$screens"
measure "window, sqlite" "$window"
measure "app" "$program"
measure "app, wgpu" "$program"
