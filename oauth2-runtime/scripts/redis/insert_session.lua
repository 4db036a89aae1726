-- hash, row, subject, created_at, seen_at, expires_at.
local subject, now, ends = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[6])
if is_over(subject, nil, now) then
    return 'revoked'
end
local name, index = key('n', ARGV[1]), key('zn', subject)
if redis.call('EXISTS', name) == 1 then
    return 'taken'
end
local seconds = life(now, ends)
local _, m = mark_of('ms', subject)
redis.call('HSET', name, 'row', ARGV[2], 'subject', subject, 'seen', ARGV[5], 'm', m)
redis.call('EXPIRE', name, seconds)
trim(index, now)
redis.call('ZADD', index, ends, ARGV[1])
stretch(index, seconds)
note_life(seconds)
return 'live'
