//! What `coloc init` is given.

use camino::Utf8PathBuf;
use clap::Args;

use crate::cli::complete::Known;
use crate::cli::formats;
use crate::manifest::types::{Hardware, Language, System};

const EXAMPLES: &str = "\
Examples:
  coloc init                        asks for what it needs, and writes coloc.toml here
  coloc init les-lilas              the same, in the folder les-lilas
  coloc init les-lilas --domain les-lilas.example --contact bonjour@les-lilas.example \\
      --member alice --ssh-key ~/.ssh/id_ed25519.pub";

/// Begin a collective: write a first manifest.
///
/// Asks for the few facts that are needed, or takes them from flags, and writes one commented coloc.toml. Never writes
/// over anything.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
    /// The collective's folder; created if it is missing.
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub folder: Utf8PathBuf,

    /// The collective's short name: small letters, digits and `-`; the folder's if not given.
    #[arg(long)]
    pub name: Option<String>,

    /// Its name, as people say it.
    #[arg(long)]
    pub title: Option<String>,

    /// The domain under which its machines and services live.
    #[arg(long)]
    pub domain: Option<String>,

    /// Mail address for certificate authorities and complaints.
    #[arg(long, value_name = "EMAIL")]
    pub contact: Option<String>,

    /// Language of pages for members: `en` or `fr`.
    #[arg(long, value_parser = Known(|| Language::WORDS.to_vec()), hide_possible_values = true)]
    pub language: Option<String>,

    /// The first member's account on the machines.
    #[arg(long, value_name = "ACCOUNT")]
    pub member: Option<String>,

    /// The first member's name, as people say it.
    #[arg(long, value_name = "NAME")]
    pub member_name: Option<String>,

    /// The first member's public ssh key, or the path of its `.pub` file.
    // A private key begins with `-----`: taken as a value, so that it is refused without being shown.
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub ssh_key: Option<String>,

    /// The first place where a machine stands.
    #[arg(long, value_name = "NAME")]
    pub site: Option<String>,

    /// The first machine.
    #[arg(long, value_name = "NAME")]
    pub machine: Option<String>,

    /// What it is: `pc`, `raspberry-pi`, `vps`, `dedicated` or `vm`.
    #[arg(long, value_parser = Known(|| Hardware::WORDS.to_vec()), hide_possible_values = true)]
    pub hardware: Option<String>,

    /// Its processor: `x86_64-linux` or `aarch64-linux`; that of this computer if not given.
    #[arg(long, value_parser = Known(|| System::WORDS.to_vec()), hide_possible_values = true)]
    pub system: Option<String>,

    /// Release of NixOS, such as `26.05`.
    #[arg(long)]
    pub release: Option<String>,

    /// Ask nothing: take what would be offered, your account and your `~/.ssh/id_ed25519.pub` too.
    #[arg(short, long)]
    pub yes: bool,
}
