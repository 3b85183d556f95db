//! From what Nix complains about to the line that a person would mend.
//!
//! In this order: the `nixos` key of the manifest that sets the option; the line of a module written by hand; the
//! table that the generated module comes from, with the generated line beside it; the machine itself.

use std::collections::BTreeMap;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use super::problem::{Complaint, option_path};
use crate::collective::Collective;
use crate::finding::{Findings, Label};
use crate::inspection::blame::{Blame, named};
use crate::manifest::key::{Field, Key};
use crate::manifest::secrets;
use crate::manifest::types::Name;
use crate::options::text::{self as nix_text, DefinedPath};
use crate::source::{FileId, Sources, Span};

/// What there is to point into.
pub struct Map<'a> {
    /// The collective; without errors.
    pub collective: &'a Collective,
    /// What is generated from it, and stands on disk; and why.
    pub blame: Blame<'a>,
    /// Texts of other files of the repository that Nix named, and of the modules written by hand.
    pub by_hand: &'a BTreeMap<Utf8PathBuf, String>,
    /// Where findings' places are kept.
    pub sources: &'a mut Sources,
    files: BTreeMap<Utf8PathBuf, FileId>,
    definitions: BTreeMap<Utf8PathBuf, Vec<DefinedPath>>,
}

/// A place in a module: which file, and what is to be seen there.
type Spot = (Utf8PathBuf, Range<usize>);

impl<'a> Map<'a> {
    /// A map of a collective and its files.
    pub fn new(
        collective: &'a Collective,
        blame: Blame<'a>,
        by_hand: &'a BTreeMap<Utf8PathBuf, String>,
        sources: &'a mut Sources,
    ) -> Self {
        Self {
            collective,
            blame,
            by_hand,
            sources,
            files: BTreeMap::new(),
            definitions: BTreeMap::new(),
        }
    }

    /// The places that a complaint about a machine is about, the one to mend first.
    pub fn labels(&mut self, machine: &Name, complaint: &Complaint) -> Vec<Label> {
        let options: Vec<Vec<String>> = match &complaint.option {
            Some(option) => vec![option.clone()],
            None => named_options(&complaint.words),
        };
        let mut spots: Vec<Spot> = complaint
            .mentions
            .iter()
            .filter_map(|mention| {
                let path = self.module(&mention.path)?;
                let range = match mention.at {
                    Some(at) => range(self.text(&path)?, at),
                    None => self.definition(&path, &options),
                };
                Some((path, range))
            })
            .collect();
        if spots.is_empty()
            && let Some(file) = &complaint.file
        {
            spots.extend(self.naming_file(machine, file));
        }
        let given = |option: &Vec<String>| self.blame.given(machine, option);
        let given = options.iter().find_map(given);
        let only_by_hand =
            !spots.is_empty() && spots.iter().all(|(path, _)| !self.is_generated(path));
        let mut labels = Vec::new();
        match given {
            Some((_, span)) if !only_by_hand => {
                labels.push(label(span, "set here"));
                // The generated module says the same as the key; those written by hand say more.
                for (path, range) in &spots {
                    if !self.is_generated(path) {
                        labels.push(self.label(path, range.clone(), "and here"));
                    }
                }
            }
            _ if only_by_hand => {
                for (at, (path, range)) in spots.iter().enumerate() {
                    let text = if at == 0 { "here" } else { "and here" };
                    labels.push(self.label(path, range.clone(), text));
                }
                if let Some((path, _)) = spots.first() {
                    labels.extend(self.naming(machine, path));
                }
            }
            _ => {
                let spot = spots.into_iter().find(|(path, _)| self.is_generated(path));
                let named = spot.is_some();
                let spot = spot.or_else(|| self.nearest(machine, &options));
                let text = if named {
                    "generated from it"
                } else {
                    "what is set nearest to it"
                };
                match spot {
                    Some((path, range)) if self.is_generated(&path) => {
                        labels.push(self.cause(machine, &path, &options));
                        labels.push(self.label(&path, range, text));
                    }
                    Some((path, range)) => {
                        labels.push(self.label(&path, range, text));
                        labels.extend(self.naming(machine, &path));
                    }
                    None => labels.push(self.cause(machine, Utf8Path::new(""), &options)),
                }
            }
        }
        labels
    }

    /// The module that a path of Nix's means: a folder is its `default.nix`.
    fn module(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let inside = path.join("default.nix");
        [path.to_owned(), inside]
            .into_iter()
            .find(|path| self.text(path).is_some())
    }

