//! Readers who exist nowhere and whose names try a template's patience.

use jiff::civil::{Date, date};

/// A reader to try an edition with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What it is called on a command line and in an address.
    pub key: &'static str,
    /// What it tries, in two words or three.
    pub label: &'static str,
    /// Their address; example.org is nobody's (RFC 2606).
    pub address: &'static str,
    /// What they are called.
    pub name: Option<&'static str>,
    /// Since when they would be on the list; nobody knows it of everybody.
    pub since: Option<Date>,
}

const SAMPLES: [Sample; 6] = [
    Sample {
        key: "reader",
        label: "a reader",
        address: "rosa@example.org",
        name: Some("Rosa Reader"),
        since: Some(date(2024, 5, 1)),
    },
    Sample {
        key: "no-name",
        label: "no name, no date",
        address: "nameless@example.org",
        name: None,
        since: None,
    },
    Sample {
        key: "long-name",
        label: "a long name",
        address: "wilhelmina.of-the-very-long-address.and-longer@subdomain.of.a.long.example.org",
        name: Some(
            "Wilhelmina Alexandrina Featherstonehaugh-Cholmondeley von und zu \
             Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrtsgesellschaft",
        ),
        since: Some(date(2019, 9, 30)),
    },
    Sample {
        key: "non-latin",
        label: "another script",
        address: "xiaoming@example.org",
        name: Some("王小明 · Ольга Żółć"),
        since: Some(date(2023, 12, 31)),
    },
    Sample {
        key: "right-to-left",
        label: "right to left",
        address: "layla@example.org",
        name: Some("ليلى الخطيب"),
        since: Some(date(2025, 2, 11)),
    },
    Sample {
        key: "script",
        label: "a hostile name",
        address: "mallory@example.org",
        name: Some("<script>alert(\"Mallory\")</script>"),
        since: Some(date(2026, 1, 1)),
    },
];

/// All of them, the ordinary one first.
pub fn samples() -> &'static [Sample] {
    &SAMPLES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address;

    #[test]
    fn every_sample_could_be_on_a_list() {
        for (index, sample) in SAMPLES.iter().enumerate() {
            address::accept(sample.address).unwrap();
            assert!(sample.name.is_none_or(|name| name.len() <= address::LONGEST_NAME));
            assert!(SAMPLES[..index].iter().all(|other| other.key != sample.key));
        }
    }
}
