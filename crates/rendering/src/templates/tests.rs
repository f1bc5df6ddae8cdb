//! Templates that would hang, abort, run, or leave something out.

use std::collections::BTreeMap;

use super::{Templates, built_in};
use crate::TemplateProblem;

/// A file of the repository's look, whole.
fn ours(name: &str) -> &'static str {
    let file = |files: &[(&'static str, &'static str)]| {
        files.iter().find(|(file, _)| *file == name).map(|(_, text)| *text)
    };
    let shared = || built_in::shared().find(|(_, file, _)| format!("{file}.hbs") == name);
    file(built_in::look("brief").unwrap()).unwrap_or_else(|| shared().unwrap().2)
}

/// The repository's look with some files replaced or added.
fn look(changes: &[(&str, &str)]) -> Result<Templates, TemplateProblem> {
    let mut files: BTreeMap<String, String> =
        built_in::look("brief").unwrap().iter().map(|(n, t)| ((*n).into(), (*t).into())).collect();
    for (name, text) in changes {
        files.insert((*name).to_owned(), (*text).to_owned());
    }
    Templates::load("templates/test", files)
}

/// The repository's `html.hbs` with `line` put in as line 2.
fn html(line: &str) -> Result<Templates, TemplateProblem> {
    let whole = ours("html.hbs");
    look(&[("html.hbs", &whole.replacen('\n', &format!("\n{line}\n"), 1))])
}

fn refused(problem: Result<Templates, TemplateProblem>) -> String {
    let problem = problem.unwrap_err();
    format!("{problem} | {}", problem.help.as_deref().unwrap_or_default())
}

fn check(line: &str, expected: &str) {
    let found = refused(html(line));
    assert!(found.contains(expected), "{line}\n{found}");
}

#[test]
fn our_own_looks_load() {
    for name in Templates::BUILT_IN {
        Templates::built_in(name, []).unwrap();
    }
    let found = refused(Templates::built_in("breif", []));
    assert!(found.contains("templates/breif: there is no such look"), "{found}");
}

#[test]
fn syntax_has_a_place() {
    check("{{#if edition.title}", "templates/test/html.hbs:2:");
    check("{{#if edition.title}}{{/each}}", "`{{#if}}` is closed by `{{/each}}`");
    check("{{#each briefs}}", "templates/test/html.hbs:");
    check("{{{{raw}}}} {{{{/raw}}}}", "html.hbs:2:1: raw blocks");
}

#[test]
fn unknown_names_have_a_place_and_a_suggestion() {
    check(
        "{{edition.titel}}",
        "html.hbs:2:1: unknown variable `edition.titel` | did you mean `title`",
    );
    check("<p>{{#if editon.title}}{{/if}}", "html.hbs:2:4: unknown variable `editon.title`");
    check("{{#each briefs}}{{tittle}}{{/each}}", "did you mean `title`");
    check("{{#each briefs}}{{#each sources}}{{../titl}}{{/each}}{{/each}}", "did you mean `title`");
    check("{{#each briefs}}{{@root.editin.title}}{{/each}}", "did you mean `edition`");
    check("{{#each briefs as |b|}}{{b.slugg}}{{/each}}", "did you mean `slug`");
    check("{{#with edition.date}}{{weekdy}}{{/with}}", "did you mean `weekday`");
    check("{{#if (eq edition.kee 1)}}{{/if}}", "did you mean `key`");
    check("{{#iff edition.key}}{{/iff}}", "unknown helper `iff` | did you mean `if`");
    check("{{> _mail-breif}}", "unknown partial `_mail-breif` | did you mean `_mail-brief`");
    check("{{> html}}", "unknown partial `html`");
    check("{{edition.title.x}}", "unknown variable");
    let partial = refused(look(&[("_text-brief.hbs", "\n {{nothing}}")]));
    assert!(partial.contains("_text-brief.hbs:2:2: unknown variable `nothing`"), "{partial}");
    html("{{#each briefs as |b i|}}{{b.slug}}{{i}}{{@index}}{{../edition.key}}{{/each}}").unwrap();
}

