//! The hash of a body. What the messages of an edition have in common at their beginning
//! is hashed once.

use aws_lc_rs::digest::{Context, Digest, SHA256, digest};

use super::canonical::{relaxed_body, relaxed_lines};

/// What bodies begin with.
pub(crate) struct Beginning {
    length: usize,
    hashed: Context,
}

impl Beginning {
    /// Of bodies that share these bytes, as far as whole lines go.
    pub(crate) fn of(shared: &[u8]) -> Self {
        let length = memchr::memrchr(b'\n', shared).map_or(0, |end| end + 1);
        let mut hashed = Context::new(&SHA256);
        hashed.update(&relaxed_lines(&shared[..length]));
        Self { length, hashed }
    }

    /// Of a body that has nothing in common with another.
    pub(crate) fn none() -> Self {
        Self::of(b"")
    }

    /// The hash of a whole body, in the form in which it is signed.
    pub(super) fn hash(&self, body: &[u8]) -> Digest {
        let rest = relaxed_body(body.get(self.length..).unwrap_or_default());
        if rest.is_empty() {
            // Then the beginning is the end as well, and may have empty lines to lose.
            return digest(&SHA256, &relaxed_body(body));
        }
        let mut hash = self.hashed.clone();
        hash.update(&rest);
        hash.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_makes_no_difference() {
        let body = b"One  two \r\n\tthree\r\n\r\n four\r\n\r\n\r\n";
        let whole = Beginning::none().hash(body);
        for length in 0..=body.len() {
            assert_eq!(Beginning::of(&body[..length]).hash(body).as_ref(), whole.as_ref());
        }
        assert_eq!(whole.as_ref(), digest(&SHA256, b"One two\r\n three\r\n\r\n four\r\n").as_ref());
    }
}
