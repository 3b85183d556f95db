//! Templates → Nix text. The engine quotes every string by itself: what a template prints is a Nix literal, so a
//! template cannot forget to escape a value. `{{ x | safe }}` is for text that is Nix already.

use std::io::Write;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tera::{Context, Filter, Kwargs, State, Tera, Value};

use super::nix;

/// Renders templates by name.
pub struct Engine(Arc<Tera>);

/// Why a template gives no text: the template's fault, in the engine's words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

const CORE: &[(&str, &str)] = &[
    ("flake.nix", include_str!("templates/flake.nix.tera")),
    ("default.nix", include_str!("templates/default.nix.tera")),
    (
        "collective.nix",
        include_str!("templates/collective.nix.tera"),
    ),
    ("machine.nix", include_str!("templates/machine.nix.tera")),
    ("base.nix", include_str!("templates/base.nix.tera")),
    ("access.nix", include_str!("templates/access.nix.tera")),
    ("network.nix", include_str!("templates/network.nix.tera")),
    ("web.nix", include_str!("templates/web.nix.tera")),
];

/// Longest list that `range()` makes in a template: templates of a pull request must end.
const LONGEST_RANGE: i64 = 256;

/// Largest template, in bytes.
const LARGEST: usize = 256 << 10;

/// How deep anything is nested in a template of a collective's own catalog.
const DEEPEST: usize = 64;
/// Deepest nesting of loops in a template of a collective's own catalog.
const DEEPEST_LOOPS: usize = 2;

/// What templates of a collective's own catalog may do: choose, and go through lists. Whatever keeps a value and makes
/// a larger one of it, or calls other templates, could be made never to end or to fill all memory.
const TAGS: &[&str] = &[
    "if", "elif", "else", "endif", "for", "endfor", "raw", "endraw",
];

/// Longest text that a template gives, or that a filter makes, in bytes.
const LONGEST: usize = 4 << 20;

/// How long a template of a collective's own catalog may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A filter whose result is Nix text.
struct ToNix(fn(&Value) -> Result<String, tera::Error>);

