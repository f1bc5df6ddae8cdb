//! The colours and sizes in which the words of a mail or a page stand.
//!
//! As much of CSS as our looks are written in: styles on elements, rules for elements
//! and classes, also inside others, rules for the dark, and properties of one's own
//! (`--ink`), and rules for what a reader points at or arrives at. What cannot be told
//! has no colour here, such as one by name or a picture behind words; other rules are
//! passed over, and counted if they speak of colours.

mod declarations;
mod selector;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use csscolorparser::Color;

use crate::html::{Element, Html};
use declarations::{Declaration, block, declarations, is_coloured};
use selector::Selector;

/// Whether a reader's screen is light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Light,
    Dark,
}

/// How the words in an element look.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    /// Their colour; none where it cannot be told.
    pub(crate) ink: Option<Color>,
    /// What they stand on.
    pub(crate) paper: Option<Color>,
    /// In CSS pixels.
    pub(crate) size: f32,
    pub(crate) bold: bool,
    /// Nobody sees them.
    pub(crate) hidden: bool,
    /// Properties of the look's own, `--ink` and the like.
    own: Rc<BTreeMap<String, String>>,
}

/// What a document says of how it looks, on one kind of screen.
pub(crate) struct Styles {
    /// Of two the narrower counts, then the later.
    rules: Vec<Rule>,
    mode: Mode,
    /// Rules that speak of colours, and that cannot be told to fit anything or not.
    pub(crate) untold: BTreeSet<String>,
}

/// `outer element.class { property: value !important }`, taken apart.
struct Rule {
    selector: Selector,
    declarations: Vec<Declaration>,
    /// Its selector as it is written.
    words: String,
}

impl Styles {
    pub(crate) fn read(html: &Html, mode: Mode) -> Self {
        let mut styles = Self { rules: Vec::new(), mode, untold: BTreeSet::new() };
        for words in &html.words {
            let around = html.upwards(words.parent).next();
            if around.is_some_and(|(_, element)| element.name == "style") {
                styles.gather(&words.text, true);
            }
        }
        styles.rules.sort_by_key(|rule| rule.selector.weight());
        styles
    }

    /// How each element looks, in the order of the elements, in one of the states that
    /// [`Self::states`] gives, or in none.
    pub(crate) fn looks(&self, html: &Html, state: Option<usize>) -> Vec<Look> {
        let rules = self.rules.iter().enumerate();
        let rules = rules.filter(|(at, rule)| !rule.selector.is_of_state() || Some(*at) == state);
        let rules: Vec<&Rule> = rules.map(|(_, rule)| rule).collect();
        let mut looks: Vec<Look> = Vec::new();
        for element in &html.elements {
            let above = element.parent.and_then(|parent| looks.get(parent));
            let mut look = above.cloned().unwrap_or_else(|| blank(self.mode));
            as_usual(element, &mut look);
            let inline = declarations(element.get("style").unwrap_or_default());
            let ruled = rules.iter().filter(|rule| rule.selector.takes(html, element));
            let ruled: Vec<&Declaration> = ruled.flat_map(|rule| &rule.declarations).collect();
            // What is important beats what stands on the element.
            let each = |important| {
                let all = ruled.iter().copied().chain(&inline);
                all.filter(move |declaration| declaration.important == important)
            };
            let each = || each(false).chain(each(true));
            // What a colour is called is known before the colour.
            each().filter(|d| d.property.starts_with("--")).for_each(|d| look.call(d));
            each().for_each(|d| look.take(d));
            looks.push(look);
        }
        looks
    }

    /// The states that change the colours of anything, each with its selector.
    pub(crate) fn states(&self, html: &Html) -> Vec<(usize, &str)> {
        let rules = self.rules.iter().enumerate();
        let rules = rules.filter(|(_, rule)| {
            rule.selector.is_of_state()
                && is_coloured(&rule.declarations)
                && html.elements.iter().any(|element| rule.selector.takes(html, element))
        });
        rules.map(|(at, rule)| (at, rule.words.as_str())).collect()
    }

