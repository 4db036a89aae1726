//! Records as bytes, for stores that keep what they do not look into: the same in each of them.

use super::{Reader, Writer};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, CodeChallenge, GrantId, ScopeSet, SentRedirect, SubjectId};
use crate::secret::TokenHash;
use crate::store::{AccessRecord, CodeRecord, GrantRecord, SessionRecord};

impl Writer {
    pub(in crate::store) fn access(self, access: &AccessRecord) -> Self {
        self.optional(access.grant.as_ref().map(|grant| &grant.as_bytes()[..]))
            .text(access.client_id.as_str())
            .optional(access.subject.as_ref().map(|it| it.as_str().as_bytes()))
            .text(access.scopes.as_str())
            .time(access.issued_at)
            .time(access.expires_at)
    }

    pub(in crate::store) fn grant(self, grant: &GrantRecord) -> Self {
        self.bytes(grant.id.as_bytes())
            .text(grant.client_id.as_str())
            .text(grant.subject.as_str())
            .text(grant.scopes.as_str())
            .time(grant.created_at)
            .time(grant.expires_at)
    }

    /// With its grant as it is kept.
    pub(in crate::store) fn code(self, code: &CodeRecord) -> Self {
        self.grant(&code.kept_grant())
            .text(code.redirect_uri.as_str())
            .number(u64::from(code.redirect_uri.was_sent()))
            .optional(code.challenge.as_ref().map(|it| &it.as_bytes()[..]))
            .time(code.expires_at)
    }

    /// Without the last use, which changes: each store keeps it in a place of its own.
    pub(in crate::store) fn session(self, session: &SessionRecord) -> Self {
        self.text(session.subject.as_str())
            .text(&session.name)
            .time(session.created_at)
            .time(session.expires_at)
    }
}

impl Reader<'_> {
    /// A hash, a salt, an id: so many bytes.
    pub(in crate::store) fn exact<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes()?.try_into().ok()
    }

    pub(in crate::store) fn access(&mut self, hash: TokenHash) -> Option<AccessRecord> {
        Some(AccessRecord {
            hash,
            grant: self
                .optional(|id| Some(GrantId::from_stored(id.try_into().ok()?)))?
                .0,
            client_id: ClientId::parse(self.text()?)?,
            subject: self
                .optional(|it| Some(SubjectId::new(std::str::from_utf8(it).ok()?)))?
                .0,
            scopes: ScopeSet::from_stored(self.text()?),
            issued_at: self.time()?,
            expires_at: self.time()?,
        })
    }

    pub(in crate::store) fn grant(&mut self) -> Option<GrantRecord> {
        Some(GrantRecord {
            id: GrantId::from_stored(self.exact()?),
            client_id: ClientId::parse(self.text()?)?,
            subject: SubjectId::new(self.text()?),
            scopes: ScopeSet::from_stored(self.text()?),
            created_at: self.time()?,
            expires_at: self.time()?,
        })
    }

    pub(in crate::store) fn code(&mut self, hash: TokenHash) -> Option<CodeRecord> {
        Some(CodeRecord {
            hash,
            grant: self.grant()?,
            redirect_uri: SentRedirect::from_stored(self.text()?, self.number()? == 1),
            challenge: self
                .optional(|it| Some(CodeChallenge::from_stored(it.try_into().ok()?)))?
                .0,
            expires_at: self.time()?,
        })
    }

    pub(in crate::store) fn session(
        &mut self,
        hash: TokenHash,
        seen_at: Timestamp,
    ) -> Option<SessionRecord> {
        Some(SessionRecord {
            hash,
            subject: SubjectId::new(self.text()?),
            name: self.text()?.into(),
            created_at: self.time()?,
            seen_at,
            expires_at: self.time()?,
        })
    }
}

/// A row that only a hand other than ours can have written is an error.
pub(in crate::store) fn read<'row, T>(
    row: &'row [u8],
    read: impl FnOnce(&mut Reader<'row>) -> Option<T>,
) -> Result<T, StoreError> {
    read(&mut Reader::new(row)).ok_or_else(|| StoreError::new("a row is not of this store"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: fn(u64) -> Timestamp = Timestamp::from_seconds;
    const HASH: TokenHash = TokenHash::from_stored([1; 32]);

    fn grant() -> GrantRecord {
        GrantRecord {
            id: GrantId::from_stored([2; 16]),
            client_id: ClientId::parse("app").unwrap(),
            subject: SubjectId::new("al"),
            scopes: ScopeSet::from_stored("read"),
            created_at: AT(0),
            expires_at: AT(60),
        }
    }

    // What an earlier version kept is read by a later one: the bytes of each record are fixed.

    #[test]
    fn a_token_is_written_as_it_always_was() {
        let GrantRecord {
            id,
            client_id,
            scopes,
            ..
        } = grant();
        let access = AccessRecord {
            hash: HASH,
            grant: Some(id),
            client_id,
            subject: None,
            scopes,
            issued_at: AT(1),
            expires_at: AT(900),
        };
        let parts: [&[u8]; 4] = [&[1, 16], &[2; 16], b"\x03app\0\x04read", &[1, 0x84, 7]];
        assert_eq!(Writer::default().access(&access).done(), parts.concat());
    }

    #[test]
    fn a_code_is_written_as_it_always_was() {
        let code = CodeRecord {
            hash: HASH,
            grant: grant(),
            redirect_uri: SentRedirect::from_stored("a:/b", true),
            challenge: Some(CodeChallenge::from_stored([3; 32])),
            expires_at: AT(300),
        };
        let parts: [&[u8]; 7] = [
            &[16],
            &[2; 16],
            b"\x03app\x02al\x04read\0",
            &[0xac, 2],
            b"\x04a:/b\x01\x01\x20",
            &[3; 32],
            &[0xac, 2],
        ];
        assert_eq!(Writer::default().code(&code).done(), parts.concat());
    }

    #[test]
    fn a_session_is_written_as_it_always_was() {
        let session = SessionRecord {
            hash: HASH,
            subject: grant().subject,
            name: "Al".into(),
            created_at: AT(5),
            seen_at: AT(6),
            expires_at: AT(7),
        };
        let bytes = b"\x02al\x02Al\x05\x07";
        assert_eq!(Writer::default().session(&session).done(), bytes);
    }
}
