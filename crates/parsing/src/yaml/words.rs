//! serde's names of types, in words for people who write YAML.

use serde::de::Unexpected;

/// What a type expects.
pub(super) fn expected(serde_says: &str) -> String {
    let words = match serde_says {
        "a string" | "string" => "text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "keys with values",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "a nonzero u16" => "a whole number from 1 to 65535",
        "a nonzero u32" | "a nonzero u64" => "a whole number, 1 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "unit" => "nothing",
        // How jiff's types name themselves.
        "a date string" => "a date such as 2026-11-23",
        "a timestamp string" => "a moment such as 2026-11-23T07:00:00Z",
        other if other.starts_with("struct ") => "keys with values",
        other => other,
    };
    words.to_owned()
}

/// What was found instead.
pub(super) fn found(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("`{value}`"),
        Unexpected::Signed(value) => format!("`{value}`"),
        Unexpected::Float(value) => format!("`{value}`"),
        Unexpected::Str(words) => quoted(words),
        Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "keys with values".to_owned(),
        other => other.to_string(),
    }
}

/// What jiff says of a date or a moment, where it helps a person.
pub(super) fn detail(jiff_says: &str) -> Option<String> {
    let words = if jiff_says.contains("must be in range") {
        "the calendar has no such day, or the clock no such time"
    } else if jiff_says.contains("offset component") {
        "say how far from UTC it is: Z, or +01:00, at the end"
    } else if jiff_says.contains("Zulu offset") {
        "this is a moment; leave the time away"
    } else {
        return None;
    };
    Some(words.to_owned())
}

/// The words, or as many of them as a message can hold.
pub(super) fn quoted(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    if line.chars().count() > 40 || line.len() < words.trim_end().len() {
        let beginning: String = line.chars().take(40).collect();
        return format!("`{}…`", beginning.trim_end());
    }
    format!("`{line}`")
}
