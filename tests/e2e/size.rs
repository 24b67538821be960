//! The size of the release program.

use crate::program::executable;

/// In bytes. README has the current figure.
const MAX_BYTES: u64 = 15_900_000;

#[test]
fn the_program_is_not_larger_than_15_9_megabytes() {
    let program = executable();
    let bytes = program.metadata().unwrap().len();
    assert!(
        bytes <= MAX_BYTES,
        "{} has {bytes} bytes; inspect with `cargo bloat --release --crates`",
        program.display()
    );
}
