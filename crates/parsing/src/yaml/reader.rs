//! Tree to typed value: the second of the two steps.
//!
//! The one hand-written visitor that all enums share stands here: a word alone,
//! a word with nothing behind it, and a word with options.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::fault::Fault;
use super::path::{Part, Path, Step};
use super::tree::{Node, Scalar};
use super::words;

/// A node and the way to it.
#[derive(Clone)]
pub(super) struct Reader<'n> {
    pub(super) node: &'n Node,
    pub(super) path: Path,
}

impl Node {
    /// Whether the value at the end of `steps` was left empty.
    pub(super) fn is_nothing(&self, steps: &[Step]) -> bool {
        let Some((step, rest)) = steps.split_first() else {
            return matches!(self, Self::Nothing);
        };
        let below = match (self, step) {
            (Self::List(nodes), Step::Index(index)) => nodes.get(*index),
            (Self::Map(entries), Step::Key(key)) => {
                let entry = entries.iter().find(|(name, _)| name == key);
                entry.map(|(_, node)| node)
            }
            _ => None,
        };
        below.is_some_and(|node| node.is_nothing(rest))
    }

    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Nothing => Unexpected::Unit,
            Self::Scalar { raw, .. } => Unexpected::Str(raw),
            Self::List(_) => Unexpected::Seq,
            Self::Map(_) => Unexpected::Map,
        }
    }
}

impl<'n> Reader<'n> {
    fn wrong(&self, expected: &dyn Expected) -> Fault {
        Fault::invalid_type(self.node.unexpected(), expected).at(&self.path, Part::Value)
    }
}

fn word(text: &str) -> StrDeserializer<'_, Fault> {
    text.into_deserializer()
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let expects = (&visitor as &dyn Expected).to_string();
        let read = match self.node {
            Node::Nothing => visitor.visit_unit(),
            Node::Scalar { kind, raw } => match kind {
                Scalar::Bool(value) => visitor.visit_bool(*value),
                Scalar::Unsigned(value) => visitor.visit_u64(*value),
                Scalar::Signed(value) => visitor.visit_i64(*value),
                Scalar::Float(value) => visitor.visit_f64(*value),
                Scalar::Text => visitor.visit_str(raw),
            }
            .map_err(|fault: Fault| fault.reading(raw, &expects)),
            Node::List(nodes) => {
                visitor.visit_seq(Items { nodes: nodes.iter().enumerate(), path: &self.path })
            }
            Node::Map(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                value: None,
                path: &self.path,
            }),
        };
        read.map_err(|fault| fault.at(&self.path, Part::Value))
    }

    /// Text is taken as it was written, whatever it looks like.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Node::Scalar { raw, .. } = self.node else {
            return self.deserialize_any(visitor);
        };
        let expects = (&visitor as &dyn Expected).to_string();
        visitor
            .visit_str(raw)
            .map_err(|fault: Fault| fault.reading(raw, &expects).at(&self.path, Part::Value))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Nothing => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// A list that was left empty is an empty one.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Nothing => {
                Reader { node: &Node::List(Vec::new()), ..self }.deserialize_any(visitor)
            }
            Node::List(_) => self.deserialize_any(visitor),
            _ => Err(self.wrong(&visitor)),
        }
    }

    /// Options that were left empty are their defaults.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Nothing => {
                Reader { node: &Node::Map(Vec::new()), ..self }.deserialize_any(visitor)
            }
            Node::Map(_) => self.deserialize_any(visitor),
            _ => Err(self.wrong(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let (variant, content, place) = match self.node {
            Node::Scalar { raw, .. } => (raw, None, (self.path.clone(), Part::Value)),
            Node::Map(entries) if entries.len() == 1 => {
                let (key, node) = &entries[0];
                let path = self.path.key(key);
                (key, Some(node), (path, Part::Key))
            }
            node => {
                let found = match node {
                    Node::Map(entries) if !entries.is_empty() => {
                        let keys: Vec<_> = entries.iter().map(|(key, _)| key.as_str()).collect();
                        format!("{} ({})", keys.len(), keys.join(", "))
                    }
                    node => words::found(node.unexpected()),
                };
                let name = name.to_lowercase();
                let message = format!("this must be one {name}, not {found}");
                return Err(Fault::custom(message).at(&self.path, Part::Value));
            }
        };
        visitor
            .visit_enum(Variant {
                word: variant,
                place: &place,
                name,
                content: Reader { node: content.unwrap_or(&Node::Nothing), path: place.0.clone() },
            })
            .map_err(|fault| fault.at(&self.path, Part::Value))
    }

    fn is_human_readable(&self) -> bool {
        true
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf
        unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Items<'n, 'p> {
    nodes: std::iter::Enumerate<std::slice::Iter<'n, Node>>,
    path: &'p Path,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some((index, node)) = self.nodes.next() else {
            return Ok(None);
        };
        let path = self.path.index(index);
        seed.deserialize(Reader { node, path }).map(Some)
    }
}

struct Entries<'n, 'p> {
    entries: std::slice::Iter<'n, (String, Node)>,
    value: Option<&'n (String, Node)>,
    path: &'p Path,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.value = self.entries.next();
        let Some((key, _)) = self.value else {
            return Ok(None);
        };
        seed.deserialize(word(key))
            .map(Some)
            .map_err(|fault| fault.at(&self.path.key(key), Part::Key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some((key, node)) = self.value.take() else {
            return Err(Fault::custom("a value was asked for before its key"));
        };
        let path = self.path.key(key);
        seed.deserialize(Reader { node, path })
    }
}

/// One word of an enum, with what stands behind it.
struct Variant<'n> {
    word: &'n str,
    place: &'n (Path, Part),
    name: &'static str,
    content: Reader<'n>,
}

impl<'de, 'n> EnumAccess<'de> for Variant<'n> {
    type Error = Fault;
    type Variant = Reader<'n>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Reader<'n>), Fault> {
        let variant = seed
            .deserialize(word(self.word))
            .map_err(|fault| fault.among(self.name).at(&self.place.0, self.place.1))?;
        Ok((variant, self.content))
    }
}

impl<'de> VariantAccess<'de> for Reader<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.node {
            Node::Nothing => Ok(()),
            Node::Map(entries) if entries.is_empty() => Ok(()),
            _ => {
                let word = self.path.last_key().unwrap_or("this");
                let message = format!("`{word}` takes no options");
                Err(Fault::custom(message).at(&self.path, Part::Value))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }
}
