//! People and bodies, as a source list and as a sentence names them.

/// Whoever wrote or edited a work.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Name {
    /// A person.
    Person {
        /// With its particle: `van der Berg`.
        family: String,
        given: Option<String>,
    },
    /// A body, or a name that is not to be taken apart.
    Whole(String),
    /// `and others`.
    Others,
}

/// More names than these are "et al.".
const MOST: usize = 3;

/// `A. Writer and B. Editor`.
pub(super) fn long(names: &[Name]) -> Option<String> {
    joined(names, MOST, |name| match name {
        Name::Person { family, given: Some(given) } => {
            Some(format!("{} {family}", initials(given)))
        }
        Name::Person { family, given: None } | Name::Whole(family) => Some(family.clone()),
        Name::Others => None,
    })
}

/// `Writer and Editor`; more than two are "Writer et al.".
pub(super) fn short(names: &[Name]) -> Option<String> {
    joined(names, 2, |name| match name {
        Name::Person { family, .. } | Name::Whole(family) => Some(family.clone()),
        Name::Others => None,
    })
}

fn joined(names: &[Name], most: usize, show: impl Fn(&Name) -> Option<String>) -> Option<String> {
    let all: Vec<String> = names.iter().take(most + 1).filter_map(show).collect();
    let others = names.len() > most || names.contains(&Name::Others);
    match &all[..] {
        [] => None,
        [first, ..] if others => Some(format!("{first} et al.")),
        [only] => Some(only.clone()),
        [before @ .., last] => Some(format!("{} and {last}", before.join(", "))),
    }
}

/// `Ada Maria` and `A. M.` are both `A. M.`; `Jean-Luc` is `J.-L.`.
fn initials(given: &str) -> String {
    let initial = |word: &str| -> Option<String> {
        let parts = word.split('-').filter_map(|part| part.chars().next());
        let parts: Vec<String> = parts.map(|c| format!("{c}.")).collect();
        (!parts.is_empty()).then(|| parts.join("-"))
    };
    given.split_whitespace().filter_map(initial).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(given: &str, family: &str) -> Name {
        Name::Person { family: family.to_owned(), given: Some(given.to_owned()) }
    }

    #[test]
    fn names_as_a_reader_expects_them() {
        let names = [person("Ada Maria", "Rivers"), person("Jean-Luc", "de Stone")];
        assert_eq!(long(&names).as_deref(), Some("A. M. Rivers and J.-L. de Stone"));
        assert_eq!(short(&names).as_deref(), Some("Rivers and de Stone"));
        let more = [names[0].clone(), Name::Others];
        assert_eq!(long(&more).as_deref(), Some("A. M. Rivers et al."));
        let many = vec![Name::Whole("The Harbour Board".into()); 9];
        assert_eq!(short(&many).as_deref(), Some("The Harbour Board et al."));
        assert_eq!(long(&[]), None);
    }
}
