//! What a check has to say about a draft.

use jiff::civil::Date;
use serde::Serialize;

use crate::{Fingerprint, Span};

/// One answer of one check, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check's name.
    pub check: &'static str,
    /// How much it matters here.
    pub severity: Severity,
    /// What it is about.
    pub span: Span,
    /// Where the page points: an insertion point, or the span's first byte.
    pub point: usize,
    /// What is wrong, in words an editor uses.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Its short name where several findings stand in one group: `[0] WION`.
    pub label: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Edits that would mend it.
    pub fixes: Vec<Fix>,
    /// What the words that it stands in are known by; set with the report.
    pub fingerprint: Option<Fingerprint>,
    /// Who answered for it, if somebody did: then it holds no draft.
    pub waived: Option<Waived>,
}

/// Somebody's answer to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// Who, if they said so.
    pub by: Option<String>,
    /// Why the draft may go out all the same.
    pub reason: String,
    /// The last day on which that is an answer.
    pub until: Option<Date>,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Never holds; counted, printed with `--all`.
    Info,
    /// Must be answered before mail can reach people.
    Warning,
    /// Always holds.
    Error,
}

impl Severity {
    /// `error`, `warning`, `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What stands there, in a word or two.
    pub label: String,
}

/// A change to the draft that would mend a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// Whether a machine may apply it unasked.
    pub applicability: Applicability,
    /// Changes to the draft's bytes, in order, not overlapping.
    pub edits: Vec<Edit>,
}

/// Who may apply a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// `check --fix` applies it.
    Safe,
    /// A person looks first.
    Review,
}

/// Bytes `start..end` of the draft become `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// First byte replaced.
    pub start: usize,
    /// One past the last byte replaced.
    pub end: usize,
    /// What stands there afterwards.
    pub text: String,
}

/// The bytes after `edits`, which are in order and do not overlap.
pub fn edited(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(from..edit.start).unwrap_or_default());
        out.extend_from_slice(edit.text.as_bytes());
        from = edit.end;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    out
}

impl Finding {
    /// A finding about `span`, pointing at its start, with nothing more to say.
    pub fn new(
        check: &'static str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            check,
            severity,
            span,
            point: span.start,
            message: message.into(),
            help: None,
            label: None,
            related: Vec::new(),
            fixes: Vec::new(),
            fingerprint: None,
            waived: None,
        }
    }

    /// Points at `byte` instead.
    #[must_use]
    pub fn pointing_at(mut self, byte: usize) -> Self {
        self.point = byte;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Gives it a short name for a group.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Names other places.
    #[must_use]
    pub fn related(mut self, related: Vec<Related>) -> Self {
        self.related = related;
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn fix(mut self, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { applicability, edits });
        self
    }
}
