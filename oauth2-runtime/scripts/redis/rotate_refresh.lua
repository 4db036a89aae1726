-- client, family, presented, successor, salt, scopes, window, now, most retries, then the seven of
-- the access token.
local client, presented, now = ARGV[1], ARGV[3], tonumber(ARGV[8])
local access = { unpack(ARGV, 10, 16) }
local subject = access[5] ~= '' and access[5] or nil
if is_over(subject, access[4], tonumber(access[6])) then
    return { 'unknown' }
end
local grant = redis.call('GET', key('f', ARGV[2] .. client))
if not grant or not is_live(grant) then
    return { 'unknown' }
end
if redis.call('EXISTS', key('a', access[1])) == 1 then
    return { 'taken' }
end
if access[3] ~= grant then
    return { 'foreign' }
end
local name, salt_name = key('g', grant), key('s', grant)
local row = redis.call('HMGET', name, 'current', 'previous', 'rotated', 'retry_scopes', 'retries')
local answer
if presented == row[1] then
    redis.call('HSET', name, 'previous', row[1], 'current', ARGV[4], 'rotated', ARGV[8],
        'retry_scopes', ARGV[6], 'retries', 0)
    -- A salt and a spent token give the next one: it goes when no retry needs it.
    redis.call('SET', salt_name, ARGV[5], 'EX', math.min(tonumber(ARGV[7]), LONGEST) + 60)
    answer = { 'rotated' }
else
    local open = now < tonumber(row[3]) + tonumber(ARGV[7])
    local salt = redis.call('GET', salt_name)
    if not (open and salt and presented == row[2] and ARGV[6] == row[4]
        and tonumber(row[5]) < tonumber(ARGV[9])) then
        revoke_grant(grant)
        return { 'reused', grant }
    end
    redis.call('HINCRBY', name, 'retries', 1)
    answer = { 'retried', salt }
end
keep_access(access)
return answer
