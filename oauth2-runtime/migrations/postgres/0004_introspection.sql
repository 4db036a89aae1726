-- Resource servers: clients that are told about the tokens of others. Nobody is one unasked.

ALTER TABLE clients ADD COLUMN introspects boolean NOT NULL DEFAULT false;
