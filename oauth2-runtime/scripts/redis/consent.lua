-- subject, client, place, scopes to remember or nothing: the scopes that are allowed, if any.
local name = key('k', ARGV[1])
local field = ARGV[2] .. '\0' .. ARGV[3]
local row = redis.call('HGET', name, field)
local n, scopes = '', false
if row then
    local length = struct.unpack('B', row)
    n, scopes = string.sub(row, 2, 1 + length), string.sub(row, 2 + length)
end
if scopes and not is_current(ARGV[2], n) then
    redis.call('HDEL', name, field)
    scopes = false
end
if ARGV[4] then
    local _, current = mark_of('mc', ARGV[2])
    scopes = (scopes and scopes .. ' ' or '') .. ARGV[4]
    redis.call('HSET', name, field, struct.pack('B', #current) .. current .. scopes)
end
if scopes then
    -- Nobody is asked again within a year of the last time.
    redis.call('EXPIRE', name, YEAR)
    note_life(YEAR)
end
return scopes
