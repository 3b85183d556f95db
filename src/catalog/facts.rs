//! `service.toml`, as typed: what a catalog entry says of its service.
mod choices;

use std::collections::BTreeMap;

use super::corner::CornerTable;
use crate::manifest::table::{Context, FromValue, Kind, Table};
use crate::manifest::types::{
    Domain, Language, Name, Port, Rate, Release, Size, System, Text, Texts,
};
use crate::manifest::value::Value;
use crate::source::Spanned;
use crate::table;

pub use choices::{
    DnsKind, Engine, Instances, Protocol, Reach, Role, SettingType, Spread, Sso, What,
};

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

table! {
    /// What makes it a web service.
    WebTable {
        /// Settings of type domain that must lead to it, besides its own domain.
        domains: Texts = "domains" (empty),
        /// Those of them that it needs a corner of only: another service on the same machine may answer there too.
        shared: Texts = "shared" (empty),
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
        internal: bool = "internal" (default false),
        /// TCP or UDP.
        protocol: Protocol = "protocol" (required),
        /// Who reaches it.
        reach: Reach = "reach" (default Reach::Public),
        /// Whether it is open on every machine that has a part of the service (`everywhere.nix.tera`).
        everywhere: bool = "everywhere" (default false),
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
        owner: Text = "owner" (default text("root")),
        /// The file's group.
        group: Text = "group" (default text("root")),
        /// The file's mode, octal.
        mode: Text = "mode" (default text("0400")),
        /// The setting with which it is needed; always, if none is named.
        needed_by: Text = "needed-by",
        /// Whether it is the same on all machines of the service.
        same: bool = "same" (default false),
        /// Units that read it, to be restarted when it changes: with those that prepare it. None, if it is read once.
        restarts: Texts = "restarts" (derived "the entry's `units`"),
    }
}

table! {
    /// What the service wants; without it, it works badly.
    NeedTable {
        /// What it is.
        what: What = "what" (required),
        /// For mail: the setting that names the mail server.
        setting: Text = "setting",
        /// For upload: how fast the site's line must send.
        at_least: Rate = "at-least",
        /// What goes wrong without it.
        why: Bilingual = "why" (required),
    }
}

table! {
    /// How the service is registered at the collective's provider of single sign-on.
    OidcTable {
        /// Where the provider may send people back to; `{name}`, `{domain}`, `{collective}` stand for the service's.
        redirects: Texts = "redirects" (required),
        /// Where the provider's list of services leads.
        landing: Text = "landing" (default text("https://{domain}/")),
        /// What is asked for.
        scopes: Texts = "scopes" (default Texts(["openid", "profile", "email"].map(str::to_owned).into())),
        /// Whether it can do PKCE with S256.
        pkce: bool = "pkce" (default true),
        /// Whether it needs RS256 in the place of ES256.
        rs256: bool = "rs256" (default false),
        /// Whether people are `alice`, not `alice@id.example`.
        short_names: bool = "short-names" (default true),
        /// Whether it shares a secret with the provider: `oidc-secret`.
        secret: bool = "secret" (default true),
        /// Owner of the secret's file on the service's machine.
        owner: Text = "owner" (default text("root")),
        /// Its group.
        group: Text = "group" (default text("root")),
        /// Its mode, octal.
        mode: Text = "mode" (default text("0400")),
        /// Units that read it, as for other secrets.
        restarts: Texts = "restarts" (derived "the entry's `units`"),
    }
}

table! {
    /// Where a provider of single sign-on answers: `{domain}` is its own, `{client}` the service's name.
    ProviderTable {
        /// What tokens say of who made them; `/.well-known/openid-configuration` is below it.
        issuer: Text = "issuer" (required),
        /// Where people sign in.
        authorize: Text = "authorize" (required),
        /// Where a service takes its token.
        token: Text = "token" (required),
        /// Where it asks who somebody is.
        userinfo: Text = "userinfo" (required),
        /// Public keys.
        jwks: Text = "jwks" (required),
        /// Owner of the services' secrets on the provider's machine.
        secret_owner: Text = "secret-owner" (default text("root")),
        /// Their group.
        secret_group: Text = "secret-group" (default text("root")),
        /// Their mode, octal.
        secret_mode: Text = "secret-mode" (default text("0400")),
    }
}

table! {
    /// What is to be done around a backup of the state.
    BackupTable {
        /// Lines of shell, as root, before copying.
        before: Text = "before",
        /// Lines of shell, as root, afterwards, whatever happened.
        after: Text = "after",
        /// Units to stop meanwhile.
        stops: Texts = "stops" (empty),
        /// Paths that are not worth copying.
        exclude: Texts = "exclude" (empty),
    }
}

