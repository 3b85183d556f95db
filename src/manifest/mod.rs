//! 1: files → typed tables with spans.
//!
//! [`read`] is the only I/O. [`parse`] is pure: texts in, a [`Manifest`] as typed and findings out. Names are
//! resolved, and what depends on other keys is filled in, by the next stage, [`crate::collective`].

pub mod begin;
pub mod codes;
pub mod key;
pub mod keys;
pub mod literal;
pub mod read;
pub mod schema;
pub mod secrets;
pub mod table;
pub mod tables;
pub mod toml;
pub mod types;
pub mod value;

use std::collections::BTreeMap;

use crate::finding::{Finding, Findings};
use crate::source::{FileId, Sources, Span, Spanned};
use codes::{DEFINED_TWICE, MISSING_KEY};
use keys::Keys;
use table::{Context, Table, nearest_key, unknown_key};
use tables::{
    CollectiveTable, GroupTable, MachineTable, MemberTable, NetworkTable, NixosTable, PolicyTable,
    ServiceTable, SiteTable,
};
use types::Name;
use value::{Entry, Value};

/// A name's table, where the name stands, and what was read.
pub type Named<T> = BTreeMap<Name, Spanned<T>>;

/// The whole manifest as typed: all files merged.
#[derive(Debug)]
pub struct Manifest {
    /// Its first line: the place of what stands nowhere.
    pub start: Span,
    /// `[collective]`
    pub collective: Option<CollectiveTable>,
    /// `[nixos]`
    pub nixos: Option<NixosTable>,
    /// `[policy]`
    pub policy: Option<PolicyTable>,
    /// `[network]`
    pub network: Option<NetworkTable>,
    /// `[sites.NAME]`
    pub sites: Named<SiteTable>,
    /// `[members.NAME]`
    pub members: Named<MemberTable>,
    /// `[groups.NAME]`
    pub groups: Named<GroupTable>,
    /// `[machines.NAME]`
    pub machines: Named<MachineTable>,
    /// `[services.NAME]`
    pub services: Named<ServiceTable>,
    /// Where all of it stands.
    pub keys: Keys,
}

/// The top-level keys, in the order in which the reference explains them.
pub const TABLES: &[&str] = &[
    "collective",
    "nixos",
    "policy",
    "network",
    "sites",
    "members",
    "groups",
    "machines",
    "services",
];

/// Reads all files into one manifest. Secrets are masked in `sources` before anything is read from them.
pub fn parse(sources: &mut Sources, files: &[FileId], findings: &mut Findings) -> Manifest {
    let first = files.first().copied();
    let first = first.unwrap_or_else(|| sources.add(read::MAIN, ""));
    let line = sources.get(first).text.lines().next().map_or(0, str::len);
    let mut manifest = Manifest::new(Span::new(first, 0, line));
    let is_known = |entry: &&Entry| TABLES.contains(&entry.key.value.as_str());
    let mut tables = Vec::new();
    for &file in files {
        let masked = secrets::mask(file, &sources.get(file).text, findings);
        // Masking may break what it masks (a key half inside a quote): that is told once, as a secret.
        let told = masked.is_some();
        if let Some(text) = masked {
            sources.mask(file, text);
        }
        let mut own = Findings::default();
        let root = toml::parse(file, &sources.get(file).text, &mut own);
        if root.is_none()
            && let Some(text) = secrets::mask_unread(file, &sources.get(file).text, findings)
        {
            sources.mask(file, text);
        }
        if root.is_some() || !told {
            findings.extend(own);
        }
        let Some(mut root) = root else { continue };
        if let Some(text) = secrets::mask_named(file, &sources.get(file).text, &root, findings) {
            sources.mask(file, text);
            let mut again = Findings::default();
            match toml::parse(file, &sources.get(file).text, &mut again) {
                Some(masked) => root = masked,
                None => continue,
            }
        }
        let Value::Table(entries) = root.value else {
            continue;
        };
        for entry in entries.iter().filter(is_known) {
            manifest.take(entry, &entry.key.value, findings);
        }
        tables.push(entries);
    }
    // What is there rightly comes first.
    for entry in tables.iter().flatten().filter(|entry| !is_known(entry)) {
        manifest.take_misspelt(entry, findings);
    }
    for entries in tables {
        manifest.keys.take(entries);
    }
    if !files.is_empty() {
        manifest.complete(findings);
    }
    manifest
}

impl Manifest {
    fn new(start: Span) -> Self {
        Self {
            start,
            collective: None,
            nixos: None,
            policy: None,
            network: None,
            sites: Named::new(),
            members: Named::new(),
            groups: Named::new(),
            machines: Named::new(),
            services: Named::new(),
            keys: Keys::default(),
        }
    }

