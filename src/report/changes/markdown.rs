//! For comments on pull requests.

use std::fmt::Write as _;

use super::text::Text;
use super::together::{Section, Told, sections};
use super::{Changes, counted, heading, names, sign, state};
use crate::diff::Risk;
use crate::diff::machine::MachineDiff;
use crate::visible;
use crate::visible::markdown::{code, escape};

/// Forges take comments of up to 65,536 characters.
const MOST_REPORT: usize = 60_000;
/// Changes below one heading that are told, where nobody's way in, nothing that can be reached and no data is at stake.
const MOST_CHANGES: usize = 50;
/// Sentences are cut to so many characters.
const MOST_TEXT: usize = 1000;
/// Lines of one module's diff.
const MOST_LINES: usize = 200;

/// The whole report; empty if nothing differs.
pub fn changes(changes: &Changes<'_>) -> String {
    let mut out = String::new();
    let mut left_out = 0;
    let mut shared: Vec<&str> = Vec::new();
    for section in sections(changes) {
        let mut part = String::new();
        match section.machines.as_slice() {
            [machine] => {
                let above = if shared.contains(&machine.machine.as_str()) {
                    "; see above"
                } else {
                    ""
                };
                let how = escape(&state(changes, machine));
                let _ = writeln!(part, "## {}: {how}{above}\n", escape(&machine.machine));
                write_section(&mut part, &section);
                write_system(&mut part, machine);
            }
            several => {
                let several: Vec<&str> = several.iter().map(|one| one.machine.as_str()).collect();
                let _ = writeln!(part, "## {}\n", escape(&names(&several)));
                write_section(&mut part, &section);
                shared.extend(several);
            }
        }
        push(&mut out, &part, &mut left_out);
    }
    for shared in changes.shared {
        let machines: Vec<&str> = shared.machines.iter().map(String::as_str).collect();
        let commit: String = shared.commit.chars().take(10).collect();
        let mut part = format!(
            "## Files that machines share, against {} ({})\n\n",
            code(&commit),
            escape(&names(&machines))
        );
        for file in &shared.files {
            write_text(&mut part, &super::text::of(file, true));
        }
        push(&mut out, &part, &mut left_out);
    }
    for note in changes.notes {
        push(
            &mut out,
            &format!("> {}.\n\n", sentence(note)),
            &mut left_out,
        );
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "{} left out here: `coloc diff` shows them all.",
            if left_out == 1 {
                "One part is".to_owned()
            } else {
                format!("{left_out} parts are")
            }
        );
    }
    let end = out.trim_end().len();
    out.truncate(end);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Adds a part, or, of one that does not fit, its title: nobody is passed over in silence.
fn push(out: &mut String, part: &str, left_out: &mut usize) {
    if out.len() + part.len() <= MOST_REPORT {
        out.push_str(part);
        return;
    }
    *left_out += 1;
    if let Some((title, _)) = part.split_once('\n')
        && out.len() < MOST_REPORT + 4000
    {
        let _ = writeln!(out, "{title}\n\n(too long to be shown here)\n");
    }
}

fn short(text: &str) -> String {
    escape(&visible::shorten(text, MOST_TEXT))
}

/// A sentence whose quoted names (`` `max-upload` ``) are code. Whatever stands between the quotes, nothing of it is
/// Markdown: a quote too many only moves where the code is.
fn sentence(text: &str) -> String {
    let text = visible::shorten(text, MOST_TEXT);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(&text);
    }
    let mut out = String::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at % 2 == 1 {
            out.push_str(&code(part));
            continue;
        }
        if part.starts_with(' ') && at > 0 {
            out.push(' ');
        }
        let words = escape(part);
        out.push_str(&words);
        if part.ends_with(' ') && !words.is_empty() {
            out.push(' ');
        }
    }
    out
}

