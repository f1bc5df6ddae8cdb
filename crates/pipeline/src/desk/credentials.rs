//! Where a secret's file is.

use std::path::{Path, PathBuf};

use copydesk_distribution::credentials;

/// The place of a secret that is written as `file`: among what the service manager
/// hands over (`LoadCredential=` of systemd), if that has one of this very name, else
/// below the newsroom.
pub(super) fn place(root: &Path, file: &Path) -> PathBuf {
    place_in(credentials().as_deref(), root, file)
}

fn place_in(credentials: Option<&Path>, root: &Path, file: &Path) -> PathBuf {
    let is_name = file.file_name().is_some_and(|name| name == file.as_os_str());
    let handed = credentials.filter(|_| is_name).map(|folder| folder.join(file));
    handed.filter(|path| path.exists()).unwrap_or_else(|| root.join(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_manager_hands_over_comes_first_by_its_name() {
        let (handed, root) = (tempfile::tempdir().unwrap(), Path::new("/srv/newsroom"));
        std::fs::write(handed.path().join("smtp-password"), "open sesame").unwrap();
        let at = |credentials, file: &str| place_in(credentials, root, Path::new(file));
        let password = handed.path().join("smtp-password");
        let handed = Some(handed.path());
        assert_eq!(at(handed, "smtp-password"), password);
        for (credentials, file) in
            [(None, "smtp-password"), (handed, "dkim.pem"), (handed, "keys/smtp-password")]
        {
            assert_eq!(at(credentials, file), root.join(file));
        }
        assert_eq!(at(handed, "/etc/smtp-password"), Path::new("/etc/smtp-password"));
        assert_eq!(at(handed, "../smtp-password"), root.join("../smtp-password"));
    }
}
