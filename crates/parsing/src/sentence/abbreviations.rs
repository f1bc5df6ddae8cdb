//! Words whose stop is not the end of a sentence.

/// What the stop after a word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The end: an ordinary word.
    Word,
    /// Part of what follows: `Mr.`, `Gen.`
    Title,
    /// Part of a number that follows; with another word it is a word: `No. 5`.
    BeforeNumber,
    /// Part of a number that follows and never a word: `pp. 5`.
    Locator,
    /// `Feb. 24`, `Mon. 5`
    Date,
    /// `6 p.m.`
    Time,
    /// One capital letter.
    Initial,
    /// The end only where a usual first word follows: `U.S.`, `Inc.`
    Common,
    /// The end wherever a capital follows: `etc.`
    Last,
    /// In the middle of a sentence always: `e.g.`
    Never,
}

/// What the stop after `word` may be; `word` comes without that stop.
///
/// `after_comma` says that it follows a place (`Boston, Mass.`), where short
/// names of states are no words.
pub(super) fn kind(word: &str, after_comma: bool) -> Kind {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '°');
    // `D-Pa.` is a member of a party and state, `half-Dr.` nothing.
    let (party, last) = word.rsplit_once('-').map_or(("", word), |(party, last)| (party, last));
    let state = after_comma || (party.len() == 1 && party.starts_with(char::is_uppercase));
    if state && STATES.contains(&last) {
        return Kind::Common;
    }
    let mut letters = word.chars();
    let first = letters.next().unwrap_or(' ');
    if letters.next().is_none() && first.is_uppercase() {
        return Kind::Initial;
    }
    // Nothing longer is listed.
    if word.len() > 8 {
        return if is_dotted(word) { Kind::Common } else { Kind::Word };
    }
    // EST, SEC and FT are names.
    let shouted = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    if shouted && !SHOUTED.contains(&word) {
        return Kind::Word;
    }
    let folded = word.to_lowercase();
    match (folded.as_str(), first.is_uppercase()) {
        // "A sales rep.", "30 ft.": only a capital makes these a title.
        (title, capital) if TITLES.contains(&title) => {
            if capital || matches!(title, "mr" | "mrs" | "ms" | "dr") {
                Kind::Title
            } else {
                Kind::Common
            }
        }
        // "Sec. Hale", "Sec. 5", "every sec."
        ("sec", true) => Kind::Locator,
        ("no" | "art" | "fig" | "para" | "sec" | "ver" | "op", _) => Kind::BeforeNumber,
        (
            "nos" | "p" | "pp" | "vol" | "vols" | "figs" | "ch" | "chap" | "chs" | "arts" | "secs"
            | "paras" | "n°" | "nr" | "ll" | "ff",
            _,
        ) => Kind::Locator,
        (
            "jan" | "feb" | "mar" | "apr" | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov"
            | "dec",
            _,
        )
        | (
            "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun",
            true,
        ) => Kind::Date,
        ("a.m" | "p.m", _) => Kind::Time,
        ("vs" | "e.g" | "i.e" | "cf" | "viz" | "v" | "c" | "ca" | "approx" | "esp" | "incl", _) => {
            Kind::Never
        }
        ("est", false) => Kind::Never,
        ("etc", _) => Kind::Last,
        (
            "inc" | "ltd" | "co" | "corp" | "cos" | "bros" | "jr" | "sr" | "al" | "ave" | "blvd"
            | "rd" | "dept" | "univ" | "assn" | "gmbh" | "plc" | "llc" | "ed" | "eds" | "ph.d"
            | "intl" | "natl" | "govt" | "ibid" | "trans" | "acad" | "inst" | "mfg" | "esq" | "hwy"
            | "cit" | "pty" | "s.p.a",
            _,
        ) => Kind::Common,
        // U.S, U.N, J.K: letters with stops between them.
        (dotted, _) if is_dotted(dotted) => Kind::Common,
        _ => Kind::Word,
    }
}

/// Before a name.
const TITLES: [&str; 53] = [
    "mr", "mrs", "ms", "mx", "dr", "drs", "prof", "profs", "gen", "gens", "sen", "sens", "rep",
    "reps", "gov", "govs", "st", "ste", "mt", "ft", "sgt", "col", "cols", "lt", "capt", "cmdr",
    "cdr", "cpl", "maj", "brig", "adm", "rev", "hon", "pres", "supt", "messrs", "mme", "mlle",
    "fr", "br", "msgr", "amb", "insp", "pvt", "pfc", "det", "atty", "asst", "assoc", "dep", "rt",
    "sra", "srta",
];

/// What is short for something in capitals too.
const SHOUTED: [&str; 10] = ["MR", "MRS", "MS", "DR", "NO", "INC", "CORP", "LTD", "CO", "JR"];

/// States as agencies shorten them after a town.
const STATES: [&str; 36] = [
    "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky",
    "La", "Mass", "Md", "Me", "Mich", "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ont",
    "Ore", "Pa", "Que", "Tenn", "Tex", "Va", "Vt", "Wash", "Wis", "Wyo",
];

fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
        })
}
