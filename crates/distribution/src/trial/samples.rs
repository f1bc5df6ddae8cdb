//! Readers who exist nowhere and whose names try a template's patience.

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
}

const SAMPLES: [Sample; 6] = [
    Sample {
        key: "reader",
        label: "a reader",
        address: "rosa@example.org",
        name: Some("Rosa Reader"),
    },
    Sample { key: "no-name", label: "no name", address: "nameless@example.org", name: None },
    Sample {
        key: "long-name",
        label: "a long name",
        address: "wilhelmina.of-the-very-long-address.and-longer@subdomain.of.a.long.example.org",
        name: Some(
            "Wilhelmina Alexandrina Featherstonehaugh-Cholmondeley von und zu \
             Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrtsgesellschaft",
        ),
    },
    Sample {
        key: "non-latin",
        label: "another script",
        address: "xiaoming@example.org",
        name: Some("王小明 · Ольга Żółć"),
    },
    Sample {
        key: "right-to-left",
        label: "right to left",
        address: "layla@example.org",
        name: Some("ليلى الخطيب"),
    },
    Sample {
        key: "script",
        label: "a hostile name",
        address: "mallory@example.org",
        name: Some("<script>alert(\"Mallory\")</script>"),
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
