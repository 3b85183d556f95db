//! Templates → Nix text. The engine quotes every string by itself: what a template prints is a Nix literal, so a
//! template cannot forget to escape a value. `{{ x | safe }}` is for text that is Nix already.

use tera::{Context, Filter, Kwargs, State, Tera, Value};

use super::nix;

/// Renders templates by name.
pub struct Engine(Tera);

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

/// Deepest nesting of loops in a template.
const DEEPEST_LOOPS: usize = 3;

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
        tera.add_raw_templates(CORE.iter().copied())
            .map_err(explain)?;
        Ok(Self(tera))
    }

    /// Adds the template of a catalog entry.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), TemplateError> {
        if text.len() > LARGEST {
            return Err(TemplateError(
                "the template is larger than 256 KiB".to_owned(),
            ));
        }
        if deepest_loops(text) > DEEPEST_LOOPS {
            return Err(TemplateError(
                "loops are nested deeper than three".to_owned(),
            ));
        }
        self.0.add_raw_template(name, text).map_err(explain)
    }

    /// Whether there is a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_template(name)
    }

    /// Renders one.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, TemplateError> {
        self.0.render(name, context).map_err(explain)
    }
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

/// How deep `{% for %}`s are nested.
fn deepest_loops(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in text.split("{%").skip(1) {
        match tag.trim_start_matches('-').split_whitespace().next() {
            Some("for") => depth += 1,
            Some("endfor") => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