    /// A table of a name that there is not, read as what was meant: then nothing in it is missing elsewhere.
    fn take_misspelt(&mut self, entry: &Entry, findings: &mut Findings) {
        let many = findings.are_many();
        let mut context = Context {
            findings,
            path: String::new(),
        };
        unknown_key(&mut context, &entry.key, TABLES);
        let meant = nearest_key(&entry.key.value, TABLES);
        let is_there = |table: &str| match table {
            "collective" => self.collective.is_some(),
            "nixos" => self.nixos.is_some(),
            "policy" => self.policy.is_some(),
            "network" => self.network.is_some(),
            _ => false,
        };
        if let Some(meant) = meant.filter(|meant| !many && !is_there(meant)) {
            self.take(entry, meant, findings);
        }
    }

    fn take(&mut self, entry: &Entry, table: &str, findings: &mut Findings) {
        let mut context = Context {
            findings,
            path: String::new(),
        };
        let context = &mut context;
        match table {
            "collective" => single(&mut self.collective, |table| table.span, entry, context),
            "nixos" => single(&mut self.nixos, |table| table.span, entry, context),
            "policy" => single(&mut self.policy, |table| table.span, entry, context),
            "network" => single(&mut self.network, |table| table.span, entry, context),
            "sites" => named(&mut self.sites, entry, context),
            "members" => named(&mut self.members, entry, context),
            "groups" => named(&mut self.groups, entry, context),
            "machines" => named(&mut self.machines, entry, context),
            "services" => named(&mut self.services, entry, context),
            _ => {}
        }
    }

    /// Says which tables are missing altogether; at the first file's beginning.
    fn complete(&self, findings: &mut Findings) {
        // A file that could not be read may hold them.
        let unreadable = [
            &codes::SYNTAX,
            &codes::TOO_LARGE,
            &codes::DEFINED_TWICE,
            &codes::PRIVATE,
        ];
        let unread = findings
            .iter()
            .any(|finding| unreadable.contains(&finding.code));
        if unread {
            return;
        }
        let mut missing = |what: &str, example: &str| {
            findings.push(
                Finding::new(&MISSING_KEY, format!("The manifest has no `[{what}]`."))
                    .at(self.start, "in this file, or in one beside it")
                    .help(format!("Add:\n{example}")),
            );
        };
        if self.collective.is_none() {
            missing(
                "collective",
                "[collective]\nname = \"trois-maisons\"\ndomain = \"trois-maisons.example\"\ncontact = \
                 \"bonjour@trois-maisons.example\"",
            );
        }
        if self.nixos.is_none() {
            missing(
                "nixos",
                "[nixos]\nrelease = \"26.05\"\ninputs.nixpkgs = \"github:NixOS/nixpkgs/nixos-26.05\"",
            );
        }
        if let Some(inputs) = self.nixos.as_ref().and_then(|nixos| nixos.inputs.as_ref())
            && !inputs.value.0.contains_key("nixpkgs")
        {
            findings.push(
                Finding::new(&MISSING_KEY, "`nixos.inputs` has no `nixpkgs`.")
                    .at(inputs.span, "`nixpkgs` is missing here")
                    .help("Add `inputs.nixpkgs = \"github:NixOS/nixpkgs/nixos-26.05\"`, with your release."),
            );
        }
    }
}

fn entries<'a>(entry: &'a Entry, context: &mut Context<'_>) -> Option<&'a [Entry]> {
    if let Value::Table(entries) = &entry.value.value {
        return Some(entries);
    }
    context.wrong_type(&entry.value, "a table");
    None
}

fn single<T: Table>(
    slot: &mut Option<T>,
    span: fn(&T) -> Span,
    entry: &Entry,
    context: &mut Context<'_>,
) {
    context.under(&entry.key.value, |context| {
        let Some(entries) = entries(entry, context) else {
            return;
        };
        if let Some(first) = slot {
            let message = format!("`[{}]` is given twice.", entry.key.value);
            context
                .findings
                .push(twice(message, entry.key.span, span(first)));
            return;
        }
        *slot = Some(T::read(entries, entry.key.span, context));
    });
}

fn named<T: Table>(into: &mut Named<T>, entry: &Entry, context: &mut Context<'_>) {
    context.under(&entry.key.value, |context| {
        for entry in entries(entry, context).unwrap_or_default() {
            let key = &entry.key;
            let name = match Name::new(&key.value) {
                Ok(name) => name,
                Err(why) => {
                    let meant = types::misnamed(&key.value, why, key.span, context.findings);
                    // What names it as it should be leads here.
                    match meant.filter(|name| !into.contains_key(name)) {
                        Some(meant) => meant,
                        None => continue,
                    }
                }
            };
            if let Some(first) = into.get(&name) {
                let message = format!("`[{}.{name}]` is given twice.", context.path);
                context.findings.push(twice(message, key.span, first.span));
                continue;
            }
            let table = context.under(&key.value, |context| {
                entries(entry, context).map(|entries| T::read(entries, key.span, context))
            });
            if let Some(table) = table {
                into.insert(name, Spanned::new(table, key.span));
            }
        }
    });
}

fn twice(message: String, span: Span, first: Span) -> Finding {
    Finding::new(&DEFINED_TWICE, message)
        .at(span, "again here")
        .at(first, "first here")
        .help("Keep one of the two places, with all the keys, and delete the other.")
}
