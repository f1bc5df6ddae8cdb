//! `copydesk check`

mod allowing;
mod everything;
mod fixing;

use std::path::Path;

use copydesk_manuscript::Severity;
use copydesk_validation::{Policy, validate};

use crate::args::{Check, Deny, Global};
use crate::exit::Exit;
use crate::files::{self, Terms};
use crate::newsrooms::{self, Loaded};
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::trouble::Failure;

/// Says what is wrong with drafts, or with the newsroom as a whole.
pub(crate) fn run(
    global: &Global,
    command: &Check,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    printer.report(global.format, command.all);
    let wanted = command.fix.as_deref().map(fixing::Wanted::read).transpose()?;
    let answer = allowing::Answer::read(command)?;
    if command.paths.is_empty() {
        return everything::run(global, command, printer);
    }
    let mut worst = Exit::Done;
    let mut held = 0;
    for (i, path) in command.paths.iter().enumerate() {
        if i > 0 && printer.is_human() {
            printer.page("\n");
        }
        let changes = (wanted.as_ref(), answer.as_ref());
        let exit = one(global, command, changes, path, printer).unwrap_or_else(|failure| {
            // One wrong path does not keep the others from being read.
            printer.troubles(&failure.troubles);
            failure.exit
        });
        held += usize::from(exit == Exit::Held);
        worst = worst.max(exit);
    }
    if command.paths.len() > 1 && printer.is_human() {
        let drafts = counted(command.paths.len(), "draft");
        printer.page(&format!("\n{drafts}: {held} held\n"));
    }
    Ok(worst)
}

fn one(
    global: &Global,
    command: &Check,
    (wanted, answer): (Option<&fixing::Wanted>, Option<&allowing::Answer>),
    path: &Path,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::of_draft(global, path)?;
    let pipeline = loaded.as_ref().and_then(|l| l.pipeline_of(path, command.pipeline.as_deref()));
    let terms = Terms::of(loaded.as_ref(), pipeline);
    let draft = files::read_draft(path, &terms)?;
    let policy = policy(global, command, loaded.as_ref(), path)?;
    let mut verdict = validate(copydesk_parsing::parse(&draft), &policy);
    if let Some(wanted) = wanted
        && let Some(mended) = fixing::apply(path, &draft, &verdict, wanted, printer)?
    {
        verdict = validate(copydesk_parsing::parse(&mended), &policy);
    }
    if let Some(answer) = answer {
        allowing::write(path, &draft, &verdict, answer, policy.today, printer)?;
        verdict = validate(copydesk_parsing::parse(&files::read_draft(path, &terms)?), &policy);
    }
    printer.draft(verdict.document(), verdict.report());
    Ok(if verdict.report().holds() { Exit::Held } else { Exit::Done })
}

/// The rules for a draft: its pipeline's under the profile, else the built-in
/// rehearsal's.
fn policy(
    global: &Global,
    command: &Check,
    loaded: Option<&Loaded>,
    path: &Path,
) -> Result<Policy, Failure> {
    let now = newsrooms::clock().now();
    let mut policy = match loaded {
        None => Policy::rehearsal(now.to_zoned_datetime(jiff::tz::TimeZone::system()).date()),
        Some(loaded) => {
            let profile = loaded.profile(global)?;
            let today = now.to_zoned_datetime(loaded.newsroom.time_zone.clone()).date();
            if let Some(name) = &command.pipeline {
                loaded.named(name)?;
            }
            match loaded.pipeline_of(path, command.pipeline.as_deref()) {
                Some(pipeline) => pipeline.policy(&loaded.newsroom, profile, today),
                None => Policy {
                    hold_at: profile.hold_at,
                    language: loaded.newsroom.language.clone(),
                    ..Policy::rehearsal(today)
                },
            }
        }
    };
    if command.deny == Some(Deny::Warnings) {
        policy.hold_at = Severity::Warning;
    }
    Ok(policy)
}
