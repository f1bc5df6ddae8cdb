//! The checks, one file each.

pub(crate) mod bibliography_duplicate_key;
pub(crate) mod bibliography_unreadable;
pub(crate) mod dateline_missing;
pub(crate) mod draft_unreadable;
pub(crate) mod front_matter_invalid;
pub(crate) mod headline_rests_on_uncited;
pub(crate) mod leftover_boilerplate;
pub(crate) mod marker_undefined;
pub(crate) mod no_citations;
pub(crate) mod quote_unbalanced;
pub(crate) mod reference_date_invalid;
pub(crate) mod reference_duplicate_number;
pub(crate) mod reference_missing_url;
pub(crate) mod reference_number_gap;
pub(crate) mod reference_unparsed;
pub(crate) mod reference_unused;
pub(crate) mod sentence_uncited;
pub(crate) mod stray_markup;
pub(crate) mod title_missing;
