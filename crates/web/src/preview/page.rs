//! The page around the edition: which draft, as whom, how to look at it, and what
//! an inbox shows before anybody opens it.

mod inbox;
mod links;
mod message;

use copydesk_distribution::{Sample, samples};

use super::shown::{Shown, Standing, sample};
use super::view::{ALL, View};
use super::{Desk, Wanted};
use crate::escape::escaped;
use links::{frame_link, link};

/// A draft in one view. `version` is the one that brought the draft.
pub(super) fn page(desk: &Desk, version: u64, shown: &Shown, wanted: &Wanted) -> String {
    let view = View::of(wanted, shown);
    let reader = sample(wanted.reader.as_deref());
    let body = format!(
        "<header>\n<div class=\"bar\">\n<p class=\"brand\">Copydesk preview</p>\n{}\
         <p id=\"live\" role=\"status\"></p>\n</div>\n<div class=\"draft\">\n\
         <h1 id=\"title\" dir=\"auto\">{}</h1>\n\
         <p id=\"standing\"><strong class=\"verdict {}\">{}</strong> \
         <span class=\"path\">{}</span></p>\n</div>\n\
         <nav aria-label=\"Ways to look at it\">\n<ul class=\"tabs\" id=\"tabs\">\n{}</ul>\n\
         </nav>\n</header>\n<main>\n<div id=\"notice\">{}</div>\n{}</main>\n",
        picks(desk, shown, view, reader),
        escaped(&shown.title),
        shown.standing.class(),
        escaped(&shown.verdict),
        escaped(&shown.path),
        ALL.iter().map(|tab| self::tab(*tab, view, shown, reader)).collect::<String>(),
        notice(shown, view),
        stage(version, shown, view, reader),
    );
    let title = format!("{} · {}", shown.verdict, shown.title);
    document(&title, desk.version, Some((shown, view)), &body)
}

/// There is no draft yet.
pub(super) fn empty(version: u64) -> String {
    let words = "<main class=\"alone\">\n<h1>No draft yet</h1>\n\
                 <p>Save one in the drafts folder, and it stands here.</p>\n</main>\n";
    document("No draft yet", version, None, words)
}

/// The draft asked for is not among them, or not any more.
pub(super) fn gone(desk: &Desk, path: &str) -> String {
    let others = desk.drafts.values().map(|(_, shown)| {
        let link = link(&shown.path, None, sample(None));
        format!("<li><a href=\"{}\">{}</a></li>\n", escaped(&link), escaped(&shown.path))
    });
    let words = format!(
        "<main class=\"alone\">\n<h1>This draft is not shown</h1>\n<p>There is no <code>{}</code> \
         among the drafts that this preview was opened with.</p>\n<ul>\n{}</ul>\n</main>\n",
        escaped(path),
        others.collect::<String>()
    );
    document("Not shown", desk.version, None, &words)
}

/// An address that nothing stands at.
pub(super) fn missing() -> String {
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Not here</title>\
     </head>\n<body><h1>Not here</h1><p>A preview has one page: <a href=\"/\">the draft</a>.</p>\
     </body>\n</html>\n"
        .to_owned()
}

/// In place of an edition that could not be made.
pub(super) fn nothing_to_see() -> String {
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
     <meta name=\"color-scheme\" content=\"light\"><title>Nothing to see</title></head>\n\
     <body></body>\n</html>\n"
        .to_owned()
}

/// A page of ours, and what it shows of which draft, if it shows one.
fn document(title: &str, version: u64, shows: Option<(&Shown, View)>, body: &str) -> String {
    let shows = shows.map(|(shown, view)| {
        let (view, draft) = (view.key(), escaped(&shown.path));
        format!(" class=\"{view}\" data-view=\"{view}\" data-draft=\"{draft}\"")
    });
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{} · Copydesk preview</title>\n\
         <link rel=\"stylesheet\" href=\"/preview.css\">\n\
         <script src=\"/preview.js\" defer></script>\n</head>\n\
         <body data-version=\"{version}\"{}>\n{body}</body>\n</html>\n",
        escaped(title),
        shows.unwrap_or_default()
    )
}