    fn text(&self, path: &Utf8Path) -> Option<&'a str> {
        let generated = self.blame.tree.files.get(path).map(crate::emit::File::text);
        generated.or_else(|| self.by_hand.get(path).map(String::as_str))
    }

    fn is_generated(&self, path: &Utf8Path) -> bool {
        self.blame.tree.files.contains_key(path)
    }

    /// Where a module defines one of some options, or its first line.
    fn definition(&mut self, path: &Utf8Path, options: &[Vec<String>]) -> Range<usize> {
        let found = self.best_in(path, options, 1).map(|(_, range)| range);
        found.unwrap_or_else(|| {
            let text = self.text(path).unwrap_or_default();
            0..text.lines().next().unwrap_or_default().len()
        })
    }

    /// The definition in a module that is nearest to one of some options, and how many names they have in common.
    fn best_in(
        &mut self,
        path: &Utf8Path,
        options: &[Vec<String>],
        least: usize,
    ) -> Option<(usize, Range<usize>)> {
        let text = self.text(path)?;
        let defined = self
            .definitions
            .entry(path.to_owned())
            .or_insert_with(|| nix_text::defined(text));
        let mut best: Option<(usize, Range<usize>)> = None;
        for (option, place) in options
            .iter()
            .flat_map(|option| defined.iter().map(move |place| (option, place)))
        {
            let common = common(place.path.iter().map(String::as_str), option);
            if common >= least && best.as_ref().is_none_or(|(most, _)| common > *most) {
                best = Some((common, place.range.clone()));
            }
        }
        best
    }

    /// The definition in all of a machine's modules that is nearest to one of some options: at least two names in
    /// common, as `services.nginx`.
    fn nearest(&mut self, machine: &Name, options: &[Vec<String>]) -> Option<Spot> {
        let files = self.blame.tree.files.iter();
        let generated = files.filter(|(path, file)| {
            file.machine() == Some(machine) && path.extension() == Some("nix")
        });
        let mut generated: Vec<_> = generated.collect();
        // Services first: of two that are equally near, their module says more.
        generated.sort_by_key(|(_, file)| file.service().is_none());
        let mut paths: Vec<Utf8PathBuf> = generated
            .into_iter()
            .map(|(path, _)| path.clone())
            .collect();
        let modules = self.collective.machines.get(machine);
        let modules = modules.into_iter().flat_map(|is| &is.modules);
        paths.extend(modules.filter_map(|module| self.module(module.value.as_path())));
        let mut best: Option<(usize, Spot)> = None;
        for path in paths {
            if let Some((common, range)) = self.best_in(&path, options, 2)
                && best.as_ref().is_none_or(|(most, _)| common > *most)
            {
                best = Some((common, (path, range)));
            }
        }
        best.map(|(_, spot)| spot)
    }

    /// What of the manifest makes a generated file set one of some options, or the machine itself.
    fn cause(&mut self, machine: &Name, path: &Utf8Path, options: &[Vec<String>]) -> Label {
        let option = options.first().map_or(&[][..], Vec::as_slice);
        let whole = || self.blame.place(Key::machine(machine, Field::Whole));
        match self.blame.cause(path, option).or_else(whole) {
            Some((key, span)) => label(span, named(&key)),
            // Nix is asked for machines of the collective only.
            None => self.label(Utf8Path::new("flake.nix"), 0..0, ""),
        }
    }

    /// Where a module of a machine, written by hand, has the name of a file.
    fn naming_file(&self, machine: &Name, file: &str) -> Option<Spot> {
        let machine = self.collective.machines.get(machine)?;
        let modules = machine
            .modules
            .iter()
            .filter_map(|module| self.module(module.value.as_path()));
        modules.into_iter().find_map(|path| {
            let at = self.text(&path)?.find(file)?;
            Some((path, at..at + file.len()))
        })
    }

    /// The line of the manifest that names a module.
    fn naming(&self, machine: &Name, path: &Utf8Path) -> Option<Label> {
        let machine = self.collective.machines.get(machine)?;
        let module = machine.modules.iter().find(|module| {
            let named = module.value.as_path();
            named == path || named.join("default.nix") == path
        })?;
        Some(label(module.span, "named here"))
    }

    fn label(&mut self, path: &Utf8Path, range: Range<usize>, text: &str) -> Label {
        let file = if let Some(file) = self.files.get(path) {
            *file
        } else {
            let file = self.sources.add(path, self.text(path).unwrap_or_default());
            // Whether a module holds secrets is told elsewhere; here they must not be shown.
            secrets::mask_source(file, self.sources, &mut Findings::default());
            secrets::cover_named(file, self.sources);
            self.files.insert(path.to_owned(), file);
            file
        };
        label(Span::new(file, range.start, range.end), text)
    }
}

fn label(span: Span, text: &str) -> Label {
    Label {
        span,
        text: text.to_owned(),
    }
}

/// With how many names two options begin alike.
fn common<'b>(names: impl Iterator<Item = &'b str>, option: &[String]) -> usize {
    names
        .zip(option)
        .take_while(|(one, other)| one == other)
        .count()
}

/// What may be names of options in a text: words with a point in the middle, in quotes or not.
fn named_options(text: &str) -> Vec<Vec<String>> {
    let ends = |c: char| c.is_whitespace() || "`'(){}[],;=".contains(c);
    let words = text
        .split(ends)
        .map(|word| word.trim_end_matches(['.', ':', '!', '?']));
    let paths = words.map(|word| match word.strip_prefix('"') {
        Some(inner) => inner.trim_end_matches('"'),
        None => word,
    });
    paths
        .map(option_path)
        .filter(|path| path.len() > 1)
        .take(64)
        .collect()
}

/// The word at a line and a column (in bytes, from 1), as byte offsets.
fn range(text: &str, (line, column): (usize, usize)) -> Range<usize> {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    let rest = rest.lines().next().unwrap_or_default();
    let mut at = column.saturating_sub(1).min(rest.len());
    while !rest.is_char_boundary(at) {
        at -= 1;
    }
    let word = rest[at..].find(|c: char| c.is_whitespace() || ";()[]{}".contains(c));
    let length = word.unwrap_or(rest.len() - at);
    let one = rest[at..].chars().next().map_or(0, char::len_utf8);
    start + at..start + at + length.max(one)
}
