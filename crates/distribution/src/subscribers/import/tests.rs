//! Exports as other systems write them, and files that nobody should.

use copydesk_ledger::AsKnown;
use serde_json::json;

use super::*;

fn rules(preset: Option<Preset>) -> ImportRules {
    let attributes = [
        ("city".to_owned(), AttributeKind::Text),
        ("age".to_owned(), AttributeKind::Number),
        ("premium".to_owned(), AttributeKind::YesNo),
    ];
    ImportRules {
        file: "old.csv".to_owned(),
        preset,
        map: Vec::new(),
        attributes: attributes.into_iter().collect(),
    }
}

fn read(bytes: &[u8], rules: &ImportRules) -> (Vec<ImportRow>, Vec<String>) {
    let key = RecipientKey::new([7; 32]);
    let import = match Import::open(bytes, rules, &key) {
        Ok(import) => import,
        Err(problem) => return (Vec::new(), vec![problem.to_string()]),
    };
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for row in import {
        match row {
            Ok(row) => rows.push(row),
            Err(problem) => problems.push(problem.to_string()),
        }
    }
    (rows, problems)
}

fn addresses(rows: &[ImportRow]) -> Vec<&str> {
    rows.iter().map(|row| row.subscriber.address.as_str()).collect()
}

#[test]
fn our_own_columns_with_attributes_of_their_kinds() {
    let csv = "\u{feff}address;name;city;age;premium;tags;consent_at\r\n\
               Ann@X.org;Ann;Rome;41;yes;b;2024-05-06 07:08:09\r\n\r\n\
               bob@x.org;;;;;;\r\n";
    let (rows, problems) = read(csv.as_bytes(), &rules(None));
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(addresses(&rows), ["ann@x.org", "bob@x.org"]);
    let ann = &rows[0];
    assert_eq!(ann.subscriber.attributes["age"], json!(41.0));
    assert_eq!(ann.subscriber.attributes["premium"], json!(true));
    assert_eq!(ann.at.unwrap().to_string(), "2024-05-06T07:08:09Z");
    assert!(rows[1].subscriber.attributes.is_empty());
}

#[test]
fn bad_fields_are_told_with_line_and_column() {
    let csv = "address,city,age\n\
               ann@x.org,Žižkov,young\n\
               nobody,Rome,1\n\
               \n\
               bob@x.org,Rome\n\
               cleo@x.org,\"Ro\nme\",2\n\
               \"d\u{0}@x.org\",,\n";
    let (rows, problems) = read(csv.as_bytes(), &rules(None));
    assert!(rows.is_empty());
    assert_eq!(
        problems,
        [
            "old.csv:2:18: `age` is no number",
            "old.csv:3:1: address has no @",
            "old.csv:5:1: has 2 fields for 3 columns: put what holds a comma into double quotes",
            "old.csv:6:12: a double quote opens here and is not closed on its line",
            "old.csv:8:1: contains a NUL byte: this is no text",
        ]
    );
}

#[test]
fn columns_that_nobody_knows_are_mapped_or_left_out() {
    let csv = b"E-mail,Town,Shoe size\nann@x.org,Rome,38\n";
    let mut rules = rules(None);
    let (_, problems) = read(csv, &rules);
    assert!(problems[0].starts_with("old.csv:1:1: unknown column `E-mail`"), "{problems:?}");
    let map = [("E-mail", "address"), ("Town", "city"), ("Shoe size", "-")];
    rules.map = map.map(|(from, to)| (from.to_owned(), to.to_owned())).into();
    let (rows, problems) = read(csv, &rules);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(rows[0].subscriber.attributes["city"], json!("Rome"));
}

#[test]
fn mailchimp_writes_three_files() {
    let rules = rules(Some(Preset::Mailchimp));
    let subscribed = "\"Email Address\",\"First Name\",\"Last Name\",MEMBER_RATING,OPTIN_TIME,\
        CONFIRM_TIME,CONFIRM_IP,NOTES,TAGS\n\
        ann@x.org,Ann,Lee,4,\"2020-01-02 03:04:05\",\"2020-01-02 03:05:00\",192.0.2.7,\
        \"two\nlines\",\"\"\"vip\"\",\"\"early bird\"\"\"\n";
    let (rows, problems) = read(subscribed.as_bytes(), &rules);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(rows[0].subscriber.name.as_deref(), Some("Ann Lee"));
    assert_eq!(rows[0].subscriber.tags, ["early bird", "vip"]);
    assert_eq!(rows[0].ip.as_deref(), Some("192.0.2.7"));
    assert_eq!(rows[0].at.unwrap().to_string(), "2020-01-02T03:05:00Z");

    let left = "Email Address,First Name,UNSUB_TIME,UNSUB_REASON\nbob@x.org,Bob,2021-01-01,spam\n";
    let (rows, _) = read(left.as_bytes(), &rules);
    assert_eq!(rows[0].as_known, AsKnown::Unsubscribed);
    assert_eq!(rows[0].at.unwrap().to_string(), "2021-01-01T00:00:00Z");
    let cleaned = "Email Address,First Name,CLEAN_TIME\ncleo@x.org,Cleo,2021-01-01 10:00:00\n";
    assert_eq!(read(cleaned.as_bytes(), &rules).0[0].as_known, AsKnown::Cleaned);
}

