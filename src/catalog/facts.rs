//! `service.toml`, as typed: what a catalog entry says of its service.

use std::collections::BTreeMap;

use crate::manifest::table::{Context, FromValue, Kind, Table};
use crate::manifest::types::{Domain, Language, Name, Port, Size, System, Text};
use crate::manifest::value::Value;
use crate::source::Spanned;
use crate::{choice, table};

table! {
    /// One text in the two languages that coloc speaks.
    Bilingual {
        /// English.
        en: Text = "en" (required),
        /// French.
        fr: Text = "fr" (required),
    }
}

impl Bilingual {
    /// The text in a language; empty if an entry lacks it, which has been told.
    pub fn text(&self, language: Language) -> &str {
        let text = match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        };
        text.as_ref().map_or("", |text| &text.value.0)
    }
}

choice! {
    /// How many services of one type a machine can hold.
    Instances {
        /// One on each machine.
        One = "one",
        /// As many as it has room for.
        Many = "many",
    }
}

choice! {
    /// How a service lives on several machines.
    Spread {
        /// On one machine only.
        SingleSite = "single-site",
        /// On any number of machines, each with all data.
        Replicated = "replicated",
        /// On an odd number of machines, most of which must be up.
        Quorum = "quorum",
    }
}

choice! {
    /// How a service can take part in single sign-on.
    Sso {
        /// Not at all.
        None = "none",
        /// OpenID Connect.
        Oidc = "oidc",
        /// LDAP.
        Ldap = "ldap",
    }
}

choice! {
    /// Transport of a port.
    Protocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
    }
}

choice! {
    /// Who reaches a port that is open.
    Reach {
        /// The internet.
        Public = "public",
        /// The collective's machines.
        Mesh = "mesh",
    }
}

choice! {
    /// A database that holds state.
    Engine {
        /// `services.postgresql`
        Postgresql = "postgresql",
        /// `services.mysql`
        Mysql = "mysql",
        /// A file; its path is among the state.
        Sqlite = "sqlite",
    }
}

choice! {
    /// The type of a setting.
    SettingType {
        /// true or false
        Bool = "bool",
        /// A whole number.
        Int = "int",
        /// `4 GiB`
        Size = "size",
        /// Text.
        String = "string",
        /// One of a few words.
        Enum = "enum",
        /// A list of texts.
        List = "list",
        /// A domain name.
        Domain = "domain",
        /// A path in the repository.
        PathInRepo = "path-in-repo",
    }
}

table! {
    /// What makes it a web service.
    WebTable {
        /// Settings of type domain that must lead to it, besides its own domain.
        domains: Vec<Spanned<Text>> = "domains" (default "none"),
        /// Those of them that it needs a corner of only: another service on the same machine may answer there too.
        shared: Vec<Spanned<Text>> = "shared" (default "none"),
    }
}

table! {
    /// A thing that must be backed up: a path or a database.
    StateTable {
        /// A path; `{name}` and `{domain}` stand for the service's.
        path: Text = "path",
        /// A database's name.
        database: Text = "database",
        /// Which database it is.
        engine: Engine = "engine",
        /// What is in it.
        what: Bilingual = "what",
    }
}

table! {
    /// A port that the service listens on.
    PortTable {
        /// What templates call it.
        name: Name = "name" (required),
        /// Its number, if the protocol fixes it.
        number: Port = "number",
        /// Whether coloc gives it a number, on the machine itself only.
        internal: bool = "internal" (default "false"),
        /// TCP or UDP.
        protocol: Protocol = "protocol" (required),
        /// Who reaches it.
        reach: Reach = "reach" (default "public"),
        /// What for.
        what: Bilingual = "what",
    }
}

table! {
    /// A secret file that the service reads.
    SecretTable {
        /// What templates call it.
        name: Name = "name" (required),
        /// What it is.
        what: Bilingual = "what" (required),
        /// A command that makes one.
        make: Text = "make" (required),
        /// The file's owner.
        owner: Text = "owner" (default "root"),
        /// The file's group.
        group: Text = "group" (default "root"),
        /// The file's mode, octal.
        mode: Text = "mode" (default "0400"),
        /// The setting with which it is needed; always, if none is named.
        needed_by: Text = "needed-by",
    }
}

