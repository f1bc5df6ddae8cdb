//! `marker-placement`

use copydesk_manuscript::{Finding, MarkerKind, Span};

use crate::check::check;
use crate::reading::Reading;

check! {
    /// # What it looks for
    ///
    /// Markers before the full stop in some places and after it in others. The rarer way is
    /// shown.
    ///
    /// # Why it matters to a reader
    ///
    /// Nobody is misled, but a brief that does it both ways looks as if two people had
    /// written it.
    ///
    /// # Example
    ///
    /// `The quay closed [1]. It will reopen.[2]`
    ///
    /// # How to fix it
    ///
    /// Choose one way for the whole brief.
    "marker-placement", Info, find, "{n} markers stand on the other side of the stop"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let text = &reading.document.text;
    let mut brackets: Vec<Span> =
        reading.document.markers.iter().filter(|m| is_typed(m.kind)).map(|m| m.bracket).collect();
    brackets.dedup();
    let side = |wanted: Side| {
        brackets.iter().filter(move |bracket| self::side(text, **bracket) == Some(wanted))
    };
    let (before, after) = (side(Side::Before).count(), side(Side::After).count());
    if before == 0 || after == 0 {
        return Vec::new();
    }
    let rarer = if before <= after { Side::Before } else { Side::After };
    let message = match rarer {
        Side::Before => "this marker stands before the stop, most stand after it",
        Side::After => "this marker stands after the stop, most stand before it",
    };
    side(rarer)
        .map(|bracket| CHECK.finding(*bracket, message).label(bracket.of(text)).help(HELP))
        .collect()
}

const HELP: &str = "choose one way for the whole brief";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

fn is_typed(kind: MarkerKind) -> bool {
    matches!(kind, MarkerKind::Number(_) | MarkerKind::Footnote)
}

/// On which side of a sentence's stop a bracket stands; most stand at none.
fn side(text: &str, bracket: Span) -> Option<Side> {
    const STOPS: [char; 3] = ['.', '!', '?'];
    let before = text[..bracket.start].trim_end_matches(['”', '"', '’', ']', ')', ' ']);
    if text[..bracket.start].ends_with(STOPS)
        || (before.ends_with(STOPS) && !text[..bracket.start].ends_with(']'))
    {
        return Some(Side::After);
    }
    text[bracket.end..].starts_with('.').then_some(Side::Before)
}
