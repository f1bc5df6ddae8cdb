//! All checks, in the order of the manual and of the page.

use crate::Check;
use crate::checks::{
    dateline_missing, draft_unreadable, front_matter_invalid, headline_rests_on_uncited,
    leftover_boilerplate, marker_undefined, no_citations, quote_unbalanced, reference_date_invalid,
    reference_duplicate_number, reference_missing_url, reference_number_gap, reference_unparsed,
    reference_unused, sentence_uncited, stray_markup, title_missing,
};

const CATALOGUE: &[Check] = &[
    // The draft as a whole.
    draft_unreadable::CHECK,
    front_matter_invalid::CHECK,
    title_missing::CHECK,
    // Markers and numbering.
    marker_undefined::CHECK,
    no_citations::CHECK,
    // References.
    reference_duplicate_number::CHECK,
    reference_number_gap::CHECK,
    reference_unused::CHECK,
    reference_unparsed::CHECK,
    reference_missing_url::CHECK,
    reference_date_invalid::CHECK,
    // Coverage.
    sentence_uncited::CHECK,
    headline_rests_on_uncited::CHECK,
    // Quotations.
    quote_unbalanced::CHECK,
    // Hygiene.
    leftover_boilerplate::CHECK,
    dateline_missing::CHECK,
    stray_markup::CHECK,
];

/// All checks, in the order of the manual and of the page.
pub fn catalogue() -> &'static [Check] {
    CATALOGUE
}

/// The check with this name.
pub fn check(name: &str) -> Option<&'static Check> {
    CATALOGUE.iter().find(|check| check.name == name)
}