table! {
    /// A path that the NixOS module changed for machines that began later.
    MovedTable {
        /// The first state-version with the new one.
        at: Release = "at" (required),
        /// The old one.
        from: Text = "from" (required),
        /// The new one: what `state` and `backup` name.
        to: Text = "to" (required),
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
        required: bool = "required" (default false),
        /// A value that shows how it is written.
        example: Any = "example",
        /// What it does.
        description: Bilingual = "description" (required),
        /// The words of an enum.
        values: Texts = "values" (empty),
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
    /// A DNS record that it needs besides its address.
    DnsTable {
        /// Its type.
        kind: DnsKind = "type" (required),
        /// Its name, without a dot at the end; none for PTR.
        name: Text = "name",
        /// A domain, or a text without quotes.
        value: Text = "value" (required),
        /// Of MX and SRV.
        priority: Any = "priority" (derived "10 of MX, 0 of SRV"),
        /// Of SRV: a number, or the name of a port.
        port: Any = "port",
        /// The setting with which it is needed; always, if none is named.
        when: Text = "when",
        /// What for.
        what: Bilingual = "what" (required),
        /// How to come by a value that a setting gives.
        how: Bilingual = "how",
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
        replaces: Texts = "replaces" (empty),
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
        units: Texts = "units" (empty),
        /// Whether everybody who finds it can use it, whatever `for` says.
        open: bool = "open" (default false),
        /// Whether those who may use it get a shell on its machine.
        shell: bool = "shell" (default false),
        /// One line on what it is.
        summary: Bilingual = "summary" (required),
        /// What makes it a web service.
        web: WebTable = "web",
        /// What to back up.
        state: Vec<Spanned<StateTable>> = "state" (empty),
        /// Ports.
        ports: Vec<Spanned<PortTable>> = "ports" (empty),
        /// Secret files.
        secrets: Vec<Spanned<SecretTable>> = "secrets" (empty),
        /// Paths of shared domains.
        corners: Vec<Spanned<CornerTable>> = "corners" (empty),
        /// Settings.
        settings: MapOf<SettingTable> = "settings" (empty),
        /// The first release of NixOS that has its module.
        since: Release = "since",
        /// The first release of NixOS that no longer has it.
        removed: Release = "removed",
        /// What it does for other services.
        provides: Vec<Spanned<Role>> = "provides" (empty),
        /// `domain`, or settings, that can never change once it runs.
        forever: Texts = "forever" (empty),
        /// What it wants besides a machine.
        needs: Vec<Spanned<NeedTable>> = "needs" (empty),
        /// DNS records besides its address.
        dns: Vec<Spanned<DnsTable>> = "dns" (empty),
        /// How it takes part in single sign-on.
        oidc: OidcTable = "oidc",
        /// Where it answers as a provider of single sign-on.
        provider: ProviderTable = "provider",
        /// What is to be done around a backup.
        backup: BackupTable = "backup",
        /// Paths that machines with an older state-version have elsewhere.
        moved: Vec<Spanned<MovedTable>> = "moved" (empty),
        /// What a caretaker must accept: `insecure`, `unfree`.
        accept: MapOf<AcceptTable> = "accept" (empty),
    }
}

fn text(fixed: &str) -> Text {
    Text(fixed.to_owned())
}

/// A value of any kind; whoever knows its type checks it.
#[derive(Clone, Debug, PartialEq)]
pub struct Any(pub Value);

impl FromValue for Any {
    fn kind() -> Kind {
        Kind::Any
    }

    fn read(value: &Spanned<Value>, _: &mut Context<'_>) -> Option<Self> {
        Some(Self(value.value.clone()))
    }
}

/// A table of tables of one kind.
#[derive(Clone, Debug)]
pub struct MapOf<T>(pub BTreeMap<String, Spanned<T>>);

impl<T> Default for MapOf<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::schema::tests::holds_its_defaults;

    #[test]
    fn defaults_are_what_stands_without_them() {
        holds_its_defaults::<WebTable>();
        holds_its_defaults::<PortTable>();
        holds_its_defaults::<SecretTable>();
        holds_its_defaults::<OidcTable>();
        holds_its_defaults::<ProviderTable>();
        holds_its_defaults::<BackupTable>();
        holds_its_defaults::<SettingTable>();
        holds_its_defaults::<FactsTable>();
    }
}
