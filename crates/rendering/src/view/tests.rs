//! What becomes of a draft's words, markers and links.

use copydesk_manuscript::{Document, MarkerKind};

use super::{Place, View};
use crate::testing::{BRIEF, SECOND, edition, parse, view};
use crate::wrap::{WIDTH, width};
use crate::{Piece, Prepared, Slot};

fn body(view: &View, brief: usize) -> (String, String) {
    let blocks = &view.briefs[brief].blocks;
    let html: Vec<_> = blocks.iter().map(|b| b.body.html.as_str()).collect();
    let plain: Vec<_> = blocks.iter().map(|b| b.plain.as_str()).collect();
    (html.join("\n"), plain.join("\n"))
}

/// The HTML and the plain text of a body, as a mail shows them.
fn mail(text: &str) -> (String, String) {
    body(&view(&parse(text), Place::Mail), 0)
}

fn text_of(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn fixed(prepared: &Prepared) -> String {
    prepared.fill(|_| "SLOT".to_owned())
}

#[test]
fn a_whole_edition_has_every_marker_in_all_three_parts() {
    let document = parse(BRIEF);
    let edition = edition(std::slice::from_ref(&document));
    let (html, text, page) = (fixed(edition.html()), fixed(edition.text()), fixed(edition.page()));
    for marker in &document.markers {
        if let MarkerKind::Number(n) = marker.kind {
            let shown = format!("[{n}]");
            assert!(
                html.contains(&format!(">{shown}</a>")) && page.contains(&format!(">{shown}</a>"))
            );
            assert!(text.contains(&shown));
        }
    }
    for anchor in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor} leads nowhere");
    }
    // No mail program on a phone follows a link inside the mail.
    assert!(!html.contains("href=\"#"));
    assert!(text.lines().all(|l| width(l) <= WIDTH || l.trim_start().starts_with("https://")));
}

#[test]
fn a_marker_is_a_named_link() {
    let draft = "Title\n\nIt rains.[0] It pours.[1]\n\n\
        0. “Rain & <wind>” Post, 1 Mar. 2023, https://x.org/?a=1&b=\"2\n1. “Flood” Radio, 1 Mar. 2023\n";
    let (html, _) = mail(draft);
    assert!(html.contains("aria-label=\"[0] Post: Rain &amp; &lt;wind&gt;\""), "{html}");
    let page = "https://brief.example.org/2023-03-03-brief/#title-source-1";
    assert!(html.contains(&format!("href=\"{page}\" aria-label=\"[1] Radio: Flood\">[1]</a>")));
    let (html, _) = body(&view(&parse(draft), Place::Page), 0);
    assert!(html.contains("href=\"#title-source-0\""), "{html}");
}

#[test]
fn groups_come_apart_and_keep_their_distance() {
    let list = "1. “A” B, 1 Mar. 2023\n2. “C” D, 1 Mar. 2023\n";
    for group in ["[1,2]", "[1][2]", "[1-2]"] {
        let (html, plain) = mail(&format!("Title\n\nTrue.{group} So it is.\n\n{list}"));
        assert_eq!(text_of(&html), "True.[1] [2] So it is.", "{html}");
        assert_eq!(plain, "True.[1] [2] So it is.");
    }
}

#[test]
fn a_marker_without_a_source_is_text() {
    let (html, plain) = mail("Title\n\nTrue.[7] Also.[1]\n\n1. “A” B, 1 Mar. 2023\n");
    assert!(html.contains("True.[7]</span> ") || html.contains("True.[7] "), "{html}");
    assert!(!html.contains(">[7]</a>"));
    assert!(plain.contains("True.[7]"));
}

#[test]
fn links_are_numbered_after_the_list() {
    let draft = "# Title\n\nSee [this page](https://www.a.org/x) and *[that](https://b.org)*.[3]\n\n\
        ## Sources\n\n3. “A” B, 1 Mar. 2023, https://c.org/3\n";
    let (html, plain) = mail(draft);
    assert!(html.contains("<a class=\"link\" href=\"https://www.a.org/x\">this page</a>"));
    assert!(plain.starts_with("See this page [4] and _that [5]_.[3]"), "{plain}");
    let view = view(&parse(draft), Place::Mail);
    let labels: Vec<_> = view.briefs[0].sources.iter().map(|s| s.label.as_str()).collect();
    assert_eq!(labels, ["3", "4", "5"]);
}

