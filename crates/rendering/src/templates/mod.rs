//! The newsroom's templates: loaded once, refused at load rather than at
//! seven in the morning.
//!
//! Handlebars aborts the process on partials that include each other and on
//! very deep nesting, and its strict mode lets `{{#if typo}}` pass; so what it
//! would not refuse is refused here before it sees the template.

mod built_in;
mod complete;
mod forbidden;
mod helpers;
mod nesting;
mod partials;
mod sample;
mod variables;

use std::collections::BTreeMap;
use std::fmt;

use copydesk_manuscript::Digest;
use handlebars::{Handlebars, JsonValue, RenderErrorReason, TemplateErrorReason, no_escape};

use crate::TemplateProblem;
use crate::inlined::inlined;
use crate::markup::escape_html;

/// A look: what an edition's subject, mail, plain text and page are made with.
pub struct Templates {
    files: Files,
    html: Handlebars<'static>,
    text: Handlebars<'static>,
    digest: Digest,
}

/// The templates' texts and where each of them lies, by name without `.hbs`.
pub(crate) struct Files {
    folder: String,
    texts: BTreeMap<String, String>,
    paths: BTreeMap<String, String>,
}

/// A template that is rendered by itself; all others are partials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Subject,
    Html,
    Text,
    Page,
    Index,
}

impl Entry {
    const ALL: [Self; 5] = [Self::Subject, Self::Html, Self::Text, Self::Page, Self::Index];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Html => "html",
            Self::Text => "text",
            Self::Page => "page",
            Self::Index => "index",
        }
    }

    fn is_html(self) -> bool {
        matches!(self, Self::Html | Self::Page | Self::Index)
    }
}

