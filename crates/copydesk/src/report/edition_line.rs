//! One edition with its balance, as a JSON line: the same from whoever prints it.

use std::path::Path;

use copydesk_ledger::Balance;
use copydesk_manuscript::Digest;
use serde::Serialize;
use serde_json::{Value, json};

/// What a line says of an edition, in its order. What is unknown is null, but for
/// its standing: who has just sent it does not ask.
#[derive(Serialize)]
pub(super) struct EditionLine<'a> {
    pub(super) v: u32,
    pub(super) r#type: &'static str,
    pub(super) key: &'a str,
    pub(super) revision: u32,
    pub(super) digest: &'a str,
    pub(super) profile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) standing: Option<&'static str>,
    #[serde(flatten)]
    pub(super) balance: &'a Balance,
    pub(super) outbox: Option<&'a Path>,
    pub(super) archive: Option<&'a Path>,
}

impl<'a> EditionLine<'a> {
    /// What the ledger knows of every edition.
    pub(super) fn new(
        key: &'a str,
        revision: u32,
        digest: &'a Digest,
        balance: &'a Balance,
    ) -> Self {
        Self {
            v: 1,
            r#type: "edition",
            key,
            revision,
            digest: digest.as_str(),
            profile: None,
            standing: None,
            balance,
            outbox: None,
            archive: None,
        }
    }

    pub(super) fn value(&self) -> Value {
        json!(self)
    }
}
