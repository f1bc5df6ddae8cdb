//! Words that begin a sentence, and words that go on with one.

/// How surely a word begins a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    /// It may as well be a name.
    Open,
    /// Sentences often begin so, and names hardly ever: `He`, `In`, `Today`.
    Usual,
    /// No name is written so: `The`, `They`.
    Firm,
}

/// How surely `word` begins a sentence; it stands there with a capital.
pub(super) fn start(word: &str) -> Start {
    let word = word.split(['\'', '’']).next().unwrap_or_default();
    // "U.S. WHO envoy" is about the organisation.
    let shouted = word.len() > 1 && word.chars().all(char::is_uppercase);
    if shouted || word.len() > 12 {
        return Start::Open;
    }
    match word.to_lowercase().as_str() {
        "the" | "this" | "that" | "these" | "those" | "it" | "they" | "we" | "there" | "but"
        | "and" | "his" | "her" | "its" | "their" | "our" | "when" | "where" | "what" | "which"
        | "because" | "although" | "though" | "however" | "meanwhile" | "since" | "while"
        | "with" | "from" | "if" | "did" | "does" | "has" | "had" | "have" | "were" | "was"
        | "is" | "are" => Start::Firm,
        "he" | "she" | "i" | "you" | "my" | "your" | "here" | "then" | "in" | "on" | "at"
        | "by" | "for" | "after" | "before" | "during" | "who" | "whose" | "why" | "how" | "as"
        | "or" | "so" | "yet" | "some" | "many" | "most" | "all" | "both" | "each" | "no"
        | "not" | "one" | "a" | "an" | "to" | "do" | "next" | "today" | "yesterday"
        | "tomorrow" | "earlier" | "later" | "last" | "now" | "still" | "also" | "instead"
        | "even" | "other" | "others" | "such" | "several" | "few" | "more" | "another" | "any"
        | "every" | "everyone" | "everybody" | "nobody" | "nothing" | "neither" | "nor"
        | "could" | "would" | "should" | "let" | "please" | "perhaps" | "indeed" | "thus"
        | "therefore" | "moreover" | "finally" | "again" | "about" | "among" | "between"
        | "despite" | "until" | "unless" | "once" | "without" | "within" | "through" | "asked"
        | "asking" | "speaking" | "according" | "under" | "against" | "officials" | "critics"
        | "experts" | "analysts" | "investors" | "shares" | "lawmakers" | "negotiators"
        | "readers" | "only" | "unlike" => Start::Usual,
        _ => Start::Open,
    }
}

const MONTHS: &str = "January February March April May June July August September October \
                      November December Jan Feb Mar Apr Aug Sept Oct Nov Dec Mon Tue Tues Wed Thu \
                      Thurs Fri Sat Sun Eastern Central Pacific Mountain Greenwich UTC";

/// Whether `word` goes on with `6 p.m.`: a day, a zone, or a place before the word
/// "time", which is then `next`.
pub(super) fn goes_on_after_time(word: &str, next: &str) -> bool {
    let zone = (2..=4).contains(&word.len()) && word.chars().all(char::is_uppercase);
    (zone && word.ends_with('T'))
        || word.ends_with("day")
        || MONTHS.split(' ').any(|month| month == word)
        || next.trim_end_matches(|c: char| !c.is_alphabetic()) == "time"
}

/// Whether `words`, which follow a quotation, say who said it: a name of up to
/// four words and a verb of saying. After `.”` the verb must end the clause, for
/// there an attribution would usually have a comma in front of it.
pub(super) fn attributes(words: &str, asked: bool) -> bool {
    for (count, word) in words.split_whitespace().take(5).enumerate() {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if count > 0 && says(bare) {
            let ends = bare.len() < word.len();
            return ends || (asked && asks(bare));
        }
        let particle = matches!(word, "de" | "von" | "van" | "bin" | "al" | "the");
        if !particle && !word.starts_with(char::is_uppercase) {
            return false;
        }
    }
    false
}

fn says(verb: &str) -> bool {
    asks(verb)
        || matches!(
            verb,
            "said"
                | "says"
                | "added"
                | "told"
                | "wrote"
                | "tweeted"
                | "posted"
                | "replied"
                | "continued"
                | "recalled"
                | "explained"
                | "warned"
        )
}

fn asks(verb: &str) -> bool {
    matches!(verb, "asked" | "asks" | "shouted" | "cried" | "wondered" | "yelled" | "exclaimed")
}
