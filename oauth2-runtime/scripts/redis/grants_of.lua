-- subject, now: id, client, scopes, created_at, used_at of each, the newest first among those of one
-- second by id.
local found = {}
local ids = redis.call('ZRANGEBYSCORE', key('zs', ARGV[1]), '(' .. ARGV[2], '+inf')
for _, grant in ipairs(ids) do
    if is_live(grant) then
        local row = redis.call('HMGET', key('g', grant), 'client', 'scopes', 'created', 'rotated')
        table.insert(found, { grant, row[1], row[2], row[3], row[4] or row[3] })
    end
end
return found
