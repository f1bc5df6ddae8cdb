//! Who an edition is for: the rule that names people, and the people it names.
//!
//! They are read page by page, as often as somebody needs them, and never held as a
//! whole: a list of a million takes the memory of a short one. What counts in the end
//! is whom the ledger has planned.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::Arc;

use copydesk_ledger::{Candidate, Ledger, LedgerError, Listed, Optin, Subscriptions, World};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{RecipientKey, Segment, Subscribers};

/// People of a page, and so of a chunk of the plan, at most.
const PAGE: usize = 10_000;

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

/// Some candidates in order.
#[derive(Clone, Debug)]
pub struct Page {
    /// Perhaps none: a segment may take nobody of a stretch.
    pub candidates: Vec<Candidate>,
    /// The next page begins behind this address. `None`: this was the last one.
    pub behind: Option<String>,
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

    /// The people behind this address.
    ///
    /// # Errors
    /// [`AudienceProblem`] if they cannot be read.
    pub async fn page(&self, after: Option<&str>) -> Result<Page, AudienceProblem> {
        let Some(list) = self.rule.list().filter(|_| self.rule.mails()) else {
            return Ok(Page::none());
        };
        let (mut candidates, read, last): (Vec<Candidate>, _, _) = match &self.people {
            People::Nobody => return Ok(Page::none()),
            People::Listed(subscribers) => {
                let page = subscribers.page(after, PAGE)?;
                let last = page.last().map(|(address, _)| address.clone());
                let read = page.len();
                let list = || list.to_owned();
                let known =
                    |(address, name)| Candidate { address, name, list: list(), since: None };
                (page.into_iter().map(known).collect(), read, last)
            }
            People::InLedger { people, segment, zone } => {
                let page = people.subscribed(list, after, PAGE as u32).await?;
                let last = page.last().map(|person| person.subscriber.address.clone());
                let read = page.len();
                let takes =
                    |person: &Listed| segment.as_ref().is_none_or(|s| s.takes(&person.subscriber));
                let known = |person: Listed| Candidate {
                    address: person.subscriber.address,
                    name: person.subscriber.name,
                    list: list.to_owned(),
                    since: Some(person.since.to_zoned_datetime(zone.clone()).date()),
                };
                (page.into_iter().filter(takes).map(known).collect(), read, last)
            }
        };
        candidates.retain(|candidate| !self.has_erased(&candidate.address));
        let candidates = match &self.holders {
            Some(holders) => holders.among(candidates).await?,
            None => candidates,
        };
        Ok(Page { candidates, behind: last.filter(|_| read == PAGE) })
    }

    /// How many people there are. Reads through a list in the ledger.
    ///
    /// # Errors
    /// [`AudienceProblem`] if they cannot be read.
    pub async fn count(&self) -> Result<u64, AudienceProblem> {
        if let (People::Listed(subscribers), None, None) =
            (&self.people, &self.erased, &self.holders)
        {
            return Ok(subscribers.len());
        }
        let mut pages = Pages::of(self, None);
        let mut count = 0;
        while let Some(candidates) = pages.next().await? {
            count += candidates.len() as u64;
        }
        Ok(count)
    }

    /// Whether there is nobody.
    ///
    /// # Errors
    /// [`AudienceProblem`] if they cannot be read.
    pub async fn is_empty(&self) -> Result<bool, AudienceProblem> {
        let mut pages = Pages::of(self, None);
        while let Some(candidates) = pages.next().await? {
            if !candidates.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
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

impl Page {
    fn none() -> Self {
        Self { candidates: Vec::new(), behind: None }
    }
}

/// One page after another.
pub(crate) struct Pages<'a> {
    audience: &'a Audience,
    /// `None`: there are no more.
    after: Option<Option<String>>,
}

impl<'a> Pages<'a> {
    pub(crate) fn of(audience: &'a Audience, after: Option<String>) -> Self {
        Self { audience, after: Some(after) }
    }

    /// The next, if there is one.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Candidate>>, AudienceProblem> {
        let Some(after) = self.after.take() else { return Ok(None) };
        let page = self.audience.page(after.as_deref()).await?;
        self.after = page.behind.map(Some);
        Ok(Some(page.candidates))
    }
}

#[cfg(test)]
mod tests {
    use copydesk_ledger::{Consent, NewSubscription, Optin, SqliteLedger, Subscriber, SystemClock};

    use super::*;

    #[tokio::test]
    async fn who_was_erased_is_not_among_them() {
        let key = RecipientKey::new([7; RecipientKey::LENGTH]);
        let people = ["a@x.org", "b@x.org", "c@x.org"].map(|address| (address.to_owned(), None));
        let mark = key.erased_mark("b@x.org");
        let audience = Audience::of_list("readers", "The Quay", Subscribers::of(people));
        let audience = audience.without(vec![mark, "erased:other".to_owned()], key);
        let page = audience.page(None).await.unwrap();
        let left: Vec<&str> = page.candidates.iter().map(|c| c.address.as_str()).collect();
        assert_eq!(left, ["a@x.org", "c@x.org"]);
        assert_eq!(audience.count().await.unwrap(), 2);
        assert!(audience.find("b@x.org").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn pages_meet_and_leave_nobody_out() {
        for count in [0, 1, PAGE, PAGE + 3] {
            let people = (0..count).map(|n| (format!("{n:05}@x.org"), None));
            let audience = Audience::of_list("readers", "The Quay", Subscribers::of(people));
            let mut pages = Pages::of(&audience, None);
            let mut all = Vec::new();
            while let Some(candidates) = pages.next().await.unwrap() {
                assert!(candidates.len() <= PAGE);
                all.extend(candidates.into_iter().map(|candidate| candidate.address));
            }
            assert_eq!(all.len(), count);
            assert!(all.is_sorted());
            assert_eq!(audience.count().await.unwrap(), count as u64);
            assert_eq!(audience.is_empty().await.unwrap(), count == 0);
        }
        let people = (0..3).map(|n| (format!("{n}@x.org"), None));
        let audience = Audience::of_list("readers", "The Quay", Subscribers::of(people));
        // Somebody who is not on the list any more.
        let page = audience.page(Some("0@y.org")).await.unwrap();
        assert_eq!(page.candidates[0].address, "1@x.org");
        assert_eq!(page.behind, None);
    }

    #[tokio::test]
    async fn people_are_on_a_list_since_the_day_it_was_here() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.sqlite");
        let ledger = SqliteLedger::open(&file, Arc::new(SystemClock)).unwrap();
        let asked = NewSubscription {
            list: "readers".to_owned(),
            subscriber: Subscriber {
                address: "ann@example.org".to_owned(),
                name: None,
                attributes: copydesk_ledger::Attributes::default(),
                tags: Vec::new(),
            },
            standing: Optin::Confirmed,
            consent: Consent {
                at: "2024-04-30T23:30:00Z".parse().unwrap(),
                source: "a form".to_owned(),
                text_version: None,
                ip: None,
            },
        };
        ledger.subscribe(asked).await.unwrap();
        let london = TimeZone::get("Europe/London").unwrap();
        let audience = Audience::in_ledger("readers", "Readers", None);
        let audience = audience.read_from(Arc::new(ledger), None, &london);
        let page = audience.page(None).await.unwrap();
        assert_eq!(page.candidates[0].since, Some(jiff::civil::date(2024, 5, 1)));
        let found = audience.find("ann@example.org").await.unwrap();
        assert_eq!(found.as_ref(), page.candidates.first());
        assert_eq!(audience.find("bob@example.org").await.unwrap(), None);
    }
}
