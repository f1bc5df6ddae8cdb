//! Random histories of whole editions: what stands in the ledger under which key,
//! and which of them holds a draft. The model is a list, newest last.

use copydesk_ledger::{Cursor, EditionId, NewEdition, Opened, Settled, World};
use copydesk_manuscript::Digest;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::desk::{Desk, edition};

const PIPELINES: [&str; 2] = ["brief", "morning"];
const KEYS: [&str; 3] = ["monday", "tuesday", "wednesday"];
const TEXTS: [&str; 2] = ["words", "other words"];
const DRAFTS: [&[u8]; 4] = [b"a", b"b", b"c", b"d"];

#[derive(Clone, Debug)]
enum Call {
    Open {
        live: bool,
        key: usize,
        pipeline: usize,
        text: usize,
        drafts: Vec<usize>,
    },
    /// Sends the so manyth edition and closes its run.
    Finish(usize),
    Forget(usize),
    Reopen,
}

fn call() -> impl Strategy<Value = Call> {
    let drafts = prop::collection::vec(0..DRAFTS.len(), 0..4);
    prop_oneof![
        8 => (any::<bool>(), 0..KEYS.len(), 0..PIPELINES.len(), 0..TEXTS.len(), drafts).prop_map(
            |(live, key, pipeline, text, drafts)| Call::Open { live, key, pipeline, text, drafts }
        ),
        4 => (0..6_usize).prop_map(Call::Finish),
        2 => (0..6_usize).prop_map(Call::Forget),
        1 => Just(Call::Reopen),
    ]
}

struct Standing {
    id: EditionId,
    frozen: NewEdition,
    closed: bool,
}

struct Shelf {
    desk: Desk,
    standing: Vec<Standing>,
}

impl Shelf {
    async fn step(mut self, call: Call) -> Result<Self, TestCaseError> {
        match call {
            Call::Open { live, key, pipeline, text, drafts } => {
                let world = if live { World::Live } else { World::Rehearsal };
                let mut frozen = edition(world, KEYS[key], TEXTS[text]);
                frozen.pipeline = PIPELINES[pipeline].to_owned();
                frozen.contents = drafts.iter().map(|draft| Digest::of(DRAFTS[*draft])).collect();
                self.open(frozen).await?;
            }
            Call::Finish(which) => {
                if let Some(standing) = self.standing.get_mut(which).filter(|s| !s.closed) {
                    self.desk.plan(standing.id, &["ann"], Cursor::End).await;
                    self.desk.finish(standing.id, Settled::Written).await;
                    standing.closed = true;
                }
            }
            Call::Forget(which) => {
                if let Some(standing) = self.standing.get(which) {
                    let forgotten = self.desk.ledger.forget_rehearsal(standing.id).await;
                    let rehearsal = standing.frozen.world == World::Rehearsal;
                    prop_assert_eq!(forgotten.is_ok(), rehearsal);
                    if rehearsal {
                        self.standing.remove(which);
                    }
                }
            }
            Call::Reopen => self.desk = self.desk.reopened(),
        }
        self.look().await?;
        Ok(self)
    }

    async fn open(&mut self, frozen: NewEdition) -> Result<(), TestCaseError> {
        let opened = self.desk.ledger.open(frozen.clone()).await.unwrap();
        let same_place =
            |s: &Standing| s.frozen.world == frozen.world && s.frozen.key == frozen.key;
        let found = self.standing.iter().position(same_place);
        let same = |s: &Standing| s.frozen.digest == frozen.digest;
        match (opened, found.map(|at| &self.standing[at])) {
            (Opened::Closed(summary), Some(s)) => {
                prop_assert!(same(s) && s.closed && summary.id == s.id);
            }
            (Opened::Unfinished(summary), Some(s)) => {
                prop_assert!(same(s) && !s.closed && summary.id == s.id);
                prop_assert_eq!(frozen.world, World::Live);
            }
            (Opened::Differs(summary), Some(s)) => {
                prop_assert!(!same(s) && summary.id == s.id);
                prop_assert_eq!(frozen.world, World::Live);
            }
            (Opened::New(id), replaced) => {
                if let Some(s) = replaced {
                    prop_assert!(s.frozen.world == World::Rehearsal && !(same(s) && s.closed));
                }
                if let Some(at) = found {
                    self.standing.remove(at);
                }
                self.standing.push(Standing { id, frozen, closed: false });
            }
            (Opened::Withdrawn, _) => prop_assert!(false, "nobody has ended anything"),
            (other, None) => prop_assert!(false, "nothing stood there: {other:?}"),
        }
        Ok(())
    }

    /// Asks for everything that can be asked.
    async fn look(&self) -> Result<(), TestCaseError> {
        for world in [World::Rehearsal, World::Live] {
            let of_world = || self.standing.iter().rev().filter(|s| s.frozen.world == world);
            let listed = self.desk.ledger.editions(world).await.unwrap();
            let listed: Vec<_> = listed.into_iter().map(|s| (s.id, s.pipeline)).collect();
            let expected: Vec<_> =
                of_world().map(|s| (s.id, Some(s.frozen.pipeline.clone()))).collect();
            prop_assert_eq!(listed, expected);
            for pipeline in [None, Some(PIPELINES[0]), Some(PIPELINES[1])] {
                for draft in DRAFTS.map(Digest::of) {
                    let found = self.desk.ledger.holding(world, pipeline, &draft).await.unwrap();
                    let expected = of_world().find(|s| {
                        s.frozen.contents.contains(&draft)
                            && pipeline.is_none_or(|name| name == s.frozen.pipeline)
                    });
                    prop_assert_eq!(found.map(|f| f.id), expected.map(|s| s.id));
                }
            }
        }
        Ok(())
    }
}

/// Runs random histories on an engine.
pub(crate) fn agrees_with(engine: fn() -> Desk) {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        // Each history waits for the disk some forty times.
        config.cases = 64;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let calls = prop::collection::vec(call(), 1..20);
    let result = TestRunner::new(config).run(&calls, |calls| {
        runtime.block_on(async {
            let mut shelf = Shelf { desk: engine(), standing: Vec::new() };
            for call in calls {
                shelf = shelf.step(call).await?;
            }
            Ok(())
        })
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
