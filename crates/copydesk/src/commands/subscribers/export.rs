//! `copydesk subscribers export`: a list as CSV, or one person as JSON.

use copydesk_ledger::Subscriber;
use copydesk_pipeline::Newsroom;
use serde_json::{Value, json};

use super::{address, list, people};
use crate::args::Export;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// People that are read at once.
const PAGE: u32 = 10_000;

pub(super) async fn run(
    newsroom: &Newsroom,
    command: &Export,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    match (&command.list, &command.person) {
        (Some(name), _) => whole_list(newsroom, list(newsroom, name)?, printer).await,
        (None, Some(text)) => person(newsroom, &address(text)?, printer).await,
        (None, None) => Ok(Exit::Usage),
    }
}

/// In the columns that `import` reads.
async fn whole_list(
    newsroom: &Newsroom,
    list: &str,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let people = people(newsroom)?;
    let names: Vec<&str> = newsroom.attributes.keys().map(String::as_str).collect();
    let header = ["address", "name", "tags"].into_iter().chain(names.iter().copied());
    printer.page(&line(header.map(str::to_owned))?);
    let mut after: Option<String> = None;
    loop {
        let page = people.subscribed(list, after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.subscriber.address.clone());
        let mut lines = String::new();
        for person in &page {
            lines += &line(fields(&person.subscriber, &names))?;
        }
        printer.page(&lines);
    }
    Ok(Exit::Done)
}

fn fields(person: &Subscriber, names: &[&str]) -> impl Iterator<Item = String> {
    let known = names.iter().map(|name| match person.attributes.get(*name) {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(Value::Number(number)) => number.as_f64().unwrap_or_default().to_string(),
        Some(other) => other.to_string(),
    });
    let first =
        [person.address.clone(), person.name.clone().unwrap_or_default(), person.tags.join(",")];
    first.into_iter().chain(known.collect::<Vec<_>>())
}

fn line(fields: impl Iterator<Item = String>) -> Result<String, Failure> {
    let failed = |error: String| Trouble::new(error).exit(Exit::Machine);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields.collect::<Vec<_>>()).map_err(|error| failed(error.to_string()))?;
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
}

/// Everything, as one JSON object on a line.
async fn person(
    newsroom: &Newsroom,
    address: &str,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let person = people(newsroom)?.person(address).await?;
    let known = !person.is_unknown();
    let mut object = json!({ "v": 1, "type": "person" });
    if let (Some(object), Ok(held)) = (object.as_object_mut(), serde_json::to_value(&person)) {
        object.extend(held.as_object().cloned().unwrap_or_default());
    }
    match printer.is_human() {
        true => printer.page(&format!("{object:#}\n")),
        false => printer.json(&object),
    }
    if !known {
        printer.note("Nothing is held about this address.");
    }
    Ok(Exit::Done)
}
