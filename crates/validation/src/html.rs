//! HTML as readers get it: elements and words, each with its parent and place.
//!
//! Tokens come from html5gum; here they become a tree, as far as our own
//! templates and a newsroom's need one: end tags that HTML lets one leave out are
//! known for paragraphs, items and cells, and no misnested tag is mended.

use std::collections::BTreeMap;

use copydesk_manuscript::Span;
use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{HtmlString, Spanned, Token, Tokenizer};

/// Elements that have no end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// What ends an open element without its end tag: the start of these.
const ENDED_BY: [(&str, &[&str]); 5] = [
    ("p", &["p", "div", "ul", "ol", "table", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4"]),
    ("li", &["li"]),
    ("td", &["td", "th", "tr"]),
    ("th", &["td", "th", "tr"]),
    ("tr", &["tr"]),
];

/// A document, in the order of its text.
#[derive(Default)]
pub(crate) struct Html {
    pub(crate) elements: Vec<Element>,
    pub(crate) words: Vec<Words>,
}

/// A start tag and what it says.
pub(crate) struct Element {
    /// In small letters.
    pub(crate) name: String,
    attributes: BTreeMap<String, String>,
    /// Where the element stands that it is in.
    pub(crate) parent: Option<usize>,
    /// The start tag.
    pub(crate) span: Span,
}

/// A run of text, entities resolved.
pub(crate) struct Words {
    pub(crate) text: String,
    /// Where the element stands that they are in.
    pub(crate) parent: Option<usize>,
    pub(crate) span: Span,
}

impl Element {
    /// An attribute's value; empty where it has none.
    pub(crate) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    /// All attributes.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|all| all.split_whitespace().any(|one| one == class))
    }
}

impl Html {
    pub(crate) fn read(source: &str) -> Self {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        // What stands in `style` and `title` is no markup.
        emitter.naively_switch_states(true);
        let mut html = Self::default();
        let mut open: Vec<usize> = Vec::new();
        for token in Tokenizer::new_with_emitter(source, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => html.start(tag, &mut open),
                Token::EndTag(tag) => {
                    let name = word(&tag.name);
                    if let Some(at) = open.iter().rposition(|at| html.elements[*at].name == name) {
                        open.truncate(at);
                    }
                }
                Token::String(Spanned { value, span }) => html.words.push(Words {
                    text: word(&value),
                    parent: open.last().copied(),
                    span: Span::new(span.start, span.end),
                }),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        html
    }

    fn start(&mut self, tag: StartTag<usize>, open: &mut Vec<usize>) {
        let name = word(&tag.name);
        while let Some(last) = open.last() {
            let last = self.elements[*last].name.as_str();
            let ended = ENDED_BY.iter().find(|(ended, _)| *ended == last);
            if !ended.is_some_and(|(_, by)| by.contains(&name.as_str())) {
                break;
            }
            open.pop();
        }
        let attributes = tag.attributes.into_iter();
        let void = VOID.contains(&name.as_str());
        self.elements.push(Element {
            name,
            attributes: attributes.map(|(name, value)| (word(&name), word(&value.value))).collect(),
            parent: open.last().copied(),
            span: Span::new(tag.span.start, tag.span.end),
        });
        if !void {
            open.push(self.elements.len() - 1);
        }
    }

    /// An element and those that it is in, from the inside out.
    pub(crate) fn upwards(&self, from: Option<usize>) -> impl Iterator<Item = (usize, &Element)> {
        let at = |at: usize| self.elements.get(at).map(|element| (at, element));
        std::iter::successors(from.and_then(at), move |(_, element)| element.parent.and_then(at))
    }

    /// The words inside each element that `wanted` picks, by where it stands. Of
    /// nested ones the inner has them.
    pub(crate) fn inside(&self, wanted: impl Fn(&Element) -> bool) -> BTreeMap<usize, String> {
        let picked = self.elements.iter().enumerate().filter(|(_, element)| wanted(element));
        let mut inside: BTreeMap<usize, String> =
            picked.map(|(at, _)| (at, String::new())).collect();
        for words in &self.words {
            let of = self
                .upwards(words.parent)
                .find_map(|(at, _)| inside.contains_key(&at).then_some(at));
            if let Some(text) = of.and_then(|at| inside.get_mut(&at)) {
                text.push_str(&words.text);
            }
        }
        inside
    }
}

fn word(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each run of words with the names of the elements that it is in.
    fn outline(source: &str) -> Vec<String> {
        let html = Html::read(source);
        let words = html.words.iter().filter(|words| !words.text.trim().is_empty());
        let path = |words: &Words| {
            let names = html.upwards(words.parent).map(|(_, e)| e.name.as_str());
            names.collect::<Vec<_>>().join(" < ")
        };
        words.map(|words| format!("{}: {}", words.text.trim(), path(words))).collect()
    }

    #[test]
    fn words_know_what_they_stand_in() {
        let source = "<!DOCTYPE html><title>A <b></title><body><!-- <i> --><p>One<br>two \
                      <a href=x>three</a></p><ul><li>four<li>five &lt;</ul></div>six";
        let expected = [
            "A <b>: title",
            "One: p < body",
            "two: p < body",
            "three: a < p < body",
            "four: li < ul < body",
            "five <: li < ul < body",
            "six: body",
        ];
        assert_eq!(outline(source), expected);
    }

    #[test]
    fn places_are_bytes_of_the_source() {
        let source = "<p>é<a class='b cite' HREF=\"x&amp;y\">1</a>";
        let html = Html::read(source);
        let link = &html.elements[1];
        assert_eq!(link.span.of(source), "<a class='b cite' HREF=\"x&amp;y\">");
        assert_eq!((link.get("href"), link.has_class("cite")), (Some("x&y"), true));
        assert_eq!(html.words[1].span.of(source), "1");
        assert_eq!(html.inside(|e| e.name == "p"), BTreeMap::from([(0, "é1".to_owned())]));
    }
}
