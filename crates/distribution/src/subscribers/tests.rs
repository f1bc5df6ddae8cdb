//! Files as people save them, good and bad.

use super::columns::HEADER;
use super::*;

fn problems(bytes: &[u8]) -> Vec<String> {
    let problems = parse(bytes, "s.csv").unwrap_err();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_mark_crlf_blank_lines_and_repeats_are_fine() {
    let csv = "\u{feff}name,address\r\nZoë, Z@Example.org \r\n\r\n,b@example.org\r\n\"A, B\",z@example.org";
    let read = parse(csv.as_bytes(), "s.csv").unwrap();
    assert_eq!(
        read.people,
        [("z@example.org".to_owned(), Some("Zoë".to_owned())), ("b@example.org".to_owned(), None)]
    );
    assert_eq!(read.repeats.len(), 1);
    assert_eq!((read.repeats[0].line, read.repeats[0].first), (5, 2));
}

#[test]
fn every_bad_line_is_named() {
    let csv =
        b"address,name\nnobody,A\nok@example.org\n,B\n\xff@x.org,C\nd@x.org,\xfe\na@x.org,b,c\n";
    assert_eq!(
        problems(csv),
        [
            "s.csv:2: address has no @",
            "s.csv:4: address is empty: write an address or delete the line",
            "s.csv:5: address is not UTF-8: save the file as UTF-8",
            "s.csv:6: name is not UTF-8: save the file as UTF-8",
            "s.csv:7: has 3 fields for 2 columns: put a name with a comma into double quotes",
        ]
    );
}

#[test]
fn a_quote_that_nobody_closed_swallows_nobody() {
    let csv = "address,name\na@x.org,\"A\nb@x.org,B\nc@x.org,C\n";
    let open = "s.csv:2: a double quote opens here and is not closed on its line";
    assert_eq!(problems(csv.as_bytes()), [open]);
    let csv = "address,name\na@x.org,\"A\nB\"\nbad,C\n";
    assert_eq!(problems(csv.as_bytes()), [open, "s.csv:4: address has no @"]);
}

#[test]
fn the_header_is_required() {
    assert_eq!(problems(b""), [format!("s.csv:1: {HEADER}")]);
    assert!(problems(b"a@x.org,A\n")[0].contains("the first line is no header"));
    assert!(problems(b"name\n")[0].contains("`address` is missing"));
    assert!(problems(b"address,address\n")[0].contains("twice"));
    assert!(parse(b"address,name\n", "s.csv").unwrap().people.is_empty());
}
