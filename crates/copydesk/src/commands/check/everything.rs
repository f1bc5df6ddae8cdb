//! `copydesk check` without a path: configuration, pipelines, templates, lists
//! and drafts.

use crate::args::{Check, Global};
use crate::drafts;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Goes through the whole newsroom; writes and sends nothing.
pub(super) fn run(
    global: &Global,
    command: &Check,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let profile = loaded.profile(global)?;
    if let Some(name) = &command.pipeline {
        loaded.named(name)?;
    }
    let mut tally = super::Tally::new();
    let mut rules = super::RuleBook::new(global, command);
    let wanted = |name: &str| command.pipeline.as_deref().is_none_or(|only| only == name);
    for pipeline in loaded.pipelines.iter().filter(|pipeline| wanted(&pipeline.name)) {
        // Templates and lists are opened, and so are found out.
        let opened = loaded.desk(pipeline, profile).and_then(|desk| {
            let misfit = running::runtime()?.block_on(desk.misfit())?;
            misfit.map_or(Ok(()), |misfit| Err(Trouble::new(misfit.to_string()).exit(Exit::Usage)))
        });
        if let Err(failure) = opened {
            printer.troubles(&failure.troubles);
            tally.worst = tally.worst.max(failure.exit);
        }
        let (found, refused): (Vec<_>, Vec<_>) =
            drafts::of(&loaded.newsroom, pipeline)?.into_iter().partition(Result::is_ok);
        for path in refused.into_iter().filter_map(Result::err) {
            tally.tell(Err(drafts::not_a_draft(&path).exit(Exit::Usage)), printer);
        }
        let paths: Vec<_> = found.into_iter().flatten().map(|found| found.path).collect();
        super::judged(&mut rules, &paths, &mut tally, printer);
    }
    if printer.is_human() {
        let pipelines = counted(loaded.pipelines.iter().count(), "pipeline");
        let drafts = counted(tally.told, "draft");
        printer.page(&format!("\n{}: {pipelines}, {drafts} looked at\n", loaded.newsroom.name));
    }
    let named = [("--fix", command.fix.is_some()), ("--allow", command.allow.is_some())];
    for (option, _) in named.into_iter().filter(|(_, given)| *given) {
        let help = format!("name the drafts: copydesk check {option} … drafts/…");
        let message = format!("`{option}` is only for drafts that are named");
        printer.troubles(&[Trouble::new(message).help(help)]);
        tally.worst = tally.worst.max(Exit::Usage);
    }
    Ok(tally.worst)
}
