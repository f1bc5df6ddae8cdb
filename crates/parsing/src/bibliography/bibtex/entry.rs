//! The grammar: `@kind{key, name = {value} # string, …}`.

use super::Part;

/// What stands at an `@`.
pub(super) enum Item<'a> {
    Entry {
        key: &'a str,
        fields: Vec<(&'a str, Vec<Part<'a>>)>,
    },
    Strings(Vec<(&'a str, Vec<Part<'a>>)>),
    /// `@preamble`, `@comment`, or an `@` that begins nothing.
    Nothing,
}

/// A mistake, and where reading goes on after it.
pub(super) struct Mistake<'a> {
    pub(super) at: usize,
    pub(super) what: String,
    /// The key of the entry that is lost by it.
    pub(super) key: Option<&'a str>,
    pub(super) resume: usize,
}

/// A place in a file.
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) at: usize,
    /// Whether a value ends where an indented line looks like an entry, too. It
    /// is switched on by the first value that nobody closed, so that many of
    /// them are not each looked for to the end of the file.
    wary: bool,
    /// How many values nobody closed: each was looked for to the end of the file.
    unclosed: usize,
}

/// A file with more entries that are never closed is not read on.
const MOST_UNCLOSED: usize = 100;

/// A mistake before it is known which entry it costs.
struct Wrong {
    at: usize,
    what: String,
}

type Got<T> = Result<T, Wrong>;

