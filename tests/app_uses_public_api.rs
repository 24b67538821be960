//! The program uses the library as anybody else would: its source is compiled here as part of another crate, where only
//! what is public of `auth`, `gui` and `sqlite` can be reached. That this builds is the test, so it has no harness, and
//! the program's own tests stay at home.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "nobody here uses what only its binary does")]

use vestibule::{auth, gui, sqlite};

#[path = "../src"]
mod src {
    pub mod app;
}

fn main() {
    // As its binary calls it; naming it is enough for the compiler to have looked.
    let program: fn() -> std::process::ExitCode = src::app::main;
    std::hint::black_box(program);
}
