//! Letters to people that are not on their way yet.

use jiff::Timestamp;

use crate::World;

/// A letter that a process which dies must not forget. Its words are written anew when
/// it is sent: what it asks for may be settled by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingLetter {
    /// Unlike that of any other.
    pub id: u64,
    /// Whose post may send it.
    pub world: World,
    /// To whom: normalised.
    pub address: String,
    /// About what.
    pub about: LetterAbout,
    /// Which lists.
    pub lists: Vec<String>,
    /// How often it was tried.
    pub tried: u32,
    /// When it may be tried next.
    pub due_at: Timestamp,
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterAbout {
    /// Somebody asked for lists in their name: is it so?
    Confirmation,
    /// They are on them from now on.
    Welcome,
    /// They were already.
    Already,
}

impl LetterAbout {
    pub(crate) const ALL: [Self; 3] = [Self::Confirmation, Self::Welcome, Self::Already];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Welcome => "welcome",
            Self::Already => "already",
        }
    }
}