#[test]
fn markup_of_a_draft_stays_text_and_leads_nowhere_bad() {
    let (html, _) = mail(
        "# <script>alert(1)</script>\n\nA <script>x</script> <img src=x onerror=y> \
         [bad](javascript:alert(1)) [worse](data:text/html,x) & \"so\" `<b>`.\n\n\
         ![dot](https://x.org/a.svg) ![pic](https://x.org/a.png) ![old](http://x.org/a.png)\n",
    );
    assert!(!html.contains("<script") && !html.contains("onerror=y>"), "{html}");
    assert!(!html.contains("javascript") && !html.contains("data:"), "{html}");
    assert_eq!(html.matches("<img ").count(), 1, "{html}");
    assert!(html.contains("&lt;b&gt;"));
    let plain = parse("<script>alert(1)</script>\n\nA <b>b</b> & [1](javascript:x).\n");
    let edition = edition(&[plain]);
    for part in [edition.html(), edition.page()] {
        assert!(!fixed(part).contains("<script"));
    }
}

#[test]
fn two_briefs_never_share_an_anchor() {
    let edition = edition(&[parse(SECOND), parse(SECOND)]);
    let page = fixed(edition.page());
    let mut ids: Vec<_> =
        page.split(" id=\"").skip(1).filter_map(|r| r.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), all), (4, 4));
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(edition.subject(), "A Second Brief Without Front Matter, and 1 more");
}

#[test]
fn slots_are_where_they_belong_and_rendering_repeats_itself() {
    let (edition, again) = (edition(&[parse(BRIEF)]), edition(&[parse(BRIEF)]));
    assert_eq!(edition.html(), again.html());
    assert_eq!(edition.page(), again.page());
    let has = |prepared: &Prepared, slot| prepared.pieces.contains(&Piece::Slot(slot));
    for part in [edition.html(), edition.text()] {
        assert!(has(part, Slot::Unsubscribe) && has(part, Slot::Address));
    }
    for slot in [Slot::Name, Slot::Address, Slot::Unsubscribe] {
        assert!(!has(edition.page(), slot));
    }
    assert!(has(edition.page(), Slot::Digest));
    // A draft that copies the word of an earlier rendering gains nothing.
    let forged = parse("Title\n\nslot-unsubscribe-00000000000000000000000000000000\n");
    let forged = crate::testing::edition(&[forged]);
    assert!(fixed(forged.text()).contains("slot-unsubscribe-0000"));
}

#[test]
fn a_subject_is_one_line() {
    let draft = "---\nsubject: \"One\\r\\nBcc: two\\u0007\\tthree\"\n---\nTitle\n\nText.\n";
    assert_eq!(edition(&[parse(draft)]).subject(), "One Bcc: two three");
}

#[test]
fn what_was_pasted_and_what_was_waived_reaches_nobody() {
    let list = "1. “A” B, 1 Mar. 2023\n";
    let draft = format!("Title\n\nTrue.[1]\n\n{list}\n0 comments\n\nThe author rows boats.\n");
    let text = fixed(edition(&[parse(&draft)]).text());
    assert!(text.contains("The author rows boats."), "{text}");
    assert!(!text.contains("0 comments"), "{text}");
}

#[test]
fn of_waivers_readers_learn_who_answered_for_what_and_why() {
    let draft = "<!-- allow no-citations: SECRET unused -->\n# Quay shut\n\n<!-- SECRET note -->\n\
                 The old quay was shut.[1] Nobody rowed. <!-- allow stray-markup: SECRET -->\n\n\
                 It opens again next week. <!-- allow sentence-uncited by Ann Ortiz: we <b>saw</b> it -->\n\n\
                 1. “Quay” Post, 2 Mar. 2023, https://post.example/quay\n";
    let edition = edition(&[parse(draft)]);
    for part in [edition.html(), edition.text(), edition.page()] {
        let part = fixed(part);
        assert!(!part.contains("SECRET") && !part.contains("<!-- allow"), "{part}");
        assert!(part.contains("Waived by Ann Ortiz (sentence-uncited): we"), "{part}");
    }
    assert!(fixed(edition.page()).contains("we &lt;b&gt;saw&lt;/b&gt; it."));
}

/// A draft that cites by key, with what it cites.
fn cited(text: &str) -> Document {
    let bib = "@article{rivers, author = {Rivers, Ada}, title = {The Quay <closes>}, \
               journal = {Tides & Co}, year = 2021, url = {https://harbours.example/33}}\n\
               @misc{board, author = {{The <b>Board</b>}}, title = {Minutes}, \
               url = {javascript:alert(1)}}";
    let mut draft = copydesk_manuscript::Draft::new(
        "drafts/brief.md",
        format!("---\nbibliography: a.bib\n---\n# A Title\n\n{text}"),
    );
    draft.companions = vec![copydesk_manuscript::Companion {
        role: copydesk_manuscript::Role::Bibliography,
        name: "a.bib".to_owned(),
        bytes: Ok(bib.as_bytes().to_vec()),
    }];
    copydesk_parsing::parse(&draft)
}

