//! The words of a tree as they were written.
//!
//! serde_yaml tells either what a scalar looks like or how it is spelt. People
//! write `title: 1984` and `edition: 007` and mean text, so both are wanted.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::tree::Node;

/// Reads the tree's own text again and fills in every scalar's words.
pub(super) struct Spelling<'a>(pub(super) &'a mut Node);

impl<'de> DeserializeSeed<'de> for Spelling<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            Node::Nothing => IgnoredAny::deserialize(deserializer).map(drop),
            Node::Scalar { .. } => deserializer.deserialize_str(self),
            Node::List(_) => deserializer.deserialize_seq(self),
            Node::Map(_) => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Spelling<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same text as before")
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<(), E> {
        if let Node::Scalar { raw, .. } = self.0 {
            words.clone_into(raw);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Node::List(nodes) = self.0 {
            for node in nodes {
                list.next_element_seed(Spelling(node))?;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Node::Map(entries) = self.0 {
            for (_, node) in entries {
                map.next_key::<IgnoredAny>()?;
                map.next_value_seed(Spelling(node))?;
            }
        }
        Ok(())
    }
}
