//! Who said yes to what.

use copydesk_ledger::{LedgerError, NewProposal, Proposal};
use copydesk_manuscript::Digest;

use crate::desk::Desk;

fn proposal(text: &str) -> NewProposal {
    NewProposal {
        key: "2027-01-15-brief".to_owned(),
        revision: 1,
        pipeline: "brief".to_owned(),
        digest: Digest::of(text.as_bytes()),
        subject: "Subject".to_owned(),
        text: text.to_owned(),
        warnings: vec!["sentence-uncited".to_owned()],
        contents: vec![Digest::of(format!("draft {text}").as_bytes())],
    }
}

fn names(proposal: &Proposal) -> Vec<&str> {
    proposal.approvals().map(|answer| answer.name.as_str()).collect()
}

pub(crate) async fn an_answer_is_to_one_digest_and_a_persons_last_word_counts(desk: Desk) {
    let ledger = &desk.ledger;
    let first = ledger.propose(proposal("one")).await.unwrap();
    assert_eq!((first.proposed.clone(), first.answers.len()), (proposal("one"), 0));
    let digest = first.proposed.digest;
    ledger.answer(&digest, "Ann", true, "").await.unwrap();
    ledger.answer(&digest, "Ann", true, "").await.unwrap();
    let both = ledger.answer(&digest, "Bo", false, "the second figure").await.unwrap();
    assert_eq!(names(&both), ["Ann"]);
    assert_eq!(both.rejection().unwrap().comment, "the second figure");
    let agreed = ledger.answer(&digest, "Bo", true, "").await.unwrap();
    assert_eq!((names(&agreed), agreed.rejection()), (vec!["Ann", "Bo"], None));
    assert_eq!(ledger.answered().await.unwrap(), 4);
    // Other bytes are another proposal, also in the eyes of another process.
    let changed = desk.another_handle().propose(proposal("two")).await.unwrap();
    assert!(changed.answers.is_empty());
}

pub(crate) async fn the_proposal_that_was_made_last_comes_first(desk: Desk) {
    for text in ["one", "two", "one"] {
        desk.ledger.propose(proposal(text)).await.unwrap();
        desk.clock.advance(60);
    }
    let proposals = desk.ledger.proposals().await.unwrap();
    let texts: Vec<&str> = proposals.iter().map(|p| p.proposed.text.as_str()).collect();
    assert_eq!(texts, ["one", "two"]);
}

pub(crate) async fn nobody_answers_what_was_never_proposed(desk: Desk) {
    let digest = Digest::of(b"never");
    let refused = desk.ledger.answer(&digest, "Ann", true, "").await;
    assert!(matches!(refused, Err(LedgerError::UnknownProposal)), "{refused:?}");
}

pub(crate) async fn what_waits_for_its_time_keeps_its_beginning(desk: Desk) {
    let ledger = &desk.ledger;
    let digest = ledger.propose(proposal("one")).await.unwrap().proposed.digest;
    let admitted = ledger.admit(&digest).await.unwrap();
    desk.clock.advance(300);
    assert_eq!(ledger.admit(&digest).await.unwrap(), admitted);
    let until = desk.clock.in_seconds(300);
    ledger.postpone(&digest, until).await.unwrap();
    let seen = desk.another_handle().proposals().await.unwrap().remove(0);
    assert_eq!((seen.admitted_at, seen.waits_until), (Some(admitted), Some(until)));
    // Set forward, it begins again; set back behind its beginning, too.
    ledger.admit_again().await.unwrap();
    assert_eq!(ledger.admit(&digest).await.unwrap(), desk.clock.in_seconds(0));
    desk.clock.advance(-4000);
    assert_eq!(ledger.admit(&digest).await.unwrap(), desk.clock.in_seconds(0));
    let unknown = ledger.admit(&Digest::of(b"none")).await.unwrap_err();
    assert!(matches!(unknown, LedgerError::UnknownProposal));
}

pub(crate) async fn what_was_ended_before_it_went_out_is_never_opened(desk: Desk) {
    use copydesk_ledger::{Opened, World};
    let ledger = &desk.ledger;
    let digest = ledger.propose(proposal("one")).await.unwrap().proposed.digest;
    let before = ledger.answered().await.unwrap();
    let draft = Digest::of(b"draft one");
    assert_eq!(ledger.withdrawn(&draft).await.unwrap(), None);
    let ended = desk.another_handle().withdraw(&digest).await.unwrap().cancelled_at;
    desk.clock.advance(60);
    assert_eq!(ledger.withdraw(&digest).await.unwrap().cancelled_at, ended);
    assert!(ledger.answered().await.unwrap() > before, "whoever waits hears of it");
    let mut edition = crate::desk::edition(World::Live, "2027-01-15-brief", "one");
    edition.contents = vec![draft.clone()];
    assert_eq!(ledger.open(edition).await.unwrap(), Opened::Withdrawn);
    assert!(ledger.editions(World::Live).await.unwrap().is_empty());
    assert_eq!(ledger.withdrawn(&draft).await.unwrap().as_deref(), Some("2027-01-15-brief"));
    // Other words are another edition.
    let other = crate::desk::edition(World::Live, "2027-01-15-brief", "two");
    crate::desk::new(ledger.open(other).await.unwrap());
}
