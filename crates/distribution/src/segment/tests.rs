//! Expressions as people write them.

use serde_json::json;

use super::*;

fn declared() -> BTreeMap<String, AttributeKind> {
    let kinds = [
        ("city", AttributeKind::Text),
        ("age", AttributeKind::Number),
        ("premium", AttributeKind::YesNo),
        ("joined", AttributeKind::Date),
    ];
    kinds.map(|(name, kind)| (name.to_owned(), kind)).into()
}

fn ann() -> Subscriber {
    let known = [
        ("city", json!("Rome")),
        ("age", json!(41.0)),
        ("premium", json!(true)),
        ("joined", json!("2024-05-06")),
    ];
    Subscriber {
        address: "ann@x.org".to_owned(),
        name: None,
        attributes: known.map(|(name, value)| (name.to_owned(), value)).into(),
        tags: vec!["patron".to_owned()],
    }
}

#[test]
fn people_are_taken_or_not() {
    for (text, expected) in [
        ("city = \"Rome\"", true),
        ("city != \"Rome\"", false),
        ("city = \"rome\"", false),
        ("age >= 41 and age < 41.5", true),
        ("age > 41 or tagged \"patron\"", true),
        ("not tagged \"patron\"", false),
        ("premium", true),
        ("premium = no", false),
        ("joined < 2024-05-07 and joined > 2024-05-05", true),
        ("known age and not known city", false),
        // `and` binds before `or`.
        ("premium or premium and city = \"Oslo\"", true),
        ("(premium or premium) and city = \"Oslo\"", false),
    ] {
        let segment = Segment::parse(text, &declared()).unwrap();
        assert_eq!(segment.takes(&ann()), expected, "{text}");
    }
}

#[test]
fn what_it_compares_is_known() {
    let text = "known city and not (age > 4 or premium) or tagged \"x\"";
    let segment = Segment::parse(text, &declared()).unwrap();
    assert_eq!(segment.attributes().into_iter().collect::<Vec<_>>(), ["age", "premium"]);
}

#[test]
fn what_is_not_known_compares_with_nothing() {
    let nobody = Subscriber { attributes: BTreeMap::new(), tags: Vec::new(), ..ann() };
    for text in ["age < 99", "city != \"Rome\"", "premium", "known age"] {
        assert!(!Segment::parse(text, &declared()).unwrap().takes(&nobody), "{text}");
    }
    assert!(Segment::parse("not premium", &declared()).unwrap().takes(&nobody));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let deep = "(".repeat(100);
    for (text, at, said) in [
        ("", 0, "an attribute is missing"),
        ("town = \"Rome\"", 0, "unknown attribute `town`"),
        ("premium and town", 12, "unknown attribute `town`"),
        ("age = \"41\"", 6, "of the kind number, and this is not"),
        ("age = old", 6, "of the kind number, and this is not"),
        ("city > \"Rome\"", 5, "has no order"),
        ("city = Rome", 7, "of the kind text, and this is not"),
        ("joined > 2024-02-31", 9, "of the kind date, and this is not"),
        ("city", 4, "is compared with nothing"),
        ("premium city", 8, "nothing may follow"),
        ("(premium", 8, "a `)` is missing"),
        ("city = \"Rome", 7, "is not closed"),
        ("tagged patron", 7, "a tag in double quotes"),
        ("premium; drop", 7, "`;` means nothing"),
        (&deep, 32, "goes too deep"),
    ] {
        let problem = Segment::parse(text, &declared()).unwrap_err();
        assert!(problem.message.contains(said), "{text}: {problem}");
        assert_eq!(problem.at, at, "{text}");
    }
}
