//! The program: everything is in the library, so that it can be tested.
use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Freed memory is wiped: a secret that passed through a crate of others (fonts, the window system) does not linger.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    vestibule::app::main()
}
