//! Protection of memory and core dumps from other processes of the same user.

/// Denies core dumps and tracing of this process, where the system supports it.
///
/// Call it before anything secret is typed, and after any request to the desktop portal: the portal refuses a process
/// that it cannot inspect. If the system refuses, the protection is missing but the program runs.
pub(super) fn harden() {
    if let Err(error) = secmem_proc::harden_process() {
        tracing::warn!("other programs of this user may be able to read this one's memory: {error}");
    }
}
