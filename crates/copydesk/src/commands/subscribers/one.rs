//! `copydesk subscribers add|remove|confirm|suppress`: one person.

use std::collections::BTreeMap;

use copydesk_ledger::{
    Clock, Consent, NewSubscription, Optin, Reason, Subscribed, Subscriber, Suppression,
    SystemClock,
};
use copydesk_parsing::yaml;
use copydesk_pipeline::Newsroom;
use serde_json::Value;

use super::{address, erase, list, people};
use crate::args::{Add, OnList, Remove, Suppress, SuppressReason};
use crate::exit::Exit;
use crate::report::person;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

pub(super) async fn add(
    newsroom: &Newsroom,
    command: &Add,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let mut tags = command.tags.clone();
    tags.sort();
    tags.dedup();
    let asked = NewSubscription {
        list: list(newsroom, &command.whom.list)?.to_owned(),
        subscriber: Subscriber {
            address: address(&command.whom.address)?,
            name: command.name.clone(),
            attributes: attributes(newsroom, &command.attributes)?,
            tags,
        },
        standing: if command.pending { Optin::Pending } else { Optin::Confirmed },
        consent: consent(command.source.clone()),
    };
    let list = &command.whom.list;
    match people(newsroom)?.subscribe(asked).await? {
        Subscribed::Added if command.pending => {
            printer.page(&format!("Waits to confirm {list}.\n"))
        }
        Subscribed::Added => printer.page(&format!("Subscribed to {list}.\n")),
        Subscribed::Unchanged => printer.page("Nothing new.\n"),
        Subscribed::Refused(why) => return Err(refused(&why)),
    }
    Ok(Exit::Done)
}

pub(super) async fn confirm(
    newsroom: &Newsroom,
    whom: &OnList,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let (list, address) = (list(newsroom, &whom.list)?, address(&whom.address)?);
    let people = people(newsroom)?;
    let known = people.person(&address).await?;
    let Some(found) = known.subscriptions.iter().find(|found| found.list == list) else {
        let help = "`copydesk subscribers add` subscribes somebody";
        let message = format!("this address has not asked for {list}");
        return Err(Trouble::new(message).help(help).exit(Exit::Usage));
    };
    if found.standing == Optin::Confirmed {
        printer.page("Nothing new.\n");
        return Ok(Exit::Done);
    }
    let asked = NewSubscription {
        list: list.to_owned(),
        subscriber: Subscriber {
            address,
            name: None,
            attributes: BTreeMap::new(),
            tags: Vec::new(),
        },
        standing: Optin::Confirmed,
        consent: Consent {
            text_version: found.consent.text_version.clone(),
            ..consent(format!("{}, confirmed by an operator", found.consent.source))
        },
    };
    match people.subscribe(asked).await? {
        Subscribed::Refused(why) => Err(refused(&why)),
        _ => {
            printer.page(&format!("Subscribed to {list}.\n"));
            Ok(Exit::Done)
        }
    }
}

pub(super) async fn remove(
    newsroom: &Newsroom,
    command: &Remove,
    yes: bool,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let address = address(&command.address)?;
    let Some(name) = &command.list else {
        return erase::run(newsroom, &address, yes, printer).await;
    };
    let people = people(newsroom)?;
    let why = Suppression {
        list: Some(list(newsroom, name)?.to_owned()),
        reason: Reason::Unsubscribed,
        at: SystemClock.now(),
        source: "removed by an operator".to_owned(),
    };
    let new = people.suppress(&address, why).await?;
    printer.page(if new { "Gets nothing more.\n" } else { "Nothing new.\n" });
    Ok(Exit::Done)
}

pub(super) async fn suppress(
    newsroom: &Newsroom,
    command: &Suppress,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let address = address(&command.address)?;
    let list = command.list.as_deref().map(|name| list(newsroom, name)).transpose()?;
    let people = people(newsroom)?;
    let reason = command.reason.map(reason);
    if command.lift {
        let lifted = people.lift(&address, list, reason, &command.because).await?;
        for suppression in &lifted {
            printer.page(&format!("Lifted: {}\n", person::suppression(suppression)));
        }
        if lifted.is_empty() {
            printer.page("Nothing to lift.\n");
        }
        return Ok(Exit::Done);
    }
    let why = Suppression {
        list: list.map(str::to_owned),
        reason: reason.unwrap_or(Reason::Suppressed),
        at: SystemClock.now(),
        source: command.because.clone(),
    };
    let new = people.suppress(&address, why).await?;
    printer.page(if new { "Gets nothing more.\n" } else { "Nothing new.\n" });
    Ok(Exit::Done)
}

fn reason(word: SuppressReason) -> Reason {
    match word {
        SuppressReason::Unsubscribed => Reason::Unsubscribed,
        SuppressReason::Bounced => Reason::Bounced,
        SuppressReason::Complained => Reason::Complained,
        SuppressReason::Suppressed => Reason::Suppressed,
    }
}

fn consent(source: String) -> Consent {
    Consent { at: SystemClock.now(), source, text_version: None, ip: None }
}

/// Values of the kinds that copydesk.yaml declares.
fn attributes(
    newsroom: &Newsroom,
    written: &[(String, String)],
) -> Result<BTreeMap<String, Value>, Failure> {
    let mut read = BTreeMap::new();
    for (name, text) in written {
        let Some(kind) = newsroom.attributes.get(name) else {
            let help = match newsroom.attributes.is_empty() {
                true => "copydesk.yaml declares no `attributes:`".to_owned(),
                false => yaml::help(name, newsroom.attributes.keys().map(String::as_str)),
            };
            let message = format!("unknown attribute `{name}`");
            return Err(Trouble::new(message).help(help).exit(Exit::Usage));
        };
        let value = kind
            .read(text)
            .map_err(|why| Trouble::new(format!("`{name}` {why}")).exit(Exit::Usage))?;
        read.insert(name.clone(), value);
    }
    Ok(read)
}

fn refused(why: &[Suppression]) -> Failure {
    let reasons: Vec<String> = why.iter().map(person::suppression).collect();
    let help = "if the person wants it, `copydesk subscribers suppress --lift` takes a reason back";
    Trouble::new(format!("this address may not be mailed: {}", reasons.join("; ")))
        .help(help)
        .exit(Exit::Refused)
}
