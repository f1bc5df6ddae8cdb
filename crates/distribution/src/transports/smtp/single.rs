//! One message outside of any run: a test.

use super::Relay;
use super::body::BodyAnswer;
use super::line::Line;
use super::reply::No;
use crate::{Message, TestReceipt};

/// Offers one message to the relay, as [`super::submit`] does, and says what it
/// answered. Nothing is noted and nothing is tried twice.
pub(crate) async fn submit_test(relay: &Relay, hello: &str, message: &Message) -> TestReceipt {
    let mut line = Line::new(relay, hello);
    let answer = match line.offer(&message.from, &message.to).await {
        Err(halt) => return TestReceipt::Unsent(halt.to_string()),
        Ok(Err((_, no))) => BodyAnswer::Not(no),
        Ok(Ok(())) => match line.current() {
            // Nobody recovers a test, so its dot is noted nowhere.
            Some(session) => session.body(message.bytes(), None, &mut || {}).await,
            None => BodyAnswer::LostBeforeDot("there was no connection".to_owned()),
        },
    };
    let receipt = match answer {
        BodyAnswer::Taken(reply) => TestReceipt::Accepted(reply),
        BodyAnswer::Not(No::Later(reply)) => TestReceipt::Deferred(reply),
        BodyAnswer::Not(No::Never(reply)) => TestReceipt::Rejected(reply),
        BodyAnswer::Not(No::Lost(why)) | BodyAnswer::LostBeforeDot(why) => TestReceipt::Unsent(why),
        BodyAnswer::LostAfterDot(why) => TestReceipt::Uncertain(why),
    };
    // Only after an answer is QUIT not taken for a body.
    if matches!(&receipt, TestReceipt::Unsent(_) | TestReceipt::Uncertain(_)) {
        line.drop_now();
    }
    line.hang_up().await;
    receipt
}
