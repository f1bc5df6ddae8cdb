//! Drafts by the thousand, for measuring: each different, the same for the same
//! seed, and shaped like real ones. They say nothing; no check is proved here.

mod words;

use crate::chance::Chance;
use words::{NAMES, NOUNS, OUTLETS, PLACES, VERBS};

/// What a draft is full of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A brief: title, paragraphs with markers, a list, quotations, sources.
    Brief,
    /// All text on one line.
    Line,
    /// A reference every sentence.
    References,
    /// Markers in groups, many a sentence, over few references.
    Markers,
    /// Quotations in quotations, as deep as the draft is long.
    Quotes,
}

impl Shape {
    /// All of them, by name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("brief", Self::Brief),
        ("line", Self::Line),
        ("references", Self::References),
        ("markers", Self::Markers),
        ("quotes", Self::Quotes),
    ];
}

/// Writes drafts, one after another.
pub struct Writer {
    chance: Chance,
}

impl Writer {
    /// The same seed writes the same drafts.
    pub fn new(seed: u64) -> Self {
        Self { chance: Chance::new(seed) }
    }

    /// A draft of about so many bytes.
    pub fn draft(&mut self, shape: Shape, bytes: usize) -> String {
        let title = self.title();
        match shape {
            Shape::Brief => self.brief(title, bytes),
            Shape::Line => {
                let list = self.list(9);
                let mut text = format!("{title}\n\n");
                while text.len() + list.len() < bytes {
                    text.push_str(&self.sentence(9));
                    text.push(' ');
                }
                format!("{}\n\n{list}", text.trim_end())
            }
            Shape::References => {
                let count = (bytes / 280).clamp(1, 5_000);
                let mut text = format!("{title}\n\n");
                for n in 1..=count {
                    text.push_str(&self.claim());
                    // Numbers of more than three digits are prose.
                    text.push_str(&format!(" [{}].", n.min(999)));
                    text.push_str(if n % 4 == 0 { "\n\n" } else { " " });
                }
                format!("{}\n\n{}", text.trim_end(), self.list(count))
            }
            Shape::Markers => {
                let list = self.list(30);
                let mut text = format!("{title}\n\n");
                while text.len() + list.len() < bytes {
                    let [a, b, c] = [self.below(30) + 1, self.below(30) + 1, self.below(20) + 1];
                    text.push_str(&format!(
                        "It {} [{a}][{b}] then [{c}-{}]. ",
                        self.pick(&VERBS),
                        c + 4
                    ));
                    if self.below(6) == 0 {
                        text.push_str("\n\n");
                    }
                }
                format!("{}\n\n{list}", text.trim_end())
            }
            Shape::Quotes => {
                let list = self.list(9);
                let depth = (bytes.saturating_sub(list.len() + title.len()) / 120).max(1);
                let mut text = format!("{title}\n\n");
                for _ in 0..depth {
                    text.push_str(&format!("“{} said ‘{} ", self.pick(&NAMES), self.claim()));
                }
                text.push_str(&"’” ".repeat(depth));
                format!("{}[1].\n\n{list}", text.trim_end())
            }
        }
    }

    fn brief(&mut self, title: String, bytes: usize) -> String {
        // As in drafts of three kilobytes, where seven sources serve five paragraphs.
        let sources = (bytes / 480).clamp(3, 200);
        let list = self.list(sources);
        let date = format!("2024-{:02}-{:02}", self.below(12) + 1, self.below(28) + 1);
        let mut text = format!("---\ndate: {date}\n---\n{title}\n\n");
        let mut paragraphs = 0;
        while text.len() + list.len() < bytes {
            paragraphs += 1;
            if paragraphs % 5 == 0 {
                for _ in 0..3 {
                    text.push_str(&format!("- {} [{}].\n", self.claim(), self.below(sources) + 1));
                }
                text.push('\n');
                continue;
            }
            let sentences: Vec<String> = (0..3).map(|_| self.sentence(sources)).collect();
            text.push_str(&sentences.join(" "));
            text.push_str("\n\n");
        }
        text + &list
    }

    /// A sentence that, three times of four, cites one of `sources`.
    fn sentence(&mut self, sources: usize) -> String {
        let claim = self.claim();
        let marker = self.below(sources) + 1;
        match self.below(8) {
            0 | 1 => format!("{claim}."),
            2 => format!(
                "Since {}, {claim} [{marker}].",
                self.pick(&["July", "last month", "Thursday"])
            ),
            3 => {
                let (name, quoted) = (self.pick(&NAMES), self.claim());
                format!("“{quoted}, and {},” {name} told reporters.[{marker}]", self.claim())
            }
            4 => format!("{claim}, which cost {} million euros [{marker}].", self.below(90) + 10),
            _ => format!("{claim}.[{marker}]"),
        }
    }

    fn claim(&mut self) -> String {
        let (place, name) = (self.pick(&PLACES), self.pick(&NAMES));
        let (verb, other) = (self.pick(&VERBS), self.pick(&VERBS));
        let (noun, object, last) = (self.pick(&NOUNS), self.pick(&NOUNS), self.pick(&NOUNS));
        match self.below(3) {
            0 => format!("The {noun} of {place} {verb} the {object} before the {last} {other} it"),
            1 => {
                format!("{name} of {place} {verb} a {noun} and {other} the {object} of the {last}")
            }
            _ => format!(
                "In {place} the {noun} that {name} {verb} {other} every {object} near the {last}"
            ),
        }
    }

    fn title(&mut self) -> String {
        let (place, verb) = (self.pick(&PLACES), self.pick(&VERBS));
        format!("{place} {verb} the {} of the {}", self.pick(&NOUNS), self.pick(&NOUNS))
    }

    fn list(&mut self, entries: usize) -> String {
        let mut list = String::new();
        for n in 1..=entries {
            let (title, outlet) = (self.title(), self.pick(&OUTLETS));
            let day = self.below(28) + 1;
            let month = self.pick(&["Jan.", "Mar.", "May", "Sept.", "Nov."]);
            let address = self.chance.draw();
            list.push_str(&format!(
                "{n}. “{title}” {outlet}, {day} {month} 2023, https://example.org/{address:x}\n"
            ));
        }
        list
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn below(&mut self, limit: usize) -> usize {
        self.chance.below(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_writes_the_same_and_no_draft_is_another() {
        let write = |seed| Writer::new(seed).draft(Shape::Brief, 3_400);
        assert_eq!(write(7), write(7));
        assert_ne!(write(7), write(8));
        let mut writer = Writer::new(7);
        assert_ne!(writer.draft(Shape::Brief, 3_400), writer.draft(Shape::Brief, 3_400));
    }

    #[test]
    fn drafts_are_about_as_long_as_asked() {
        for (name, shape) in Shape::ALL {
            let length = Writer::new(1).draft(shape, 100_000).len();
            assert!((60_000..140_000).contains(&length), "{name}: {length}");
        }
    }
}
