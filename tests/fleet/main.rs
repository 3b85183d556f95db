//! What fleets cost, against the copy of their files: `cargo bench --bench fleet`.
//!
//! Ratios of CPU taken in one run, peak memory, and instructions where valgrind is. With `-- --check`, instructions of a
//! fleet of thirty machines alone, against [`COMMITTED`]: CI fails above five per cent more. `-- --write` commits anew.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a measurement that cannot go on has failed, and says what it measured"
)]

mod manifest;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use unix::sys::resource::{UsageWho, getrusage};

const COLOC: &str = env!("CARGO_BIN_EXE_coloc");
/// `COMMAND INSTRUCTIONS` on a line, below the compiler that they were counted with.
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fleet/instructions.txt");
/// Machines of the fleet that is counted in CI.
const COUNTED: usize = 30;
/// Runs of each command; the median counts.
const RUNS: usize = 5;

/// CPU in seconds, of the system too, and the largest memory of any command so far in MiB.
struct Cost {
    cpu: f64,
    peak: f64,
}

fn run(line: &[&str]) -> Cost {
    let before = spent();
    let mut command = Command::new(line[0]);
    command
        .args(&line[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().unwrap();
    let after = spent();
    Cost {
        cpu: after.cpu - before.cpu,
        peak: after.peak,
    }
}

fn spent() -> Cost {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let seconds =
        |time: unix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Cost {
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        peak: usage.max_rss() as f64 / 1024.0,
    }
}

/// The median of some runs, each after something that is not measured.
fn median(before: &dyn Fn(), line: &[&str]) -> Cost {
    let mut costs: Vec<Cost> = (0..RUNS)
        .map(|_| {
            before();
            run(line)
        })
        .collect();
    costs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    costs.swap_remove(RUNS / 2)
}

/// Instructions of a command, which are the same each time; none: there is no valgrind.
fn instructions(line: &[&str]) -> Option<u64> {
    let output = Command::new("valgrind")
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .args(line)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|line| line.contains("refs:"))?;
    let digits: String = line
        .rsplit(':')
        .next()?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// A folder in memory where there is one: disks differ too much.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

fn remove(folder: &Path) {
    let _ = std::fs::remove_dir_all(folder);
}

/// A fleet, and a place for a copy of it.
fn fleet(scratch: &Path, machines: usize) -> (PathBuf, PathBuf) {
    let fleet = scratch.join(format!("f{machines}"));
    manifest::write(&fleet, machines);
    (fleet, scratch.join("copy"))
}

fn measure(scratch: &Path, machines: usize) {
    let (fleet, copy) = fleet(scratch, machines);
    let (root, copied) = (fleet.to_str().unwrap(), copy.to_str().unwrap());
    let clear = || remove(&copy);
    let copy_in = median(&clear, &["cp", "-r", root, copied]);
    let check = median(&|| (), &[COLOC, "-C", root, "check"]);
    let copy_anew = || {
        remove(&copy);
        run(&["cp", "-r", root, copied]);
    };
    let fresh = median(&copy_anew, &[COLOC, "-C", copied, "generate"]);
    let same = median(&|| (), &[COLOC, "-C", copied, "generate"]);
    let edit = || manifest::rename_somebody(&copy);
    let edited = median(&edit, &[COLOC, "-C", copied, "generate"]);
    let all = scratch.join("all");
    let copy_out = median(
        &|| remove(&all),
        &["cp", "-r", copied, all.to_str().unwrap()],
    );
    println!("F({machines})");
    let tell = |what: &str, cost: &Cost, of: &Cost, than: &str| {
        let ratio = cost.cpu / of.cpu.max(1e-3);
        println!(
            "  {what:<26} {:>7.3} s  {ratio:>6.2} x {than:<26} peak {:>4.0} MiB",
            cost.cpu, cost.peak
        );
    };
    tell("check", &check, &copy_in, "a copy of the manifest");
    tell("generate", &fresh, &copy_out, "a copy of all files");
    tell("generate, nothing new", &same, &check, "check");
    tell("generate, a name changed", &edited, &check, "check");
    remove(&copy);
}

/// Instructions of the commands that CI counts, as far as there is valgrind.
fn counted(scratch: &Path, machines: usize) -> Vec<(&'static str, Option<u64>)> {
    let (fleet, copy) = fleet(scratch, machines);
    remove(&copy);
    let (root, copied) = (fleet.to_str().unwrap(), copy.to_str().unwrap());
    run(&["cp", "-r", root, copied]);
    vec![
        ("check", instructions(&[COLOC, "-C", root, "check"])),
        ("generate", instructions(&[COLOC, "-C", copied, "generate"])),
        (
            "unchanged",
            instructions(&[COLOC, "-C", copied, "generate"]),
        ),
        ("catalog", instructions(&[COLOC, "-C", root, "catalog"])),
    ]
}

fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn check(scratch: &Path) -> ExitCode {
    let committed = std::fs::read_to_string(COMMITTED).unwrap();
    let (with, figures) = committed.split_once('\n').unwrap();
    if with != compiler() {
        println!(
            "NOT COMPARED: counted with {with}, and this is {}; `-- --write` counts anew",
            compiler()
        );
        return ExitCode::SUCCESS;
    }
    let mut code = ExitCode::SUCCESS;
    for (what, count) in counted(scratch, COUNTED) {
        let line = figures
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{what} ")));
        let before: u64 = line.expect("every command has a figure").parse().unwrap();
        let Some(count) = count else {
            println!("NOT COUNTED: there is no valgrind here");
            return code;
        };
        let change = (count as f64 / before as f64 - 1.0) * 100.0;
        println!("{what}: {count} instructions, {change:+.1} % against the committed {before}");
        if change > 5.0 {
            println!(
                "  more than 5 % above: find out why, or write the figures anew with `-- --write`"
            );
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn write(scratch: &Path) -> ExitCode {
    let figures = counted(scratch, COUNTED).into_iter();
    let lines = figures.map(|(what, count)| format!("{what} {}\n", count.expect("valgrind")));
    let text = format!("{}\n{}", compiler(), lines.collect::<String>());
    std::fs::write(COMMITTED, text).unwrap();
    ExitCode::SUCCESS
}

fn main() -> ExitCode {
    let scratch = folder();
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| asked.iter().any(|argument| argument == flag);
    if has("--check") {
        return check(scratch.path());
    }
    if has("--write") {
        return write(scratch.path());
    }
    let sizes = [10, 100, 1000];
    for machines in sizes {
        measure(scratch.path(), machines);
    }
    // At the end: valgrind's memory would be taken for that of coloc.
    for machines in sizes {
        for (what, count) in counted(scratch.path(), machines) {
            let Some(count) = count else { continue };
            let count = count as f64 / 1e6;
            println!("F({machines}) {what:<20} {count:>9.1} M instructions");
        }
    }
    ExitCode::SUCCESS
}
