//! What a type refused: kept as data until its path is known, then put into
//! words.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::path::{Part, Path, Step};
use super::tree::Node;
use super::{help, words};

/// A refusal on its way up to [`super::read`].
#[derive(Debug)]
pub(super) struct Fault {
    kind: Kind,
    at: Option<(Path, Part)>,
}

#[derive(Debug)]
enum Kind {
    /// In a type's own words; a second line is help.
    Said(String),
    UnknownKey {
        word: String,
        accepted: &'static [&'static str],
    },
    UnknownWord {
        word: String,
        accepted: &'static [&'static str],
        /// The enum's name.
        what: String,
    },
    Missing(&'static str),
    Wrong {
        expected: String,
        found: String,
        detail: Option<String>,
    },
}

impl Fault {
    /// Says where it was met; the innermost place stays.
    pub(super) fn at(mut self, path: &Path, part: Part) -> Self {
        self.at.get_or_insert_with(|| (path.clone(), part));
        self
    }

    /// Says which enum knows no such word.
    pub(super) fn among(mut self, name: &str) -> Self {
        if let Kind::UnknownWord { what, .. } = &mut self.kind {
            *what = name.to_lowercase();
        }
        self
    }

    /// A foreign type's own words become the detail of ours, where we know what
    /// it expects.
    pub(super) fn reading(mut self, raw: &str, type_expects: &str) -> Self {
        let expected = words::expected(type_expects);
        if let Kind::Said(said) = &self.kind
            && expected != type_expects
            && self.at.is_none()
        {
            self.kind =
                Kind::Wrong { expected, found: words::quoted(raw), detail: words::detail(said) };
        }
        self
    }

    /// What is wrong.
    pub(super) fn message(&self) -> String {
        let at = self.at.as_ref();
        let key = at.and_then(|(path, _)| path.last_key());
        match &self.kind {
            Kind::Said(said) => said.lines().next().unwrap_or_default().to_owned(),
            Kind::UnknownKey { word, .. } => match key_above(at) {
                Some(above) => format!("`{above}` has no key `{word}`"),
                None => format!("unknown key `{word}`"),
            },
            Kind::UnknownWord { word, what, .. } => match (key, at) {
                (Some(key), Some((_, Part::Value))) => {
                    format!("`{key}` cannot be {}", words::quoted(word))
                }
                _ => format!("unknown {what} {}", words::quoted(word)),
            },
            Kind::Missing(name) => match key {
                Some(key) => format!("`{key}` lacks the key `{name}`"),
                None => format!("the key `{name}` is missing"),
            },
            Kind::Wrong { expected, found, .. } => match key {
                Some(key) => format!("`{key}` must be {expected}, not {found}"),
                None => format!("this must be {expected}, not {found}"),
            },
        }
    }

    /// What to write instead.
    pub(super) fn help(&self) -> Option<String> {
        match &self.kind {
            Kind::Said(said) => said.split_once('\n').map(|(_, help)| help.to_owned()),
            Kind::UnknownKey { word, accepted } | Kind::UnknownWord { word, accepted, .. } => {
                Some(help(word, accepted.iter().copied()))
            }
            Kind::Missing(_) => None,
            Kind::Wrong { detail, .. } => detail.clone(),
        }
    }

    /// Where to point. What is missing has no place but its container's name
    /// (and the whole text has none), and what is empty none but its key.
    pub(super) fn place(&self, tree: &Node) -> (Path, Part) {
        let Some((path, part)) = self.at.clone() else {
            return (Path::root(), Part::Key);
        };
        let nameless = matches!(self.kind, Kind::Missing(_)) || tree.is_nothing(&path.0);
        if nameless && (path.last_key().is_some() || path == Path::root()) {
            return (path, Part::Key);
        }
        (path, part)
    }
}

/// The key whose map holds the key at fault.
fn key_above(at: Option<&(Path, Part)>) -> Option<&str> {
    let (path, _) = at?;
    match path.0.iter().rev().nth(1)? {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    }
}

impl From<Kind> for Fault {
    fn from(kind: Kind) -> Self {
        Self { kind, at: None }
    }
}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Kind::Said(message.to_string()).into()
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let word = field.to_owned();
        Kind::UnknownKey { word, accepted: expected }.into()
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Kind::UnknownWord { word: variant.to_owned(), accepted: expected, what: "word".to_owned() }
            .into()
    }

    fn missing_field(field: &'static str) -> Self {
        Kind::Missing(field).into()
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::custom(format_args!("`{field}` stands here twice"))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Kind::Wrong {
            expected: words::expected(&expected.to_string()),
            found: words::found(unexpected),
            detail: None,
        }
        .into()
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Fault {}
