//! The header line: which columns there are, and where.

use csv::ByteRecord;

pub(super) const HEADER: &str = "the first line must name the columns: address,name";

/// Where the columns stand.
pub(super) struct Columns {
    pub(super) address: usize,
    pub(super) name: Option<usize>,
    pub(super) count: usize,
}

impl Columns {
    pub(super) fn of(header: &ByteRecord) -> Result<Self, String> {
        let mut columns = (None, None);
        for (index, field) in header.iter().enumerate() {
            let slot = match field.trim_ascii() {
                b"address" => &mut columns.0,
                b"name" => &mut columns.1,
                other if other.contains(&b'@') => {
                    return Err(format!("the first line is no header; {HEADER}"));
                }
                other => {
                    let other = String::from_utf8_lossy(other);
                    return Err(format!("there is no column {other:?}; {HEADER}"));
                }
            };
            if slot.replace(index).is_some() {
                return Err("a column stands there twice".to_owned());
            }
        }
        let address = columns.0.ok_or("the column `address` is missing")?;
        Ok(Self { address, name: columns.1, count: header.len() })
    }
}
