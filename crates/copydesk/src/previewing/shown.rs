//! A draft or a digest as the preview shows it: the chain up to the edition, the
//! findings as a page, and what is wrong with the world if something is.

use copydesk_manuscript::{Document, Draft};
use copydesk_pipeline::{
    Desk, Memory, Outcome, PublishError, Published, Rendered, Submission, Tried, TriedOut, Why,
    dry_run, galley_of, trial_of, try_out,
};
use copydesk_rendering::Lineup;
use copydesk_validation::{Checked, Report, validate};
use copydesk_web::preview::{Look, Shown, Standing};

use crate::report::html::Told;
use crate::trouble::{Failure, Trouble};

/// What to show of a draft.
pub(super) fn draft(desk: &Desk, draft: &Draft) -> Shown {
    match try_out(desk, draft) {
        Ok(Tried::Rendered(tried)) => {
            let TriedOut { rendered, trial, refusal } = *tried;
            let refusal = refusal.map(|refusal| refusal.to_string());
            let shown = read(desk, &draft.path, false, &of_lineup(&rendered));
            Shown { refusal, look: Some(Look::Trial(Box::new(trial))), ..shown }
        }
        Ok(Tried::HeldEdition(rendered)) => {
            let shown = read(desk, &draft.path, true, &of_lineup(&rendered));
            Shown { look: Some(Look::Galley(Box::new(rendered.edition.into()))), ..shown }
        }
        Ok(Tried::Held(held)) => match galley_of(desk, &held) {
            Ok(galley) => {
                let drafts = vec![(&held.document, &held.report)];
                let look = galley.map(|galley| Look::Galley(Box::new(galley)));
                let told = Told { drafts, ..Told::default() };
                Shown { look, ..read(desk, &draft.path, true, &told) }
            }
            Err(error) => unrendered(&draft.path, vec![(&held.document, &held.report)], error),
        },
        Err(error) => {
            let verdict = validate(copydesk_parsing::parse(draft), &desk.policy());
            unrendered(&draft.path, vec![(verdict.document(), verdict.report())], error)
        }
    }
}

/// What to show of the drafts of a digest: the edition that its ready ones would
/// be, as if none of them had gone out yet.
pub(super) fn digest(desk: &Desk, path: &str, drafts: Vec<Submission>) -> Shown {
    let published = match dry_run(desk, drafts, &Memory::default()) {
        Ok(published) => published,
        Err(error) => return unrendered(path, Vec::new(), error),
    };
    let stays = |lineup, why: String| {
        let (drafts, rendered) = (gathered(&published, lineup), without(&published).collect());
        let told = Told { drafts, rendered, troubles: &[] };
        Shown { title: path.to_owned(), verdict: why, ..read(desk, path, true, &told) }
    };
    match &published.outcome {
        Outcome::DryRun(rendered, _) | Outcome::Held(rendered) => {
            let trial = match trial_of(desk, rendered) {
                Ok(trial) => trial,
                Err(error) => return unrendered(path, Vec::new(), error),
            };
            let drafts = gathered(&published, Some(&rendered.lineup));
            let made = std::iter::once(&**rendered).chain(without(&published)).collect();
            let told = Told { drafts, rendered: made, troubles: &[] };
            let shown = read(desk, path, trial.is_none(), &told);
            let refusal = desk.unapproved(&rendered.edition.about().key);
            let refusal = refusal.map(|refusal| refusal.to_string());
            let galley = || Look::Galley(Box::new(rendered.edition.clone().into()));
            let look = trial.map_or_else(galley, |trial| Look::Trial(Box::new(trial)));
            let title = rendered.edition.about().title.clone();
            Shown { title, refusal, look: Some(look), ..shown }
        }
        Outcome::Waits(lineup) => stays(Some(lineup), "Waits for what is held".to_owned()),
        Outcome::Refused(lineup, refusal) => stays(Some(lineup), format!("Held: {refusal}")),
        _ => stays(None, "Nothing to collect".to_owned()),
    }
}

/// The drafts of a lineup, then those that stay behind.
fn gathered<'a>(
    published: &'a Published,
    lineup: Option<&'a Lineup>,
) -> Vec<(&'a Document, &'a Report)> {
    let left = published.left_out.iter().map(|left| &left.verdict);
    let left = left.map(|verdict| (verdict.document(), verdict.report()));
    lineup.into_iter().flat_map(Lineup::all).map(of_checked).chain(left).collect()
}

/// The briefs that the checks of the edition hold, each as an edition by itself.
fn without(published: &Published) -> impl Iterator<Item = &Rendered> {
    published.left_out.iter().filter_map(|left| match &left.why {
        Why::HeldEdition(alone) => Some(&**alone),
        _ => None,
    })
}

/// What to show where the world is broken.
pub(super) fn broken(path: &str, troubles: &[Trouble]) -> Shown {
    of_told(path, Standing::Broken, &Told { troubles, ..Told::default() })
}

/// A template that some draft brings out: what the checks say of the drafts as well.
fn unrendered(path: &str, drafts: Vec<(&Document, &Report)>, error: PublishError) -> Shown {
    let troubles = Failure::from(error).troubles;
    of_told(path, Standing::Broken, &Told { drafts, rendered: Vec::new(), troubles: &troubles })
}

fn of_lineup(rendered: &Rendered) -> Told<'_> {
    let drafts = rendered.lineup.all().map(of_checked).collect();
    Told { drafts, rendered: vec![rendered], troubles: &[] }
}

fn of_checked(checked: &Checked) -> (&Document, &Report) {
    (checked.document(), checked.report())
}

/// Whom it is from is known where the newsroom is.
fn read(desk: &Desk, path: &str, held: bool, told: &Told<'_>) -> Shown {
    let from = &desk.newsroom.sender.from;
    let standing = if held { Standing::Held } else { Standing::Clear };
    let from = from.name.clone().unwrap_or_else(|| from.to_string());
    Shown { from, ..of_told(path, standing, told) }
}

fn of_told(path: &str, standing: Standing, told: &Told<'_>) -> Shown {
    let todo = told.todo();
    let word = match standing {
        Standing::Clear => "Clear",
        Standing::Held => "Held",
        Standing::Broken => "Cannot be shown",
    };
    let title = told.drafts.first().and_then(|(document, _)| title(document));
    Shown {
        path: path.to_owned(),
        title: title.unwrap_or_else(|| path.to_owned()),
        standing,
        verdict: match todo {
            0 => word.to_owned(),
            1 => format!("{word}: 1 thing to do"),
            n => format!("{word}: {n} things to do"),
        },
        todo,
        refusal: None,
        from: String::new(),
        findings: told.page(),
        broken: told.troubles.iter().map(Trouble::told).collect(),
        look: None,
        outdated: false,
    }
}

fn title(document: &Document) -> Option<String> {
    let title = document.title.as_ref().map(|title| title.text.trim());
    title.filter(|title| !title.is_empty()).map(str::to_owned)
}
