//! Fenced code: lines between ``` and ```.

/// The fence that is open.
#[derive(Default)]
pub(super) struct Fence {
    open: Option<(char, usize)>,
}

impl Fence {
    /// Whether the next line is code or a fence.
    pub(super) fn holds(&mut self, line: &str, columns: usize) -> bool {
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| line.len() - line.trim_start_matches(mark).len());
        let is_fence = length >= 3 && columns < super::INDENTED;
        match (self.open, mark) {
            (Some((open, at_least)), Some(mark)) if is_fence => {
                if mark == open && length >= at_least && line.len() == length {
                    self.open = None;
                }
                true
            }
            (Some(_), _) => true,
            // After ``` no further backtick stands on that line.
            (None, Some(mark)) if is_fence => {
                let opens = mark == '~' || !line[length..].contains('`');
                self.open = opens.then_some((mark, length));
                opens
            }
            _ => false,
        }
    }
}
