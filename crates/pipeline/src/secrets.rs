//! Stars over what looks like a secret, before a text gets near a message.
//!
//! A literal password is refused, but the refusal shows the file's line, and so
//! may any other problem on the same line. Bytes are kept, so that spans stay
//! right. It stars too much rather than too little.

use copydesk_parsing::yaml;

/// Words in a key that make its value a secret.
const SECRET: [&str; 4] = ["pass", "secret", "token", "pwd"];

/// The text with stars for secrets, byte for byte.
pub(crate) fn starred(text: &str) -> String {
    let mut starred = String::with_capacity(text.len());
    // The indentation of a secret's key whose value goes on below it.
    let mut below: Option<usize> = None;
    let mut pem = false;
    for line in text.split_inclusive('\n') {
        // Whatever key it stands behind.
        pem |= line.contains("-----BEGIN");
        if pem {
            pem = !line.contains("-----END");
            starred.push_str(&stars(line));
            continue;
        }
        let indentation = line.len() - line.trim_start().len();
        if below.is_some_and(|key| line.trim().is_empty() || indentation > key) {
            starred.push_str(&unless_reference(line));
            continue;
        }
        below = None;
        let (shown, open) = star_line(line);
        if open {
            below = Some(indentation);
        }
        starred.push_str(&shown);
    }
    star_urls(&starred)
}

/// One line starred, and whether the secret goes on below.
fn star_line(line: &str) -> (String, bool) {
    let Some(colon) = secret_colon(line) else {
        return (line.to_owned(), false);
    };
    let (key, value) = line.split_at(colon + 1);
    let words = value.trim();
    if words.is_empty() || words.starts_with(['#', '|', '>', '&', '!', '\'', '"']) {
        let open = !matches!(words.as_bytes(), [q @ (b'\'' | b'"'), .., e] if q == e);
        return (format!("{key}{}", stars(value)), open);
    }
    (format!("{key}{}", unless_reference(value)), false)
}

/// The colon behind the first key on this line that promises a secret, by its
/// right name or by a slip of the pen.
fn secret_colon(line: &str) -> Option<usize> {
    let mut colons = line.match_indices(':').map(|(colon, _)| colon);
    colons.find(|colon| {
        let before = line[..*colon].trim_end().trim_end_matches(['"', '\'']);
        let usual = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let key = before.rsplit(|c| !usual(c)).next().unwrap_or_default();
        let key = key.to_lowercase();
        SECRET.iter().any(|word| key.contains(word))
            || yaml::did_you_mean(&key, ["password", "passwd"]).is_some()
    })
}

/// A reference to a file or a variable stays readable; nothing else does.
fn unless_reference(value: &str) -> String {
    let inner = value.trim_start().trim_start_matches('{').trim_start();
    let reference = ["file:", "env:"].iter().any(|key| inner.starts_with(key));
    if reference { value.to_owned() } else { stars(value) }
}

/// A star for every byte but white space.
fn stars(value: &str) -> String {
    let star = |c: char| match c {
        ' ' | '\t' | '\r' | '\n' => c.to_string(),
        c => "*".repeat(c.len_utf8()),
    };
    value.chars().map(star).collect()
}

/// Stars for `user:password` in `scheme://user:password@host`.
pub(crate) fn star_urls(text: &str) -> String {
    let mut starred = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(scheme) = rest.find("://") {
        let (before, after) = rest.split_at(scheme + 3);
        starred.push_str(before);
        let end = after
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
            .unwrap_or(after.len());
        let user = after[..end].rfind('@').unwrap_or(0);
        starred.push_str(&stars(&after[..user]));
        rest = &after[user..];
    }
    starred + rest
}

#[cfg(test)]
mod tests {
    use super::starred;

    #[test]
    fn no_way_of_writing_a_password_shows_it() {
        for text in [
            "password: hunter2",
            "pasword: hunter2\n",
            "{ user: brief, password: hunter2 , tls: none }",
            "password: 'hunter2' # the old one",
            "\"password\": \"hunter2\"",
            "Password : hunter2",
            "  password:\n    hunter2\nnext: 1",
            "  password: |\n    hunter2\n\n    hunter2\n",
            "  password: \"\n    hunter2\n  \"\n",
            "store: postgres://desk:hunter2@db/desk",
            "api_token: hunter2",
            "key: |\n  -----BEGIN PRIVATE KEY-----\n  hunter2\n  -----END PRIVATE KEY-----\nnext: 1",
            "key: \"-----BEGIN PRIVATE KEY-----\\nhunter2\\n-----END PRIVATE KEY-----\"",
        ] {
            let shown = starred(text);
            assert!(!shown.contains("hunter2"), "{shown}");
            assert_eq!(shown.len(), text.len(), "{shown}");
        }
    }

    #[test]
    fn a_reference_to_a_secret_is_no_secret() {
        for text in [
            "password: { file: smtp-password }",
            "{ password: { env: SMTP_PASSWORD }, tls: none }",
            "password:\n  file: smtp-password\nnext: 1",
            "url: https://brief.example.org/",
        ] {
            assert_eq!(starred(text), text);
        }
    }
}