fn write_section(out: &mut String, section: &Section<'_>) {
    let mut rest = section.changes.as_slice();
    while let Some(first) = rest.first() {
        let above = heading(&first.change);
        let end = rest
            .iter()
            .position(|told| heading(&told.change) != above)
            .unwrap_or(rest.len());
        let (these, others) = rest.split_at(end);
        let _ = writeln!(out, "**{above}**\n");
        let mut more = 0;
        for (at, told) in these.iter().enumerate() {
            if at >= MOST_CHANGES && told.change.risk > Risk::Data {
                more += 1;
                continue;
            }
            let _ = writeln!(out, "{}", item(told));
        }
        if more > 0 {
            let _ = writeln!(out, "- and {more} more");
        }
        out.push('\n');
        rest = others;
    }
    if section
        .modules
        .iter()
        .any(|module| !module.unified.is_empty())
    {
        for module in &section.modules {
            write_text(out, module);
        }
    } else if !section.modules.is_empty() {
        let _ = writeln!(out, "| Generated module | + | - |\n| --- | ---: | ---: |");
        for module in &section.modules {
            let path = escape(&module.path);
            let _ = writeln!(out, "| {path} | {} | {} |", module.more, module.less);
        }
        out.push('\n');
    }
    for note in &section.notes {
        let _ = writeln!(out, "> {}.\n", sentence(note));
    }
}

fn item(told: &Told) -> String {
    let sign = match sign(&told.change) {
        '+' => "➕",
        '-' => "➖",
        _ => "✏️",
    };
    let mut places: Vec<String> = told
        .places
        .iter()
        .take(3)
        .map(|place| code(place))
        .collect();
    let more = told.places.len().saturating_sub(places.len());
    if more > 0 {
        places.push(format!("{more} more"));
    }
    let place = match places.as_slice() {
        _ if told.is_unexplained() => " (not explained by the manifest)".to_owned(),
        [] => String::new(),
        places => format!(" ({})", places.join(", ")),
    };
    format!("- {sign} {}{place}", sentence(&told.what))
}

fn write_text(out: &mut String, module: &Text) {
    let path = code(&module.path);
    if module.unified.is_empty() {
        let _ = writeln!(
            out,
            "{path}: what differs looks like a secret, and is not shown.\n"
        );
        return;
    }
    // The fence is longer than any in the text.
    let ticks = module
        .unified
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
        .max(2);
    let fence = "`".repeat(ticks + 1);
    let text = visible::text(&module.unified);
    let lines: Vec<&str> = text.lines().take(MOST_LINES).collect();
    let cut = if text.lines().nth(MOST_LINES).is_some() {
        "\n…"
    } else {
        ""
    };
    let _ = writeln!(
        out,
        "<details><summary>{} (+{} -{})</summary>\n\n{fence}diff\n{}{cut}\n{fence}\n\n</details>\n",
        escape(&module.path),
        module.more,
        module.less,
        lines.join("\n")
    );
}

fn write_system(out: &mut String, machine: &MachineDiff) {
    if let Some(packages) = &machine.packages {
        let lists = counted::lists(packages);
        let lists: Vec<_> = lists.iter().filter(|(_, list)| !list.is_empty()).collect();
        if !lists.is_empty() {
            let _ = writeln!(out, "**Packages** ({})\n", counted::growth(packages));
            for (what, list) in lists {
                let list = if what.starts_with("built") {
                    list.len().to_string()
                } else {
                    counted::listed(list.iter().map(counted::package))
                };
                let _ = writeln!(out, "- {what}: {}", short(&list));
            }
            if !packages.roots.is_empty() {
                let _ = writeln!(out, "- begins with: {}", short(&counted::roots(packages)));
            }
            out.push('\n');
        }
    }
    if let Some(activation) = &machine.activation {
        if !activation.units.is_empty() {
            let units = counted::listed(activation.units.iter().cloned());
            let _ = writeln!(out, "Starts or restarts: {}\n", short(&units));
        }
        if !activation.reboot.is_empty() {
            let why: Vec<&str> = activation.reboot.iter().map(String::as_str).collect();
            let _ = writeln!(out, "**Needs a reboot**: {}\n", escape(&names(&why)));
        }
    }
}