impl Filter<Value, Result<Value, tera::Error>> for ToNix {
    fn call(&self, value: Value, _: Kwargs, _: &State) -> Result<Value, tera::Error> {
        (self.0)(&value).map(|text| Value::safe_string(&text))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

fn text_of(value: &Value) -> Result<&str, tera::Error> {
    value
        .as_str()
        .ok_or_else(|| tera::Error::message("this filter takes a text"))
}

impl Engine {
    /// An engine with coloc's own templates.
    pub fn new() -> Result<Self, TemplateError> {
        let mut tera = Tera::new();
        // Every template, whatever its name.
        tera.autoescape_on([""]);
        tera.set_escape_fn(|text, out| out.write_all(nix::string(text).as_bytes()));
        tera.register_filter(
            "nix",
            ToNix(|value| {
                serde_json::to_value(value)
                    .map(|json| nix::json(&json))
                    .map_err(|error| tera::Error::message(error.to_string()))
            }),
        );
        tera.register_filter(
            "attribute",
            ToNix(|value| text_of(value).map(nix::attribute)),
        );
        tera.register_filter("embedded", ToNix(|value| text_of(value).map(embedded)));
        tera.register_filter("comment", ToNix(|value| text_of(value).map(nix::comment)));
        tera.register_filter(
            "binary_size",
            ToNix(|value| {
                let bytes = value
                    .as_u64()
                    .ok_or_else(|| tera::Error::message("this filter takes a size"))?;
                Ok(nix::string(&binary_size(bytes)))
            }),
        );
        tera.register_filter("account", |text: &str, _: Kwargs, _: &State| account(text));
        tera.register_function(
            "range",
            |arguments: Kwargs, _: &State| -> Result<Vec<i64>, tera::Error> {
                let start = arguments.get::<i64>("start")?.unwrap_or(0);
                let end = arguments.must_get::<i64>("end")?;
                if end.saturating_sub(start) > LONGEST_RANGE {
                    return Err(tera::Error::message(
                        "range() makes lists of up to 256 numbers",
                    ));
                }
                Ok((start..end).collect())
            },
        );
        tera.register_filter("replace", |text: &str, given: Kwargs, _: &State| {
            let from = given.must_get::<&str>("from")?;
            let to = given.must_get::<&str>("to")?;
            let length = text
                .matches(from)
                .count()
                .saturating_mul(to.len())
                .saturating_add(text.len());
            bounded(length).map(|()| text.replace(from, to))
        });
        tera.register_filter("join", |items: Vec<Value>, given: Kwargs, _: &State| {
            let between = given.get::<&str>("sep")?.unwrap_or("").to_owned();
            let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
            let length: usize = texts.iter().map(String::len).sum();
            bounded(length.saturating_add(texts.len().saturating_mul(between.len())))
                .map(|()| texts.join(&between))
        });
        tera.register_filter(
            "indent",
            |_: &str, _: Kwargs, _: &State| -> Result<String, tera::Error> {
                Err(tera::Error::message(
                    "there is no need to indent: the result is formatted",
                ))
            },
        );
        tera.add_raw_templates(CORE.iter().copied())
            .map_err(explain)?;
        Ok(Self(Arc::new(tera)))
    }

    /// Adds the template of one of coloc's own catalog entries.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), TemplateError> {
        Arc::make_mut(&mut self.0)
            .add_raw_template(name, text)
            .map_err(explain)
    }

    /// Adds the template of a collective's own catalog: of whoever wrote the pull request.
    pub fn add_foreign(&mut self, name: &str, text: &str) -> Result<(), TemplateError> {
        if text.len() > LARGEST {
            return Err(TemplateError(
                "the template is larger than 256 KiB".to_owned(),
            ));
        }
        if deepest_loops(text) > DEEPEST_LOOPS {
            return Err(TemplateError("loops are nested deeper than two".to_owned()));
        }
        if let Some(what) = too_deep(text) {
            return Err(TemplateError(format!(
                "{what} are nested deeper than {DEEPEST}"
            )));
        }
        let mut tags = text.split("{%").skip(1).map(first_word);
        if let Some(odd) = tags.find(|tag| !TAGS.contains(tag)) {
            return Err(TemplateError(format!(
                "it uses `{{% {odd} %}}`; there is only {}",
                TAGS.join(", ")
            )));
        }
        self.add(name, text)
    }

    /// Whether there is a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_template(name)
    }

    /// Renders one.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, TemplateError> {
        let mut page = Page(Vec::new());
        self.0
            .render_to(name, context, &mut page)
            .map_err(explain)?;
        String::from_utf8(page.0).map_err(|error| TemplateError(error.to_string()))
    }

    /// Renders one of a collective's own catalog, with patience for ten seconds. What does not end by then goes on
    /// until coloc ends, which is soon.
    pub fn render_foreign(&self, name: &str, context: &Context) -> Result<String, TemplateError> {
        let (send, receive) = mpsc::channel();
        let engine = Self(Arc::clone(&self.0));
        let (name, context) = (name.to_owned(), context.clone());
        std::thread::spawn(move || send.send(engine.render(&name, &context)));
        receive
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| Err(TemplateError("it takes longer than ten seconds".to_owned())))
    }
}

