//! A parsed draft.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Bibliography, FrontMatter, Marker, Reference, ReferenceList, Span, Unreadable, Waiver,
};

/// A draft as data. Every node keeps its span in [`Document::text`].
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The draft's path, for messages.
    pub path: String,
    /// The draft's whole text with its comments blanked, so that offsets are the
    /// file's; empty where the draft is unreadable.
    pub text: String,
    /// How it cites.
    pub format: Format,
    /// Where the front matter stands, fences included.
    pub front_matter_span: Option<Span>,
    /// What the draft says about itself.
    pub front_matter: FrontMatter,
    /// The headline.
    pub title: Option<Title>,
    /// Headings, paragraphs, list items and quotations in order, from title to
    /// reference list.
    pub blocks: Vec<Block>,
    /// All sentences of all blocks, in order.
    pub sentences: Vec<Sentence>,
    /// All quotations, in order.
    pub quotations: Vec<Quotation>,
    /// All markers, in order.
    pub markers: Vec<Marker>,
    /// All references: the list's entries in its order, then links in the
    /// order of their first appearance, then what is cited of the bibliographies
    /// in the order of its first marker.
    pub references: Vec<Reference>,
    /// The bibliographies that were read with it.
    pub bibliographies: Vec<Bibliography>,
    /// Where the list stands, if there is one.
    pub reference_list: Option<ReferenceList>,
    /// What stands before the title or after the references.
    pub trailing: Vec<TrailingBlock>,
    /// What somebody answered for: comments in their order, then the entries of
    /// the file beside the draft.
    pub waivers: Vec<Waiver>,
    /// What the parser met and could not read. Never a reason to stop.
    pub problems: Vec<Problem>,
}

/// How a draft cites: the first of these that its markers allow. All kinds of
/// markers may stand in one draft, and all of them are kept.
///
/// `format:` in front matter wins. It takes nothing away but `[n]`, the one
/// marker that may as well be prose: under `linked` it always is, under
/// `footnotes` and `pandoc` it is where the draft has no numbered list. A `[^x]`
/// is a marker in every format, because it can hardly be anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `[n]` markers over a numbered list, whatever else there is.
    #[default]
    Numbered,
    /// Inline links and nothing else are the citations.
    Linked,
    /// `[^x]` markers over footnotes, whatever links there are.
    Footnotes,
    /// `[@key]` markers over a bibliography.
    Pandoc,
}

/// The headline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// Its words, markup removed.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// One block of the body.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its place, without surrounding white space.
    pub span: Span,
    /// Its content. Code blocks and rules have one text or none.
    pub inlines: Vec<Inline>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading below the title.
    Heading {
        /// 1 to 6, as written.
        level: u8,
    },
    /// One item of a list.
    ListItem {
        /// The number it shows, if the list is numbered.
        number: Option<u64>,
        /// 0 for an outermost list.
        depth: u8,
    },
    /// A paragraph of a block quotation.
    Quote,
    /// Code: prose to no check.
    Code,
    /// A thematic break.
    Rule,
}

/// Content of a block.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Words; `text` differs from the draft's bytes where Markdown escapes do.
    Text {
        /// The words.
        text: String,
        /// Where they stand.
        span: Span,
    },
    /// One bracket of markers.
    Markers {
        /// Indices into [`Document::markers`].
        markers: Vec<usize>,
        /// The bracket.
        span: Span,
    },
    /// A link. One to an outside page is a citation.
    Link {
        /// Where it leads.
        url: String,
        /// Its words.
        children: Vec<Inline>,
        /// The whole construct.
        span: Span,
        /// Index into [`Document::markers`], if it is a citation.
        marker: Option<usize>,
    },
    /// Stressed words.
    Emphasis {
        /// The words.
        children: Vec<Inline>,
        /// The whole construct.
        span: Span,
    },
    /// Strongly stressed words.
    Strong {
        /// The words.
        children: Vec<Inline>,
        /// The whole construct.
        span: Span,
    },
    /// Code in a sentence.
    Code {
        /// The code.
        text: String,
        /// The whole construct.
        span: Span,
    },
    /// A picture.
    Image {
        /// Where it is.
        url: String,
        /// What it shows.
        alt: String,
        /// Width and height as shown, in CSS pixels, where the draft says them.
        size: Option<(u16, u16)>,
        /// The whole construct.
        span: Span,
    },
    /// A line break that the writer asked for.
    Break {
        /// Where it stands.
        span: Span,
    },
}

