//! How large a picture is to be shown: `{width=640 height=400}` right behind it, as
//! Pandoc writes attributes. Markdown itself has no words for it.

/// The size that `rest`, which follows a picture, begins with, and how many bytes it
/// takes there.
pub(crate) fn size(rest: &str) -> Option<((u16, u16), usize)> {
    let inside = rest.strip_prefix('{')?;
    let close = inside.find(['}', '\n'])?;
    let words = inside[..close].split_whitespace();
    inside[close..].strip_prefix('}')?;
    let (mut width, mut height) = (None, None);
    for word in words {
        let (name, value) = word.split_once('=')?;
        let value = value.trim_matches('"');
        let value: u16 = value.strip_suffix("px").unwrap_or(value).parse().ok()?;
        let place = match name {
            "width" => &mut width,
            "height" => &mut height,
            _ => return None,
        };
        *place = Some(value).filter(|value| *value > 0);
    }
    Some(((width?, height?), close + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_in_any_order_and_nothing_else() {
        for written in ["{width=640 height=400}", "{ height=\"400px\" width=640px }"] {
            assert_eq!(size(&format!("{written} The quay")), Some(((640, 400), written.len())));
        }
        for other in [
            "",
            " {width=640 height=400}",
            "{width=640}",
            "{width=640 height=0}",
            "{width=100% height=400}",
            "{width=640 height=400 .wide}",
            "{width=640\nheight=400}",
            "{width=640 height=400",
            "{width=99999 height=1}",
            "{é}",
        ] {
            assert_eq!(size(other), None, "{other}");
        }
    }
}
