//! The verb: a lineup becomes an edition.

use copydesk_manuscript::Digest;
use handlebars::to_json;

use crate::lineup::Contents;
use crate::markup::one_line;
use crate::policy::with_policy;
use crate::slots::{self, Sentinels};
use crate::templates::Entry;
use crate::view::{Place, View, about};
use crate::{Edition, Lineup, Masthead, Occasion, Syntax, TemplateProblem, Templates};

/// Renders `lineup`. The same arguments give the same bytes.
///
/// # Errors
/// [`TemplateProblem`] if a template cannot be rendered with this edition, or
/// makes something of it that no mail may contain.
pub fn render(
    lineup: &Lineup,
    templates: &Templates,
    masthead: &Masthead,
    occasion: &Occasion,
) -> Result<Edition, TemplateProblem> {
    compose(&lineup.read(), templates, masthead, occasion)
}

/// [`render`], for what the insides of this crate can make without a lineup.
pub(crate) fn compose(
    contents: &Contents<'_>,
    templates: &Templates,
    masthead: &Masthead,
    occasion: &Occasion,
) -> Result<Edition, TemplateProblem> {
    let mut mail = View::new(contents, masthead, occasion, Place::Mail);
    let mut page = View::new(contents, masthead, occasion, Place::Page);
    let sentinels = Sentinels::new(&of_everything(&[&mail, &page], templates));

    mail.slot = sentinels.view(slots::SUBJECT);
    let subject = one_line(&templates.fill(Entry::Subject, to_json(&mail))?);
    mail.slot = sentinels.view(slots::MAIL);
    let html = templates.mail(to_json(&mail))?;
    let text = templates.fill(Entry::Text, to_json(&mail))?;
    page.slot = sentinels.view(slots::PAGE);
    let page = with_policy(&templates.fill(Entry::Page, to_json(&page))?);

    Ok(Edition {
        about: about(contents, masthead, occasion),
        subject,
        html: sentinels.split(&html, Syntax::Html),
        text: sentinels.split(&text, Syntax::Text),
        page: sentinels.split(&page, Syntax::Html),
    })
}

/// A hash that nobody can know who has not yet finished writing the draft.
fn of_everything(views: &[&View], templates: &Templates) -> Digest {
    let views: Vec<String> = views.iter().map(|v| to_json(v).to_string()).collect();
    let views = views.iter().map(|view| ("view", view.as_bytes()));
    let look = ("templates", templates.digest().as_str().as_bytes());
    Digest::of_parts(views.chain([look]))
}
