//! What our pages and letters say, in the languages that editions come in: a file for
//! each. Where a phrase needs another inside it, that stands there in braces.

mod ar;
mod de;
mod en;
mod es;
mod fr;

use serde::Serialize;

/// Every phrase of one language.
#[derive(Debug, Serialize)]
pub(super) struct Words {
    /// `{name}`
    pub(super) subscribe_title: &'static str,
    pub(super) address: &'static str,
    pub(super) lists: &'static str,
    /// `{list}`, `{name}`. What people agree to.
    pub(super) consent: &'static str,
    /// `{name}`. The same where there are several lists to choose from.
    pub(super) consent_chosen: &'static str,
    pub(super) subscribe: &'static str,
    pub(super) bad_address: &'static str,
    pub(super) no_list: &'static str,
    /// For whoever reads a page without its style.
    pub(super) trap: &'static str,
    pub(super) asked_title: &'static str,
    /// `{days}`
    pub(super) asked: &'static str,
    pub(super) asked_nothing: &'static str,
    pub(super) too_many_title: &'static str,
    pub(super) too_many: &'static str,

    pub(super) confirm_title: &'static str,
    /// `{address}`
    pub(super) confirm: &'static str,
    pub(super) confirm_button: &'static str,
    pub(super) confirm_not: &'static str,
    pub(super) confirmed_title: &'static str,
    /// `{lists}`
    pub(super) confirmed: &'static str,
    pub(super) nothing_title: &'static str,
    /// `{days}`
    pub(super) nothing: &'static str,

    /// `{list}`
    pub(super) leave_title: &'static str,
    /// `{address}`, `{list}`
    pub(super) leave: &'static str,
    /// `{list}`
    pub(super) leave_button: &'static str,
    /// `{list}`
    pub(super) left_title: &'static str,
    /// `{address}`, `{list}`
    pub(super) left: &'static str,
    pub(super) undo: &'static str,
    /// `{list}`
    pub(super) back_title: &'static str,
    /// `{address}`, `{list}`
    pub(super) back: &'static str,
    /// `{list}`
    pub(super) off_title: &'static str,
    /// `{address}`, `{list}`
    pub(super) off: &'static str,

    pub(super) to_preferences: &'static str,
    pub(super) preferences_title: &'static str,
    /// `{address}`
    pub(super) preferences: &'static str,
    pub(super) preferences_none: &'static str,
    /// `{date}`
    pub(super) since: &'static str,
    pub(super) leave_all: &'static str,
    pub(super) left_all: &'static str,
    pub(super) about: &'static str,
    pub(super) name: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) not_said: &'static str,
    pub(super) save: &'static str,
    pub(super) saved: &'static str,
    pub(super) not_saved: &'static str,
    pub(super) bad_text: &'static str,
    pub(super) bad_number: &'static str,
    pub(super) bad_date: &'static str,

    pub(super) unknown_title: &'static str,
    /// `{address}`
    pub(super) unknown: &'static str,
    pub(super) unavailable_title: &'static str,
    pub(super) unavailable: &'static str,

    /// `{lists}`
    pub(super) mail_confirm_subject: &'static str,
    pub(super) mail_confirm: &'static str,
    /// `{days}`
    pub(super) mail_confirm_else: &'static str,
    /// `{name}`
    pub(super) mail_welcome_subject: &'static str,
    pub(super) mail_welcome: &'static str,
    /// `{name}`
    pub(super) mail_already_subject: &'static str,
    pub(super) mail_already: &'static str,
}

/// The words of a language by its BCP 47 tag; English where we have none.
pub(super) fn of(language: &str) -> &'static Words {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "ar" => &ar::WORDS,
        "de" => &de::WORDS,
        "es" => &es::WORDS,
        "fr" => &fr::WORDS,
        _ => &en::WORDS,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::of;

    /// The names in braces, sorted.
    fn names(phrase: &Value) -> Vec<String> {
        let phrase = phrase.as_str().unwrap();
        let mut names: Vec<String> = phrase
            .split('{')
            .skip(1)
            .map(|rest| rest.split_once('}').unwrap().0.to_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn every_language_says_all_of_it_with_the_same_names() {
        let english = serde_json::to_value(of("en")).unwrap();
        for language in ["ar", "de", "es", "fr"] {
            let other = serde_json::to_value(of(language)).unwrap();
            for (key, phrase) in english.as_object().unwrap() {
                assert_eq!(names(&other[key]), names(phrase), "{language}: {key}");
                assert!(!other[key].as_str().unwrap().is_empty(), "{language}: {key}");
            }
        }
    }
}
