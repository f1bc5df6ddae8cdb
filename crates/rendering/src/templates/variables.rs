//! Every name that a template uses, against a sample of what it will see.
//!
//! Strict mode finds an unknown variable only where rendering comes past it,
//! and never in `{{#if typo}}`. Walking the template finds it everywhere.

use std::collections::BTreeMap;

use handlebars::template::{
    BlockParam, HelperTemplate, Parameter, TemplateElement, TemplateMapping,
};
use handlebars::{Handlebars, JsonValue, Path, PathSeg, Template};

use super::nesting::{ESCAPE_IT, UNSAFE};
use super::{Entry, Files};
use crate::TemplateProblem;

/// What can be called. `log` and `raw` exist but are not for templates.
const HELPERS: [&str; 18] = [
    "and", "each", "else", "eq", "gt", "gte", "if", "len", "lookup", "lt", "lte", "ne", "not",
    "or", "prose", "say", "unless", "with",
];

/// Those that are called as blocks only.
const BLOCKS: [&str; 2] = ["underline", "wrap"];

/// Refuses unknown variables and helpers, and HTML that is not escaped.
pub(super) fn check(
    registry: &Handlebars<'static>,
    files: &Files,
    entry: Entry,
    sample: &JsonValue,
) -> Result<(), TemplateProblem> {
    let mut walk = Walk {
        registry,
        files,
        entry,
        root: sample,
        scopes: vec![Scope::of(Some(sample.clone()))],
        inside: entry.name().to_owned(),
    };
    match registry.get_template(entry.name()) {
        Some(template) => walk.template(template),
        None => Ok(()),
    }
}

/// What `this` is, and names that a block gave. `None` where nobody knows.
#[derive(Default)]
struct Scope {
    this: Option<JsonValue>,
    named: BTreeMap<String, Option<JsonValue>>,
}

impl Scope {
    fn of(this: Option<JsonValue>) -> Self {
        Self { this, ..Self::default() }
    }
}

struct Walk<'a> {
    registry: &'a Handlebars<'static>,
    files: &'a Files,
    entry: Entry,
    root: &'a JsonValue,
    scopes: Vec<Scope>,
    inside: String,
}

