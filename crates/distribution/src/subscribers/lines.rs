//! Which line of the file a record begins on.

use csv::ByteRecord;

/// Counts lines. The reader's own count is that of the line before, where blank
/// lines or CRLF come between.
pub(super) struct Lines<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) read: usize,
    pub(super) line: u64,
}

impl Lines<'_> {
    /// The line on which a record begins; records come in order.
    pub(super) fn of(&mut self, record: &ByteRecord) -> u64 {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(self.read);
        while let Some(byte) = self.bytes.get(self.read)
            && (self.read < start || matches!(byte, b'\r' | b'\n'))
        {
            self.line += u64::from(*byte == b'\n');
            self.read += 1;
        }
        self.line
    }
}
