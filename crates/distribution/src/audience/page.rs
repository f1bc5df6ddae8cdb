//! The people of a rule, some at a time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use copydesk_ledger::{Candidate, Listed};

use super::{Audience, AudienceProblem, People};

/// People of a page, and so of a chunk of the plan, at most.
pub(super) const PAGE: usize = 10_000;

/// Some candidates in order.
#[derive(Clone, Debug)]
pub struct Page {
    /// Perhaps none: a segment may take nobody of a stretch.
    pub candidates: Vec<Candidate>,
    /// The next page begins behind this address. `None`: this was the last one.
    pub behind: Option<String>,
}

impl Audience {
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
}

impl Page {
    fn none() -> Self {
        Self { candidates: Vec::new(), behind: None }
    }
}

/// One page after another. Each next one is asked for before the one at hand is given:
/// the ledger reads it while that is worked on.
pub(crate) struct Pages<'a> {
    audience: &'a Audience,
    /// `None`: there are no more.
    next: Option<Next<'a>>,
}

type Read = Result<Page, AudienceProblem>;

enum Next<'a> {
    OnItsWay(Pin<Box<dyn Future<Output = Read> + Send + 'a>>),
    Here(Box<Read>),
}

impl<'a> Pages<'a> {
    pub(crate) fn of(audience: &'a Audience, after: Option<String>) -> Self {
        Self { audience, next: Some(Next::OnItsWay(read(audience, after))) }
    }

    /// The next, if there is one.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Candidate>>, AudienceProblem> {
        let page = match self.next.take() {
            None => return Ok(None),
            Some(Next::OnItsWay(page)) => page.await?,
            Some(Next::Here(page)) => (*page)?,
        };
        if let Some(behind) = page.behind {
            let mut page = read(self.audience, Some(behind));
            let asked = poll_fn(|context| Poll::Ready(page.as_mut().poll(context))).await;
            self.next = Some(match asked {
                Poll::Ready(page) => Next::Here(Box::new(page)),
                Poll::Pending => Next::OnItsWay(page),
            });
        }
        Ok(Some(page.candidates))
    }
}

fn read(
    audience: &Audience,
    after: Option<String>,
) -> Pin<Box<dyn Future<Output = Read> + Send + '_>> {
    Box::pin(async move { audience.page(after.as_deref()).await })
}
