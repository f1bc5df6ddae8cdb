//! The calls about people on lists. They are a contract of their own beside
//! [`crate::Ledger`], kept by the same engine on the same file: who left is seen
//! by the very transaction that notes an intent.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::{
    Consent, DeliveryId, Erased, Followed, Holder, ImportChunk, ImportCounts, LedgerError, Limit,
    ListStats, Listed, Member, NewSubscription, OptinRequest, Person, Reason, Requested, Return,
    SelfPortrait, SentTo, Subscribed, Suppression, TokenMark, Undone, WaitingLetter, World,
};

/// People on lists, and who may not be mailed. Addresses are normalised by the
/// caller, who also knows which lists there are. Every call is one transaction (an
/// erasure clears free room of the file after its own) and can fail with
/// [`LedgerError::Unavailable`].
///
/// A suppression outlives everything but an operator who lifts it, the undoing of the
/// message that it rests on, and the person themselves who confirms that they want the
/// mail: no import and no [`Subscriptions::subscribe`] gets past one. Erased people
/// stay so.
#[async_trait]
pub trait Subscriptions: Send + Sync {
    /// Takes rows over. Rows of people who may not be mailed here subscribe nobody;
    /// rows that another system gave up become suppressions, unless the person
    /// subscribed here later than they left there. The same rows again change
    /// nothing.
    async fn import(&self, chunk: ImportChunk) -> Result<ImportCounts, LedgerError>;

    /// Puts a person on a list. A pending subscription that is asked for as
    /// confirmed becomes so; the other way round nothing changes.
    async fn subscribe(&self, asked: NewSubscription) -> Result<Subscribed, LedgerError>;

    /// Notes a reason not to mail `address`, at once: no intent to it is noted any
    /// more. `false` if it stands there already.
    async fn suppress(&self, address: &str, why: Suppression) -> Result<bool, LedgerError>;

    /// Takes reasons back: those of `list` (`None`: those for every list), or only
    /// `reason`. What was undone is in the answer. An erasure is never undone.
    async fn lift(
        &self,
        address: &str,
        list: Option<&str>,
        reason: Option<Reason>,
        by: &str,
    ) -> Result<Vec<Suppression>, LedgerError>;

    /// Who is mailed on `list`: confirmed, and without a reason not to. At most
    /// `limit`, in byte order of addresses, behind `after`.
    async fn subscribed(
        &self,
        list: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Listed>, LedgerError>;

    /// The same people with the proof of their consent.
    async fn members(
        &self,
        list: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Member>, LedgerError>;

    /// What the values of attributes are, of everybody confirmed on `list`, counted by
    /// `text`, `date` (a text in the form of a day), `number`, `yes-no` and `other`. The
    /// list is read once, however many attributes are asked for.
    async fn kinds(
        &self,
        list: &str,
        attributes: Vec<String>,
    ) -> Result<BTreeMap<String, BTreeMap<String, u64>>, LedgerError>;

    /// The list and the address that a delivery was to, if there is such a one.
    async fn addressee(
        &self,
        delivery: DeliveryId,
    ) -> Result<Option<(String, String)>, LedgerError>;

    /// The live deliveries to `address`, newest first.
    async fn sent_to(&self, address: &str) -> Result<Vec<SentTo>, LedgerError>;

    /// Does what follows from something that came back: the mark on its delivery,
    /// which is accepted from then on if it was uncertain, and the reason not to mail
    /// its person. The same again changes nothing.
    async fn follow(&self, what: Return) -> Result<Followed, LedgerError>;

    /// Takes back what followed from the message whose digest begins with these
    /// digits: reasons, marks, and that a delivery is certain.
    async fn undo(&self, message: &str, by: &str) -> Result<Undone, LedgerError>;

    /// Why a person may not be mailed, for every list and for all.
    async fn suppressions(&self, address: &str) -> Result<Vec<Suppression>, LedgerError>;

    /// Everything that is held about a person.
    async fn person(&self, address: &str) -> Result<Person, LedgerError>;

    /// Takes away everything about a person. What was sent to them stays under
    /// `mark`, a keyed hash of their address, and so does the reason never to mail
    /// them again.
    async fn erase(&self, address: &str, mark: &str, by: &str) -> Result<Erased, LedgerError>;

    /// The marks of everybody who was erased.
    async fn erased(&self) -> Result<Vec<String>, LedgerError>;

    /// How the lists stand that anything is known of, by name.
    async fn stats(&self) -> Result<Vec<ListStats>, LedgerError>;

    /// Notes a wish to be on lists. Nobody is mailed for it, and whoever may not be
    /// mailed stays so, until the person confirms it. Lists that an operator keeps
    /// them off are in neither part of the answer.
    async fn request(&self, asked: OptinRequest) -> Result<Requested, LedgerError>;

    /// The lists that this person asked for and may still confirm, by name: not those
    /// where an operator has put them as pending.
    async fn pending(&self, address: &str) -> Result<Vec<String>, LedgerError>;

    /// Puts a person on those of `lists` that they have asked for and not let expire,
    /// because they have shown that the address is theirs: also where they had left,
    /// bounced or complained. Where an operator or an erasure keeps them off, nothing
    /// changes. The answer names the lists that they are on by this.
    async fn confirm(
        &self,
        address: &str,
        lists: &[String],
        consent: Consent,
    ) -> Result<Vec<String>, LedgerError>;

    /// Forgets wishes that nobody confirmed in time, and the people of whom nothing
    /// else is known; how many wishes.
    async fn forget_expired(&self) -> Result<u64, LedgerError>;

    /// Keeps what a person says of themselves; `false` if it is nothing new, or if
    /// nothing else is known of them.
    async fn describe(&self, address: &str, portrait: SelfPortrait) -> Result<bool, LedgerError>;

    /// Keeps whose a token is.
    async fn keep_token(&self, mark: TokenMark, holder: Holder) -> Result<(), LedgerError>;

    /// Whose a token is.
    async fn holder(&self, mark: TokenMark) -> Result<Option<Holder>, LedgerError>;

    /// Keeps a letter until it is forgotten.
    async fn keep_letter(&self, letter: WaitingLetter) -> Result<(), LedgerError>;

    /// A letter of a world whose time has come, which nobody else is given for so long.
    async fn due_letter(
        &self,
        world: World,
        alone_for: SignedDuration,
    ) -> Result<Option<WaitingLetter>, LedgerError>;

    /// When the next one is due.
    async fn next_letter(&self, world: World) -> Result<Option<Timestamp>, LedgerError>;

    /// It was tried once more in vain, and is due again then. Of one that is forgotten
    /// meanwhile nothing comes back.
    async fn delay_letter(&self, id: u64, due_at: Timestamp) -> Result<(), LedgerError>;

    /// It is on its way, or given up.
    async fn forget_letter(&self, id: u64) -> Result<(), LedgerError>;

    /// Counts one request under each of `limits`, for all processes together; or, if
    /// one of them is used up, counts nothing and says which.
    async fn allow(&self, limits: Vec<Limit>) -> Result<Option<usize>, LedgerError>;
}
