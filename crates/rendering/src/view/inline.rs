//! Content of a block as safe HTML and as plain text.
//!
//! Both are written from the document's own tree, in which raw HTML is only
//! text: there is no way for a draft's markup to pass through.

use copydesk_manuscript::{Document, Field, Inline, MarkerKind, Note};

use super::{Place, Prose, Source};
use crate::labels::{Labels, say};
use crate::markup::{clean, escape_html, host, one_line, safe_url};

/// The longest last word that is kept on one line with its marker; a longer
/// one must be free to break on a narrow screen.
const LONGEST_KEPT: usize = 20;

/// What a block's content is read with.
pub(crate) struct Reader<'a> {
    pub(crate) document: &'a Document,
    pub(crate) sources: &'a [Source],
    pub(crate) place: Place,
    pub(crate) labels: &'static Labels,
}

impl Reader<'_> {
    pub(crate) fn prose(&self, inlines: &[Inline]) -> Prose {
        let mut html = String::new();
        self.html(&mut html, inlines, false);
        let mut text = String::new();
        self.text(&mut text, inlines);
        Prose { html: html.trim().to_owned(), text: clean(&text).trim().to_owned() }
    }

    /// `linked`: inside a link already, where no other link may stand.
    fn html(&self, out: &mut String, inlines: &[Inline], linked: bool) {
        let mut kept = false;
        for (i, inline) in inlines.iter().enumerate() {
            let wrapped = |out: &mut String, open: &str, children: &[Inline], close: &str| {
                out.push_str(open);
                self.html(out, children, linked);
                out.push_str(close);
            };
            match inline {
                Inline::Text { text, .. } => {
                    let marked = matches!(inlines.get(i + 1), Some(Inline::Markers { .. }));
                    kept = marked && !linked && keep_last_word(out, text);
                    if !kept {
                        out.push_str(&escape_html(text));
                    }
                }
                Inline::Markers { markers, .. } => {
                    if i > 0 && matches!(inlines[i - 1], Inline::Markers { .. }) {
                        out.push(' ');
                    }
                    for (n, marker) in markers.iter().enumerate() {
                        if n > 0 {
                            out.push(' ');
                        }
                        if let Some(author) = self.author(*marker) {
                            out.push_str(&escape_html(&author));
                            out.push(' ');
                        }
                        out.push_str(&self.marker(*marker, linked));
                        if std::mem::take(&mut kept) {
                            out.push_str("</span>");
                        }
                    }
                    if std::mem::take(&mut kept) {
                        out.push_str("</span>");
                    }
                }
                Inline::Link { url, children, .. } => match safe_url(url) {
                    Some(safe) if !linked => {
                        out.push_str(&format!(
                            "<a class=\"link\" href=\"{}\">",
                            escape_html(&safe)
                        ));
                        match host(&safe).filter(|_| words_of(children).trim() == url.trim()) {
                            // No naked address in HTML.
                            Some(host) => out.push_str(&escape_html(host)),
                            None => self.html(out, children, true),
                        }
                        out.push_str("</a>");
                    }
                    _ => self.html(out, children, linked),
                },
                Inline::Emphasis { children, .. } => wrapped(out, "<em>", children, "</em>"),
                Inline::Strong { children, .. } => {
                    wrapped(out, "<strong>", children, "</strong>");
                }
                Inline::Code { text, .. } => {
                    out.push_str(&format!("<code class=\"code\">{}</code>", escape_html(text)));
                }
                Inline::Image { url, alt, size, .. } => match picture(url) {
                    Some(url) => {
                        let size = size.map_or_else(String::new, |(width, height)| {
                            format!(" width=\"{width}\" height=\"{height}\"")
                        });
                        out.push_str(&format!(
                            "<img class=\"picture\" src=\"{}\" alt=\"{}\"{size}>",
                            escape_html(&url),
                            escape_html(&one_line(alt))
                        ));
                    }
                    None => out.push_str(&escape_html(alt)),
                },
                Inline::Break { .. } => out.push_str("<br>\n"),
            }
        }
    }

    /// A link to its source, named for those who hear it. One that nothing
    /// answers to stays text.
    fn marker(&self, index: usize, linked: bool) -> String {
        let visible = escape_html(&self.visible(index));
        let source = self.source(index).filter(|_| !linked);
        let Some(source) = source else {
            return visible;
        };
        let href = match self.place {
            Place::Mail => source.href.clone(),
            Place::Page => format!("#{}", source.anchor),
        };
        format!(
            "<a class=\"cite\" href=\"{}\" aria-label=\"{}\">{visible}</a>",
            escape_html(&href),
            escape_html(&source.name(&self.visible(index))),
        )
    }

    fn text(&self, out: &mut String, inlines: &[Inline]) {
        for (i, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Text { text, .. } => out.push_str(&text.replace(['\n', '\r'], " ")),
                Inline::Markers { markers, .. } => {
                    if i > 0 && matches!(inlines[i - 1], Inline::Markers { .. }) {
                        out.push(' ');
                    }
                    let visible = markers.iter().map(|m| match self.author(*m) {
                        Some(author) => format!("{author} {}", self.visible(*m)),
                        None => self.visible(*m),
                    });
                    out.push_str(&visible.collect::<Vec<_>>().join(" "));
                }
                Inline::Link { url, children, marker, .. } => {
                    self.text(out, children);
                    let shown = words_of(children);
                    if let Some(source) = marker.and_then(|m| self.source(m)) {
                        out.push_str(&format!(" [{}]", source.label));
                    } else if let Some(safe) = safe_url(url) {
                        let safe = safe.strip_prefix("mailto:").unwrap_or(&safe);
                        if shown.trim() != safe {
                            out.push_str(&format!(" ({safe})"));
                        }
                    }
                }
                Inline::Emphasis { children, .. } => self.between(out, "_", children),
                Inline::Strong { children, .. } => self.between(out, "*", children),
                Inline::Code { text, .. } => {
                    out.push_str(&format!("`{}`", text.replace(['\n', '\r'], " ")));
                }
                Inline::Image { url, alt, .. } => {
                    out.push_str(&say(self.labels.picture, &[("alt", &one_line(alt))]));
                    if let Some(url) = picture(url) {
                        out.push_str(&format!(" ({url})"));
                    }
                }
                Inline::Break { .. } => out.push('\n'),
            }
        }
    }

    fn between(&self, out: &mut String, mark: &str, children: &[Inline]) {
        out.push_str(mark);
        self.text(out, children);
        out.push_str(mark);
    }

    /// A number as the draft shows it, one of a group in its own brackets; what
    /// cites by name shows the number that its source has among the sources, and
    /// with it the words that stand beside it: `[see 3, pp. 33–35]`.
    fn visible(&self, index: usize) -> String {
        let Some(marker) = self.document.markers.get(index) else { return String::new() };
        match (marker.kind, self.source(index)) {
            (MarkerKind::Number(n), _) => format!("[{n}]"),
            (MarkerKind::Footnote, Some(source)) => format!("[{}]", source.label),
            (MarkerKind::Key, source) => {
                let apart = !self.document.words(marker.bracket).starts_with('[');
                let words = self.document.words(marker.span);
                let label = source.map_or(words, |source| &source.label);
                format!("[{}]", noted(marker.note.as_ref(), label, apart))
            }
            (MarkerKind::Link | MarkerKind::Footnote, _) => {
                self.document.words(marker.span).to_owned()
            }
        }
    }

    /// Who wrote what a marker in the sentence cites: "as Rivers [3] says".
    fn author(&self, index: usize) -> Option<String> {
        let marker = self.document.markers.get(index)?;
        Some(one_line(marker.note.as_ref()?.author.as_ref()?))
    }

    fn source(&self, marker: usize) -> Option<&Source> {
        let reference = self.document.markers.get(marker)?.reference?;
        self.sources.get(reference)
    }
}

