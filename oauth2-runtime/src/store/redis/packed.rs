//! Records as bytes: what Redis keeps and does not look into.

use crate::clock::Timestamp;
use crate::error::BoxError;
use crate::model::{ClientId, CodeChallenge, GrantId, ScopeSet, SentRedirect, SubjectId};
use crate::secret::TokenHash;
use crate::store::{AccessRecord, CodeRecord, GrantRecord, SessionRecord};

/// Lengths and numbers have seven bits a byte, the lowest first; the last byte has no eighth bit.
#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn number(mut self, mut number: u64) -> Self {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                self.0.push(low & 0x7f);
                return self;
            }
            self.0.push(low | 0x80);
        }
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut longer = self.number(length);
        longer.0.extend_from_slice(bytes);
        longer
    }

    /// One more than the length, so that none is not the empty one.
    fn optional(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            None => self.number(0),
            Some(bytes) => self.number(1).bytes(bytes),
        }
    }

    fn time(self, at: Timestamp) -> Self {
        self.number(at.seconds())
    }
}

struct Reader<'row>(&'row [u8]);

/// Something that may be absent from a row that can be read.
struct Maybe<T>(Option<T>);

impl<'row> Reader<'row> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'row [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// None of it when there is none, or what `read` makes of it.
    fn optional<T>(&mut self, read: impl FnOnce(&'row [u8]) -> Option<T>) -> Option<Maybe<T>> {
        match self.number()? {
            0 => Some(Maybe(None)),
            _ => Some(Maybe(Some(read(self.bytes()?)?))),
        }
    }

    fn text(&mut self) -> Option<&'row str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    fn time(&mut self) -> Option<Timestamp> {
        self.number().map(Timestamp::from_seconds)
    }
}

pub(super) fn access(access: &AccessRecord) -> Vec<u8> {
    Writer::default()
        .optional(access.grant.as_ref().map(|grant| &grant.as_bytes()[..]))
        .bytes(access.client_id.as_str().as_bytes())
        .optional(access.subject.as_ref().map(|it| it.as_str().as_bytes()))
        .bytes(access.scopes.as_str().as_bytes())
        .time(access.issued_at)
        .time(access.expires_at)
        .0
}

pub(super) fn read_access(hash: TokenHash, row: &[u8]) -> Result<AccessRecord, BoxError> {
    let mut row = Reader(row);
    let read = || {
        Some(AccessRecord {
            hash,
            grant: row
                .optional(|id| Some(GrantId::from_stored(id.try_into().ok()?)))?
                .0,
            client_id: ClientId::parse(row.text()?)?,
            subject: row
                .optional(|it| Some(SubjectId::new(std::str::from_utf8(it).ok()?)))?
                .0,
            scopes: ScopeSet::from_stored(row.text()?),
            issued_at: row.time()?,
            expires_at: row.time()?,
        })
    };
    some(read)
}

pub(super) fn code(code: &CodeRecord) -> Vec<u8> {
    let GrantRecord {
        id,
        client_id,
        subject,
        scopes,
        created_at,
        expires_at,
    } = &code.grant;
    Writer::default()
        .bytes(id.as_bytes())
        .bytes(client_id.as_str().as_bytes())
        .bytes(subject.as_str().as_bytes())
        .bytes(scopes.as_str().as_bytes())
        .time(*created_at)
        .time((*expires_at).max(code.expires_at))
        .bytes(code.redirect_uri.as_str().as_bytes())
        .number(u64::from(code.redirect_uri.was_sent()))
        .optional(code.challenge.as_ref().map(|it| &it.as_bytes()[..]))
        .time(code.expires_at)
        .0
}

pub(super) fn read_code(hash: TokenHash, row: &[u8]) -> Result<CodeRecord, BoxError> {
    let mut row = Reader(row);
    let read = || {
        Some(CodeRecord {
            hash,
            grant: GrantRecord {
                id: GrantId::from_stored(row.bytes()?.try_into().ok()?),
                client_id: ClientId::parse(row.text()?)?,
                subject: SubjectId::new(row.text()?),
                scopes: ScopeSet::from_stored(row.text()?),
                created_at: row.time()?,
                expires_at: row.time()?,
            },
            redirect_uri: SentRedirect::from_stored(row.text()?, row.number()? == 1),
            challenge: row
                .optional(|it| Some(CodeChallenge::from_stored(it.try_into().ok()?)))?
                .0,
            expires_at: row.time()?,
        })
    };
    some(read)
}

pub(super) fn session(session: &SessionRecord) -> Vec<u8> {
    Writer::default()
        .bytes(session.subject.as_str().as_bytes())
        .bytes(session.name.as_bytes())
        .time(session.created_at)
        .time(session.expires_at)
        .0
}

pub(super) fn read_session(
    hash: TokenHash,
    row: &[u8],
    seen_at: Timestamp,
) -> Result<SessionRecord, BoxError> {
    let mut row = Reader(row);
    let read = || {
        Some(SessionRecord {
            hash,
            subject: SubjectId::new(row.text()?),
            name: row.text()?.into(),
            created_at: row.time()?,
            seen_at,
            expires_at: row.time()?,
        })
    };
    some(read)
}

/// A row that only a hand other than ours can have written is an error.
fn some<T>(read: impl FnOnce() -> Option<T>) -> Result<T, BoxError> {
    read().ok_or_else(|| "a row in Redis is not of this store".into())
}
