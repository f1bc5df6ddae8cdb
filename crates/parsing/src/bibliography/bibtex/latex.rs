//! LaTeX in a value, as plain words: accents, signs, dashes, quotation marks.
//!
//! Commands that are not known here lose their name and keep their words.

/// The words of a value without braces and commands, on one line.
pub(super) fn plain(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut accent: Option<char> = None;
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        let tail = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let (command, after) = command(tail);
                rest = after;
                match Meaning::of(command) {
                    Meaning::Accent(mark) => accent = Some(mark),
                    // A letter of its own may carry the accent: `\'\i`.
                    Meaning::Words(letter) => {
                        out.push_str(letter);
                        if let Some(mark) = accent.take().filter(|_| letter.chars().count() == 1) {
                            push_accent(&mut out, mark);
                        }
                    }
                }
                continue;
            }
            '{' | '}' => {}
            // Mathematics are words without their signs; a price keeps its own.
            '$' if !tail.starts_with(|c: char| c.is_ascii_digit()) => {}
            '~' => out.push(' '),
            '-' if tail.starts_with("--") => {
                out.push('—');
                rest = &tail[2..];
                continue;
            }
            '-' if tail.starts_with('-') => {
                out.push('–');
                rest = &tail[1..];
                continue;
            }
            '`' if tail.starts_with('`') => {
                out.push('“');
                rest = &tail[1..];
                continue;
            }
            '\'' if tail.starts_with('\'') => {
                out.push('”');
                rest = &tail[1..];
                continue;
            }
            ' ' if accent.is_some() => {}
            c => {
                out.push(c);
                if let Some(mark) = accent.take() {
                    push_accent(&mut out, mark);
                }
            }
        }
        rest = tail;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address or a name that is kept as it is, but for braces and the backslash
/// before a sign.
pub(super) fn verbatim(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut letters = written.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\\' if letters.peek().is_some_and(char::is_ascii_punctuation) => {
                out.extend(letters.next());
            }
            '{' | '}' => {}
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// The address in a `\url{…}` or `\href{…}`, and what stands around it.
pub(super) fn address(written: &str) -> Option<(String, String)> {
    let (start, open) = ["\\url{", "\\href{"]
        .iter()
        .find_map(|command| Some((written.find(command)?, command.len())))?;
    let inner = &written[start + open..];
    let end = inner.find('}')?;
    let around = format!("{} {}", &written[..start], &inner[end + 1..]);
    Some((verbatim(&inner[..end]), around))
}

/// The name of a command, and what follows it: letters and the space after them,
/// or one sign.
fn command(text: &str) -> (&str, &str) {
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    if letters == 0 {
        let sign = text.chars().next().map_or(0, char::len_utf8);
        return text.split_at(sign);
    }
    let (name, rest) = text.split_at(letters);
    (name, rest.trim_start())
}

