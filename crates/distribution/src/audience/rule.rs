//! The rule that names people. Which people, it does not know.

use serde::{Deserialize, Serialize};

/// How the candidates are found. It is part of an edition's digest, so that an
/// approval dies with any change of it; who is on the list today is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The pipeline sends no mail.
    Nobody,
    /// Every subscriber of a list.
    List {
        /// Its name in `copydesk.yaml`.
        name: String,
        /// What readers know it by.
        title: String,
        /// Only those of them for whom this holds, as it is written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        segment: Option<String>,
    },
    /// Nobody now: the list's next edition tells of this correction.
    Next {
        /// Its name in `copydesk.yaml`.
        name: String,
    },
    /// Those on a list who have a revision of this edition before this one.
    Holders {
        /// Its name in `copydesk.yaml`.
        name: String,
        /// What readers know it by.
        title: String,
    },
}

impl Rule {
    /// Whether anybody is mailed.
    pub fn mails(&self) -> bool {
        matches!(self, Self::List { .. } | Self::Holders { .. })
    }

    /// The list that it is about, by its name in `copydesk.yaml`.
    pub fn list(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::List { name, .. } | Self::Next { name } | Self::Holders { name, .. } => {
                Some(name)
            }
        }
    }

    /// What those who are mailed know the list by.
    pub fn title(&self) -> &str {
        match self {
            Self::Nobody | Self::Next { .. } => "",
            Self::List { title, .. } | Self::Holders { title, .. } => title,
        }
    }
}
