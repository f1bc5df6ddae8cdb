//! Text to a tree: the first of the two steps.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use super::spelling::Spelling;
use super::{Path, Problem, locate, syntax, without_mark};

/// What is read here is written by people; these are far above what they write.
const MOST_BYTES: usize = 64 * 1024;
const MOST_NODES: usize = 10_000;
const DEEPEST: usize = 32;

/// A value with its words as written.
pub(super) enum Node {
    Nothing,
    Scalar { kind: Scalar, raw: String },
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// What a plain scalar looks like. Quoted ones are text.
#[derive(Clone, Copy)]
pub(super) enum Scalar {
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text,
}

/// Reads a text, and refuses what serde would silently accept.
pub(super) fn grow(text: &str) -> Result<Node, Box<Problem>> {
    let (yaml, _) = without_mark(text);
    if yaml.len() > MOST_BYTES || flow_depth(yaml) > 4 * DEEPEST {
        return Err(Box::new(Problem::new(too_much(yaml), None, &Path::root(), None)));
    }
    let state = RefCell::new(State::default());
    let mut node = Grow { state: &state, path: Path::root() }
        .deserialize(serde_yaml::Deserializer::from_str(yaml))
        .map_err(|error| match state.take().refused {
            Some(refused) => refused.problem(text, &error),
            None => syntax::problem(text, &error),
        })
        .map_err(Box::new)?;
    // The first read says what looks like a number, the second how it was
    // written: `title: 007` is text with two noughts.
    Spelling(&mut node)
        .deserialize(serde_yaml::Deserializer::from_str(yaml))
        .map_err(|error| Box::new(syntax::problem(text, &error)))?;
    Ok(node)
}

fn too_much(yaml: &str) -> String {
    if yaml.len() > MOST_BYTES {
        format!("this YAML is longer than {} kB", MOST_BYTES / 1024)
    } else {
        syntax::TOO_MUCH.to_owned()
    }
}

/// Open brackets, quoted ones included: the scanner's time grows with their
/// square, so they are counted before it starts.
fn flow_depth(yaml: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in yaml.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[derive(Default)]
struct State {
    nodes: usize,
    refused: Option<Refused>,
}

/// What this module refused, which serde_yaml only knows as text.
struct Refused {
    message: String,
    help: Option<String>,
    path: Path,
}

impl Refused {
    fn problem(self, text: &str, error: &serde_yaml::Error) -> Problem {
        let (_, mark) = without_mark(text);
        let place = error.location().map(|location| locate::place(text, mark + location.index()));
        Problem::new(self.message, self.help, &self.path, place)
    }
}

struct Grow<'a> {
    state: &'a RefCell<State>,
    path: Path,
}

impl Grow<'_> {
    fn refuse<E: Error>(&self, message: String, help: Option<String>, path: Path) -> E {
        let error = E::custom(&message);
        self.state.borrow_mut().refused = Some(Refused { message, help, path });
        error
    }

    fn below(&self, path: Path) -> Grow<'_> {
        Grow { state: self.state, path }
    }
}

impl<'de> DeserializeSeed<'de> for Grow<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.state.borrow_mut().nodes += 1;
        deserializer.deserialize_any(self)
    }
}

fn scalar<E>(kind: Scalar) -> Result<Node, E> {
    let raw = String::new();
    Ok(Node::Scalar { kind, raw })
}

impl<'de> Visitor<'de> for Grow<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        scalar(Scalar::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        scalar(Scalar::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        scalar(Scalar::Signed(value))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Node, E> {
        scalar(Scalar::Text)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Node, E> {
        scalar(Scalar::Text)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        scalar(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Node, E> {
        scalar(Scalar::Text)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        let message = "a YAML tag means nothing here".to_owned();
        let help = "text that begins with `!` stands in quotation marks".to_owned();
        Err(self.refuse(message, Some(help), self.path.clone()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        self.bounded()?;
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element_seed(self.below(self.path.index(nodes.len())))? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        self.bounded()?;
        let mut entries: Vec<(String, Node)> = Vec::new();
        while let Some(key) = map.next_key_seed(NewKey(&self, &entries))? {
            let node = map.next_value_seed(self.below(self.path.key(&key)))?;
            entries.push((key, node));
        }
        Ok(Node::Map(entries))
    }
}

impl Grow<'_> {
    /// Refuses what no person writes before it costs anything. Aliases are
    /// followed, so a bomb of them is many nodes.
    fn bounded<E: Error>(&self) -> Result<(), E> {
        if self.path.0.len() > DEEPEST || self.state.borrow().nodes > MOST_NODES {
            return Err(self.refuse(syntax::TOO_MUCH.to_owned(), None, self.path.clone()));
        }
        Ok(())
    }
}

/// A key that is not among the earlier ones.
struct NewKey<'a>(&'a Grow<'a>, &'a [(String, Node)]);

impl<'de> DeserializeSeed<'de> for NewKey<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NewKey<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word as key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<String, E> {
        if self.1.iter().any(|(earlier, _)| earlier == key) {
            let message = format!("`{key}` stands here twice");
            let help = Some("keep one of the two".to_owned());
            return Err(self.0.refuse(message, help, self.0.path.key(key)));
        }
        Ok(key.to_owned())
    }
}
