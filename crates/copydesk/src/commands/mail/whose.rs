//! Whose message it is: the delivery whose tag it came to, or an address with its
//! own token, or, where a provider has blacked the address out, the subscriber whose
//! token it is.

use copydesk_distribution::{AudienceProblem, RecipientKey, Subscribers, read_subscribers};
use copydesk_ledger::{Reason, Subscriptions};
use copydesk_pipeline::Newsroom;

use super::Case;
use crate::trouble::Failure;

/// People that are read at once.
const PAGE: u32 = 10_000;

pub(super) struct Whose<'a> {
    pub(super) newsroom: &'a Newsroom,
    pub(super) people: &'a dyn Subscriptions,
    pub(super) key: &'a RecipientKey,
}

impl Whose<'_> {
    /// The list and the address that the case proves to be about.
    pub(super) async fn find(&self, case: &Case) -> Result<Option<(String, String)>, Failure> {
        // Whoever it was forwarded to since, and whatever of it came back.
        for delivery in case.proof.tags.iter().filter_map(|tag| self.key.bounced(tag)) {
            if let Some(addressee) = self.people.addressee(delivery).await? {
                return Ok(Some(addressee));
            }
        }
        for list in self.newsroom.lists.keys() {
            for address in &case.proof.addresses {
                if self.proves(case, list, address) {
                    return Ok(Some((list.clone(), address.clone())));
                }
            }
        }
        // A bounce names its address. Who complains or leaves may use another one
        // than the one that is subscribed.
        match case.reason {
            Reason::Complained | Reason::Unsubscribed if !case.proof.tokens.is_empty() => {
                self.search(case).await
            }
            _ => Ok(None),
        }
    }

    fn proves(&self, case: &Case, list: &str, address: &str) -> bool {
        case.proof.tokens.iter().any(|token| self.key.proves(list, address, token))
    }

    async fn search(&self, case: &Case) -> Result<Option<(String, String)>, Failure> {
        for (name, list) in &self.newsroom.lists {
            let file = match &list.file {
                Some(file) => {
                    let path = self.newsroom.root.join(file);
                    Some(read_subscribers(&path, &path.display().to_string())?)
                }
                None => None,
            };
            let mut after: Option<String> = None;
            loop {
                let page = self.page(file.as_ref(), name, after.as_deref()).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.clone());
                let proved = |address: &String| self.proves(case, name, address);
                if let Some(address) = page.into_iter().find(proved) {
                    return Ok(Some((name.clone(), address)));
                }
            }
        }
        Ok(None)
    }

    /// The addresses of a list behind one of them.
    async fn page(
        &self,
        file: Option<&Subscribers>,
        list: &str,
        after: Option<&str>,
    ) -> Result<Vec<String>, Failure> {
        let Some(file) = file else {
            let page = self.people.subscribed(list, after, PAGE).await?;
            return Ok(page.into_iter().map(|person| person.subscriber.address).collect());
        };
        let page = file.page(after, PAGE as usize).map_err(AudienceProblem::from)?;
        Ok(page.into_iter().map(|(address, _)| address).collect())
    }
}
