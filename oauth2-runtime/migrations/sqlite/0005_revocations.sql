-- The column that Postgres needs to revoke a client in steps; here a revocation is one transaction.

ALTER TABLE revocations ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0 CHECK (unfinished IN (0, 1));
