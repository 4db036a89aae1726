-- Grants and what hangs on them: the same tables and columns as in SQLite. Text is compared by its
-- bytes. A grant's row outlives every code and token of it, so expires_at is never earlier than
-- theirs. Secrets are SHA-256 hashes, times are seconds since 1970.

-- A rotation changes no column of an index, and finds room in its page: Postgres then writes no
-- index at all (a HOT update). So there is no index for the salts; the sweeper walks.
CREATE TABLE grants (
    id                 bytea NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    client_id          text COLLATE "C" NOT NULL,
    subject            text COLLATE "C" NOT NULL,
    scopes             text COLLATE "C" NOT NULL,
    created_at         bigint NOT NULL,
    expires_at         bigint NOT NULL,
    revoked_at         bigint,
    -- The refresh family: one for each grant, and none before the first refresh token.
    family             bytea CHECK (length(family) = 32),
    current            bytea CHECK (length(current) = 32),
    previous           bytea CHECK (length(previous) = 32),
    rotated_at         bigint,
    refresh_expires_at bigint,
    -- What a retry of the last rotation must repeat, and the salt it needs until salt_until.
    retry_scopes       text COLLATE "C",
    retries            smallint NOT NULL DEFAULT 0,
    salt               bytea CHECK (length(salt) = 16),
    salt_until         bigint
) WITH (fillfactor = 75);

-- Finds a family, and everything of a client.
CREATE UNIQUE INDEX grants_by_client ON grants (client_id, family);
CREATE INDEX grants_by_subject ON grants (subject) WHERE revoked_at IS NULL;
CREATE INDEX grants_by_end ON grants (expires_at);

CREATE TABLE codes (
    hash          bytea NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    grant_id      bytea NOT NULL REFERENCES grants (id),
    redirect_uri  text COLLATE "C" NOT NULL,
    redirect_sent boolean NOT NULL,
    challenge     bytea CHECK (length(challenge) = 32),
    expires_at    bigint NOT NULL,
    spent_at      bigint
);

CREATE UNIQUE INDEX codes_by_grant ON codes (grant_id);
CREATE INDEX codes_by_end ON codes (expires_at);

CREATE TABLE claims (
    ticket     bytea NOT NULL PRIMARY KEY CHECK (length(ticket) = 32),
    allowed    boolean NOT NULL,
    code       bytea CHECK (length(code) = 32),
    expires_at bigint NOT NULL
);

CREATE INDEX claims_by_end ON claims (expires_at);

-- The store makes a partition when a token finds none, with a unique index on hash, and drops it
-- when all of it is past its end. No foreign key: it would make that drop lock the grants. A token
-- whose grant is gone is not found.
CREATE TABLE access_tokens (
    hash       bytea NOT NULL CHECK (length(hash) = 32),
    grant_id   bytea,
    client_id  text COLLATE "C" NOT NULL,
    subject    text COLLATE "C",
    scopes     text COLLATE "C" NOT NULL,
    issued_at  bigint NOT NULL,
    expires_at bigint NOT NULL
) PARTITION BY RANGE (expires_at);

-- A token of a client alone; the others are void through their grant.
CREATE INDEX access_tokens_by_client ON access_tokens (client_id) WHERE grant_id IS NULL;
