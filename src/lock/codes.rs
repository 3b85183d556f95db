//! Two lines of the lock with one number.

use crate::finding::{Code, Severity};

/// Two lines of the lock give one number.
pub static CLASH_UID: Code = Code {
    name: "clash/uid",
    severity: Severity::Error,
    summary: "two members have one uid in coloc.lock",
    explanation: EXPLANATION,
};

/// Two machines with one mesh address.
pub static CLASH_ADDRESS: Code = Code {
    name: "clash/mesh-address",
    severity: Severity::Error,
    summary: "two machines have one mesh address in coloc.lock",
    explanation: EXPLANATION,
};

/// Two services with one internal port.
pub static CLASH_PORT: Code = Code {
    name: "clash/internal-port",
    severity: Severity::Error,
    summary: "two services have one internal port in coloc.lock",
    explanation: EXPLANATION,
};

/// All codes of the lock.
pub const CODES: &[&Code] = &[&CLASH_UID, &CLASH_ADDRESS, &CLASH_PORT, &MISSING];

const EXPLANATION: &str = "\
`coloc.lock` holds the numbers that coloc gave to members, machines and services. When two pull requests each add one,
both get the next free number, and after the merge two lines have the same:

    [uids]
    chloe = 2004
    david = 2004

Two members with one uid would own each other's files; two machines with one address would receive each other's
traffic; two services on one port would not both start.

Way out: delete one of the two lines in `coloc.lock` (the newer one, which no machine runs yet) and run
`coloc generate`: it gets another number.
";

/// The lock is gone, and what was made with it is there.
pub static MISSING: Code = Code {
    name: "tree/lock-missing",
    severity: Severity::Error,
    summary: "coloc.lock is gone, and the machines still have its numbers",
    explanation: "\
`coloc.lock` holds the numbers that coloc gave: accounts, mesh addresses, ports, and the release with which each machine
was installed. Without it everybody would get new numbers. Files would belong to other people, machines would have
other addresses, and programs would look for their data where a newer release keeps it.

    generated/manifest.json     # is there: coloc has generated before
    coloc.lock                  # is not

A merge that went wrong is the usual cause.

Way out: bring it back with `git checkout HEAD -- coloc.lock`, or from the last commit that had it:
`git log --oneline -- coloc.lock` lists them. To begin anew on purpose, before anything was installed, delete the folder
`generated` as well.
",
};
