//! Saves, one by one.

use super::super::stamp::FileStamp;
use super::*;

const RULE: Rule = Rule { settle: Duration::from_secs(2), dates_are_ours: true };

/// A folder and its clock, which began a long time ago.
struct Desk {
    folder: Folder,
    start: Instant,
}

/// The save of a file that has this size, made so many seconds after the start.
pub(super) fn stamp(size: u64, changed: i64) -> Stamp {
    let inode = 1;
    let draft = FileStamp { size, inode, modified: (changed, 0), changed: (changed, 0) };
    Stamp { draft, waivers: None }
}

fn at(start: Instant, seconds: u64) -> Moment {
    let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    Moment { steady: start + Duration::from_secs(seconds), wall }
}

pub(super) fn found(name: &str) -> Found {
    Found { path: PathBuf::from(name), in_ready: false }
}

impl Desk {
    fn new() -> Self {
        Self { folder: Folder::default(), start: Instant::now() }
    }

    fn plan(&mut self, seconds: u64, drafts: &[(&str, Stamp)]) -> Plan {
        self.plan_on(1, seconds, drafts)
    }

    fn plan_on(&mut self, device: u64, seconds: u64, drafts: &[(&str, Stamp)]) -> Plan {
        let drafts = drafts.iter().map(|(name, stamp)| (found(name), *stamp)).collect();
        let sight = Sight { home: Home { device, inode: 1 }, drafts, strangers: Vec::new() };
        self.folder.reconcile(Ok(sight), at(self.start, seconds), RULE)
    }

    /// Whether it is taken then; if so, it is noted as taken.
    fn takes(&mut self, seconds: u64, draft: (&str, Stamp)) -> bool {
        let plan = self.plan(seconds, &[draft]);
        for take in &plan.take {
            self.folder.taken(&take.found.path, take.stamp, None);
        }
        !plan.take.is_empty()
    }
}

#[test]
fn a_save_is_taken_once_it_is_quiet_and_only_once() {
    let mut desk = Desk::new();
    assert!(!desk.takes(100, ("a.md", stamp(1, 100))));
    // Still being written to: the clock starts again.
    assert!(!desk.takes(101, ("a.md", stamp(2, 101))));
    assert!(!desk.takes(102, ("a.md", stamp(2, 101))));
    assert!(desk.takes(103, ("a.md", stamp(2, 101))));
    assert!(!desk.takes(110, ("a.md", stamp(2, 101))));
    assert!(!desk.takes(111, ("a.md", stamp(3, 111))));
    assert!(desk.takes(113, ("a.md", stamp(3, 111))));
}

#[test]
fn what_was_written_long_ago_is_taken_at_once_and_what_is_of_tomorrow_after_a_while() {
    assert!(Desk::new().takes(100, ("a.md", stamp(1, 40))));
    let mut desk = Desk::new();
    assert!(!desk.takes(100, ("a.md", stamp(1, 90_000))));
    assert!(desk.takes(102, ("a.md", stamp(1, 90_000))));
}

#[test]
fn a_save_comes_before_what_stood_there_and_of_that_the_newest_comes_first() {
    let mut desk = Desk::new();
    let order = |plan: &Plan| {
        let names = plan.take.iter().map(|take| take.found.path.to_string_lossy());
        names.collect::<Vec<_>>().join(" ")
    };
    let stood = [("a", 40), ("b", 60), ("c", 40), ("d", 50)].map(|(n, at)| (n, stamp(1, at)));
    let first = desk.plan(100, &stood);
    assert_eq!(order(&first), "b d a c");
    // One of a thousand is taken in; two are saved meanwhile, one of them again.
    desk.folder.taken(&first.take[0].found.path, first.take[0].stamp, None);
    let [a, b, _, d] = stood;
    let saved = [a, b, ("c", stamp(2, 101)), d, ("e", stamp(1, 102))];
    assert_eq!(order(&desk.plan(102, &saved)), "d a");
    assert_eq!(order(&desk.plan(104, &saved)), "c e d a");
    // What is due once more waits for those that nobody has looked at yet.
    desk.folder.taken(Path::new("b"), stamp(1, 60), Some(desk.start));
    assert_eq!(order(&desk.plan(104, &saved)), "c e d a b");
}