#[test]
fn words_beside_a_key_stand_with_its_number() {
    for (text, shown) in [
        ("It shut [see @rivers, pp. 33-35].", "It shut [see 1, pp. 33-35]."),
        ("It shut [@board; also -@rivers p. 3].", "It shut [1] [also 2 p. 3]."),
        ("As @rivers says, it shut.", "As Rivers [1] says, it shut."),
        ("As @rivers [p. 3] says, it shut.", "As Rivers [1, p. 3] says, it shut."),
        ("As Rivers -@rivers says, it shut.", "As Rivers [1] says, it shut."),
        ("It shut [see @nobody, p. 3].", "It shut [see @nobody, p. 3]."),
    ] {
        let document = cited(text);
        for place in [Place::Mail, Place::Page] {
            let (html, plain) = body(&view(&document, place), 0);
            assert_eq!(plain.trim(), shown, "{text}");
            assert_eq!(text_of(&html).trim(), shown, "{html}");
        }
    }
}

#[test]
fn a_summary_keeps_the_names_that_stand_for_markers() {
    let edition = edition(&[cited("As @rivers [p. 3] says, it shut [@board].")]);
    assert_eq!(edition.about().summary, "As Rivers says, it shut.");
}

#[test]
fn nothing_of_a_bibliography_passes_as_markup() {
    let document = cited("@board [<i>p.</i> 3] shut it [see <b>x</b> @rivers, \"p\" 3].");
    let all = edition(std::slice::from_ref(&document));
    for html in [fixed(all.html()), fixed(all.page())] {
        for raw in ["<b>Board", "<closes>", "<i>p.", "href=\"javascript", "<b>x"] {
            assert!(!html.contains(raw), "{raw}");
        }
        assert!(html.contains("Tides &amp; Co"), "{html}");
    }
}

#[test]
fn a_title_of_three_hundred_characters_is_one_line_wherever_it_stands() {
    let edition = edition(&[parse(include_str!("../../fixtures/long-title.md"))]);
    let title = &edition.about().title;
    assert!(title.chars().count() > 290 && !title.contains(['\n', '\r']), "{title}");
    assert_eq!(edition.subject(), title);
    let escaped = crate::escape_html(title);
    for part in [edition.html(), edition.page()] {
        let part = fixed(part);
        assert!(part.contains(&format!(">{escaped}</h1>")), "{part}");
    }
    let text = fixed(edition.text());
    assert!(text.lines().all(|line| width(line) <= WIDTH || line.contains("://")), "{text}");
}

#[test]
fn a_tab_names_the_newsroom_where_both_fit() {
    let page = |title: &str| {
        let draft = format!("---\ntitle: {title}\n---\n\nIt shut.\n");
        fixed(edition(&[parse(&draft)]).page())
    };
    assert!(page("Quay").contains("<title>Quay · The Daily Brief</title>"));
    let long = "India is on the Moon, near its south pole, and stays there";
    assert!(page(long).contains(&format!("<title>{long}</title>")));
}

#[test]
fn a_correction_has_its_class_once() {
    for (kind, class) in [("correction", "correction"), ("retraction", "correction retraction")] {
        let draft = format!(
            "---\ntitle: Quay\ncorrection: {{ kind: {kind}, note: \"It shut.\" }}\n---\n\nIt shut.\n"
        );
        let page = fixed(edition(&[parse(&draft)]).page());
        assert!(page.contains(&format!("<p class=\"{class}\">")), "{page}");
    }
}

#[test]
fn a_label_stands_once_and_before_words_that_merely_begin_like_it() {
    let english = crate::labels::of("en-GB");
    let labelled = |title: &str| super::labelled("Correction", title, english);
    assert_eq!(labelled("Corrections officers strike"), "Correction: Corrections officers strike");
    assert_eq!(labelled("Correction: The quay"), "Correction: The quay");
    // French puts a space before the colon, and not any space.
    let french = |title: &str| super::labelled("Rectificatif", title, crate::labels::of("fr"));
    let once = french("Le quai");
    assert_eq!((french(&once), once.starts_with("Rectificatif\u{202f}: ")), (once.clone(), true));
}
