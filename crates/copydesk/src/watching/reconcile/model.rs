//! Random histories of a folder against what must come of them: every save that
//! stood still is taken in, none twice, none torn, whatever hints are lost and
//! however often the program dies.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::stamp::FileStamp;
use super::tests::found;
use super::*;

const SETTLE: Duration = Duration::from_millis(2000);
const RULE: Rule = Rule { settle: SETTLE, dates_are_ours: true };
/// How often a folder is looked at although nothing was heard.
const LOOK: Duration = Duration::from_millis(5000);
/// The history begins so long after 1970, and all moments count from there.
const BEGIN: Duration = Duration::from_secs(1_000_000);
const NAMES: usize = 4;

/// What editors, sync tools, operators and power cuts do.
#[derive(Clone, Debug)]
enum Event {
    /// Beside, then renamed: complete at once.
    Save(usize),
    /// In place, with pauses shorter than `SETTLE`, in so many pieces.
    Write(usize, u8),
    /// Somebody touches a file.
    Touch(usize),
    Rename(usize, usize),
    Copy(usize, usize),
    Delete(usize),
    Unmount,
    Mount,
    /// The program dies before it has noted what it took in, and is started again.
    Kill,
    /// Time goes on; events of files in it are heard or lost.
    Wait(u16),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let name = || 0..NAMES;
    let event = prop_oneof![
        4 => name().prop_map(Event::Save),
        3 => (name(), 2..6u8).prop_map(|(name, pieces)| Event::Write(name, pieces)),
        1 => name().prop_map(Event::Touch),
        2 => (name(), name()).prop_map(|(from, to)| Event::Rename(from, to)),
        1 => (name(), name()).prop_map(|(from, to)| Event::Copy(from, to)),
        1 => name().prop_map(Event::Delete),
        1 => Just(Event::Unmount),
        2 => Just(Event::Mount),
        2 => Just(Event::Kill),
        6 => (1..9000u16).prop_map(Event::Wait),
    ];
    prop::collection::vec(event, 1..60)
}

#[derive(Clone, Copy, Debug)]
struct File {
    /// Which save its bytes are of.
    save: u64,
    /// Pieces that are still to be written, one every second.
    missing: u8,
    inode: u64,
    modified: Duration,
    changed: Duration,
}

/// The folder, the program that watches it, and its ledger.
struct World {
    start: Instant,
    now: Duration,
    next: u64,
    mounted: bool,
    files: BTreeMap<usize, File>,
    folder: Folder,
    /// When the program looks again.
    look: Duration,
    /// Saves that went out. It outlives the program.
    ledger: BTreeSet<u64>,
    /// The program dies at its next note.
    dies: bool,
}

impl World {
    fn new() -> Self {
        Self {
            start: Instant::now(),
            now: Duration::ZERO,
            next: 1,
            mounted: true,
            files: BTreeMap::new(),
            folder: Folder::default(),
            look: Duration::ZERO,
            ledger: BTreeSet::new(),
            dies: false,
        }
    }

    fn apply(&mut self, event: &Event) {
        match *event {
            Event::Wait(milliseconds) => self.wait(Duration::from_millis(milliseconds.into())),
            Event::Kill => self.dies = true,
            Event::Unmount => self.mounted = false,
            Event::Mount => self.mounted = true,
            // Nobody writes into what is not there.
            _ if !self.mounted => {}
            Event::Save(name) => self.write(name, 0),
            Event::Write(name, pieces) => self.write(name, pieces),
            Event::Touch(name) => {
                let now = self.now;
                if let Some(file) = self.files.get_mut(&name) {
                    (file.modified, file.changed) = (now, now);
                }
            }
            Event::Rename(from, to) => {
                if let Some(mut file) = self.files.remove(&from) {
                    file.changed = self.now;
                    self.files.insert(to, file);
                }
            }
            Event::Copy(from, to) if from != to => {
                if let Some(file) = self.files.get(&from).filter(|file| file.missing == 0) {
                    let save = file.save;
                    self.write(to, 0);
                    self.files.entry(to).and_modify(|file| file.save = save);
                }
            }
            Event::Copy(..) => {}
            Event::Delete(name) => drop(self.files.remove(&name)),
        }
    }

