-- Login sessions, remembered consent, and the revocations of people and clients.

CREATE TABLE sessions (
    hash       BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    subject    TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_subject ON sessions (subject);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE consents (
    subject   TEXT NOT NULL,
    client_id TEXT NOT NULL,
    place     BLOB NOT NULL CHECK (length(place) = 32),
    scopes    TEXT NOT NULL,
    PRIMARY KEY (subject, client_id, place)
) STRICT, WITHOUT ROWID;

-- The latest revocation of a person or a client: what began before it and comes later is refused.
CREATE TABLE revocations (
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'client')),
    id   TEXT NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX revocations_by_time ON revocations (at);