    /// Takes in the rules of a style sheet that count on this screen. Of those that are
    /// not `told` nobody knows when they count.
    fn gather(&mut self, css: &str, told: bool) {
        let mut rest = css;
        while let Some(open) = rest.find('{') {
            let head = rest[..open].trim().trim_start_matches(['}', ';']).trim();
            let (body, after) = block(&rest[open + 1..]);
            rest = after;
            if let Some(at) = head.strip_prefix('@') {
                match self.counts(at) {
                    Some(true) => self.gather(body, told),
                    Some(false) => {}
                    None => self.gather(body, false),
                }
                continue;
            }
            let declarations = declarations(body);
            for selector in head.split(',').map(str::trim).filter(|one| !one.is_empty()) {
                match Selector::read(selector).filter(|_| told) {
                    Some(known) => self.rules.push(Rule {
                        selector: known,
                        declarations: declarations.clone(),
                        words: selector.to_owned(),
                    }),
                    None if is_coloured(&declarations) => {
                        self.untold.insert(selector.to_owned());
                    }
                    None => {}
                }
            }
        }
    }

    /// Whether what stands below an `@` counts on this screen, if that can be told.
    fn counts(&self, at: &str) -> Option<bool> {
        let media: String = at.strip_prefix("media")?.split_whitespace().collect();
        if media.contains("prefers-color-scheme:dark") {
            return Some(self.mode == Mode::Dark);
        }
        if media.contains("prefers-color-scheme:light") {
            return Some(self.mode == Mode::Light);
        }
        match media.as_str() {
            "all" | "screen" => Some(true),
            "print" => Some(false),
            _ => None,
        }
    }
}

/// An empty page. In the dark every program has colours of its own.
fn blank(mode: Mode) -> Look {
    let grey = |level| (mode == Mode::Light).then(|| Color::new(level, level, level, 1.0));
    Look {
        ink: grey(0.0),
        paper: grey(1.0),
        size: 16.0,
        bold: false,
        hidden: false,
        own: Rc::default(),
    }
}

/// What programs do with an element that says nothing.
fn as_usual(element: &Element, look: &mut Look) {
    match element.name.as_str() {
        "b" | "strong" | "th" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => look.bold = true,
        // Every program has a colour of its own for links.
        "a" if element.get("href").is_some() => look.ink = None,
        "head" | "style" | "title" | "script" => look.hidden = true,
        _ => {}
    }
}

impl Look {
    fn call(&mut self, declaration: &Declaration) {
        let value = self.told(&declaration.value);
        Rc::make_mut(&mut self.own).insert(declaration.property.clone(), value);
    }

    /// A value that is `var(--name)`, or `var(--name, otherwise)`, as what that stands for.
    fn told(&self, value: &str) -> String {
        let inside = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')'));
        let Some(inside) = inside else { return value.to_owned() };
        let (name, otherwise) = inside.split_once(',').unwrap_or((inside, ""));
        self.own.get(name.trim()).map_or(otherwise.trim(), String::as_str).to_owned()
    }

    fn take(&mut self, declaration: &Declaration) {
        let value = self.told(&declaration.value);
        let value = value.as_str();
        match declaration.property.as_str() {
            "color" if value != "inherit" => self.ink = colour(value, self.paper.as_ref()),
            "background-color" | "background" if value != "none" => {
                self.paper = colour(value, self.paper.as_ref());
            }
            "background-image" if value != "none" => self.paper = None,
            "opacity" if value != "1" => self.ink = None,
            "filter" if value != "none" => self.ink = None,
            "mix-blend-mode" if value != "normal" => self.ink = None,
            "font-size" => self.size = size(value, self.size),
            // `italic bold 15px/1.5 a, b`: what is not said is as usual.
            "font" => {
                let words = || value.split_whitespace().map(|word| word.split('/').next());
                let is_bold = |word: &str| word == "bold" || matches!(word.parse(), Ok(700_u32..));
                self.bold = words().flatten().any(is_bold);
                let told = words().flatten().find_map(|word| told_size(word, self.size));
                self.size = told.unwrap_or(self.size);
            }
            "font-weight" => {
                self.bold = value == "bold" || value.parse().is_ok_and(|weight: u32| weight >= 700);
            }
            "display" if value == "none" => self.hidden = true,
            "visibility" => self.hidden = value == "hidden",
            _ => {}
        }
    }
}

