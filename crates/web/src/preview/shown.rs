//! A draft as it stands, with everything that its pages need.

use copydesk_distribution::{Message, MessageProblem, Sample, Trial, samples};
use copydesk_rendering::{About, Galley, Slot, since};

/// A draft as it stands.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Where it lies, and what addresses call it.
    pub path: String,
    /// Its headline, else its path.
    pub title: String,
    /// Whether it may go out.
    pub standing: Standing,
    /// The same in a few words: `Held: 2 things to do`.
    pub verdict: String,
    /// Things to do.
    pub todo: usize,
    /// Why readers would not get it now, although it is clear.
    pub refusal: Option<String>,
    /// Whom mail comes from, as inboxes show it.
    pub from: String,
    /// The findings, as a page complete in itself.
    pub findings: String,
    /// What is broken: file, line, column and what is wrong there.
    pub broken: Vec<String>,
    /// What it looks like; `None` if that cannot be made.
    pub look: Option<Look>,
    /// Whether the look is that of an earlier save, because this one has none.
    pub outdated: bool,
}

/// Whether a draft may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It passed its checks.
    Clear,
    /// It stays, with findings.
    Held,
    /// Nobody knows: a template, a definition or a file is broken.
    Broken,
}

/// What a draft looks like.
#[derive(Clone, Debug)]
pub enum Look {
    /// What its readers would get.
    Trial(Box<Trial>),
    /// What it would look like if it were not held.
    Galley(Box<Galley>),
}

/// A look as one reader meets it.
pub(super) struct Personal {
    pub(super) html: String,
    pub(super) text: String,
    /// Only an edition becomes one.
    pub(super) message: Option<Message>,
}

impl Shown {
    /// What is broken keeps the look that it had before.
    pub(super) fn after(self, before: &Self) -> Self {
        if self.standing != Standing::Broken || self.look.is_some() || before.look.is_none() {
            return self;
        }
        let (look, from) = (before.look.clone(), before.from.clone());
        Self { look, from, outdated: true, ..self }
    }
}

impl Standing {
    /// For style sheets.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Held => "held",
            Self::Broken => "broken",
        }
    }
}

impl Look {
    pub(super) fn about(&self) -> &About {
        match self {
            Self::Trial(trial) => trial.about(),
            Self::Galley(galley) => galley.about(),
        }
    }

    pub(super) fn subject(&self) -> &str {
        match self {
            Self::Trial(trial) => trial.subject(),
            Self::Galley(galley) => galley.subject(),
        }
    }

    pub(super) fn page(&self) -> String {
        match self {
            Self::Trial(trial) => trial.page(),
            Self::Galley(galley) => galley.page().fill(|_| String::new()),
        }
    }

    /// What `reader` would get.
    pub(super) fn to(&self, reader: &Sample) -> Result<Personal, MessageProblem> {
        match self {
            Self::Trial(trial) => {
                let reader = trial.reader(reader.address, reader.name, reader.since);
                let message = trial.message(&reader)?;
                let (html, text) = trial.parts(&reader);
                Ok(Personal { html, text, message: Some(message) })
            }
            Self::Galley(galley) => {
                let fill = |slot| match slot {
                    Slot::Name => reader.name.unwrap_or("reader").to_owned(),
                    Slot::Address => reader.address.to_owned(),
                    Slot::Since => reader
                        .since
                        .map_or_else(String::new, |day| since(&galley.about().language, day)),
                    Slot::Unsubscribe | Slot::Preferences | Slot::Digest => String::new(),
                };
                let (html, text) = (galley.html().fill(fill), galley.text().fill(fill));
                Ok(Personal { html, text, message: None })
            }
        }
    }
}

/// The sample that goes by this name, else the ordinary one.
pub(super) fn sample(key: Option<&str>) -> &'static Sample {
    let all = samples();
    all.iter().find(|sample| Some(sample.key) == key).unwrap_or(&all[0])
}
