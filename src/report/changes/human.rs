//! For people at a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::text::Text;
use super::together::{Section, Told, sections};
use super::{Changes, counted, heading, names, sign, state};
use crate::diff::activation::Activation;
use crate::diff::machine::{MachineDiff, State};
use crate::diff::packages::Packages;
use crate::diff::{Change, Kind, Risk};
use crate::report::human::wrap;
use crate::visible;

/// Changes below one heading that are told, where nobody's way in, nothing that can be reached and no data is at stake.
const MOST_CHANGES: usize = 30;
/// Modules that are named.
const MOST_MODULES: usize = 20;
/// Places of one change that are named.
const MOST_PLACES: usize = 2;
/// Names and notes are cut to so many characters.
const MOST_TEXT: usize = 2000;

/// The whole report, in lines of at most `width` columns as far as words allow; empty if nothing differs.
pub fn changes(changes: &Changes<'_>, colour: bool, width: usize) -> String {
    let mut page = Page {
        out: String::new(),
        colour,
        width: width.max(40),
    };
    let mut shared: Vec<&str> = Vec::new();
    let mut was_bare = false;
    for section in sections(changes) {
        let goes_on = was_bare && section.is_bare();
        if !page.out.is_empty() && !goes_on {
            page.out.push('\n');
        }
        was_bare = section.is_bare();
        match section.machines.as_slice() {
            [machine] => {
                page.machine(changes, machine, shared.contains(&machine.machine.as_str()));
                page.section(&section);
                if let Some(packages) = &machine.packages {
                    page.packages(packages);
                }
                if let Some(activation) = &machine.activation {
                    page.activation(activation);
                }
            }
            several => {
                let several: Vec<&str> = several.iter().map(|one| one.machine.as_str()).collect();
                page.line("", &names(&several), Style::new().bold());
                page.section(&section);
                shared.extend(several);
            }
        }
    }
    for shared in changes.shared {
        page.shared(shared);
    }
    if !page.out.is_empty() && !changes.notes.is_empty() {
        page.out.push('\n');
    }
    for note in changes.notes {
        page.note("", note);
    }
    page.out
}

struct Page {
    out: String,
    colour: bool,
    width: usize,
}

