//! From the form to the last page, by letters that are read as files.

use copydesk_ledger::{Optin, Reason, Suppression};
use jiff::Timestamp;
use serde_json::json;

use super::asking::{ANN, Server, YAML, letters_in, link};
use crate::connections::Patience;

/// As far as a confirmed subscription to both lists; the link to the preferences.
async fn subscribe(server: &Server) -> String {
    server.post("/subscribe", &format!("address={ANN}&list=brief&list=week")).await;
    let letter = server.letters(ANN, 1).await.remove(0);
    server.post(&link(&letter, "confirm"), "do=confirm&list=brief&list=week").await;
    link(&server.letters(ANN, 2).await[1], "preferences")
}

#[tokio::test]
async fn whoever_confirms_is_subscribed_and_welcomed() {
    let server = Server::start().await;
    let form = server.get("/subscribe").await;
    assert!(form.status == 200 && form.body.contains("The Week &amp; More"), "{}", form.body);
    assert!(!form.body.contains("Staff"), "only what the newsroom offers");
    assert!(!form.body.contains("checked"), "nothing is chosen for anybody");
    let asked = server.post("/subscribe", "address=+Ann%40Example.org&list=brief").await;
    assert!(asked.status == 200 && asked.body.contains("One more step"), "{}", asked.body);

    let letter = server.letters(ANN, 1).await.remove(0);
    for wanted in [
        "To: ann@example.org\r\n",
        "From: \"The Quay\" <quay@news.example.org>\r\n",
        "Subject: Please confirm: The Brief\r\n",
        "Auto-Submitted: auto-generated\r\n",
    ] {
        assert!(letter.contains(wanted), "{wanted}: {letter}");
    }
    assert!(!letter.contains("List-Unsubscribe") && !letter.contains("Precedence"));
    let path = link(&letter, "confirm");
    let page = server.get(&path).await;
    assert!(page.body.contains("a***@e***.org") && page.body.contains("<li>The Brief</li>"));
    assert!(!server.is_on("brief", ANN).await, "a scanner looked at the link");

    let page = server.post(&path, "do=confirm&list=brief").await;
    assert!(page.body.contains("You are subscribed"), "{}", page.body);
    assert!(server.is_on("brief", ANN).await);
    let again = server.post(&path, "do=confirm&list=brief").await;
    assert!(again.body.contains("You are subscribed"), "a button pressed twice");
    assert!(server.get(&path).await.body.contains("nothing to confirm"));

    let welcome = server.letters(ANN, 2).await.remove(1);
    assert!(welcome.contains("Subject: Welcome to The Quay\r\n"), "{welcome}");
    assert!(welcome.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    let leave = server.post(&link(&welcome, "unsubscribe"), "List-Unsubscribe=One-Click").await;
    assert_eq!(leave.status, 200);
    assert!(!server.is_on("brief", ANN).await);
    // The old link neither brings them back nor says that they are there.
    let late = server.post(&path, "do=confirm&list=brief").await;
    assert!(late.body.contains("nothing to confirm"), "{}", late.body);
    assert!(!server.is_on("brief", ANN).await);
}

#[tokio::test]
async fn a_letter_that_cannot_leave_outlives_the_program() {
    let server = Server::start().await;
    // Nothing can be written below a file.
    std::fs::write(server.folder.path().join("outbox"), "in the way").unwrap();
    server.post("/subscribe", &format!("address={ANN}&list=brief")).await;
    let folder = server.end().await;
    std::fs::remove_file(folder.path().join("outbox")).unwrap();
    assert!(letters_in(&folder.path().join("outbox/_letters"), ANN).is_empty());

    let server = Server::of(folder, Patience::default(), 120).await;
    let letter = server.letters(ANN, 1).await.remove(0);
    server.post(&link(&letter, "confirm"), "do=confirm&list=brief").await;
    assert!(server.is_on("brief", ANN).await);
    server.letters(ANN, 2).await;
    let folder = server.end().await;
    let again = Server::of(folder, Patience::default(), 100_000).await;
    let folder = again.end().await;
    assert_eq!(letters_in(&folder.path().join("outbox/_letters"), ANN).len(), 2, "each once");
}

#[tokio::test]
async fn the_proof_of_consent_is_kept() {
    let yaml = format!("{YAML}  keep_ip: true\n");
    let server = Server::with(&yaml, Patience::default()).await;
    let from = "X-Forwarded-For: 10.9.9.9, 192.0.2.7";
    server.post_with("/subscribe", from, &format!("address={ANN}&list=brief")).await;
    let letter = server.letters(ANN, 1).await.remove(0);
    let from = "X-Forwarded-For: 192.0.2.8";
    server.post_with(&link(&letter, "confirm"), from, "do=confirm&list=brief").await;
    let person = server.people.person(ANN).await.unwrap();
    let [subscription] = person.subscriptions.as_slice() else { panic!("{person:?}") };
    assert_eq!(subscription.standing, Optin::Confirmed);
    let consent = &subscription.consent;
    assert_eq!(
        consent.source,
        "https://quay.example.org/subscribe, confirmed: https://quay.example.org/confirm"
    );
    assert_eq!(consent.ip.as_deref(), Some("192.0.2.8"));
    let version = consent.text_version.clone().unwrap();
    let page = server.get("/subscribe").await.body;
    let words = server.folder.path().join(format!(".copydesk/consent/{version}.txt"));
    let words = std::fs::read_to_string(words).unwrap();
    assert!(
        words.starts_with("I would like to get what I have chosen from The Quay by e-mail."),
        "{words}"
    );
    assert!(page.contains(words.trim()), "as they stand on the page: {page}");
}

#[tokio::test]
async fn no_address_is_kept_unless_it_is_said() {
    let server = Server::start().await;
    subscribe(&server).await;
    let person = server.people.person(ANN).await.unwrap();
    assert!(person.subscriptions.iter().all(|s| s.consent.ip.is_none()), "{person:?}");
}

#[tokio::test]
async fn the_form_says_the_same_of_everybody() {
    let server = Server::start().await;
    server.add("brief", "known@example.org").await;
    for (address, reason) in [
        ("gone@example.org", Reason::Bounced),
        ("angry@example.org", Reason::Complained),
        ("banned@example.org", Reason::Suppressed),
    ] {
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        let why = Suppression { list: None, reason, at, source: "a test".to_owned() };
        server.people.suppress(address, why).await.unwrap();
    }
    let mut answers = Vec::new();
    for who in ["new", "known", "gone", "angry", "banned"] {
        let body = format!("address={who}%40example.org&list=brief");
        answers.push(server.post("/subscribe", &body).await.body);
    }
    // A robot that fills in what nobody sees.
    let robot = "address=robot%40example.org&list=brief&website=https%3A%2F%2Fspam.example";
    answers.push(server.post("/subscribe", robot).await.body);
    assert!(answers.iter().all(|answer| *answer == answers[0]));

    let already = server.letters("known@example.org", 1).await.remove(0);
    assert!(already.contains("Subject: You are subscribed to The Quay already"), "{already}");
    // Nobody is back by somebody else's wish; their own confirmation brings them back.
    for who in ["gone@example.org", "angry@example.org"] {
        assert!(!server.is_on("brief", who).await);
        let letter = server.letters(who, 1).await.remove(0);
        server.post(&link(&letter, "confirm"), "do=confirm&list=brief").await;
        assert!(server.is_on("brief", who).await, "{who}");
    }
    let folder = server.end().await;
    for nobody in ["banned@example.org", "robot@example.org"] {
        assert_eq!(letters_in(&folder.path().join("outbox/_letters"), nobody).len(), 0);
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_said_beside_the_field() {
    let server = Server::start().await;
    for address in [
        "",
        "nobody",
        "a@b",
        "a%40b.example%0D%0ABcc%3A+c%40d.example",
        "a%0A%40b.example",
        "%22a%22%40b.example",
        "a%40b.example%2Cc%40d.example",
        "%3Cscript%3E%40b.example",
        &"a".repeat(5_000),
    ] {
        let page = server.post("/subscribe", &format!("address={address}&list=brief")).await;
        assert_eq!(page.status, 422, "{address}");
        assert!(page.body.contains("id=\"wrong-address\" role=\"alert\""), "{address}");
        assert!(page.body.contains("aria-describedby=\"wrong-address\""));
        assert!(!page.body.contains("<script"), "{address}");
    }
    let page = server.post("/subscribe", &format!("address={ANN}&list=staff")).await;
    assert!(page.status == 422 && page.body.contains("id=\"wrong-lists\""), "{}", page.body);
    assert!(server.people.person(ANN).await.unwrap().is_unknown());
}

#[tokio::test]
async fn a_wish_that_nobody_confirms_expires() {
    let server = Server::start().await;
    server.post("/subscribe", &format!("address={ANN}&list=brief")).await;
    let path = link(&server.letters(ANN, 1).await[0], "confirm");
    server.wait(7 * 86_400 + 60);
    assert!(server.get(&path).await.body.contains("nothing to confirm"));
    server.post(&path, "do=confirm&list=brief").await;
    assert!(!server.is_on("brief", ANN).await);
    assert_eq!(server.people.forget_expired().await.unwrap(), 1);
    assert_eq!(server.get(&path).await.status, 404, "nobody is known by it any more");
}

#[tokio::test]
async fn preferences_show_and_change_what_somebody_gets() {
    let server = Server::start().await;
    let path = subscribe(&server).await;
    let page = server.get(&path).await;
    assert!(page.body.contains("since 14 November 2023"), "{}", page.body);
    assert!(page.body.contains("Leave The Week &amp; More") && page.body.contains("leave-all"));

    let page = server.post(&path, "leave=week").await;
    assert!(page.body.contains("You have left The Week") && page.body.contains("name=\"undo\""));
    assert!(server.is_on("brief", ANN).await && !server.is_on("week", ANN).await);
    let page = server.post(&path, "undo=week").await;
    assert!(page.body.contains("You get The Week &amp; More again"), "{}", page.body);
    assert!(server.is_on("week", ANN).await);
    server.post(&path, "leave=nowhere").await;

    let page = server.post(&path, "leave-all=yes").await;
    assert!(page.body.contains("You have left all lists") && page.body.contains("on no list"));
    assert!(!server.is_on("brief", ANN).await && !server.is_on("week", ANN).await);
    let off: Vec<_> = server.reasons(ANN).await.into_iter().filter_map(|(list, _)| list).collect();
    assert_eq!(off, ["brief", "staff", "week"], "whatever the newsroom has");
}

#[tokio::test]
async fn people_say_of_themselves_what_the_newsroom_asks() {
    let server = Server::start().await;
    let path = subscribe(&server).await;
    let page = server.get(&path).await;
    assert!(page.body.contains("for=\"attribute-city\">City</label>"), "{}", page.body);
    assert!(!page.body.contains("score"), "only what may be changed");

    let body = "save=yes&name=Ann+%3Cb%3E%0D%0ABcc%3A+x&attribute-city=Rome&attribute-age=42\
                &attribute-premium=yes&attribute-joined=2024-05-06&attribute-score=99";
    let page = server.post(&path, body).await;
    assert!(page.body.contains("Saved.") && page.body.contains("value=\"42\""), "{}", page.body);
    let person = server.people.person(ANN).await.unwrap();
    assert_eq!(person.name.as_deref(), Some("Ann <b> Bcc: x"), "one line, and escaped below");
    assert!(page.body.contains("value=\"Ann &lt;b&gt; Bcc: x\""), "{}", page.body);
    let known = json!(person.attributes);
    assert_eq!(
        known,
        json!({ "age": 42.0, "city": "Rome", "joined": "2024-05-06", "premium": true })
    );

    let page = server.post(&path, "save=yes&name=&attribute-age=many&attribute-city=Oslo").await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("id=\"wrong-attribute-age\"") && page.body.contains("many"));
    assert!(page.body.contains("value=\"Oslo\""), "nothing is typed twice: {}", page.body);
    assert_eq!(server.people.person(ANN).await.unwrap().attributes["city"], "Rome", "nothing");

    // What a form has not asked for was not taken back.
    server.post(&path, "save=yes&attribute-age=").await;
    let person = server.people.person(ANN).await.unwrap();
    assert!(person.name.is_some() && person.attributes["city"] == "Rome", "{person:?}");
    assert!(!person.attributes.contains_key("age"), "{person:?}");

    let empty = "save=yes&name=&attribute-city=&attribute-premium=&attribute-joined=";
    server.post(&path, empty).await;
    let person = server.people.person(ANN).await.unwrap();
    assert!(person.name.is_none() && person.attributes.is_empty(), "all taken back");
}

#[tokio::test]
async fn a_text_may_be_as_long_as_in_an_import() {
    let server = Server::start().await;
    let path = subscribe(&server).await;
    for (length, status) in [(500, 200), (501, 422)] {
        let text = "x".repeat(length);
        let page = server.post(&path, &format!("save=yes&name={text}")).await;
        assert_eq!(page.status, status, "a name of {length}");
        let page = server.post(&path, &format!("save=yes&attribute-city={text}")).await;
        assert_eq!(page.status, status, "a city of {length}");
    }
}

#[tokio::test]
async fn somebody_is_on_a_list_since_they_consented() {
    let server = Server::start().await;
    server.add("brief", ANN).await;
    let path = format!("/preferences/{}", server.token("brief", ANN).await);
    let page = server.get(&path).await;
    assert!(page.body.contains("since 13 September 2020"), "{}", page.body);
}

#[tokio::test]
async fn a_newsroom_without_open_lists_has_no_form() {
    let yaml = YAML.replace("  subscribe: [brief, week]\n", "");
    let server = Server::with(&yaml, Patience::default()).await;
    assert_eq!(server.get("/subscribe").await.status, 404);
    let answer = server.post("/subscribe", &format!("address={ANN}&list=brief")).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn pages_and_letters_speak_the_newsrooms_language() {
    let yaml = YAML.replace("en-GB", "ar");
    let server = Server::with(&yaml, Patience::default()).await;
    let page = server.get("/subscribe").await;
    assert!(page.body.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", page.body);
    server.post("/subscribe", &format!("address={ANN}&list=brief")).await;
    let letter = server.letters(ANN, 1).await.remove(0);
    assert!(letter.contains("Subject: =?utf-8?b?"), "{letter}");
    let page = server.get(&link(&letter, "confirm")).await;
    assert!(page.body.contains("\u{2066}a***@e***.org\u{2069}"), "{}", page.body);
}
