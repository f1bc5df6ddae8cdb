//! The C compiler. SQLite is compiled into the product, so the build needs one.
//!
//! On most systems cargo could not even have linked this program without `cc`;
//! where another linker is set up, the build would otherwise fail minutes later
//! with a message about a build script.

use std::process::Command;

use crate::machine;

/// What people call it, in the order in which we look.
const NAMES: [&str; 3] = ["cc", "gcc", "clang"];

/// What to do where there is none.
pub(crate) const MISSING: &str = "\
error: no C compiler found (looked for cc, gcc and clang)
       SQLite is compiled into Copydesk, so that there is nothing else to install.

  Debian, Ubuntu   apt-get install -y gcc libc6-dev
  Fedora           dnf install -y gcc
  Alpine           apk add gcc musl-dev
  Arch             pacman -S gcc
  macOS            xcode-select --install
";

/// Tells the build which compiler to take.
///
/// # Errors
/// [`MISSING`], if there is none.
pub(crate) fn choose(build: &mut Command) -> Result<(), &'static str> {
    // On Windows the build asks the system for its compiler, not the path.
    if cfg!(windows) || std::env::var_os("CC").is_some() {
        return Ok(());
    }
    match first(|name| machine::find(name).is_some()) {
        None => Err(MISSING),
        // The build takes `cc` unless told otherwise.
        Some("cc") => Ok(()),
        Some(other) => {
            build.env("CC", other);
            Ok(())
        }
    }
}

fn first(installed: impl Fn(&str) -> bool) -> Option<&'static str> {
    NAMES.into_iter().find(|name| installed(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cc_comes_first_and_none_is_said() {
        assert_eq!(first(|_| true), Some("cc"));
        assert_eq!(first(|name| name == "clang"), Some("clang"));
        assert_eq!(first(|_| false), None);
    }

    #[test]
    fn the_message_names_a_package() {
        assert!(MISSING.contains("apt-get install -y gcc libc6-dev"));
    }
}
