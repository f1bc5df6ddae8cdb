//! A page in light or in dark, whatever the browser around it prefers: frames
//! take the reader's own preference, and an editor wants to see both.

/// Which of its two appearances a page is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Light,
    Dark,
}

/// Answers the page's questions about the reader's preference, which stand in its
/// head. The text below is left alone.
pub(super) fn in_scheme(html: &str, scheme: Scheme) -> String {
    let (head, body) = html.split_at(html.find("<body").unwrap_or(0));
    // Every window is at least 0 wide, and none is at most that.
    let (dark, light, only) = match scheme {
        Scheme::Light => ("(max-width:0)", "(min-width:0)", "light"),
        Scheme::Dark => ("(min-width:0)", "(max-width:0)", "dark"),
    };
    let head = head
        .replace("(prefers-color-scheme: dark)", dark)
        .replace("(prefers-color-scheme:dark)", dark)
        .replace("(prefers-color-scheme: light)", light)
        .replace("(prefers-color-scheme:light)", light)
        .replace("light dark", only);
    head + body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_head_is_answered() {
        let html = "<meta name=\"color-scheme\" content=\"light dark\"><style>@media \
                    (prefers-color-scheme: dark){}</style><body>light dark";
        let dark = in_scheme(html, Scheme::Dark);
        assert!(dark.contains("content=\"dark\"") && dark.contains("@media (min-width:0){}"));
        assert!(dark.ends_with("<body>light dark"));
        assert!(in_scheme(html, Scheme::Light).contains("@media (max-width:0){}"));
    }
}
