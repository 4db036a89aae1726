-- hash.
local session = redis.call('HMGET', key('n', ARGV[1]), 'row', 'seen')
return session[1] and session
