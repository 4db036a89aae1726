//! What stands under the keys. Each row begins with its end, and most hold the marks of their client
//! and person as they were when it was kept: under another mark it is over.

use super::keys::{self, Side};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::ScopeSet;
use crate::secret::TokenHash;
use crate::store::packed::{self, Reader, Writer};
use crate::store::{AccessRecord, CodeRecord, SessionRecord, Verdict};

/// How a row begins; another number is a row of a later version.
const VERSION: u64 = 1;

/// A row as bytes. What its key tells is not repeated in it.
pub(super) trait Row: Sized {
    /// When it may go; none stays.
    fn end(&self) -> Option<Timestamp>;
    fn write(&self, row: Writer) -> Writer;
    fn read(key: &[u8], row: &mut Reader<'_>) -> Option<Self>;
}

pub(super) fn packed(row: &impl Row) -> Vec<u8> {
    let head = Writer::default().number(VERSION);
    let head = match row.end() {
        None => head.number(0),
        Some(end) => head.number(1).time(end),
    };
    row.write(head).done()
}

pub(super) fn unpacked<R: Row>(key: &[u8], bytes: &[u8]) -> Result<R, StoreError> {
    packed::read(bytes, |row| {
        read_end(row)?;
        R::read(key, row)
    })
}

/// When the row may go.
pub(super) fn end_of(bytes: &[u8]) -> Result<Option<Timestamp>, StoreError> {
    packed::read(bytes, read_end)
}

#[expect(clippy::option_option, reason = "none is no row, some none no end")]
fn read_end(row: &mut Reader<'_>) -> Option<Option<Timestamp>> {
    if row.number()? != VERSION {
        return None;
    }
    Some(match row.number()? {
        0 => None,
        _ => Some(row.time()?),
    })
}

/// What no other revocation has.
pub(super) type Mark = [u8; 16];

/// The marks under which a row is kept; none where nobody was revoked yet.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) client: Option<Mark>,
    pub(super) subject: Option<Mark>,
}

impl Marks {
    pub(super) const fn of(&self, side: Side) -> Option<Mark> {
        match side {
            Side::Client => self.client,
            Side::Subject => self.subject,
        }
    }

    pub(super) fn write(self, row: Writer) -> Writer {
        let client = self.client.as_ref().map(|mark| &mark[..]);
        let subject = self.subject.as_ref().map(|mark| &mark[..]);
        row.optional(client).optional(subject)
    }

    pub(super) fn read(row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            client: row.optional(|mark| mark.try_into().ok())?.0,
            subject: row.optional(|mark| mark.try_into().ok())?.0,
        })
    }
}

/// The last revocation of a client or a person.
pub(super) struct MarkRow {
    /// The latest moment of all: what began earlier comes too late.
    pub(super) at: Timestamp,
    pub(super) mark: Mark,
}

impl Row for MarkRow {
    /// It stays, since it ends consents, which have no end either.
    fn end(&self) -> Option<Timestamp> {
        None
    }

    fn write(&self, row: Writer) -> Writer {
        row.time(self.at).bytes(&self.mark)
    }

    fn read(_: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            at: row.time()?,
            mark: row.exact()?,
        })
    }
}

pub(super) struct CodeRow {
    pub(super) code: CodeRecord,
    pub(super) spent: bool,
}

impl Row for CodeRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.code.expires_at)
    }

    fn write(&self, row: Writer) -> Writer {
        row.number(self.spent.into()).code(&self.code)
    }

    fn read(key: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            spent: row.number()? == 1,
            code: row.code(TokenHash::from_stored(keys::id_of(key)?))?,
        })
    }
}

pub(super) struct AccessRow {
    pub(super) access: AccessRecord,
    pub(super) marks: Marks,
}

impl Row for AccessRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.access.expires_at)
    }

    fn write(&self, row: Writer) -> Writer {
        self.marks.write(row).access(&self.access)
    }

    fn read(key: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            marks: Marks::read(row)?,
            access: row.access(TokenHash::from_stored(keys::id_of(key)?))?,
        })
    }
}

pub(super) fn hash(bytes: &[u8]) -> Option<TokenHash> {
    Some(TokenHash::from_stored(bytes.try_into().ok()?))
}

/// A settled ticket.
pub(super) struct ClaimRow {
    pub(super) verdict: Verdict,
    pub(super) code: Option<TokenHash>,
    pub(super) kept_until: Timestamp,
}

impl Row for ClaimRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.kept_until)
    }

    fn write(&self, row: Writer) -> Writer {
        let code = self.code.as_ref().map(|hash| &hash.as_bytes()[..]);
        row.number((self.verdict == Verdict::Allow).into())
            .optional(code)
            .time(self.kept_until)
    }

    fn read(_: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            verdict: match row.number()? {
                1 => Verdict::Allow,
                _ => Verdict::Deny,
            },
            code: row.optional(hash)?.0,
            kept_until: row.time()?,
        })
    }
}

pub(super) struct SessionRow {
    pub(super) session: SessionRecord,
    pub(super) marks: Marks,
}

impl Row for SessionRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.session.expires_at)
    }

    fn write(&self, row: Writer) -> Writer {
        let row = self.marks.write(row).time(self.session.seen_at);
        row.session(&self.session)
    }

    fn read(key: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        let marks = Marks::read(row)?;
        let seen_at = row.time()?;
        let session = row.session(TokenHash::from_stored(keys::id_of(key)?), seen_at)?;
        Some(Self { session, marks })
    }
}

/// What one person allowed one client: at each place, the last one first.
pub(super) struct ConsentRow {
    pub(super) marks: Marks,
    pub(super) places: Vec<(TokenHash, ScopeSet)>,
}

impl Row for ConsentRow {
    fn end(&self) -> Option<Timestamp> {
        None
    }

    fn write(&self, row: Writer) -> Writer {
        let row = self.marks.write(row).number(self.places.len() as u64);
        let places = self.places.iter();
        places.fold(row, |row, (place, scopes)| {
            row.bytes(place.as_bytes()).text(scopes.as_str())
        })
    }

    fn read(_: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        let marks = Marks::read(row)?;
        let places = (0..row.number()?)
            .map(|_| {
                let place = TokenHash::from_stored(row.exact()?);
                Some((place, ScopeSet::from_stored(row.text()?)))
            })
            .collect::<Option<_>>()?;
        Some(Self { marks, places })
    }
}
