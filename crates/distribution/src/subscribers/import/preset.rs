//! Whose export it is: how other systems name their columns.

use std::fmt;
use std::str::FromStr;

use super::columns::Field;
use copydesk_ledger::AsKnown;

/// A system whose exports are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Three files: subscribed, unsubscribed and cleaned, told apart by the columns
    /// `UNSUB_TIME` and `CLEAN_TIME`.
    Mailchimp,
    /// `email,name,attributes,status,…`
    Listmonk,
    /// `email,name,subscribed_to_emails,…`
    Ghost,
}

impl Preset {
    /// What a column of this name holds. Those not named are left out.
    pub(super) fn field(self, column: &str) -> Option<Field> {
        Some(match (self, column) {
            (Self::Mailchimp, "Email Address") => Field::Address,
            (Self::Mailchimp, "First Name") => Field::FirstName,
            (Self::Mailchimp, "Last Name") => Field::LastName,
            (Self::Mailchimp, "TAGS") => Field::Tags,
            (Self::Mailchimp, "CONFIRM_TIME" | "UNSUB_TIME" | "CLEAN_TIME") => Field::ConsentAt,
            (Self::Mailchimp, "CONFIRM_IP") => Field::ConsentIp,
            (Self::Listmonk | Self::Ghost, "email") => Field::Address,
            (Self::Listmonk | Self::Ghost, "name") => Field::Name,
            (Self::Listmonk | Self::Ghost, "created_at") => Field::ConsentAt,
            (Self::Listmonk, "attributes") => Field::AttributesJson,
            (Self::Listmonk, "status") | (Self::Ghost, "subscribed_to_emails") => Field::Status,
            (Self::Ghost, "labels") => Field::Tags,
            _ => return None,
        })
    }

    /// What a column says of all rows by standing there.
    pub(super) fn all_rows(self, column: &str) -> Option<AsKnown> {
        match (self, column) {
            (Self::Mailchimp, "UNSUB_TIME") => Some(AsKnown::Unsubscribed),
            (Self::Mailchimp, "CLEAN_TIME") => Some(AsKnown::Cleaned),
            _ => None,
        }
    }

    /// Whether the time in the file is when somebody left, for those who did.
    pub(super) fn dates_leaving(self) -> bool {
        self == Self::Mailchimp
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mailchimp => "mailchimp",
            Self::Listmonk => "listmonk",
            Self::Ghost => "ghost",
        })
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Mailchimp, Self::Listmonk, Self::Ghost]
            .into_iter()
            .find(|preset| preset.to_string() == word)
            .ok_or_else(|| "accepted: mailchimp, listmonk, ghost".to_owned())
    }
}
