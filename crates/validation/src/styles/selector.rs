//! What a rule of a style sheet is about.

use crate::html::{Element, Html};

/// `outer element.class:state`, taken apart.
pub(super) struct Selector {
    /// From the outside in; never none.
    path: Vec<Simple>,
}

/// `element.class:state`
struct Simple {
    element: Option<String>,
    classes: Vec<String>,
    /// How many states it waits for.
    states: usize,
}

/// What words are in for a while: a reader points at them, or has arrived there.
const STATES: [&str; 7] =
    ["hover", "focus", "focus-visible", "focus-within", "active", "target", "visited"];

impl Selector {
    /// `.folio p.ink`; `None` where it cannot be told what it fits.
    pub(super) fn read(selector: &str) -> Option<Self> {
        let path: Vec<Simple> = selector.split_whitespace().map(simple).collect::<Option<_>>()?;
        (!path.is_empty()).then_some(Self { path })
    }

    /// How narrow it is, as CSS weighs it: by classes, then by names.
    pub(super) fn weight(&self) -> (usize, usize) {
        let classes = self.path.iter().map(|simple| simple.classes.len() + simple.states).sum();
        (classes, self.path.iter().filter(|simple| simple.element.is_some()).count())
    }

    pub(super) fn is_of_state(&self) -> bool {
        self.path.iter().any(|simple| simple.states > 0)
    }

    pub(super) fn takes(&self, html: &Html, element: &Element) -> bool {
        let Some((last, outer)) = self.path.split_last() else { return false };
        if !last.takes(element) {
            return false;
        }
        // The nearest that fits leaves the most for those further out.
        let mut around = html.upwards(element.parent);
        outer.iter().rev().all(|simple| around.any(|(_, element)| simple.takes(element)))
    }
}

impl Simple {
    fn takes(&self, element: &Element) -> bool {
        self.element.as_ref().is_none_or(|name| *name == element.name)
            && self.classes.iter().all(|class| element.has_class(class))
    }
}

/// `p`, `.ink`, `p.ink.small`, `a:hover`, `*` or `:root`, taken apart.
fn simple(selector: &str) -> Option<Simple> {
    let selector = if selector == ":root" { "html" } else { selector };
    let (selector, states) = selector.split_once(':').unwrap_or((selector, ""));
    // A link that nobody has followed is one as usual.
    let states = states.split(':').filter(|state| !["", "link"].contains(state));
    let states: Vec<&str> = states.collect();
    if !states.iter().all(|state| STATES.contains(state)) {
        return None;
    }
    let states = states.len();
    let mut parts = selector.split('.');
    let element = parts.next().unwrap_or_default().to_ascii_lowercase();
    let classes: Vec<String> = parts.map(str::to_owned).collect();
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if (element == "*" || (element.is_empty() && states > 0)) && classes.is_empty() {
        return Some(Simple { element: None, classes, states });
    }
    if !is_name(&element) || !classes.iter().all(|class| !class.is_empty() && is_name(class)) {
        return None;
    }
    let element = Some(element).filter(|name| !name.is_empty());
    (element.is_some() || !classes.is_empty()).then_some(Simple { element, classes, states })
}