/// The longest key that an entry after a mistake is recognised by.
const LONGEST_KEY: usize = 200;

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, wary: false, unclosed: 0 }
    }

    /// Moves to the next `@`, over words between entries and `%` comments.
    pub(super) fn next_entry(&mut self) -> Option<usize> {
        loop {
            self.at += self.rest().find(['@', '%'])?;
            if self.peek() == Some(b'@') {
                return Some(self.at);
            }
            self.skip_line();
        }
    }

    /// Reads what begins at this `@`.
    pub(super) fn item(&mut self) -> Result<Item<'a>, Mistake<'a>> {
        let start = self.at;
        let alone = self.text[..start].trim_end_matches([' ', '\t']).ends_with('\n') || start == 0;
        self.at += 1;
        let kind = self.word();
        self.skip_space();
        let close = match self.peek() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            // In words between entries an `@` is a sign.
            _ if kind.is_empty() || !alone => return Ok(Item::Nothing),
            _ => {
                let what = format!("a brace is missing after `@{}`", short(kind));
                let resume = self.recover(self.at);
                return Err(Mistake { at: start, what, key: None, resume });
            }
        };
        let mut key = None;
        let read = match kind.to_ascii_lowercase().as_str() {
            "comment" => {
                self.skip_comment();
                return Ok(Item::Nothing);
            }
            "preamble" => {
                self.at += 1;
                self.value().and_then(|_| self.close(close)).map(|()| Item::Nothing)
            }
            "string" => {
                self.at += 1;
                self.fields(close).map(Item::Strings)
            }
            _ => {
                self.at += 1;
                self.entry(close, &mut key)
            }
        };
        read.map_err(|Wrong { at, what }| {
            let what = match at >= self.text.len() {
                true => {
                    self.wary = true;
                    self.unclosed += 1;
                    format!("this {} is never closed", key.map_or("entry".into(), entry_named))
                }
                false => what,
            };
            let at = if at >= self.text.len() { start } else { at };
            let resume = match self.unclosed > MOST_UNCLOSED {
                true => self.text.len(),
                false => self.recover(at.max(start + 1)),
            };
            Mistake { at, what, key, resume }
        })
    }

    fn entry(&mut self, close: u8, found: &mut Option<&'a str>) -> Got<Item<'a>> {
        self.skip_space();
        let rest = self.rest();
        let length =
            rest.find(|c: char| c.is_whitespace() || c.is_control() || "{}(),\"=".contains(c));
        let key = &rest[..length.unwrap_or(rest.len())];
        if key.is_empty() {
            return Err(self.wrong("the entry has no key"));
        }
        let from = self.at;
        self.at += key.len();
        self.skip_space();
        match self.peek() {
            Some(b',') => self.at += 1,
            Some(byte) if byte == close => {}
            Some(b'=') => {
                return Err(Wrong { at: from, what: "the entry has no key".to_owned() });
            }
            _ => {
                *found = Some(key);
                return Err(
                    self.wrong(&format!("a comma is missing after the key `{}`", short(key)))
                );
            }
        }
        *found = Some(key);
        let fields = self.fields(close)?;
        Ok(Item::Entry { key, fields })
    }

    fn fields(&mut self, close: u8) -> Got<Vec<(&'a str, Vec<Part<'a>>)>> {
        let mut fields = Vec::new();
        loop {
            self.skip_space();
            if self.peek() == Some(close) {
                self.at += 1;
                return Ok(fields);
            }
            let from = self.at;
            let name = self.word();
            if name.is_empty() {
                return Err(self.wrong("a field's name is expected here"));
            }
            self.skip_space();
            if self.peek() != Some(b'=') {
                let at = if self.at >= self.text.len() { self.at } else { from };
                return Err(Wrong {
                    at,
                    what: format!("`{}` has no value: a `=` is missing", short(name)),
                });
            }
            self.at += 1;
            let value = self.value()?;
            fields.push((name, value));
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == close => {}
                // The next entry, and this one has no end.
                Some(b'@') => return Err(Wrong { at: self.text.len(), what: String::new() }),
                _ => {
                    let what = format!("a comma is missing after the value of `{}`", short(name));
                    return Err(self.wrong(&what));
                }
            }
        }
    }

    /// `{words}`, `"words"`, `12`, `name`, joined by `#`; and the space after it.
    fn value(&mut self) -> Got<Vec<Part<'a>>> {
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            parts.push(match self.peek() {
                Some(b'{') => Part::Words(self.delimited(b'}')?),
                Some(b'"') => Part::Words(self.delimited(b'"')?),
                _ => match self.word() {
                    "" => return Err(self.wrong("a value is expected here")),
                    number if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                        Part::Words(number)
                    }
                    name => Part::Name(name),
                },
            });
            self.skip_space();
            if self.peek() != Some(b'#') {
                return Ok(parts);
            }
            self.at += 1;
        }
    }

    /// To the `}` or `"` that closes what opens here, braces inside it counted.
    fn delimited(&mut self, close: u8) -> Got<&'a str> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b'}' if depth == 0 && close == b'"' => {
                    return Err(Wrong { at, what: "this brace closes nothing".to_owned() });
                }
                byte if depth == 0 && *byte == close => {
                    self.at = at + 1;
                    return Ok(&self.text[start..at]);
                }
                b'{' => depth += 1,
                b'}' => depth -= 1,
                b'\n' if self.begins_entry(at + 1, self.wary) => {
                    return Err(Wrong { at: self.text.len(), what: String::new() });
                }
                _ => {}
            }
            at += 1;
        }
        self.at = self.text.len();
        Err(self.wrong(""))
    }

    /// Over the braces of a comment, as far as they are balanced; else over its
    /// line.
    fn skip_comment(&mut self) {
        let from = self.at;
        if self.peek() == Some(b'{') && self.delimited(b'}').is_ok() {
            return;
        }
        self.wary |= self.at >= self.text.len();
        self.at = from;
        self.skip_line();
    }

    fn close(&mut self, close: u8) -> Got<()> {
        if self.peek() != Some(close) {
            return Err(self.wrong("a closing brace is expected here"));
        }
        self.at += 1;
        Ok(())
    }

    /// Where the next entry begins after a mistake at `from`.
    fn recover(&self, from: usize) -> usize {
        let found = self.text[from..].match_indices('@').map(|(at, _)| from + at);
        let mut entries = found.filter(|at| {
            let before = self.text[..*at].bytes().next_back();
            let parted = before.is_none_or(|byte| byte == b'}' || byte.is_ascii_whitespace());
            parted && looks_like_entry(&self.text[*at..])
        });
        entries.next().unwrap_or(self.text.len())
    }

    /// Whether the line at `start` begins an entry.
    fn begins_entry(&self, start: usize, indented: bool) -> bool {
        let line = &self.text[start..];
        let line = if indented { line.trim_start_matches([' ', '\t']) } else { line };
        line.starts_with('@') && looks_like_entry(line)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn word(&mut self) -> &'a str {
        let word = word(self.rest());
        self.at += word.len();
        word
    }

    /// White space and comments between the parts of an entry.
    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            if self.peek() != Some(b'%') {
                return;
            }
            self.skip_line();
        }
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn wrong(&self, what: &str) -> Wrong {
        Wrong { at: self.at, what: what.to_owned() }
    }
}

/// `@kind{key,`, or one of the three that are no entries.
fn looks_like_entry(text: &str) -> bool {
    let kind = word(&text[1..]);
    let Some(rest) = text[1 + kind.len()..].trim_start_matches(' ').strip_prefix(['{', '(']) else {
        return false;
    };
    if ["string", "comment", "preamble"].iter().any(|own| kind.eq_ignore_ascii_case(own)) {
        return true;
    }
    let mut near = rest.char_indices().take(LONGEST_KEY);
    let comma = near.find(|(_, c)| *c == ',' || *c == '=' || *c == '{' || *c == '\n');
    !kind.is_empty() && matches!(comma, Some((at, ',')) if at > 0)
}

/// The word at the beginning of a text: a kind, a field's name, a string's name.
fn word(text: &str) -> &str {
    let end = |c: char| c.is_whitespace() || c.is_control() || "{}(),\"#=%'@\\~".contains(c);
    &text[..text.find(end).unwrap_or(text.len())]
}

fn entry_named(key: &str) -> String {
    format!("entry, `{}`,", short(key))
}

/// Enough of a word to find it by.
fn short(word: &str) -> &str {
    word.char_indices().nth(40).map_or(word, |(at, _)| &word[..at])
}
