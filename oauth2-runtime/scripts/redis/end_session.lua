-- hash.
local name = key('n', ARGV[1])
local subject = redis.call('HGET', name, 'subject')
if subject then
    redis.call('ZREM', key('zn', subject), ARGV[1])
    redis.call('DEL', name)
end
return 0
