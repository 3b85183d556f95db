//! The facts that a collective begins with: how each is asked for, what is offered, where it comes from.

use super::Arguments;
use crate::manifest::begin::{Beginning, RELEASE};
use crate::manifest::types::{Hardware, Language, Name, System};

/// What is known of the person, the folder and the computer.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The folder's name.
    pub folder: String,
    /// The account's name.
    pub user: Option<String>,
    /// Path of a public key.
    pub key: Option<String>,
    /// What the person speaks.
    pub language: Option<Language>,
}

/// One fact.
pub struct Fact {
    /// Its flag.
    pub flag: &'static str,
    /// What somebody is asked.
    pub question: &'static str,
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
        question: "A short name for your collective, for good (small letters, digits and -)",
        given: |a| a.name.as_ref(),
        offer: |_, around| slug(&around.folder),
        slot: |b| &mut b.name,
    },
    Fact {
        flag: "--title",
        question: "Its name, as people say it",
        given: |a| a.title.as_ref(),
        offer: |b, around| Some(title(&b.name, &around.folder)),
        slot: |b| &mut b.title,
    },
    Fact {
        flag: "--domain",
        question: "Under which domain do its machines and services live?",
        given: |a| a.domain.as_ref(),
        offer: |_, _| None,
        slot: |b| &mut b.domain,
    },
    Fact {
        flag: "--contact",
        question: "A mail address for certificates and complaints",
        given: |a| a.contact.as_ref(),
        offer: |_, _| None,
        slot: |b| &mut b.contact,
    },
    Fact {
        flag: "--language",
        question: "Language of pages for members (en or fr)",
        given: |a| a.language.as_ref(),
        offer: |_, around| Some(around.language.unwrap_or(Language::En).as_str().to_owned()),
        slot: |b| &mut b.language,
    },
    Fact {
        flag: "--member",
        question: "The first member: you. Which account should you have on the machines?",
        given: |a| a.member.as_ref(),
        offer: |_, around| slug(around.user.as_ref()?),
        slot: |b| &mut b.member,
    },
    Fact {
        flag: "--member-name",
        question: "Your name, as people say it",
        given: |a| a.member_name.as_ref(),
        offer: |b, _| Some(capitals(&b.member)),
        slot: |b| &mut b.member_name,
    },
    Fact {
        flag: "--ssh-key",
        question: "Your public ssh key, or the path of its .pub file",
        given: |a| a.ssh_key.as_ref(),
        offer: |_, around| around.key.clone(),
        slot: |b| &mut b.ssh_key,
    },
    Fact {
        flag: "--site",
        question: "The first place where a machine stands: a short name",
        given: |a| a.site.as_ref(),
        offer: |b, _| Some(if b.language == "fr" { "maison" } else { "home" }.to_owned()),
        slot: |b| &mut b.site,
    },
    Fact {
        flag: "--machine",
        question: "The first machine: its name",
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
        question: "What it is (pc, raspberry-pi, vps, dedicated or vm)",
        given: |a| a.hardware.as_ref(),
        offer: |_, _| Some(Hardware::Pc.as_str().to_owned()),
        slot: |b| &mut b.hardware,
    },
    Fact {
        flag: "--system",
        question: "Its processor (x86_64-linux: Intel and AMD; aarch64-linux: ARM)",
        given: |a| a.system.as_ref(),
        offer: |b, _| Some(system(&b.hardware).as_str().to_owned()),
        slot: |b| &mut b.system,
    },
    Fact {
        flag: "--release",
        question: "Release of NixOS",
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

/// `les-trois-maisons` of `Les Trois Maisons`, if anything remains of it.
fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        match plain(character) {
            Some(letter) if letter.is_ascii_lowercase() || !slug.is_empty() => slug.push(letter),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(31);
    let slug = slug.trim_end_matches('-');
    Name::new(slug).ok().map(|name| name.to_string())
}

/// A letter without its accent, or a digit.
fn plain(character: char) -> Option<char> {
    match character {
        'a'..='z' | '0'..='9' => Some(character),
        'à' | 'á' | 'â' | 'ä' | 'å' | 'ã' => Some('a'),
        'ç' => Some('c'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'î' | 'ï' | 'í' => Some('i'),
        'ñ' => Some('n'),
        'ô' | 'ö' | 'ó' | 'õ' => Some('o'),
        'ù' | 'û' | 'ü' | 'ú' => Some('u'),
        _ => None,
    }
}

/// The folder's name, if it says more than the name that was made of it.
fn title(name: &str, folder: &str) -> String {
    if folder != name && slug(folder).as_deref() == Some(name) {
        folder.to_owned()
    } else {
        capitals(name)
    }
}

/// `Trois Maisons` of `trois-maisons`.
fn capitals(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_titles() {
        assert_eq!(
            slug("Les Trois Maisons").as_deref(),
            Some("les-trois-maisons")
        );
        assert_eq!(slug("L'été à Liège!").as_deref(), Some("l-ete-a-liege"));
        assert_eq!(slug("2e étage").as_deref(), Some("e-etage"));
        assert_eq!(slug("東京"), None);
        assert_eq!(
            slug(&"ab ".repeat(30)).map(|name| name.len() <= 31),
            Some(true)
        );
    }

    #[test]
    fn titles_are_made_of_names() {
        assert_eq!(title("trois-maisons", "trois-maisons"), "Trois Maisons");
        assert_eq!(title("l-ete", "L'Été"), "L'Été");
        assert_eq!(title("maison", "L'Été"), "Maison");
    }
}
