//! The recorder: a worker's own log of the last moments of each message, one file
//! a worker, one slot a message of its batch.
//!
//! The ledger learns of outcomes in groups, a little later; a process that is
//! killed in between leaves here what it knew. A mark is one `pwrite` into a file
//! that has its room already, without a sync: the kernel keeps it when the process
//! dies. It does not outlive the machine, so the file names the boot it is from.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use copydesk_ledger::{DeliveryId, Evidence, LeftOpen, Settled};
use jiff::Timestamp;

const MAGIC: &[u8; 8] = b"CDSKREC1";
/// Marks never cross a page, so that none is half there.
const SLOT: usize = 512;
/// One more than a batch has, for the head.
const SLOTS: usize = 513;
/// Digest, kind, length, delivery, epoch, moment; then words.
const HEAD: usize = 8 + 1 + 1 + 2 + 8 + 8 + 8;

/// A worker's file, open for marks.
#[derive(Debug)]
pub(crate) struct Recorder {
    file: File,
}

/// What a former worker's file says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Replay {
    pub(crate) evidence: Vec<Evidence>,
    /// What to think of attempts that it does not name.
    pub(crate) otherwise: LeftOpen,
}

/// The start of this machine, so that marks of an earlier one are not believed.
pub(crate) fn boot_id() -> String {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    id.trim().to_owned()
}

/// Where the recorder of a worker lies.
pub(crate) fn path(folder: &Path, owner: &str) -> PathBuf {
    folder.join(format!("{owner}.recorder"))
}

impl Recorder {
    /// A new file with all its room, in the place of a former one, which must have
    /// been replayed.
    pub(crate) fn begin(path: &Path, boot: &str) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let new = path.with_extension("new");
        let file = File::options().create(true).truncate(true).write(true).open(&new)?;
        let mut bytes = vec![0; SLOT * SLOTS];
        bytes[..8].copy_from_slice(MAGIC);
        let boot = boot.as_bytes();
        let length = boot.len().min(64);
        bytes[8] = length as u8;
        bytes[9..9 + length].copy_from_slice(&boot[..length]);
        file.write_all_at(&bytes, 0)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        Ok(Self { file })
    }

    /// The final dot of this message is about to be written.
    pub(crate) fn dot(&self, slot: usize, delivery: DeliveryId, epoch: u64) -> io::Result<()> {
        self.mark(slot, &Mark { kind: Kind::Dot, delivery, epoch, until: None, words: "" })
    }

    /// It has its outcome.
    pub(crate) fn reply(
        &self,
        slot: usize,
        delivery: DeliveryId,
        epoch: u64,
        settled: &Settled,
    ) -> io::Result<()> {
        let (kind, until, words) = match settled {
            Settled::Accepted(words) => (Kind::Accepted, None, words),
            Settled::Deferred { reply, until } => (Kind::Deferred, Some(*until), reply),
            Settled::Rejected(words) => (Kind::Rejected, None, words),
            Settled::Uncertain(words) => (Kind::Uncertain, None, words),
            Settled::Unsent(words) => (Kind::Unsent, None, words),
            // A rehearsal has no relay.
            Settled::Written => return Ok(()),
        };
        self.mark(slot, &Mark { kind, delivery, epoch, until, words })
    }

    fn mark(&self, slot: usize, mark: &Mark<'_>) -> io::Result<()> {
        if slot + 1 >= SLOTS {
            return Err(io::Error::other("a batch has more messages than the recorder slots"));
        }
        self.file.write_all_at(&mark.bytes(), ((slot + 1) * SLOT) as u64)
    }
}

/// Reads what a former worker knew. Whatever is wrong with the file makes it know
/// less, never more.
pub(crate) fn replay(path: &Path, boot: &str) -> Replay {
    let nothing =
        |why: String| Replay { evidence: Vec::new(), otherwise: LeftOpen::Uncertain(why) };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            return nothing(format!("its worker died, and its recorder is gone: {error}"));
        }
    };
    if bytes.len() != SLOT * SLOTS || !bytes.starts_with(MAGIC) {
        return nothing("its worker died, and its recorder cannot be read".to_owned());
    }
    let its_boot = bytes.get(9..9 + usize::from(bytes[8]));
    if its_boot != Some(boot.as_bytes()) || boot.is_empty() {
        return nothing("the machine was started anew before its outcome was recorded".to_owned());
    }
    let mut evidence = Vec::new();
    let mut damaged = 0;
    for slot in bytes.chunks_exact(SLOT).skip(1) {
        match read(slot) {
            Ok(found) => evidence.extend(found),
            Err(Damaged) => damaged += 1,
        }
    }
    let otherwise = match damaged {
        0 => LeftOpen::Unsent("its worker died before the final dot".to_owned()),
        n => LeftOpen::Uncertain(format!(
            "its worker died, and {n} slots of its recorder are damaged"
        )),
    };
    Replay { evidence, otherwise }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Dot = 1,
    Accepted,
    Deferred,
    Rejected,
    Uncertain,
    Unsent,
}

struct Mark<'a> {
    kind: Kind,
    delivery: DeliveryId,
    epoch: u64,
    until: Option<Timestamp>,
    words: &'a str,
}

impl Mark<'_> {
    fn bytes(&self) -> [u8; SLOT] {
        let mut bytes = [0; SLOT];
        let mut length = self.words.len().min(SLOT - HEAD);
        while !self.words.is_char_boundary(length) {
            length -= 1;
        }
        bytes[8] = self.kind as u8;
        bytes[10..12].copy_from_slice(&(length as u16).to_le_bytes());
        bytes[12..20].copy_from_slice(&self.delivery.0.to_le_bytes());
        bytes[20..28].copy_from_slice(&self.epoch.to_le_bytes());
        let until = self.until.map_or(0, Timestamp::as_microsecond);
        bytes[28..36].copy_from_slice(&until.to_le_bytes());
        bytes[HEAD..HEAD + length].copy_from_slice(&self.words.as_bytes()[..length]);
        let sum = sum(&bytes[8..]);
        bytes[..8].copy_from_slice(&sum);
        bytes
    }
}

