//! Names that are no options: what was meant?

use super::problem::{Fault, Problem, path};
use super::spot::Spot;
use super::walk::Walk;
use crate::options::near::Near;
use crate::options::value::{Attribute, Key, Kind, Value};

/// With modules that nobody here can read, a name is wrong only if it is as near as this to an option.
const TYPO: f32 = 0.24;

/// For so many unknown names of a machine it is looked for what was meant: more are no slips of a pen.
const SOUGHT: usize = 100;

/// Finds what is wrong with a name that no tree has.
pub(super) fn report(walk: &mut Walk<'_>, spot: Spot<'_>, attribute: &Attribute) {
    let names = walk.names.clone();
    let mut rest = rest(&attribute.value);
    let option = path(&names);
    let mut nearest = Vec::new();
    walk.unknown += 1;
    let sought = walk.unknown <= SOUGHT;
    // What stands below may be no options any more: then less of it tells more.
    for length in [rest.len(), 1, 0] {
        if !sought || length > rest.len() || is_near(&nearest) {
            continue;
        }
        let whole: Vec<&str> = names
            .iter()
            .chain(rest.iter().take(length))
            .map(String::as_str)
            .collect();
        let mut found = walk.against.meant.near(walk.against.index, &whole);
        // A name that stands for any name, or an old name of something above, may give the very path back.
        found.retain(|it| it.path != option && !it.path.starts_with(&format!("{option}.")));
        let nearer = |one: &Near, other: &Near| one.distance < other.distance;
        let better = match (found.first(), nearest.first()) {
            (Some(one), Some(other)) => nearer(one, other),
            (one, _) => one.is_some(),
        };
        if better {
            nearest = found;
            rest.truncate(length);
        }
    }
    let known = own_names(spot, &names);
    let close = |it: &Near| match names.as_slice() {
        // Services and programs have names that may be much alike: `services.bird`, `services.bind`.
        [_, last] if last.len() < 6 => it.distance <= 0.5 && is_exchange(last, &it.path),
        _ => it.distance <= TYPO || is_slip(&names, &it.path),
    };
    let typo = nearest.first().is_some_and(close) || !known.is_empty();
    if walk.open && !typo {
        return;
    }
    nearest.retain(|it| it.distance <= 0.7);
    let outer = walk.path(&[]);
    let whole = |inner: String| match outer.as_str() {
        "" => inner,
        outer => format!("{outer}.{inner}"),
    };
    let mut meant: Vec<String> = known;
    meant.extend(nearest.into_iter().map(|it| shortened(it.path, &rest)));
    meant.dedup();
    meant.truncate(3);
    let meant: Vec<String> = meant.into_iter().map(whole).collect();
    let option = walk.path(&names);
    let ask = match meant.as_slice() {
        [] => String::new(),
        [one] => format!(" Did you mean `{one}`?"),
        [one, two] => format!(" Did you mean `{one}` or `{two}`?"),
        [one, two, three, ..] => format!(" Did you mean `{one}`, `{two}` or `{three}`?"),
    };
    let older = walk.against.is_older();
    let doubt = if older { " that coloc knows of" } else { "" };
    let mut help = match meant.first() {
        Some(one) => format!("If it is a slip of the pen, write `{one}`. "),
        None => {
            "Look the option up in the list of NixOS' options: https://search.nixos.org/options. "
                .to_owned()
        }
    };
    help.push_str(if older {
        "coloc's built-in list is of 24.11 and 26.05, and your release may have it all the same: \
         `coloc option import FILE` makes coloc use the list of your release."
    } else {
        "If a module of another flake declares it, it must be imported here."
    });
    walk.problem(Problem {
        fault: Fault::UnknownOption,
        file: walk.file.to_owned(),
        range: attribute.name_range.clone(),
        message: format!("NixOS has no option `{option}`{doubt}.{ask}"),
        help,
        option,
        related: Vec::new(),
        doubtful: older,
    });
}

/// Whether the first is so near that it must be meant.
fn is_near(nearest: &[Near]) -> bool {
    nearest.first().is_some_and(|it| it.distance <= TYPO)
}

/// Whether the last of the names is one slip away from the same name of a path, and all before it are the same.
fn is_slip(names: &[String], meant: &str) -> bool {
    let Some((last, above)) = names.split_last() else {
        return false;
    };
    let start = match above {
        [] => String::new(),
        above => path(above) + ".",
    };
    last.len() >= 3
        && meant.strip_prefix(&start).is_some_and(|rest| {
            let name = rest.split('.').next().unwrap_or(rest);
            strsim::damerau_levenshtein(name, last) == 1
        })
}

/// Whether the second name of a path has the same letters in another order.
fn is_exchange(name: &str, meant: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    meant
        .split('.')
        .nth(1)
        .is_some_and(|meant| letters(meant) == letters(name))
}

/// The names below a value, as long as there is one only.
fn rest(mut value: &Value) -> Vec<String> {
    let mut rest = Vec::new();
    loop {
        value = match &value.kind {
            Kind::If(inner) | Kind::Override(_, inner) | Kind::Order(inner) => inner,
            Kind::Set { attributes, .. } if rest.len() < 8 => match attributes.as_slice() {
                [
                    Attribute {
                        name: Key::Name(name),
                        value,
                        ..
                    },
                    ..,
                ] => {
                    rest.push(name.clone());
                    value
                }
                _ => return rest,
            },
            _ => return rest,
        };
    }
}

/// A path without the names at its end that were not asked for.
fn shortened(path: String, rest: &[String]) -> String {
    let mut short = path.as_str();
    for name in rest.iter().rev() {
        let quoted = crate::options::near::quoted(name);
        match short
            .strip_suffix(&quoted)
            .and_then(|it| it.strip_suffix('.'))
        {
            Some(shorter) => short = shorter,
            None => return path,
        }
    }
    short.to_owned()
}

/// Names of the repository's own options beside this one that are nearly the same.
fn own_names(spot: Spot<'_>, names: &[String]) -> Vec<String> {
    let (Some(own), Some((name, above))) = (spot.own, names.split_last()) else {
        return Vec::new();
    };
    let near = own.below.keys().filter(|known| {
        name.len() > 3 && strsim::damerau_levenshtein(known, name) <= 1 + name.len() / 8
    });
    near.take(1)
        .map(|known| {
            let names: Vec<String> = above.iter().chain([known]).cloned().collect();
            path(&names)
        })
        .collect()
}
