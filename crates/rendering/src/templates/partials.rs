//! Which template includes which: nothing unknown, nothing computed, no cycles.

use std::collections::BTreeSet;

use handlebars::template::{
    DecoratorTemplate, HelperTemplate, Parameter, TemplateElement, TemplateMapping,
};
use handlebars::{Handlebars, Template};

use super::nesting::DEEPEST;
use super::{Entry, Files};
use crate::TemplateProblem;

/// The most inclusions that rendering one template may come to. Without a limit
/// a chain of partials that each include the next one twice would never end.
const MOST: usize = 1000;

/// What a `{{#> partial}}` block's own words are called inside that partial.
const CONTENT: &str = "@partial-block";

/// Refuses what would hang, abort or be unknown when rendering.
pub(super) fn check(registry: &Handlebars<'static>, files: &Files) -> Result<(), TemplateProblem> {
    let mut walk = Walk { registry, files, path: Vec::new() };
    for name in registry.get_templates().keys().collect::<BTreeSet<_>>() {
        walk.size(name, 0)?;
    }
    for entry in Entry::ALL {
        walk.size(entry.name(), 0)?;
    }
    Ok(())
}

/// `name` and all that it includes.
pub(super) fn reachable(registry: &Handlebars<'static>, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut queue = vec![name.to_owned()];
    while let Some(name) = queue.pop() {
        if let Some(template) = registry.get_template(&name)
            && found.insert(name)
        {
            visit(template, 0, &mut |inclusion| {
                queue.extend(inclusion.name().map(str::to_owned));
            });
        }
    }
    found
}

/// One place where a template includes another.
struct Inclusion<'a> {
    template: &'a DecoratorTemplate,
    at: TemplateMapping,
    depth: usize,
    decorator: bool,
}

impl Inclusion<'_> {
    /// `None` where the name is computed.
    fn name(&self) -> Option<&str> {
        match &self.template.name {
            Parameter::Subexpression(_) => None,
            name => name.as_name(),
        }
    }
}

struct Walk<'a> {
    registry: &'a Handlebars<'static>,
    files: &'a Files,
    /// The templates we are inside of.
    path: Vec<String>,
}

impl Walk<'_> {
    /// How many inclusions rendering `name` comes to.
    fn size(&mut self, name: &str, depth: usize) -> Result<usize, TemplateProblem> {
        let Some(template) = self.registry.get_template(name) else {
            return Ok(0);
        };
        let mut inclusions = Vec::new();
        visit(template, depth, &mut |inclusion| inclusions.push(inclusion));
        self.path.push(name.to_owned());
        let mut size = 0_usize;
        for inclusion in inclusions {
            size += 1;
            let included = self.inclusion(name, &inclusion)?;
            if included != CONTENT {
                size += self.size(&included, inclusion.depth + 1)?;
            }
            if size > MOST {
                let message = format!("comes to more than {MOST} inclusions of partials");
                return Err(self.problem(name, &inclusion, message));
            }
        }
        self.path.pop();
        Ok(size)
    }

    fn inclusion(&self, inside: &str, found: &Inclusion<'_>) -> Result<String, TemplateProblem> {
        let problem = |message: String| self.problem(inside, found, message);
        if found.decorator {
            return Err(problem("inline partials `{{#*…}}` are not read".to_owned())
                .help("give the partial a file of its own: `_name.hbs`"));
        }
        let Some(name) = found.name() else {
            return Err(problem("the name of a partial is computed".to_owned())
                .help("write the name itself: `{{> _sources}}`"));
        };
        if name == CONTENT {
            return Ok(name.to_owned());
        }
        if !self.registry.has_template(name) || !name.starts_with('_') {
            let known = self.registry.get_templates().keys();
            let known = known.filter(|name| name.starts_with('_'));
            return Err(problem(format!("unknown partial `{name}`"))
                .help(super::variables::suggest(name, known.map(String::as_str))));
        }
        if let Some(start) = self.path.iter().position(|n| n == name) {
            let mut cycle: Vec<_> = self.path[start..].to_vec();
            cycle.push(name.to_owned());
            return Err(problem(format!("`{name}` includes itself: {}", cycle.join(" → ")))
                .help("a partial may include others, but never come back to itself"));
        }
        if found.depth >= DEEPEST {
            return Err(problem(format!("nested more than {DEEPEST} deep")));
        }
        Ok(name.to_owned())
    }

    fn problem(&self, inside: &str, at: &Inclusion<'_>, message: String) -> TemplateProblem {
        TemplateProblem::new(self.files.path(inside), message).at(at.at.0, at.at.1)
    }
}

/// Calls `found` for every inclusion in `template`, with how deep it stands.
fn visit<'a>(template: &'a Template, depth: usize, found: &mut impl FnMut(Inclusion<'a>)) {
    visit_dyn(template, depth, found);
}

fn visit_dyn<'a>(template: &'a Template, depth: usize, found: &mut dyn FnMut(Inclusion<'a>)) {
    for (element, at) in template.elements.iter().zip(&template.mapping) {
        let decorator = matches!(
            element,
            TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_)
        );
        match element {
            TemplateElement::HelperBlock(block) => {
                for inner in inner(block) {
                    visit_dyn(inner, depth + 1, found);
                }
            }
            TemplateElement::PartialExpression(template)
            | TemplateElement::PartialBlock(template)
            | TemplateElement::DecoratorExpression(template)
            | TemplateElement::DecoratorBlock(template) => {
                found(Inclusion { template, at: at.clone(), depth, decorator });
                if let Some(inner) = &template.template {
                    visit_dyn(inner, depth + 1, found);
                }
            }
            _ => {}
        }
    }
}

fn inner(block: &HelperTemplate) -> impl Iterator<Item = &Template> {
    [&block.template, &block.inverse].into_iter().flatten()
}
