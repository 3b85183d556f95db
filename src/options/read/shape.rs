//! The parts of a module: long form (`config`, `options`, `imports`) and short form.

use rnix::ast;

use super::operators::list;
use super::{Declared, Form, Import, Module};
use crate::options::text::{self as nix_text, syntax};
use crate::options::value::{Attribute, Key, Kind, Value};

/// Names that say something about a module and are no options.
const ABOUT: &[&str] = &["_class", "_file", "disabledModules", "key"];

/// The names that a function's header binds.
pub(super) fn arguments(lambda: &ast::Lambda) -> Vec<String> {
    match lambda.param() {
        Some(ast::Param::Pattern(pattern)) => nix_text::arguments(&pattern)
            .map(|ident| syntax(&ident).text().to_string())
            .collect(),
        Some(ast::Param::IdentParam(param)) => param
            .ident()
            .map(|ident| syntax(&ident).text().to_string())
            .into_iter()
            .collect(),
        None => Vec::new(),
    }
}

/// The module that a file's value is.
pub(super) fn module(text: &str, (value, arguments): (Value, Vec<Vec<String>>)) -> Module {
    let mut module = Module::of(value, text);
    module.form.arguments = arguments;
    module
}

impl Module {
    /// A value as a module: a file's, an import's, a submodule's. `text` is the file's.
    pub fn of(value: Value, text: &str) -> Self {
        let range = value.range.clone();
        let mut module = Self {
            config: Value::unknown(range.clone()),
            options: Vec::new(),
            imports: Vec::new(),
            open: false,
            stray: Vec::new(),
            form: Form::default(),
        };
        let mut config = module.take(value, text);
        module.config = match config.len() {
            1 => config.remove(0),
            _ => Value::new(range, Kind::Merge(config)),
        };
        module
    }

    /// Takes a value apart; gives what it sets.
    fn take(&mut self, value: Value, text: &str) -> Vec<Value> {
        let range = value.range.clone();
        match value.kind {
            Kind::Set { attributes, open } => {
                self.form.set = true;
                self.open |= open;
                self.parts(attributes, open, range, text)
            }
            Kind::Function(Some(body)) => self.take(*body, text),
            Kind::Choice(values) => {
                let values = values.into_iter().flat_map(|it| self.take(it, text));
                let values: Vec<Value> = values.collect();
                vec![Value::new(range, Kind::Choice(values))]
            }
            Kind::Merge(values) => values
                .into_iter()
                .flat_map(|it| self.take(it, text))
                .collect(),
            Kind::If(value) => self
                .take(*value, text)
                .into_iter()
                .map(|it| Value::new(it.range.clone(), Kind::If(Box::new(it))))
                .collect(),
            _ => {
                self.open = true;
                Vec::new()
            }
        }
    }

    fn parts(
        &mut self,
        attributes: Vec<Attribute>,
        open: bool,
        range: std::ops::Range<usize>,
        text: &str,
    ) -> Vec<Value> {
        let is = |attribute: &Attribute, name: &str| attribute.name == Key::Name(name.to_owned());
        let long = attributes
            .iter()
            .any(|it| is(it, "config") || is(it, "options"));
        let mut config = Vec::new();
        let mut plain = Vec::new();
        for attribute in attributes {
            let name = match &attribute.name {
                Key::Name(name) => name.as_str(),
                Key::Any => "",
            };
            match name {
                "imports" | "require" => {
                    self.form.explicit = true;
                    config.extend(self.import(attribute.value, text));
                }
                "options" => {
                    self.form.explicit = true;
                    declared(attribute.value, &mut Vec::new(), self);
                }
                "config" => {
                    self.form.explicit = true;
                    config.push(attribute.value);
                }
                "freeformType" => self.open = true,
                _ if ABOUT.contains(&name) => {}
                "meta" => plain.push(attribute),
                _ if long => self.stray.push(attribute),
                _ => plain.push(attribute),
            }
        }
        if !plain.is_empty() || (!long && open) {
            let attributes = plain;
            config.push(Value::new(range, Kind::Set { attributes, open }));
        }
        config
    }

    /// Takes a list of imports in; gives what modules that stand in the list itself set.
    fn import(&mut self, value: Value, text: &str) -> Vec<Value> {
        let (items, open) = list(value);
        self.open |= open;
        let mut config = Vec::new();
        for item in items {
            self.import_one(item, text, &mut config);
        }
        config
    }

    fn import_one(&mut self, item: Value, text: &str, config: &mut Vec<Value>) {
        let range = item.range.clone();
        match item.kind {
            Kind::Choice(values) => {
                for value in values {
                    self.import_one(value, text, config);
                }
            }
            Kind::Set {
                open: true,
                ref attributes,
            } if attributes.is_empty() => {
                self.import_unknown(None, range, text);
            }
            Kind::Set { .. } | Kind::Function(Some(_)) => {
                let explicit = self.form.explicit;
                config.extend(self.take(item, text));
                self.form.explicit = explicit;
            }
            Kind::Path(path) | Kind::String(path) => self.import_unknown(path, range, text),
            _ => {
                let path = imported(text.get(range.clone()).unwrap_or_default());
                self.import_unknown(path, range, text);
            }
        }
    }

    fn import_unknown(&mut self, path: Option<String>, range: std::ops::Range<usize>, text: &str) {
        let what = text.get(range.clone()).unwrap_or_default().to_owned();
        self.imports.push(Import { path, what, range });
    }
}

/// The path in `import ./x.nix { … }`, `(import ./x.nix)`.
fn imported(what: &str) -> Option<String> {
    let what = what.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
    let rest = what.strip_prefix("import")?;
    let path = rest.trim_start();
    if path.len() == rest.len() || !path.starts_with('.') {
        return None;
    }
    let end = path.find(|c: char| c.is_whitespace() || matches!(c, ')' | '(' | '{' | ';'));
    let path = &path[..end.unwrap_or(path.len())];
    (!path.contains('$')).then(|| path.to_owned())
}

/// Collects the options in the value of `options`.
fn declared(value: Value, below: &mut Vec<Key>, module: &mut Module) {
    let range = value.range.clone();
    match value.kind {
        Kind::Set { attributes, open } => {
            let is_option = attributes.iter().any(|it| {
                it.name == Key::Name("_type".to_owned())
                    && it.value.kind == Kind::String(Some("option".to_owned()))
            });
            if is_option {
                let hidden = attributes.iter().any(|it| match &it.name {
                    Key::Name(name) if name == "internal" => it.value.kind == Kind::Bool(true),
                    Key::Name(name) if name == "visible" => it.value.kind == Kind::Bool(false),
                    _ => false,
                });
                let r#type = attributes
                    .into_iter()
                    .find(|it| it.name == Key::Name("type".to_owned()));
                module.options.push(Declared {
                    path: below.clone(),
                    range,
                    r#type: r#type.map(|it| it.value),
                    hidden,
                });
                return;
            }
            if open {
                module.options.push(Declared::unread(below, range));
            }
            for attribute in attributes {
                below.push(attribute.name);
                declared(attribute.value, below, module);
                below.pop();
            }
        }
        Kind::Choice(values) | Kind::Merge(values) => {
            for value in values {
                declared(value, below, module);
            }
        }
        Kind::If(value) => declared(*value, below, module),
        _ => {
            module.options.push(Declared::unread(below, range));
        }
    }
}

impl Declared {
    /// Something below a path that the text does not tell.
    fn unread(path: &[Key], range: std::ops::Range<usize>) -> Self {
        Self {
            path: path.to_vec(),
            range,
            r#type: None,
            hidden: false,
        }
    }
}
