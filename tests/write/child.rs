//! A run in a process of its own: this very test program, with an environment variable.
//!
//! To kill it at a chosen instant, it is traced as `strace` does: the kernel stops it before and after each of its
//! system calls, and between two of them nothing on disk changes. So a kill at every stop is a kill at every instant.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use camino::Utf8Path;
use coloc::emit::Tree;
use coloc::emit::write;
use unix::sys::ptrace::{self, Options};
use unix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use unix::unistd::Pid;

use super::repo::{large, small, tree};

const JOB: &str = "COLOC_TEST_RUN";
/// What the child's part is called in this program.
const TEST: &str = "write::child::run_in_a_process_of_its_own";
/// What a child exits with.
pub const WRITTEN: i32 = 40;
pub const REFUSED: i32 = 41;

/// More often than this, no run is stopped by its system calls.
pub const MOST_STOPS: usize = 20_000;
/// How long a run may take, traced and on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// The trees that a child can write.
pub fn tree_of(name: &str) -> Tree {
    match name.split_once('-') {
        Some(("large", name)) => large(name),
        Some(("other", name)) => tree(name, &[("default.nix", name)]),
        _ => small(name),
    }
}

/// The child's part: not a test in itself.
#[test]
fn run_in_a_process_of_its_own() {
    let Ok(job) = std::env::var(JOB) else { return };
    let (force, rest) = job.split_once(' ').unwrap();
    let (name, root) = rest.split_once(' ').unwrap();
    let tree = tree_of(name);
    // Whoever waits for it does not wait for ever.
    std::thread::spawn(|| {
        std::thread::sleep(PATIENCE);
        std::process::exit(43);
    });
    // This thread, for who wants to trace it.
    let thread = std::fs::read_link("/proc/thread-self").unwrap();
    writeln!(std::io::stdout(), "\nthread {}", thread.display()).unwrap();
    std::io::stdout().flush().unwrap();
    std::io::stdin().read_exact(&mut [0]).unwrap();
    let result = write::write(Utf8Path::new(root), &tree, force == "force", &mut || ());
    std::process::exit(match result {
        Ok(Ok(_)) => WRITTEN,
        Ok(Err(_)) => REFUSED,
        Err(error) => {
            let _ = writeln!(
                std::io::stderr(),
                "{error}: {:?}",
                std::error::Error::source(&error)
            );
            42
        }
    });
}

/// A child that is ready to write.
pub struct Run {
    child: Child,
    thread: Pid,
}

impl Run {
    pub fn new(root: &Utf8Path, name: &str, force: bool) -> Self {
        let force = if force { "force" } else { "gently" };
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([TEST, "--exact", "--nocapture"])
            .env(JOB, format!("{force} {name} {root}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines
            .map(Result::unwrap)
            .find(|line| line.starts_with("thread "))
            .unwrap();
        let thread = Pid::from_raw(line.rsplit('/').next().unwrap().parse().unwrap());
        Self { child, thread }
    }

    pub fn go(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"!").unwrap();
    }

    /// Kills it: the process never gets to do anything about it.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Runs it from one stop to the next, and kills it at the first at which `kill` says so. A system call for which
    /// `deny` says so is one that this kernel does not know. Says whether it was killed.
    pub fn trace(mut self, kill: &mut dyn FnMut() -> bool, deny: Option<Call>) -> bool {
        let thread = self.thread;
        ptrace::attach(thread).unwrap();
        wait_for(thread);
        ptrace::setoptions(
            thread,
            Options::PTRACE_O_TRACESYSGOOD | Options::PTRACE_O_EXITKILL,
        )
        .unwrap();
        self.go();
        let mut signal = None;
        loop {
            ptrace::syscall(thread, signal).unwrap();
            signal = None;
            match wait_for(thread) {
                WaitStatus::PtraceSyscall(_) => {
                    if kill() {
                        self.kill();
                        while !matches!(
                            wait_for(thread),
                            WaitStatus::Signaled(..) | WaitStatus::Exited(..)
                        ) {}
                        self.reap();
                        return true;
                    }
                    if let Some(call) = deny {
                        call.deny(thread);
                    }
                }
                WaitStatus::Stopped(_, other) => signal = Some(other),
                WaitStatus::Exited(_, code) => {
                    assert_eq!(code, WRITTEN);
                    self.reap();
                    return false;
                }
                other => assert!(matches!(other, WaitStatus::PtraceEvent(..)), "{other:?}"),
            }
        }
    }

    /// The thread may have been the process, which is then gone already.
    fn reap(&mut self) {
        let _ = self.child.wait();
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait_for(thread: Pid) -> WaitStatus {
    waitpid(thread, Some(WaitPidFlag::__WALL)).unwrap()
}

/// System calls that not every kernel or file system has.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    /// Two paths change places.
    Exchange,
    /// A file gets a second name.
    HardLink,
}

impl Call {
    /// Makes the call that a thread is about to make one that does not exist.
    #[cfg(target_arch = "x86_64")]
    fn deny(self, thread: Pid) {
        const RENAMEAT2: u64 = 316;
        const RENAME_EXCHANGE: u64 = 2;
        const LINK: u64 = 86;
        const LINKAT: u64 = 265;
        // After a call its number is still there, and changing it then is of no consequence.
        let mut registers = ptrace::getregs(thread).unwrap();
        let denied = match self {
            Self::Exchange => registers.orig_rax == RENAMEAT2 && registers.r8 == RENAME_EXCHANGE,
            Self::HardLink => matches!(registers.orig_rax, LINK | LINKAT),
        };
        if denied {
            registers.orig_rax = u64::MAX;
            ptrace::setregs(thread, registers).unwrap();
        }
    }
}
