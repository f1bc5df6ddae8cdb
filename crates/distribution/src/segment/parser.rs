//! From words to an expression, each part checked against what is declared.

use std::collections::BTreeMap;

use serde_json::Value;

use super::token::{Token, tokens};
use super::{Expression, How, SegmentProblem};
use crate::AttributeKind;

/// Longer ones are no rule that a person can check.
const MOST_BYTES: usize = 4_000;
/// Deeper ones neither, and each level is a call.
const DEEPEST: usize = 32;

pub(super) struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
    depth: usize,
    attributes: &'a BTreeMap<String, AttributeKind>,
}

type Parsed<T = Expression> = Result<T, SegmentProblem>;

impl<'a> Parser<'a> {
    pub(super) fn new(text: &str, attributes: &'a BTreeMap<String, AttributeKind>) -> Parsed<Self> {
        if text.len() > MOST_BYTES {
            let message = format!("has {} bytes; {MOST_BYTES} are the most", text.len());
            return Err(SegmentProblem { at: 0, message, help: None });
        }
        Ok(Self { tokens: tokens(text)?, next: 0, end: text.len(), depth: 0, attributes })
    }

    /// The whole text as one expression.
    pub(super) fn whole(mut self) -> Parsed {
        let expression = self.any()?;
        match self.peek() {
            None => Ok(expression),
            Some(_) => Err(self.wrong("nothing may follow here but `and` or `or`", None)),
        }
    }

    fn any(&mut self) -> Parsed {
        let mut parts = vec![self.all()?];
        while self.takes_word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self) -> Parsed {
        let mut parts = vec![self.one()?];
        while self.takes_word("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Expression::All(parts) })
    }

    fn one(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("goes too deep", None));
        }
        let one = match self.peek() {
            Some(Token::Open) => {
                self.next += 1;
                let inside = self.any()?;
                if self.peek() != Some(&Token::Close) {
                    return Err(self.wrong("a `)` is missing here", None));
                }
                self.next += 1;
                Ok(inside)
            }
            Some(Token::Word(word)) => match word.as_str() {
                "not" => {
                    self.next += 1;
                    Ok(Expression::Not(Box::new(self.one()?)))
                }
                "tagged" => {
                    self.next += 1;
                    self.tag()
                }
                "known" => {
                    self.next += 1;
                    self.attribute().map(|(name, _)| Expression::Known(name))
                }
                _ => self.comparison(),
            },
            _ => Err(self.wrong("an attribute is missing here", Some(self.names()))),
        };
        self.depth -= 1;
        one
    }

    fn tag(&mut self) -> Parsed {
        match self.peek().cloned() {
            Some(Token::Text(tag)) => {
                self.next += 1;
                Ok(Expression::Tagged(tag))
            }
            _ => Err(self.wrong("a tag in double quotes is missing here", None)),
        }
    }

    fn attribute(&mut self) -> Parsed<(String, AttributeKind)> {
        let Some(Token::Word(name)) = self.peek() else {
            return Err(self.wrong("an attribute is missing here", Some(self.names())));
        };
        let Some(kind) = self.attributes.get(name) else {
            let message = format!("unknown attribute `{name}`");
            return Err(self.wrong(&message, Some(self.names())));
        };
        let found = (name.clone(), *kind);
        self.next += 1;
        Ok(found)
    }

    fn comparison(&mut self) -> Parsed {
        let (attribute, kind) = self.attribute()?;
        let how = match self.peek() {
            Some(Token::How(how)) => *how,
            _ if kind == AttributeKind::YesNo => {
                return Ok(Expression::Compare {
                    attribute,
                    how: How::Equal,
                    with: Value::Bool(true),
                });
            }
            _ => {
                let message = format!("`{attribute}` is compared with nothing");
                return Err(self.wrong(&message, Some(example(&attribute, kind))));
            }
        };
        let ordered = matches!(kind, AttributeKind::Number | AttributeKind::Date);
        if !ordered && !matches!(how, How::Equal | How::Different) {
            let message = format!("`{attribute}` is of the kind {kind}, which has no order");
            return Err(self.wrong(&message, Some(example(&attribute, kind))));
        }
        self.next += 1;
        let value = match (self.peek(), kind) {
            (Some(Token::Text(text)), AttributeKind::Text) => Some(text),
            (Some(Token::Word(word)), kind) if kind != AttributeKind::Text => Some(word),
            _ => None,
        };
        let Some(Ok(with)) = value.map(|value| kind.read(value)) else {
            let message = format!("`{attribute}` is of the kind {kind}, and this is not");
            return Err(self.wrong(&message, Some(example(&attribute, kind))));
        };
        self.next += 1;
        Ok(Expression::Compare { attribute, how, with })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        self.next += usize::from(found);
        found
    }

    fn names(&self) -> String {
        let names: Vec<String> =
            self.attributes.iter().map(|(name, kind)| format!("{name} ({kind})")).collect();
        match names.is_empty() {
            true => "copydesk.yaml declares no `attributes:`".to_owned(),
            false => format!("declared: {}", names.join(", ")),
        }
    }

    fn wrong(&self, message: &str, help: Option<String>) -> SegmentProblem {
        let at = self.tokens.get(self.next).map_or(self.end, |(at, _)| *at);
        SegmentProblem { at, message: message.to_owned(), help }
    }
}

fn example(attribute: &str, kind: AttributeKind) -> String {
    match kind {
        AttributeKind::Text => format!("such as `{attribute} = \"words\"`"),
        AttributeKind::Number => format!("such as `{attribute} >= 18`"),
        AttributeKind::YesNo => format!("`{attribute}`, or `not {attribute}`"),
        AttributeKind::Date => format!("such as `{attribute} >= 2024-05-06`"),
    }
}
