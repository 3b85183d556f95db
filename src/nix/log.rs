//! What Nix wrote on stderr, with `--log-format internal-json`, as data.
//!
//! Each line is `@nix ` and a JSON object; those with `"action": "msg"` are what Nix has to say, `level` 0 being
//! errors and traces, 1 warnings (`JSONLogger` in Nix's `logging.cc`, the same since 2.4). So a text that somebody
//! traces or throws stays inside of its own message, whatever it looks like. Lines of another form are kept as they
//! are: Nix writes some before it knows how it should log.

use serde_json::Value as Json;

/// A place as Nix names it: a file of the store, of the disk, or behind `«…»`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NixPlace {
    /// As Nix writes it, without line and column.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1; bytes, as Nix counts.
    pub column: usize,
}

/// A step on the way to an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `while evaluating the option …`
    pub what: String,
    /// Where, if Nix knows.
    pub place: Option<NixPlace>,
}

/// The error that ended an evaluation; Nix stops at the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NixError {
    /// What is wrong, alone.
    pub message: String,
    /// Where, if Nix knows.
    pub place: Option<NixPlace>,
    /// How Nix got there, innermost first.
    pub trace: Vec<Frame>,
    /// All of it as Nix would show it, trace and excerpts too.
    pub text: String,
}

/// What one run of Nix had to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Why it failed.
    pub error: Option<NixError>,
    /// Warnings of NixOS and of modules (not those of Nix about itself), in order, each once.
    pub warnings: Vec<String>,
    /// How many warnings were not kept: nobody reads hundreds.
    pub not_kept: usize,
    /// What modules traced.
    pub traces: Vec<String>,
}

/// As many warnings are kept.
const MOST_WARNINGS: usize = 200;

/// Reads a log.
pub fn parse(text: &str) -> Log {
    let mut log = Log::default();
    let mut plain = String::new();
    for line in text.lines() {
        let object = line
            .strip_prefix("@nix ")
            .and_then(|object| serde_json::from_str::<Json>(object).ok());
        match object {
            Some(object) if object["action"] == "msg" => message(&object, &mut log),
            Some(_) => {}
            // A line that was cut off in the middle says nothing.
            None if line.starts_with("@nix ") => {}
            None => {
                plain.push_str(line);
                plain.push('\n');
            }
        }
    }
    if log.error.is_none() {
        let plain = uncoloured(&plain);
        log.error = plain.find("error: ").map(|at| NixError {
            message: plain[at + "error: ".len()..].trim().to_owned(),
            place: None,
            trace: Vec::new(),
            text: plain.trim().to_owned(),
        });
    }
    log
}

fn message(object: &Json, log: &mut Log) {
    let text = |key: &str| uncoloured(object[key].as_str().unwrap_or_default());
    let shown = text("msg");
    let raw = || match text("raw_msg") {
        raw if raw.is_empty() => None,
        raw => Some(raw),
    };
    let mut warn = |warning: &str| {
        let warning = warning.trim().to_owned();
        if log.warnings.contains(&warning) {
            return;
        }
        if log.warnings.len() < MOST_WARNINGS {
            log.warnings.push(warning);
        } else {
            log.not_kept += 1;
        }
    };
    if object["level"] == 0 {
        if let Some(rest) = shown.strip_prefix("error:") {
            log.error = Some(NixError {
                message: raw().unwrap_or_else(|| rest.trim().to_owned()),
                place: place(object),
                trace: frames(&object["trace"]),
                text: shown,
            });
        } else if let Some(traced) = shown.strip_prefix("trace: ") {
            // `lib.warn` in Nix before 2.23, and in nixpkgs before 24.11.
            let prefixes = ["evaluation warning: ", "warning: "];
            let warning = prefixes
                .iter()
                .find_map(|prefix| traced.strip_prefix(prefix));
            match warning {
                Some(warning) => warn(warning),
                None => log.traces.push(traced.to_owned()),
            }
        }
    } else if let Some(rest) = shown.strip_prefix("evaluation warning:") {
        // `builtins.warn`
        warn(&raw().unwrap_or_else(|| rest.to_owned()));
    }
}

fn frames(trace: &Json) -> Vec<Frame> {
    let frames = trace.as_array().map_or(&[][..], Vec::as_slice);
    frames
        .iter()
        .map(|frame| Frame {
            what: uncoloured(frame["raw_msg"].as_str().unwrap_or_default()),
            place: place(frame),
        })
        .collect()
}

/// A place; Nix 2.34 writes line and column behind the file's name as well, and `«none»` where there is none.
fn place(object: &Json) -> Option<NixPlace> {
    let number = |key: &str| usize::try_from(object[key].as_u64()?).ok();
    let (line, column) = (number("line")?, number("column")?);
    let file = object["file"].as_str()?;
    let file = file
        .strip_suffix(&format!(":{line}:{column}"))
        .unwrap_or(file);
    (line > 0 && !file.contains('\n')).then(|| NixPlace {
        file: file.to_owned(),
        line,
        column: column.max(1),
    })
}

/// A text without the colours that Nix puts in: `ESC [ … m`.
fn uncoloured(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let codes = part
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || *byte == b';')
            .count();
        out.push_str(part[codes..].strip_prefix('m').unwrap_or(part));
    }
    out
}
