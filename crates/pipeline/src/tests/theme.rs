//! Clothes that somebody could not read, or that could not be shown.

use copydesk_rendering::{Colour, Palette, Theme};

use super::*;

/// What is said of `theme:` with these lines below it.
fn said(theme: &str) -> Vec<String> {
    let text = changed(NEWSROOM, "store:", &format!("theme:\n{theme}\nstore:"));
    let folder = on_disk(&[("copydesk.yaml", &text), ("pipelines/door.yaml", PIPELINE)]);
    problems(folder.path())
}

#[test]
fn colours_that_somebody_could_not_read_are_refused_where_they_stand() {
    for (theme, expected) in [
        (
            "  light: { ink: \"#777777\" }",
            "copydesk.yaml:12:17: `ink` on `paper` has a contrast of 4.33, and 4.5 is the least \
             that all can read | take `ink` further away from `paper` (WCAG 2.2, level AA)",
        ),
        (
            "  dark:\n    panel: \"#666666\"",
            "copydesk.yaml:13:12: `muted` on `panel` has a contrast of 2.54",
        ),
        (
            "  dark: { accent: \"red\" }",
            "copydesk.yaml:12:19: `accent` is no colour: a colour is written as `#rrggbb` | \
             six hexadecimal digits in quotes: \"#9b1c13\"",
        ),
    ] {
        let said = said(theme);
        assert!(said.len() == 1 && said[0].starts_with(expected), "{said:#?}");
    }
}

#[test]
fn a_logo_has_words_and_a_size_and_can_be_shown() {
    let logo = |fields: &str| said(&format!("  logo: {{ {fields} }}"));
    let without = logo("url: https://x.org/a.png, alt: Door, width: 10");
    assert!(without[0].contains("12:3: `logo` lacks the key `height`"), "{without:?}");
    let svg = logo("url: https://x.org/a.svg, alt: Door, width: 10, height: 10");
    assert!(svg[0].contains("12:16: the logo is an SVG"), "{svg:?}");
    let http = logo("url: http://x.org/a.png, alt: \" \", width: 10, height: 10");
    assert!(http[0].contains("12:16: `url` must be an https address"), "{http:?}");
    assert!(http[1].contains("`alt` must be words on one line"), "{http:?}");
    let link = said("  links: [{ title: About, url: javascript:x }]");
    assert!(link[0].contains("12:32: `url` must be an https address"), "{link:?}");
}

#[test]
fn what_is_left_out_stays_ours() {
    let text = changed(
        NEWSROOM,
        "store:",
        "theme: { light: { accent: \"#0B5C3B\" }, footer: A charity. }\nstore:",
    );
    let folder = on_disk(&[("copydesk.yaml", &text)]);
    let newsroom = crate::Newsroom::load(folder.path()).unwrap();
    let accent = Colour { red: 0x0b, green: 0x5c, blue: 0x3b };
    let expected = Theme {
        light: Palette { accent, ..Palette::LIGHT },
        footer: Some("A charity.".to_owned()),
        ..Theme::default()
    };
    assert_eq!(newsroom.masthead(None).theme, expected);
}
