#!/usr/bin/env bash
# The steps of a newcomer, against the package as it would be published: an empty folder, one dependency, the first
# block of docs/embedding.md, a build. Prints the number of lines and the duration.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.bash

package=$(cargo pkgid --locked --package vestibule)
package=${package##*[@#]}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo package --locked --no-verify --quiet --allow-dirty
tar -xzf "target/package/vestibule-$package.crate" -C "$folder"

cd "$folder"
export CARGO_TARGET_DIR="$folder/target"
cargo new --quiet --vcs none lab-notebook
cd lab-notebook
cargo add --quiet --path "../vestibule-$package" --no-default-features --features window,sqlite
# The first block of Rust in the guide.
awk '/^```rust/ { inside = 1; next } /^```/ && inside { exit } inside' "../vestibule-$package/docs/embedding.md" >src/main.rs
# The same versions as here, so that only a change of our own can break it.
cp "../vestibule-$package/Cargo.lock" .
say "$(grep -c . src/main.rs) lines of src/main.rs"
SECONDS=0
cargo build --quiet
say "built from nothing in $SECONDS s, $(cargo tree --edges normal --prefix none --no-dedupe | sort -u | wc -l) crates"
