//! `contrast-too-low`

use std::collections::BTreeSet;

use csscolorparser::Color;

use crate::check::check;
use crate::html::Html;
use crate::proof::{At, Mark, Part};
use crate::sheets::Sheets;
use crate::styles::{Look, Mode, looks};

check! {
    /// # What it looks for
    ///
    /// Words in the mail or on the archive page that stand out too little from what is
    /// behind them, on a light screen or a dark one: less than 4.5 to 1, or 3 to 1 for
    /// large words (24 px, or 19 px and bold). That is level AA of WCAG 2.2, 1.4.3.
    /// Colours by name, links that have none, and rules for what a reader points at
    /// cannot be told.
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
    sheets.pages().into_iter().flat_map(|(part, html)| find_in(part, html)).collect()
}

fn find_in(part: Part, html: &Html) -> Vec<Mark> {
    let mut marks = Vec::new();
    // A pair of colours is one thing to mend, however many words stand in it.
    let mut seen = BTreeSet::new();
    for (mode, screen) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        let looks = looks(html, mode);
        for words in html.words.iter().filter(|words| words.text.contains(char::is_alphanumeric)) {
            let Some(look) = words.parent.and_then(|parent| looks.get(parent)) else { continue };
            let (Some(ink), Some(paper), false) = (&look.ink, &look.paper, look.hidden) else {
                continue;
            };
            let (ratio, wanted) = (contrast(ink, paper), wanted(look));
            let (ink, paper) = (ink.to_css_hex().to_string(), paper.to_css_hex().to_string());
            if ratio < wanted && seen.insert((ink.clone(), paper.clone())) {
                let message = format!(
                    "{ink} on {paper} is hard to read on a {screen} screen: {ratio:.1} to 1, and \
                     {wanted} is the least"
                );
                let mark = CHECK.mark(At::Part(part), words.span, message);
                marks.push(mark.help("change one of the two colours in the template"));
            }
        }
    }
    marks
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
    use super::*;

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
