-- client, hash. A spent code stays until its end, so that a replay is known.
local name = key('c', ARGV[2])
local code = redis.call('HMGET', name, 'client', 'grant', 'spent', 'row')
if code[1] ~= ARGV[1] then
    return { 'unknown' }
end
if code[3] then
    revoke_grant(code[2])
    return { 'spent', code[2] }
end
if not is_live(code[2]) then
    return { 'unknown' }
end
redis.call('HSET', name, 'spent', '1')
return { 'fresh', code[4] }
