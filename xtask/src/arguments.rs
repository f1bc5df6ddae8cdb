//! The words after `cargo xtask`.

use std::str::FromStr;

use crate::bench_check::Drafts;
use crate::mutate::Wanted;
use crate::trials::Trial;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Chore {
    /// Say what there is.
    Help,
    /// Build the product and hand these words to `copydesk publish`.
    Publish(Vec<String>),
    /// Judge the repository.
    Test {
        /// Only what needs no other program and no documentation build.
        quick: bool,
    },
    /// Measure `copydesk check`.
    BenchCheck {
        /// How often, each side in turn.
        rounds: usize,
        /// What is done with the figures, and of which drafts they are.
        drafts: Drafts,
    },
    /// Measure how mail goes out.
    BenchDelivery {
        /// How often, each sender in turn.
        rounds: usize,
        /// Also to a million recipients.
        million: bool,
        /// Whether the figures go into `docs/performance.md`.
        write: bool,
    },
    /// Measure imports and segments.
    BenchSubscribers {
        /// Whether the figures go into `docs/performance.md`.
        write: bool,
    },
    /// Try something out for long.
    Trial {
        /// What.
        trial: Trial,
        /// How often.
        count: u32,
        /// Of chance.
        seed: u32,
        /// Write the page.
        write: bool,
    },
    /// Measure the checks.
    Mutate {
        /// What to say of it.
        wanted: Wanted,
        /// Drafts to do it with; without them, our own.
        folder: Option<String>,
    },
    /// Take pictures of every look.
    Gallery,
    /// Throw bytes at the readers.
    Fuzz {
        /// Which; without a name, all.
        readers: Vec<String>,
        /// How long each.
        seconds: u32,
    },
}

/// What `cargo xtask` says when it is asked nothing.
pub(crate) const HELP: &str = "\
The chores of this repository:

  cargo xtask publish [ARGS…]   build Copydesk, then `copydesk publish ARGS…`:
                                the ready drafts of drafts/ go to outbox/ and public/
  cargo xtask test [--quick]    format, lints, all tests, documentation, licences;
                                --quick: format, lints and the tests that need
                                no other program
  cargo xtask bench-check [--rounds N] [--write | --copies-of DRAFT]
                                how fast `copydesk check` is, beside textlint;
                                --write: into docs/performance.md;
                                --copies-of: over ten thousand copies of one draft
  cargo xtask bench-delivery [--rounds N] [--million] [--write]
                                how fast mail goes out, beside nodemailer, lettre's
                                pool, Python and smtp-source: signed or not, over
                                STARTTLS, to a slow relay; --million: also to a
                                million people; --write: into docs/performance.md
  cargo xtask bench-subscribers [--write]
                                how fast a million subscribers are imported, again,
                                and a part of them planned;
                                --write: into docs/performance.md
  cargo xtask kill [--kills N] [--seed N] [--write]
                                what becomes of mail when its sender is killed a
                                thousand times, dies twenty times at each named point,
                                is held up past its leases or stopped;
                                --write: into docs/reliability.md
  cargo xtask faults [--each N] [--seed N] [--write]
                                what becomes of mail when its relay fails in each way,
                                for two hundred people each;
                                --write: into docs/reliability.md
  cargo xtask saves [--saves N] [--seed N] [--write]
                                what becomes of two thousand drafts, saved as editors
                                and sync tools save, when their daemon is killed at
                                random, hears nothing, loses its folder;
                                --write: into docs/reliability.md
  cargo xtask soak [--saves N] [--seed N] [--write]
                                how long a save takes to be an edition, and what a
                                daemon holds after a hundred thousand;
                                --write: into docs/performance.md
  cargo xtask mutate [FOLDER] [--missed | --write]
                                how many slips the checks see in our clean drafts,
                                or in those of FOLDER; --missed: which they do not;
                                --write: the manual, docs/checks.md
  cargo xtask fuzz [READER…] [--seconds N]
                                an hour of fuzzing for each reader
  cargo xtask gallery           pictures of every look into docs/gallery/
  cargo xtask help              this page

`cargo copydesk …` runs the product itself; `cargo copydesk --help` lists its commands.
";

/// Reads the words. An error is a sentence for the person who wrote them.
pub(crate) fn parse(words: &[String]) -> Result<Chore, String> {
    let Some((chore, rest)) = words.split_first() else {
        return Ok(Chore::Help);
    };
    match chore.as_str() {
        "help" | "--help" | "-h" => Ok(Chore::Help),
        // Its options are the product's: `publish --help` is answered there.
        "publish" => Ok(Chore::Publish(rest.to_vec())),
        "test" => test(rest),
        "bench-check" => bench_check(rest),
        "bench-delivery" => bench_delivery(rest),
        "bench-subscribers" => bench_subscribers(rest),
        "kill" => trial(Trial::Kill, rest),
        "faults" => trial(Trial::Faults, rest),
        "saves" => trial(Trial::Saves, rest),
        "soak" => trial(Trial::Soak, rest),
        "mutate" => mutate(rest),
        "fuzz" => fuzz(rest),
        "gallery" => gallery(rest),
        other => Err(format!("there is no chore `{other}`")),
    }
}

