//! One message outside of any run: a test, or a letter.

use super::Relay;
use super::body::BodyAnswer;
use super::line::Line;
use super::reply::No;
use crate::{Message, SingleReceipt};

/// Offers one message to the relay, as [`super::submit`] does, and says what it
/// answered. Nothing is noted and nothing is tried twice.
pub(crate) async fn submit_one(relay: &Relay, hello: &str, message: &Message) -> SingleReceipt {
    let mut line = Line::new(relay, hello);
    let answer = match line.offer(&message.from, &message.to).await {
        Err(halt) => return SingleReceipt::Unsent(halt.to_string()),
        Ok(Err((_, no))) => BodyAnswer::Not(no),
        Ok(Ok(())) => match line.current() {
            // Nobody recovers it, so its dot is noted nowhere.
            Some(session) => session.body(message.bytes(), None, &mut || {}).await,
            None => BodyAnswer::LostBeforeDot("there was no connection".to_owned()),
        },
    };
    let receipt = match answer {
        BodyAnswer::Taken(reply) => SingleReceipt::Accepted(reply),
        BodyAnswer::Not(No::Later(reply)) => SingleReceipt::Deferred(reply),
        BodyAnswer::Not(No::Never(reply)) => SingleReceipt::Rejected(reply),
        BodyAnswer::Not(No::Lost(why)) | BodyAnswer::LostBeforeDot(why) => {
            SingleReceipt::Unsent(why)
        }
        BodyAnswer::LostAfterDot(why) => SingleReceipt::Uncertain(why),
    };
    // Only after an answer is QUIT not taken for a body.
    if matches!(&receipt, SingleReceipt::Unsent(_) | SingleReceipt::Uncertain(_)) {
        line.drop_now();
    }
    line.hang_up().await;
    receipt
}
