-- Grants and what hangs on them. A grant's row outlives every code and token of it, so expires_at
-- is never earlier than theirs. Secrets are SHA-256 hashes, times are seconds since 1970.

CREATE TABLE grants (
    id                 BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    client_id          TEXT NOT NULL,
    subject            TEXT NOT NULL,
    scopes             TEXT NOT NULL,
    created_at         INTEGER NOT NULL,
    expires_at         INTEGER NOT NULL,
    revoked_at         INTEGER,
    -- The refresh family: one for each grant, and none before the first refresh token.
    family             BLOB CHECK (length(family) = 32),
    current            BLOB CHECK (length(current) = 32),
    previous           BLOB CHECK (length(previous) = 32),
    rotated_at         INTEGER,
    refresh_expires_at INTEGER,
    -- What a retry of the last rotation must repeat, and the salt it needs until salt_until.
    retry_scopes       TEXT,
    retries            INTEGER NOT NULL DEFAULT 0,
    salt               BLOB CHECK (length(salt) = 16),
    salt_until         INTEGER
) STRICT, WITHOUT ROWID;

-- Finds a family, and everything of a client.
CREATE UNIQUE INDEX grants_by_client ON grants (client_id, family);
CREATE INDEX grants_by_subject ON grants (subject) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_end ON grants (expires_at);
CREATE INDEX grants_by_salt ON grants (salt_until) WHERE salt IS NOT NULL;

CREATE TABLE codes (
    hash          BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    grant_id      BLOB NOT NULL REFERENCES grants (id),
    redirect_uri  TEXT NOT NULL,
    redirect_sent INTEGER NOT NULL CHECK (redirect_sent IN (0, 1)),
    challenge     BLOB CHECK (length(challenge) = 32),
    expires_at    INTEGER NOT NULL,
    spent_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX codes_by_grant ON codes (grant_id);
CREATE INDEX codes_by_end ON codes (expires_at);

CREATE TABLE claims (
    ticket     BLOB NOT NULL PRIMARY KEY CHECK (length(ticket) = 32),
    allowed    INTEGER NOT NULL CHECK (allowed IN (0, 1)),
    code       BLOB CHECK (length(code) = 32),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX claims_by_end ON claims (expires_at);

CREATE TABLE access_tokens (
    hash       BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    grant_id   BLOB REFERENCES grants (id),
    client_id  TEXT NOT NULL,
    subject    TEXT,
    scopes     TEXT NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A token is in one of the first two: it hangs on a grant, or on its client alone.
CREATE INDEX access_tokens_by_grant ON access_tokens (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX access_tokens_by_client ON access_tokens (client_id) WHERE grant_id IS NULL;
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);
