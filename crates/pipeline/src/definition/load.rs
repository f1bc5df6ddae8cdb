//! All pipelines of a newsroom.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path as FilePath, PathBuf};

use copydesk_parsing::yaml::{self, Path};

use super::{Pipeline, PipelineFile, drafts, stages, week};
use crate::newsroom::{duration, is_name};
use crate::problem::in_order;
use crate::source::Source;
use crate::{LoadProblem, Newsroom};

/// The folder they lie in.
const FOLDER: &str = "pipelines";

/// Every pipeline of a newsroom, by name.
#[derive(Clone, Debug)]
pub struct Pipelines(BTreeMap<String, Pipeline>);

/// No such pipeline.
#[derive(Debug, thiserror::Error)]
#[error("unknown pipeline `{name}`")]
pub struct UnknownPipeline {
    /// The name asked for.
    pub name: String,
    /// The likely name, and all there are.
    pub help: String,
}

impl Pipelines {
    /// Reads every file in the newsroom's `pipelines/`.
    ///
    /// # Errors
    /// Everything that is wrong with any of them, file by file.
    pub fn load(newsroom: &Newsroom) -> Result<Self, Vec<LoadProblem>> {
        let (sound, problems) = Self::load_sound(newsroom);
        if problems.is_empty() { Ok(sound) } else { Err(problems) }
    }

    /// The pipelines that can be read, beside what is wrong with the others:
    /// for the daemon, in which a broken one disturbs only itself.
    pub fn load_sound(newsroom: &Newsroom) -> (Self, Vec<LoadProblem>) {
        let mut sound: BTreeMap<String, Pipeline> = BTreeMap::new();
        let mut problems = Vec::new();
        let files = files(newsroom).unwrap_or_else(|refused| {
            problems.extend(refused);
            Vec::new()
        });
        for file in files {
            match read(&file, newsroom, &sound) {
                Ok(pipeline) => {
                    sound.insert(pipeline.name.clone(), pipeline);
                }
                Err(refused) => problems.extend(refused),
            }
        }
        (Self(sound), in_order(problems))
    }

    /// The pipeline with this name.
    ///
    /// # Errors
    /// [`UnknownPipeline`], with the names there are.
    pub fn named(&self, name: &str) -> Result<&Pipeline, UnknownPipeline> {
        self.0.get(name).ok_or_else(|| UnknownPipeline {
            name: name.to_owned(),
            help: yaml::help(name, self.0.keys().map(String::as_str)),
        })
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Pipeline> {
        self.0.values()
    }

    /// The only one, if there is only one.
    pub fn only(&self) -> Option<&Pipeline> {
        let mut all = self.0.values();
        all.next().filter(|_| all.next().is_none())
    }
}

/// The folder's YAML files in the order of their names.
fn files(newsroom: &Newsroom) -> Result<Vec<PathBuf>, Vec<LoadProblem>> {
    let folder = newsroom.root.join(FOLDER);
    let refused = |message: String| {
        let help = "a newsroom has a file for each pipeline, such as `pipelines/brief.yaml`";
        vec![LoadProblem::of_file(&folder, message).with_help(help)]
    };
    let entries = fs::read_dir(&folder)
        .map_err(|error| refused(format!("the folder cannot be read: {error}")))?;
    let is_yaml = |file: &PathBuf| file.extension().is_some_and(|e| e == "yaml" || e == "yml");
    let hidden = |file: &PathBuf| stem(file).starts_with('.');
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| is_yaml(file) && !hidden(file))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(refused("the folder holds no pipeline".to_owned()));
    }
    Ok(files)
}

fn stem(file: &FilePath) -> &str {
    file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

fn read(
    file: &FilePath,
    newsroom: &Newsroom,
    earlier: &BTreeMap<String, Pipeline>,
) -> Result<Pipeline, Vec<LoadProblem>> {
    let source = Source::open(file)?;
    let written: PipelineFile = source.read()?;
    refuse_name(&written.name, &source, earlier);
    let drafts = drafts::narrow(written.drafts, newsroom, &source);
    let root = Path::root();
    let window = written.window.map(|w| week::window(&w, &root.key("window"), &source));
    let not_after = written.not_after.map(|w| duration(&source, &root.key("not_after"), &w));
    let stages = stages::narrow(written.stages, newsroom, &source);
    let pipeline = drafts.zip(stages).map(|(drafts, stages)| Pipeline {
        name: written.name,
        file: file.to_path_buf(),
        drafts,
        window,
        not_after: not_after.flatten(),
        parse: stages.parse,
        validate: stages.validate,
        collect: stages.collect,
        render: stages.render,
        distribute: stages.distribute,
    });
    source.finish(pipeline)
}

fn refuse_name(name: &str, source: &Source, earlier: &BTreeMap<String, Pipeline>) {
    let path = Path::root().key("name");
    let stem = stem(source.file());
    if let Some(other) = earlier.get(name) {
        let other = other.file.file_name().unwrap_or_default().display();
        let message = format!("two pipelines are called `{name}`: {other} is the other");
        source.refuse(&path, message, Some("rename or remove one of the files".to_owned()));
    } else if name != stem {
        let message = format!("the name `{name}` is not the file's");
        source.refuse(&path, message, Some(format!("`name: {stem}`, or rename the file")));
    }
    if !is_name(name) {
        let message = format!("`{name}` cannot name a pipeline");
        let help = "small letters, digits, `-` and `_`, beginning with a letter or digit";
        source.refuse(&path, message, Some(help.to_owned()));
    }
}
