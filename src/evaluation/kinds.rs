//! The kinds of errors that Nix and NixOS' module system give, by the words in them, and what they mean for people.

use camino::Utf8Path;

use super::place::{Mention, Origin, steps};
use super::problem::{Complaint, not_found, quoted_option, sentence};
use crate::emit::paths;
use crate::nix::log::NixError;

/// A kind of error.
struct Kind {
    /// Words that stand in its message, of any Nix and nixpkgs.
    words: &'static [&'static str],
    /// What is wrong; `M` is the machine, `O` the option, `F` the file, `Q` what the message has in quotes.
    what: &'static str,
    /// Whether the message adds to that.
    tells_more: bool,
    /// The way out.
    help: &'static str,
}

const KINDS: &[Kind] = &[
    Kind {
        words: &["does not exist. Definition values:"],
        what: "`M` sets `O`, which is no option of this NixOS",
        tells_more: false,
        help: "The options of NixOS are listed at https://search.nixos.org/options.",
    },
    Kind {
        words: &["is not of type"],
        what: "`M` sets `O` to something of the wrong kind",
        tells_more: false,
        help: "https://search.nixos.org/options has an example for most options.",
    },
    Kind {
        words: &[
            "was accessed but has no value defined",
            "is used but not defined",
        ],
        what: "`M` needs a value for `O`, and nothing gives it one",
        tells_more: false,
        help: "Set it in the `nixos` table of the service or of the machine.",
    },
    Kind {
        words: &["has conflicting definition", "is defined multiple times"],
        what: "`M` sets `O` twice, and not to the same",
        tells_more: false,
        help: "Keep one of the two; in a module written by hand, `lib.mkForce` makes one win.",
    },
    Kind {
        words: &["infinite recursion", "max-call-depth exceeded"],
        what: "the configuration of `M` goes in circles: a value is made from itself",
        tells_more: false,
        help: "Look at the module that is shown: it computes an option, or its `imports`, from `config` of the same.",
    },
    Kind {
        words: &["'allow-import-from-derivation' is disabled"],
        what: "`M` needs something to be built before Nix can say more",
        tells_more: false,
        help: "`coloc check` builds nothing: a build runs code of whoever wrote it. If you trust it, ask Nix yourself: \
               `nix eval .#nixosConfigurations.M.config.system.build.toplevel.drvPath`.",
    },
    Kind {
        words: &[
            "unable to download",
            "program 'git' failed",
            "hg failed",
            "Failed to fetch git repository",
        ],
        what: "`M` wants to download something: `Q`",
        tells_more: false,
        help: "`coloc check` opens no connection. If you trust the address, let Nix download it once: \
               `nix eval .#nixosConfigurations.M.config.system.build.toplevel.drvPath`.",
    },
    Kind {
        words: &["is forbidden in pure eval", "in pure evaluation mode"],
        what: "`M` wants something from outside of the repository, which may differ from computer to computer",
        tells_more: true,
        help: "Put files into the repository, and name them by a path relative to the module; give downloads a hash.",
    },
    Kind {
        words: &["No such file or directory", "does not exist"],
        what: "`M` names a file that is not there: `F`",
        tells_more: false,
        help: "Correct the path, or add the file.",
    },
    Kind {
        words: &["syntax error"],
        what: "a module of `M` is not Nix",
        tells_more: true,
        help: "Mend the place that is shown, or what stands just before it.",
    },
    Kind {
        words: &["undefined variable"],
        what: "a module of `M` uses a name that nobody defined",
        tells_more: true,
        help: "Correct the name. What a module takes from NixOS stands in its first line: `{ config, lib, pkgs, ... }:`.",
    },
];

/// Its message says only that an attribute is missing.
const ARGUMENT: Kind = Kind {
    words: &["is not externally provided"],
    what: "a module of `M` asks NixOS for something that it does not give",
    tells_more: true,
    help: "What stands in a module's first line comes from NixOS: `config`, `lib`, `pkgs`, `options`, `modulesPath`, \
           and `inputs`, the flake's inputs. Correct the name there.",
};

