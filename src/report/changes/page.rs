//! The page that says what differs.

use super::together::{Section, Told, sections};
use super::words::{Machines, sentence};
use super::{Changes, MOST_NAMED, heading, packages, state, text};
use crate::diff::activation::{Activation, AtBoot};
use crate::diff::machine::{MachineDiff, Shared};
use crate::diff::{Action, Change, Kind, Risk};
use crate::report::note;
use crate::report::page::{Block, Heading, Line, Lines, Page, Sign, Tone};
use crate::say;
use crate::words::{Text, Words};

/// Changes below one heading that are told, where nobody's way in, nothing that can be reached and no data is at stake.
const MOST_CHANGES: usize = 30;
/// Modules that are named.
const MOST_MODULES: usize = 20;
/// Places of one change that are named.
const MOST_PLACES: usize = 2;

/// The whole report; empty if nothing differs.
pub fn page(changes: &Changes<'_>, words: &Words) -> Page {
    let mut page = Page::default();
    let mut told: Vec<&str> = Vec::new();
    for section in sections(changes) {
        match section.machines.as_slice() {
            [machine] => {
                let (state, tone) = state(changes, machine, words);
                let is_told = told.contains(&machine.machine.as_str());
                let state = if is_told {
                    say!(words, "diff-see-above", state)
                } else {
                    state
                };
                page.push(Block::Heading(Heading {
                    level: 2,
                    title: Text::plain(&machine.machine),
                    state: Some((state, tone)),
                }));
                describe(&section, &mut page, words);
                system(machine, &mut page, words);
            }
            several => {
                page.heading(2, names(several.iter().map(|one| &one.machine), words));
                describe(&section, &mut page, words);
                told.extend(several.iter().map(|one| one.machine.as_str()));
            }
        }
    }
    if !changes.shared.is_empty() {
        page.back(0);
    }
    for one in changes.shared {
        shared(one, &mut page, words);
    }
    if !changes.notes.is_empty() {
        page.back(0);
    }
    for one in changes.notes {
        page.note(note::note(words, one, Machines::These));
    }
    page
}

fn names<'n>(names: impl Iterator<Item = &'n String>, words: &Words) -> Text {
    let names: Vec<Text> = names.map(Text::plain).collect();
    words.list(&names)
}

fn describe(section: &Section<'_>, page: &mut Page, words: &Words) {
    for these in section
        .changes
        .chunk_by(|one, next| heading(one.change) == heading(next.change))
    {
        let Some(first) = these.first() else { continue };
        let about = heading(first.change);
        page.heading(3, say!(words, "diff-heading", about));
        list(these, section.about(), page, words);
    }
    modules(section, page, words);
    page.back(2);
    for one in &section.notes {
        page.note(note::note(words, one, section.about()));
    }
}

fn list(these: &[Told<'_>], about: Machines<'_>, page: &mut Page, words: &Words) {
    let is_grave = |told: &Told<'_>| told.change.risk() <= Risk::Data;
    let (mut more, mut unexplained) = (0_usize, 0_usize);
    for (at, told) in these.iter().enumerate() {
        if at < MOST_CHANGES || is_grave(told) {
            page.line(Line {
                sign: sign(told.change),
                text: sentence(words, told.change, about),
                tone: tone(told.change),
                aside: place(told, words),
                below: Vec::new(),
            });
        } else {
            more += 1;
            unexplained += usize::from(told.is_unexplained());
        }
    }
    if more > 0 {
        page.plain(say!(words, "diff-more-changes", more, unexplained));
    }
}

/// What stands before a change.
pub(in crate::report) fn sign(change: &Change) -> Sign {
    match change.action {
        Action::Added => Sign::Added,
        Action::Removed => Sign::Removed,
        Action::Changed => Sign::Changed,
    }
}

fn tone(change: &Change) -> Tone {
    if change.kind() == Kind::Effect {
        return Tone::Plain;
    }
    match change.risk() {
        Risk::Access | Risk::Exposure => Tone::Grave,
        Risk::Data | Risk::Reboot => Tone::Caution,
        Risk::Restart | Risk::Cosmetic => Tone::Plain,
    }
}

/// What causes a change.
fn place(told: &Told<'_>, words: &Words) -> Text {
    if told.is_unexplained() {
        return say!(words, "not-explained");
    }
    let places: Vec<Text> = told.places.iter().map(Text::code).collect();
    words.shortened(&places, MOST_PLACES)
}

fn modules(section: &Section<'_>, page: &mut Page, words: &Words) {
    if section.modules.is_empty() {
        return;
    }
    page.heading(3, say!(words, "diff-modules"));
    let is_counted = |lines: &Lines| *lines == Lines::Counted;
    let mut more = 0_usize;
    for (at, module) in section.modules.iter().enumerate() {
        if at < MOST_MODULES || !is_counted(&module.lines) {
            page.push(Block::Diff(module.clone()));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        page.plain(say!(words, "diff-more-modules", more));
    }
}

/// Packages, and what a switch brings.
fn system(machine: &MachineDiff, page: &mut Page, words: &Words) {
    if let Some(found) = &machine.packages {
        packages::describe(found, page, words);
    }
    page.back(2);
    let Some(Activation { reboot, units }) = &machine.activation else {
        return;
    };
    for (what, these) in units.lists() {
        if !these.is_empty() {
            let names: Vec<Text> = these.iter().map(Text::plain).collect();
            let units = words.shortened(&names, MOST_NAMED);
            page.plain(say!(words, "diff-units", what, units));
        }
    }
    if !reboot.is_empty() {
        // Modules and parameters are several.
        let count = reboot.iter().map(|part| match part {
            AtBoot::Kernel | AtBoot::Initrd | AtBoot::Init => 1_usize,
            AtBoot::Modules | AtBoot::Parameters => 2,
        });
        let count: usize = count.sum();
        let parts: Vec<Text> = reboot.iter().map(|part| at_boot(*part, words)).collect();
        let parts = words.list(&parts);
        page.line(Line {
            text: say!(words, "diff-reboot", parts, count),
            tone: Tone::Caution,
            ..Line::default()
        });
    }
}

/// What is read at boot, in words.
pub(super) fn at_boot(part: AtBoot, words: &Words) -> Text {
    say!(words, "at-boot", part = part.as_str())
}

fn shared(shared: &Shared, page: &mut Page, words: &Words) {
    let commit: String = shared.commit.chars().take(10).collect();
    let (machines, count) = (names(shared.machines.iter(), words), shared.machines.len());
    page.heading(2, say!(words, "diff-shared", commit, machines, count));
    if shared.files.is_empty() {
        page.plain(say!(words, "diff-shared-same"));
    }
    for file in &shared.files {
        page.push(Block::Diff(text::of(file, true)));
    }
}
