//! From a path to its place, by a second read that fails there on purpose:
//! serde_yaml tells where things stand only in its errors.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use copydesk_manuscript::LineIndex;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Part, Path, Step, syntax, without_mark};

/// Where something stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// Its bytes, as far as its first line shows them.
    pub span: Range<usize>,
}

/// Where the key or the value at the end of `path` stands; `None` where the
/// text has no such thing. The text as a whole has no key, and begins with its
/// first word.
pub fn locate(text: &str, path: &Path, part: Part) -> Option<Place> {
    if path.0.is_empty() && part == Part::Key {
        return None;
    }
    let (yaml, mark) = without_mark(text);
    let arrived = Cell::new(false);
    let walk = Walk { steps: &path.0, part, arrived: &arrived };
    let error = walk.deserialize(serde_yaml::Deserializer::from_str(yaml)).err()?;
    let location = error.location().filter(|_| arrived.get())?;
    Some(place(text, mark + location.index()))
}

/// The place of the token that begins at `start`. The parser's lines are not
/// ours (it ends one at U+2028 too), so only its offset is taken.
pub(super) fn place(text: &str, start: usize) -> Place {
    let start = text.floor_char_boundary(start);
    let position = LineIndex::new(text).position(text, start);
    Place {
        line: position.line,
        column: position.column,
        span: start..start + syntax::token_length(&text[start..]),
    }
}

/// Walks along `steps` and fails at their end.
#[derive(Clone, Copy)]
struct Walk<'a> {
    steps: &'a [Step],
    part: Part,
    arrived: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.steps.first() {
            None => {
                self.arrived.set(true);
                deserializer.deserialize_any(Stop)
            }
            Some(Step::Key(_)) => deserializer.deserialize_map(self),
            Some(Step::Index(_)) => deserializer.deserialize_seq(self),
        }
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the way to a problem")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(wanted), rest)) = self.steps.split_first() else {
            return Ok(());
        };
        let stop = rest.is_empty() && self.part == Part::Key;
        let key = Key { wanted, stop: stop.then_some(self.arrived) };
        while let Some(found) = map.next_key_seed(key)? {
            if found {
                return map.next_value_seed(Walk { steps: rest, ..self });
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((Step::Index(wanted), rest)) = self.steps.split_first() else {
            return Ok(());
        };
        for _ in 0..*wanted {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        list.next_element_seed(Walk { steps: rest, ..self })?;
        Ok(())
    }
}

/// Whether a key is the wanted one; fails at it if that is where to stop.
#[derive(Clone, Copy)]
struct Key<'a> {
    wanted: &'a str,
    stop: Option<&'a Cell<bool>>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        match self.stop {
            Some(arrived) if key == self.wanted => {
                arrived.set(true);
                Err(E::custom("here"))
            }
            _ => Ok(key == self.wanted),
        }
    }
}

/// Accepts nothing, so that whatever comes is where the error points.
struct Stop;

impl Visitor<'_> for Stop {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing")
    }
}
