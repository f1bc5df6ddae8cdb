//! Pipelines: `pipelines/<name>.yaml`, narrowed.
//!
//! The file lists its stages as literal verbs; a [`Pipeline`] has a field for
//! each, so that running code cannot meet them in a wrong order. It is only
//! read here: `publish` runs it.

mod channel;
mod checks;
mod collect;
mod drafts;
mod file;
mod load;
mod pattern;
mod stages;
mod week;
mod words;

use std::path::PathBuf;

use copydesk_distribution::Segment;
use jiff::SignedDuration;

pub use channel::Channel;
pub use checks::Rules;
pub use collect::{Collect, INTRO, Order, WhenHeld};
pub use drafts::{DraftRule, Lifecycle, Ready, Review};
pub(crate) use file::PipelineFile;
pub use load::{Pipelines, UnknownPipeline};
pub use pattern::Pattern;
pub use week::Window;

/// What happens to a draft.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Its name, which is its file's name too.
    pub name: String,
    /// Where it is defined.
    pub file: PathBuf,
    /// Which drafts it takes.
    pub drafts: DraftRule,
    /// What they are read with.
    pub parse: Companions,
    /// How they are checked.
    pub validate: Rules,
    /// When editions may begin to go out to people; always, without one.
    pub window: Option<Window>,
    /// How long a draft that names no end is news; a day, without one.
    pub not_after: Option<SignedDuration>,
    /// How several become one edition; without it, each is an edition of its own.
    pub collect: Option<Collect>,
    /// How they look.
    pub render: Look,
    /// Where they go, in the order of the file.
    pub distribute: Vec<Channel>,
}

/// Files that drafts are read with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Companions {
    /// The bibliographies of drafts that name none, relative to the newsroom
    /// unless absolute.
    pub bibliography: Vec<PathBuf>,
}

/// How an edition looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// A folder of `templates/`, or the built-in `brief` or `digest`.
    pub template: String,
}

impl Pipeline {
    /// The list that it mails, if it mails one.
    pub fn list(&self) -> Option<&str> {
        self.distribute.iter().find_map(|channel| match channel {
            Channel::Email { list, .. } => Some(list.as_str()),
            Channel::Archive | Channel::Feed => None,
        })
    }

    /// Which of its people, if not all.
    pub fn segment(&self) -> Option<&Segment> {
        self.distribute.iter().find_map(|channel| match channel {
            Channel::Email { segment, .. } => segment.as_ref(),
            Channel::Archive | Channel::Feed => None,
        })
    }
}
