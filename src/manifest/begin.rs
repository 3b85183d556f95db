//! The first manifest of a collective: what `coloc init` writes. Its comments teach what comes next.

mod called;

pub use called::{capitals, slug, title};

use super::literal::{key, text};

/// Release of NixOS that a new collective begins with.
pub const RELEASE: &str = "26.05";

/// The few facts that a manifest begins with, as somebody typed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// `collective.name`
    pub name: String,
    /// `collective.title`
    pub title: String,
    /// `collective.domain`
    pub domain: String,
    /// `collective.contact`
    pub contact: String,
    /// `collective.language`
    pub language: String,
    /// The first member's account.
    pub member: String,
    /// The first member's name.
    pub member_name: String,
    /// The first member's public key.
    pub ssh_key: String,
    /// The first site.
    pub site: String,
    /// The first machine.
    pub machine: String,
    /// What that machine is.
    pub hardware: String,
    /// Its processor and system.
    pub system: String,
    /// `nixos.release`
    pub release: String,
}

impl Default for Beginning {
    /// Facts without a mistake, to try others in their place. They are nobody's, and never written.
    fn default() -> Self {
        Self {
            name: "nobody".to_owned(),
            title: "Nobody".to_owned(),
            domain: "nobody.example".to_owned(),
            contact: "nobody@nobody.example".to_owned(),
            language: "en".to_owned(),
            member: "somebody".to_owned(),
            member_name: "Somebody".to_owned(),
            ssh_key:
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG5LrN4eAWY2WXVGJ4CyNQqQ1WIRkgNIjF1ifY2gj2+4"
                    .to_owned(),
            site: "somewhere".to_owned(),
            machine: "something".to_owned(),
            hardware: "pc".to_owned(),
            system: "x86_64-linux".to_owned(),
            release: RELEASE.to_owned(),
        }
    }
}

impl Beginning {
    /// The whole `coloc.toml`. Values are quoted as TOML wants it, whatever they hold; comments hold none of them.
    pub fn manifest(&self) -> String {
        let nixpkgs = format!("github:NixOS/nixpkgs/nixos-{}", self.release);
        let kind = match self.hardware.as_str() {
            "vps" => "cloud",
            "dedicated" => "datacenter",
            _ => "home",
        };
        // The examples are somebody else, and something else.
        let other = |usual: &'static str, otherwise, own: &str| {
            if own == usual { otherwise } else { usual }
        };
        format!(
            r#"# Who we are, where our machines stand, and what runs on them.
#
# Change this file, then run:
#   coloc check       what is wrong, or could go wrong
#   coloc generate    writes the NixOS modules and the flake
#
# Lines that begin with `# ` are for people. Lines that begin with `#` alone are examples: take the
# `#` away, and put in what is yours. `coloc schema --format markdown` explains every table and key.
#
# When this file gets long, move tables into files of their own, as you like: members/bruno.toml,
# machines/brioche.toml, services/nuage.toml. All of them are read as one.

[collective]
name = {name} # short, for good: addresses are made from it
title = {title}
domain = {domain} # machines and services live under it
contact = {contact} # for certificates, and for people who have a complaint
language = {language} # of pages for members: "en" or "fr"

[nixos]
release = {release} # what all machines run; a new one comes out in May and in November
inputs.nixpkgs = {nixpkgs}

# What you ask of yourselves: `coloc check` warns where it is not met. These numbers hold as long as
# you give no others.
[policy]
#caretakers-per-machine = 2 # people who can enter and repair each machine
#caretakers-per-service = 2 # people who look after each service
#backup-copies = 2 # copies of each service's data on other machines
#backup-other-site = true # one of them in another house


# ---- People --------------------------------------------------------------------------------------

[members.{member}]
name = {member_name}
ssh-keys = [{ssh_key}] # public keys only

# A second one, so that every machine has two caretakers. The key is the line in the file
# ~/.ssh/id_ed25519.pub on their computer; `ssh-keygen` makes one.
#[members.{friend}]
#name = "…"
#ssh-keys = ["ssh-ed25519 AAAA… {friend}@laptop"]


# ---- Places and machines -------------------------------------------------------------------------

[sites.{site}]
keeper = {member_text} # who can open the door
kind = "{kind}" # home, third-place, datacenter or cloud
#ipv4 = "198.51.100.7" # its public address, as https://ifconfig.me shows it there
#upload = "20 Mbit/s"

[machines.{machine}]
site = {site_text}
system = {system}
hardware = {hardware} # pc, raspberry-pi, vps, dedicated or vm
caretakers = [{member_text}] # an account with their keys, and root by sudo
#memory = "8 GiB" # with these two, coloc says when services do not fit
#disk = "500 GB"
#public = true # the internet reaches it, directly or by ports that the box forwards
#mesh-key = "…" # what `wg pubkey` prints there: needed as soon as there are two machines

# A module for its disks and its boot loader. On the machine, run
#   nixos-generate-config --show-hardware-config
# and put what it prints into a file here.
#modules = [{module}]

# A second machine.
#[machines.{second}]
#site = {site_text}
#system = "aarch64-linux"
#hardware = "raspberry-pi"
#caretakers = [{member_text}]


# ---- Services ------------------------------------------------------------------------------------

# `coloc catalog` lists what there is, and `coloc catalog nextcloud` what can be set.
#[services.nuage]
#type = "nextcloud"
#machine = {machine_text}
#caretakers = [{member_text}]
#for = "members" # or a list of groups, or "public"
#backup = ["{second}"] # machines that receive copies of its data
"#,
            friend = other("bruno", "chloe", &self.member),
            second = other("brioche", "citron", &self.machine),
            name = text(&self.name),
            title = text(&self.title),
            domain = text(&self.domain),
            contact = text(&self.contact),
            language = text(&self.language),
            release = text(&self.release),
            nixpkgs = text(&nixpkgs),
            member = key(&self.member),
            member_text = text(&self.member),
            member_name = text(&self.member_name),
            ssh_key = text(&self.ssh_key),
            site = key(&self.site),
            site_text = text(&self.site),
            machine = key(&self.machine),
            machine_text = text(&self.machine),
            module = text(&format!("hardware/{}.nix", self.machine)),
            system = text(&self.system),
            hardware = text(&self.hardware),
        )
    }
}
