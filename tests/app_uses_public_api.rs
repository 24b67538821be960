//! The program uses only the public API: its source is compiled here as part of another crate, where only public items
//! of `auth`, `gui` and `sqlite` are accessible. That this builds is the test, so it has no harness, and the program's
//! own tests are not included.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "items that only the binary uses are unused here")]

use vestibule::{auth, gui, sqlite};

#[path = "../src"]
mod src {
    pub mod app;
}

fn main() {
    // The entry point of its binary; naming it is enough for the compiler to check it.
    let program: fn() -> std::process::ExitCode = src::app::main;
    std::hint::black_box(program);
}
