//! What the crates below are handed: a policy to check under, a masthead to
//! render with.

use copydesk_manuscript::Severity;
use copydesk_rendering::Masthead;
use copydesk_validation::Policy;
use jiff::civil::Date;

use crate::newsroom::List;
use crate::{Newsroom, Pipeline, Profile};

impl Pipeline {
    /// The rules under which this pipeline's drafts are read for `profile`.
    /// `today` is the day in the newsroom's time zone.
    pub fn policy(&self, newsroom: &Newsroom, profile: &Profile, today: Date) -> Policy {
        Policy {
            levels: self.validate.levels.clone(),
            coverage: self.validate.coverage,
            uncited_sections: self.validate.uncited_sections.clone(),
            hold_at: match profile.approvals_needed() {
                // Warnings are for those who approve, and who name each of them.
                Some(_) => Severity::Error,
                None => profile.hold_at,
            },
            language: newsroom.language.clone(),
            today,
            retracted: newsroom.retracted.clone(),
        }
    }
}

impl Newsroom {
    /// What editions to `list` show of the newsroom. Where nothing is mailed,
    /// the newsletter itself is what one reads.
    pub fn masthead(&self, list: Option<&List>) -> Masthead {
        Masthead {
            name: self.name.clone(),
            url: self.url.clone(),
            postal: self.postal.clone(),
            language: self.language.clone(),
            corrections: self.corrections.clone(),
            list: list.map_or_else(|| self.name.clone(), |list| list.title.clone()),
            theme: self.theme.clone(),
        }
    }
}
