//! A relay that fails in every way, for some people each: every fault ends in the state
//! that delivery promises, and nobody beside it notices.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use copydesk_ledger::{Ledger, World};

use crate::chance::Chance;
use crate::sink::{Act, At, Fault, Faults, Manner, Sink};
use crate::trial::{Knobs, Trial, TrialError};

/// Of the sender.
const CONNECTIONS: u32 = 8;
/// Of so many people one meets a fault, so that the relay is not taken for dead all the
/// time.
const ONE_IN: usize = 5;
/// A destination that says 421 is left alone for so long.
const PAUSE: u32 = 1;

/// A fault, and what is promised of it.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// What the relay does, in words.
    pub what: &'static str,
    /// What it does.
    pub fault: Fault,
    /// What the ledger first says of a delivery that met it.
    pub first: &'static str,
    /// How the delivery stands when nobody waits any more.
    pub last: &'static str,
}

const fn before(
    at: At,
    what: &'static str,
    act: Act,
    (first, last): (&'static str, &'static str),
) -> Promise {
    Promise { what, fault: Fault { at, act, has_it: false }, first, last }
}

const fn after(
    what: &'static str,
    act: Act,
    has_it: bool,
    (first, last): (&'static str, &'static str),
) -> Promise {
    Promise { what, fault: Fault { at: At::End, act, has_it }, first, last }
}

const YES: (&str, &str) = ("accepted", "accepted");
/// A certain no for now: it is offered again.
const LATER: (&str, &str) = ("deferred", "accepted");
const NEVER: (&str, &str) = ("rejected", "rejected");
/// Nothing was sent: it is offered again.
const UNSENT: (&str, &str) = ("unsent", "accepted");
/// Nobody knows, so it is held.
const HELD: (&str, &str) = ("uncertain", "uncertain");

use Act::{Drip, HangUp, Late, Reset, Say, Silence, TooLate};
use At::{Data, Recipient};

/// In the order of an SMTP dialogue.
pub const PROMISES: [Promise; 24] = [
    before(Recipient, "450 to the recipient", Say("450 4.2.1 busy"), LATER),
    before(Recipient, "421 to the recipient", Say("421 4.3.2 going away"), LATER),
    before(Recipient, "550 to the recipient", Say("550 5.1.1 nobody here"), NEVER),
    before(Recipient, "no SMTP to the recipient", Say("what?"), UNSENT),
    before(Recipient, "hangs up at the recipient", HangUp, UNSENT),
    before(Recipient, "resets at the recipient", Reset, UNSENT),
    before(Recipient, "says nothing to the recipient", Silence, UNSENT),
    before(Recipient, "answers the recipient late", Late, YES),
    before(Recipient, "answers the recipient too late", TooLate, UNSENT),
    before(Recipient, "answers the recipient byte by byte, for ever", Drip, UNSENT),
    before(Data, "451 to DATA", Say("451 4.3.0 not now"), LATER),
    before(Data, "554 to DATA", Say("554 5.5.1 no"), NEVER),
    before(Data, "hangs up at DATA", HangUp, UNSENT),
    after("451 to the message", Say("451 4.3.0 not now"), false, LATER),
    after("421 to the message", Say("421 4.3.2 going away"), false, LATER),
    after("554 to the message", Say("554 5.7.1 spam"), false, NEVER),
    after("hangs up on the message", HangUp, false, HELD),
    after("takes the message and hangs up", HangUp, true, HELD),
    after("takes the message and resets", Reset, true, HELD),
    after("takes the message and says nothing", Silence, true, HELD),
    after("takes the message and answers late", Late, true, YES),
    after("takes the message and answers too late", TooLate, true, HELD),
    after("takes the message and answers byte by byte", Drip, true, HELD),
    after("takes the message and speaks no SMTP", Say("what?"), true, HELD),
];

/// What came of one promise.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Which.
    pub promise: Promise,
    /// People who met the fault.
    pub people: usize,
    /// Messages that the relay has for them.
    pub messages: u32,
}

/// How a trial is made.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The built sender; `None`: beside this program.
    pub sender: Option<&'a Path>,
    /// People who meet each fault.
    pub each: usize,
    /// How long the sender waits for the relay.
    pub patience: Duration,
    /// Whether the relay takes messages by their length (RFC 3030), or up to a dot.
    pub chunking: bool,
    /// Of chance: who meets what.
    pub seed: u64,
}

