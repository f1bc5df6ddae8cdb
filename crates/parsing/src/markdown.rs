//! Markdown bodies, by pulldown-cmark with smart punctuation off.
//!
//! The reference list never comes here: CommonMark renumbers it, or swallows
//! its first entry (see [`crate::reference_list`]).

use copydesk_manuscript::{BlockKind, Inline, Span};
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::body::Body;
use crate::citation_key;
use crate::definitions::Definitions;
use crate::inline::{self, Keys, Lexing};
use crate::{picture, sentence};

/// Reads `span` of the draft into `body`.
///
/// It lacks the link definitions, which are covered; `definitions` has them.
pub(crate) fn read(
    text: &str,
    span: Span,
    lexing: Lexing,
    definitions: &Definitions,
    body: Body,
) -> Body {
    let mut reader = Reader {
        text,
        lexing,
        body,
        open: vec![Open::default()],
        run: None,
        block: None,
        lists: Vec::new(),
        quotes: 0,
        too_deep: 0,
        in_link: 0,
        read_to: 0,
    };
    let resolve = |broken: BrokenLink<'_>| {
        let alone = matches!(broken.link_type, LinkType::Shortcut | LinkType::Collapsed);
        Some((definitions.link(&broken.reference, alone)?.to_owned().into(), "".into()))
    };
    let words = span.of(text);
    let parser = Parser::new_with_broken_link_callback(words, Options::empty(), Some(resolve));
    let events = parser.into_offset_iter();
    for (event, range) in events {
        reader.event(event, Span::new(span.start + range.start, span.start + range.end));
    }
    reader.flush_block();
    reader.body
}

/// An inline construct that is being read.
#[derive(Default)]
struct Open {
    span: Span,
    kind: OpenKind,
    children: Vec<Inline>,
}

#[derive(Default)]
enum OpenKind {
    #[default]
    Block,
    Emphasis,
    Strong,
    Link(String),
    Image(String),
}

struct Reader<'t> {
    text: &'t str,
    lexing: Lexing,
    body: Body,
    /// The block's own inlines, then every construct open inside it.
    open: Vec<Open>,
    /// Neighbouring text events, which CommonMark cuts at every bracket.
    run: Option<Span>,
    block: Option<(BlockKind, Span)>,
    /// Next number of each open list, if it is numbered.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// Constructs open beyond [`DEEPEST`].
    too_deep: usize,
    /// Links and pictures that are open.
    in_link: usize,
    /// The end of a bracket that was read as a whole.
    read_to: usize,
}

/// How far back a line that ends inside `[@key …` looks for its bracket.
const LONGEST_KEY: usize = 400;

/// How deep emphasis and links may nest before only their words count. Whatever
/// walks the tree calls itself once a level.
const DEEPEST: usize = 64;

