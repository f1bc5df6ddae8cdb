//! A relay's own notices, one a line. A line that is broken is told and passed over.

use std::io::{self, BufRead, Read};
use std::path::Path;

use copydesk_distribution::{LONGEST_NOTICE, read_notice};
use copydesk_manuscript::Digest;

use super::case;
use super::follow::Followers;
use super::kept::Kind;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// All lines. Ends as a usage error if some were broken.
pub(super) async fn lines(
    followers: &mut Followers<'_>,
    mut file: Box<dyn BufRead>,
    from: &Path,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let (mut number, mut bytes) = (0, Vec::new());
    let unreadable =
        |error: io::Error| Trouble::of(from.display(), error.to_string()).exit(Exit::Machine);
    while next(&mut file, &mut bytes).map_err(unreadable)? {
        number += 1;
        let line = bytes.trim_ascii();
        if line.is_empty() {
            continue;
        }
        if let Err(why) = notice(followers, line).await? {
            let trouble = Trouble { line: Some(number), ..Trouble::of(from.display(), why) };
            printer.troubles(&[trouble]);
            followers.tally.broken += 1;
        }
    }
    followers.tally.print("notices", printer);
    Ok(if followers.tally.broken == 0 { Exit::Done } else { Exit::Usage })
}

/// The inner error is what is wrong with the line.
async fn notice(followers: &mut Followers<'_>, line: &[u8]) -> Result<Result<(), String>, Failure> {
    followers.tally.read += 1;
    let notice = match read_notice(line) {
        Ok(notice) => notice,
        Err(why) => return Ok(Err(why)),
    };
    if followers.kept.has(Kind::Notice, &Digest::of(line)) {
        followers.tally.known += 1;
        return Ok(Ok(()));
    }
    let case = case::of_notice(&notice, &mut followers.tally);
    let found = followers.whose.of_notice(&notice).await?;
    followers.follow(case, found, Kind::Notice, line).await?;
    Ok(Ok(()))
}

/// The next line; of one that is too long only as much as shows it. `false`: the end.
fn next(file: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let most = LONGEST_NOTICE as u64 + 2;
    file.by_ref().take(most).read_until(b'\n', line)?;
    let begun = !line.is_empty();
    let mut rest = line.len() as u64 == most && !line.ends_with(b"\n");
    while rest {
        let buffer = file.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |end| end + 1);
        rest = end.is_none() && length > 0;
        file.consume(length);
    }
    Ok(begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_end_is_passed_over_in_little_memory() {
        let mut text = b"one\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', 3 << 20));
        text.extend(b"\n\nlast");
        let (mut file, mut line) = (io::BufReader::new(text.as_slice()), Vec::new());
        let mut lengths = Vec::new();
        while next(&mut file, &mut line).unwrap() {
            lengths.push(line.len());
        }
        assert_eq!(lengths, [4, LONGEST_NOTICE + 2, 1, 4]);
        assert!(line.capacity() < 1 << 20);
    }
}