/// A text that grows up to [`LONGEST`].
struct Page(Vec<u8>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(std::io::Error::other("the text becomes longer than 4 MiB"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn bounded(length: usize) -> Result<(), tera::Error> {
    if length > LONGEST {
        return Err(tera::Error::message("the text becomes longer than 4 MiB"));
    }
    Ok(())
}

/// The word with which a tag begins.
fn first_word(tag: &str) -> &str {
    tag.trim_start_matches('-')
        .trim_start()
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .next()
        .unwrap_or("")
}

/// An error with its causes, on one line each.
#[allow(
    clippy::needless_pass_by_value,
    reason = "map_err gives the error away"
)]
fn explain(error: tera::Error) -> TemplateError {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text.push('\n');
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    TemplateError(text)
}

/// `4G`, `512M`: how nginx, PHP and others write sizes.
fn binary_size(bytes: u64) -> String {
    for (factor, unit) in [(1 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")] {
        if bytes >= factor && bytes.is_multiple_of(factor) {
            return format!("{}{unit}", bytes / factor);
        }
    }
    bytes.to_string()
}

/// A text inside of a `"…"` or `''…''` of the template, as it is where nothing in it means anything to Nix.
fn embedded(text: &str) -> String {
    let plain = |c: char| !c.is_control() && !"'\"$\\{".contains(c);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("${{{}}}", nix::string(text))
    }
}

/// The name of a Unix account or group: as it is, or cut to 31 letters with a digest at the end, so that two long names
/// stay two.
fn account(name: &str) -> String {
    const LONGEST: usize = 31;
    const DIGEST: usize = 6;
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let digest = format!("{:x}", Sha256::digest(name));
    let room = LONGEST - DIGEST - 1;
    let begin: String = name.chars().take(room).filter(char::is_ascii).collect();
    let digest: String = digest.chars().take(DIGEST).collect();
    format!("{}-{digest}", begin.trim_end_matches('-'))
}

/// What is nested so deep that reading it would run out of stack. Each `elif` is an `if` in the `else` before it.
fn too_deep(text: &str) -> Option<&'static str> {
    let mut open = Vec::new();
    let mut depth = 0_usize;
    for tag in text.split("{%").skip(1) {
        match first_word(tag) {
            "if" | "for" | "filter" | "block" | "set" => open.push(1),
            "elif" => *open.last_mut()? += 1,
            word if word.starts_with("end") => drop(open.pop()),
            _ => continue,
        }
        depth = depth.max(open.iter().sum());
        if depth > DEEPEST {
            return Some("conditions and loops");
        }
    }
    let tags = text.split("{%").skip(1).chain(text.split("{{").skip(1));
    for tag in tags {
        let end = [tag.find("%}"), tag.find("}}")].into_iter().flatten().min();
        let tag = &tag[..end.unwrap_or(tag.len())];
        let signs = tag.matches(['-', '(', '[', '{']).count() + tag.matches("not ").count();
        if signs > DEEPEST * 4 {
            return Some("brackets or signs");
        }
    }
    None
}

/// How deep `{% for %}`s are nested.
fn deepest_loops(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in text.split("{%").skip(1) {
        match first_word(tag) {
            "for" => depth += 1,
            "endfor" => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    mod page;

    use super::{account, embedded, too_deep};

    #[test]
    fn what_means_something_to_nix_is_quoted_once_more() {
        assert_eq!(embedded("mail.example.org"), "mail.example.org");
        for text in ["${x}", "''", "a\nb", "\"", "\\", "{x}"] {
            assert_eq!(
                embedded(text),
                format!("${{{}}}", crate::emit::nix::string(text))
            );
        }
    }

    #[test]
    fn nesting_has_an_end() {
        assert_eq!(
            too_deep("{% if a %}x{% elif b %}y{% endif %}{{ [(a)] }} { a = { b = [ (c) ]; }; }"),
            None
        );
        let many = |text: &str| text.repeat(4_000);
        let elifs = format!("{{% if a %}}{}{{% endif %}}", many("{% elif b %}"));
        let one_by_one = many("{% if a %}{% elif b %}{% endif %}{{ not a }}");
        assert_eq!(too_deep(&one_by_one), None);
        for text in [
            elifs,
            many("{% if a %}"),
            format!("{{{{ {}", many("(")),
            format!("{{{{ {}a }}}}", many("not ")),
        ] {
            assert!(too_deep(&text).is_some(), "{text:.40}");
        }
    }

    #[test]
    fn long_names_stay_apart_and_short_ones_stay() {
        let (one, two) = (
            format!("www-{}", "a".repeat(31)),
            format!("www-{}b", "a".repeat(30)),
        );
        assert_eq!(account("www-site"), "www-site");
        assert_eq!(account(&"a".repeat(31)), "a".repeat(31));
        assert_ne!(account(&one), account(&two));
        assert!(account(&one).len() <= 31 && account(&two).len() <= 31);
        assert_eq!(account(&one), account(&one));
    }
}
