//! What comes along when text is copied from a web page: told apart from the
//! writer's own words, so that a check can say so.
//!
//! Only short blocks are looked at, and a block is pasted only when nearly all
//! of it is made of phrases that no brief contains.

use std::collections::HashSet;

use copydesk_manuscript::Pasted;

/// Blocks longer than this are somebody's words.
const LONGEST: usize = 240;

const PHRASES: &[(Pasted, &[&str])] = &[
    (
        Pasted::CommentForm,
        &[
            "click here to leave a comment below",
            "click here to leave a comment",
            "leave a comment below",
            "leave a comment",
            "leave a reply",
            "post a comment",
            "join the discussion",
            "join the conversation",
            "log in to comment",
            "view comments",
            "show comments",
            "no comments yet",
            "no comments",
            "comments are closed",
            "your email address will not be published",
            "required fields are marked",
            "comments",
            "comment",
        ],
    ),
    (
        Pasted::ShareBar,
        &[
            "share this article",
            "share this story",
            "share this post",
            "share this",
            "share on facebook",
            "share on twitter",
            "share on x",
            "share on linkedin",
            "share on whatsapp",
            "copy link",
            "facebook",
            "twitter",
            "linkedin",
            "whatsapp",
            "tweet",
            "email this",
            "print this page",
            "print",
            "share",
            "pinterest",
            "reddit",
        ],
    ),
    (
        Pasted::CookieNotice,
        &[
            "we use cookies",
            "this site uses cookies",
            "this website uses cookies",
            "accept all cookies",
            "accept cookies",
            "accept all",
            "reject all",
            "manage preferences",
            "cookie settings",
            "cookie policy",
            "by continuing to use this site",
            "you agree to our use of cookies",
            "to improve your experience",
            "to give you the best experience",
        ],
    ),
    (
        Pasted::SignUp,
        &[
            "sign up for our newsletter",
            "sign up to our newsletter",
            "subscribe to our newsletter",
            "subscribe now",
            "sign up now",
            "get our newsletter",
            "already a subscriber",
            "subscribe to continue reading",
            "log in",
            "sign in",
        ],
    ),
    (
        Pasted::Furniture,
        &[
            "advertisement",
            "related articles",
            "related stories",
            "you may also like",
            "you might also like",
            "read more",
            "read next",
            "recommended for you",
            "most read",
            "skip to content",
            "skip to main content",
            "all rights reserved",
            "copyright",
            "back to top",
        ],
    ),
];

/// How the line begins with which a page sorts its articles.
const FILED: [&str; 4] = ["posted in ", "posted under ", "filed under ", "filed in "];

/// What `block` was pasted from, if it is no one's own words.
pub(crate) fn recognise(block: &str) -> Option<Pasted> {
    if block.len() > LONGEST {
        return None;
    }
    let folded = fold(block);
    let words = folded.split(' ').filter(|word| !word.is_empty()).count();
    if words == 0 {
        return None;
    }
    if words <= 6 && FILED.iter().any(|lead| folded.starts_with(lead)) {
        return Some(Pasted::Furniture);
    }
    // A phrase whose first word is not there is not there.
    let known: HashSet<&str> = folded.split(' ').collect();
    let begins = |phrase: &str| phrase.split(' ').next().is_some_and(|word| known.contains(word));
    let mut left = format!(" {folded} ");
    let mut best = None;
    let mut most = 0;
    for (kind, phrases) in PHRASES {
        let before = count(&left);
        for phrase in phrases.iter().filter(|phrase| begins(phrase)) {
            left = left.replace(&format!(" {phrase} "), "  ");
        }
        let taken = before - count(&left);
        if taken > most {
            (best, most) = (Some(*kind), taken);
        }
    }
    // At most a fifth of the words may be anybody's; a lone "comments" or
    // "print" in a short note is not enough.
    (count(&left) * 5 <= words).then_some(best).flatten()
}

fn count(text: &str) -> usize {
    text.split(' ').filter(|word| !word.is_empty()).count()
}

/// Lower case, letters only; numbers ("0 comments") count as nothing.
fn fold(block: &str) -> String {
    let letters: String = block
        .chars()
        .map(|c| if c.is_alphabetic() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_furniture_is_told_from_words() {
        assert_eq!(
            recognise("Click Here to Leave a Comment Below 0 comments"),
            Some(Pasted::CommentForm)
        );
        assert_eq!(recognise("Share | Tweet | Print"), Some(Pasted::ShareBar));
        assert_eq!(recognise("We use cookies. Accept all"), Some(Pasted::CookieNotice));
        assert_eq!(recognise("Correction: an earlier version named the wrong minister."), None);
        assert_eq!(recognise("Jane Doe reported from Geneva. Comments from the ministry."), None);
        assert_eq!(recognise("Posted in News, Harbour"), Some(Pasted::Furniture));
        assert_eq!(recognise("Copyright 2026. All rights reserved."), Some(Pasted::Furniture));
        assert_eq!(recognise("Posted in 2021, the notice names nobody who was there"), None);
        assert_eq!(recognise("Print run: 500"), None);
    }
}