impl Templates {
    /// The names of the looks that are part of the program: one text, and several.
    pub const BUILT_IN: [&'static str; 2] = ["brief", "digest"];

    /// The look of one text.
    ///
    /// # Errors
    /// Never in a program that passed its tests.
    pub fn embedded() -> Result<Self, TemplateProblem> {
        Self::built_in("brief", [])
    }

    /// One of [`Self::BUILT_IN`], with a newsroom's own partials and `index.hbs` in
    /// place of ours. They are named as for [`Self::load`].
    ///
    /// # Errors
    /// [`TemplateProblem`] if there is no such look, or if those of the newsroom
    /// cannot be used.
    pub fn built_in(
        name: &str,
        shared: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, TemplateProblem> {
        let folder = format!("templates/{name}");
        let Some(files) = built_in::look(name) else {
            let help = format!("built in are {}", Self::BUILT_IN.join(" and "));
            return Err(TemplateProblem::new(folder, "there is no such look").help(help));
        };
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Self::load(&folder, files.chain(shared))
    }

    /// A look from its files' names and texts: `subject.hbs`, `html.hbs`,
    /// `text.hbs`, `page.hbs` and partials `_<name>.hbs`, which are included as
    /// `{{> _<name>}}`; `index.hbs` replaces the archive's first page. `folder`
    /// is for messages. Names that do not end in `.hbs` are passed over. A name
    /// with a folder (`templates/shared/_page.hbs`) is where a file lies that
    /// belongs to all looks; one of the look's own counts before it, and ours fill
    /// what is left.
    ///
    /// # Errors
    /// [`TemplateProblem`] for the first thing that would go wrong with some
    /// edition: syntax, unknown partials and variables, cycles, nesting over 50,
    /// scripts and forms, and a look that leaves out what every reader must get.
    pub fn load(
        folder: &str,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, TemplateProblem> {
        let files = Files::new(folder, files)?;
        for (name, text) in &files.texts {
            nesting::check(text).map_err(|problem| problem.in_file(files.path(name)))?;
        }
        let mut html = Handlebars::new();
        let mut text = Handlebars::new();
        html.register_escape_fn(escape_html);
        text.register_escape_fn(no_escape);
        for registry in [&mut html, &mut text] {
            registry.set_strict_mode(true);
            // Else a partial's indentation would change the lines of code.
            registry.set_prevent_indent(true);
            helpers::register(registry);
            for (name, source) in &files.texts {
                let registered = registry.register_template_string(name, source);
                registered.map_err(|error| syntax(&files, name, &error))?;
            }
        }
        let digest = Digest::of_parts(
            files.texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())),
        );
        let templates = Self { files, html, text, digest };
        templates.check()?;
        Ok(templates)
    }

    fn check(&self) -> Result<(), TemplateProblem> {
        partials::check(&self.html, &self.files)?;
        for entry in Entry::ALL {
            variables::check(&self.html, &self.files, entry, &sample::full(entry))?;
            if entry.is_html() {
                for name in partials::reachable(&self.html, entry.name()) {
                    forbidden::check_source(&self.files, &name)?;
                }
            }
        }
        for entry in Entry::ALL {
            let full = self.fill(entry, sample::full(entry))?;
            let one = self.fill(entry, sample::one(entry))?;
            for sample in [sample::bare(entry), sample::several(entry)] {
                self.fill(entry, sample)?;
            }
            let must = sample::must_have(entry);
            complete::check(&self.files, entry, &one, must.clone())?;
            complete::check(&self.files, entry, &full, must)?;
            complete::check(&self.files, entry, &full, sample::must_introduce(entry))?;
        }
        Ok(())
    }

    /// Renders one template.
    pub(crate) fn fill(&self, entry: Entry, view: JsonValue) -> Result<String, TemplateProblem> {
        let registry = if entry.is_html() { &self.html } else { &self.text };
        let rendered = registry.render(entry.name(), &view);
        let rendered = rendered.map_err(|error| self.while_rendering(entry, &error))?;
        if entry.is_html() {
            forbidden::check_rendered(&rendered)
                .map_err(|problem| problem.in_file(self.files.path(entry.name())))?;
        }
        if rendered.trim().is_empty() {
            let path = self.files.path(entry.name());
            return Err(TemplateProblem::new(path, "renders nothing, which no reader can use"));
        }
        Ok(match entry.is_html() {
            // What is said about a template stands above its first element.
            true => rendered.trim_start().to_owned(),
            false => rendered,
        })
    }

    /// Renders the mail's HTML, with its styles on its elements.
    pub(crate) fn mail(&self, view: JsonValue) -> Result<String, TemplateProblem> {
        let problem = |message| {
            let file = self.files.path(Entry::Html.name());
            TemplateProblem::new(file, format!("its style cannot be read: {message}"))
        };
        inlined(&self.fill(Entry::Html, view)?).map_err(problem)
    }

    /// What fixes the look.
    pub(crate) fn digest(&self) -> &Digest {
        &self.digest
    }

    fn while_rendering(&self, entry: Entry, error: &handlebars::RenderError) -> TemplateProblem {
        let name = error.template_name.as_deref().unwrap_or(entry.name());
        let message = match error.reason() {
            RenderErrorReason::MissingVariable(Some(path)) => format!("unknown variable `{path}`"),
            RenderErrorReason::MissingVariable(None) => "unknown variable".to_owned(),
            other => other.to_string(),
        };
        let problem = TemplateProblem::new(self.files.path(name), message);
        match (error.line_no, error.column_no) {
            (Some(line), Some(column)) => problem.at(line, column),
            _ => problem,
        }
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Files { folder, .. } = &self.files;
        write!(f, "Templates({folder}, {})", self.digest.short())
    }
}

impl Files {
    fn new(
        folder: &str,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, TemplateProblem> {
        let mut found = Self {
            folder: folder.trim_end_matches('/').to_owned(),
            texts: BTreeMap::new(),
            paths: BTreeMap::new(),
        };
        for (file, text) in files {
            let Some(path) = file.strip_suffix(".hbs") else {
                continue;
            };
            let name = path.rsplit('/').next().unwrap_or(path);
            if found.texts.contains_key(name) {
                continue;
            }
            if name != path {
                found.paths.insert(name.to_owned(), file.clone());
            }
            let known = Entry::ALL.iter().any(|entry| entry.name() == name);
            if !known && !name.starts_with('_') {
                return Err(TemplateProblem::new(found.path(name), "no template has this name")
                    .help("a look is subject, html, text and page; a partial begins with `_`"));
            }
            // A byte-order mark and CR LF would travel into every mail.
            let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            found.texts.insert(name.to_owned(), text);
        }
        for (path, name, text) in built_in::shared() {
            if !found.texts.contains_key(name) {
                found.texts.insert(name.to_owned(), text.to_owned());
                found.paths.insert(name.to_owned(), path.to_owned());
            }
        }
        for entry in Entry::ALL {
            if !found.texts.contains_key(entry.name()) {
                return Err(TemplateProblem::new(found.path(entry.name()), "is missing")
                    .help("a look is subject.hbs, html.hbs, text.hbs and page.hbs"));
            }
        }
        Ok(found)
    }

    /// The file behind `name`, for messages.
    pub(crate) fn path(&self, name: &str) -> String {
        if let Some(path) = self.paths.get(name) {
            path.clone()
        } else if self.folder.is_empty() {
            format!("{name}.hbs")
        } else {
            format!("{}/{name}.hbs", self.folder)
        }
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }
}

impl TemplateProblem {
    fn in_file(self, file: String) -> Self {
        Self { file, ..self }
    }
}

fn syntax(files: &Files, name: &str, error: &handlebars::TemplateError) -> TemplateProblem {
    let (message, help) = match error.reason() {
        TemplateErrorReason::MismatchingClosedHelper(open, close) => (
            format!("`{{{{#{open}}}}}` is closed by `{{{{/{close}}}}}`"),
            format!("close it with `{{{{/{open}}}}}`"),
        ),
        TemplateErrorReason::InvalidSyntax(_) => (
            "Handlebars cannot read the template from here".to_owned(),
            "look for a block that is not closed, a brace too few, or a stray `{{/…}}`".to_owned(),
        ),
        other => {
            (other.to_string(), "see https://handlebarsjs.com/guide/ for the language".to_owned())
        }
    };
    let problem = TemplateProblem::new(files.path(name), message).help(help);
    match error.pos() {
        Some((line, column)) => problem.at(line, column),
        None => problem,
    }
}

#[cfg(test)]
mod tests;
