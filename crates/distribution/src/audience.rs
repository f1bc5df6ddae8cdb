//! Who an edition is for: the rule that names people, and the people it names.

use std::collections::BTreeMap;

use copydesk_ledger::Candidate;
use serde::{Deserialize, Serialize};

use crate::Subscribers;

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
    },
}

/// A rule with its candidates, each address once, in byte order of addresses: the
/// order in which they are planned.
#[derive(Clone, Debug)]
pub struct Audience {
    rule: Rule,
    candidates: Vec<Candidate>,
}

impl Audience {
    /// For a pipeline without mail.
    pub fn nobody() -> Self {
        Self { rule: Rule::Nobody, candidates: Vec::new() }
    }

    /// Everybody on the list `name`.
    pub fn of_list(
        name: impl Into<String>,
        title: impl Into<String>,
        subscribers: Subscribers,
    ) -> Self {
        let (name, title) = (name.into(), title.into());
        let people: BTreeMap<String, Option<String>> = subscribers.people.into_iter().collect();
        let candidates = people
            .into_iter()
            .map(|(address, called)| Candidate { address, name: called, list: name.clone() })
            .collect();
        Self { rule: Rule::List { name, title }, candidates }
    }

    /// The rule.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The people, in the order in which they are planned.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }
}
