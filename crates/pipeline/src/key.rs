//! What an edition is called: `edition:` from the front matter, else date and
//! file name; a digest by its day and pipeline.

use copydesk_manuscript::Document;
use copydesk_rendering::Occasion;
use jiff::civil::Date;

/// The key and day of an edition made of this document alone. `first_seen` is
/// the day on which these very bytes were first captured: tomorrow's `today.md`
/// is a new edition, and this one keeps its name however often it is saved.
pub fn occasion(document: &Document, first_seen: Date) -> Occasion {
    let date = document.front_matter.date.unwrap_or(first_seen);
    let key = match &document.front_matter.edition {
        Some(edition) => edition.clone(),
        None => {
            let name = document.path.rsplit(['/', '\\']).next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let slug = slug(stem);
            let dated = slug.strip_prefix(&format!("{date}-")).unwrap_or(&slug);
            format!("{date}-{dated}")
        }
    };
    // What a correction says of its day is the day on which it was first seen.
    let corrected = document.front_matter.correction.as_ref().map(|_| first_seen);
    Occasion { key, date, corrected, ..Occasion::default() }
}

/// The key of a digest: `<day>-<pipeline>`; where that is taken, the first of
/// `<day>-<pipeline>-2`, `-3` … that is not.
pub(crate) fn of_digest(day: Date, pipeline: &str, taken: impl Fn(&str) -> bool) -> String {
    let first = format!("{day}-{pipeline}");
    let others = (2_u32..).map(|n| format!("{first}-{n}"));
    let mut keys = std::iter::once(first.clone()).chain(others);
    keys.find(|key| !taken(key)).unwrap_or(first)
}

/// Letters and digits in lower case, everything else a single hyphen. Names in
/// other scripts keep nothing, so they are called by a number of their own.
fn slug(stem: &str) -> String {
    let mut slug = String::new();
    for c in stem.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        let digest = copydesk_manuscript::Digest::of(stem.as_bytes());
        return format!("draft-{}", digest.short());
    }
    slug.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::Draft;
    use jiff::civil::date;

    fn key(path: &str, text: &str) -> String {
        let document = copydesk_parsing::parse(&Draft::new(path, text));
        occasion(&document, date(2024, 5, 1)).key
    }

    #[test]
    fn date_and_file_name() {
        assert_eq!(
            key("drafts/Harbour Talks (2).txt", "Title\n\nBody."),
            "2024-05-01-harbour-talks-2"
        );
        assert_eq!(
            key("2023-03-02-talks.md", "---\ntitle: T\ndate: 2023-03-02\n---\nB."),
            "2023-03-02-talks"
        );
        assert_eq!(key("a.md", "---\ntitle: T\nedition: special\n---\nB."), "special");
    }

    #[test]
    fn a_digest_is_called_by_its_day_and_pipeline() {
        let called = |taken: &[&str]| {
            of_digest(date(2024, 5, 1), "morning", |key: &str| taken.contains(&key))
        };
        assert_eq!(called(&[]), "2024-05-01-morning");
        assert_eq!(called(&["2024-05-01-morning"]), "2024-05-01-morning-2");
        let two = ["2024-05-01-morning", "2024-05-01-morning-2"];
        assert_eq!(called(&two), "2024-05-01-morning-3");
    }

    #[test]
    fn names_in_other_scripts_have_keys_too() {
        let (one, other) = (key("港.txt", "T\n\nB."), key("海.txt", "T\n\nB."));
        assert!(one.starts_with("2024-05-01-draft-") && one != other, "{one} {other}");
    }
}
