//! Citation parity: whatever a draft cites, and however, each of its markers is in
//! the HTML, the text and the page, in order, and leads to the right source.
//!
//! Drafts are made up together with what must become of them. The HTML is read by a
//! parser that is not ours.

use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use crate::testing::{dressed, masthead, parse};
use crate::{Edition, Slot};

/// One way of citing, as it is written and as it must be read.
#[derive(Clone, Debug)]
enum Citing {
    /// `[2]`, one or several, each of a source by its index.
    Marker(Vec<usize>),
    /// `[2,3]`
    Group(Vec<usize>),
    /// `[2-4]`
    Range(usize, usize),
    /// `[words](https://…)`, or `[words][d1]` with its address below; by its own
    /// number.
    Link(usize),
    /// `[^2]`
    Footnote(usize),
    /// A number that the list does not have stays text.
    Nowhere,
    Nothing,
}

/// Where a sentence stands.
#[derive(Clone, Copy, Debug)]
enum Standing {
    Paragraph,
    Item,
    Quotation,
    Heading,
    Emphasis,
}

#[derive(Clone, Debug)]
struct Brief {
    base: usize,
    /// Whether each source has an address.
    sources: Vec<bool>,
    sentences: Vec<(Standing, Citing)>,
}

/// A marker that a reader must find: what is seen, and where it must lead. None
/// leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    shown: String,
    leads: Option<String>,
}

fn citing() -> impl Strategy<Value = Citing> {
    prop_oneof![
        4 => prop::collection::vec(0..8_usize, 1..4).prop_map(Citing::Marker),
        2 => prop::collection::vec(0..8_usize, 2..4).prop_map(Citing::Group),
        1 => (0..8_usize, 0..8_usize).prop_map(|(a, b)| Citing::Range(a, b)),
        2 => (0..4_usize).prop_map(Citing::Link),
        1 => (0..4_usize).prop_map(Citing::Footnote),
        1 => Just(Citing::Nowhere),
        1 => Just(Citing::Nothing),
    ]
}

fn brief() -> impl Strategy<Value = Brief> {
    let standing = prop_oneof![
        5 => Just(Standing::Paragraph),
        1 => Just(Standing::Item),
        1 => Just(Standing::Quotation),
        1 => Just(Standing::Heading),
        1 => Just(Standing::Emphasis),
    ];
    let sentences = prop::collection::vec((standing, citing()), 1..12);
    (0..3_usize, prop::collection::vec(any::<bool>(), 1..8), sentences)
        .prop_map(|(base, sources, sentences)| Brief { base, sources, sentences })
}

/// A brief written down, with what must be found in its body and among its sources.
struct Written {
    draft: String,
    body: Vec<Found>,
    /// Label, title and address, in order.
    list: Vec<(String, String, Option<String>)>,
}

