//! Which edition an operator's command is about, and with what it goes on.

use std::sync::Arc;

use copydesk_ledger::{EditionSummary, Ledger, LedgerError, NewProposal, Proposal, World};
use copydesk_pipeline::{Desk, Profile, edition_named, rule_of};

use crate::args::Global;
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::trouble::{Failure, Trouble};

/// The ledger of the newsroom here, which must be there already.
pub(crate) fn ledger(loaded: &Loaded) -> Result<Arc<dyn Ledger>, Failure> {
    if !loaded.newsroom.has_ledger() {
        return Err(
            Trouble::new("there is no ledger here yet: nothing was published").exit(Exit::Usage)
        );
    }
    Ok(loaded.newsroom.ledger(newsrooms::clock())?)
}

/// The world that the command line means: people, unless a rehearsal is named.
pub(crate) fn world(loaded: &Loaded, global: &Global) -> Result<World, Failure> {
    match global.profile {
        Some(_) => Ok(loaded.profile(global)?.world()),
        None => Ok(World::Live),
    }
}

/// The edition with this key that waits for people or for its time, if one does.
pub(crate) async fn waiting(
    ledger: &dyn Ledger,
    key: &str,
) -> Result<Option<Proposal>, LedgerError> {
    let waiting = copydesk_pipeline::waiting(ledger).await?;
    Ok(waiting.into_iter().find(|proposal| proposal.proposed.key == key))
}

/// The draft that is ready and waits, for its own hour or for that of its digest, and
/// would by itself be the edition with this key: as something that nobody has been asked
/// about yet.
pub(crate) async fn to_come(
    loaded: &Loaded,
    global: &Global,
    ledger: &dyn Ledger,
    key: &str,
) -> Result<Option<NewProposal>, Failure> {
    for row in ledger.shelf(World::Live).await? {
        let pipeline = loaded.pipelines.iter().find(|pipeline| pipeline.name == row.pipeline);
        let (Some(pipeline), Some(kept)) = (pipeline, ledger.captured(&row.digest).await?) else {
            continue;
        };
        let (path, terms) =
            (loaded.newsroom.root.join(&row.path), Terms::of(Some(loaded), Some(pipeline)));
        let draft = files::kept_draft(&path, kept.bytes, &terms, &pipeline.drafts);
        let desk = loaded.desk(pipeline, live_profile(loaded, global)?)?;
        if desk.key_of(Some(ledger), &draft).await? != key {
            continue;
        }
        let title = draft.document().title.as_ref().map(|title| title.text.clone());
        return Ok(Some(NewProposal {
            key: key.to_owned(),
            revision: 1,
            pipeline: row.pipeline,
            digest: row.digest.clone(),
            subject: title.unwrap_or_default(),
            text: String::new(),
            warnings: Vec::new(),
            contents: vec![row.digest],
        }));
    }
    Ok(None)
}

/// The live edition that this proposal has become, if it has.
pub(crate) async fn begun(
    ledger: &dyn Ledger,
    proposal: &Proposal,
) -> Result<Option<EditionSummary>, LedgerError> {
    let editions = ledger.editions(World::Live).await?;
    Ok(editions.into_iter().find(|edition| edition.digest == proposal.proposed.digest))
}

/// The edition with this key in a world.
pub(crate) async fn named(
    ledger: &dyn Ledger,
    world: World,
    key: &str,
) -> Result<EditionSummary, Failure> {
    if let Some(found) = edition_named(ledger, world, key).await? {
        return Ok(found);
    }
    let word = match world {
        World::Live => "live edition",
        World::Rehearsal => "rehearsal",
    };
    let known = ledger.editions(world).await?;
    let newest: Vec<&str> = known.iter().take(5).map(|e| e.key.as_str()).collect();
    let help = match newest.is_empty() {
        true => "there is none yet".to_owned(),
        false => format!("the newest: {}", newest.join(", ")),
    };
    Err(Trouble::new(format!("there is no {word} `{key}`")).help(help).exit(Exit::Usage))
}

/// The live edition with this key, by the last revision of which some are uncertain.
pub(crate) async fn uncertain(ledger: &dyn Ledger, key: &str) -> Result<EditionSummary, Failure> {
    let revisions = ledger.revisions(World::Live, key).await?;
    match revisions.into_iter().find(|edition| edition.balance.uncertain > 0) {
        Some(found) => Ok(found),
        None => named(ledger, World::Live, key).await,
    }
}

/// The pipeline and the profile with which a live edition goes on.
pub(crate) async fn desk(
    loaded: &Loaded,
    global: &Global,
    ledger: &dyn Ledger,
    edition: &EditionSummary,
    pipeline: Option<&str>,
) -> Result<Desk, Failure> {
    let profile = live_profile(loaded, global)?;
    if let Some(name) = pipeline {
        return loaded.desk(loaded.named(name)?, profile);
    }
    if let Some(name) = &edition.pipeline {
        let Some(pipeline) = loaded.pipelines.iter().find(|pipeline| pipeline.name == *name) else {
            let key = &edition.key;
            let message = format!("{key} came through the pipeline `{name}`, which is not here");
            let help =
                "give it back its name, or name the one that took its place: --pipeline NAME";
            return Err(Trouble::new(message).help(help).exit(Exit::Usage));
        };
        return loaded.desk(pipeline, profile);
    }
    // Frozen before the ledger kept that.
    let rule = rule_of(ledger, edition.id).await?;
    let mut fitting = Vec::new();
    for pipeline in loaded.pipelines.iter() {
        let desk = loaded.desk(pipeline, profile)?;
        if *desk.audience.rule() == rule {
            fitting.push(desk);
        }
    }
    let names: Vec<String> = fitting.iter().map(|desk| desk.pipeline.name.clone()).collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some(desk), true) => Ok(desk),
        (None, _) => Err(Trouble::new(format!("no pipeline mails whom {} is for", edition.key))
            .help("running editions keep their list: give the pipeline its list back")
            .exit(Exit::Usage)),
        (Some(_), false) => Err(Trouble::new(format!(
            "{} may have come through any of {}",
            edition.key,
            names.join(", ")
        ))
        .help("name the pipeline: --pipeline NAME")
        .exit(Exit::Usage)),
    }
}

/// The profile that reaches people: the one named, else the only one.
fn live_profile<'a>(loaded: &'a Loaded, global: &Global) -> Result<&'a Profile, Failure> {
    if global.profile.is_some() {
        let profile = loaded.profile(global)?;
        return match profile.is_live() {
            true => Ok(profile),
            false => Err(Trouble::new(format!("`{}` is a rehearsal", profile.name))
                .help("name a profile that reaches people: --profile NAME")
                .exit(Exit::Usage)),
        };
    }
    let mut live = loaded.newsroom.profiles.values().filter(|profile| profile.is_live());
    match (live.next(), live.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Trouble::new("no profile here reaches people").exit(Exit::Usage)),
        (Some(_), Some(_)) => Err(Trouble::new("several profiles reach people")
            .help("name one: --profile NAME")
            .exit(Exit::Usage)),
    }
}
