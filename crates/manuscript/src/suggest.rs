//! "Did you mean": the accepted word that is nearest to what was written.

use strsim::damerau_levenshtein;

/// The accepted word that `word` was probably meant to be: one slip in three
/// letters, upper case and `_` for `-` not counted.
pub fn did_you_mean<'a>(
    word: &str,
    accepted: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let word = plain(word);
    let allowed = (word.chars().count() / 3).max(1);
    // Long words are not compared: nothing here is so long, and the comparison
    // costs the product of the lengths.
    if word.len() > 64 {
        return None;
    }
    accepted
        .into_iter()
        .map(|candidate| (damerau_levenshtein(&word, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// More words are no help beside the likely one.
const MANY: usize = 24;

/// One line of help: the likely word, and all accepted ones unless they are many.
pub fn help<'a>(word: &str, accepted: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let many = accepted.clone().into_iter().nth(MANY).is_some();
    let all = accepted.clone().into_iter().collect::<Vec<_>>().join(", ");
    match did_you_mean(word, accepted) {
        Some(likely) if many => format!("did you mean `{likely}`?"),
        Some(likely) => format!("did you mean `{likely}`? accepted: {all}"),
        None if all.is_empty() => "nothing is accepted here".to_owned(),
        None => format!("accepted: {all}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let accepted = ["reply_to", "from"];
        assert_eq!(did_you_mean("replyto", accepted), Some("reply_to"));
        assert_eq!(did_you_mean("Reply-To", accepted), Some("reply_to"));
        assert_eq!(did_you_mean("fro", accepted), Some("from"));
        assert_eq!(did_you_mean("password", accepted), None);
        assert_eq!(did_you_mean("", accepted), None);
    }
}
