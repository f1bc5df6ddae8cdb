//! Paragraphs in `fixtures/sentences.txt`, cut by hand, against [`crate::parse`].

use copydesk_manuscript::Draft;

use crate::parse;

const MARK: &str = " | ";
const HEAD: &str = "Headline\n\n";

/// A paragraph with ` | ` where its sentences were found to end.
fn cut(name: &str, paragraph: &str) -> String {
    let document = parse(&Draft::new(name, format!("{HEAD}{paragraph}\n").as_str()));
    let mut cut = document.text[HEAD.len()..].trim_end().to_owned();
    let starts = document.sentences.iter().map(|sentence| sentence.span.start - HEAD.len());
    // The mark of a list item stands before its first sentence.
    for start in starts.skip(1).collect::<Vec<_>>().into_iter().rev() {
        let words = cut[..start].trim_end().len();
        cut.replace_range(words..start, if words == start { "|" } else { MARK });
    }
    cut
}

#[test]
fn sentences_end_where_an_editor_says() {
    let mut wrong = String::new();
    let cases = include_str!("../../fixtures/sentences.txt");
    let mut seen = 0;
    for section in cases.split("\n## ").skip(1) {
        let (title, lines) = section.split_once('\n').unwrap_or_default();
        for case in lines.lines().filter(|line| !line.is_empty()) {
            let case = case.replace('~', "\n");
            seen += 1;
            for name in ["a.txt", "a.md"] {
                let found = cut(name, &case.replace(MARK, " ").replace('|', ""));
                if found != case {
                    wrong.push_str(&format!("{title} ({name})\n  want {case}\n  got  {found}\n"));
                }
            }
        }
    }
    assert!(seen > 100, "{seen} cases");
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The words of each sentence below a headline.
fn sentences(name: &str, body: &str) -> Vec<String> {
    let document = parse(&Draft::new(name, format!("{HEAD}{body}\n").as_str()));
    document.sentences.iter().map(|s| document.words(s.span).to_owned()).collect()
}

#[test]
fn a_paragraph_that_counts_keeps_its_first_number() {
    for name in ["a.txt", "a.md"] {
        for mark in [".", ")"] {
            let items = [format!("1{mark} Grain exports."), format!("2{mark} Steel tariffs.")];
            assert_eq!(sentences(name, &items.join(" ")), items, "{name}");
        }
        assert_eq!(
            sentences(name, "1. They won by 2. It rained."),
            ["They won by 2.", "It rained."]
        );
    }
}

#[test]
fn short_lines_without_a_stop_are_items() {
    for name in ["a.txt", "a.md"] {
        let items = ["harbour fees", "grain, steel", "night trains"];
        assert_eq!(sentences(name, &items.join("\n")), items, "{name}");
        assert_eq!(sentences(name, "grain\nand steel\nwere dear").len(), 3, "{name}");
        assert_eq!(sentences(name, "grain,\nwhich was\ndear").len(), 1, "{name}");
        assert_eq!(sentences(name, "A cold \nnight in\nthe city.").len(), 1, "{name}");
    }
}