enum Meaning {
    /// A combining mark for the next letter.
    Accent(char),
    Words(&'static str),
}

impl Meaning {
    fn of(command: &str) -> Self {
        let accent = ACCENTS.iter().find(|(name, ..)| *name == command);
        if let Some((_, mark, _)) = accent {
            return Self::Accent(*mark);
        }
        Self::Words(SIGNS.iter().find(|(name, _)| *name == command).map_or("", |(_, sign)| sign))
    }
}

/// Puts a mark on the letter that was written last.
fn push_accent(out: &mut String, mark: char) {
    let Some(letter) = out.pop() else { return };
    let pairs = ACCENTS.iter().find(|(_, own, _)| *own == mark).map_or("", |(.., pairs)| pairs);
    let mut pairs = pairs.split(' ').filter_map(|pair| {
        let mut letters = pair.chars();
        Some((letters.next()?, letters.next()?))
    });
    match pairs.find(|(plain, _)| *plain == letter) {
        Some((_, marked)) => out.push(marked),
        None => out.extend([letter, mark]),
    }
}

/// Command, combining mark, and the letters that have a character of their own
/// with it.
const ACCENTS: [(&str, char, &str); 14] = [
    ("`", '\u{300}', "aà eè iì oò uù AÀ EÈ IÌ OÒ UÙ nǹ NǸ"),
    (
        "'",
        '\u{301}',
        "aá eé ií oó uú yý AÁ EÉ IÍ OÓ UÚ YÝ cć CĆ nń NŃ sś SŚ zź ZŹ lĺ LĹ rŕ RŔ gǵ GǴ",
    ),
    ("^", '\u{302}', "aâ eê iî oô uû AÂ EÊ IÎ OÔ UÛ cĉ CĈ gĝ GĜ hĥ HĤ jĵ JĴ sŝ SŜ wŵ WŴ yŷ YŶ"),
    ("~", '\u{303}', "aã nñ oõ AÃ NÑ OÕ iĩ IĨ uũ UŨ"),
    ("\"", '\u{308}', "aä eë iï oö uü yÿ AÄ EË IÏ OÖ UÜ YŸ"),
    ("=", '\u{304}', "aā eē iī oō uū AĀ EĒ IĪ OŌ UŪ"),
    (".", '\u{307}', "cċ CĊ eė EĖ gġ GĠ zż ZŻ Iİ"),
    ("u", '\u{306}', "aă AĂ eĕ EĔ gğ GĞ iĭ IĬ oŏ OŎ uŭ UŬ"),
    ("v", '\u{30c}', "cč CČ dď DĎ eě EĚ nň NŇ rř RŘ sš SŠ tť TŤ zž ZŽ lľ LĽ gǧ GǦ aǎ AǍ"),
    ("H", '\u{30b}', "oő OŐ uű UŰ"),
    ("r", '\u{30a}', "aå AÅ uů UŮ"),
    ("c", '\u{327}', "cç CÇ sş SŞ tţ TŢ gģ GĢ kķ KĶ lļ LĻ nņ NŅ rŗ RŖ eȩ EȨ"),
    ("k", '\u{328}', "aą AĄ eę EĘ iį IĮ uų UŲ oǫ OǪ"),
    ("d", '\u{323}', "aạ AẠ eẹ EẸ iị IỊ oọ OỌ uụ UỤ hḥ HḤ sṣ SṢ tṭ TṬ dḍ DḌ"),
];

/// Commands that are signs or letters.
const SIGNS: [(&str, &str); 56] = [
    ("&", "&"),
    ("%", "%"),
    ("$", "$"),
    ("#", "#"),
    ("_", "_"),
    ("{", "{"),
    ("}", "}"),
    ("\\", " "),
    (" ", " "),
    (",", " "),
    (";", " "),
    (":", " "),
    ("/", ""),
    ("i", "i"),
    ("j", "j"),
    ("ss", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("aa", "å"),
    ("AA", "Å"),
    ("dh", "ð"),
    ("DH", "Ð"),
    ("dj", "đ"),
    ("DJ", "Đ"),
    ("th", "þ"),
    ("TH", "Þ"),
    ("ng", "ŋ"),
    ("NG", "Ŋ"),
    ("dots", "…"),
    ("ldots", "…"),
    ("textellipsis", "…"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textasciitilde", "~"),
    ("textbackslash", "\\"),
    ("textunderscore", "_"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("texteuro", "€"),
    ("euro", "€"),
    ("pounds", "£"),
    ("copyright", "©"),
    ("textdegree", "°"),
    ("S", "§"),
    ("P", "¶"),
    ("times", "×"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latex_becomes_words() {
        for (written, words) in [
            ("{\\'E}lan and \\\"{o}re, na{\\\"\\i}ve", "Élan and öre, naïve"),
            ("Fran\\c{c}ois \\v Capek {\\L}\\'od\\'z", "François Čapek Łódź"),
            ("The {NASA} \\emph{old {ship}}", "The NASA old ship"),
            ("Costs \\$5 or $6, 10\\% \\& more", "Costs $5 or $6, 10% & more"),
            ("pages 3--5 --- ``so''~he", "pages 3–5 — “so” he"),
            ("$x^2$ and \\textbf{\\textit{y}}", "x^2 and y"),
            ("stra\\ss e \\aa ngstr\\\"om", "straße ångström"),
            ("two\n   lines", "two lines"),
            ("\\'", ""),
            ("\\", ""),
        ] {
            assert_eq!(plain(written), words, "{written}");
        }
    }

    #[test]
    fn addresses_keep_their_signs() {
        assert_eq!(verbatim("https://a.example/b\\_c--d%20~e"), "https://a.example/b_c--d%20~e");
        let found = address("Seen at \\url{https://a.example/b_c--d} today");
        let (url, around) = found.unwrap();
        assert_eq!(
            (url.as_str(), plain(&around).as_str()),
            ("https://a.example/b_c--d", "Seen at today")
        );
    }
}
