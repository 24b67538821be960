//! The memory available to this program.

#[cfg(target_os = "linux")]
mod linux;

/// Returns the memory available to this program in bytes; `None` if the system does not report it.
#[cfg(target_os = "linux")]
pub(super) fn usable() -> Option<u64> {
    linux::usable()
}

/// Returns the memory of the computer.
#[cfg(any(windows, target_os = "macos"))]
pub(super) fn usable() -> Option<u64> {
    let only_memory = sysinfo::RefreshKind::nothing().with_memory(sysinfo::MemoryRefreshKind::nothing().with_ram());
    let system = sysinfo::System::new_with_specifics(only_memory).ok()?;
    Some(system.total_memory()).filter(|bytes| *bytes > 0)
}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
pub(super) fn usable() -> Option<u64> {
    None
}
