//! Looking at a folder: how often, and what stands there. A draft costs one stat,
//! and one more if it has waivers; no byte of it is read.

use std::path::Path;
use std::time::Duration;

use copydesk_ledger::network_file_system;
use copydesk_pipeline::definition::DraftRule;

use super::reconcile::{Rule, Sight};
use super::stamp::{Home, Stamp};
use crate::drafts;

/// How often to look although nothing was heard: so that ten thousand drafts in which
/// nothing changes cost less than a thousandth of a core.
pub(super) const LOOK: Duration = Duration::from_secs(40);

/// How often a folder is looked at, and when its files are complete.
pub(super) struct Pace {
    pub(super) look: Duration,
    pub(super) rule: Rule,
}

/// A folder of this machine.
const NEAR: Pace =
    Pace { look: LOOK, rule: Rule { settle: Duration::from_secs(2), dates_are_ours: true } };

/// One that others share: their writes are never heard, sizes and times travel
/// late, and another machine's clock dates the files.
const FAR: Pace = Pace {
    look: Duration::from_secs(5),
    rule: Rule { settle: Duration::from_secs(10), dates_are_ours: false },
};

impl Pace {
    pub(super) fn of(folder: &Path) -> Self {
        let real = folder.canonicalize();
        match real.ok().and_then(|real| network_file_system(&real)) {
            Some(_) => FAR,
            None => NEAR,
        }
    }
}

/// What stands in a folder now, or why nobody can say.
pub(super) fn sight(folder: &Path, rule: &DraftRule) -> Result<Sight, String> {
    let said = |folder: &Path, error| match error {
        error if folder.ends_with(drafts::READY) => {
            format!("`{}` below the drafts folder cannot be read: {error}", drafts::READY)
        }
        error => format!("the drafts folder cannot be read: {error}"),
    };
    let home = Home::of(folder).map_err(|error| said(folder, error))?;
    let listed = drafts::list(folder, rule).map_err(|(folder, error)| said(&folder, error))?;
    let (mut drafts, mut strangers) = (Vec::with_capacity(listed.drafts.len()), Vec::new());
    for entry in listed.drafts {
        match entry {
            // Gone since the folder was read, or nobody may look at it.
            Ok(found) => {
                if let Ok(stamp) = Stamp::among(&found.path, &listed.waivers) {
                    drafts.push((found, stamp));
                }
            }
            Err(path) => strangers.push(path),
        }
    }
    Ok(Sight { home, drafts, strangers })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::super::reconcile::{Folder, Moment};
    use super::*;

    /// Says what such a look costs, where it is asked:
    /// `cargo test --release -p copydesk ten_thousand -- --nocapture`.
    #[test]
    #[allow(clippy::print_stdout, reason = "its result")]
    fn ten_thousand_drafts_in_which_nothing_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("drafts")).unwrap();
        for number in 0..10_000 {
            std::fs::write(folder.path().join(format!("drafts/{number}.md")), "Title\n").unwrap();
        }
        let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/newsroom.in");
        let newsroom = copydesk_pipeline::Newsroom::load(&story).unwrap();
        let pipelines = copydesk_pipeline::Pipelines::load(&newsroom).unwrap();
        let rule = &pipelines.only().unwrap().drafts;
        let drafts = folder.path().join("drafts");
        let mut memory = Folder::default();
        memory.reconcile(sight(&drafts, rule), Moment::now(), NEAR.rule);
        let settled = || {
            let Moment { steady, wall } = Moment::now();
            Moment { steady: steady + NEAR.rule.settle, wall: wall + NEAR.rule.settle }
        };
        let plan = memory.reconcile(sight(&drafts, rule), settled(), NEAR.rule);
        assert_eq!(plan.take.len(), 10_000);
        for take in plan.take {
            memory.taken(&take.found.path, take.stamp, None);
        }
        let mut times = Vec::new();
        for _ in 0..21 {
            let began = std::time::Instant::now();
            let plan = memory.reconcile(sight(&drafts, rule), settled(), NEAR.rule);
            times.push(began.elapsed());
            assert!(plan.take.is_empty() && !plan.unsettled);
        }
        times.sort();
        println!("median {:?}, slowest {:?}", times[10], times[20]);
    }
}
