//! An edition into the parts that the ledger keeps, fixed by one digest.

use copydesk_ledger::{NewEdition, Part, World};
use copydesk_manuscript::Digest;
use copydesk_rendering::{About, Edition, Passed, Prepared};
use serde::Serialize;

use crate::frozen::{FrozenProblem, LAYOUT, accept_key, name};
use crate::{Audience, Rule};

/// The pipeline that an edition comes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name: a draft enters the editions of one pipeline once.
    pub name: String,
    /// Of the definition as written: an approval dies with any change of it.
    pub digest: Digest,
}

/// What [`copydesk_ledger::Ledger::open`] takes: everything that decides what
/// people get, under a digest over all of it. `contents` are the digests of the
/// drafts.
///
/// The world is no part of the digest: what was rehearsed and what goes out are
/// the same edition.
///
/// # Errors
/// [`FrozenProblem::Key`] if the key could not name a folder.
pub fn freeze(
    edition: Passed<'_>,
    world: World,
    audience: &Audience,
    pipeline: &Definition,
    contents: Vec<Digest>,
    revision: u32,
) -> Result<NewEdition, FrozenProblem> {
    Ingredients::of(edition.edition(), audience, pipeline, revision).seal(world, contents)
}

/// What an edition is made of.
pub(crate) struct Ingredients<'a> {
    pub(crate) about: &'a About,
    pub(crate) subject: &'a str,
    pub(crate) html: &'a Prepared,
    pub(crate) text: &'a Prepared,
    pub(crate) page: &'a Prepared,
    pub(crate) rule: &'a Rule,
    pub(crate) pipeline: &'a Definition,
    pub(crate) revision: u32,
}

impl<'a> Ingredients<'a> {
    pub(crate) fn of(
        edition: &'a Edition,
        audience: &'a Audience,
        pipeline: &'a Definition,
        revision: u32,
    ) -> Self {
        Self {
            about: edition.about(),
            subject: edition.subject(),
            html: edition.html(),
            text: edition.text(),
            page: edition.page(),
            rule: audience.rule(),
            pipeline,
            revision,
        }
    }

    pub(crate) fn seal(
        &self,
        world: World,
        contents: Vec<Digest>,
    ) -> Result<NewEdition, FrozenProblem> {
        accept_key(&self.about.key)?;
        let parts = vec![
            part(name::LAYOUT, LAYOUT),
            part(name::REVISION, self.revision.to_string()),
            part(name::ABOUT, json(self.about)?),
            part(name::SUBJECT, self.subject),
            part(name::HTML, json(self.html)?),
            part(name::TEXT, json(self.text)?),
            part(name::PAGE, json(self.page)?),
            part(name::AUDIENCE, json(self.rule)?),
            part(name::PIPELINE, self.pipeline.digest.as_str()),
        ];
        Ok(NewEdition {
            world,
            key: self.about.key.clone(),
            revision: self.revision,
            pipeline: self.pipeline.name.clone(),
            digest: digest(&parts),
            contents,
            parts,
            not_after: None,
        })
    }
}

/// Over names, lengths and bytes, in order.
pub(crate) fn digest(parts: &[Part]) -> Digest {
    Digest::of_parts(parts.iter().map(|p| (p.name.as_str(), p.bytes.as_slice())))
}

fn part(name: &str, bytes: impl Into<Vec<u8>>) -> Part {
    Part { name: name.to_owned(), bytes: bytes.into() }
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, FrozenProblem> {
    serde_json::to_vec(value).map_err(FrozenProblem::Unwritable)
}