/// One sentence, without the markers after its stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first to its last character.
    pub span: Span,
    /// Index into [`Document::blocks`].
    pub block: usize,
    /// Indices into [`Document::markers`]: those inside it and right after it.
    pub markers: Vec<usize>,
    /// Index into [`Document::quotations`], if part of it is one of several
    /// sentences inside that quotation.
    pub quotation: Option<usize>,
}

/// Words between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark to the closing mark, both included.
    pub span: Span,
    /// Which marks.
    pub style: QuoteStyle,
    /// Index into [`Document::blocks`].
    pub block: usize,
}

/// Which marks enclose a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteStyle {
    /// “…”, ‘…’, «…», „…“.
    Curly,
    /// "…".
    Straight,
}

/// A short block outside the brief itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailingBlock {
    /// Its place, without surrounding white space.
    pub span: Span,
    /// Which side of the brief it stands on.
    pub kind: TrailingKind,
    /// What was pasted along with the text, if this is not the writer's own
    /// words. A note or a correction is `None` and goes to readers.
    pub pasted: Option<Pasted>,
}

/// What comes along when text is copied from a web page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// "Click here to leave a comment", "0 comments".
    CommentForm,
    /// "Share this", "Tweet", "Print".
    ShareBar,
    /// "We use cookies", "Accept all".
    CookieNotice,
    /// "Sign up for our newsletter".
    SignUp,
    /// "Related articles", "You may also like", "Advertisement".
    Furniture,
}

/// Where matter outside the brief stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrailingKind {
    /// Above the title.
    BeforeTitle,
    /// Below the references. Rendered after the sources.
    AfterReferences,
}

/// Something that the parser met and could not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
}

/// What could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No text at all; the document is empty.
    Unreadable(Unreadable),
    /// The front matter is no YAML, or has a key or value that is not one of ours.
    FrontMatter {
        /// What is wrong.
        message: String,
        /// What to write instead.
        help: Option<String>,
    },
    /// A quotation mark without its partner.
    UnbalancedQuote {
        /// Which kind of mark.
        style: QuoteStyle,
    },
    /// A comment that begins like a waiver, or the file of them, that is none.
    Waiver {
        /// What is wrong, with its place if it is in a file.
        message: String,
        /// What to write instead.
        help: Option<String>,
    },
    /// A bibliography that cannot be read, or not all of it.
    Bibliography {
        /// Its name, as in [`Document::bibliographies`].
        file: String,
        /// What is wrong and where in that file: `sources.bib:12:3: …`.
        message: String,
        /// What to write instead.
        help: Option<String>,
    },
    /// Two entries of the bibliographies with one key.
    DuplicateKey {
        /// The key.
        key: String,
        /// The entry that counts: `sources.bib:12`.
        first: String,
        /// The other one.
        second: String,
        /// Whether both say the very same.
        same: bool,
    },
}

impl Document {
    /// The text of `span`.
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// Why nothing could be read, if so.
    pub fn unreadable(&self) -> Option<Unreadable> {
        self.problems.iter().find_map(|problem| match problem.kind {
            ProblemKind::Unreadable(why) => Some(why),
            _ => None,
        })
    }

    /// Whether the editor has marked it ready.
    pub fn is_ready(&self) -> bool {
        self.front_matter.status == Some(crate::Status::Ready)
    }
}

impl Inline {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Text { span, .. }
            | Self::Markers { span, .. }
            | Self::Link { span, .. }
            | Self::Emphasis { span, .. }
            | Self::Strong { span, .. }
            | Self::Code { span, .. }
            | Self::Image { span, .. }
            | Self::Break { span } => *span,
        }
    }
}

pub(crate) fn each_word(inlines: &[Inline], word: &mut dyn FnMut(Span, Option<&str>)) {
    for inline in inlines {
        match inline {
            Inline::Text { span, .. } => word(*span, None),
            Inline::Code { span, text } | Inline::Image { span, alt: text, .. } => {
                word(*span, Some(text));
            }
            Inline::Break { span } => word(*span, Some(" ")),
            Inline::Link { children, .. }
            | Inline::Emphasis { children, .. }
            | Inline::Strong { children, .. } => each_word(children, word),
            Inline::Markers { .. } => {}
        }
    }
}
