-- What the verbs share. KEYS[1] is `{prefix}`: every key is built on it, so all lie in one slot.
-- A key never lasts for ever: each write gives it a time to live, longer than its row may be asked for.

local HOUR, DAY, YEAR = 3600, 86400, 31536000
local LONGEST = 50 * YEAR

local function key(kind, id)
    return KEYS[1] .. ':' .. kind .. ':' .. id
end

-- Seconds from `now` to `at`, and an hour, since the caller's clock may not be ours.
local function life(now, at)
    return math.min(math.max(at - now, 0), LONGEST) + HOUR
end

local function stretch(name, seconds)
    if redis.call('TTL', name) < seconds then
        redis.call('EXPIRE', name, seconds)
    end
end

-- How long the longest-lived row lives: a mark of revocation must outlive it.
local function note_life(seconds)
    local name = key('l', '')
    if redis.call('TTL', name) < seconds then
        redis.call('SET', name, '', 'EX', seconds + HOUR)
    end
end

-- The mark of a revoked client or person: when, and a value that no other revocation has.
local function mark_of(kind, id)
    local mark = redis.call('HMGET', key(kind, id), 'at', 'n')
    return tonumber(mark[1] or 0), mark[2] or ''
end

-- A script whose first write frees memory may go on to write when there is none: to revoke must
-- always work.
local function write_even_when_full()
    redis.call('DEL', KEYS[1])
end

local function mark(kind, id, now, n)
    local name = key(kind, id)
    write_even_when_full()
    redis.call('HSET', name, 'n', n, 'at', math.max(now, (mark_of(kind, id))))
    stretch(name, math.max(DAY + HOUR, redis.call('TTL', key('l', '')) + HOUR))
end

-- Whether what began then was overtaken by a revocation, as of whole seconds.
local function is_over(subject, client, began)
    return (subject and (mark_of('ms', subject)) > began)
        or (client and (mark_of('mc', client)) > began)
end

-- A row holds the mark of its client or person as it was then: another one since has ended it.
local function is_current_of(kind, id, n)
    local _, current = mark_of(kind, id)
    return current == '' or current == n
end

local function is_current(client, n)
    return is_current_of('mc', client, n)
end

local function is_live(grant)
    local row = redis.call('HMGET', key('g', grant), 'client', 'n', 'subject', 'm')
    return row[1] and is_current(row[1], row[2]) and is_current_of('ms', row[3], row[4])
end

-- Members past their end, a few at a time.
local function trim(name, now)
    local past = redis.call('ZRANGEBYSCORE', name, '-inf', now - DAY, 'LIMIT', 0, 100)
    if #past > 0 then
        redis.call('ZREM', name, unpack(past))
    end
end

local function prolong(grant, now, at)
    local name = key('g', grant)
    local row = redis.call('HMGET', name, 'client', 'subject', 'end')
    local seconds = life(now, at)
    if at > tonumber(row[3]) then
        redis.call('HSET', name, 'end', at)
        redis.call('ZADD', key('zc', row[1]), 'XX', at, grant)
        redis.call('ZADD', key('zs', row[2]), 'XX', at, grant)
    end
    stretch(name, seconds)
    stretch(key('zc', row[1]), seconds)
    stretch(key('zs', row[2]), seconds)
    note_life(seconds)
end

-- A grant is {id, client, subject, scopes, created_at, expires_at}.
local function insert_grant(grant)
    local id, client, subject, ends = grant[1], grant[2], grant[3], tonumber(grant[6])
    local name, now = key('g', id), tonumber(grant[5])
    local _, n = mark_of('mc', client)
    local _, m = mark_of('ms', subject)
    redis.call('HSET', name, 'client', client, 'subject', subject, 'scopes', grant[4],
        'created', grant[5], 'end', ends, 'n', n, 'm', m)
    for _, index in ipairs({ key('zc', client), key('zs', subject) }) do
        trim(index, now)
        redis.call('ZADD', index, ends, id)
    end
    prolong(id, now, ends)
end

-- What one person allowed one client: the length parts the two names. Each has a time to live of
-- its own, so that none outlives the mark that ended it.
local function consents(subject, client)
    return key('k', struct.pack('>H', #client) .. client .. subject)
end

-- What hangs on a grant is found through it alone, so its row is all there is to remove.
local function revoke_grant(grant)
    local row = redis.call('HMGET', key('g', grant), 'client', 'subject', 'family')
    if not row[1] then
        return
    end
    redis.call('DEL', key('g', grant), key('s', grant))
    redis.call('ZREM', key('zc', row[1]), grant)
    redis.call('ZREM', key('zs', row[2]), grant)
    if row[3] then
        redis.call('DEL', key('f', row[3] .. row[1]))
    end
    redis.call('DEL', consents(row[2], row[1]))
end

-- A code is {hash, row, expires_at} beside its grant.
local function insert_code(code, grant)
    if is_over(grant[3], grant[2], tonumber(grant[5])) then
        return false
    end
    local name = key('c', code[1])
    if redis.call('EXISTS', name, key('g', grant[1])) > 0 then
        return nil
    end
    insert_grant(grant)
    redis.call('HSET', name, 'row', code[2], 'grant', grant[1], 'client', grant[2], 'end', code[3])
    local seconds = life(tonumber(grant[5]), tonumber(code[3]))
    redis.call('EXPIRE', name, seconds)
    note_life(seconds)
    return true
end

-- An access token is {hash, row, grant or '', client, subject or '', issued_at, expires_at}.
-- Its value is what finds out whether it is live, then its row: 'g' and the grant, or 'c' and the
-- client's name behind its length and mark.
local function keep_access(access)
    local now, ends = tonumber(access[6]), tonumber(access[7])
    local head = 'g' .. access[3]
    if access[3] == '' then
        local _, n = mark_of('mc', access[4])
        head = 'c' .. struct.pack('>HB', #access[4], #n) .. access[4] .. n
    else
        prolong(access[3], now, ends)
    end
    local seconds = life(now, ends)
    redis.call('SET', key('a', access[1]), head .. access[2], 'EX', seconds)
    note_life(seconds)
end
