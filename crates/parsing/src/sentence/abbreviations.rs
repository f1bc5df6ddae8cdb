//! Words whose stop is not the end of a sentence, and words that begin one.

/// What the stop after a word may be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An ordinary word.
    None,
    /// Before a name: never the end.
    Title,
    /// Before a number.
    BeforeNumber,
    /// Before a day.
    Month,
    /// One capital letter.
    Initial,
    /// The end only where a usual first word follows.
    Common,
    /// In the middle of a sentence always.
    Never,
}

const TITLES: [&str; 34] = [
    "mr", "mrs", "ms", "mx", "dr", "prof", "gen", "sen", "rep", "gov", "st", "mt", "ft", "sgt",
    "col", "lt", "capt", "cmdr", "cpl", "maj", "adm", "rev", "hon", "pres", "supt", "messrs", "fr",
    "sr", "br", "amb", "insp", "pvt", "det", "mme",
];

const BEFORE_NUMBER: [&str; 17] = [
    "no", "nos", "p", "pp", "vol", "vols", "fig", "figs", "art", "sec", "ch", "chap", "para",
    "approx", "ca", "n°", "ver",
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];

const NEVER: [&str; 7] = ["vs", "e.g", "i.e", "cf", "viz", "v", "c"];

const COMMON: [&str; 25] = [
    "etc", "inc", "ltd", "co", "corp", "bros", "jr", "al", "a.m", "p.m", "ave", "blvd", "rd",
    "dept", "univ", "assn", "est", "gmbh", "plc", "llc", "ed", "eds", "ph.d", "m.d", "b.c",
];

/// First words of sentences that are hardly ever names.
const STARTERS: [&str; 70] = [
    "the",
    "this",
    "that",
    "these",
    "those",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "his",
    "her",
    "its",
    "their",
    "our",
    "my",
    "your",
    "there",
    "here",
    "then",
    "in",
    "on",
    "at",
    "by",
    "for",
    "from",
    "with",
    "after",
    "before",
    "since",
    "during",
    "while",
    "when",
    "where",
    "what",
    "who",
    "why",
    "how",
    "which",
    "if",
    "as",
    "but",
    "and",
    "or",
    "so",
    "yet",
    "although",
    "though",
    "because",
    "however",
    "meanwhile",
    "some",
    "many",
    "most",
    "all",
    "both",
    "each",
    "no",
    "not",
    "one",
    "a",
    "an",
    "to",
    "did",
    "do",
    "is",
    "was",
    "next",
];

/// What the stop after `word` may be; `word` comes without that stop.
pub(super) fn kind(word: &str) -> Kind {
    let trimmed = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let folded = trimmed.to_lowercase();
    let folded = folded.as_str();
    let mut letters = trimmed.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && only.is_uppercase()
    {
        return Kind::Initial;
    }
    match folded {
        _ if TITLES.contains(&folded) => Kind::Title,
        _ if NEVER.contains(&folded) => Kind::Never,
        _ if BEFORE_NUMBER.contains(&folded) => Kind::BeforeNumber,
        _ if MONTHS.contains(&folded) => Kind::Month,
        _ if COMMON.contains(&folded) => Kind::Common,
        // U.S, U.N, J.K: letters with stops between them.
        _ if is_dotted(folded) => Kind::Common,
        _ => Kind::None,
    }
}

fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// Whether `word` is one that sentences usually begin with.
pub(super) fn starts_sentences(word: &str) -> bool {
    let word = word.split(['\'', '’']).next().unwrap_or_default();
    let folded = word.to_lowercase();
    STARTERS.contains(&folded.as_str())
}
