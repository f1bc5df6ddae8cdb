//! What a rule of a style sheet says, and where it ends.

/// What changes how words stand out.
const COLOURED: [&str; 7] = [
    "color",
    "background",
    "background-color",
    "background-image",
    "opacity",
    "filter",
    "mix-blend-mode",
];

#[derive(Clone)]
pub(super) struct Declaration {
    pub(super) property: String,
    pub(super) value: String,
    pub(super) important: bool,
}

pub(super) fn is_coloured(declarations: &[Declaration]) -> bool {
    declarations.iter().any(|declaration| COLOURED.contains(&declaration.property.as_str()))
}

/// A block's inside, and what follows it.
pub(super) fn block(css: &str) -> (&str, &str) {
    let mut depth = 1_usize;
    for (at, c) in css.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&css[..at], &css[at + 1..]);
        }
    }
    (css, "")
}

pub(super) fn declarations(css: &str) -> Vec<Declaration> {
    let each = css.split(';').filter_map(|one| one.split_once(':'));
    each.map(|(property, value)| {
        let value = value.trim().to_ascii_lowercase();
        let plain = value.strip_suffix("important").and_then(|v| v.trim_end().strip_suffix('!'));
        Declaration {
            property: property.trim().to_ascii_lowercase(),
            important: plain.is_some(),
            value: plain.unwrap_or(&value).trim().to_owned(),
        }
    })
    .collect()
}
