//! `contrast-too-low`

use std::collections::BTreeSet;

use csscolorparser::Color;

use crate::check::check;
use crate::html::Html;
use crate::proof::{At, Mark, Part};
use crate::sheets::Sheets;
use crate::styles::{Look, Mode, Styles};

check! {
    /// # What it looks for
    ///
    /// Words in the mail or on the archive page that stand out too little from what is
    /// behind them, on a light screen or a dark one, also while a reader points at them
    /// or has arrived there: less than 4.5 to 1, or 3 to 1 for large words (24 px, or
    /// 19 px and bold). That is level AA of WCAG 2.2, 1.4.3. What cannot be told is
    /// counted as not checked: colours by name, links that have none, pictures and
    /// gradients behind words, words that shine through, and rules of colours for what
    /// is chosen in other ways.
    ///
    /// # Why it matters to a reader
    ///
    /// Grey on grey cannot be read in the sun, nor by one reader in twelve anywhere.
    ///
    /// # Example
    ///
    /// `color:#b9b1a1` on `background-color:#fdfbf6`: 2.1 to 1.
    ///
    /// # How to fix it
    ///
    /// Darken the words or lighten what is behind them, in the template; for the dark
    /// in its `prefers-color-scheme: dark` block.
    "contrast-too-low", Warning, edition find, "{n} pairs of colours are hard to read"
}

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (part, html) in sheets.pages() {
        let mut page = Page { part, html, marks: Vec::new(), seen: BTreeSet::new() };
        let mut untold = BTreeSet::new();
        for mode in [Mode::Light, Mode::Dark] {
            untold.extend(page.look_at(mode));
        }
        sheets.untold.update(|all| all + untold.len());
        marks.append(&mut page.marks);
    }
    marks
}

/// A page under a reader's eyes.
struct Page<'a> {
    part: Part,
    html: &'a Html,
    marks: Vec<Mark>,
    /// A pair of colours is one thing to mend, however many words stand in it.
    seen: BTreeSet<(String, String)>,
}

impl Page<'_> {
    /// Notes what is hard to read, and gives what cannot be told: rules, and elements that
    /// are written alike.
    fn look_at(&mut self, mode: Mode) -> BTreeSet<String> {
        let styles = Styles::read(self.html, mode);
        let mut untold = self.read(&styles.looks(self.html, None), mode, None);
        for (state, selector) in styles.states(self.html) {
            untold.append(&mut self.read(
                &styles.looks(self.html, Some(state)),
                mode,
                Some(selector),
            ));
        }
        untold.extend(styles.untold);
        untold
    }

    fn read(&mut self, looks: &[Look], mode: Mode, state: Option<&str>) -> BTreeSet<String> {
        let mut untold = BTreeSet::new();
        let html = self.html;
        for words in html.words.iter().filter(|words| words.text.contains(char::is_alphanumeric)) {
            let Some((at, element)) = html.upwards(words.parent).next() else { continue };
            let Some(look) = looks.get(at).filter(|look| !look.hidden) else { continue };
            let (Some(ink), Some(paper)) = (&look.ink, &look.paper) else {
                let written = |attribute| element.get(attribute).unwrap_or_default();
                untold.insert(format!(
                    "{} {} {}",
                    element.name,
                    written("class"),
                    written("style")
                ));
                continue;
            };
            let (ratio, wanted) = (contrast(ink, paper), wanted(look));
            let (ink, paper) = (ink.to_css_hex().to_string(), paper.to_css_hex().to_string());
            if ratio < wanted && self.seen.insert((ink.clone(), paper.clone())) {
                let screen = if mode == Mode::Light { "light" } else { "dark" };
                let state = state.map(|selector| format!(", by `{selector}`")).unwrap_or_default();
                let message = format!(
                    "{ink} on {paper} is hard to read on a {screen} screen{state}: {ratio:.1} to \
                     1, and {wanted} is the least"
                );
                let mark = CHECK.mark(At::Part(self.part), words.span, message);
                self.marks.push(mark.help("change one of the two colours in the template"));
            }
        }
        untold
    }
}

/// The least contrast that words of this size may have.
fn wanted(look: &Look) -> f32 {
    let large = look.size >= 24.0 || (look.bold && look.size >= 18.5);
    if large { 3.0 } else { 4.5 }
}

/// From 1 to 21, as WCAG 2.2 defines the contrast ratio.
fn contrast(a: &Color, b: &Color) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: &Color) -> f32 {
    let [r, g, b, _] = colour.to_linear_rgba();
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::proof::{Parts, Proof};
    use crate::{Level, Policy};

    #[test]
    fn what_cannot_be_told_is_counted() {
        let page = include_str!(
            "../../fixtures/contrast-too-low/silent-where-it-cannot-be-told/page.html"
        );
        let parts = Parts { page: page.to_owned(), ..Parts::default() };
        let mut policy = Policy::rehearsal(date(2023, 3, 3));
        let unchecked =
            |policy: &Policy| Proof::read(parts.clone(), &[], policy).report().unchecked;
        // A gradient, links, a colour by name, and two rules.
        assert_eq!((unchecked(&policy).colours, unchecked(&policy).total()), (5, 5));
        policy.levels.insert(CHECK.name.to_owned(), Level::Off);
        assert_eq!(unchecked(&policy).total(), 0);
    }

    #[test]
    fn ratios_as_published() {
        for (a, b, ratio) in [
            ("#000000", "#ffffff", "21.00"),
            ("#ffffff", "#ffffff", "1.00"),
            ("#777777", "#ffffff", "4.48"),
            ("#767676", "#ffffff", "4.54"),
        ] {
            let found = contrast(&a.parse().unwrap(), &b.parse().unwrap());
            assert_eq!(format!("{found:.2}"), ratio, "{a} {b}");
        }
    }
}
