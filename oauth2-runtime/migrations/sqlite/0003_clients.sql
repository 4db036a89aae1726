-- Registered clients. Lists of words have spaces between, lists of URIs are JSON arrays.

CREATE TABLE clients (
    id                     TEXT NOT NULL PRIMARY KEY,
    name                   TEXT NOT NULL,
    auth_method            TEXT NOT NULL,
    grants                 TEXT NOT NULL,
    scopes                 TEXT NOT NULL,
    redirect_uris          TEXT NOT NULL,
    insecure_redirect_uris TEXT NOT NULL,
    disabled               INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
) STRICT, WITHOUT ROWID;

-- The live secrets, at most two for each client; the lower id is the older one.
CREATE TABLE client_secrets (
    id        INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    weak      INTEGER NOT NULL CHECK (weak IN (0, 1))
) STRICT;

CREATE INDEX client_secrets_by_client ON client_secrets (client_id);
