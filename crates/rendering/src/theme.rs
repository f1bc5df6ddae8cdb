//! What a newsroom changes without a template of its own: logo, colours, footer.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A newsroom's own clothes for the looks that come with the program. A template
/// sees it as `masthead.theme`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// In place of the newsletter's name at the top.
    pub logo: Option<Logo>,
    /// In daylight.
    pub light: Palette,
    /// Where a reader's program asks for dark colours.
    pub dark: Palette,
    /// A line of the newsroom's own at the foot.
    pub footer: Option<String>,
    /// Links at the foot, in order.
    pub links: Vec<FootLink>,
}

/// A picture of the newsletter's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logo {
    /// Over https, and no SVG: many mail programs show none.
    pub url: String,
    /// What it says, for those who do not see it.
    pub alt: String,
    /// In CSS pixels, so that the text does not jump when the picture arrives.
    pub width: u16,
    /// In CSS pixels.
    pub height: u16,
}

/// A link at the foot of mails and pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FootLink {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// The colours of one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Palette {
    /// What everything stands on.
    pub paper: Colour,
    /// Text.
    pub ink: Colour,
    /// Datelines, notes, the foot.
    pub muted: Colour,
    /// Links and markers.
    pub accent: Colour,
    /// Lines between things. Nothing is read in it.
    pub rule: Colour,
    /// Behind corrections, code, and how it was checked.
    pub panel: Colour,
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

/// No colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as `#rrggbb`")]
pub struct NoColour;

/// Two colours of a palette that are too near to each other to be read by all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Faint {
    /// The palette's key of the colour in front.
    pub front: &'static str,
    /// That of the colour behind.
    pub behind: &'static str,
    /// Their contrast, from 1 to 21.
    pub contrast: f64,
}

impl Faint {
    /// The least contrast of text: level AA of WCAG 2.2, criterion 1.4.3.
    pub const LEAST: f64 = 4.5;
}

impl Palette {
    /// Ours, for daylight.
    pub const LIGHT: Self = Self {
        paper: rgb(0xfdfbf6),
        ink: rgb(0x1e1b17),
        muted: rgb(0x5b554c),
        accent: rgb(0x9b1c13),
        rule: rgb(0xd8d1c3),
        panel: rgb(0xf4eee2),
    };

    /// Ours, for the dark.
    pub const DARK: Self = Self {
        paper: rgb(0x171614),
        ink: rgb(0xece7dd),
        muted: rgb(0xb3aca0),
        accent: rgb(0xf2a093),
        rule: rgb(0x4a453d),
        panel: rgb(0x23211d),
    };

    /// The first pair that somebody could not read: text, notes and links, each on
    /// paper and on panels.
    pub fn faint(&self) -> Option<Faint> {
        let fronts = [("ink", self.ink), ("muted", self.muted), ("accent", self.accent)];
        let backs = [("paper", self.paper), ("panel", self.panel)];
        let pairs = fronts.into_iter().flat_map(|front| backs.map(|back| (front, back)));
        pairs
            .map(|((front, a), (behind, b))| Faint { front, behind, contrast: a.contrast(b) })
            .find(|pair| pair.contrast < Faint::LEAST)
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            logo: None,
            light: Palette::LIGHT,
            dark: Palette::DARK,
            footer: None,
            links: Vec::new(),
        }
    }
}

const fn rgb(colour: u32) -> Colour {
    let [_, red, green, blue] = colour.to_be_bytes();
    Colour { red, green, blue }
}

impl Colour {
    /// The contrast ratio of WCAG 2.2, from 1 to 21, whichever is in front.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let channel = f64::from(channel) / 255.0;
            match channel <= 0.04045 {
                true => channel / 12.92,
                false => ((channel + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl FromStr for Colour {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(NoColour)?;
        // `from_str_radix` takes a sign, too.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NoColour);
        }
        u32::from_str_radix(digits, 16).map(rgb).map_err(|_| NoColour)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_colours_can_be_read() {
        assert_eq!(Palette::LIGHT.faint(), None);
        assert_eq!(Palette::DARK.faint(), None);
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let colour = |text: &str| text.parse::<Colour>().unwrap();
        let contrast = |a, b| (colour(a).contrast(colour(b)) * 100.0).round() / 100.0;
        assert_eq!(contrast("#000000", "#ffffff"), 21.0);
        // The lightest grey that passes on white, and the next one.
        assert_eq!(contrast("#767676", "#FFFFFF"), 4.54);
        assert_eq!(contrast("#ffffff", "#777777"), 4.48);
        let pale = Palette { muted: colour("#999999"), ..Palette::LIGHT };
        let faint = pale.faint().unwrap();
        assert_eq!((faint.front, faint.behind), ("muted", "paper"));
    }

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!("#9B1c13".parse::<Colour>().unwrap().to_string(), "#9b1c13");
        for bad in ["", "red", "#fff", "9b1c13", "#9b1c1", "#+b1c13", "#9b1c1é", "#fff;}x"] {
            assert_eq!(bad.parse::<Colour>(), Err(NoColour), "{bad}");
        }
    }
}
