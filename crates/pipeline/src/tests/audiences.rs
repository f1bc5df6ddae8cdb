//! What is known of people, and segments of lists, as they are written.

use super::*;

const SEGMENT: &str = "email: { list: readers, segment: 'age >= 18' }";

fn sound(newsroom: &str, email: &str) -> Vec<String> {
    let in_ledger = changed(NEWSROOM, ", file: readers.csv", "");
    let newsroom = changed(&in_ledger, "store:", newsroom);
    let pipeline = changed(PIPELINE, "email: { list: readers }", email);
    let folder = on_disk(&[("copydesk.yaml", &newsroom), ("pipelines/door.yaml", &pipeline)]);
    problems(folder.path())
}

const DECLARED: &str = "attributes: { age: number, city: text }\nstore:";

#[test]
fn a_segment_is_checked_when_the_pipeline_loads() {
    assert!(sound(DECLARED, SEGMENT).is_empty());
    for (segment, expected) in [
        ("'ago >= 18'", "11:69: unknown attribute `ago` | declared: age (number), city (text)"),
        (
            "'age >= 18 and city > \"A\"'",
            "11:88: `city` is of the kind text, which has no order | such as `city = \"words\"`",
        ),
        (
            "city = \"Łódź\" and age = \"18\"",
            "11:92: `age` is of the kind number, and this is not | such as `age >= 18`",
        ),
        // Written otherwise than it reads: the whole of it is pointed at.
        (
            "\"city = \\\"A\\\" and ago\"",
            "11:68: unknown attribute `ago` | declared: age (number), city (text)",
        ),
    ] {
        let email = format!("email: {{ list: readers, segment: {segment} }}");
        assert_eq!(sound(DECLARED, &email), [format!("pipelines/door.yaml:{expected}")]);
    }
}

#[test]
fn a_file_has_no_segments() {
    let pipeline = changed(PIPELINE, "email: { list: readers }", SEGMENT);
    let folder = on_disk(&[("copydesk.yaml", NEWSROOM), ("pipelines/door.yaml", &pipeline)]);
    assert_eq!(
        problems(folder.path()),
        ["pipelines/door.yaml:11:68: the list `readers` is a file, which has no attributes | \
          import it, and take `file:` out of copydesk.yaml"]
    );
}

#[test]
fn attributes_have_names_of_their_own() {
    for name in ["and", "address", "9lives", "two words"] {
        let said =
            sound(&format!("attributes: {{ {name}: text }}\nstore:"), "email: { list: readers }");
        assert!(said[0].contains("an attribute cannot be called"), "{said:?}");
    }
    let said = sound("attributes: { age: years }\nstore:", SEGMENT);
    assert!(said[0].starts_with("copydesk.yaml:11:20"), "{said:?}");
}