fn sum(bytes: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    sum.copy_from_slice(&digest(&SHA256, bytes).as_ref()[..8]);
    sum
}

/// A slot that was never written so.
struct Damaged;

/// `None`: never used.
fn read(slot: &[u8]) -> Result<Option<Evidence>, Damaged> {
    if slot.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    if slot[..8] != sum(&slot[8..]) {
        return Err(Damaged);
    }
    let number = |at: usize| -> [u8; 8] { slot[at..at + 8].try_into().unwrap_or_default() };
    let length = usize::from(u16::from_le_bytes([slot[10], slot[11]]));
    let words = slot.get(HEAD..HEAD + length).ok_or(Damaged)?;
    let words = std::str::from_utf8(words).map_err(|_| Damaged)?.to_owned();
    let settled = match slot[8] {
        1 => Settled::Uncertain("its worker died after the final dot, before an answer".to_owned()),
        2 => Settled::Accepted(words),
        3 => {
            let until = i64::from_le_bytes(number(28));
            let until = Timestamp::from_microsecond(until).map_err(|_| Damaged)?;
            Settled::Deferred { reply: words, until }
        }
        4 => Settled::Rejected(words),
        5 => Settled::Uncertain(words),
        6 => Settled::Unsent(words),
        _ => return Err(Damaged),
    };
    let delivery = DeliveryId(i64::from_le_bytes(number(12)));
    Ok(Some(Evidence { delivery, epoch: u64::from_le_bytes(number(20)), settled }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOT: &str = "5da00ac2-d8e0-4cc6-8432-e6f818e562b0";

    fn outcomes() -> Vec<Settled> {
        let until = Timestamp::from_microsecond(1_800_000_000_000_001).unwrap();
        vec![
            Settled::Accepted("250 2.0.0 queued as 4F".to_owned()),
            Settled::Deferred { reply: "451 4.7.1 später".to_owned(), until },
            Settled::Rejected("550 5.1.1 no".to_owned()),
            Settled::Uncertain("silence".to_owned()),
            Settled::Unsent("reset".to_owned()),
        ]
    }

    /// A file with these outcomes, and one message whose dot had just begun.
    fn written() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = path(&folder.path().join("recorder"), "mail-1");
        let recorder = Recorder::begin(&path, BOOT).unwrap();
        for (slot, settled) in outcomes().iter().enumerate() {
            recorder.dot(slot, DeliveryId(slot as i64), 7).unwrap();
            recorder.reply(slot, DeliveryId(slot as i64), 7, settled).unwrap();
        }
        recorder.dot(499, DeliveryId(499), 7).unwrap();
        (folder, path)
    }

    #[test]
    fn marks_are_read_back() {
        let (_folder, path) = written();
        let replay = replay(&path, BOOT);
        let settled: Vec<_> = replay.evidence.iter().map(|e| e.settled.clone()).collect();
        assert_eq!(settled[..5], outcomes());
        assert!(matches!(&settled[5], Settled::Uncertain(why) if why.contains("final dot")));
        assert_eq!((replay.evidence[5].delivery, replay.evidence[5].epoch), (DeliveryId(499), 7));
        assert!(matches!(replay.otherwise, LeftOpen::Unsent(_)));
    }

    #[test]
    fn long_words_are_cut_and_a_slot_too_far_is_refused() {
        let (_folder, path) = written();
        let recorder = Recorder::begin(&path, BOOT).unwrap();
        let long = Settled::Accepted("ä".repeat(400));
        recorder.reply(0, DeliveryId(1), 1, &long).unwrap();
        assert!(recorder.dot(512, DeliveryId(1), 1).is_err());
        let replay = replay(&path, BOOT);
        let Settled::Accepted(words) = &replay.evidence[0].settled else { panic!("{replay:?}") };
        assert_eq!(words.chars().count(), (SLOT - HEAD) / 2);
    }

    #[test]
    fn another_boot_no_file_and_a_strange_file_know_nothing() {
        let (folder, path) = written();
        let strange = folder.path().join("strange");
        fs::write(&strange, "not a recorder").unwrap();
        let empty_boot = Recorder::begin(&folder.path().join("b"), "").unwrap();
        drop(empty_boot);
        for (path, boot, why) in [
            (&path, "another", "started anew"),
            (&folder.path().join("gone"), BOOT, "gone"),
            (&strange, BOOT, "cannot be read"),
            (&folder.path().join("b"), "", "started anew"),
        ] {
            let replay = replay(path, boot);
            assert_eq!(replay.evidence, []);
            let LeftOpen::Uncertain(said) = &replay.otherwise else { panic!("{replay:?}") };
            assert!(said.contains(why), "{said}");
        }
    }

    /// Whatever happens to a byte, no slot says what was not written.
    #[test]
    fn a_damaged_slot_is_survived_and_explained() {
        let (_folder, path) = written();
        let sound = replay(&path, BOOT).evidence;
        let bytes = fs::read(&path).unwrap();
        for at in (SLOT..SLOT * 7).step_by(5) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            fs::write(&path, &damaged).unwrap();
            let replay = replay(&path, BOOT);
            assert!(replay.evidence.iter().all(|one| sound.contains(one)), "byte {at}");
            let LeftOpen::Uncertain(why) = &replay.otherwise else { panic!("byte {at}") };
            assert!(why.contains("1 slots"), "{why}");
        }
    }
}
