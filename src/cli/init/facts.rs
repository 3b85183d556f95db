//! The facts that a collective begins with: how each is asked for, what is offered, where it comes from.

use super::Arguments;
use super::around::Surroundings;
use crate::manifest::begin::{Beginning, RELEASE, capitals, slug, title};
use crate::manifest::types::{Hardware, Language, System};
use crate::say;
use crate::words::{Text, Words};

/// One fact.
pub struct Fact {
    /// Its flag.
    pub flag: &'static str,
    /// What somebody is asked.
    pub question: fn(&Words) -> Text,
    /// What was given on the command line.
    pub given: fn(&Arguments) -> Option<&String>,
    /// What is offered, from the facts before it and what is known otherwise.
    pub offer: fn(&Beginning, &Surroundings) -> Option<String>,
    /// Its place.
    pub slot: fn(&mut Beginning) -> &mut String,
}

/// All facts, in the order in which they are asked for.
pub const FACTS: &[Fact] = &[
    Fact {
        flag: "--name",
        question: |words| say!(words, "init-name"),
        given: |a| a.name.as_ref(),
        offer: |_, around| slug(&around.folder),
        slot: |b| &mut b.name,
    },
    Fact {
        flag: "--title",
        question: |words| say!(words, "init-title"),
        given: |a| a.title.as_ref(),
        offer: |b, around| Some(title(&b.name, &around.folder)),
        slot: |b| &mut b.title,
    },
    Fact {
        flag: "--domain",
        question: |words| say!(words, "init-domain"),
        given: |a| a.domain.as_ref(),
        offer: |_, _| None,
        slot: |b| &mut b.domain,
    },
    Fact {
        flag: "--contact",
        question: |words| say!(words, "init-contact"),
        given: |a| a.contact.as_ref(),
        offer: |_, _| None,
        slot: |b| &mut b.contact,
    },
    Fact {
        flag: "--language",
        question: |words| say!(words, "init-language"),
        given: |a| a.language.as_ref(),
        offer: |_, around| Some(around.language.unwrap_or(Language::En).as_str().to_owned()),
        slot: |b| &mut b.language,
    },
    Fact {
        flag: "--member",
        question: |words| say!(words, "init-member"),
        given: |a| a.member.as_ref(),
        offer: |_, around| slug(around.user.as_ref()?),
        slot: |b| &mut b.member,
    },
    Fact {
        flag: "--member-name",
        question: |words| say!(words, "init-member-name"),
        given: |a| a.member_name.as_ref(),
        offer: |b, _| Some(capitals(&b.member)),
        slot: |b| &mut b.member_name,
    },
    Fact {
        flag: "--ssh-key",
        question: |words| say!(words, "init-ssh-key"),
        given: |a| a.ssh_key.as_ref(),
        offer: |_, around| around.key.clone(),
        slot: |b| &mut b.ssh_key,
    },
    Fact {
        flag: "--site",
        question: |words| say!(words, "init-site"),
        given: |a| a.site.as_ref(),
        offer: |b, _| Some(if b.language == "fr" { "maison" } else { "home" }.to_owned()),
        slot: |b| &mut b.site,
    },
    Fact {
        flag: "--machine",
        question: |words| say!(words, "init-machine"),
        given: |a| a.machine.as_ref(),
        offer: |b, _| {
            Some(
                if b.language == "fr" {
                    "serveur"
                } else {
                    "server"
                }
                .to_owned(),
            )
        },
        slot: |b| &mut b.machine,
    },
    Fact {
        flag: "--hardware",
        question: |words| say!(words, "init-hardware"),
        given: |a| a.hardware.as_ref(),
        offer: |_, _| Some(Hardware::Pc.as_str().to_owned()),
        slot: |b| &mut b.hardware,
    },
    Fact {
        flag: "--system",
        question: |words| say!(words, "init-system"),
        given: |a| a.system.as_ref(),
        offer: |b, _| Some(system(&b.hardware).as_str().to_owned()),
        slot: |b| &mut b.system,
    },
    Fact {
        flag: "--release",
        question: |words| say!(words, "init-release"),
        given: |a| a.release.as_ref(),
        offer: |_, _| Some(RELEASE.to_owned()),
        slot: |b| &mut b.release,
    },
];

/// A Raspberry Pi's, or that of this computer.
fn system(hardware: &str) -> System {
    if hardware == Hardware::RaspberryPi.as_str() || std::env::consts::ARCH == "aarch64" {
        System::Arm
    } else {
        System::X86
    }
}
