-- The seven of the access token; how many of a grant (0 or 6), these; then nothing or: family,
-- current, scopes and end of a refresh family.
local access = { unpack(ARGV, 1, 7) }
local creates = ARGV[8] == '6' and { unpack(ARGV, 9, 14) }
local start = { unpack(ARGV, creates and 15 or 9) }
local id, now = access[3], tonumber(access[6])
local subject = access[5] ~= '' and access[5] or nil
if is_over(subject, access[4], now)
    or creates and is_over(creates[3], creates[2], tonumber(creates[5])) then
    return 'revoked'
end
if redis.call('EXISTS', key('a', access[1])) == 1 then
    return 'taken'
end
local client = access[4]
if creates then
    if redis.call('EXISTS', key('g', id)) == 1 then
        return 'taken'
    end
    client = creates[2]
elseif id ~= '' then
    if not is_live(id) then
        return 'revoked'
    end
    client = redis.call('HGET', key('g', id), 'client')
end
if start[1] and (redis.call('EXISTS', key('f', start[1] .. client)) == 1
    or redis.call('HEXISTS', key('g', id), 'family') == 1) then
    return 'taken'
end
if creates then
    insert_grant(creates)
end
if start[1] then
    local ends = tonumber(start[4]) -- kept as it was sent: Lua would round it
    redis.call('HSET', key('g', id), 'family', start[1], 'current', start[2], 'rotated', access[6],
        'refresh_end', start[4], 'scopes', start[3])
    prolong(id, now, ends)
    redis.call('SET', key('f', start[1] .. client), id, 'EX', life(now, ends))
end
keep_access(access)
return 'live'