impl Brief {
    /// `name` keeps the sources of two briefs apart.
    fn write(&self, name: &str) -> Written {
        let mut draft = format!("---\ntitle: Brief {name}\ndate: 2023-03-03\n---\n\n");
        let mut body = Vec::new();
        let mut list: Vec<_> = (0..self.sources.len())
            .map(|index| {
                let label = (self.base + index).to_string();
                (label, format!("Source {name} {index}"), self.address(name, index))
            })
            .collect();
        let mut own: Vec<(String, String)> = Vec::new();
        let mut next = self.base + self.sources.len();
        for (at, (standing, citing)) in self.sentences.iter().enumerate() {
            let mut words = format!("Sentence {name} {at} says so");
            let number = |index: &usize| self.base + index % self.sources.len();
            let mut numbers: Vec<usize> = Vec::new();
            match citing {
                Citing::Marker(indexes) => {
                    numbers = indexes.iter().map(number).collect();
                    words.push('.');
                    numbers.iter().for_each(|n| words.push_str(&format!("[{n}]")));
                }
                Citing::Group(indexes) => {
                    numbers = indexes.iter().map(number).collect();
                    let group: Vec<_> = numbers.iter().map(ToString::to_string).collect();
                    words.push_str(&format!(" [{}].", group.join(",")));
                }
                Citing::Range(a, b) => {
                    let (a, b) = (number(a).min(number(b)), number(a).max(number(b)));
                    numbers = (a..=b).collect();
                    words.push_str(&match a == b {
                        true => format!(".[{a}]"),
                        false => format!(".[{a}-{b}]"),
                    });
                }
                Citing::Link(n) | Citing::Footnote(n) => {
                    let link = matches!(citing, Citing::Link(_));
                    let kind = if link { "link" } else { "note" };
                    let address = format!("https://{kind}.example/{name}/{n}");
                    let title = format!("the {kind} {name} {n}");
                    let known = own.iter().find(|(a, _)| *a == address).map(|(_, l)| l.clone());
                    let label = known.unwrap_or_else(|| {
                        let label = next.to_string();
                        next += 1;
                        list.push((label.clone(), title.clone(), Some(address.clone())));
                        own.push((address.clone(), label.clone()));
                        label
                    });
                    let shown = if link { title.clone() } else { format!("[{label}]") };
                    words.push_str(&match (link, n % 2) {
                        (true, 0) => format!(" in [{title}]({address})."),
                        (true, _) => format!(" in [{title}][d{n}]."),
                        (false, _) => format!(".[^n{n}]"),
                    });
                    body.push(Found { shown, leads: Some(address) });
                }
                Citing::Nowhere => {
                    let number = self.base + self.sources.len() + 40;
                    words.push_str(&format!(".[{number}]"));
                    body.push(Found { shown: format!("[{number}]"), leads: None });
                }
                Citing::Nothing => words.push('.'),
            }
            body.extend(numbers.iter().map(|n| {
                let index = n - self.base;
                let leads = self.address(name, index).unwrap_or_else(|| format!("#{index}"));
                Found { shown: format!("[{n}]"), leads: Some(leads) }
            }));
            draft.push_str(&match standing {
                Standing::Paragraph => format!("{words}\n\n"),
                Standing::Item => format!("- {words}\n\n"),
                Standing::Quotation => format!("> {words}\n\n"),
                Standing::Heading => format!("## {words}\n\n"),
                Standing::Emphasis => format!("Then *{words}*\n\n"),
            });
        }
        for (address, _) in own.iter().filter(|(a, _)| a.contains("//note.")) {
            let n = address.rsplit('/').next().unwrap();
            draft.push_str(&format!(
                "[^n{n}]: “the note {name} {n}” Post, 2 Mar. 2023, {address}\n\n"
            ));
        }
        for (address, _) in own.iter().filter(|(a, _)| a.contains("//link.")) {
            let n = address.rsplit('/').next().unwrap();
            draft.push_str(&format!("[d{n}]: {address}\n\n"));
        }
        draft.push_str("## Sources\n\n");
        for (index, _) in self.sources.iter().enumerate() {
            let (label, title, address) = &list[index];
            let address = address.as_ref().map(|a| format!(", {a}")).unwrap_or_default();
            draft.push_str(&format!("{label}. “{title}” Post, 2 Mar. 2023{address}\n"));
        }
        Written { draft, body, list }
    }

    fn address(&self, name: &str, index: usize) -> Option<String> {
        self.sources[index].then(|| format!("https://source.example/{name}/{index}"))
    }
}

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>()
}

fn filled(edition: &Edition) -> [String; 3] {
    let value = |slot: Slot| format!("{slot:?}");
    [edition.html(), edition.text(), edition.page()].map(|part| part.fill(value))
}

/// The links of all bodies, in order.
fn links(html: &Html, selector: &str) -> Vec<(String, String)> {
    let links = select(html, selector).into_iter();
    links.map(|a| (words(a), a.attr("href").unwrap_or_default().to_owned())).collect()
}

fn expected(briefs: &[Written]) -> Vec<(&Written, &Found)> {
    briefs.iter().flat_map(|b| b.body.iter().map(move |found| (b, found))).collect()
}

