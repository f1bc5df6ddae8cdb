//! Files as people save them, good and bad.

use super::columns::HEADER;
use super::*;

fn problems(bytes: &[u8]) -> Vec<String> {
    let Err(SubscribersProblem::Lines(problems)) = read(bytes, "s.csv") else {
        panic!("{bytes:?} was taken");
    };
    problems.iter().map(ToString::to_string).collect()
}

fn person(address: &str, name: Option<&str>) -> (String, Option<String>) {
    (address.to_owned(), name.map(str::to_owned))
}

#[test]
fn a_mark_crlf_blank_lines_and_repeats_are_fine() {
    let csv = "\u{feff}name,address\r\nZoë, Z@Example.org \r\n\r\n,b@example.org\r\n\"A, B\",z@example.org";
    let read = read(csv.as_bytes(), "s.csv").unwrap();
    let people = [person("b@example.org", None), person("z@example.org", Some("Zoë"))];
    assert_eq!(read.page(None, 9).unwrap(), people);
    assert_eq!(read.len(), 2);
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
    assert!(read(b"address,name\n".as_slice(), "s.csv").unwrap().is_empty());
}

/// In small runs, as a long list is: what comes of it is what a short one gives.
#[test]
fn a_list_that_is_sorted_on_disk_reads_like_one_in_memory() {
    let people = || {
        (0_u32..3_000).map(|n| {
            let n = n.wrapping_mul(2_654_435_761) % 2_500;
            (format!("p{n}@x.org"), (n % 3 > 0).then(|| format!("Zoë {n}")))
        })
    };
    let memory = Subscribers::of(people());
    let mut sorting = sorting::Sorting::in_runs_of(100);
    for (address, name) in people() {
        sorting.add(address, name).unwrap();
    }
    let disk = sorting.finish().unwrap();
    assert_eq!(disk.len(), memory.len());
    assert!(disk.len() < 3_000, "some stand there twice");
    let mut after = None;
    loop {
        let page = disk.page(after.as_deref(), 700).unwrap();
        assert_eq!(page, memory.page(after.as_deref(), 700).unwrap());
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
    }
    for after in ["", "p1", "p1999@x.org", "p2", "q"] {
        assert_eq!(disk.page(Some(after), 3).unwrap(), memory.page(Some(after), 3).unwrap());
        assert_eq!(disk.find(after).unwrap(), memory.find(after).unwrap());
    }
    assert_eq!(disk.find("p1999@x.org").unwrap().unwrap().0, "p1999@x.org");
}

#[test]
fn of_one_address_the_first_line_counts_wherever_it_is_sorted() {
    let mut sorting = sorting::Sorting::in_runs_of(2);
    for (address, name) in [("b@x.org", "One"), ("a@x.org", "A"), ("b@x.org", "Two")] {
        sorting.add(address.to_owned(), Some(name.to_owned())).unwrap();
    }
    let people = sorting.finish().unwrap().page(None, 9).unwrap();
    assert_eq!(people, [person("a@x.org", Some("A")), person("b@x.org", Some("One"))]);
}
