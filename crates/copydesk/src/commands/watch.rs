//! `copydesk watch`

mod requests;
mod supervisor;

use std::fs::{self, File, TryLockError};

use copydesk_pipeline::definition::Collect;
use copydesk_pipeline::newsroom::Store;
use copydesk_pipeline::{Newsroom, Pipelines, Profile};

use crate::args::{Global, Watch};
use crate::exit::Exit;
use crate::newsrooms::{self, Loaded};
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};
use crate::watching::{Hints, Watching};

use requests::{Request, Requests};
pub(crate) use supervisor::Supervisor;

/// Watches the drafts folders until a signal ends it, or, with `--once`, until
/// everything that stands there was taken in.
pub(crate) fn run(
    global: &Global,
    command: &Watch,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = load(global, printer)?;
    let profile = loaded.profile(global)?.clone();
    let _lock = only_one(&loaded.newsroom)?;
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
        let mut watching = Watching::new(
            loaded,
            profile,
            ledger,
            newsrooms::clock(),
            signals.stop(),
            command.once,
        );
        loop {
            let next = watching.pass(&mut hints, printer).await;
            if command.once && !next.unsettled && watching.is_idle() {
                return Ok(watching.worst);
            }
            tokio::select! {
                () = signals.ended() => break,
                () = watching.ended(printer) => {}
                request = requests.next() => match request {
                    Request::Reload => reload(global, &mut watching, printer),
                    Request::Look => {}
                },
                () = hints.next() => {}
                () = tokio::time::sleep(next.rest) => {}
            }
        }
        watching.supervisor.stopping();
        // What is on the wire is finished; the rest waits in the ledger.
        while !watching.is_idle() {
            watching.ended(printer).await;
        }
        printer.note("stopped; what was under way is finished");
        Ok(Exit::Done)
    })
}

/// Takes all of the new configuration, or keeps the old one and says why.
fn reload(global: &Global, watching: &mut Watching, printer: &mut Printer) {
    watching.supervisor.reloading();
    let before = &watching.loaded.newsroom.store;
    match read_again(global, before) {
        Ok((loaded, profile)) => {
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

/// The newsroom's one watcher; the system frees the lock when it dies.
pub(crate) fn only_one(newsroom: &Newsroom) -> Result<File, Failure> {
    let folder = newsroom.root.join(".copydesk");
    let path = folder.join("watch.lock");
    let opened = fs::create_dir_all(&folder)
        .and_then(|()| File::options().create(true).truncate(false).write(true).open(&path));
    let failed = |error: std::io::Error| {
        Trouble::of(path.display(), format!("the lock cannot be taken: {error}"))
            .exit(Exit::Machine)
    };
    let lock = opened.map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            Err(Trouble::new("another copydesk watches this newsroom already").exit(Exit::Refused))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