fn mail_leads_to_the_sources(html: &str, briefs: &[Written]) {
    let html = Html::parse_document(html);
    let found = links(&html, ".paragraph a, .listing a, .quotation a, .rank a");
    let expected: Vec<_> =
        expected(briefs).into_iter().filter(|(_, found)| found.leads.is_some()).collect();
    assert_eq!(
        found.len(),
        expected.len(),
        "{found:?}\n{expected:?}",
        expected = expected.iter().map(|e| e.1).collect::<Vec<_>>()
    );
    for ((shown, href), (_, expected)) in found.iter().zip(&expected) {
        assert_eq!(shown, &expected.shown);
        match expected.leads.as_deref().unwrap() {
            // On the page, where the source's own entry is; the page is read below.
            own if own.starts_with('#') => assert!(
                href.starts_with("https://brief.example.org/2023-03-03-brief/#brief-"),
                "{href}"
            ),
            leads => assert_eq!(href, leads),
        }
    }
    let everything = words(html.root_element());
    for (_, nowhere) in self::expected(briefs) {
        assert!(everything.contains(&nowhere.shown));
    }
}

fn page_leads_to_its_own_list(page: &str, mail: &str, briefs: &[Written]) {
    let page = Html::parse_document(page);
    let cites = links(&page, ".text a.cite");
    let expected: Vec<_> = expected(briefs)
        .into_iter()
        .filter(|(_, found)| found.leads.is_some() && found.shown.starts_with('['))
        .collect();
    assert_eq!(cites.len(), expected.len());
    let in_mail = Html::parse_document(mail);
    let in_mail = links(&in_mail, "a.cite");
    for (at, ((shown, href), (brief, expected))) in cites.iter().zip(&expected).enumerate() {
        assert_eq!(shown, &expected.shown);
        let anchor = href.strip_prefix('#').unwrap();
        let entries = select(&page, &format!("[id=\"{anchor}\"]"));
        let [entry] = entries.as_slice() else {
            panic!("{anchor} is there {} times", entries.len())
        };
        let said = words(*entry);
        let label = shown.trim_matches(['[', ']']);
        let (_, title, address) = brief.list.iter().find(|(l, ..)| l == label).unwrap();
        assert!(said.starts_with(shown.as_str()) && said.contains(title.as_str()), "{said}");
        let link = entry.select(&Selector::parse("a").unwrap()).next();
        assert_eq!(link.and_then(|a| a.attr("href")), address.as_deref());
        if address.is_none() {
            assert!(in_mail[at].1.ends_with(href.as_str()), "{} {href}", in_mail[at].1);
        }
    }
}

/// In plain text each marker stands in its brief, in order, and then each source with
/// its address.
fn text_says_it_all(text: &str, briefs: &[Written]) {
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = squeezed.as_str();
    let mut next = |wanted: &str| {
        let at = rest.find(wanted).unwrap_or_else(|| panic!("no {wanted:?} in {rest:?}\n{text}"));
        rest = &rest[at + wanted.len()..];
    };
    for brief in briefs {
        for found in &brief.body {
            next(&found.shown);
            let link = !found.shown.starts_with('[');
            if let Some(leads) = found.leads.as_ref().filter(|_| link) {
                let (label, ..) = brief.list.iter().find(|e| e.2.as_ref() == Some(leads)).unwrap();
                next(&format!("[{label}]"));
            }
        }
        for (label, title, address) in &brief.list {
            next(&format!("[{label}] “{title}”"));
            address.iter().for_each(|address| next(address));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_marker_leads_to_its_source_in_every_part(
        briefs in prop::collection::vec(brief(), 1..4),
        look in prop_oneof![Just("brief"), Just("digest")],
    ) {
        let names = ["A", "B", "C"];
        let written: Vec<_> = briefs.iter().zip(names).map(|(b, name)| b.write(name)).collect();
        let documents: Vec<_> = written.iter().map(|w| parse(&w.draft)).collect();
        let edition = dressed(look, None, &documents, &masthead());
        let [html, text, page] = filled(&edition);
        mail_leads_to_the_sources(&html, &written);
        page_leads_to_its_own_list(&page, &html, &written);
        text_says_it_all(&text, &written);
    }
}