    fn write(&mut self, name: usize, missing: u8) {
        let (save, now) = (self.next, self.now);
        self.next += 1;
        // A new file where it is complete at once, the old one where it grows.
        let inode = match self.files.get(&name) {
            Some(file) if missing > 0 => file.inode,
            _ => save,
        };
        self.files.insert(name, File { save, missing, inode, modified: now, changed: now });
    }

    /// A millisecond at a time would be exact and slow; every tenth is both.
    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += Duration::from_millis(100);
            for file in self.files.values_mut().filter(|file| self.mounted && file.missing > 0) {
                if self.now.saturating_sub(file.changed) >= Duration::from_secs(1) {
                    file.missing -= 1;
                    (file.modified, file.changed) = (self.now, self.now);
                }
            }
            if self.now >= self.look {
                self.look();
            }
        }
    }

    fn stamp(file: &File) -> Stamp {
        let at = |moment: Duration| {
            let moment = BEGIN + moment;
            let seconds = i64::try_from(moment.as_secs()).unwrap_or_default();
            (seconds, i64::from(moment.subsec_nanos()))
        };
        let draft = FileStamp {
            size: file.save * 10 - u64::from(file.missing),
            inode: file.inode,
            modified: at(file.modified),
            changed: at(file.changed),
        };
        Stamp { draft, waivers: None }
    }

    fn sight(&self) -> Sight {
        let device = if self.mounted { 1 } else { 2 };
        let files = self.files.iter().filter(|_| self.mounted);
        let drafts = files.map(|(name, file)| (found(&name.to_string()), Self::stamp(file)));
        let home = Home { device, inode: 1 };
        Sight { home, drafts: drafts.collect(), strangers: Vec::new() }
    }

    /// One pass of the program.
    fn look(&mut self) {
        let at = Moment {
            steady: self.start + self.now,
            wall: SystemTime::UNIX_EPOCH + BEGIN + self.now,
        };
        let plan = self.folder.reconcile(Ok(self.sight()), at, RULE);
        self.look = self.now + LOOK;
        if let Some(due) = plan.due {
            self.look = self.look.min(due - self.start);
        }
        for Take { found, stamp, .. } in plan.take {
            let name: usize = found.path.to_string_lossy().parse().unwrap_or_default();
            let file = self.files[&name];
            assert_eq!(file.missing, 0, "torn: {file:?}");
            // The ledger knows these bytes, or they go out now.
            self.ledger.insert(file.save);
            if std::mem::take(&mut self.dies) {
                self.folder = Folder::default();
                self.look = self.now;
                return;
            }
            self.folder.taken(&found.path, stamp, None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn every_save_that_stood_still_is_taken_in(events in events()) {
        let mut world = World::new();
        for event in &events {
            world.apply(event);
            // What stood still for a pause and a look was taken, heard of or not.
            let still = world.files.values().filter(|file| world.mounted && file.missing == 0);
            let enough = SETTLE + LOOK + Duration::from_millis(200);
            let late = still.clone().find(|file| {
                world.now.saturating_sub(file.changed) > enough && !world.ledger.contains(&file.save)
            });
            // Unless the share was away meanwhile.
            let always = !events.iter().any(|event| matches!(event, Event::Unmount));
            prop_assert!(!always || late.is_none(), "{late:?} is late at {:?}", world.now);
        }
        world.mounted = true;
        world.wait(Duration::from_secs(30));
        for file in world.files.values() {
            prop_assert!(world.ledger.contains(&file.save), "{file:?} was lost");
        }
        // Nothing is left to do, and nothing is done again.
        let at = Moment {
            steady: world.start + world.now,
            wall: SystemTime::UNIX_EPOCH + BEGIN + world.now,
        };
        let plan = world.folder.reconcile(Ok(world.sight()), at, RULE);
        prop_assert!(plan.take.is_empty() && !plan.unsettled, "{plan:?}");
    }
}
