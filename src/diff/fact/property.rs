//! What is one value of a machine: a row each says all that there is to know of it.

use std::cmp::Ordering;

use crate::diff::value::Value;
use crate::diff::{Kind, Risk};
use crate::manifest::key::{ALL, Key, Table};
use crate::snapshot::Snapshot;

/// One value of a machine.
#[derive(Debug)]
pub struct Property {
    /// How messages choose it.
    pub name: &'static str,
    /// The key of the manifest that it comes from; of a machine, that of all.
    key: &'static str,
    /// Whether it is one of the machine's place on the mesh, with which it comes and goes.
    pub is_of_mesh: bool,
    /// What a change of it is about.
    pub kind: Kind,
    /// What can go wrong with a change of it.
    pub risk: Risk,
    /// What a snapshot says of it, if anything.
    pub value: fn(&Snapshot) -> Option<Value>,
}

/// Declares the properties: name, key, what it is a property of, kind, risk, value.
macro_rules! properties {
    ($($name:literal $key:literal $of:ident $kind:ident $risk:ident $value:expr,)*) => {
        /// All of them, in the order in which they are told.
        pub static PROPERTIES: &[Property] = &[$(Property {
            name: $name,
            key: $key,
            is_of_mesh: properties!(@ $of),
            kind: Kind::$kind,
            risk: Risk::$risk,
            value: $value,
        }),*];
    };
    (@ machine) => { false };
    (@ mesh) => { true };
}

properties! {
    "collective"      "collective.name"          machine Network Cosmetic |of| text(&of.collective),
    "domain"          "collective.domain"        machine Network Restart  |of| text(&of.domain),
    "site"            "machines.*.site"          machine Data    Data     |of| text(&of.site),
    "system"          "machines.*.system"        machine Service Reboot   |of| text(&of.system),
    "hardware"        "machines.*.hardware"      machine Service Reboot   |of| text(&of.hardware),
    "release"         "nixos.release"            machine Service Reboot   |of| text(&of.release),
    "nixpkgs"         "nixos.inputs.nixpkgs"     machine Service Reboot   |of| text(of.nixpkgs.as_ref()?),
    "state-version"   "machines.*.state-version" machine Data    Data     |of| text(&of.state_version),
    "public"          "machines.*.public"        machine Network Exposure |of| of.public.then(|| Value::text("public")),
    "deploy-host"     "machines.*.deploy-host"   machine Network Cosmetic |of| text(&of.deploy_host),
    "host-key"        "machines.*.host-key"      machine Network Exposure |of| text(of.host_key.as_ref()?),
    "mesh-key"        "machines.*.mesh-key"      mesh    Network Exposure |of| text(&of.mesh.as_ref()?.key),
    "mesh-port"       "network.mesh-port"        mesh    Network Restart  |of| text(&of.mesh.as_ref()?.port),
    "contact"         "collective.contact"       machine Network Cosmetic |of| text(of.contact.as_ref()?),
    "keep-logs-days"  "policy.keep-logs-days"    machine Data    Restart  |of| text(&of.keep_logs_days?),
    "secrets-backend" "policy.secrets"           machine Data    Data     |of| text(of.secrets_backend.as_ref()?),
}

#[expect(clippy::unnecessary_wraps, reason = "what a row gives")]
fn text(value: &impl ToString) -> Option<Value> {
    Some(Value::text(value.to_string()))
}

impl Property {
    /// The key of the manifest that it comes from.
    pub fn key(&self, machine: &str) -> Key {
        let key = Key::parse(self.key);
        match key.table {
            Table::Machine(_) => Key::machine(machine, key.field),
            _ => key,
        }
    }

    /// The table of the manifest that it is about; none: that of the machine itself.
    pub fn subject(&self) -> Option<Table> {
        let table = Key::parse(self.key).table;
        (table != Table::Machine(ALL.to_owned())).then_some(table)
    }

    fn place(&self) -> Option<usize> {
        PROPERTIES.iter().position(|other| other.name == self.name)
    }
}

impl Ord for Property {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for Property {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Property {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Property {}
