//! Mutants: clean drafts with one slip in them, as people make them.
//!
//! A mutation is a slip that can happen at many places of a draft; every place is
//! tried, so there is no chance in it and no seed. What the gate makes of them is
//! [`crate::score`]'s business.

mod dates;
mod markers;
mod pasted;
mod quotations;
mod references;

use copydesk_manuscript::{Document, Edit};

/// A slip.
pub struct Mutation {
    /// What the editor did, as the table says it.
    pub name: &'static str,
    /// What the slip is about: the goal for markers and references is higher.
    pub subject: Subject,
    /// Why some of its mutants are missed, where some are.
    pub gap: Option<&'static str>,
    /// All places of a document where it can happen, as edits of its text.
    pub places: fn(&Document) -> Vec<Vec<Edit>>,
}

/// What a slip is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Markers and references.
    Citations,
    /// Everything else.
    Text,
}

/// All mutations, in the order of the table.
pub const MUTATIONS: &[Mutation] = &[
    markers::DROPPED,
    markers::SWAPPED,
    markers::SHIFTED,
    markers::MISNUMBERED,
    markers::DOUBLED,
    references::REMOVED,
    references::REPEATED,
    references::RENUMBERED,
    quotations::ALTERED,
    dates::MOVED,
    pasted::GLUED,
    pasted::PASTED,
];

fn edit(start: usize, end: usize, text: impl Into<String>) -> Edit {
    Edit { start, end, text: text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_manuscript::{Draft, edited};

    const DRAFT: &str = "\
Quay Closed

The quay closed on 2 March 2023.[1] “Nobody was warned of the works at all,” she said.[2]
1. “Quay closed” Gazette, 3 Mar. 2023, https://gazette.example/1
2. “No warning” Echo, 4 Mar. 2023, https://echo.example/2
";

    /// The lines of the draft that a mutation changes, as its mutants have them.
    fn mutants(mutation: &Mutation) -> Vec<String> {
        let document = copydesk_parsing::parse(&Draft::new("a.txt", DRAFT));
        let mutants = (mutation.places)(&document)
            .into_iter()
            .map(|edits| String::from_utf8(edited(DRAFT.as_bytes(), &edits)).unwrap());
        let changed = |mutant: String| {
            let lines = mutant.lines().filter(|line| !DRAFT.lines().any(|own| own == *line));
            lines
                .map(|line| line.chars().take(44).collect::<String>())
                .collect::<Vec<_>>()
                .join("¶")
        };
        mutants.map(changed).collect()
    }

    #[test]
    fn slips_with_markers() {
        let rest = "“Nobody was";
        assert_eq!(
            mutants(&markers::DROPPED)[0],
            format!("The quay closed on 2 March 2023. {rest}")
        );
        assert_eq!(
            mutants(&markers::SWAPPED),
            [format!("The quay closed on 2 March 2023.[2] {}", "“Nobody ")]
        );
        assert_eq!(mutants(&markers::MISNUMBERED).len(), 2);
        assert_eq!(
            mutants(&markers::DOUBLED)[0],
            format!("The quay closed on 2 March 2023.[1][1] {}", "“Nobo")
        );
    }

    #[test]
    fn slips_with_references() {
        // Its line is gone, and no other is changed.
        assert_eq!(mutants(&references::REMOVED), ["", ""]);
        assert_eq!(
            mutants(&references::RENUMBERED)[1],
            "3. “No warning” Echo, 4 Mar. 2023, https://e"
        );
    }

    #[test]
    fn slips_with_words_and_days() {
        assert_eq!(
            mutants(&dates::MOVED).last().unwrap(),
            "The quay closed on 3 March 2023.[1] “Nobody "
        );
        assert_eq!(mutants(&quotations::ALTERED).len(), 1);
        assert_eq!(mutants(&pasted::PASTED).len(), 2);
    }
}