impl Page {
    fn paint(&self, text: &str, style: Style) -> String {
        if self.colour && style != Style::new() && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// A text of one line or more behind an indent; what follows the first line stands two columns further in. Gives
    /// the columns that its last line takes.
    fn wrapped(&mut self, indent: &str, text: &str, style: Style) -> usize {
        let text = visible::line(text);
        let text = visible::shorten(&text, MOST_TEXT);
        let room = self.width.saturating_sub(indent.len() + 2).max(16);
        let mut last = 0;
        for (at, line) in wrap(&text, room).lines().enumerate() {
            let indent = if at == 0 {
                indent.to_owned()
            } else {
                self.out.push('\n');
                format!("{indent}  ")
            };
            last = indent.len() + visible::width(line);
            let line = self.paint(line, style);
            self.out.push_str(&indent);
            self.out.push_str(&line);
        }
        last
    }

    fn line(&mut self, indent: &str, text: &str, style: Style) {
        self.wrapped(indent, text, style);
        self.out.push('\n');
    }

    fn note(&mut self, indent: &str, note: &str) {
        self.line(indent, &format!("Note: {note}."), Style::new());
    }

    fn machine(&mut self, changes: &Changes<'_>, machine: &MachineDiff, is_told: bool) {
        let name = visible::line(&machine.machine);
        let name = self.paint(&visible::shorten(&name, 80), Style::new().bold());
        let above = if is_told { "; see above" } else { "" };
        let how = self.paint(&state(changes, machine), state_style(machine));
        let _ = writeln!(self.out, "{name}: {how}{above}");
    }

    fn section(&mut self, section: &Section<'_>) {
        let mut rest = section.changes.as_slice();
        while let Some(first) = rest.first() {
            let above = heading(&first.change);
            let end = rest
                .iter()
                .position(|told| heading(&told.change) != above)
                .unwrap_or(rest.len());
            let (these, others) = rest.split_at(end);
            self.line("  ", above, Style::new().underline());
            self.changes(these);
            rest = others;
        }
        self.modules(&section.modules);
        for note in &section.notes {
            self.note("  ", note);
        }
    }

    fn changes(&mut self, these: &[Told]) {
        let is_grave = |told: &Told| told.change.risk <= Risk::Data;
        let mut left_out: Vec<&Told> = Vec::new();
        for (at, told) in these.iter().enumerate() {
            if at >= MOST_CHANGES && !is_grave(told) {
                left_out.push(told);
                continue;
            }
            let text = format!("{} {}", sign(&told.change), told.what);
            let used = self.wrapped("    ", &text, style(&told.change));
            self.place(&place(told), used);
        }
        if !left_out.is_empty() {
            let unexplained = left_out.iter().filter(|told| told.is_unexplained()).count();
            let of_them = match unexplained {
                0 => String::new(),
                count => format!(", {count} of them not explained by the manifest"),
            };
            let more = left_out.len();
            self.line("    ", &format!("and {more} more{of_them}"), Style::new());
        }
    }

    /// What causes a change, at the end of its last line, or below it.
    fn place(&mut self, place: &str, used: usize) {
        if !place.is_empty() {
            let place = visible::line(place);
            let place = visible::shorten(&place, 200);
            let mut gap = "  ";
            let mut place = place.into_owned();
            if used + 2 + visible::width(&place) > self.width {
                gap = "\n      ";
                place = wrap(&place, self.width - 6);
            }
            for line in place.lines() {
                let line = self.paint(line, Style::new().dimmed());
                self.out.push_str(gap);
                self.out.push_str(&line);
                gap = "\n      ";
            }
        }
        self.out.push('\n');
    }

    fn modules(&mut self, modules: &[Text]) {
        if modules.is_empty() {
            return;
        }
        self.line("  ", "Generated modules", Style::new().underline());
        if modules.iter().any(|module| !module.unified.is_empty()) {
            for module in modules {
                self.unified(module);
            }
            return;
        }
        for module in modules.iter().take(MOST_MODULES) {
            let path = visible::line(&module.path);
            let _ = writeln!(self.out, "    {path}  +{} -{}", module.more, module.less);
        }
        let more = modules.len().saturating_sub(MOST_MODULES);
        if more > 0 {
            let _ = writeln!(self.out, "    and {more} more");
        }
    }

    /// Lines of a diff begin at the margin, so that they can be copied.
    fn unified(&mut self, module: &Text) {
        if module.unified.is_empty() {
            let path = visible::line(&module.path);
            let _ = writeln!(
                self.out,
                "    {path}: what differs looks like a secret, and is not shown"
            );
            return;
        }
        let colour = |line: &str| match line.as_bytes().first() {
            _ if line.starts_with("---") || line.starts_with("+++") => Style::new().bold(),
            Some(b'+') => AnsiColor::Green.on_default(),
            Some(b'-') => AnsiColor::Red.on_default(),
            Some(b'@') => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        for line in visible::text(&module.unified).lines() {
            let line = self.paint(line, colour(line));
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn shared(&mut self, shared: &super::Shared) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let machines: Vec<&str> = shared.machines.iter().map(String::as_str).collect();
        let commit: String = shared.commit.chars().take(10).collect();
        let text = format!(
            "Files that machines share, against commit {commit}, the newest that has what {} run{}",
            names(&machines),
            if machines.len() == 1 { "s" } else { "" }
        );
        self.line("", &text, Style::new().bold());
        if shared.files.is_empty() {
            self.line("  ", "none differs", Style::new());
        }
        for file in &shared.files {
            self.unified(&super::text::of(file, true));
        }
    }

    fn packages(&mut self, packages: &Packages) {
        let lists = counted::lists(packages);
        if lists.iter().all(|(_, list)| list.is_empty()) {
            return;
        }
        let title = format!("Packages ({})", counted::growth(packages));
        self.line("  ", &title, Style::new().underline());
        for (what, list) in lists {
            if list.is_empty() {
                continue;
            }
            let text = if what.starts_with("built") {
                format!("{what}: {}", list.len())
            } else {
                format!(
                    "{what}: {}",
                    counted::listed(list.iter().map(counted::package))
                )
            };
            self.line("    ", &text, Style::new());
        }
        if !packages.roots.is_empty() {
            let text = format!("begins with: {}", counted::roots(packages));
            self.line("    ", &text, Style::new());
        }
    }

    fn activation(&mut self, activation: &Activation) {
        if !activation.units.is_empty() {
            let units = counted::listed(activation.units.iter().cloned());
            self.line("  ", &format!("Starts or restarts: {units}"), Style::new());
        }
        if !activation.reboot.is_empty() {
            let why: Vec<&str> = activation.reboot.iter().map(String::as_str).collect();
            let verb = if why.len() == 1 && !why.concat().ends_with('s') {
                "changes"
            } else {
                "change"
            };
            let text = format!("Needs a reboot: {} {verb}", names(&why));
            self.line("  ", &text, AnsiColor::Yellow.on_default());
        }
    }
}

fn place(told: &Told) -> String {
    if told.is_unexplained() {
        return "[not explained by the manifest]".to_owned();
    }
    let more = told.places.len().saturating_sub(MOST_PLACES);
    let places: Vec<&str> = told
        .places
        .iter()
        .take(MOST_PLACES)
        .map(String::as_str)
        .collect();
    match (places.as_slice(), more) {
        ([], _) => String::new(),
        (places, 0) => format!("[{}]", places.join(", ")),
        (places, more) => format!("[{} and {more} more]", places.join(", ")),
    }
}

fn style(change: &Change) -> Style {
    match (change.kind, change.risk) {
        (Kind::Effect, _) => Style::new(),
        (_, Risk::Access | Risk::Exposure) => AnsiColor::Red.on_default(),
        (_, Risk::Data | Risk::Reboot) => AnsiColor::Yellow.on_default(),
        _ => Style::new(),
    }
}

fn state_style(machine: &MachineDiff) -> Style {
    match machine.state {
        State::InStep => AnsiColor::Green.on_default(),
        State::Unreachable | State::Unknown | State::EditedByHand => AnsiColor::Red.on_default(),
        State::Behind | State::Ahead | State::Diverged => AnsiColor::Yellow.on_default(),
    }
}
