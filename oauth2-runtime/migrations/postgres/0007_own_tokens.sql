-- Keeps access tokens of clients alone, in one statement of the caller's in place of a transaction of
-- four: all of them, or none when one may be at fault. The locks come first, in a statement of their
-- own, so that the next one sees what they waited for; at the levels above READ COMMITTED it would not,
-- so nothing is kept there. Whether a client was revoked is asked once for all its tokens, from the
-- moment at which the first of them began. A plan may have been made while a partition was empty: by
-- the limits it is a look-up by key also when that is full.

CREATE OR REPLACE FUNCTION keep_own_tokens(
    keys bigint[], hashes bytea[], client_ids text[], all_scopes text[], began bigint[], ends bigint[],
    holders text[], since bigint
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(key) FROM unnest(keys) AS key;
    INSERT INTO access_tokens (hash, client_id, scopes, issued_at, expires_at)
    SELECT * FROM unnest(hashes, client_ids, all_scopes, began, ends)
    WHERE NOT EXISTS (
        SELECT FROM unnest(hashes) AS new (hash),
            LATERAL (SELECT FROM access_tokens WHERE hash = new.hash LIMIT 1) AS earlier
    ) AND NOT EXISTS (
        SELECT FROM unnest(holders) AS holder (id),
            LATERAL (
                SELECT FROM revocations
                WHERE kind = 'client' AND id = holder.id AND at >= since LIMIT 1
            ) AS later
    );
    RETURN FOUND;
END
$$;
