//! `theme:`, what editions wear: a logo, colours that all can read, a footer.

use copydesk_parsing::yaml::{Part, Path};
use copydesk_rendering::{Faint, FootLink, Logo, Palette, Theme};
use schemars::JsonSchema;

use super::words;
use crate::source::Source;

/// A newsroom's own clothes for the looks that come with the program.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ThemeFile {
    /// A picture in place of the newsletter's name at the top.
    pub(crate) logo: Option<LogoFile>,
    /// Colours in daylight.
    pub(crate) light: PaletteFile,
    /// Colours where a reader's program asks for dark ones.
    pub(crate) dark: PaletteFile,
    /// A line of the newsroom's own at the foot of mails and pages.
    pub(crate) footer: Option<String>,
    /// Links at the foot.
    pub(crate) links: Vec<FootLinkFile>,
}

/// A picture of the newsletter's name.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogoFile {
    /// Where it lies: over https, and no SVG, which many mail programs do not show.
    pub(crate) url: String,
    /// What it says, for those who do not see it.
    pub(crate) alt: String,
    /// How wide it is shown, in pixels.
    pub(crate) width: std::num::NonZeroU16,
    /// How high it is shown, in pixels.
    pub(crate) height: std::num::NonZeroU16,
}

/// Colours, each as `"#rrggbb"`; one that is left out stays ours.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PaletteFile {
    /// What everything stands on.
    pub(crate) paper: Option<String>,
    /// Text.
    pub(crate) ink: Option<String>,
    /// Datelines, notes and the foot.
    pub(crate) muted: Option<String>,
    /// Links and markers.
    pub(crate) accent: Option<String>,
    /// Lines between things.
    pub(crate) rule: Option<String>,
    /// Behind corrections, code, and how it was checked.
    pub(crate) panel: Option<String>,
}

/// A link at the foot.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FootLinkFile {
    /// Its words.
    pub(crate) title: String,
    /// Where it leads, as `https://…`.
    pub(crate) url: String,
}

pub(super) fn narrow(written: ThemeFile, source: &Source) -> Option<Theme> {
    let path = Path::root().key("theme");
    let logo = match written.logo {
        Some(written) => logo(written, &path.key("logo"), source).map(Some),
        None => Some(None),
    };
    let light = palette(written.light, Palette::LIGHT, &path.key("light"), source);
    let dark = palette(written.dark, Palette::DARK, &path.key("dark"), source);
    let footer = match written.footer {
        Some(words) => words::line(source, &path.key("footer"), &words).map(Some),
        None => Some(None),
    };
    let links = written.links.into_iter().enumerate().map(|(index, link)| {
        let path = path.key("links").index(index);
        let title = words::line(source, &path.key("title"), &link.title);
        let url = https(&link.url, &path.key("url"), source);
        Some(FootLink { title: title?, url: url? })
    });
    // Collected before they are judged, so that every link is looked at.
    let links: Vec<_> = links.collect();
    Some(Theme {
        logo: logo?,
        light: light?,
        dark: dark?,
        footer: footer?,
        links: links.into_iter().collect::<Option<_>>()?,
    })
}

fn logo(written: LogoFile, path: &Path, source: &Source) -> Option<Logo> {
    let url = https(&written.url, &path.key("url"), source);
    let alt = words::line(source, &path.key("alt"), &written.alt);
    if written
        .url
        .to_ascii_lowercase()
        .split(['?', '#'])
        .next()
        .is_some_and(|p| p.ends_with(".svg"))
    {
        let help = "a PNG, at twice the size that it is shown in, is sharp everywhere".to_owned();
        let message = "the logo is an SVG, which many mail programs do not show";
        source.refuse(&path.key("url"), message, Some(help));
        return None;
    }
    Some(Logo { url: url?, alt: alt?, width: written.width.get(), height: written.height.get() })
}

/// An address that mails and pages may fetch from or lead to.
fn https(written: &str, path: &Path, source: &Source) -> Option<String> {
    let url = written.trim();
    let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next());
    let sound = host.is_some_and(|host| !host.is_empty())
        && url.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c));
    if !sound {
        let help = Some("such as https://brief.example.org/about".to_owned());
        source.refuse(path, format!("{} must be an https address", words::key(path)), help);
        return None;
    }
    Some(url.to_owned())
}

fn palette(written: PaletteFile, ours: Palette, path: &Path, source: &Source) -> Option<Palette> {
    let mut palette = ours;
    let keys = [
        ("paper", &written.paper, &mut palette.paper),
        ("ink", &written.ink, &mut palette.ink),
        ("muted", &written.muted, &mut palette.muted),
        ("accent", &written.accent, &mut palette.accent),
        ("rule", &written.rule, &mut palette.rule),
        ("panel", &written.panel, &mut palette.panel),
    ];
    let mut sound = true;
    let mut own = Vec::new();
    for (key, written, colour) in keys {
        let Some(written) = written else { continue };
        own.push(key);
        match written.trim().parse() {
            Ok(parsed) => *colour = parsed,
            Err(error) => {
                let help = "six hexadecimal digits in quotes: \"#9b1c13\"".to_owned();
                let message = format!("{} is no colour: {error}", words::key(&path.key(key)));
                source.refuse(&path.key(key), message, Some(help));
                sound = false;
            }
        }
    }
    if !sound {
        return None;
    }
    let Some(Faint { front, behind, contrast }) = palette.faint() else { return Some(palette) };
    // Ours can be read, so one of the two is the newsroom's.
    let at = if own.contains(&front) { front } else { behind };
    let message = format!(
        "`{front}` on `{behind}` has a contrast of {:.2}, and {} is the least that all can read",
        // Never shown as enough when it is not.
        (contrast * 100.0).floor() / 100.0,
        Faint::LEAST
    );
    let help = match at == front {
        true => format!("take `{front}` further away from `{behind}` (WCAG 2.2, level AA)"),
        false => format!("take `{behind}` further away from `{front}` (WCAG 2.2, level AA)"),
    };
    source.refuse_part(&path.key(at), Part::Value, message, Some(help));
    None
}
