//! How far a long test is.

use std::cell::Cell;
use std::fmt::Display;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// For how long a test may say nothing.
const SILENCE: Duration = Duration::from_secs(5);

thread_local! {
    /// When the test of this thread began, or said something.
    static SAID: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Says on stderr where the test of this thread is, if it has been silent for a while. Not with `eprintln!`: what that
/// prints, the harness keeps until a test has failed.
pub fn at(phase: impl Display) {
    let said = SAID.get();
    if said.is_some_and(|said| said.elapsed() < SILENCE) {
        return;
    }
    SAID.set(Some(Instant::now()));
    if said.is_some() {
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        let _ = std::io::stderr().write_all(format!("{test}: {phase}\n").as_bytes());
    }
}