/// Sends one edition to its end and holds every delivery against what was promised.
///
/// # Errors
/// [`TrialError::Broken`] with the first delivery of which something else is true.
pub async fn fail(setting: Setting<'_>) -> Result<Vec<Kept>, TrialError> {
    let promises: Vec<Promise> =
        PROMISES.into_iter().filter(|p| !(setting.chunking && p.fault.at == Data)).collect();
    let mut meet: Vec<Promise> = promises.repeat(setting.each);
    let mut chance = Chance::new(setting.seed);
    for last in (1..meet.len()).rev() {
        meet.swap(last, chance.below(last + 1));
    }
    let people = meet.len() * ONE_IN;
    let folder = tempfile::tempdir()?;
    let addresses: Vec<String> = Trial::addresses_of(people).collect();
    let promised: HashMap<&str, Promise> =
        addresses.iter().step_by(ONE_IN).map(String::as_str).zip(meet).collect();
    let faults = promised.iter().map(|(address, p)| ((*address).to_owned(), p.fault)).collect();
    let faults = Arc::new(Faults::new(setting.patience, faults));
    let (chunking, failing) = (setting.chunking, Some(Arc::clone(&faults)));
    let sink = Sink::start(0, Manner { chunking, faults: failing, ..Manner::default() }).await?;
    let trial = Trial::begin(folder.path(), setting.sender, people, sink.port, CONNECTIONS).await?;
    send_to_the_end(&trial, &sink, setting.patience).await?;
    if faults.left() > 0 {
        return Err(TrialError::Broken(format!("{} people met no fault", faults.left())));
    }

    let ledger = trial.ledger()?;
    let mut kept: HashMap<&str, (usize, u32)> = HashMap::new();
    for address in &addresses {
        let (promise, messages) = (promised.get(address.as_str()), sink.for_person(address));
        hold(&ledger, address, promise, messages).await?;
        if let Some(promise) = promise {
            let (people, all) = kept.entry(promise.what).or_default();
            (*people, *all) = (*people + 1, *all + messages);
        }
    }
    let of = |promise: Promise| {
        let (people, messages) = kept.get(promise.what).copied().unwrap_or_default();
        Kept { promise, people, messages }
    };
    Ok(promises.into_iter().map(of).collect())
}

/// Holds one delivery, of which the relay has so many messages, against what was promised;
/// who met no fault was promised to be taken.
async fn hold(
    ledger: &dyn Ledger,
    address: &str,
    promise: Option<&Promise>,
    messages: u32,
) -> Result<(), TrialError> {
    let (first, last) = promise.map_or(YES, |promise| (promise.first, promise.last));
    let wanted = match (last, promise) {
        ("accepted", _) => 1,
        (_, Some(promise)) => u32::from(promise.fault.has_it),
        _ => 0,
    };
    let trace = ledger.trace(World::Live, address, None).await?;
    let trace = trace.first().ok_or_else(|| TrialError::Broken(format!("no {address}")))?;
    let said = trace.events.iter().find(|event| is_an_outcome(&event.event, &event.detail));
    let said = said.map_or("nothing", |event| event.event.as_str());
    let stands = format!("{:?}", trace.state).to_lowercase();
    if (said, stands.as_str(), messages) == (first, last, wanted) {
        return Ok(());
    }
    let what = promise.map_or("no fault", |promise| promise.what);
    Err(TrialError::Broken(format!(
        "{what}: {said} and then {stands} with {messages} messages, promised was {first} and then \
         {last} with {wanted}: {:?}",
        trace.events
    )))
}

/// Given back without an attempt: the run was over, the destination is left alone, or the
/// lease, which is short here, and the process was held up.
const GIVEN_BACK: [&str; 4] = [
    "the run ended",
    " is left alone until ",
    "the ledger let it through no more",
    "this process was held up",
];

/// What says how an attempt went.
fn is_an_outcome(event: &str, detail: &str) -> bool {
    let given_back = || GIVEN_BACK.iter().any(|why| detail.contains(why));
    event != "intended" && !(event == "unsent" && given_back())
}

/// As an operator would: again, whenever somebody waits.
async fn send_to_the_end(trial: &Trial, sink: &Sink, patience: Duration) -> Result<(), TrialError> {
    let knobs = Knobs {
        lease_seconds: Some(PAUSE),
        patience_ms: u32::try_from(patience.as_millis()).ok(),
        ..Knobs::default()
    };
    let mut idle = 0;
    loop {
        let before = sink.accepted();
        trial.send_with(knobs)?.wait()?;
        let balance = trial.balance().await?;
        if !balance.holds() {
            return Err(TrialError::Broken(format!("the balance does not hold: {balance:?}")));
        }
        if balance.candidates > 0 && balance.waiting == 0 {
            return Ok(());
        }
        if let Some(edition) = trial.edition().await? {
            trial.ledger()?.hasten(edition.id).await?;
        }
        idle = if sink.accepted() > before { 0 } else { idle + 1 };
        if idle > 0 {
            // Whoever waits does so for a destination.
            tokio::time::sleep(Duration::from_secs(PAUSE.into())).await;
        }
        if idle > 30 {
            return Err(TrialError::Broken(format!("nothing goes on: {balance:?}")));
        }
    }
}
