//! A draft as the preview shows it: the chain up to the edition, the findings as a
//! page, and what is wrong with the world if something is.

use std::path::Path;

use copydesk_manuscript::{Document, Draft, Severity};
use copydesk_pipeline::{Desk, PublishError, Rendered, Tried, TriedOut, galley_of, try_out};
use copydesk_validation::{Report, validate};
use copydesk_web::preview::{Look, Shown, Standing};

use crate::report::html::Told;
use crate::trouble::{Failure, Trouble};

/// What to show of a draft.
pub(super) fn shown(desk: &Desk, draft: &Draft) -> Shown {
    match try_out(desk, draft) {
        Ok(Tried::Rendered(tried)) => {
            let TriedOut { rendered, trial, refusal } = *tried;
            let refusal = refusal.map(|refusal| refusal.to_string());
            let look = Some(Look::Trial(Box::new(trial)));
            Shown { refusal, look, ..of_edition(desk, &rendered) }
        }
        Ok(Tried::HeldEdition(rendered)) => {
            let shown = of_edition(desk, &rendered);
            Shown { look: Some(Look::Galley(Box::new(rendered.edition.into()))), ..shown }
        }
        Ok(Tried::Held(held)) => match galley_of(desk, &held) {
            Ok(galley) => {
                let told = Told { draft: Some((&held.document, &held.report)), ..Told::default() };
                let look = galley.map(|galley| Look::Galley(Box::new(galley)));
                Shown { look, ..read(desk, &held.document, true, &told) }
            }
            Err(error) => unrendered(&held.document, &held.report, error),
        },
        Err(error) => {
            let verdict = validate(copydesk_parsing::parse(draft), &desk.policy());
            unrendered(verdict.document(), verdict.report(), error)
        }
    }
}

/// What to show where the world is broken.
pub(super) fn broken(path: &Path, troubles: &[Trouble]) -> Shown {
    let path = path.display().to_string();
    Shown {
        title: path.clone(),
        path,
        standing: Standing::Broken,
        verdict: "Cannot be shown".to_owned(),
        todo: troubles.len(),
        refusal: None,
        from: String::new(),
        findings: Told { troubles, ..Told::default() }.page(),
        look: None,
    }
}

/// A template that some draft brings out: what the checks say of the draft as well.
fn unrendered(document: &Document, report: &Report, error: PublishError) -> Shown {
    let troubles = Failure::from(error).troubles;
    let shown = broken(Path::new(&document.path), &troubles);
    let told = Told { draft: Some((document, report)), troubles: &troubles, rendered: None };
    Shown {
        title: title(document).unwrap_or(shown.title),
        todo: shown.todo + todo(report),
        findings: told.page(),
        ..shown
    }
}

/// What the checks say of a draft and of the edition that it would be.
fn of_edition(desk: &Desk, rendered: &Rendered) -> Shown {
    let checked = &rendered.lineup.briefs()[0];
    let told = Told {
        draft: Some((checked.document(), checked.report())),
        rendered: Some(rendered),
        troubles: &[],
    };
    read(desk, checked.document(), rendered.proof.report().holds(), &told)
}

fn read(desk: &Desk, document: &Document, held: bool, told: &Told<'_>) -> Shown {
    let (standing, word) = match held {
        true => (Standing::Held, "Held"),
        false => (Standing::Clear, "Clear"),
    };
    let draft = told.draft.map_or(0, |(_, report)| todo(report));
    let edition = told.rendered.map_or(0, |rendered| todo(rendered.proof.report()));
    let todo = draft + edition;
    let from = &desk.newsroom.sender.from;
    Shown {
        path: document.path.clone(),
        title: title(document).unwrap_or_else(|| document.path.clone()),
        standing,
        verdict: match todo {
            0 => word.to_owned(),
            1 => format!("{word}: 1 thing to do"),
            n => format!("{word}: {n} things to do"),
        },
        todo,
        refusal: None,
        from: from.name.clone().unwrap_or_else(|| from.to_string()),
        findings: told.page(),
        look: None,
    }
}

fn todo(report: &Report) -> usize {
    report.things_to_do(Severity::Error) + report.things_to_do(Severity::Warning)
}

fn title(document: &Document) -> Option<String> {
    let title = document.title.as_ref().map(|title| title.text.trim());
    title.filter(|title| !title.is_empty()).map(str::to_owned)
}