#[test]
fn partials_that_never_end_are_refused_before_they_abort_the_process() {
    let include = "{{> _a}}";
    let cycles: [&[(&str, &str)]; 4] = [
        &[("_a.hbs", "{{> _a}}")],
        &[("_a.hbs", "{{> _b}}"), ("_b.hbs", "{{> _a}}")],
        &[("_a.hbs", "{{#if masthead}}{{> _b}}{{/if}}"), ("_b.hbs", "{{#> _a}}x{{/_a}}")],
        &[("_a.hbs", "{{#> _b}}{{> _a}}{{/_b}}"), ("_b.hbs", "{{> @partial-block}}")],
    ];
    for cycle in cycles {
        let found = refused(look(cycle));
        assert!(found.contains("includes itself: "), "{found}");
    }
    let dynamic = refused(look(&[("_a.hbs", "{{> (lookup edition \"key\")}}")]));
    assert!(dynamic.contains("_a.hbs:1:1: the name of a partial is computed"), "{dynamic}");
    check("{{#*inline \"_x\"}}{{> _x}}{{/inline}}{{> _x}}", "inline partials");
    check(include, "unknown partial `_a`");
}

#[test]
fn partials_that_multiply_are_refused() {
    let names: Vec<String> = (0..40).map(|n| format!("_p{n}.hbs")).collect();
    let texts: Vec<String> = (0..40)
        .map(|n| {
            if n == 39 { "x".to_owned() } else { format!("{{{{> _p{0}}}}}{{{{> _p{0}}}}}", n + 1) }
        })
        .collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let found = refused(look(&files));
    assert!(found.contains("more than 1000 inclusions"), "{found}");

    let names: Vec<String> = (0..60).map(|n| format!("_p{n}.hbs")).collect();
    let texts: Vec<String> = (0..60)
        .map(|n| if n == 59 { "x".to_owned() } else { format!("{{{{> _p{}}}}}", n + 1) })
        .collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let found = refused(look(&files));
    assert!(found.contains("nested more than 50 deep"), "{found}");
}

#[test]
fn deep_nesting_is_refused_before_it_is_parsed() {
    let nested = |n: usize| "{{#if edition}}".repeat(n) + &"{{/if}}".repeat(n);
    html(&nested(50)).unwrap();
    check(&nested(51), "html.hbs:2:751: nested more than 50 deep");
    check(&nested(100_000), "nested more than 50 deep");
    let chain = format!("{{{{#if edition}}}}{}{{{{/if}}}}", "{{else if edition}}".repeat(60));
    check(&chain, "nested more than 50 deep");
    let brackets =
        |n: usize| format!("{{{{#if {}edition{}}}}}{{{{/if}}}}", "(not ".repeat(n), ")".repeat(n));
    check(&brackets(100_000), "nested more than 50 deep");
    check(&format!("{{{{#if {}", "[".repeat(100_000)), "does not end where");
    // Ends of blocks that are none would hide how deep the real ones are.
    for hidden in [
        "{{#if \"}}{{/if}}\"}}",
        "{{#if [}}{{/if}}]}}",
        "{{#if [\"]\", \"}}{{/if}}\"]}}",
        "{{#if edition}}\\{{{{/if}}",
        "{{#if edition}}\\{{/if}}",
        "{{#if edition}}{{!--}} {{/if}} --}}",
        "{{#if '\\'}}{{/if}}'}}",
    ] {
        let found = refused(html(&hidden.repeat(100_000)));
        assert!(found.contains("html.hbs:2:"), "{hidden}: {found}");
    }
    // Words in a comment nest nothing.
    html(&format!("{{{{!-- {} --}}}}", "{{#if x}}".repeat(60))).unwrap();
}

