//! The tables of the manifest: their keys, what these may hold, and what stands without them. Their docstrings are the
//! reference that `coloc schema --format markdown` prints.

use super::types::{
    AgeKey, Audience, Backend, Count, Date, DeployHost, Domain, Email, Free, Hardware, Inputs,
    Ipv4, Ipv6, Language, MeshPrefix, Name, Port, Rate, Release, RepoPath, SiteKind, Size, SshKey,
    Status, System, Text, WireGuardKey,
};
use crate::source::Spanned;
use crate::table;

/// A list of references to other tables, or of texts.
type List<T> = Vec<Spanned<T>>;

table! {
    /// The group of people itself. There is exactly one.
    CollectiveTable {
        /// Short name, used for generated names and for the mesh's addresses.
        name: Name = "name" (required),
        /// The name as people say it.
        title: Text = "title" (derived "the name"),
        /// The domain under which machines and services live.
        domain: Domain = "domain" (required),
        /// Mail address for certificate authorities and abuse reports.
        contact: Email = "contact" (required),
        /// Language of pages for members.
        language: Language = "language" (default Language::En),
    }
}

table! {
    /// Which NixOS the machines run.
    NixosTable {
        /// Release of NixOS: the default of `state-version`, and what options are checked against.
        release: Release = "release" (required),
        /// Inputs of the generated flake. `nixpkgs` is needed; others are yours to use in your own modules.
        inputs: Inputs = "inputs" (required),
    }
}

table! {
    /// What the collective asks of itself. Findings tell where it is not met.
    PolicyTable {
        /// How many people should be able to care for each machine.
        caretakers_per_machine: Count = "caretakers-per-machine" (default Count(2)),
        /// How many people should be able to care for each service.
        caretakers_per_service: Count = "caretakers-per-service" (default Count(2)),
        /// How many copies of a service's data should exist outside of its own machine.
        backup_copies: Count = "backup-copies" (default Count(2)),
        /// Whether at least one copy must be at another site.
        backup_other_site: bool = "backup-other-site" (default true),
        /// After how many days a restore should have been tried again. For people: coloc does not watch it yet.
        restore_drill_days: Count = "restore-drill-days" (default Count(180)),
        /// For how many days machines keep their logs, which say who visited: those of nginx, and the journal. 0: for good.
        keep_logs_days: Count = "keep-logs-days" (default Count(14)),
        /// How secrets reach the machines: sops-nix, agenix, or plain files.
        secrets: Backend = "secrets" (default Backend::Sops),
    }
}

table! {
    /// The private network between the machines, and the way in from the internet.
    NetworkTable {
        /// Prefix of the WireGuard mesh's addresses: private IPv6 addresses (RFC 4193), 64 bits.
        mesh: MeshPrefix = "mesh" (derived "derived from the collective's name"),
        /// UDP port of the mesh, the same on all machines.
        mesh_port: Port = "mesh-port" (default Port(51820)),
        /// Public machines that pass web traffic on, over the mesh, to services on machines that are not public.
        ingress: List<Name> = "ingress" (derived "all public machines"),
    }
}

table! {
    /// A place where machines stand.
    SiteTable {
        /// What people call it.
        title: Text = "title" (derived "the name"),
        /// The member who can open the door.
        keeper: Name = "keeper",
        /// What power hangs on: sites with the same word lose power together. For people; changes no machine.
        power: Name = "power" (derived "the site itself"),
        /// What the internet line hangs on (the provider): sites with the same word lose it together. For people; changes
        /// no machine.
        uplink: Name = "uplink" (derived "the site itself"),
        /// What kind of place it is.
        kind: SiteKind = "kind" (default SiteKind::Home),
        /// Its public IPv4 address.
        ipv4: Ipv4 = "ipv4",
        /// Its public IPv6 address or prefix.
        ipv6: Ipv6 = "ipv6",
        /// Whether its machines are behind a box that translates addresses.
        nat: bool = "nat" (derived "true for homes, false otherwise"),
        /// How fast it can send. For people; changes no machine.
        upload: Rate = "upload",
    }
}

table! {
    /// A person.
    MemberTable {
        /// The name as people say it.
        name: Text = "name" (required),
        /// Where mail reaches them. For people; changes no machine.
        email: Email = "email",
        /// OpenSSH public keys: one line of a `.pub` file each.
        ssh_keys: List<SshKey> = "ssh-keys" (empty),
        /// age public keys, for reading shared secrets. coloc checks them; `.sops.yaml` is written by hand so far.
        age_keys: List<AgeKey> = "age-keys" (empty),
        /// Groups they belong to.
        groups: List<Name> = "groups" (empty),
        /// `leaving` keeps everything until the date in `until`; `left` has no access anywhere, and keeps name and
        /// numbers so that nobody else gets them.
        status: Status = "status" (default Status::Active),
        /// The day they joined. For people; changes no machine.
        joined: Date = "joined",
        /// The last day of a member who is leaving.
        until: Date = "until",
    }
}

table! {
    /// Some members together. Who belongs to it stands at each member.
    GroupTable {
        /// What people call it.
        title: Text = "title" (derived "the name"),
    }
}

table! {
    /// A computer.
    MachineTable {
        /// Where it stands.
        site: Name = "site" (required),
        /// Its processor and system.
        system: System = "system" (derived "aarch64-linux for a raspberry-pi, x86_64-linux otherwise"),
        /// What it is.
        hardware: Hardware = "hardware" (default Hardware::Pc),
        /// Members who administer it: an account with their keys, and root by sudo.
        caretakers: List<Name> = "caretakers" (empty),
        /// How much memory it has.
        memory: Size = "memory",
        /// How much disk it has.
        disk: Size = "disk",
        /// Its ssh host key, public: `ssh-keyscan -t ed25519 HOST`.
        host_key: SshKey = "host-key",
        /// Its WireGuard public key: `wg pubkey`. Without one it is not on the mesh.
        mesh_key: WireGuardKey = "mesh-key",
        /// Whether it takes traffic from the internet, directly or by forwarded ports.
        public: bool = "public" (default false),
        /// The release with which it was installed. Never raise it with an upgrade; `coloc.lock` keeps it.
        state_version: Release = "state-version" (derived "nixos.release at the first generate"),
        /// What ssh is given to reach it.
        deploy_host: DeployHost = "deploy-host" (derived "NAME.domain"),
        /// NixOS modules written by hand: disks, boot loader, hardware.
        modules: List<RepoPath> = "modules" (empty),
        /// Plain options of NixOS.
        nixos: Free = "nixos" (empty),
    }
}

table! {
    /// A service that the collective offers.
    ServiceTable {
        /// Which entry of the catalog it is: `coloc catalog` lists them.
        r#type: Name = "type" (required),
        /// The machine that it runs on.
        machine: Name = "machine",
        /// The machines that it runs on, where its type allows several.
        machines: List<Name> = "machines",
        /// Its address, if it is a web service.
        domain: Domain = "domain" (derived "NAME.domain"),
        /// Members who look after it.
        caretakers: List<Name> = "caretakers" (empty),
        /// Who may use it: a list of groups, "members" (all active ones) or "public".
        audience: Audience = "for" (default Audience::Members),
        /// Machines that are to receive copies of its data. coloc checks the plan; it does not make the copies yet.
        backup: List<Name> = "backup" (empty),
        /// Settings of its type: `coloc catalog TYPE` lists them.
        settings: Free = "settings" (derived "the type's"),
        /// Plain options of NixOS.
        nixos: Free = "nixos" (empty),
    }
}
