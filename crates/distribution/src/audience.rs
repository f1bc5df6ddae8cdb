//! Who an edition is for: the rule that names people, and the people it names.

use std::collections::BTreeMap;

use copydesk_ledger::{Candidate, LedgerError, Listed, Subscriptions};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{Segment, Subscribers};

/// People that are read at once.
const PAGE: u32 = 10_000;

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
            .map(|(address, called)| {
                let list = name.clone();
                Candidate { address, name: called, list, since: None }
            })
            .collect();
        Self { rule: Rule::List { name, title, segment: None }, candidates }
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
        Self { rule, candidates: Vec::new() }
    }

    /// The same rule with everybody whom the ledger has on its list and `segment`
    /// takes. Since when they are on it is told by the calendar of `zone`.
    ///
    /// # Errors
    /// [`LedgerError`] if the list cannot be read.
    pub async fn from_ledger(
        &self,
        people: &dyn Subscriptions,
        segment: Option<&Segment>,
        zone: &TimeZone,
    ) -> Result<Self, LedgerError> {
        let Rule::List { name, .. } = &self.rule else { return Ok(self.clone()) };
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut after = None;
        loop {
            let page = people.subscribed(name, after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.subscriber.address.clone());
            let takes = |person: &Listed| segment.is_none_or(|s| s.takes(&person.subscriber));
            candidates.extend(page.into_iter().filter(takes).map(|person| Candidate {
                address: person.subscriber.address,
                name: person.subscriber.name,
                list: name.clone(),
                since: Some(person.since.to_zoned_datetime(zone.clone()).date()),
            }));
        }
        Ok(Self { rule: self.rule.clone(), candidates })
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use copydesk_ledger::{Consent, NewSubscription, Optin, SqliteLedger, Subscriber, SystemClock};

    use super::*;

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
                attributes: BTreeMap::default(),
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
        let audience = audience.from_ledger(&ledger, None, &london).await.unwrap();
        assert_eq!(audience.candidates()[0].since, Some(jiff::civil::date(2024, 5, 1)));
    }
}