const OTHER: Kind = Kind {
    words: &[],
    what: "Nix cannot work out `M`",
    tells_more: true,
    help: "Mend the place that is shown. `--verbose` shows how Nix got there.",
};

/// What an error means for a machine.
pub(super) fn explain(machine: &str, error: &NixError, origin: &Origin) -> Complaint {
    let message = &error.message;
    let has = |kind: &Kind, text: &str| kind.words.iter().any(|words| text.contains(words));
    let kind = KINDS.iter().find(|kind| has(kind, message));
    let argument = || {
        error
            .trace
            .iter()
            .any(|frame| has(&ARGUMENT, &frame.what))
            .then_some(&ARGUMENT)
    };
    let kind = kind.or_else(argument).unwrap_or(&OTHER);
    // The option that the message names, or the innermost one that was being evaluated.
    let evaluated = || {
        let mut frames = error.trace.iter();
        frames.find_map(|frame| quoted_option(&frame.what, "while evaluating the option `"))
    };
    let option = quoted_option(message, "option `").or_else(evaluated);
    let name = option
        .as_ref()
        .map(|names| crate::emit::nix::path(names.iter().map(String::as_str)));
    let file = not_found(message, origin);
    // What git was asked for stands in the trace alone.
    let fetching = error
        .trace
        .iter()
        .find(|frame| frame.what.contains("while fetching the input '"));
    let quoted = fetching
        .map_or(message.as_str(), |frame| &frame.what)
        .split('\'')
        .nth(1);
    let quoted = quoted.and_then(|address| address.split('?').next());
    let fill = |text: &str| {
        let or = |name: Option<&str>, other: &str| {
            name.map_or_else(|| other.to_owned(), |name| format!("`{name}`"))
        };
        // What is quoted comes last: it may look like one of the marks.
        text.replace("`M`", &format!("`{machine}`"))
            .replace(".M.", &format!(".{machine}."))
            .replace("`O`", &or(name.as_deref(), "an option"))
            .replace(
                "`F`",
                &or(file.as_deref().or(quoted), "its name is not known"),
            )
            .replace("`Q`", &or(quoted, "its address is not known"))
    };
    let mut what = fill(kind.what);
    if let Some(first) = what.get(..1).map(str::to_uppercase) {
        what.replace_range(..1, &first);
    }
    let shortened = origin.shorten(message);
    let wanted = shortened
        .split_once("is not of type `")
        .and_then(|(_, rest)| rest.split_once('\''));
    let message = match wanted {
        Some((wanted, _)) => format!("{what}. NixOS wants: {wanted}."),
        None if kind.tells_more => format!("{what}: {}", sentence(&shortened)),
        None => format!("{what}."),
    };
    let near = shortened
        .split_once("Did you mean ")
        .map(|(_, near)| format!("Did you mean {}", sentence(near.trim_end_matches('?'))));
    let near = near.map(|near| format!("{}? ", near.trim_end_matches('.')));
    Complaint {
        message,
        help: format!("{}{}", near.unwrap_or_default(), fill(kind.help)),
        option,
        mentions: mentions(error, origin),
        words: String::new(),
        file: file.and_then(|path| Utf8Path::new(&path).file_name().map(str::to_owned)),
    }
}

/// The files that the message names; if it names none, the innermost place that the error has been through.
fn mentions(error: &NixError, origin: &Origin) -> Vec<Mention> {
    let own = error.place.as_ref().and_then(|place| origin.mention(place));
    if let Some(own) = own {
        return vec![own];
    }
    let mentions = origin.mentions(&error.message);
    if !mentions.is_empty() {
        return mentions;
    }
    // Every evaluation begins in these; they tell nothing of where it went wrong.
    let begins = |path: &str| {
        path == "flake.nix" || path == paths::OUTPUTS || path.starts_with(paths::CARRIED)
    };
    let ways: Vec<Mention> = steps(origin, error)
        .into_iter()
        .filter(|way| !begins(way.path.as_str()))
        .collect();
    // A step with a line says more than one without, in the same file.
    let first = ways.first().map(|first| {
        let mut same = ways.iter().filter(|way| way.path == first.path);
        same.find(|way| way.at.is_some()).unwrap_or(first)
    });
    first.cloned().into_iter().collect()
}
