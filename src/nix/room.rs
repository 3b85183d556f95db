//! How many evaluations of NixOS this computer has room for.

use std::num::NonZeroUsize;

/// Memory that one evaluation of a machine takes, in bytes; large ones take more.
const ONE: u64 = 2 << 30;

/// As many as there are processors, and as free memory holds; at least one.
pub fn jobs() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let free = free(
        &read("/proc/meminfo"),
        &read("/sys/fs/cgroup/memory.max"),
        &read("/sys/fs/cgroup/memory.current"),
    );
    let fit = usize::try_from(free / ONE).unwrap_or(usize::MAX);
    processors.min(fit).max(1)
}

/// Bytes that programs can still take: of the computer, and of the container that this may be. None known: 0.
fn free(meminfo: &str, limit: &str, used: &str) -> u64 {
    let available = meminfo.lines().find_map(|line| {
        let rest = line.strip_prefix("MemAvailable:")?;
        let kib: u64 = rest.trim().strip_suffix("kB")?.trim().parse().ok()?;
        kib.checked_mul(1024)
    });
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let of_container = number(limit).map(|limit| limit.saturating_sub(number(used).unwrap_or(0)));
    let available = available.unwrap_or(0);
    of_container.map_or(available, |free| free.min(available))
}

#[cfg(test)]
mod tests {
    use super::free;

    const MEMINFO: &str =
        "MemTotal:       16000000 kB\nMemFree:         100 kB\nMemAvailable:    8388608 kB\n";

    #[test]
    fn memory_is_what_is_available_here() {
        assert_eq!(free(MEMINFO, "", ""), 8 << 30);
        assert_eq!(free(MEMINFO, "max\n", "1000\n"), 8 << 30);
        assert_eq!(free(MEMINFO, "4294967296\n", "1073741824\n"), 3 << 30);
        assert_eq!(free(MEMINFO, "1\n", "1073741824\n"), 0);
        assert_eq!(free("", "", ""), 0);
        assert_eq!(free("MemAvailable: many kB\n", "", ""), 0);
    }
}
