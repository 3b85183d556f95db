//! Evaluates several machines at once, each in a process of its own. All of them end with coloc.

use std::collections::BTreeMap;
use std::io;
use std::process::Child;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::log::Log;
use super::{self as nix, Ran};
use crate::manifest::types::Name;

/// What happens to a machine.
pub enum Event {
    /// Nix is asked.
    Began,
    /// Nix has answered, after so long.
    Ended(Box<io::Result<Ran>>, Duration),
}

/// Those that run, by the machine's place in the list.
type Running = Mutex<BTreeMap<usize, Child>>;

/// Evaluates machines, so many at once, and tells of each when it begins and when it ends.
pub fn evaluate(
    root: &Utf8Path,
    machines: &[&Name],
    jobs: usize,
    mut tell: impl FnMut(&Name, Event),
) -> io::Result<()> {
    let running = Running::default();
    let next = AtomicUsize::new(0);
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let watch = signals.handle();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            if let Some(signal) = signals.forever().next() {
                // While this is held, none begins.
                let mut children = hold(&running);
                for child in children.values_mut() {
                    let _ = child.kill();
                    let _ = child.wait();
                }
                let _ = emulate_default_handler(signal);
            }
        });
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs.min(machines.len()) {
            let sender = sender.clone();
            let (running, next) = (&running, &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(machine) = machines.get(at) else {
                        break;
                    };
                    let began = Instant::now();
                    let _ = sender.send((at, Event::Began));
                    let ran = one(root, machine, at, running);
                    let _ = sender.send((at, Event::Ended(Box::new(ran), began.elapsed())));
                }
            });
        }
        drop(sender);
        for (at, event) in receiver {
            tell(machines[at], event);
        }
        watch.close();
    });
    Ok(())
}

fn one(root: &Utf8Path, machine: &Name, at: usize, running: &Running) -> io::Result<Ran> {
    let stderr = {
        let mut running = hold(running);
        let mut child = nix::evaluate(root, machine)?;
        let stderr = child.stderr.take();
        running.insert(at, child);
        stderr
    };
    let log = stderr.map_or_else(|| Ok(Log::default()), nix::hear);
    let child = hold(running).remove(&at);
    let status = match child {
        Some(mut child) => child.wait()?,
        None => return Err(io::ErrorKind::Interrupted.into()),
    };
    Ok(Ran {
        status,
        log: log?,
        stdout: String::new(),
    })
}

fn hold(running: &Running) -> MutexGuard<'_, BTreeMap<usize, Child>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
