//! The example at a prompt: complete dialogues, and the program itself in a terminal.

#[path = "../../examples/terminal/app.rs"]
mod app;
#[path = "../../examples/terminal/console.rs"]
#[allow(dead_code, reason = "only the program reads the keyboard")]
mod console;
#[path = "../../examples/terminal/pairing.rs"]
mod pairing;
#[path = "../../examples/terminal/session.rs"]
mod session;
#[path = "../../examples/terminal/sign_in.rs"]
mod sign_in;

#[cfg(target_os = "linux")]
mod program;
mod scripted_terminal;
mod scripts;
mod session_tests;
mod sign_in_tests;
