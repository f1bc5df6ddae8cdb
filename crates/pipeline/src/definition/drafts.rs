//! Which drafts a pipeline takes.

use std::path::{Component, Path as FilePath, PathBuf};

use copydesk_parsing::yaml::Path;

use super::Pattern;
use super::file::{DraftsFile, LifecycleWord, ReadyWord, ReviewWord};
use crate::Newsroom;
use crate::source::Source;

/// Which files are drafts, and when they may go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRule {
    /// The folder, relative to the newsroom unless it is absolute.
    pub folder: PathBuf,
    /// Which file names are drafts; at least one pattern.
    pub patterns: Vec<Pattern>,
    /// When a draft may go out.
    pub ready: Ready,
    /// Where the findings are written.
    pub review: Review,
    /// What becomes of its file when it went out to everybody.
    pub lifecycle: Lifecycle,
}

/// When a draft may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// When it says so.
    Marked,
    /// When it is saved. No newsroom with a live profile has this.
    OnSave,
}

/// Where the findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// To `<draft>.review.md`.
    Beside,
    /// Nowhere.
    None,
}

/// What becomes of a draft's file when its edition went out to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// It stays.
    Stay,
    /// It is filed below the folder.
    Move,
}

impl DraftRule {
    /// Whether a file of this name is a draft. Our own reviews, files of waivers
    /// and hidden files never are, whatever the patterns say.
    pub fn takes(&self, name: &str) -> bool {
        !name.starts_with('.')
            && !name.ends_with(".review.md")
            && !name.ends_with(".allow.yaml")
            && self.patterns.iter().any(|pattern| pattern.matches(name))
    }
}

pub(super) fn narrow(
    written: DraftsFile,
    newsroom: &Newsroom,
    source: &Source,
) -> Option<DraftRule> {
    let path = Path::root().key("drafts");
    let folder = folder(&written.folder, &path.key("folder"), source);
    let patterns = patterns(&written.patterns, &path.key("match"), source);
    let live = newsroom.profiles.values().find(|profile| profile.is_live());
    if let (ReadyWord::OnSave, Some(live)) = (written.ready, live) {
        let message =
            format!("saving is not publishing: the profile `{}` reaches people", live.name);
        let help = Some("`ready: marked`, and `status: ready` in the draft".to_owned());
        source.refuse(&path.key("ready"), message, help);
    }
    Some(DraftRule {
        folder: folder?,
        patterns: patterns?,
        ready: match written.ready {
            ReadyWord::Marked => Ready::Marked,
            ReadyWord::OnSave => Ready::OnSave,
        },
        review: match written.review {
            ReviewWord::Beside => Review::Beside,
            ReviewWord::None => Review::None,
        },
        lifecycle: match written.lifecycle {
            LifecycleWord::Stay => Lifecycle::Stay,
            LifecycleWord::Move => Lifecycle::Move,
        },
    })
}

fn folder(written: &str, path: &Path, source: &Source) -> Option<PathBuf> {
    let folder: PathBuf = FilePath::new(written.trim())
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    // The newsroom's own folder holds its definitions, which are no drafts.
    if folder.as_os_str().is_empty() {
        let help = Some("such as `drafts`".to_owned());
        source.refuse(path, "`folder` must be a folder of its own", help);
        return None;
    }
    Some(folder)
}

fn patterns(written: &[String], path: &Path, source: &Source) -> Option<Vec<Pattern>> {
    if written.is_empty() {
        let help = Some("such as [\"*.md\", \"*.txt\"]".to_owned());
        source.refuse(path, "`match` takes no file at all", help);
        return None;
    }
    let patterns = written.iter().enumerate().map(|(index, pattern)| {
        let narrowed = Pattern::new(pattern);
        if let Err(why) = &narrowed {
            let help = Some("such as `*.md`".to_owned());
            source.refuse(&path.index(index), format!("`{pattern}` {why}"), help);
        }
        narrowed.ok()
    });
    patterns.collect::<Vec<_>>().into_iter().collect()
}
