-- Login sessions, remembered consent, and the revocations of people and clients.

CREATE TABLE sessions (
    hash       bytea NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    subject    text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    seen_at    bigint NOT NULL,
    expires_at bigint NOT NULL
) WITH (fillfactor = 90);

CREATE INDEX sessions_by_subject ON sessions (subject);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE consents (
    subject   text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    place     bytea NOT NULL CHECK (length(place) = 32),
    scopes    text COLLATE "C" NOT NULL,
    PRIMARY KEY (subject, client_id, place)
);

CREATE INDEX consents_by_client ON consents (client_id);

-- The latest revocation of a person or a client: what began before it and comes later is refused.
CREATE TABLE revocations (
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('subject', 'client')),
    id   text COLLATE "C" NOT NULL,
    at   bigint NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE INDEX revocations_by_time ON revocations (at);