/// The draft and the reader, as a form that works without a script.
fn picks(desk: &Desk, shown: &Shown, view: View, reader: &Sample) -> String {
    let option = |value: &str, label: &str, chosen: bool| {
        let chosen = if chosen { " selected" } else { "" };
        format!("<option value=\"{}\"{chosen}>{}</option>\n", escaped(value), escaped(label))
    };
    let drafts: String = desk
        .drafts
        .values()
        .map(|(_, other)| {
            let mark = if other.standing == Standing::Clear { "✓" } else { "✗" };
            let label = format!("{mark} {}", other.path);
            option(&other.path, &label, other.path == shown.path)
        })
        .collect();
    let readers: String = samples()
        .iter()
        .map(|sample| option(sample.key, sample.label, sample.key == reader.key))
        .collect();
    format!(
        "<form class=\"picks\" action=\"/\" method=\"get\">\n\
         <input type=\"hidden\" name=\"view\" value=\"{}\">\n\
         <label>Draft <select name=\"draft\" id=\"drafts\">\n{drafts}</select></label>\n\
         <label>As <select name=\"as\" id=\"readers\">\n{readers}</select></label>\n\
         <button type=\"submit\">Show</button>\n</form>\n",
        view.key()
    )
}

fn tab(tab: View, current: View, shown: &Shown, reader: &Sample) -> String {
    let here = if tab == current { " aria-current=\"page\"" } else { "" };
    let count = match (tab, shown.todo) {
        (View::Findings, todo @ 1..) => format!(" <span class=\"count\">{todo}</span>"),
        _ => String::new(),
    };
    let link = link(&shown.path, Some(tab), reader);
    format!("<li><a href=\"{}\"{here}>{}{count}</a></li>\n", escaped(&link), tab.label())
}

/// What has to be said above an edition that readers would not get.
fn notice(shown: &Shown, view: View) -> String {
    if !view.is_edition() {
        return String::new();
    }
    if shown.standing == Standing::Broken {
        let broken = shown.broken.iter();
        let broken: String =
            broken.map(|trouble| format!("<li><code>{}</code></li>\n", escaped(trouble))).collect();
        let words = match shown.outdated {
            true => "This is an old edition, the last that could be made. Since then:",
            false => "There is nothing to see yet:",
        };
        return format!("<div class=\"broken\"><p>{words}</p>\n<ul>\n{broken}</ul>\n</div>");
    }
    let words = match (shown.standing, &shown.look, &shown.refusal) {
        (Standing::Held, Some(_), _) => "A galley: what it would look like if it were not held. \
                                         Nothing sends this; the findings say what is missing."
            .to_owned(),
        (_, None, _) => "There is nothing to see yet; the findings say why.".to_owned(),
        (_, _, Some(refusal)) => format!("Readers would not get it now: {refusal}."),
        _ => return String::new(),
    };
    format!("<p class=\"{}\">{}</p>", shown.standing.class(), escaped(&words))
}

/// The inbox's line, and below it the edition.
fn stage(version: u64, shown: &Shown, view: View, reader: &Sample) -> String {
    let framed = |more: &str| {
        format!(
            "{more}<div id=\"stage\" class=\"framed\">\n<iframe title=\"{}\" src=\"{}\" \
             sandbox=\"allow-same-origin allow-popups allow-popups-to-escape-sandbox\"></iframe>\n\
             </div>\n",
            view.frame_title(),
            escaped(&frame_link(&shown.path, view, reader, version)),
        )
    };
    let Some(look) = shown.look.as_ref().filter(|_| view.is_mail()) else {
        return framed("<div id=\"inbox\"></div>\n");
    };
    match look.to(reader) {
        Err(problem) => {
            format!(
                "<div id=\"inbox\"></div>\n<div id=\"stage\"><p>{}</p></div>\n",
                escaped(&problem.to_string())
            )
        }
        Ok(personal) => {
            let inbox = inbox::line(shown, look, &personal);
            if view.is_framed() {
                return framed(&inbox);
            }
            let words = match view {
                View::Text => message::text(&personal),
                _ => message::source(&personal),
            };
            format!("{inbox}<div id=\"stage\">\n{words}</div>\n")
        }
    }
}
