//! The ways to look at a draft: a tab each.

use super::{Shown, Standing, Wanted};

/// A way to look at a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Findings,
    Html,
    Dark,
    Phone,
    Text,
    Source,
    Page,
}

/// In the order of the tabs.
pub(super) const ALL: [View; 7] =
    [View::Findings, View::Html, View::Dark, View::Phone, View::Text, View::Source, View::Page];

impl View {
    /// The one asked for; else what an editor has to know first.
    pub(super) fn of(wanted: &Wanted, shown: &Shown) -> Self {
        let asked = wanted.view.as_deref();
        let asked = ALL.into_iter().find(|view| Some(view.key()) == asked);
        asked.unwrap_or(match shown.standing {
            Standing::Clear => Self::Html,
            Standing::Held | Standing::Broken => Self::Findings,
        })
    }

    /// In addresses and class names.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Html => "html",
            Self::Dark => "dark",
            Self::Phone => "phone",
            Self::Text => "text",
            Self::Source => "source",
            Self::Page => "page",
        }
    }

    /// On the tab.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Html => "HTML",
            Self::Dark => "Dark",
            Self::Phone => "Phone",
            Self::Text => "Text",
            Self::Source => "Headers and source",
            Self::Page => "Archive page",
        }
    }

    /// What a screen reader calls the frame.
    pub(super) fn frame_title(self) -> &'static str {
        match self {
            Self::Findings => "The findings",
            Self::Html => "The mail in a light inbox",
            Self::Dark => "The mail in a dark inbox",
            Self::Phone => "The mail on a phone",
            Self::Text => "The mail's plain text",
            Self::Source => "The mail's headers and source",
            Self::Page => "The archive page",
        }
    }

    /// Whether it is a page of its own, in a frame.
    pub(super) fn is_framed(self) -> bool {
        !matches!(self, Self::Text | Self::Source)
    }

    /// Whether it shows an edition, and not what is said of a draft.
    pub(super) fn is_edition(self) -> bool {
        self != Self::Findings
    }

    /// Whether it shows the mail.
    pub(super) fn is_mail(self) -> bool {
        self.is_edition() && self != Self::Page
    }
}
