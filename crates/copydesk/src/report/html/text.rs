//! The draft's text, line by line, with every finding where it is: its words
//! marked, its number at the place to look at (▲ where something is missing), and
//! below the line what there is to say.
//!
//! One walk over the text and over the places in it. What it writes grows with
//! the draft and its findings, not with their product.

use std::collections::BTreeMap;

use copydesk_manuscript::{Finding, Severity};

use super::places::{Places, class, word};
use crate::report::count::counted;
use copydesk_web::escape::escaped;

/// Findings of one thing to do that are worded below one line.
const MOST_WORDED: usize = 3;

/// The whole text.
pub(super) fn text(places: &Places<'_>) -> String {
    let document = places.document;
    let n = places.number;
    let (lang, dir) = language(places);
    let mut walk = Walk { places, cuts: cuts(places), next: 0, open: [0; 4], page: String::new() };
    let mut start = 0;
    let mut number = 0;
    for line in document.text.split_inclusive('\n') {
        number += 1;
        walk.line(number, start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
    }
    if walk.next < walk.cuts.len() {
        // What is said of the end stands on the empty line there.
        walk.line(number + 1, start, "");
    }
    format!(
        "<section>\n<h3 id=\"d{n}-text\">Text</h3>\n\
         <ol class=\"text\"{lang} dir=\"{dir}\">\n{}</ol>\n</section>\n",
        walk.page
    )
}

/// Something that happens at a byte of the text, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A mark of this depth ends.
    Close(Depth),
    /// A finding points here.
    Point { finding: usize },
    /// A mark of this depth begins.
    Open(Depth),
}

/// Index into [`Walk::open`].
type Depth = usize;

/// How a mark looks: answered for, note, warning, error.
const CLASSES: [&str; 4] = ["a", "i", "w", "e"];

fn depth(finding: &Finding) -> Depth {
    match (finding.waived.is_some(), finding.severity) {
        (true, _) => 0,
        (_, Severity::Info) => 1,
        (_, Severity::Warning) => 2,
        (_, Severity::Error) => 3,
    }
}

/// All of it, in the order of the text.
fn cuts(places: &Places<'_>) -> Vec<(usize, What)> {
    let mut cuts = Vec::new();
    for (index, finding) in places.report.findings.iter().enumerate() {
        let depth = depth(finding);
        if !finding.span.is_empty() {
            cuts.push((finding.span.start, What::Open(depth)));
            cuts.push((finding.span.end, What::Close(depth)));
        }
        cuts.push((finding.point, What::Point { finding: index }));
    }
    cuts.sort_unstable();
    cuts
}

struct Walk<'a> {
    places: &'a Places<'a>,
    cuts: Vec<(usize, What)>,
    /// The first of them not yet met.
    next: usize,
    /// How many marks of each depth are open.
    open: [usize; 4],
    page: String,
}

impl Walk<'_> {
    fn line(&mut self, number: usize, start: usize, words: &str) {
        let id = if self.places.is_linked(number) {
            format!(" id=\"d{}-l{number}\"", self.places.number)
        } else {
            String::new()
        };
        self.page.push_str(&format!("<li{id}>"));
        let (mut at, end) = (start, start + words.len());
        let mut pointed = Vec::new();
        while let Some((byte, what)) = self.cuts.get(self.next).copied()
            && byte <= end
        {
            let byte = byte.max(at);
            self.words(&words[at - start..byte - start]);
            at = byte;
            self.next += 1;
            match what {
                What::Open(depth) => self.open[depth] += 1,
                What::Close(depth) => self.open[depth] = self.open[depth].saturating_sub(1),
                What::Point { finding } => {
                    self.point(finding);
                    pointed.push(finding);
                }
            }
        }
        self.words(&words[at - start..]);
        self.notes(&pointed);
        self.page.push_str("</li>\n");
    }

    /// Words under the gravest of the marks that are open.
    fn words(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        match self.open.iter().rposition(|open| *open > 0) {
            Some(depth) => {
                let class = CLASSES[depth];
                self.page.push_str(&format!("<mark class=\"{class}\">{}</mark>", escaped(words)));
            }
            None => self.page.push_str(&escaped(words)),
        }
    }

    /// The number of the thing to do, at the place to look at.
    fn point(&mut self, index: usize) {
        let finding = &self.places.report.findings[index];
        let (draft, group) = (self.places.number, self.places.group(index));
        let insert = finding.point == finding.span.end;
        let arrow = if insert { "▲" } else { "" };
        self.page.push_str(&format!(
            "<a class=\"n {}\" id=\"d{draft}-f{index}\" href=\"#d{draft}-g{group}\">\
             {arrow}{group}</a>",
            class(finding.severity)
        ));
    }

    /// What there is to say of the findings that point into this line. Many of
    /// one kind are counted, and worded in the list of things to do.
    fn notes(&mut self, pointed: &[usize]) {
        if pointed.is_empty() {
            return;
        }
        let mut groups: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        for index in pointed {
            let finding = &self.places.report.findings[*index];
            groups.entry(self.places.group(*index)).or_default().push(finding);
        }
        self.page.push_str("<ul class=\"notes\" lang=\"en\" dir=\"ltr\">\n");
        for (number, findings) in groups {
            let Some(first) = findings.first() else { continue };
            let words: Vec<String> = if findings.len() > MOST_WORDED {
                let headline =
                    self.places.report.groups.get(number - 1).map(|g| g.headline.as_str());
                let here = counted(findings.len(), "place");
                vec![format!("{} ({here} in this line)", escaped(headline.unwrap_or_default()))]
            } else {
                findings.iter().map(|finding| escaped(&finding.message).into_owned()).collect()
            };
            let waived = if first.waived.is_some() { "waived " } else { "" };
            for words in words {
                self.page.push_str(&format!(
                    "<li class=\"{}\"><b class=\"n\">{number}</b> <strong>{waived}{}:</strong> \
                     {words}</li>\n",
                    CLASSES[depth(first)],
                    word(first.severity)
                ));
            }
        }
        self.page.push_str("</ul>");
    }
}

/// The draft's language as an attribute, and the direction of its lines.
fn language(places: &Places<'_>) -> (String, &'static str) {
    let document = places.document;
    let lang = document.front_matter.lang.as_deref().unwrap_or_default();
    let mut parts = lang.split('-');
    let primary = parts.next().unwrap_or_default();
    let sound = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts
            .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    let attribute = if sound { format!(" lang=\"{lang}\"") } else { String::new() };
    let title = document.title.as_ref().map_or(document.text.as_str(), |title| &title.text);
    let first = title.chars().find(|c| c.is_alphabetic());
    (attribute, if first.is_some_and(is_right_to_left) { "rtl" } else { "ltr" })
}

/// Letters of the scripts that are written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