#[test]
fn an_answer_beside_the_draft_is_a_save() {
    let mut desk = Desk::new();
    assert!(desk.takes(100, ("a.md", stamp(1, 40))));
    let answered = Stamp { waivers: Some(stamp(7, 100).draft), ..stamp(1, 40) };
    assert!(!desk.takes(101, ("a.md", answered)));
    assert!(desk.takes(103, ("a.md", answered)));
}

#[test]
fn what_could_not_be_done_is_due_again() {
    let mut desk = Desk::new();
    let draft = ("a.md", stamp(1, 40));
    assert!(desk.takes(100, draft));
    let later = desk.start + Duration::from_secs(130);
    desk.folder.taken(Path::new("a.md"), stamp(1, 40), Some(later));
    let plan = desk.plan(129, &[draft]);
    assert_eq!((plan.take.len(), plan.due, plan.unsettled), (0, Some(later), false));
    assert!(desk.takes(130, draft));
}

#[test]
fn a_save_during_the_read_is_not_forgotten() {
    let mut desk = Desk::new();
    assert_eq!(desk.plan(100, &[("a.md", stamp(1, 40))]).take.len(), 1);
    assert!(!desk.takes(100, ("a.md", stamp(2, 100))));
    desk.folder.taken(Path::new("a.md"), stamp(1, 40), None);
    assert!(desk.takes(102, ("a.md", stamp(2, 100))));
}

#[test]
fn another_name_for_the_same_file_is_seen_as_that() {
    let mut desk = Desk::new();
    assert!(desk.takes(100, ("a.md", stamp(5, 40))));
    // A rename changes the file's ctime and nothing else.
    let mut renamed = stamp(5, 40);
    renamed.draft.changed = (110, 0);
    let plan = desk.plan(110, &[("b.md", renamed)]);
    assert_eq!(plan.renamed, [(PathBuf::from("a.md"), PathBuf::from("b.md"))]);
    assert!(!desk.folder.has(Path::new("a.md")));
    assert!(desk.takes(112, ("b.md", renamed)));
}

#[test]
fn a_folder_that_went_away_keeps_its_files_in_mind() {
    let mut desk = Desk::new();
    let draft = ("a.md", stamp(1, 40));
    assert!(desk.takes(100, draft));
    let gone = desk.folder.reconcile(Err("gone".to_owned()), at(desk.start, 101), RULE);
    assert_eq!(gone.turn, Some(Turn::Degraded("gone".to_owned())));
    let still = desk.folder.reconcile(Err("gone".to_owned()), at(desk.start, 102), RULE);
    assert_eq!(still.turn, None);
    let back = desk.plan(103, &[draft]);
    assert_eq!((back.turn, back.take.len()), (Some(Turn::Sound), 0));
}

#[test]
fn an_empty_mount_point_is_no_empty_folder() {
    let mut desk = Desk::new();
    let draft = ("a.md", stamp(1, 40));
    assert!(desk.takes(100, draft));
    assert!(matches!(desk.plan_on(2, 101, &[]).turn, Some(Turn::Degraded(_))));
    assert!(desk.folder.has(Path::new("a.md")));
    assert_eq!(desk.plan(102, &[draft]).turn, Some(Turn::Sound));
    // On the same device somebody has taken the draft away.
    assert_eq!(desk.plan(103, &[]).turn, None);
    assert!(!desk.folder.has(Path::new("a.md")));
}

#[test]
fn dates_of_another_machine_say_nothing_of_how_long_a_file_is_quiet() {
    let mut folder = Folder::default();
    let (start, rule) = (Instant::now(), Rule { dates_are_ours: false, ..RULE });
    let mut plan = |seconds| {
        let drafts = vec![(found("a.md"), stamp(1, 40))];
        let home = Home { device: 1, inode: 1 };
        let sight = Sight { home, drafts, strangers: Vec::new() };
        folder.reconcile(Ok(sight), at(start, seconds), rule)
    };
    assert!(plan(100).take.is_empty());
    assert_eq!(plan(102).take.len(), 1);
}
