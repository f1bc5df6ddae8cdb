//! How pages and letters look: Handlebars in strict mode, in the newsroom's colours.
//! No script, nothing from elsewhere but the newsroom's logo.

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use copydesk_rendering::{Masthead, Palette, Tongue, escape_html};
use handlebars::{Handlebars, no_escape};
use serde::Serialize;

use super::words::Words;

const STYLE: &str = include_str!("templates/style.css");

const TEMPLATES: [(&str, &str); 7] = [
    ("frame", include_str!("templates/frame.hbs")),
    ("notice", include_str!("templates/notice.hbs")),
    ("form", include_str!("templates/form.hbs")),
    ("preferences", include_str!("templates/preferences.hbs")),
    ("question", include_str!("templates/question.hbs")),
    ("letter", include_str!("templates/letter.hbs")),
    ("letter-text", include_str!("templates/letter-text.hbs")),
];

/// A page cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("a page of the service cannot be made: {0}")]
pub struct PageProblem(String);

/// Makes pages and letters.
pub(super) struct Pages {
    html: Handlebars<'static>,
    text: Handlebars<'static>,
    frame: Frame,
    /// The content security policy of every page.
    pub(super) policy: String,
}

/// What every page shows of the newsroom.
#[derive(Clone, Serialize)]
struct Frame {
    masthead: Masthead,
    language: String,
    direction: &'static str,
    style: String,
}

/// A page of words, and perhaps a button.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Notice {
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    /// A list between the words and the button.
    pub(super) items: Vec<String>,
    pub(super) buttons: Vec<Button>,
    /// Sent with the button: names and values.
    pub(super) hidden: Vec<(String, String)>,
    pub(super) after: Vec<String>,
    pub(super) links: Vec<Link>,
}

impl Notice {
    pub(super) fn titled(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Button {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) label: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) label: String,
}

/// The form for subscribing.
#[derive(Serialize)]
pub(super) struct Form {
    pub(super) title: String,
    pub(super) typed: String,
    /// None where there is nothing to choose.
    pub(super) offers: Vec<Offer>,
    pub(super) consent: String,
    pub(super) wrong_address: Option<String>,
    pub(super) wrong_lists: Option<String>,
    pub(super) words: &'static Words,
}

#[derive(Serialize)]
pub(super) struct Offer {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) chosen: bool,
}

/// What somebody gets, and what is known of them.
#[derive(Serialize)]
pub(super) struct PreferencesView {
    pub(super) title: &'static str,
    pub(super) whose: String,
    pub(super) said: Option<Said>,
    pub(super) lists: Vec<ListRow>,
    pub(super) leave_all: bool,
    pub(super) about: Option<AboutYou>,
    pub(super) words: &'static Words,
}

/// What was just done, and the list and the words of the button that undoes it.
#[derive(Serialize)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) undo: Option<(String, String)>,
}

#[derive(Serialize)]
pub(super) struct ListRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) since: Option<String>,
    /// On the button.
    pub(super) label: String,
}

#[derive(Serialize)]
pub(super) struct AboutYou {
    pub(super) questions: Vec<Question>,
}

/// One field of a form.
#[derive(Serialize)]
pub(super) struct Question {
    pub(super) field: String,
    pub(super) label: String,
    /// `text`, `name`, `date` or `choice`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) choices: Vec<Choice>,
    pub(super) problem: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// What a letter says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LetterView {
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) items: Vec<String>,
    pub(super) button: Option<Link>,
    pub(super) after: Vec<String>,
    pub(super) links: Vec<Link>,
}

/// A page's own words, in the frame of all pages.
#[derive(Serialize)]
struct Framed<'a, T> {
    frame: &'a Frame,
    #[serde(rename = "page")]
    own: &'a T,
}

impl Pages {
    pub(super) fn new(masthead: &Masthead) -> Result<Self, PageProblem> {
        let (mut html, mut text) = (Handlebars::new(), Handlebars::new());
        html.register_escape_fn(escape_html);
        text.register_escape_fn(no_escape);
        for registry in [&mut html, &mut text] {
            registry.set_strict_mode(true);
            registry.set_prevent_indent(true);
            for (name, source) in TEMPLATES {
                let registered = registry.register_template_string(name, source);
                registered.map_err(|error| PageProblem(error.to_string()))?;
            }
        }
        let tongue = Tongue::of(&masthead.language);
        let style = style(masthead);
        Ok(Self {
            policy: policy(masthead, &style),
            frame: Frame {
                masthead: masthead.clone(),
                language: masthead.language.clone(),
                direction: if tongue.is_right_to_left() { "rtl" } else { "ltr" },
                style,
            },
            html,
            text,
        })
    }

    pub(super) fn notice(&self, notice: &Notice) -> Response {
        self.page("notice", notice)
    }

    pub(super) fn form(&self, form: &Form) -> Response {
        self.page("form", form)
    }

    pub(super) fn preferences(&self, view: &PreferencesView) -> Response {
        self.page("preferences", view)
    }

    /// As HTML and as plain text.
    pub(super) fn letter(&self, view: &LetterView) -> (String, String) {
        let framed = Framed { frame: &self.frame, own: view };
        let made = |registry: &Handlebars<'_>, name| {
            registry.render(name, &framed).unwrap_or_else(|error| {
                tracing::error!(%error, "a letter cannot be made");
                String::new()
            })
        };
        (made(&self.html, "letter"), made(&self.text, "letter-text"))
    }

    fn page(&self, name: &str, own: &impl Serialize) -> Response {
        match self.html.render(name, &Framed { frame: &self.frame, own }) {
            Ok(page) => Html(page.trim_start().to_owned()).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page cannot be made");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// Our style in the newsroom's colours.
fn style(masthead: &Masthead) -> String {
    let colours = |palette: &Palette| {
        let Palette { paper, ink, muted, accent, rule, panel } = palette;
        format!(
            "--paper:{paper};--ink:{ink};--muted:{muted};--accent:{accent};--rule:{rule};\
             --panel:{panel}"
        )
    };
    format!(
        ":root{{color-scheme:light dark;{}}}\n\
         @media (prefers-color-scheme:dark){{:root{{{}}}}}\n{STYLE}",
        colours(&masthead.theme.light),
        colours(&masthead.theme.dark)
    )
}

/// The style by its hash, the logo by its address, forms of our own; nothing else.
fn policy(masthead: &Masthead, style: &str) -> String {
    let hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
    let logo = masthead.theme.logo.as_ref().map_or("'none'", |logo| logo.url.as_str());
    // An address that could end the directive lets no picture in.
    let logo = if logo.contains([';', ',', ' ']) { "'none'" } else { logo };
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src {logo}; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}
