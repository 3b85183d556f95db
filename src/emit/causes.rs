//! What the templates beside this file take from the manifest: which keys make a generated module set an option, and
//! which modules a change of a key changes. Whoever changes a template looks here too.

use super::paths::MachineFile;
use crate::catalog::facts::Protocol;
use crate::manifest::key::{Field, Key, Table};
use crate::manifest::types::Name;
use crate::plan::effect::Effect;
use crate::plan::{MachinePlan, Plan, To};

/// Keys that make a module of a machine set an option, the most precise first; none: nothing is known but the tables
/// that the module comes from.
pub fn of_option(plan: &Plan, name: &Name, file: &MachineFile, option: &[&str]) -> Vec<Key> {
    let Some(machine) = plan.machines.get(name) else {
        return Vec::new();
    };
    let own = |field| Key::machine(name, field);
    let passed_on = || vec![Key::network(Field::Ingress), own(Field::Public)];
    match file {
        MachineFile::Base => match option {
            ["networking", "domain", ..] => vec![Key::collective(Field::Domain)],
            // The same on all machines.
            ["networking" | "nix", ..]
            | ["nixpkgs", "flake", ..]
            | ["services", "timesyncd", ..]
            | ["systemd", "enableEmergencyMode"] => Vec::new(),
            ["nixpkgs", ..] => vec![own(Field::System), own(Field::Hardware)],
            ["system", "stateVersion", ..] => {
                vec![own(Field::StateVersion), Key::nixos(Field::Release)]
            }
            ["sops", ..] => vec![Key::policy(Field::Secrets)],
            ["services", "journald", ..] => {
                vec![Key::policy(Field::KeepLogsDays), own(Field::Hardware)]
            }
            _ => vec![own(Field::Hardware)],
        },
        MachineFile::Access => match option {
            ["users", "users", member, "openssh", ..] => vec![Key::member(*member, Field::SshKeys)],
            ["users", "users", member, "description", ..] => {
                vec![Key::member(*member, Field::Name)]
            }
            ["users", "users", member, "expires", ..] => [Field::Until, Field::Status]
                .map(|field| Key::member(*member, field))
                .into(),
            ["users", "users", member, ..] => {
                let access = machine.access.get(*member);
                access.map_or_else(Vec::new, |access| access.because.iter().cloned().collect())
            }
            ["users" | "nix", ..] | ["security", "sudo", ..] => vec![own(Field::Caretakers)],
            ["programs", "ssh", "knownHosts", other, ..] => [Field::HostKey, Field::DeployHost]
                .map(|field| Key::machine(*other, field))
                .into(),
            ["programs", "ssh", "knownHosts"] => {
                let others = plan.collective.machines.iter();
                let known = others.filter(|(_, machine)| machine.host_key.is_some());
                known
                    .map(|(name, _)| Key::machine(name, Field::HostKey))
                    .collect()
            }
            _ => Vec::new(),
        },
        MachineFile::Network => match option {
            [
                "networking",
                "firewall",
                "extraInputRules" | "extraForwardRules" | "filterForward",
            ]
            | ["boot", ..] => passed_on(),
            ["networking", "firewall", option] => openings(machine, &To::Everybody, option),
            ["networking", "firewall", "interfaces", "mesh", option] => {
                openings(machine, &To::Mesh, option)
            }
            ["systemd", .., "ListenPort"] => {
                vec![Key::network(Field::MeshPort), own(Field::Public)]
            }
            ["systemd", "network", "networks", _, "address"] => {
                indexed(machine, &Effect::MeshPrefix).collect()
            }
            ["systemd" | "sops" | "age", ..] | ["networking", "hosts", ..] => {
                vec![own(Field::MeshKey)]
            }
            _ => Vec::new(),
        },
        MachineFile::Web => match option {
            ["security", "acme", "defaults", "email"] => vec![Key::collective(Field::Contact)],
            ["services", "logrotate", ..] => vec![Key::policy(Field::KeepLogsDays)],
            ["services", "nginx", "virtualHosts", domain, ..] => {
                indexed(machine, &Effect::VirtualHost((*domain).to_owned())).collect()
            }
            [
                "services",
                "nginx",
                "defaultListen" | "commonHttpConfig" | "streamConfig",
            ] => passed_on(),
            _ => vec![own(Field::Whole)],
        },
        // What the template makes of settings is known to it alone.
        MachineFile::Service(service) | MachineFile::For(service) => {
            vec![Key::service(service, Field::Type)]
        }
        MachineFile::Root | MachineFile::Snapshot | MachineFile::Other(_) => Vec::new(),
    }
}

fn indexed(machine: &MachinePlan, effect: &Effect) -> impl Iterator<Item = Key> {
    machine.effects.get(effect).into_iter().flatten().cloned()
}

/// Why an option of the firewall names ports: what more than one of them has in common is told of the first.
fn openings(machine: &MachinePlan, to: &To, option: &str) -> Vec<Key> {
    let protocol = match option {
        "allowedTCPPorts" => Protocol::Tcp,
        "allowedUDPPorts" => Protocol::Udp,
        _ => return Vec::new(),
    };
    let mut keys: Vec<Key> = Vec::new();
    for (opening, because) in &machine.openings {
        if opening.to == *to && opening.protocol == protocol {
            keys.extend(because.iter().cloned());
        }
    }
    // Everybody's ssh is there anyway.
    keys.sort_by_key(|key| key.field == Field::Caretakers);
    keys
}

/// Whether a change of a key may change a module of a machine.
pub fn may_change(key: &Key, file: &MachineFile) -> bool {
    let of_service = key.service_name().is_some();
    let of_mesh =
        key.table == Table::Network || matches!(key.field, Field::Public | Field::MeshKey);
    let of_placement = matches!(key.field, Field::Type | Field::Machine | Field::Machines);
    // These are in every module.
    let everywhere = matches!(
        (&key.table, &key.field),
        (Table::Collective, Field::Domain | Field::Name)
            | (Table::Nixos, Field::Release)
            | (Table::Policy, Field::Secrets)
    );
    everywhere
        || match file {
            MachineFile::Root => {
                of_mesh
                    || of_placement
                    || matches!(
                        key.field,
                        Field::Domain | Field::Modules | Field::Nixos | Field::Option(_)
                    )
            }
            // Whether there are secrets is said here.
            MachineFile::Base => {
                of_placement
                    || matches!(
                        key.field,
                        Field::Hardware
                            | Field::KeepLogsDays
                            | Field::System
                            | Field::StateVersion
                            | Field::MeshKey
                    )
            }
            MachineFile::Access => matches!(
                key.field,
                Field::Caretakers | Field::Status | Field::Groups | Field::For
            ),
            MachineFile::Network => of_mesh || of_service,
            MachineFile::Web => {
                let policy = matches!(key.field, Field::Contact | Field::KeepLogsDays);
                of_mesh || of_service || policy
            }
            // Addresses, the machine's kind, whom it is behind.
            MachineFile::Service(service) | MachineFile::For(service) => {
                key.service_name() == Some(service) || of_mesh || key.field == Field::System
            }
            MachineFile::Snapshot | MachineFile::Other(_) => true,
        }
}

/// Whether what a key says stands in files that all machines share, and that no machine carries: `collective.nix`
/// (accounts with their keys, host keys, the mesh) and `flake.nix`.
pub fn is_shared(key: &Key) -> bool {
    matches!(key.table, Table::Member(_) | Table::Nixos | Table::Network)
        || matches!(
            key.field,
            Field::HostKey | Field::DeployHost | Field::MeshKey | Field::Public
        )
}
