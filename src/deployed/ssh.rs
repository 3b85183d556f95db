//! A machine over ssh: the user's own `ssh` and its configuration, one script, one round trip.
//!
//! What a machine answers is a stranger's text: every list, line and file has a limit, the whole has a time, and
//! nothing of it is written to the disk or run.

mod answer;

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

pub(crate) use answer::is_store_path;
pub use answer::{Answer, AnswerError};

const SCRIPT: &str = include_str!("ssh/read.sh");

/// Machines that are asked at the same time. They wait for the network, not for the processor.
const AT_ONCE: usize = 32;
/// Times a machine's patience that a whole answer may take: a slow line is not a dead one.
const WHOLE: u32 = 12;

/// Which systems of a machine are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one that is active.
    Current,
    /// A generation of the profile.
    Generation(u64),
    /// Two generations of it.
    Pair(u64, u64),
    /// So many of the newest.
    Last(u32),
}

/// How much of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// What coloc wrote into them, and who has an account.
    Stamp,
    /// Their configuration.
    Files,
    /// That, and all store paths that the first of them needs.
    Closure,
}

/// Why a machine does not answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SshError {
    /// The name would be an option.
    Host(String),
    /// `NIX_SSHOPTS` has a quote that is not closed.
    Options,
    /// There is no ssh.
    Start(String),
    /// ssh says why; none: it does not.
    Refused(Option<String>),
    /// It did not answer, or began to and did not end, within so many seconds.
    Slow(u64),
    /// It is no machine of NixOS: it runs something else.
    Other(String),
    /// It answers, but not as a machine of NixOS.
    Nonsense(AnswerError),
}

/// How machines are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Which of their systems.
    pub which: Which,
    /// How much of these.
    pub what: What,
    /// Seconds until a machine that says nothing counts as unreachable.
    pub patience: u32,
    /// More options for ssh, as `NIX_SSHOPTS` has them for nixos-rebuild.
    pub options: Vec<String>,
}

impl Asking {
    /// A question, with the options of ssh that the environment gives.
    ///
    /// Source: `nixos-rebuild(8)`, *Environment*: `NIX_SSHOPTS`, split into words as a shell does.
    pub fn new(
        which: Which,
        what: What,
        patience: u32,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SshError> {
        let given = variable("NIX_SSHOPTS").unwrap_or_default();
        Ok(Self {
            which,
            what,
            patience,
            options: shlex::split(&given).ok_or(SshError::Options)?,
        })
    }

    /// The arguments of the script.
    fn words(&self) -> String {
        let which = match self.which {
            Which::Current => "current".to_owned(),
            Which::Generation(number) => number.to_string(),
            Which::Pair(old, new) => format!("{old},{new}"),
            Which::Last(count) => format!("last:{count}"),
        };
        let what = match self.what {
            What::Stamp => "stamp",
            What::Files => "files",
            What::Closure => "closure",
        };
        format!("{which} {what}")
    }

    /// The command that asks a machine.
    ///
    /// Keys, names and jumps are the user's own business; but nobody is asked for a password, nothing of this machine
    /// is lent to that one (agent, ports, display), and of two options ssh takes the first. All shells read the remote
    /// command alike: it is four plain words.
    fn command(&self, host: &str) -> Result<Command, SshError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-:@[]%".contains(c);
        if host.is_empty() || host.starts_with('-') || !host.chars().all(plain) {
            return Err(SshError::Host(host.to_owned()));
        }
        let mut command = Command::new("ssh");
        for option in [
            "BatchMode=yes",
            "ForwardAgent=no",
            "ForwardX11=no",
            "ClearAllForwardings=yes",
            "RemoteCommand=none",
            "RequestTTY=no",
            "PermitLocalCommand=no",
        ] {
            command.args(["-o", option]);
        }
        command
            .args(&self.options)
            .args(["-o", &format!("ConnectTimeout={}", self.patience)])
            .args(["-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"])
            .args(["-o", "LogLevel=ERROR"])
            .args(["--", host, &format!("sh -s -- {}", self.words())]);
        Ok(command)
    }

    /// Asks one machine.
    pub fn one(&self, host: &str) -> Result<Answer, SshError> {
        let whole = Duration::from_secs(u64::from(self.patience.max(1) * WHOLE));
        run(self.command(host)?, whole)
    }

    /// Asks many at the same time: name → host. One that does not answer holds nobody up but itself.
    pub fn all(
        &self,
        hosts: &BTreeMap<String, String>,
    ) -> BTreeMap<String, Result<Answer, SshError>> {
        let todo = Mutex::new(hosts.iter());
        let done = Mutex::new(BTreeMap::new());
        // The standard library's locks break when a holder panics; nobody panics here, and the maps stay whole.
        let next = || lock(&todo).next();
        std::thread::scope(|scope| {
            for _ in 0..hosts.len().min(AT_ONCE) {
                scope.spawn(|| {
                    while let Some((name, host)) = next() {
                        let answer = self.one(host);
                        lock(&done).insert(name.clone(), answer);
                    }
                });
            }
        });
        done.into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Runs a command that takes the script on its standard input, for so long at most.
pub fn run(mut command: Command, whole: Duration) -> Result<Answer, SshError> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = |error: std::io::Error| SshError::Start(error.to_string());
    let mut child = command.spawn().map_err(start)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut stdin), Some(stdout), Some(mut stderr)) = (stdin, stdout, stderr) else {
        return Err(SshError::Nonsense(AnswerError::Silent));
    };
    // Threads that nobody waits for: a process that ssh leaves behind (a shared connection) may hold the pipes.
    std::thread::spawn(move || {
        // A command that ends early says why by itself.
        let _ = stdin.write_all(SCRIPT.as_bytes());
    });
    let (complain, complaint) = channel();
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stderr.by_ref().take(64 << 10).read_to_end(&mut text);
        let _ = complain.send(String::from_utf8_lossy(&text).into_owned());
        // What comes after that is not kept, and must not block either.
        let _ = std::io::copy(&mut stderr, &mut std::io::sink());
    });
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let _ = send.send(answer::read(BufReader::new(stdout)));
    });
    let answer = match receive.recv_timeout(whole) {
        Ok(answer) => answer,
        Err(why) => {
            end(&mut child);
            return Err(match why {
                RecvTimeoutError::Timeout => SshError::Slow(whole.as_secs()),
                RecvTimeoutError::Disconnected => SshError::Nonsense(AnswerError::BrokeOff),
            });
        }
    };
    let succeeded = ended(&mut child);
    match answer {
        Ok(answer) => Ok(answer),
        Err(AnswerError::Other(name)) => Err(SshError::Other(name)),
        Err(AnswerError::Silent | AnswerError::BrokeOff) if !succeeded => {
            Err(SshError::Refused(reason(&complaint)))
        }
        Err(error) => Err(SshError::Nonsense(error)),
    }
}

/// The last thing that ssh complained about.
fn reason(complaint: &Receiver<String>) -> Option<String> {
    let text = complaint
        .recv_timeout(Duration::from_secs(1))
        .unwrap_or_default();
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.map(|line| line.trim().to_owned())
}

/// Whether a command that has said all ended well; one that goes on is ended.
fn ended(child: &mut Child) -> bool {
    let until = Instant::now() + Duration::from_secs(2);
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(_) => break,
        }
    }
    end(child);
    false
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
