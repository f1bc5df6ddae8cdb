//! The list of stages, narrowed into one of each in the right order.

use std::fs;
use std::path::PathBuf;

use copydesk_parsing::yaml::{self, Part, Path};
use copydesk_rendering::Templates;

use super::file::{ParseFile, StageFile};
use super::{Channel, Collect, Companions, Look, Rules, channel, checks, collect};
use crate::Newsroom;
use crate::desk::look::COMMON;
use crate::source::Source;

/// The template of a pipeline that names none.
pub(crate) const DEFAULT_TEMPLATE: &str = "brief";

/// The verbs, in the only order in which their types fit.
const ORDER: [&str; 5] = ["parse", "validate", OPTIONAL, "render", "distribute"];

/// The verb without which every draft is an edition of its own.
const OPTIONAL: &str = "collect";

/// One of each.
pub(super) struct Stages {
    pub(super) parse: Companions,
    pub(super) validate: Rules,
    pub(super) collect: Option<Collect>,
    pub(super) render: Look,
    pub(super) distribute: Vec<Channel>,
}

impl StageFile {
    fn name(&self) -> &'static str {
        match self {
            Self::Parse(_) => "parse",
            Self::Validate(_) => "validate",
            Self::Collect(_) => "collect",
            Self::Render(_) => "render",
            Self::Distribute(_) => "distribute",
        }
    }
}

pub(super) fn narrow(
    written: Vec<StageFile>,
    newsroom: &Newsroom,
    source: &Source,
) -> Option<Stages> {
    let path = Path::root().key("stages");
    refuse_disorder(&written, &path, source);
    let (mut parse, mut validate, mut collect) = (None, None, None);
    let (mut render, mut distribute) = (None, None);
    for (index, stage) in written.into_iter().enumerate() {
        let at = path.index(index);
        match stage {
            StageFile::Parse(written) => {
                parse = Some(companions(written, &at.key("parse"), source));
            }
            StageFile::Validate(written) => {
                validate = Some(checks::narrow(written, &at.key("validate"), source));
            }
            StageFile::Collect(written) => {
                collect = Some(collect::narrow(written, &at.key("collect"), source));
            }
            StageFile::Render(written) => {
                render = Some(look(written.template, &at.key("render"), newsroom, source));
            }
            StageFile::Distribute(written) => {
                let at = at.key("distribute");
                distribute = Some(channel::narrow_all(written, &at, newsroom, source));
            }
        }
    }
    Some(Stages {
        parse: parse?,
        validate: validate?,
        collect,
        render: render?,
        distribute: distribute?,
    })
}

/// Says the first thing wrong with the order, and what is missing.
fn refuse_disorder(written: &[StageFile], path: &Path, source: &Source) {
    let right = || Some(format!("the order is {}; `{OPTIONAL}` may be missing", ORDER.join(", ")));
    let rank = |stage: &StageFile| ORDER.iter().position(|name| *name == stage.name());
    for (index, stage) in written.iter().enumerate() {
        let name = stage.name();
        if written[..index].iter().any(|earlier| earlier.name() == name) {
            let message = format!("the stage `{name}` stands here twice");
            source.refuse(&path.index(index), message, right());
        } else if let Some(late) =
            written[..index].iter().find(|earlier| rank(earlier) > rank(stage))
        {
            let message = format!("`{name}` comes before `{}`", late.name());
            source.refuse(&path.index(index), message, right());
        }
    }
    for name in ORDER.into_iter().filter(|name| *name != OPTIONAL) {
        if !written.iter().any(|stage| stage.name() == name) {
            let message = format!("the stage `{name}` is missing");
            source.refuse_part(path, Part::Key, message, right());
        }
    }
}

fn companions(written: ParseFile, path: &Path, source: &Source) -> Companions {
    let path = path.key("bibliography");
    for (index, name) in written.bibliography.iter().enumerate() {
        if name.trim().is_empty() {
            // One name alone stands at the key itself.
            let at = if written.bibliography.len() == 1 { path.clone() } else { path.index(index) };
            let help = Some("such as `sources.bib`".to_owned());
            source.refuse(&at, "`bibliography` names no file".to_owned(), help);
        }
    }
    Companions { bibliography: written.bibliography.0.into_iter().map(PathBuf::from).collect() }
}

fn look(template: String, path: &Path, newsroom: &Newsroom, source: &Source) -> Look {
    let known = templates(newsroom);
    if !known.contains(&template) {
        let help = yaml::help(&template, known.iter().map(String::as_str));
        let message = format!("unknown template `{template}`");
        source.refuse(&path.key("template"), message, Some(help));
    }
    Look { template }
}

/// The folders of `templates/` and those built in. A folder that cannot be
/// read has no templates; rendering says why when it opens one.
fn templates(newsroom: &Newsroom) -> Vec<String> {
    let folders = fs::read_dir(newsroom.root.join("templates"));
    let mut names: Vec<String> = folders
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.') && !COMMON.contains(&name.as_str()))
        .chain(Templates::BUILT_IN.map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    names
}