#[test]
fn listmonk_and_ghost_say_it_row_by_row() {
    let listmonk = "uuid,email,name,attributes,status,created_at,updated_at\n\
        1,ann@x.org,Ann,\"{\"\"city\"\": \"\"Rome\"\", \"\"age\"\": 41, \"\"x\"\": []}\",enabled,\
        2021-02-03T04:05:06.7Z,2021-02-03T04:05:06.7Z\n\
        2,bob@x.org,Bob,{},blocklisted,2021-02-03T04:05:06Z,2021-02-03T04:05:06Z\n";
    let (rows, problems) = read(listmonk.as_bytes(), &rules(Some(Preset::Listmonk)));
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(rows[0].subscriber.attributes.len(), 2);
    assert_eq!(rows[1].as_known, AsKnown::Unsubscribed);
    // When somebody joined there says nothing of when they left.
    assert_eq!(rows[1].at, None);

    let ghost = "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,\
        created_at,deleted_at,labels,tiers\n\
        a,ann@x.org,Ann,,true,false,,2022-01-01T00:00:00.000Z,,\"vip,early\",\n\
        b,bob@x.org,Bob,,false,false,,2022-01-01T00:00:00.000Z,,,\n";
    let (rows, problems) = read(ghost.as_bytes(), &rules(Some(Preset::Ghost)));
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(rows[0].subscriber.tags, ["early", "vip"]);
    assert_eq!(rows[1].as_known, AsKnown::Unsubscribed);
}

#[test]
fn an_open_quote_and_an_endless_field_end_in_a_clear_line() {
    let mut csv = b"address,note\nann@x.org,ok\nbob@x.org,\"".to_vec();
    csv.extend(std::iter::repeat_n(b'x', 10 << 20));
    let mut rules = rules(None);
    rules.map = vec![("note".to_owned(), "-".to_owned())];
    let (rows, problems) = read(&csv, &rules);
    assert_eq!(addresses(&rows), ["ann@x.org"]);
    let long = "old.csv:3: begins a record of more than 1 MiB: is a double quote not closed?";
    assert_eq!(problems, [long]);

    let swallows = b"address,note\na@x.org,\"oops\nb@x.org,x\nc@x.org,\"y\"\nd@x.org,z\n";
    let (rows, problems) = read(swallows, &rules);
    assert_eq!(addresses(&rows), ["d@x.org"]);
    assert!(problems[0].contains("old.csv:2"), "{problems:?}");
    assert!(problems[0].contains("a double quote opens here") || problems[0].contains("fields"));
}

#[test]
fn what_is_no_list_is_told_at_once() {
    let many = vec!["c"; 10_000].join(",");
    for (bytes, said) in [
        (b"".as_slice(), "is empty"),
        (b"\xff\xfea\0d\0", "is UTF-16"),
        (b"PK\x03\x04....", "is a ZIP archive"),
        (b"ann@x.org,Ann\n", "the first line is no header"),
        (b"name\nAnn\n", "has no column `address`"),
        (b"address,email\n", "says again"),
        (many.as_bytes(), "has 10000 columns"),
        (b"address,n\xe4me\n", "is not UTF-8"),
    ] {
        let (_, problems) = read(bytes, &rules(None));
        assert!(problems[0].contains(said), "{problems:?}");
        assert_eq!(problems.len(), 1);
    }
    let mixed = b"address,name\nann@x.org,\xc3\xa9\nbob@x.org,\xe9\ncleo@x.org,c\n";
    let (rows, problems) = read(mixed, &rules(None));
    assert_eq!(addresses(&rows), ["ann@x.org", "cleo@x.org"]);
    assert_eq!(problems, ["old.csv:3:11: is not UTF-8: save the file as UTF-8"]);
}

#[test]
fn a_line_break_in_a_name_becomes_no_header() {
    let csv = "address,name\nann@x.org,\"Ann\r\nBcc: all@x.org\"\nbob@x.org,Bob\u{2028}Bcc: x\n";
    let (rows, problems) = read(csv.as_bytes(), &rules(None));
    assert_eq!(problems.len(), 1);
    assert_eq!(rows[0].subscriber.name.as_deref(), Some("Bob Bcc: x"));
}
