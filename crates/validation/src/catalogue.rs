//! All checks, in the order of the manual and of the page.

use crate::{Check, checks};

/// Checks of one subject.
pub struct Section {
    /// Its heading in the manual.
    pub title: &'static str,
    /// Its checks.
    pub checks: &'static [Check],
}

/// A line for each check, so that two people can add one each.
const SECTIONS: &[Section] = &[
    Section {
        title: "The draft as a whole",
        checks: &[
            checks::draft_unreadable::CHECK,
            checks::front_matter_invalid::CHECK,
            checks::title_missing::CHECK,
        ],
    },
    Section {
        title: "Markers and numbering",
        checks: &[
            checks::marker_undefined::CHECK,
            checks::marker_malformed::CHECK,
            checks::marker_repeated::CHECK,
            checks::marker_order::CHECK,
            checks::markers_swapped::CHECK,
            checks::marker_placement::CHECK,
            checks::numbering_zero_based::CHECK,
            checks::citation_bundle::CHECK,
            checks::no_citations::CHECK,
        ],
    },
    Section {
        title: "References",
        checks: &[
            checks::reference_duplicate_number::CHECK,
            checks::reference_number_gap::CHECK,
            checks::reference_unused::CHECK,
            checks::reference_unparsed::CHECK,
            checks::reference_missing_url::CHECK,
            checks::reference_bare_url::CHECK,
            checks::reference_missing_title::CHECK,
            checks::reference_missing_publisher::CHECK,
            checks::reference_missing_date::CHECK,
            checks::reference_missing_author::CHECK,
            checks::reference_date_invalid::CHECK,
            checks::reference_duplicate::CHECK,
            checks::reference_near_duplicate_title::CHECK,
            checks::url_malformed::CHECK,
            checks::url_bare_domain::CHECK,
            checks::url_shortener::CHECK,
            checks::url_insecure::CHECK,
            checks::url_tracking::CHECK,
            checks::url_publisher_mismatch::CHECK,
            checks::identifier_invalid::CHECK,
            checks::reference_retracted::CHECK,
        ],
    },
    Section {
        title: "Bibliographies",
        checks: &[
            checks::bibliography_unreadable::CHECK,
            checks::bibliography_duplicate_key::CHECK,
        ],
    },
    Section {
        title: "Coverage",
        checks: &[
            checks::sentence_uncited::CHECK,
            checks::sentence_covered_by_later_marker::CHECK,
            checks::paragraph_uncited::CHECK,
            checks::headline_rests_on_uncited::CHECK,
            checks::strong_claim_uncited::CHECK,
            checks::source_concentration::CHECK,
        ],
    },
    Section {
        title: "Quotations",
        checks: &[
            checks::quote_unbalanced::CHECK,
            checks::quote_uncited::CHECK,
            checks::quote_unattributed::CHECK,
            checks::quote_unverifiable::CHECK,
            checks::quote_style_mixed::CHECK,
        ],
    },
    Section {
        title: "Hygiene",
        checks: &[
            checks::leftover_boilerplate::CHECK,
            checks::stray_markup::CHECK,
            checks::ai_tool_residue::CHECK,
            checks::invisible_character::CHECK,
            checks::picture_without_size::CHECK,
            checks::dateline_missing::CHECK,
            checks::relative_date_unanchored::CHECK,
            checks::weekday_date_mismatch::CHECK,
            checks::missing_final_newline::CHECK,
        ],
    },
    Section {
        title: "The edition",
        checks: &[
            checks::mail_too_large::CHECK,
            checks::subject_too_long::CHECK,
            checks::variable_unresolved::CHECK,
            checks::citation_lost::CHECK,
            checks::alt_text_missing::CHECK,
            checks::contrast_too_low::CHECK,
            checks::own_link_insecure::CHECK,
            checks::anchor_broken::CHECK,
        ],
    },
    Section {
        title: STYLE,
        checks: &[
            checks::abbreviation_inconsistent::CHECK,
            checks::repeated_opening::CHECK,
            checks::sentence_too_long::CHECK,
        ],
    },
    Section {
        title: WAIVERS,
        checks: &[
            checks::waivers_unreadable::CHECK,
            checks::waiver_unknown_check::CHECK,
            checks::waiver_without_reason::CHECK,
            checks::waiver_expired::CHECK,
            checks::waiver_unused::CHECK,
        ],
    },
];

/// Checks of answers to the other checks' findings. Nobody can answer for theirs.
const WAIVERS: &str = "Waivers";

/// Checks that a pipeline may set at once, as the group `style`.
const STYLE: &str = "Style";

/// All checks by subject, in the order of the manual.
pub fn sections() -> &'static [Section] {
    SECTIONS
}

/// All checks, in the order of the manual and of the page.
pub fn catalogue() -> impl Iterator<Item = &'static Check> + Clone {
    SECTIONS.iter().flat_map(|section| section.checks)
}

/// The checks of the group `style`.
pub fn style() -> impl Iterator<Item = &'static Check> + Clone {
    SECTIONS.iter().filter(|section| section.title == STYLE).flat_map(|section| section.checks)
}

/// The check with this name.
pub fn check(name: &str) -> Option<&'static Check> {
    catalogue().find(|check| check.name == name)
}

/// Whether a check is about waivers, so that no waiver can answer for it.
pub fn of_waivers(check: &Check) -> bool {
    let mut sections = SECTIONS.iter().filter(|section| section.title == WAIVERS);
    sections.any(|section| section.checks.iter().any(|other| other.name == check.name))
}