impl OpenKind {
    fn is_link(&self) -> bool {
        matches!(self, Self::Link(_) | Self::Image(_))
    }
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        if span.start < self.read_to {
            // Inside a bracket that was read as a whole. What a text has behind
            // it is a text.
            if matches!(event, Event::Text(_)) && span.end > self.read_to {
                let rest = Span::new(self.read_to, span.end);
                self.words(rest.of(self.text), rest);
            }
            if span.end <= self.read_to || matches!(event, Event::Text(_)) {
                return;
            }
        }
        if self.goes_on_in_key(&event, span) {
            return;
        }
        match event {
            Event::Text(words) => self.words(&words, span),
            Event::Code(code) => {
                self.push(Inline::Code { text: code.into_string(), span });
            }
            Event::SoftBreak => self.push_text(" ", span),
            Event::HardBreak => self.push(Inline::Break { span }),
            Event::InlineHtml(html) => self.tag(&html, span),
            // Read as a whole when its block begins.
            Event::Html(_) => {}
            Event::Rule => {
                self.flush_block();
                self.body.push(BlockKind::Rule, span, Vec::new());
            }
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            // Extensions that are not asked for.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Paragraph => self.begin(self.container(), span),
            Tag::Heading { level, .. } => {
                self.begin(BlockKind::Heading { level: level as u8 }, span);
            }
            Tag::BlockQuote(_) => {
                self.flush_block();
                self.quotes += 1;
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.begin(BlockKind::Code, span);
            }
            Tag::List(first) => {
                self.flush_block();
                self.lists.push(first);
            }
            Tag::Item => {
                let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
                let number = self.lists.last().copied().flatten();
                if let Some(label) = self.run_in(span) {
                    self.begin(BlockKind::Paragraph, span);
                    self.words(label.of(self.text), label);
                } else {
                    self.begin(BlockKind::ListItem { number, depth }, span);
                }
                if let Some(Some(next)) = self.lists.last_mut() {
                    *next += 1;
                }
            }
            Tag::HtmlBlock => self.html_block(span),
            Tag::Emphasis => self.nest(OpenKind::Emphasis, span),
            Tag::Strong => self.nest(OpenKind::Strong, span),
            Tag::Link { dest_url, .. } => {
                self.nest(OpenKind::Link(dest_url.into_string()), span);
            }
            Tag::Image { dest_url, .. } => {
                self.nest(OpenKind::Image(dest_url.into_string()), span);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Item => {
                self.flush_block();
            }
            TagEnd::BlockQuote(_) => {
                self.flush_block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.flush_block();
                self.lists.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image => self.close(),
            _ => {}
        }
    }

    /// The label of an item that has the next one on its line: it is a paragraph.
    fn run_in(&self, item: Span) -> Option<Span> {
        let words = item.of(self.text).trim_end();
        let label =
            words.find(' ').filter(|_| !words.contains('\n') && sentence::runs_on(words))?;
        let gap = words.len() - label - words[label..].trim_start().len();
        Some(Span::new(item.start, item.start + label + gap))
    }

    /// What a paragraph is where it stands.
    fn container(&self) -> BlockKind {
        match self.block {
            // The first paragraph of a loose list's item is the item.
            Some((kind @ BlockKind::ListItem { .. }, _)) => kind,
            _ if self.quotes > 0 => BlockKind::Quote,
            _ => BlockKind::Paragraph,
        }
    }

    fn begin(&mut self, kind: BlockKind, span: Span) {
        let continues = matches!(self.block, Some((open, _)) if open == kind);
        if !continues {
            self.flush_block();
        }
        self.block = Some((kind, span));
    }

    fn nest(&mut self, kind: OpenKind, span: Span) {
        self.flush_run();
        if self.open.len() > DEEPEST {
            self.too_deep += 1;
            return;
        }
        self.in_link += usize::from(kind.is_link());
        self.open.push(Open { span, kind, children: Vec::new() });
    }

    fn close(&mut self) {
        self.flush_run();
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        // The block's own inlines are closed with the block.
        if self.open.len() < 2 {
            return;
        }
        let Some(Open { span, kind, children }) = self.open.pop() else {
            return;
        };
        self.in_link -= usize::from(kind.is_link());
        match kind {
            OpenKind::Block => {}
            OpenKind::Emphasis => self.push(Inline::Emphasis { children, span }),
            OpenKind::Strong => self.push(Inline::Strong { children, span }),
            OpenKind::Image(url) => {
                let alt = children.iter().map(|child| child.span().of(self.text)).collect();
                let (size, length) = picture::size(&self.text[span.end..]).unzip();
                let end = span.end + length.unwrap_or(0);
                self.push(Inline::Image { url, alt, size, span: Span::new(span.start, end) });
                self.read_to = self.read_to.max(end);
            }
            OpenKind::Link(url) => {
                let words = || children.iter().map(|c| c.span().of(self.text)).collect::<String>();
                let cites = inline::is_outside(&url) && !inline::is_machinery(&words());
                let marker = cites.then(|| {
                    let block = self.body.blocks.len();
                    self.body.markers.push(inline::link_marker(span, block));
                    self.body.markers.len() - 1
                });
                self.push(Inline::Link { url, children, span, marker });
            }
        }
    }

    /// Text that is the draft's own bytes is collected, so that `[`, `0`, `]`
    /// become one run again; an escape or an entity stands alone.
    fn words(&mut self, words: &str, span: Span) {
        if span.of(self.text) != words {
            return self.push_text(words, span);
        }
        match &mut self.run {
            Some(run) if run.end == span.start => run.end = span.end,
            _ => {
                self.flush_run();
                self.run = Some(span);
            }
        }
    }

    /// Whether a line ends, or stressed words begin, inside `[see @key, …`: the
    /// bracket is one marker, so its bytes are one run to its end.
    fn goes_on_in_key(&mut self, event: &Event<'_>, span: Span) -> bool {
        let inner = [Tag::Emphasis, Tag::Strong].map(Event::Start).contains(event);
        let run = self.run.filter(|_| self.lexing.keys != Keys::None);
        let Some(run) = run.filter(|_| inner || *event == Event::SoftBreak) else { return false };
        let near = self.text.ceil_char_boundary(run.end.saturating_sub(LONGEST_KEY).max(run.start));
        let open = self.text[near..run.end].rfind('[').map(|open| near + open);
        let found = open.and_then(|open| citation_key::bracket(self.text, open, 0));
        let Some((bracket, _)) = found else { return false };
        if !bracket.contains(span) || !is_prose(bracket.of(self.text)) {
            return false;
        }
        self.run = Some(Span::new(run.start, bracket.end));
        self.read_to = bracket.end;
        true
    }

    fn flush_run(&mut self) {
        let Some(mut span) = self.run.take() else { return };
        let in_code = matches!(self.block, Some((BlockKind::Code, _)));
        if !in_code && matches!(&self.open[..], [block] if block.children.is_empty()) {
            // What is left of a comment before the block's first words.
            span = Span::new(span.end - span.of(self.text).trim_start().len(), span.end);
        }
        let lexing = if self.in_link > 0 || in_code { Lexing::WORDS } else { self.lexing };
        let block = self.body.blocks.len();
        let inlines = inline::read(self.text, span, lexing, block, &mut self.body.markers);
        self.extend(inlines);
    }

    fn push_text(&mut self, words: &str, span: Span) {
        self.push(Inline::Text { text: words.to_owned(), span });
    }

    fn push(&mut self, inline: Inline) {
        self.flush_run();
        self.extend([inline]);
    }

    fn extend(&mut self, inlines: impl IntoIterator<Item = Inline>) {
        if let Some(open) = self.open.last_mut() {
            open.children.extend(inlines);
        }
    }

    /// A tag in a sentence: a break breaks, any other is left out while the
    /// words around it stay.
    fn tag(&mut self, html: &str, span: Span) {
        let name = html.trim_start_matches(['<', '/']).to_ascii_lowercase();
        if name.starts_with("br") && !name[2..].starts_with(char::is_alphanumeric) {
            self.push(Inline::Break { span });
        } else {
            self.flush_run();
        }
    }

    /// A block of HTML: its words stay, so that nothing is lost unseen; its tags
    /// do not.
    fn html_block(&mut self, span: Span) {
        self.begin(BlockKind::Paragraph, span);
        let html = span.of(self.text);
        let mut from = 0;
        // Once no tag closes, none after it does either.
        let mut closes = true;
        while from < html.len() {
            let tag = html[from..].find('<').map_or(html.len(), |at| from + at);
            self.flush_run();
            let words = Span::new(span.start + from, span.start + tag);
            self.run = Some(words).filter(|run| !run.of(self.text).trim().is_empty());
            let end = if closes { html[tag..].find('>') } else { None };
            closes = end.is_some();
            // An unclosed tag hides nothing.
            from = end.map_or(html.len().min(tag + 1), |length| tag + length + 1);
        }
    }

    fn flush_block(&mut self) {
        self.flush_run();
        while self.open.len() > 1 {
            self.close();
        }
        let inlines = self.open.first_mut().map(|open| std::mem::take(&mut open.children));
        if let Some((kind, mut span)) = self.block.take() {
            let inlines = inlines.unwrap_or_default();
            // An item ends before the list inside it.
            if let (BlockKind::ListItem { .. }, Some(last)) = (kind, inlines.last()) {
                span.end = span.end.min(last.span().end);
            }
            self.body.push(kind, span.trimmed(self.text), inlines);
        }
    }
}

/// Whether all lines of a bracket are lines of one paragraph: none begins like an
/// item or a quotation.
fn is_prose(bracket: &str) -> bool {
    bracket.lines().skip(1).all(|line| {
        let line = line.trim_start();
        let marks =
            !line.starts_with("-@") && line.starts_with(['-', '*', '+', '>', '#', '=', '`', '~']);
        let item = line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']);
        !marks && !item
    })
}
