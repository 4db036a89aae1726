-- hash.
local session = redis.call('HMGET', key('n', ARGV[1]), 'row', 'seen', 'subject', 'm')
return session[1] and is_current_of('ms', session[3], session[4]) and { session[1], session[2] }