/// A source's number with the words that stand before and after its marker.
/// `apart`: these stood in a bracket of their own, behind the marker.
fn noted(note: Option<&Note>, label: &str, apart: bool) -> String {
    let words = |field: &Option<Field>| field.as_ref().map(|field| one_line(&field.text));
    let mut shown = note.and_then(|note| words(&note.before)).unwrap_or_default();
    if !shown.is_empty() {
        shown.push(' ');
    }
    shown.push_str(label);
    if let Some(after) = note.and_then(|note| words(&note.after)) {
        shown.push_str(if apart { "," } else { "" });
        // "3, pp. 33–35", but "3 in part".
        if apart || after.starts_with(|c: char| c.is_alphanumeric() || "([“‘\"".contains(c)) {
            shown.push(' ');
        }
        shown.push_str(&after);
    }
    shown
}

/// Writes `text` with its last word in a span that its marker will join, so
/// that no line begins with a marker. False if there is no such word.
fn keep_last_word(out: &mut String, text: &str) -> bool {
    let at = text
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace())
        .map_or(0, |(at, c)| at + c.len_utf8());
    let (before, last) = text.split_at(at);
    if last.is_empty() || last.chars().count() > LONGEST_KEPT {
        return false;
    }
    out.push_str(&escape_html(before));
    out.push_str("<span class=\"keep\">");
    out.push_str(&escape_html(last));
    true
}

/// A picture that a mail may show: over https, and no SVG.
fn picture(url: &str) -> Option<String> {
    let safe = safe_url(url)?;
    let lower = safe.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    (lower.starts_with("https://") && !path.ends_with(".svg")).then_some(safe)
}

/// The bare words of `inlines`, without markers.
pub(crate) fn words_of(inlines: &[Inline]) -> String {
    inlines.iter().fold(String::new(), |mut words, inline| {
        match inline {
            Inline::Text { text, .. } | Inline::Code { text, .. } => words.push_str(text),
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => words.push_str(&words_of(children)),
            Inline::Break { .. } => words.push(' '),
            Inline::Markers { .. } | Inline::Image { .. } => {}
        }
        words
    })
}
