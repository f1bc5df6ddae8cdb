//! Whether readers can leave: the newsroom's address is asked as a mailbox provider
//! would ask it (RFC 8058), with a token that is nobody's.
//!
//! Who holds the newsroom's key recognises such a token and signs its answer, so that
//! neither a static site that answers everything with 200 nor somebody else's service
//! passes. Mail to a relay beyond this machine needs a [`LeavingWorks`], and there is
//! no other way to one.

use std::time::Duration;

use crate::error::innermost;
use crate::tokens::same;
use crate::{RecipientKey, Token};

/// The header of the answer.
pub const PROBE_ANSWER: &str = "copydesk-answer";

/// What a provider sends, and nothing else (RFC 8058, section 3.2).
pub const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// Of a test token's digits, those that are made up; the others sign them.
const NONCE: usize = 16;

/// For the connection and for the whole answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody has asked, and the newsroom's service answered.
#[derive(Clone, Copy, Debug)]
pub struct LeavingWorks(());

/// Why nobody could leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeavingProblem {
    /// The address cannot be called.
    #[error("{url} cannot be reached: {why}")]
    Unreachable {
        /// Where was asked.
        url: String,
        /// Why not.
        why: String,
    },
    /// Something else answers there.
    #[error("{url} answers, but it is not this newsroom's `copydesk serve` (status {status})")]
    Stranger {
        /// Where was asked.
        url: String,
        /// What HTTP says.
        status: u16,
    },
}

impl RecipientKey {
    /// A token of the right shape that belongs to nobody.
    pub fn test_token(&self, nonce: u64) -> Token {
        let nonce = format!("{nonce:016x}");
        let signature = self.digits(["test", "", &nonce], 8);
        Token::nobodys(nonce + &signature)
    }

    /// The answer to a test token of ours; `None` if it is none.
    pub fn answer_to_test(&self, token: &str) -> Option<String> {
        let nonce = token.get(..NONCE)?.to_ascii_lowercase();
        let number = u64::from_str_radix(&nonce, 16).ok()?;
        let is_test = same(self.test_token(number).as_str(), token);
        is_test.then(|| self.digits(["answer", "", &nonce], 16))
    }
}

/// Asks `url`, where the newsroom's pages stand, to take nobody off any list. `nonce`
/// is never used again.
///
/// # Errors
/// [`LeavingProblem`] says where was asked and what came.
pub async fn probe(
    url: &str,
    key: &RecipientKey,
    nonce: u64,
) -> Result<LeavingWorks, LeavingProblem> {
    let token = key.test_token(nonce);
    let link = token.unsubscribe_link(url);
    // Shown without the token: whoever reads it should not look for a person behind it.
    let shown = format!("{}/unsubscribe/", url.trim_end_matches('/'));
    let unreachable = |error: reqwest::Error| LeavingProblem::Unreachable {
        url: shown.clone(),
        why: innermost(&error),
    };
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        // A one-click request is not followed elsewhere (RFC 8058, section 3.1).
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(unreachable)?;
    let answer = client
        .post(link)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(ONE_CLICK)
        .send()
        .await
        .map_err(unreachable)?;
    let signed = answer.headers().get(PROBE_ANSWER).and_then(|value| value.to_str().ok());
    let right = signed
        .zip(key.answer_to_test(token.as_str()))
        .is_some_and(|(theirs, ours)| same(&ours, theirs));
    if answer.status().is_success() && right {
        return Ok(LeavingWorks(()));
    }
    Err(LeavingProblem::Stranger { url: shown, status: answer.status().as_u16() })
}

#[cfg(test)]
impl LeavingWorks {
    /// As if somebody had asked.
    pub(crate) fn assumed() -> Self {
        Self(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_recognises_a_test_and_signs_the_answer() {
        let key = RecipientKey::new([7; 32]);
        let token = key.test_token(12);
        let answer = key.answer_to_test(token.as_str()).unwrap();
        assert_eq!(key.answer_to_test(&token.as_str().to_uppercase()).unwrap(), answer);
        assert_ne!(key.answer_to_test(key.test_token(13).as_str()).unwrap(), answer);
        assert_eq!(RecipientKey::new([8; 32]).answer_to_test(token.as_str()), None);
        let person = key.confirmation("a@x.org");
        for other in [person.as_str(), "", "0", &"é".repeat(16), &token.as_str()[..31]] {
            assert_eq!(key.answer_to_test(other), None, "{other}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_reached_is_said_without_the_token() {
        // Nobody listens on the discard port.
        let problem =
            probe("http://127.0.0.1:9", &RecipientKey::new([7; 32]), 1).await.unwrap_err();
        let said = problem.to_string();
        assert!(said.starts_with("http://127.0.0.1:9/unsubscribe/ cannot be reached: "), "{said}");
    }
}
