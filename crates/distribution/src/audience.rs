//! Who an edition is for: the rule that names people, and the people it names.
//!
//! They are read page by page, as often as somebody needs them, and never held as a
//! whole: a list of a million takes the memory of a short one. What counts in the end
//! is whom the ledger has planned.

mod page;
mod rule;

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::Arc;

use copydesk_ledger::{Candidate, Ledger, LedgerError, Optin, Subscriptions, World};
use jiff::tz::TimeZone;

pub use self::page::Page;
pub(crate) use self::page::Pages;
pub use self::rule::Rule;
use crate::{RecipientKey, Segment, Subscribers};

/// A rule, and where its candidates are: each address once, in byte order of
/// addresses, which is the order in which they are planned.
#[derive(Clone)]
pub struct Audience {
    rule: Rule,
    people: People,
    erased: Option<Arc<Erased>>,
    /// Nobody but these.
    holders: Option<Holders>,
}

/// Those who were erased, by what is left of them.
struct Erased {
    marks: BTreeSet<String>,
    key: RecipientKey,
}

/// Those who have a revision of an edition before this one, as a ledger knows them.
#[derive(Clone)]
pub struct Holders {
    /// Which ledger.
    pub ledger: Arc<dyn Ledger>,
    /// Where the edition counts.
    pub world: World,
    /// Its key.
    pub key: String,
    /// The revision that is for them.
    pub before: u32,
}

impl Holders {
    /// Those of a page who are among them.
    async fn among(&self, page: Vec<Candidate>) -> Result<Vec<Candidate>, LedgerError> {
        let addresses = page.iter().map(|candidate| candidate.address.clone()).collect();
        let found = self.ledger.holders(self.world, &self.key, self.before, addresses).await?;
        let found: HashSet<String> = found.into_iter().collect();
        Ok(page.into_iter().filter(|candidate| found.contains(&candidate.address)).collect())
    }
}

#[derive(Clone)]
enum People {
    /// None, or none yet.
    Nobody,
    Listed(Subscribers),
    InLedger {
        people: Arc<dyn Subscriptions>,
        segment: Option<Segment>,
        /// Its calendar tells since when somebody is on the list.
        zone: TimeZone,
    },
}

/// Why people could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AudienceProblem {
    /// The file in which a long list is sorted.
    #[error("the list cannot be read again: {0}")]
    File(#[from] io::Error),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Audience {
    /// For a pipeline without mail.
    pub fn nobody() -> Self {
        Self::silent(Rule::Nobody)
    }

    /// For an edition that mails nobody, by a rule that says so.
    pub fn silent(rule: Rule) -> Self {
        Self { rule, people: People::Nobody, holders: None, erased: None }
    }

    /// Of the same people those who have the words, by the rule that says so.
    #[must_use]
    pub fn held(self, rule: Rule, holders: Holders) -> Self {
        Self { rule, holders: Some(holders), ..self }
    }

    /// Everybody on the list `name`.
    pub fn of_list(
        name: impl Into<String>,
        title: impl Into<String>,
        subscribers: Subscribers,
    ) -> Self {
        let rule = Rule::List { name: name.into(), title: title.into(), segment: None };
        Self { rule, people: People::Listed(subscribers), holders: None, erased: None }
    }

    /// Nobody yet of the list `name` in the ledger: who is on it is read when the
    /// edition goes out.
    pub fn in_ledger(
        name: impl Into<String>,
        title: impl Into<String>,
        segment: Option<&Segment>,
    ) -> Self {
        let segment = segment.map(|segment| segment.as_str().to_owned());
        let rule = Rule::List { name: name.into(), title: title.into(), segment };
        Self { rule, people: People::Nobody, holders: None, erased: None }
    }

    /// The same rule with everybody whom the ledger has on its list, at the moment at
    /// which a page is read, and `segment` takes. Since when they are on it is told by
    /// the calendar of `zone`.
    #[must_use]
    pub fn read_from(
        self,
        people: Arc<dyn Subscriptions>,
        segment: Option<&Segment>,
        zone: &TimeZone,
    ) -> Self {
        let people = People::InLedger { people, segment: segment.cloned(), zone: zone.clone() };
        Self { people, ..self }
    }

    /// The same without those who were erased and whom a list in a file still has. They
    /// are not even planned: the ledger would hold their addresses again.
    #[must_use]
    pub fn without(self, erased: Vec<String>, key: RecipientKey) -> Self {
        let marks: BTreeSet<String> = erased.into_iter().collect();
        let erased = (!marks.is_empty()).then(|| Arc::new(Erased { marks, key }));
        Self { erased, ..self }
    }

    fn has_erased(&self, address: &str) -> bool {
        let erased = self.erased.as_ref();
        erased.is_some_and(|erased| erased.marks.contains(&erased.key.erased_mark(address)))
    }

    /// The rule.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// How many people a list in a file has; of one in the ledger, nobody is known yet.
    pub fn listed(&self) -> u64 {
        match &self.people {
            People::Listed(subscribers) => subscribers.len(),
            People::Nobody | People::InLedger { .. } => 0,
        }
    }

    /// The person with this address, if they are on the list and may be mailed.
    ///
    /// # Errors
    /// [`AudienceProblem`] if they cannot be read.
    pub async fn find(&self, address: &str) -> Result<Option<Candidate>, AudienceProblem> {
        let Rule::List { name: list, .. } = &self.rule else { return Ok(None) };
        match &self.people {
            People::Nobody => Ok(None),
            People::Listed(people) => {
                let known =
                    |(address, name)| Candidate { address, name, list: list.clone(), since: None };
                let found = people.find(address)?.filter(|(address, _)| !self.has_erased(address));
                Ok(found.map(known))
            }
            People::InLedger { people, zone, .. } => {
                let person = people.person(address).await?;
                if person.is_kept_off(list) {
                    return Ok(None);
                }
                let mut on = person.subscriptions.into_iter();
                let on = on.find(|s| s.list == *list && s.standing == Optin::Confirmed);
                Ok(on.map(|on| Candidate {
                    address: person.address,
                    name: person.name,
                    list: list.clone(),
                    since: Some(on.consent.at.to_zoned_datetime(zone.clone()).date()),
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests;
