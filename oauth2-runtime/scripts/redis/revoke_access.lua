-- hash.
return redis.call('DEL', key('a', ARGV[1]))
