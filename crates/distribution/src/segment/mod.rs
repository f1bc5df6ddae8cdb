//! A part of a list: a small typed expression about what is known of people.
//!
//! `city = "Rome" and (age >= 18 or tagged "patron") and not premium`. It is read
//! against the attributes that `copydesk.yaml` declares, so that an unknown name
//! or a comparison of the wrong kind is found when the pipeline loads, never while
//! people are planned. It computes nothing and looks nothing up.

mod parser;
mod token;

use std::collections::{BTreeMap, BTreeSet};

use copydesk_ledger::Subscriber;
use serde_json::Value;

use crate::AttributeKind;
use parser::Parser;

/// A sound expression. Two of them are equal if they are written alike.
#[derive(Clone, Debug)]
pub struct Segment {
    text: String,
    expression: Expression,
}

impl PartialEq for Segment {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Segment {}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SegmentProblem {
    /// Where in the expression, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Segment {
    /// Reads an expression about these attributes.
    ///
    /// # Errors
    /// [`SegmentProblem`] for the first thing that is wrong with it.
    pub fn parse(
        text: &str,
        attributes: &BTreeMap<String, AttributeKind>,
    ) -> Result<Self, SegmentProblem> {
        let expression = Parser::new(text, attributes)?.whole()?;
        Ok(Self { text: text.to_owned(), expression })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The attributes that it compares.
    pub fn attributes(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.expression.attributes(&mut names);
        names
    }

    /// Whether somebody belongs to it. What is not known of them compares with
    /// nothing.
    pub fn takes(&self, person: &Subscriber) -> bool {
        self.expression.holds(person)
    }
}

/// What must hold.
#[derive(Clone, Debug)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Known(String),
    Tagged(String),
    Compare { attribute: String, how: How, with: Value },
}

/// How a value is compared with the one that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Expression {
    fn attributes<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.attributes(names));
            }
            Self::Not(part) => part.attributes(names),
            Self::Compare { attribute, .. } => {
                names.insert(attribute);
            }
            Self::Known(_) | Self::Tagged(_) => {}
        }
    }

    fn holds(&self, person: &Subscriber) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(person)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(person)),
            Self::Not(part) => !part.holds(person),
            Self::Known(attribute) => person.attributes.contains_key(attribute),
            Self::Tagged(tag) => person.tags.iter().any(|found| found == tag),
            Self::Compare { attribute, how, with } => {
                person.attributes.get(attribute).is_some_and(|value| how.compares(value, with))
            }
        }
    }
}

impl How {
    fn compares(self, value: &Value, with: &Value) -> bool {
        // Days are kept as YYYY-MM-DD, whose order is that of their letters.
        let order = match (value, with) {
            (Value::Number(value), Value::Number(with)) => {
                value.as_f64().partial_cmp(&with.as_f64())
            }
            (Value::String(value), Value::String(with)) => Some(value.cmp(with)),
            (Value::Bool(value), Value::Bool(with)) => Some(value.cmp(with)),
            // An attribute that was declared as something else before: a run is refused
            // while there are such values.
            _ => None,
        };
        order.is_some_and(|order| match self {
            Self::Equal => order.is_eq(),
            Self::Different => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        })
    }
}

#[cfg(test)]
mod tests;
