-- Resource servers: clients that are told about the tokens of others. Nobody is one unasked.

ALTER TABLE clients ADD COLUMN introspects INTEGER NOT NULL DEFAULT 0 CHECK (introspects IN (0, 1));