fn test(rest: &[String]) -> Result<Chore, String> {
    let mut quick = false;
    for word in rest {
        match word.as_str() {
            "--quick" => quick = true,
            "--help" | "-h" => return Ok(Chore::Help),
            other => return Err(format!("`test` has no option `{other}`")),
        }
    }
    Ok(Chore::Test { quick })
}

fn bench_subscribers(rest: &[String]) -> Result<Chore, String> {
    match rest.first().map(String::as_str) {
        None => Ok(Chore::BenchSubscribers { write: false }),
        Some("--write") => Ok(Chore::BenchSubscribers { write: true }),
        Some("--help" | "-h") => Ok(Chore::Help),
        Some(other) => Err(format!("`bench-subscribers` has no option `{other}`")),
    }
}

fn bench_delivery(rest: &[String]) -> Result<Chore, String> {
    let (mut rounds, mut million, mut write) = (5, false, false);
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--rounds" => rounds = number("--rounds", words.next())?,
            "--million" => million = true,
            "--write" => write = true,
            "--help" | "-h" => return Ok(Chore::Help),
            other => return Err(format!("`bench-delivery` has no option `{other}`")),
        }
    }
    Ok(Chore::BenchDelivery { rounds, million, write })
}

fn trial(trial: Trial, rest: &[String]) -> Result<Chore, String> {
    let (option, usual) = trial.count();
    let (mut count, mut seed, mut write) = (usual, 1, false);
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            word if word == option => count = number(option, words.next())?,
            "--seed" => seed = number("--seed", words.next())?,
            "--write" => write = true,
            "--help" | "-h" => return Ok(Chore::Help),
            other => return Err(format!("`{}` has no option `{other}`", trial.name())),
        }
    }
    Ok(Chore::Trial { trial, count, seed, write })
}

fn mutate(rest: &[String]) -> Result<Chore, String> {
    let (mut wanted, mut folder) = (Wanted::Table, None);
    for word in rest {
        match word.as_str() {
            "--missed" if wanted != Wanted::Manual => wanted = Wanted::Missed,
            "--write" if wanted != Wanted::Missed => wanted = Wanted::Manual,
            "--help" | "-h" => return Ok(Chore::Help),
            path if !path.starts_with('-') && folder.is_none() => folder = Some(path.to_owned()),
            other => return Err(format!("`mutate` cannot take `{other}`")),
        }
    }
    if wanted == Wanted::Manual && folder.is_some() {
        return Err("the manual tells of our own drafts: leave out the folder".to_owned());
    }
    Ok(Chore::Mutate { wanted, folder })
}

fn fuzz(rest: &[String]) -> Result<Chore, String> {
    let (mut readers, mut seconds) = (Vec::new(), 3_600);
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => seconds = number("--seconds", words.next())?,
            "--help" | "-h" => return Ok(Chore::Help),
            name if !name.starts_with('-') => readers.push(name.to_owned()),
            other => return Err(format!("`fuzz` has no option `{other}`")),
        }
    }
    Ok(Chore::Fuzz { readers, seconds })
}

fn gallery(rest: &[String]) -> Result<Chore, String> {
    match rest.first().map(String::as_str) {
        None => Ok(Chore::Gallery),
        Some("--help" | "-h") => Ok(Chore::Help),
        Some(other) => Err(format!("`gallery` has no option `{other}`")),
    }
}

/// The number after an option, at least 1.
fn number<N: FromStr + Default + PartialOrd>(
    option: &str,
    word: Option<&String>,
) -> Result<N, String> {
    let number = word.and_then(|word| word.parse().ok());
    let number = number.filter(|number| *number > N::default());
    number.ok_or_else(|| format!("`{option}` needs a number, as in `{option} 5`"))
}

