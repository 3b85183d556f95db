//! Where parsers work: on threads whose stacks hold what the limits let through.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Stack of a worker, in bytes: reserved, not used, until something needs it.
const STACK: usize = 16 << 20;
/// Stack that a byte of text may need, in bytes: far more than what [`super::limits`] lets through.
const FOR_A_BYTE: usize = 64;
/// Texts up to this length are read by the workers, longer ones by a thread of their own.
const SHORT: usize = 64 << 10;

/// A worker for each core; none: there is no memory for them.
static WORKERS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let workers = ThreadPoolBuilder::new().stack_size(STACK + SHORT * FOR_A_BYTE);
    workers.build().ok()
});

/// Does work in which texts are read on all cores, so that each of them is read where it is, on no thread of its own.
pub fn on_all_cores<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match WORKERS.as_ref() {
        Some(workers) => workers.install(work),
        None => work(),
    }
}

/// Reads a text of so many bytes; `Err` is why that did not work, as a sentence without a full stop.
pub(super) fn with_room<T: Send>(
    length: usize,
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    if length <= SHORT
        && let Some(workers) = WORKERS.as_ref()
    {
        let work = || catch_unwind(AssertUnwindSafe(work));
        return workers.install(work).map_err(|_| unreadable());
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK + length * FOR_A_BYTE)
            .spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(_)) => Err(unreadable()),
            Err(error) => Err(format!("there is no memory to read this text: {error}")),
        }
    })
}

fn unreadable() -> String {
    "the parser cannot read this text".to_owned()
}