table! {
    /// A setting of the service.
    SettingTable {
        /// Its type.
        r#type: SettingType = "type" (required),
        /// Its default; unset if there is none.
        default: Any = "default",
        /// Whether it must be given.
        required: bool = "required" (default "false"),
        /// A value that shows how it is written.
        example: Any = "example",
        /// What it does.
        description: Bilingual = "description" (required),
        /// The words of an enum.
        values: Vec<Spanned<Text>> = "values",
        /// A regular expression for the whole text, or for each item of a list.
        pattern: Text = "pattern",
        /// Least number.
        min: Any = "min",
        /// Greatest number.
        max: Any = "max",
    }
}

table! {
    /// Something that a caretaker must accept by a setting.
    AcceptTable {
        /// The setting, of type bool.
        setting: Text = "setting" (required),
        /// What it means.
        why: Bilingual = "why" (required),
    }
}

table! {
    /// `service.toml`
    FactsTable {
        /// The entry's name: its folder's.
        name: Name = "name" (required),
        /// The service's name as people say it.
        title: Text = "title" (required),
        /// What people used before.
        replaces: Vec<Spanned<Text>> = "replaces" (default "none"),
        /// The NixOS option prefix.
        module: Text = "module" (required),
        /// Memory that it needs.
        memory: Size = "memory" (required),
        /// Disk that it needs, to begin with.
        disk: Size = "disk" (required),
        /// How many on one machine.
        instances: Instances = "instances" (required),
        /// How it lives on several machines.
        spread: Spread = "spread" (required),
        /// What it can do for single sign-on.
        sso: Sso = "sso" (required),
        /// Systems on which it runs.
        systems: Vec<Spanned<System>> = "systems" (required),
        /// systemd units that carry it.
        units: Vec<Spanned<Text>> = "units" (default "none"),
        /// Whether everybody who finds it can use it, whatever `for` says.
        open: bool = "open" (default "false"),
        /// Whether those who may use it get a shell on its machine.
        shell: bool = "shell" (default "false"),
        /// One line on what it is.
        summary: Bilingual = "summary" (required),
        /// What makes it a web service.
        web: WebTable = "web",
        /// What to back up.
        state: Vec<Spanned<StateTable>> = "state" (default "none"),
        /// Ports.
        ports: Vec<Spanned<PortTable>> = "ports" (default "none"),
        /// Secret files.
        secrets: Vec<Spanned<SecretTable>> = "secrets" (default "none"),
        /// Settings.
        settings: MapOf<SettingTable> = "settings" (default "none"),
        /// What a caretaker must accept: `insecure`, `unfree`.
        accept: MapOf<AcceptTable> = "accept" (default "none"),
    }
}

/// A value of any kind; whoever knows its type checks it.
#[derive(Clone, Debug, PartialEq)]
pub struct Any(pub Value);

impl FromValue for Any {
    fn kind() -> Kind {
        Kind::Any { what: "a value" }
    }

    fn read(value: &Spanned<Value>, _: &mut Context<'_>) -> Option<Self> {
        Some(Self(value.value.clone()))
    }
}

/// A table of tables of one kind.
#[derive(Clone, Debug)]
pub struct MapOf<T>(pub BTreeMap<String, Spanned<T>>);

impl<T: FromValue> FromValue for MapOf<T> {
    fn kind() -> Kind {
        Kind::Map(Box::new(T::kind()))
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::Table(entries) = &value.value else {
            context.wrong_type(value, "a table");
            return None;
        };
        let mut map = BTreeMap::new();
        for entry in entries {
            let read = context.under(&entry.key.value, |context| T::read(&entry.value, context));
            if let Some(read) = read {
                map.insert(entry.key.value.clone(), Spanned::new(read, entry.key.span));
            }
        }
        Some(Self(map))
    }
}

/// Reads a `service.toml`.
pub fn read(root: &Spanned<Value>, context: &mut Context<'_>) -> Option<FactsTable> {
    let Value::Table(entries) = &root.value else {
        return None;
    };
    Some(<FactsTable as Table>::read(entries, root.span, context))
}

/// A domain pattern with its placeholders filled in: `{name}`, `{domain}`, `{collective}`.
pub fn fill(pattern: &str, name: &str, domain: Option<&Domain>, collective: &Domain) -> String {
    pattern
        .replace("{name}", name)
        .replace("{domain}", domain.map_or("", Domain::as_str))
        .replace("{collective}", collective.as_str())
}
