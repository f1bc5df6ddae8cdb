//! The pages for subscribers, and mail that goes beyond this machine because of them.

use super::*;
use crate::newsroom::{Proxy, Serving};

const LISTS: &str = "lists:\n  week: { title: The week }\n";

fn with_pages(serve: &str) -> String {
    let lists = changed(NEWSROOM, "lists:\n", LISTS);
    format!("{lists}attributes: {{ city: text }}\nserve: {serve}\n")
}

fn refused(text: &str) -> Vec<String> {
    let folder = on_disk(&[("copydesk.yaml", text)]);
    let problems = Newsroom::load(folder.path()).unwrap_err();
    let said = |problem: LoadProblem| {
        let help = problem.help.map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{}{help}", problem.message)
    };
    problems.into_iter().map(said).collect()
}

fn loaded(text: &str) -> Newsroom {
    let folder = on_disk(&[("copydesk.yaml", text)]);
    Newsroom::load(folder.path()).unwrap()
}

#[test]
fn pages_are_narrowed() {
    assert_eq!(loaded(NEWSROOM).serve, None);
    let text = with_pages(
        "{ listen: '[::1]:80', proxy: { header: X-Real-IP }, subscribe: [week], \
         editable: [city], keep_ip: true }",
    );
    let expected = Serving {
        listen: "[::1]:80".parse().unwrap(),
        proxy: Some(Proxy {
            header: "x-real-ip".to_owned(),
            from: vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()],
        }),
        subscribe: vec!["week".to_owned()],
        editable: vec!["city".to_owned()],
        keep_ip: true,
    };
    assert_eq!(loaded(&text).serve, Some(expected));
}

#[test]
fn what_cannot_be_served_is_refused() {
    for (serve, why) in [
        ("{ listen: 8025 }", "must be"),
        ("{ listen: 'localhost:8025' }", "`listen` must be an address and a port | such as"),
        (
            "{ listen: '127.0.0.1:1', subscribe: [weak] }",
            "unknown list `weak` | did you mean `week`",
        ),
        (
            "{ listen: '127.0.0.1:1', subscribe: [readers] }",
            "its people are read from a file | `copydesk",
        ),
        ("{ listen: '127.0.0.1:1', editable: [town] }", "unknown attribute `town` | "),
        ("{ listen: '127.0.0.1:1', proxy: { header: 'A: b' } }", "the name of a header"),
        ("{ listen: '127.0.0.1:1', proxy: { header: A, from: [here] } }", "must be IP addresses"),
        ("{ port: 80 }", "`serve` has no key `port`"),
    ] {
        let said = refused(&with_pages(serve));
        assert!(said.len() == 1 && said[0].contains(why), "{serve}: {said:?}");
    }
}

#[test]
fn mail_beyond_this_machine_takes_tls_a_signature_and_https() {
    let relay = "host: localhost, port: 2525, tls: none";
    let signed = changed(
        NEWSROOM,
        "reply_to: desk@example.org",
        "reply_to: desk@example.org, dkim: [{ domain: example.org, selector: a, key: k.pem }]",
    );
    let far = changed(&signed, relay, "host: smtp.example.org, tls: starttls");
    assert!(loaded(&far).profile(Some("live")).unwrap().is_live());
    let plain = changed(&far, "https://door", "http://door");
    let said = refused(&plain);
    assert!(said[0].starts_with("readers could not leave by one click: "), "{said:?}");
    let said = refused(&changed(&signed, relay, "host: smtp.example.org, tls: none"));
    assert!(said[0].starts_with("`tls: none` is for this very machine: "), "{said:?}");
}

#[test]
fn what_publishes_the_archive_gets_the_password_of_no_relay() {
    let newsroom = changed(
        NEWSROOM,
        "archive: www }",
        "archive: { folder: www, deploy: ./deploy.sh, verify: false } }\n  \
         far: { transport: { smtp: { host: localhost, tls: starttls, user: brief, \
         password: { env: FAR_PASSWORD } } }, archive: far }",
    );
    let folder = on_disk(&[
        ("copydesk.yaml", &newsroom),
        ("pipelines/door.yaml", PIPELINE),
        ("readers.csv", "address\nann@example.org\n"),
    ]);
    let clock = super::chain::HandClock::at("2024-05-01T06:00:00Z");
    let chain = super::chain::Chain { root: folder.path(), profile: "live", clock };
    assert_eq!(chain.desk("door").online.deploy.unwrap().without, ["FAR_PASSWORD"]);
}
