-- ticket, verdict, now, ends, then nothing or: hash, row, expires_at and the six of the grant.
local ticket, verdict, now, ends = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local name = key('t', ticket)
local earlier = redis.call('HMGET', name, 'verdict', 'code')
if earlier[1] then
    if earlier[1] ~= verdict or (earlier[2] or nil) ~= ARGV[5] then
        return 'over'
    end
    if earlier[2] then
        local code = redis.call('HMGET', key('c', earlier[2]), 'grant', 'spent', 'end')
        if not code[1] or code[2] or tonumber(code[3]) <= now or not is_live(code[1]) then
            return 'over'
        end
    end
    return 'again'
end
local fields = { 'verdict', verdict }
if #ARGV > 4 then
    local code = { ARGV[5], ARGV[6], ARGV[7] }
    local kept = insert_code(code, { unpack(ARGV, 8) })
    if kept == nil then
        return 'taken'
    elseif not kept then
        return 'over'
    end
    table.insert(fields, 'code')
    table.insert(fields, code[1])
end
redis.call('HSET', name, unpack(fields))
redis.call('EXPIRE', name, life(now, ends) + HOUR)
return 'first'
