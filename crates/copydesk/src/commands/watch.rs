//! `copydesk watch`

mod answering;
mod lock;
mod requests;
mod supervisor;

use std::sync::Arc;

use copydesk_distribution::Stop;
use copydesk_pipeline::definition::Collect;
use copydesk_pipeline::newsroom::Store;
use copydesk_pipeline::{Newsroom, Pipelines, Profile};

use crate::args::{Global, Watch};
use crate::exit::Exit;
use crate::figures::Latencies;
use crate::newsrooms::{self, Loaded};
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::running;
use crate::serving::Pages;
use crate::trouble::{Failure, Trouble};
use crate::watching::{Hints, Mailing, Pulse, Watching};

use answering::Answering;
use lock::Lock;
pub(crate) use lock::{Presence, Watcher, only_one, presence};
use requests::{Request, Requests};
pub(crate) use supervisor::Supervisor;

/// Watches the drafts folders until a signal ends it, or, with `--once`, until
/// everything that stands there was taken in.
pub(crate) fn run(
    global: &Global,
    command: &Watch,
    latencies: Latencies,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = load(global, printer)?;
    let profile = loaded.profile(global)?.clone();
    let clock = newsrooms::clock();
    let (pid, since) = (std::process::id(), clock.now());
    let watcher = Watcher { pid, profile: profile.name.clone(), since };
    let _lock = Lock::take(&loaded.newsroom, Some(&watcher))?;
    let ledger = loaded.newsroom.ledger(newsrooms::clock())?;
    let pipelines = counted(loaded.pipelines.iter().count(), "pipeline");
    printer.note(&format!(
        "{} · {pipelines} · profile {}: watching",
        loaded.newsroom.name, profile.name
    ));
    loaded.tell_if_unsigned(&profile, printer);
    for pipeline in loaded.pipelines.iter() {
        if let Some(collect) = &pipeline.collect {
            printer.note(&hours(&pipeline.name, collect, !command.once));
        }
    }
    running::runtime()?.block_on(async {
        let mut signals = running::Signals::listen()?;
        let mut requests = Requests::listen()?;
        let mut hints = Hints::new();
        let pulse = Pulse::new(Arc::clone(&ledger), newsrooms::clock(), latencies);
        let pulse = Arc::new(pulse);
        let mut answering = Answering::new(Arc::clone(&pulse));
        if !command.once {
            answering.move_to(loaded.newsroom.listen, printer)?;
        }
        let mut pages = match command.once {
            true => None,
            false => pages(&loaded.newsroom, &profile, printer)?,
        };
        let mailing = Mailing::open(&loaded.newsroom, &profile, signals.stop())?;
        let mut watching = Watching::new(
            loaded,
            profile,
            ledger,
            newsrooms::clock(),
            signals.stop(),
            command.once,
            Arc::clone(&pulse),
        );
        watching.mailing = mailing;
        loop {
            let next = watching.pass(&mut hints, printer).await;
            if command.once && !next.unsettled && watching.is_idle() {
                Mailing::end(watching.mailing).await;
                return Ok(watching.worst);
            }
            tokio::select! {
                () = signals.ended() => break,
                () = watching.ended(printer) => {}
                request = requests.next() => match request {
                    Request::Reload => {
                        let stop = signals.stop();
                        reload(global, &mut watching, &mut answering, &mut pages, stop, printer);
                    }
                    Request::Look => {}
                },
                () = hints.next() => {}
                () = tokio::time::sleep(next.rest) => {}
            }
        }
        watching.supervisor.stopping();
        pulse.stopping();
        // What is on the wire is finished; the rest waits in the ledger.
        while !watching.is_idle() {
            watching.ended(printer).await;
        }
        Mailing::end(watching.mailing).await;
        if let Some(pages) = pages {
            pages.end().await;
        }
        printer.note("stopped; what was under way is finished");
        Ok(Exit::Done)
    })
}

/// The pages for subscribers, if the newsroom has any.
fn pages(
    newsroom: &Newsroom,
    profile: &Profile,
    printer: &mut Printer,
) -> Result<Option<Pages>, Failure> {
    let Some(serving) = &newsroom.serve else { return Ok(None) };
    printer.note(&format!("{} is answered at http://{}", newsroom.url, serving.listen));
    Pages::serve_when_free(newsroom, serving, profile).map(Some)
}

/// Takes all of the new configuration, or keeps the old one and says why.
fn reload(
    global: &Global,
    watching: &mut Watching,
    answering: &mut Answering,
    served: &mut Option<Pages>,
    stop: Stop,
    printer: &mut Printer,
) {
    watching.supervisor.reloading();
    let before = &watching.loaded.newsroom.store;
    let again = read_again(global, before).and_then(|(loaded, profile)| {
        let mailing = Mailing::open(&loaded.newsroom, &profile, stop)?;
        let pages = pages(&loaded.newsroom, &profile, printer)?;
        answering.move_to(loaded.newsroom.listen, printer)?;
        Ok((loaded, profile, pages, mailing))
    });
    match again {
        Ok((loaded, profile, pages, mailing)) => {
            tokio::spawn(Mailing::end(std::mem::replace(&mut watching.mailing, mailing)));
            if let Some(former) = std::mem::replace(served, pages) {
                // The new ones wait for its address, and nobody waits for its letters.
                tokio::spawn(former.end());
            }
            let pipelines = counted(loaded.pipelines.iter().count(), "pipeline");
            printer.note(&format!("reloaded: {pipelines} · profile {}", profile.name));
            watching.reload(loaded, profile);
        }
        Err(failure) => {
            printer.troubles(&failure.troubles);
            printer.note("not reloaded: the configuration of before stays in force");
        }
    }
}

/// Everything that the daemon would start with now, opened as far as it can be.
fn read_again(global: &Global, before: &Store) -> Result<(Loaded, Profile), Failure> {
    let loaded = newsrooms::here(global)?;
    let profile = loaded.profile(global)?.clone();
    for pipeline in loaded.pipelines.iter() {
        loaded.desk(pipeline, &profile)?;
    }
    if loaded.newsroom.store != *before {
        let message = "`store` changes only with a restart";
        return Err(Trouble::new(message).exit(Exit::Usage));
    }
    Ok((loaded, profile))
}

/// When a digest leaves: saving a brief does not send it.
fn hours(name: &str, collect: &Collect, keeps: bool) -> String {
    match collect.at {
        Some(at) if keeps => {
            format!("pipeline {name} is collected at {}", at.strftime("%H:%M"))
        }
        at => {
            let why = if at.is_some() { "`--once` keeps no hours" } else { "it has no hour" };
            format!(
                "pipeline {name} is only reviewed here, because {why}: `copydesk publish \
                 --pipeline {name}` collects it"
            )
        }
    }
}

/// The newsroom with its sound pipelines. A broken one disturbs only itself,
/// unless there is no other.
fn load(global: &Global, printer: &mut Printer) -> Result<Loaded, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    let (pipelines, problems) = Pipelines::load_sound(&newsroom);
    let troubles: Vec<Trouble> = problems.into_iter().map(Trouble::from).collect();
    if pipelines.iter().next().is_none() {
        return Err(Failure { exit: Exit::Usage, troubles });
    }
    printer.troubles(&troubles);
    Ok(Loaded { newsroom, pipelines })
}
