//! The example at a prompt: whole conversations, and the program itself in a terminal.

#[path = "../../examples/terminal/console.rs"]
#[allow(dead_code, reason = "only the program itself reads the keyboard")]
mod console;
#[path = "../../examples/terminal/doors.rs"]
mod doors;
#[path = "../../examples/terminal/inside.rs"]
mod inside;
#[path = "../../examples/terminal/pairing.rs"]
mod pairing;
#[path = "../../examples/terminal/talk.rs"]
mod talk;

mod behind;
mod person;
#[cfg(target_os = "linux")]
mod program;
mod steps;
mod ways_in;