impl Walk<'_> {
    fn template(&mut self, template: &Template) -> Result<(), TemplateProblem> {
        for (element, at) in template.elements.iter().zip(&template.mapping) {
            match element {
                TemplateElement::Expression(call) => self.call(call, at)?,
                TemplateElement::HtmlExpression(_) => {
                    return Err(self.problem(at, UNSAFE).help(ESCAPE_IT));
                }
                TemplateElement::HelperBlock(block) => self.block(block, at)?,
                TemplateElement::PartialExpression(partial)
                | TemplateElement::PartialBlock(partial) => {
                    let mut this = match partial.params.first() {
                        Some(parameter) => self.value(parameter, at)?,
                        None => self.this(),
                    };
                    for (name, parameter) in &partial.hash {
                        let value = self.value(parameter, at)?;
                        if let Some(JsonValue::Object(fields)) = &mut this {
                            fields.insert(name.clone(), value.unwrap_or(JsonValue::Null));
                        }
                    }
                    if let Some(content) = &partial.template {
                        self.template(content)?;
                    }
                    let name = partial.name.as_name().unwrap_or_default();
                    if let Some(template) = self.registry.get_template(name) {
                        let outside = std::mem::replace(&mut self.inside, name.to_owned());
                        self.scopes.push(Scope::of(this));
                        self.template(template)?;
                        self.scopes.pop();
                        self.inside = outside;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// `{{name}}` or `{{helper …}}`.
    fn call(&self, call: &HelperTemplate, at: &TemplateMapping) -> Result<(), TemplateProblem> {
        let name = call.name.as_name().unwrap_or_default();
        if call.params.is_empty() && call.hash.is_empty() && !HELPERS.contains(&name) {
            return self.value(&call.name, at).map(drop);
        }
        self.helper(name, at)?;
        for parameter in call.params.iter().chain(call.hash.values()) {
            self.value(parameter, at)?;
        }
        Ok(())
    }

    fn helper(&self, name: &str, at: &TemplateMapping) -> Result<(), TemplateProblem> {
        let known = HELPERS.contains(&name) || BLOCKS.contains(&name);
        if known {
            return Ok(());
        }
        Err(self
            .problem(at, &format!("unknown helper `{name}`"))
            .help(suggest(name, HELPERS.iter().copied().chain(BLOCKS))))
    }

    fn block(
        &mut self,
        block: &HelperTemplate,
        at: &TemplateMapping,
    ) -> Result<(), TemplateProblem> {
        let name = block.name.as_name().unwrap_or_default();
        self.helper(name, at)?;
        let mut values = Vec::new();
        for parameter in block.params.iter().chain(block.hash.values()) {
            values.push(self.value(parameter, at)?);
        }
        let subject = values.into_iter().next().flatten();
        let inside = match name {
            "each" => Some(element(subject)),
            "with" => Some(subject),
            _ => None,
        };
        let opens = inside.is_some();
        if let Some(this) = inside {
            let mut scope = Scope::of(this.clone());
            if let Some(names) = &block.block_param {
                let mut name = |parameter: &Parameter, value| {
                    let name = parameter.as_name().unwrap_or_default();
                    scope.named.insert(name.to_owned(), value);
                };
                match names {
                    BlockParam::Single(item) => name(item, this),
                    BlockParam::Pair((item, index)) => {
                        name(item, this);
                        name(index, None);
                    }
                    _ => {}
                }
            }
            self.scopes.push(scope);
        }
        if let Some(template) = &block.template {
            self.template(template)?;
        }
        if opens {
            self.scopes.pop();
        }
        match &block.inverse {
            Some(template) => self.template(template),
            None => Ok(()),
        }
    }

    /// The sample's value behind a parameter; `None` if only rendering can tell.
    fn value(
        &self,
        parameter: &Parameter,
        at: &TemplateMapping,
    ) -> Result<Option<JsonValue>, TemplateProblem> {
        match parameter {
            Parameter::Literal(value) => Ok(Some(value.clone())),
            Parameter::Subexpression(inner) => {
                if let TemplateElement::Expression(call) = inner.as_element() {
                    self.call(call, at)?;
                }
                Ok(None)
            }
            Parameter::Name(name) => match Path::parse(name) {
                Ok(path) => self.path(&path, name, at),
                Err(_) => Ok(None),
            },
            Parameter::Path(path) => self.path(path, parameter.as_name().unwrap_or_default(), at),
            _ => Ok(None),
        }
    }

    fn path(
        &self,
        path: &Path,
        raw: &str,
        at: &TemplateMapping,
    ) -> Result<Option<JsonValue>, TemplateProblem> {
        let Path::Relative((segments, _)) = path else {
            return Ok(None); // `@index` and its like.
        };
        let mut names: Vec<&str> = Vec::new();
        for segment in segments {
            if let PathSeg::Named(name) = segment {
                names.push(name);
            }
        }
        let up = raw.matches("..").count();
        let mut value = if raw.starts_with("@root") {
            Some(self.root.clone())
        } else if let Some(given) = names.first().and_then(|n| self.named(n)).filter(|_| up == 0) {
            names.remove(0);
            given
        } else {
            let scope = self.scopes.len().checked_sub(up + 1);
            scope.and_then(|i| self.scopes.get(i)).and_then(|s| s.this.clone())
        };
        for name in names {
            let Some(known) = value else {
                return Ok(None);
            };
            value = Some(match &known {
                JsonValue::Object(fields) => match fields.get(name) {
                    Some(field) => field.clone(),
                    None => {
                        let known = fields.keys().map(String::as_str);
                        return Err(self.unknown(raw, name, known, at));
                    }
                },
                JsonValue::Array(items) if name.parse::<usize>().is_ok() => {
                    items.first().cloned().unwrap_or_default()
                }
                _ => return Err(self.unknown(raw, name, std::iter::empty(), at)),
            });
        }
        Ok(value)
    }

    fn unknown<'n>(
        &self,
        raw: &str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
        at: &TemplateMapping,
    ) -> TemplateProblem {
        let problem = self.problem(at, &format!("unknown variable `{raw}`"));
        if raw.trim_start_matches("@root.").starts_with("slot.") {
            return problem.help(match self.entry {
                Entry::Page | Entry::Index => {
                    "a page is the same for everybody: nothing personal stands on it, \
                     only `slot.digest`"
                }
                Entry::Subject => "a subject has no slots",
                _ => {
                    "slots are slot.name, slot.address, slot.since, slot.unsubscribe, \
                     slot.preferences and slot.digest"
                }
            });
        }
        problem.help(suggest(name, known))
    }

    fn this(&self) -> Option<JsonValue> {
        self.scopes.last().and_then(|scope| scope.this.clone())
    }

    fn named(&self, name: &str) -> Option<Option<JsonValue>> {
        let mut scopes = self.scopes.iter().rev();
        scopes.find_map(|scope| scope.named.get(name).cloned())
    }

    fn problem(&self, at: &TemplateMapping, message: &str) -> TemplateProblem {
        TemplateProblem::new(self.files.path(&self.inside), message).at(at.0, at.1)
    }
}

/// What one turn of `{{#each}}` sees.
fn element(list: Option<JsonValue>) -> Option<JsonValue> {
    match list? {
        JsonValue::Array(items) => items.into_iter().next(),
        _ => None,
    }
}

/// The nearest known name, else all of them.
pub(super) fn suggest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.collect();
    let nearest = known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(name, k), *k))
        .filter(|(distance, k)| *distance <= 1 + k.len().max(name.len()) / 4)
        .min();
    match nearest {
        Some((_, nearest)) => format!("did you mean `{nearest}`?"),
        None if known.is_empty() => "nothing stands inside it".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    }
}
