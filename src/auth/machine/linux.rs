//! The memory of the computer, or the limit of the program's control group if that is lower: a container terminates a
//! program that exceeds it.

use std::fs::read_to_string;
use std::path::Path;

const CGROUP_ROOT: &str = "/sys/fs/cgroup";

/// Returns the memory available to this program in bytes; `None` if the system does not report it.
pub(super) fn usable_memory() -> Option<u64> {
    let total = total(&read_to_string("/proc/meminfo").ok()?)?;
    let group = read_to_string("/proc/self/cgroup").ok().as_deref().and_then(group).map(str::to_owned);
    let limit = group.and_then(|group| limit(&group, |path| read_to_string(path).ok()));
    Some(limit.map_or(total, |limit| limit.min(total)))
}

/// Returns `MemTotal` of `proc_meminfo(5)`, converted from KiB to bytes.
fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// Returns the path of the unified hierarchy in `/proc/self/cgroup` (`cgroups(7)`): the line `0::/path`.
fn group(cgroup: &str) -> Option<&str> {
    cgroup.lines().find_map(|line| line.strip_prefix("0::/"))
}

/// Returns the lowest `memory.max` of a group and its ancestors. `max` is no limit.
fn limit(group: &str, read: impl Fn(&Path) -> Option<String>) -> Option<u64> {
    let folder = Path::new(CGROUP_ROOT).join(group);
    let around = folder.ancestors().take_while(|folder| folder.starts_with(CGROUP_ROOT));
    around.filter_map(|folder| read(&folder.join("memory.max"))?.trim().parse::<u64>().ok()).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_in_kib() {
        assert_eq!(total("MemTotal:       24566412 kB\nMemFree: 1 kB\n"), Some(24_566_412 * 1024));
        for text in ["", "MemFree: 1 kB", "MemTotal: many kB", "MemTotal: 1", "MemTotal: 18446744073709551615 kB"] {
            assert_eq!(total(text), None, "{text}");
        }
    }

    #[test]
    fn the_lowest_limit_of_the_enclosing_cgroups_counts() {
        let read = |path: &Path| match path.to_str()? {
            "/sys/fs/cgroup/user.slice/app/memory.max" => Some("max\n".to_owned()),
            "/sys/fs/cgroup/user.slice/memory.max" => Some("2147483648\n".to_owned()),
            "/sys/fs/cgroup/memory.max" => Some("4294967296\n".to_owned()),
            _ => None,
        };
        assert_eq!(limit("user.slice/app", read), Some(2 << 30));
        assert_eq!(limit("", read), Some(4 << 30));
        assert_eq!(limit("other", |_| None), None);
        assert_eq!(group("12:memory:/old\n0::/user.slice/app\n"), Some("user.slice/app"));
        assert_eq!(group("0::/\n"), Some(""));
        assert_eq!(group("1:memory:/\n"), None);
    }

    #[test]
    fn the_memory_of_this_computer_is_known() {
        assert!(usable_memory().is_some_and(|bytes| bytes > 64 << 20));
    }
}
