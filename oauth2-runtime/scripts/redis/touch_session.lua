-- hash, now. Requests of one browser overtake each other: the latest use counts.
local name = key('n', ARGV[1])
local seen = redis.call('HGET', name, 'seen')
if seen and tonumber(seen) < tonumber(ARGV[2]) then
    redis.call('HSET', name, 'seen', ARGV[2])
end
return 0
