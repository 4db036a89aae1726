//! Changes to a good text.

use http::Uri;

/// One change; positions count round the text's length.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another byte.
    Set(usize, u8),
    /// More bytes.
    Insert(usize, Vec<u8>),
    /// This many bytes less.
    Cut(usize, usize),
    /// This many bytes again, at the end.
    Repeat(usize, usize),
}

impl Change {
    /// Reads up to eight changes of four bytes each: the kind, two of the position, one more.
    #[must_use]
    pub fn read(data: &[u8]) -> Vec<Self> {
        let (changes, _) = data.as_chunks::<4>();
        let read = |[kind, high, low, byte]: &[u8; 4]| {
            let at = usize::from(u16::from_be_bytes([*high, *low]));
            match super::choice(*kind, 4) {
                0 => Self::Set(at, *byte),
                1 => Self::Insert(at, vec![*byte]),
                2 => Self::Cut(at, usize::from(*byte)),
                _ => Self::Repeat(at, usize::from(*byte)),
            }
        };
        changes.iter().take(8).map(read).collect()
    }
}

/// The text with these changes.
#[must_use]
pub fn changed(good: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut text = good.to_vec();
    for change in changes {
        let end = text.len();
        if end == 0 {
            break;
        }
        let span = |at: usize, length: usize| (at % end)..(at % end + length).min(end);
        match change {
            Change::Set(at, byte) => {
                text.splice(span(*at, 1), [*byte]);
            }
            Change::Insert(at, bytes) => {
                text.splice(span(*at, 0), bytes.iter().copied());
            }
            Change::Cut(at, length) => {
                text.drain(span(*at, *length));
            }
            Change::Repeat(at, length) => text.extend_from_within(span(*at, *length)),
        }
    }
    text
}

/// This path with a query, in which `%` stands for what no request line may hold.
#[must_use]
pub fn hold_query(path: &str, query: &[u8]) -> Uri {
    let fits = |byte: u8| matches!(byte, 0x21 | 0x24..=0x3b | 0x3d | 0x3f..=0x7e);
    let fitting = query
        .iter()
        .map(|byte| if fits(*byte) { *byte } else { b'%' });
    let text = String::from_utf8(fitting.collect()).expect("ASCII");
    // A request line has an end: `http` takes 64 KiB.
    let text = text.get(..60_000).unwrap_or(&text);
    format!("{path}?{text}").parse().expect("a URI")
}
