//! Pipelines' desks, kept open for as long as no file has changed that they were read
//! from: templates, lists, keys and passwords cost more than the draft that is due.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_pipeline::newsroom::{Secret, Transport};
use copydesk_pipeline::{Desk, Pipeline, Profile};

use super::{Look, Stamps};
use crate::newsrooms::Loaded;
use crate::trouble::Failure;

/// What no file's stamp shows, the authorities that this machine trusts and the
/// variables of its environment, is read anew after so long.
const OLD: Duration = Duration::from_secs(10 * 60);

/// The desks of one newsroom under one profile, by pipeline.
#[derive(Default)]
pub(super) struct Desks(BTreeMap<String, Kept>);

struct Kept {
    desk: Arc<Desk>,
    read_from: Stamps,
    since: Instant,
}

impl Desks {
    /// The pipeline's desk as its files say now.
    pub(super) fn open(
        &mut self,
        loaded: &Loaded,
        pipeline: &Pipeline,
        profile: &Profile,
    ) -> Result<Arc<Desk>, Failure> {
        // Taken before they are read: what is written meanwhile is read again.
        let stamps = Look::default().around(&loaded.newsroom.root, &beside(loaded, profile));
        if let Some(kept) = self.0.get(&pipeline.name)
            && kept.read_from == stamps
            && kept.since.elapsed() < OLD
        {
            return Ok(Arc::clone(&kept.desk));
        }
        self.0.remove(&pipeline.name);
        let desk = Arc::new(loaded.desk(pipeline, profile)?);
        let kept = Kept { desk: Arc::clone(&desk), read_from: stamps, since: Instant::now() };
        self.0.insert(pipeline.name.clone(), kept);
        Ok(desk)
    }

    /// Nothing is as it was.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// What desks are read from beside definitions and templates.
fn beside(loaded: &Loaded, profile: &Profile) -> Vec<PathBuf> {
    let newsroom = &loaded.newsroom;
    let lists = newsroom.lists.values().filter_map(|list| list.file.as_deref());
    let keys = newsroom.sender.dkim.iter().map(|dkim| dkim.key.as_path());
    let (mut password, mut authority): (Option<&Path>, Option<&Path>) = (None, None);
    if let Transport::Smtp(smtp) = &profile.transport {
        authority = smtp.ca.as_deref();
        if let Some(Secret::File(file)) = smtp.login.as_ref().map(|login| &login.password) {
            password = Some(file);
        }
    }
    let files = lists.chain(keys).chain(password).chain(authority);
    files.map(|file| newsroom.root.join(file)).collect()
}
