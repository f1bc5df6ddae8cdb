//! Everything that an operator wants to know of a newsroom at once, read from its
//! folders and its ledger, whether or not a daemon runs.

use std::path::PathBuf;

use copydesk_ledger::{EditionSummary, Ledger, Proposal, World};
use copydesk_manuscript::{Finding, LineIndex};
use copydesk_pipeline::{Pipeline, Profile, Submission};
use copydesk_validation::{Verdict, validate};
use jiff::Timestamp;

use crate::args::Global;
use crate::commands::watch::{Presence, presence};
use crate::drafts;
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::report::delivery;
use crate::trouble::{Failure, Trouble};
use crate::watching::State;

/// A newsroom at this moment.
pub(super) struct Home {
    pub(super) name: String,
    pub(super) profile: String,
    pub(super) daemon: Presence,
    pub(super) store: Store,
    pub(super) folders: Vec<FolderNow>,
    pub(super) drafts: Vec<DraftNow>,
    /// What waits for people, or for its time.
    pub(super) waiting: Vec<Proposal>,
    /// How many of them must.
    pub(super) needed: u32,
    /// Of the world that is looked at, newest first.
    pub(super) editions: Vec<EditionSummary>,
    pub(super) live: bool,
}

/// The ledger, and the disk that it lies on.
#[derive(Default)]
pub(super) struct Store {
    /// `None` where nothing was published yet.
    pub(super) bytes: Option<u64>,
    pub(super) free: Option<u64>,
    /// Why it cannot be asked.
    pub(super) trouble: Option<String>,
}

/// A watched folder.
pub(super) struct FolderNow {
    pub(super) pipeline: String,
    pub(super) path: PathBuf,
    /// How many drafts stand there, or why nobody can say.
    pub(super) drafts: Result<usize, String>,
}

/// A draft.
pub(super) struct DraftNow {
    pub(super) path: PathBuf,
    pub(super) pipeline: String,
    pub(super) state: State,
    pub(super) ready: bool,
    /// The later moment that it has chosen, while it waits for that.
    pub(super) send_at: Option<Timestamp>,
    /// What there is to do about it.
    pub(super) to_do: usize,
    /// The first of that: its line and column, and what is the matter.
    pub(super) first: Option<(Option<(usize, usize)>, String)>,
}

/// With so little room left, an edition of a large list may find none.
const LITTLE: u64 = 1 << 30;

impl Store {
    /// Whether there is less room than is wise.
    pub(super) fn is_tight(&self) -> bool {
        self.free.is_some_and(|free| free < LITTLE)
    }
}

impl Home {
    pub(super) async fn look(global: &Global, loaded: &Loaded) -> Result<Self, Failure> {
        let profile = profile(global, loaded)?;
        let newsroom = &loaded.newsroom;
        let mut store = store(loaded);
        let ledger = match newsroom.has_ledger().then(|| newsroom.ledger(newsrooms::clock())) {
            Some(Ok(ledger)) => Some(ledger),
            Some(Err(error)) => {
                store.trouble = Some(error.to_string());
                None
            }
            None => None,
        };
        let ledger = ledger.as_deref();
        let world = profile.world();
        let (mut editions, mut waiting) = (Vec::new(), Vec::new());
        let needed = profile.approvals_needed().unwrap_or_default();
        if let Some(ledger) = ledger {
            editions = ledger.editions(world).await?;
            if world == World::Live {
                waiting = copydesk_pipeline::waiting(ledger).await?;
            }
        }
        let (mut folders, mut drafts) = (Vec::new(), Vec::new());
        for pipeline in loaded.pipelines.iter() {
            let path = newsroom.root.join(&pipeline.drafts.folder);
            let found = drafts::of(newsroom, pipeline).map_err(|failure| {
                failure.troubles.first().map(|t| t.message.clone()).unwrap_or_default()
            });
            if let Ok(found) = &found {
                let desk = Looking { loaded, pipeline, profile, ledger };
                for draft in found.iter().flatten() {
                    drafts.push(desk.draft(draft).await?);
                }
            }
            let name = pipeline.name.clone();
            let count = found.map(|found| found.iter().flatten().count());
            folders.push(FolderNow { pipeline: name, path, drafts: count });
        }
        Ok(Self {
            name: newsroom.name.clone(),
            profile: profile.name.clone(),
            daemon: presence(newsroom),
            store,
            folders,
            drafts,
            waiting,
            needed,
            editions,
            live: world == World::Live,
        })
    }

    /// The highest exit code that anything here earns.
    pub(super) fn exit(&self) -> Exit {
        let mut exit = Exit::Done;
        let mut earn = |earned: bool, code: Exit| {
            if earned {
                exit = exit.max(code);
            }
        };
        earn(self.held().next().is_some(), Exit::Held);
        earn(self.folders.iter().any(|folder| folder.drafts.is_err()), Exit::Machine);
        earn(self.drafts.iter().any(|draft| draft.state == State::Failed), Exit::Machine);
        earn(self.stuck().next().is_some(), Exit::Incomplete);
        earn(self.asked().next().is_some(), Exit::Refused);
        earn(self.store.trouble.is_some() || self.store.is_tight(), Exit::Machine);
        earn(matches!(self.daemon, Presence::Died(_)), Exit::Machine);
        exit
    }

