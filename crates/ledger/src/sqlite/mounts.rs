//! On which kind of file system a path lies.
//!
//! SQLite's write-ahead log shares memory between processes and relies on file
//! locks. File systems that reach over a network keep neither promise, and two
//! machines that both believe to hold the lock would mail everybody twice.

use std::path::{Path, PathBuf};

/// The network file system that holds `path`, if one does.
///
/// `path` is absolute and free of symlinks. Where `/proc` does not exist nothing
/// is known, and nothing is refused.
pub fn network_file_system(path: &Path) -> Option<String> {
    let table = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    file_system(&table, path).filter(|kind| reaches_over_a_network(kind))
}

/// The kind of the mount that `path` lies on. The longest mount point wins, and
/// of several on the same point the last one, since it covers the others.
fn file_system(table: &str, path: &Path) -> Option<String> {
    table
        .lines()
        .filter_map(mount)
        .filter(|(point, _)| path.starts_with(point))
        .max_by_key(|(point, _)| point.components().count())
        .map(|(_, kind)| kind.to_owned())
}

/// Mount point and kind of a line such as
/// `36 35 98:0 /root /mnt/data rw,noatime shared:1 - ext3 /dev/root rw` (proc(5)).
fn mount(line: &str) -> Option<(PathBuf, &str)> {
    let (before, after) = line.split_once(" - ")?;
    let point = before.split(' ').nth(4)?;
    let kind = after.split(' ').next()?;
    Some((PathBuf::from(unescape(point)), kind))
}

/// The kernel writes blanks and backslashes in a mount point as three octal digits.
fn unescape(point: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")]
        .iter()
        .fold(point.to_owned(), |text, (code, character)| text.replace(code, character))
}

fn reaches_over_a_network(kind: &str) -> bool {
    // FUSE as a whole: nothing tells sshfs from a local one, and few of them
    // have what the write-ahead log needs.
    kind.starts_with("fuse")
        || matches!(
            kind,
            "nfs" | "nfs4" | "cifs" | "smb3" | "smbfs" | "9p" | "afs" | "ceph" | "lustre"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
22 27 0:21 / /proc rw,relatime - proc proc rw
40 27 0:40 / /srv rw shared:7 master:1 - nfs4 nas:/srv rw,vers=4.2
41 40 254:1 / /srv/local rw - xfs /dev/vdb rw
42 27 0:42 / /home/ann/My\\040Drive rw - fuse.rclone drive rw
43 27 0:43 / /mnt/c rw - ext4 /dev/vdc rw
44 43 0:44 / /mnt/c rw - 9p C:\\134 rw
";

    fn over_network(path: &str) -> Option<String> {
        file_system(TABLE, Path::new(path)).filter(|kind| reaches_over_a_network(kind))
    }

    #[test]
    fn the_nearest_mount_decides() {
        assert_eq!(over_network("/srv/news").as_deref(), Some("nfs4"));
        assert_eq!(over_network("/srv/local/news"), None);
        assert_eq!(over_network("/srvice/news"), None);
    }

    #[test]
    fn blanks_in_a_mount_point_and_covered_mounts_are_understood() {
        let drive = over_network("/home/ann/My Drive/desk");
        assert_eq!(drive.as_deref(), Some("fuse.rclone"));
        assert_eq!(over_network("/mnt/c/desk").as_deref(), Some("9p"));
    }
}
