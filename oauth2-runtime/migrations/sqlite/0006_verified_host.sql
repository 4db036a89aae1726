-- The host that a client belongs to, where the application has checked it.

ALTER TABLE clients ADD COLUMN verified_host TEXT;