    /// Shown to people, who have not all said yes.
    pub(super) fn asked(&self) -> impl Iterator<Item = &Proposal> {
        self.waiting.iter().filter(|proposal| proposal.waits_until.is_none())
    }

    /// Ready drafts that are held: somebody believes that they go out.
    pub(super) fn held(&self) -> impl Iterator<Item = &DraftNow> {
        self.drafts.iter().filter(|draft| draft.ready && draft.state == State::Held)
    }

    /// Editions that do not come to their end without a person.
    pub(super) fn stuck(&self) -> impl Iterator<Item = &EditionSummary> {
        self.editions.iter().filter(|edition| {
            let standing = delivery::standing(edition);
            standing == "stopped" || edition.balance.uncertain > 0 || self.nobody_sends(edition)
        })
    }

    /// Whether people wait for an edition, and there is no daemon that would go on with it.
    pub(super) fn nobody_sends(&self, edition: &EditionSummary) -> bool {
        let open = delivery::standing(edition) == "open" && edition.balance.waiting > 0;
        open && !matches!(self.daemon, Presence::Running(_))
    }

    /// Drafts that wait for the moment they have chosen, the next one first.
    pub(super) fn timed(&self) -> Vec<(Timestamp, &DraftNow)> {
        let timed = self.drafts.iter().filter_map(|draft| Some((draft.send_at?, draft)));
        let mut timed: Vec<_> = timed.collect();
        timed.sort_by_key(|(at, _)| *at);
        timed
    }

    /// Editions on their way.
    pub(super) fn going(&self) -> impl Iterator<Item = &EditionSummary> {
        self.editions.iter().filter(|edition| delivery::standing(edition) == "open")
    }
}

/// The one named, else the only one that reaches people, else the rehearsal.
fn profile<'a>(global: &Global, loaded: &'a Loaded) -> Result<&'a Profile, Failure> {
    if global.profile.is_some() {
        return loaded.profile(global);
    }
    let mut live = loaded.newsroom.profiles.values().filter(|profile| profile.is_live());
    match (live.next(), live.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => loaded.profile(global),
        (Some(_), Some(_)) => Err(Trouble::new("several profiles reach people")
            .help("name one: --profile NAME")
            .exit(Exit::Usage)),
    }
}

fn store(loaded: &Loaded) -> Store {
    let path = loaded.newsroom.ledger_file();
    let bytes = std::fs::metadata(&path).ok().map(|meta| meta.len());
    let path = std::path::absolute(&path).unwrap_or(path);
    let above = path.ancestors().find(|folder| folder.is_dir());
    let room = above.and_then(|folder| rustix::fs::statvfs(folder).ok());
    let free = room.map(|room| room.f_bavail.saturating_mul(room.f_frsize));
    Store { bytes, free, trouble: None }
}

/// What a draft is looked at with.
struct Looking<'a> {
    loaded: &'a Loaded,
    pipeline: &'a Pipeline,
    profile: &'a Profile,
    ledger: Option<&'a dyn Ledger>,
}

impl Looking<'_> {
    async fn draft(&self, found: &drafts::Found) -> Result<DraftNow, Failure> {
        let newsroom = &self.loaded.newsroom;
        let terms = Terms::of(Some(self.loaded), Some(self.pipeline));
        let now = DraftNow {
            path: found.path.clone(),
            pipeline: self.pipeline.name.clone(),
            state: State::Failed,
            ready: false,
            send_at: None,
            to_do: 0,
            first: None,
        };
        let draft = match files::read_draft(&found.path, &terms) {
            Ok(draft) => draft,
            Err(failure) => {
                let why = failure.troubles.into_iter().next().map(|trouble| trouble.message);
                return Ok(DraftNow { first: Some((None, why.unwrap_or_default())), ..now });
            }
        };
        let draft = Submission::new(draft, found.in_ready, &self.pipeline.drafts);
        let (ready, content) = (draft.is_ready(), draft.draft().digest());
        let moment = newsrooms::clock().now();
        let today = moment.to_zoned_datetime(newsroom.time_zone.clone()).date();
        let policy = self.pipeline.policy(newsroom, self.profile, today);
        let verdict = validate(draft.into_document(), &policy);
        let held = matches!(verdict, Verdict::Held(_));
        let scope = self.pipeline.collect.as_ref().map(|_| self.pipeline.name.as_str());
        let holder = match self.ledger.filter(|_| ready) {
            Some(ledger) => ledger.holding(self.profile.world(), scope, &content).await?,
            None => None,
        };
        let state = match (holder, held, ready) {
            (Some(_), ..) => State::Out,
            (None, true, _) => State::Held,
            (None, false, true) => State::Waiting,
            (None, false, false) => State::Clear,
        };
        let (document, report) = (verdict.document(), verdict.report());
        let lines = LineIndex::new(&document.text);
        let holds = |f: &&Finding| f.waived.is_none() && held && f.severity >= report.hold_at;
        let first = report.findings.iter().find(holds);
        let first = first.map(|finding| {
            let at = lines.position(&document.text, finding.point);
            (Some((at.line, at.column)), finding.message.clone())
        });
        let to_do = report.findings.iter().filter(holds).count();
        let later = document.front_matter.send_at.filter(|at| *at > moment);
        let send_at = later.filter(|_| state == State::Waiting);
        Ok(DraftNow { state, ready, send_at, to_do, first, ..now })
    }
}
