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
