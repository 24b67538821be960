//! The program: everything is in the library, so that it can be tested.
use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Wipes freed memory, so that secrets that passed through other crates (fonts, the window system) do not remain.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    vestibule::app::main()
}
