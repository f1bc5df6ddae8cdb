//! `copydesk check` without a path: configuration, pipelines, templates, lists
//! and drafts.

use crate::args::{Check, Global};
use crate::drafts;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::printer::Printer;
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
    let mut worst = Exit::Done;
    let mut seen = 0;
    let wanted = |name: &str| command.pipeline.as_deref().is_none_or(|only| only == name);
    for pipeline in loaded.pipelines.iter().filter(|pipeline| wanted(&pipeline.name)) {
        // Templates and lists are opened, and so are found out.
        if let Err(failure) = loaded.desk(pipeline, profile) {
            printer.troubles(&failure.troubles);
            worst = worst.max(failure.exit);
        }
        for path in drafts::of(&loaded.newsroom, pipeline)? {
            if seen > 0 && printer.is_human() {
                printer.page("\n");
            }
            seen += 1;
            let exit = match path {
                Ok(found) => super::one(global, command, (None, None), &found.path, printer),
                Err(path) => Err(drafts::not_a_draft(&path).exit(Exit::Usage)),
            };
            let exit = exit.unwrap_or_else(|failure| {
                printer.troubles(&failure.troubles);
                failure.exit
            });
            worst = worst.max(exit);
        }
    }
    if printer.is_human() {
        let pipelines = counted(loaded.pipelines.iter().count(), "pipeline");
        let drafts = counted(seen, "draft");
        printer.page(&format!("\n{}: {pipelines}, {drafts} looked at\n", loaded.newsroom.name));
    }
    let named = [("--fix", command.fix.is_some()), ("--allow", command.allow.is_some())];
    for (option, _) in named.into_iter().filter(|(_, given)| *given) {
        let help = format!("name the drafts: copydesk check {option} … drafts/…");
        let message = format!("`{option}` is only for drafts that are named");
        printer.troubles(&[Trouble::new(message).help(help)]);
        worst = worst.max(Exit::Usage);
    }
    Ok(worst)
}