#[test]
fn what_runs_asks_or_fetches_is_refused() {
    check("<p>x</p><script>x</script>", "html.hbs:2:9: `<script>`");
    check("<form action=\"https://x.org\">", "`<form>`");
    check("<iframe src=\"x\">", "`<iframe>`");
    check("<p onclick=\"x()\">", "`onclick` on `<p>`");
    check("<p {{#if edition}}onload{{/if}}=x>", "would run a script");
    check("<{{#if edition}}script{{/if}}>", "html.hbs: `<script>`");
    check("<p style=\"background:url(https://x.org)\">", "`url(`");
    check(
        "<img src=\"https://x.org/a.png\" alt=\"\" width=\"9\">",
        "html.hbs:2:1: this `<img>` has no `height`",
    );
    check(
        "<b><img src=\"https://x.org/a.png\" width=9 height=9>",
        "html.hbs:2:4: this `<img>` has no `alt`",
    );
    check("{{{edition.title}}}", "html.hbs:2:1: this would write HTML");
    check("{{&edition.title}}", "html.hbs:2:1: this would write HTML");
    check("{{prose edition.title}}", "`prose` takes");
    let page = refused(look(&[("_page-brief.hbs", "<object data=x>")]));
    assert!(page.contains("_page-brief.hbs:1:1: `<object>`"), "{page}");
}

#[test]
fn a_page_is_the_same_for_everybody() {
    let whole = ours("page.hbs");
    let personal = whole.replacen('\n', "\n{{slot.unsubscribe}}\n", 1);
    let found = refused(look(&[("page.hbs", &personal)]));
    assert!(
        found.contains("page.hbs:2:1: unknown variable `slot.unsubscribe` | a page is"),
        "{found}"
    );
    let found = refused(look(&[("subject.hbs", "{{slot.name}}")]));
    assert!(found.contains("a subject has no slots"), "{found}");
    let frame = ours("_page.hbs").replace("{{slot.digest}}", "");
    let found = refused(look(&[("_page.hbs", &frame)]));
    assert!(found.contains("page.hbs: leaves out the edition's digest"), "{found}");
}

#[test]
fn a_look_that_leaves_something_out_is_refused() {
    let found = refused(look(&[("html.hbs", "<p>{{edition.title}}</p>")]));
    assert!(found.contains("html.hbs: leaves out a paragraph of the text"), "{found}");
    let frame = ours("_text.hbs").replace("{{slot.unsubscribe}}", "");
    let found = refused(look(&[("_text.hbs", &frame)]));
    assert!(found.contains("text.hbs: leaves out the link for leaving the list"), "{found}");
    let found = refused(Templates::load("t", [("html.hbs".to_owned(), String::new())]));
    assert!(found.contains("t/subject.hbs: is missing"), "{found}");
    let without = ours("_mail-brief.hbs").replace("{{> _mail-sources}}", "");
    let found = refused(look(&[("_mail-brief.hbs", &without)]));
    assert!(found.contains("html.hbs: leaves out a source's date"), "{found}");
    let found = refused(look(&[("htlm.hbs", "")]));
    assert!(found.contains("no template has this name"), "{found}");
}

#[test]
fn what_looks_share_is_told_by_its_own_file() {
    let shared = |text: &str| {
        let file = ("templates/shared/_mail-brief.hbs".to_owned(), text.to_owned());
        refused(Templates::built_in("digest", [file]))
    };
    let found = shared("\n{{titel}}");
    assert!(found.starts_with("templates/shared/_mail-brief.hbs:2:1: unknown variable"), "{found}");
    // One of the look's own counts before it, and a newsroom's before ours.
    let files = built_in::look("brief").unwrap().iter();
    let files = files.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let own = ("_feeds.hbs".to_owned(), String::new());
    let all = ("templates/shared/_feeds.hbs".to_owned(), "{{nothing}}".to_owned());
    Templates::load("templates/test", files.chain([own, all])).unwrap();
}
