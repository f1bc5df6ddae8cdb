//! The last look at an edition before it goes out.
//!
//! What the checks of an edition ask is in `copydesk-validation`, beside the
//! others; here an edition becomes the text that they read, and only what they let
//! pass can be frozen.

use copydesk_validation::{Parts, Policy, Proof};

use crate::labels;
use crate::markup::escape_html;
use crate::{Edition, Lineup, Piece, Prepared, Slot};

/// An edition that was read, and what its checks said.
#[derive(Clone, Debug)]
pub struct Proofread {
    edition: Edition,
    proof: Proof,
}

/// An edition that may go out. Only [`proofread`] makes one, of an edition in which
/// nothing holds:
///
/// ```
/// fn freeze(edition: copydesk_rendering::Passed<'_>) {}
/// fn chain(edition: copydesk_rendering::Passed<'_>) { freeze(edition) }
/// ```
/// ```compile_fail
/// fn freeze(edition: copydesk_rendering::Passed<'_>) {}
/// fn chain(edition: copydesk_rendering::Edition) { freeze(edition) }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Passed<'a> {
    edition: &'a Edition,
}

/// Asks the checks of an edition, which was rendered from `lineup`.
pub fn proofread(edition: Edition, lineup: &Lineup, policy: &Policy) -> Proofread {
    let proof = Proof::read(edition.parts(), &lineup.documents(), policy);
    Proofread { edition, proof }
}

impl Proofread {
    /// The edition, if nothing in it holds.
    pub fn passed(&self) -> Option<Passed<'_>> {
        (!self.proof.report().holds()).then_some(Passed { edition: &self.edition })
    }

    /// The edition, whatever they said.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// What the checks said.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// Both, to be kept.
    pub fn apart(self) -> (Edition, Proof) {
        (self.edition, self.proof)
    }
}

impl<'a> Passed<'a> {
    /// The edition that passed.
    pub fn edition(self) -> &'a Edition {
        self.edition
    }
}

impl Edition {
    /// The edition as a reader gets it whom nobody knows.
    pub fn parts(&self) -> Parts {
        let about = self.about();
        let key = format!("/{}/", about.key.trim_matches('/'));
        let archive = about.url.strip_suffix(&key).unwrap_or(&about.url);
        let nobody = |slot: Slot| match slot {
            Slot::Name => "reader".to_owned(),
            Slot::Address => "reader@example.org".to_owned(),
            Slot::Since => labels::since(&about.language, about.date),
            Slot::Unsubscribe => format!("{archive}/unsubscribe/sample"),
            Slot::Preferences => format!("{archive}/preferences/sample"),
            Slot::Digest => String::new(),
        };
        Parts {
            subject: self.subject().to_owned(),
            html: self.html().fill(nobody),
            text: self.text().fill(nobody),
            page: self.page().fill(nobody),
            largest: largest(self.html(), archive),
            url: about.url.clone(),
        }
    }
}

/// How many bytes the HTML has for the reader with the longest of everything: an
/// address as long as SMTP carries (RFC 5321, 4.5.3.1.3), and a name and a token
/// longer than any of ours.
fn largest(html: &Prepared, archive: &str) -> usize {
    let longest = |slot: &Slot| match slot {
        Slot::Name => 200,
        Slot::Address => 254,
        Slot::Since => 200,
        Slot::Unsubscribe | Slot::Preferences => escape_html(archive).len() + 200,
        Slot::Digest => 64,
    };
    let pieces = html.pieces.iter().map(|piece| match piece {
        Piece::Fixed(text) => text.len(),
        Piece::Slot(slot) => longest(slot),
    });
    pieces.sum()
}

#[cfg(test)]
mod tests {
    use copydesk_manuscript::Severity;
    use copydesk_validation::{Level, Policy, Verdict, validate};
    use jiff::civil::date;

    use super::*;
    use crate::testing::{masthead, occasion, parse};
    use crate::{Templates, render};

    const DRAFT: &str = "---\ntitle: The quay is dry again\ndate: 2023-03-03\n---\n\n\
        The quay has been dry since 2 March, [says the board](https://board.example/7).[1]\n\n\
        1. “Notice to mariners” Harbour Board, 2 Mar. 2023, https://board.example/3\n";

    fn proof(draft: &str, policy: &Policy) -> (bool, Proof) {
        let Verdict::Clear(checked) = validate(parse(draft), &Policy::rehearsal(date(2023, 3, 3)))
        else {
            panic!("held: {draft}");
        };
        let lineup = Lineup::of_one(checked);
        let templates = Templates::embedded().unwrap();
        let edition = render(&lineup, &templates, &masthead(), &occasion()).unwrap();
        let read = proofread(edition, &lineup, policy);
        (read.passed().is_some(), read.apart().1)
    }

    #[test]
    fn our_own_look_has_nothing_to_be_said_of_it() {
        let (passed, proof) = proof(DRAFT, &Policy::rehearsal(date(2023, 3, 3)));
        assert!(passed);
        assert_eq!(proof.report().findings, []);
        assert_eq!(proof.report().unchecked.total(), 0);
    }

    #[test]
    fn only_what_holds_nothing_passes() {
        let draft = DRAFT.replace("The quay has", "Dear {{name}}, the quay has");
        let mut policy = Policy::rehearsal(date(2023, 3, 3));
        assert!(!proof(&draft, &policy).0);
        policy.levels.insert("variable-unresolved".to_owned(), Level::On(Severity::Warning));
        assert!(proof(&draft, &policy).0);
        policy.hold_at = Severity::Warning;
        assert!(!proof(&draft, &policy).0);
        policy.levels.insert("variable-unresolved".to_owned(), Level::Off);
        assert!(proof(&draft, &policy).0);
    }

    #[test]
    fn the_longest_reader_counts() {
        let html = Prepared {
            syntax: crate::Syntax::Html,
            pieces: vec![Piece::Fixed("<p>é".into()), Piece::Slot(Slot::Address)],
        };
        assert_eq!(largest(&html, "https://x.example"), 5 + 254);
    }
}