fn bench_check(rest: &[String]) -> Result<Chore, String> {
    let (mut rounds, mut drafts) = (5, Drafts::Ours { write: false });
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--write" if drafts == (Drafts::Ours { write: false }) => {
                drafts = Drafts::Ours { write: true };
            }
            "--copies-of" if drafts == (Drafts::Ours { write: false }) => {
                let draft = words.next().ok_or("`--copies-of` needs a draft")?;
                drafts = Drafts::CopiesOf(draft.to_owned());
            }
            "--rounds" => rounds = number("--rounds", words.next())?,
            "--help" | "-h" => return Ok(Chore::Help),
            other => return Err(format!("`bench-check` cannot take `{other}`")),
        }
    }
    Ok(Chore::BenchCheck { rounds, drafts })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Chore, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn alone_it_lists_the_chores() {
        for line in ["", "help", "--help", "-h", "test --help"] {
            assert_eq!(read(line), Ok(Chore::Help), "{line}");
        }
        assert!(HELP.contains("cargo xtask publish") && HELP.contains("cargo xtask test"));
    }

    #[test]
    fn publish_hands_every_word_on() {
        let words = ["a.md", "--dry-run", "--profile", "live", "--help"];
        assert_eq!(
            read("publish a.md --dry-run --profile live --help"),
            Ok(Chore::Publish(words.map(str::to_owned).to_vec()))
        );
    }

    #[test]
    fn test_knows_one_option() {
        assert_eq!(read("test"), Ok(Chore::Test { quick: false }));
        assert_eq!(read("test --quick"), Ok(Chore::Test { quick: true }));
        assert_eq!(read("test --slow"), Err("`test` has no option `--slow`".to_owned()));
    }

    #[test]
    fn a_bench_is_told_how_often() {
        let chore = |rounds, drafts| Ok(Chore::BenchCheck { rounds, drafts });
        assert_eq!(read("bench-check"), chore(5, Drafts::Ours { write: false }));
        assert_eq!(read("bench-check --rounds 3 --write"), chore(3, Drafts::Ours { write: true }));
        assert_eq!(
            read("bench-check --copies-of a.md"),
            chore(5, Drafts::CopiesOf("a.md".to_owned()))
        );
        for words in ["--rounds", "--rounds 0", "--fast", "--copies-of", "--write --copies-of a.md"]
        {
            assert!(read(&format!("bench-check {words}")).is_err(), "{words}");
        }
    }

    #[test]
    fn deliveries_are_measured_as_often_as_asked() {
        let chore = |rounds, million, write| Ok(Chore::BenchDelivery { rounds, million, write });
        assert_eq!(read("bench-delivery"), chore(5, false, false));
        assert_eq!(read("bench-delivery --rounds 2 --million --write"), chore(2, true, true));
        assert!(read("bench-delivery --billion").is_err());
    }

    #[test]
    fn subscribers_are_measured() {
        let chore = |write| Ok(Chore::BenchSubscribers { write });
        assert_eq!(read("bench-subscribers"), chore(false));
        assert_eq!(read("bench-subscribers --write"), chore(true));
        assert!(read("bench-subscribers --million").is_err());
    }

    #[test]
    fn trials_are_counted() {
        let chore = |trial, count, seed, write| Ok(Chore::Trial { trial, count, seed, write });
        assert_eq!(read("kill"), chore(Trial::Kill, 1_000, 1, false));
        assert_eq!(read("kill --kills 50 --seed 7 --write"), chore(Trial::Kill, 50, 7, true));
        assert_eq!(read("faults --each 3"), chore(Trial::Faults, 3, 1, false));
        assert_eq!(read("saves"), chore(Trial::Saves, 2_000, 1, false));
        assert_eq!(read("soak --saves 9 --seed 7 --write"), chore(Trial::Soak, 9, 7, true));
        for wrong in ["kill --kills many", "kill --saves 3", "saves --kills 3", "soak twice"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn mutants_are_made_of_ours_or_of_a_folder() {
        let chore = |wanted, folder: Option<&str>| {
            Ok(Chore::Mutate { wanted, folder: folder.map(str::to_owned) })
        };
        assert_eq!(read("mutate"), chore(Wanted::Table, None));
        assert_eq!(read("mutate --missed sent"), chore(Wanted::Missed, Some("sent")));
        assert_eq!(read("mutate --write"), chore(Wanted::Manual, None));
        for line in ["mutate --write sent", "mutate --write --missed", "mutate a b"] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn fuzzers_are_named_and_timed() {
        let chore = |readers: &[&str], seconds| {
            Ok(Chore::Fuzz { readers: readers.iter().map(|&r| r.to_owned()).collect(), seconds })
        };
        assert_eq!(read("fuzz"), chore(&[], 3_600));
        assert_eq!(read("fuzz bibtex --seconds 60"), chore(&["bibtex"], 60));
        assert!(read("fuzz --seconds soon").is_err());
    }

    #[test]
    fn a_gallery_is_of_everything() {
        assert_eq!(read("gallery"), Ok(Chore::Gallery));
        assert!(read("gallery brief").is_err());
    }

    #[test]
    fn an_unknown_chore_is_named() {
        assert_eq!(read("deploy"), Err("there is no chore `deploy`".to_owned()));
    }
}
