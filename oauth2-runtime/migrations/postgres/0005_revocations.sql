-- A client may have more grants than one transaction should write. So its mark is written first, and
-- is unfinished until the last of its rows is: meanwhile look-ups go by the mark, also for what began
-- in the same second, and for every consent. What is cut off is finished by this.

ALTER TABLE revocations ADD COLUMN unfinished boolean NOT NULL DEFAULT false;
