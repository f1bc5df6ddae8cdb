//! What others say: OpenSSL of the cost of a signature, dkimpy of ours. Keys and
//! certificates are OpenSSL's too.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{judges, machine};

/// Which domain signs, and where its key would be published.
const RECORD: &str = "bench._domainkey.quay.example.org";

/// A private key for signing, for its owner alone, unless there is one.
pub(super) fn make_key(path: &Path) -> Result<(), String> {
    if !path.exists() {
        let words = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"];
        openssl(Command::new("openssl").args(words).arg(path))?;
    }
    fs::set_permissions(path, Permissions::from_mode(0o600))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// A certificate for this machine that signs itself, unless there is one.
pub(super) fn make_certificate(path: &Path, key: &Path) -> Result<(), String> {
    if path.exists() && key.exists() {
        return Ok(());
    }
    let words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    let about = ["-nodes", "-days", "365", "-subj", "/CN=localhost"];
    let names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    // rustls takes no authority for a relay.
    let relay = ["-addext", "basicConstraints=critical,CA:FALSE"];
    let mut command = Command::new("openssl");
    command.args(words).args(about).args(names).args(relay);
    command.arg("-keyout").arg(key).arg("-out").arg(path);
    openssl(&mut command).map(drop)
}

/// Microseconds of a signature with RSA of 2048 bits, if OpenSSL is here.
pub(super) fn openssl_signature() -> Option<f64> {
    let said = Command::new("openssl").args(["speed", "-seconds", "2", "rsa2048"]).output().ok()?;
    signature_in(&String::from_utf8_lossy(&said.stdout))
}

/// `rsa  2048 bits 0.000254s 0.000008s   3937.0 128205.1`
fn signature_in(said: &str) -> Option<f64> {
    let line = said.lines().find(|line| line.starts_with("rsa") && line.contains("2048 bits"))?;
    // The first one: `bits` ends with an s as well.
    let seconds = |word: &str| word.strip_suffix('s')?.parse::<f64>().ok();
    line.split_whitespace().find_map(seconds).map(|seconds| seconds * 1e6)
}

/// Has dkimpy verify every message in a folder, and says how many there are.
pub(super) fn dkimpy_verifies(key: &Path, folder: &Path) -> Result<u32, String> {
    judges::provide_python()?;
    let public = openssl(Command::new("openssl").args(["pkey", "-pubout", "-in"]).arg(key))?;
    let public: String = public.lines().filter(|line| !line.starts_with("-----")).collect();
    let records = format!("{{\"{RECORD}\": \"v=DKIM1; k=rsa; p={public}\"}}");
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let mut command = Command::new(judges::python());
    command.arg(machine::root().join("crates/proving/judges/dkim_signatures.py"));
    let said = command.arg(records).args(&files).output();
    let said = said.map_err(|error| format!("dkimpy did not start: {error}"))?;
    let verdicts = String::from_utf8_lossy(&said.stdout);
    let expected = vec!["[true]"; files.len()].join(", ");
    if files.is_empty() || verdicts.trim() != format!("[{expected}]") {
        let why = String::from_utf8_lossy(&said.stderr);
        return Err(format!("dkimpy does not verify our messages: {verdicts} {why}"));
    }
    Ok(files.len() as u32)
}

/// What it prints.
fn openssl(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| {
        format!("openssl did not start: {error}; on Debian: apt-get install -y openssl")
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("openssl failed:\n{}", String::from_utf8_lossy(&output.stderr).trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_openssl_says_of_a_signature_is_read() {
        let said = "                  sign    verify    sign/s verify/s\n\
                    rsa 2048 bits 0.000254s 0.000008s   3937.0 128205.1\n";
        assert!(signature_in(said).is_some_and(|micros| (micros - 254.0).abs() < 0.01));
        assert_eq!(signature_in("openssl: no such thing"), None);
    }
}
