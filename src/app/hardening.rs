//! What the operating system is asked to keep from other processes of the same user: memory and core dumps.

/// Forbids core dumps and tracing of this process, where the system can.
///
/// Call it before anything secret is typed, and after whatever the desktop portal is to answer: the portal refuses a
/// process that it cannot look into. A system that refuses costs the protection, not the program.
pub(super) fn harden() {
    if let Err(error) = secmem_proc::harden_process() {
        tracing::warn!("other programs of this user may be able to read this one's memory: {error}");
    }
}
