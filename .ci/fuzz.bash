#!/usr/bin/env bash
# Runs every fuzz target for five minutes, or for the given seconds. A finding ends the run and prints the input and the
# line that repeats it; the corpus is kept in target/fuzz/corpus for the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.bash

seconds=${1:-300}
tools=$PWD/target/tools
export PATH="$tools/bin:$PATH"
# Temporary files are written to memory where possible.
[[ ! -w /dev/shm ]] || export TMPDIR=/dev/shm

# libFuzzer is C++.
need_packages g++
cargo +nightly --version >/dev/null 2>&1 ||
    fail "The nightly toolchain is missing. Run: rustup toolchain install nightly --profile minimal"
[[ -x $tools/bin/cargo-fuzz ]] || cargo install cargo-fuzz --locked --root "$tools"

for seeds in fuzz/seeds/*/; do
    target=$(basename "$seeds")
    corpus=target/fuzz/corpus/$target
    log=target/fuzz/$target.log
    mkdir -p "$corpus"
    case $target in
        # Safe Rust rules out what the sanitizer looks for, except in the C code of the database.
        database_file) build=(--sanitizer address --target-dir target/fuzz/address --features sqlite) ;;
        clipboard_text) build=(--sanitizer none --target-dir target/fuzz --features gui) ;;
        *) build=(--sanitizer none --target-dir target/fuzz) ;;
    esac
    say "fuzzing $target for $seconds s"
    cargo +nightly fuzz run "${build[@]}" "$target" "$corpus" "$seeds" -- \
        -max_total_time="$seconds" -timeout=10 -print_final_stats=1 >"$log" 2>&1 || {
        tail -n 60 "$log" >&2
        fail "The whole log is $log"
    }
    awk '/^stat::number_of_executed_units/ { n = $2 } /^stat::average_exec_per_sec/ { each = $2 }
        END { print n " executions, " each " a second" }' "$log" >&2
done
