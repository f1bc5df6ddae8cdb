//! Well-known outlets and the sites that are theirs.

/// Names in lower case without "the", and the sites of each.
const OUTLETS: &[(&[&str], &[&str])] = &[
    (&["associated press", "ap", "ap news"], &["apnews.com", "ap.org"]),
    (&["reuters"], &["reuters.com"]),
    (&["agence france-presse", "afp"], &["afp.com"]),
    (&["bbc", "bbc news", "bbc sport"], &["bbc.co.uk", "bbc.com", "bbci.co.uk"]),
    (&["cnn"], &["cnn.com"]),
    (&["npr"], &["npr.org"]),
    (&["pbs", "pbs newshour"], &["pbs.org"]),
    (&["abc news"], &["abcnews.go.com", "abcnews.com", "abc.net.au"]),
    (&["cbs news"], &["cbsnews.com"]),
    (&["nbc news"], &["nbcnews.com"]),
    (&["fox news"], &["foxnews.com"]),
    (&["al jazeera", "al jazeera english"], &["aljazeera.com", "aljazeera.net"]),
    (&["deutsche welle", "dw"], &["dw.com"]),
    (&["france 24"], &["france24.com"]),
    (&["sky news"], &["sky.com"]),
    (&["new york times"], &["nytimes.com", "nyti.ms"]),
    (&["washington post"], &["washingtonpost.com", "wapo.st"]),
    (&["wall street journal"], &["wsj.com"]),
    (&["financial times"], &["ft.com"]),
    (&["guardian"], &["theguardian.com", "guardian.co.uk"]),
    (&["economist"], &["economist.com"]),
    (&["le monde"], &["lemonde.fr"]),
    (&["der spiegel", "spiegel"], &["spiegel.de"]),
    (&["el país", "el pais"], &["elpais.com"]),
    (&["los angeles times"], &["latimes.com"]),
    (&["politico"], &["politico.com", "politico.eu"]),
    (&["bloomberg", "bloomberg news"], &["bloomberg.com"]),
    (&["axios"], &["axios.com"]),
    (&["usa today"], &["usatoday.com"]),
    (&["wikipedia"], &["wikipedia.org"]),
];

/// Sites that keep or sell other people's pages.
const ARCHIVES: [&str; 11] = [
    "archive.org",
    "archive.is",
    "archive.ph",
    "archive.today",
    "perma.cc",
    "webcitation.org",
    "doi.org",
    "jstor.org",
    "proquest.com",
    "news.google.com",
    "msn.com",
];

/// The sites of the outlet called `name`, if it is in the table.
pub(crate) fn hosts(name: &str) -> Option<&'static [&'static str]> {
    let folded = name.trim().to_lowercase();
    let bare = folded.strip_prefix("the ").unwrap_or(&folded);
    OUTLETS.iter().find(|(names, _)| names.contains(&bare)).map(|(_, hosts)| *hosts)
}

/// Whether `site` is one of `hosts` or below one.
pub(crate) fn is_of(site: &str, hosts: &[&str]) -> bool {
    let below = |host: &&str| site.strip_suffix(*host).is_some_and(|rest| rest.ends_with('.'));
    hosts.iter().any(|host| site == *host || below(host))
}

/// Whether `site` stands in for others.
pub(crate) fn is_archive(site: &str) -> bool {
    is_of(site, &ARCHIVES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_known_by_any_of_its_names() {
        let bbc = hosts("BBC News").unwrap();
        assert!(is_of("news.bbc.co.uk", bbc) && is_of("bbc.com", bbc));
        assert!(!is_of("notbbc.com", bbc));
        assert!(hosts("The Guardian").is_some() && hosts("Island Post").is_none());
    }
}