/// A colour, laid over what is below it.
fn colour(value: &str, below: Option<&Color>) -> Option<Color> {
    let over: Color = value.parse().ok()?;
    if over.a >= 1.0 {
        return Some(over);
    }
    let below = below?;
    let mix = |over_part: f32, below_part: f32| over_part * over.a + below_part * (1.0 - over.a);
    Some(Color::new(mix(over.r, below.r), mix(over.g, below.g), mix(over.b, below.b), 1.0))
}

fn size(value: &str, around: f32) -> f32 {
    // What grows with the window is at least so large.
    let least = value.strip_prefix("clamp(").and_then(|rest| rest.split(',').next());
    told_size(least.unwrap_or(value).trim(), around).unwrap_or(around)
}

fn told_size(value: &str, around: f32) -> Option<f32> {
    let in_units = |unit: &str| value.strip_suffix(unit)?.trim().parse::<f32>().ok();
    None.or_else(|| in_units("px"))
        .or_else(|| Some(in_units("pt")? * 4.0 / 3.0))
        .or_else(|| Some(in_units("rem")? * 16.0))
        .or_else(|| Some(in_units("em")? * around))
        .or_else(|| Some(in_units("%")? / 100.0 * around))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "<style>
        .ink { color: #111111 } h2 , p.ink{color:#222222}
        @media (prefers-color-scheme: dark) { .ink { color: #eeeeee !important; } body { background: #000000 !important } }
        @media (max-width: 480px) { .ink { color: #ff0000 !important; font-size: 99px } }
        .a .b { color: #00ff00 }
        </style>";

    /// `ink on paper, size` of the last element.
    fn look(body: &str, mode: Mode) -> String {
        let html = Html::read(&format!("{SHEET}<body style=\"background-color:#ffffff\">{body}"));
        let look = Styles::read(&html, mode).looks(&html, None).pop().unwrap();
        shown(&look)
    }

    fn shown(look: &Look) -> String {
        let hex = |colour: &Option<Color>| {
            colour.as_ref().map_or("?".to_owned(), |colour| colour.to_css_hex().to_string())
        };
        format!("{} on {}, {}", hex(&look.ink), hex(&look.paper), look.size)
    }

    #[test]
    fn what_is_important_beats_the_element_and_that_the_rules() {
        for (body, light, dark) in [
            ("<i>", "#000000 on #ffffff, 16", "? on #000000, 16"),
            ("<i class=ink>", "#111111 on #ffffff, 16", "#eeeeee on #000000, 16"),
            ("<p class='x ink'>", "#222222 on #ffffff, 16", "#eeeeee on #000000, 16"),
            ("<h2>", "#222222 on #ffffff, 16", "#222222 on #000000, 16"),
            (
                "<i class=ink style='COLOR: #333333;'>",
                "#333333 on #ffffff, 16",
                "#eeeeee on #000000, 16",
            ),
            (
                "<p style='color:#333;font-size:20px'><i style='font-size:0.5em'>",
                "#333333 on #ffffff, 10",
                "#333333 on #000000, 10",
            ),
            (
                "<i style='background:rgba(0,0,0,0.5)'>",
                "#000000 on #808080, 16",
                "? on #000000, 16",
            ),
            // What cannot be told.
            ("<a href=x>", "? on #ffffff, 16", "? on #000000, 16"),
            ("<i style='color:gray'>", "? on #ffffff, 16", "? on #000000, 16"),
        ] {
            assert_eq!(look(body, Mode::Light), light, "{body}");
            assert_eq!(look(body, Mode::Dark), dark, "{body}");
        }
    }

    #[test]
    fn a_page_calls_its_colours_by_names_of_its_own() {
        let sheet = "<style>:root { --ink: #111111; --paper: #ffffff }
            @media (prefers-color-scheme: dark) { :root { --ink: #eeeeee; --paper: #000000 } }
            @media print { :root { --ink: #00ff00 } }
            * { box-sizing: border-box }
            body { background: var(--paper); color: var(--ink); font: 1.5rem/1.65 var(--serif) }
            .plate .name a { color: var(--none, #222222); font: bold 15px/1 Arial, sans-serif }
            a { color: #333333 } a:hover, .plate > a { color: #ff0000 }
            h1 { font-size: clamp(2rem, 5vw, 9rem) } .name.dim { color: var(--none) }
            </style>";
        for (body, ink, size, bold) in [
            ("<p>", ("#111111", "#eeeeee"), 24.0, false),
            ("<a href=x>", ("#333333", "#333333"), 24.0, false),
            ("<p class=plate><b class=name><a href=x>", ("#222222", "#222222"), 15.0, true),
            ("<p class=name><b class=plate><a href=x>", ("#333333", "#333333"), 24.0, true),
            ("<h1>", ("#111111", "#eeeeee"), 32.0, true),
            ("<p class='dim name'>", ("?", "?"), 24.0, false),
        ] {
            let html = Html::read(&format!("<html><head>{sheet}</head><body>{body}"));
            let inks = [Mode::Light, Mode::Dark].map(|mode| {
                let look = Styles::read(&html, mode).looks(&html, None).pop().unwrap();
                assert_eq!((look.size, look.bold), (size, bold), "{body}");
                look.ink.map_or("?".to_owned(), |ink| ink.to_css_hex().to_string())
            });
            assert_eq!((inks[0].as_str(), inks[1].as_str()), ink, "{body}");
        }
    }

    #[test]
    fn a_state_is_a_look_of_its_own() {
        let sheet = "<style>body { background: #ffffff } a { color: #111111 }
            a:hover, .menu a:focus:hover { color: #222222 } li:target { background: #eeeeee }
            a:link { color: #333333 } p:hover { color: #444444 } a:active { text-decoration: none }
            </style>";
        let html = Html::read(&format!("{sheet}<body><ul><li><a href=x>y"));
        let styles = Styles::read(&html, Mode::Light);
        let looked = styles.states(&html).into_iter().map(|(at, selector)| {
            let look = styles.looks(&html, Some(at)).pop().unwrap();
            format!("{selector}: {}", shown(&look))
        });
        let looked: Vec<String> = looked.collect();
        let expected = ["a:hover: #222222 on #ffffff, 16", "li:target: #333333 on #eeeeee, 16"];
        assert_eq!(looked, expected);
        let rest = styles.looks(&html, None).pop().unwrap();
        assert_eq!(shown(&rest), "#333333 on #ffffff, 16");
    }

    #[test]
    fn rules_of_colours_that_nobody_can_place_are_counted() {
        let sheet = "<style>.plate > a { color: #111 } a[href] { font-size: 9px }
            li:nth-child(2), p + p { background: #222 } a::after { color: #333 } p { color: #444 }
            @media print { p > a { color: #555 } }
            @media (prefers-color-scheme: dark) { p:not(.x) { color: #666 } }
            @media (max-width: 480px) { .small { color: #777 } .big { font-size: 40px } }
            @supports (color: red) { h1 { color: #888 } }
            </style>";
        let html = Html::read(&format!("{sheet}<p>x"));
        let untold = |mode| Vec::from_iter(Styles::read(&html, mode).untold);
        let light = [".plate > a", ".small", "a::after", "h1", "li:nth-child(2)", "p + p"];
        assert_eq!(untold(Mode::Light), light);
        assert!(untold(Mode::Dark).contains(&"p:not(.x)".to_owned()));
    }

    #[test]
    fn what_lies_over_or_behind_words_leaves_them_without_a_colour() {
        for (style, expected) in [
            ("background:linear-gradient(#fff,#000)", "#000000 on ?, 16"),
            ("background-image:url(x)", "#000000 on ?, 16"),
            ("background-image:none;opacity:1", "#000000 on #ffffff, 16"),
            ("opacity:0.5", "? on #ffffff, 16"),
            ("mix-blend-mode:multiply", "? on #ffffff, 16"),
        ] {
            assert_eq!(look(&format!("<i style='{style}'>"), Mode::Light), expected, "{style}");
        }
    }

    #[test]
    fn broken_css_ends() {
        for css in ["{", "}{", "a{b", "@media{@media{", "a{}}}b{color:#fff}"] {
            let html = Html::read(&format!("<style>{css}</style><b>x"));
            let styles = Styles::read(&html, Mode::Dark);
            assert_eq!(styles.looks(&html, None).len(), 2, "{css}");
        }
    }
}
