//! An address that its owner recognises, and a stranger does not learn: the link of a
//! mail that was forwarded belongs to whoever forwarded it.

/// `a***@e***.org` for `ann@example.org`; how much is hidden does not show.
pub(super) fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
    let (name, end) = domain.rsplit_once('.').unwrap_or((domain, ""));
    format!("{}***@{}***.{end}", first(local), first(name))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_the_first_letters_show() {
        assert_eq!(masked("ann@example.org"), "a***@e***.org");
        assert_eq!(masked("ольга@xn--80ak6aa.example"), "о***@x***.example");
        assert_eq!(masked("a@b.co.uk"), "a***@b***.uk");
        assert_eq!(masked(""), "***@***.");
    }
}
