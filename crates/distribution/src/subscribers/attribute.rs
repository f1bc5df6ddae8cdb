//! What may be known of a subscriber: values of a declared kind.

use std::fmt;

use jiff::civil::Date;
use serde_json::{Number, Value};

/// Longer ones are texts, not facts about a person.
const LONGEST_TEXT: usize = 500;

/// What kind of value an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// Words on one line.
    Text,
    /// A number, kept as a floating one.
    Number,
    /// `yes` or `no`.
    YesNo,
    /// A day, as `2024-05-06`.
    Date,
}

impl AttributeKind {
    /// Whether values that the ledger counts under this word are of this kind.
    pub fn takes(self, word: &str) -> bool {
        match self {
            // A day is a text as well.
            Self::Text => matches!(word, "text" | "date"),
            kind => kind.to_string() == word,
        }
    }

    /// A value as written, or as a predicate what is wrong with it. The value is not
    /// repeated: it is about a person.
    ///
    /// # Errors
    /// When it is of another kind.
    pub fn read(self, text: &str) -> Result<Value, String> {
        let text = text.trim();
        match self {
            Self::Text if text.chars().count() > LONGEST_TEXT => {
                Err(format!("has more than {LONGEST_TEXT} characters"))
            }
            Self::Text if text.chars().any(char::is_control) => {
                Err("holds a control character".to_owned())
            }
            Self::Text => Ok(Value::String(text.to_owned())),
            Self::Number => text
                .parse::<f64>()
                .ok()
                .and_then(Number::from_f64)
                .map(Value::Number)
                .ok_or_else(|| "is no number".to_owned()),
            Self::YesNo => match text.to_ascii_lowercase().as_str() {
                "yes" | "true" | "1" => Ok(Value::Bool(true)),
                "no" | "false" | "0" => Ok(Value::Bool(false)),
                _ => Err("is neither yes nor no".to_owned()),
            },
            Self::Date => match text.parse::<Date>() {
                Ok(day) => Ok(Value::String(day.to_string())),
                Err(_) => Err("is no day such as 2024-05-06".to_owned()),
            },
        }
    }
}

/// A value as [`AttributeKind::read`] takes it.
pub fn attribute_text(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        // Numbers are kept as floating ones; nobody's age is 42.0.
        Value::Number(number) => number.as_f64().unwrap_or_default().to_string(),
        other => other.to_string(),
    }
}

impl fmt::Display for AttributeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::YesNo => "yes-no",
            Self::Date => "date",
        })
    }
}
